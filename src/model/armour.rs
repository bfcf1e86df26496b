//! The block that an SSH signature stands in, kept in little more than half of its length.

use std::fmt;

use base64ct::{Base64, Encoding as _};

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";

/// The armoured signature of a record; a large site holds half a million of them.
///
/// Invariant: it gives back the very text it was made of. Source: PROTOCOL.sshsig of OpenSSH.
#[derive(Clone, PartialEq, Eq)]
pub struct Armour(Kept);

#[derive(Clone, PartialEq, Eq)]
enum Kept {
    /// What lines of base64 of this length say, between the marks.
    Bytes { width: u8, bytes: Box<[u8]> },
    /// Whatever is written in another way.
    Text(Box<str>),
}

impl Armour {
    /// Keeps a block.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let packed = packed(text).filter(|packed| packed.text() == text);
        packed.unwrap_or_else(|| Self(Kept::Text(text.into())))
    }

    /// The block as it was written.
    #[must_use]
    pub fn text(&self) -> String {
        let (width, bytes) = match &self.0 {
            Kept::Bytes { width, bytes } => (usize::from(*width).max(1), bytes),
            Kept::Text(text) => return text.to_string(),
        };
        let encoded = Base64::encode_string(bytes);
        let mut text = String::with_capacity(BEGIN.len() + encoded.len() + encoded.len() / width + 2 + END.len());
        text.push_str(BEGIN);
        let mut rest = encoded.as_str();
        while !rest.is_empty() {
            // Base64 is ASCII, so any cut is between two characters.
            let (line, after) = rest.split_at_checked(width).unwrap_or((rest, ""));
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        text.push_str(END);
        text
    }
}

/// The block packed, if it is written in the usual way; the caller sees whether nothing is lost.
fn packed(text: &str) -> Option<Armour> {
    let inner = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let width = u8::try_from(inner.lines().next()?.len()).ok()?;
    let encoded: String = inner.lines().collect();
    let bytes = Base64::decode_vec(&encoded).ok()?.into();
    Some(Armour(Kept::Bytes { width, bytes }))
}

impl fmt::Debug for Armour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(lines: &[&str]) -> String {
        lines.iter().fold(BEGIN.to_owned(), |text, line| text + line + "\n") + END
    }

    #[test]
    fn the_usual_block_is_packed_and_any_other_is_kept_as_it_is() {
        let usual = [block(&["U1NIU0lH", "AAAA"]), block(&["U1NIU0lHAAAA"]), block(&["U1NIU0lH", "AAAAAAA="])];
        for text in &usual {
            let armour = Armour::of(text);
            assert!(matches!(armour.0, Kept::Bytes { .. }), "{text}");
            assert_eq!(armour.text(), *text);
        }
        // Lines of another length, bits that say nothing, no padding, another end, nothing.
        let odd = [
            block(&["U1NI", "U0lHAAAA"]),
            block(&["U1NIU0lH", "AAAAAAB="]),
            block(&["U1NIU0lHAA"]),
            usual[0].trim_end().to_owned(),
            block(&[]),
            String::new(),
        ];
        for text in &odd {
            let armour = Armour::of(text);
            assert!(matches!(armour.0, Kept::Text(_)), "{text}");
            assert_eq!(armour.text(), *text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(inner in "([A-Za-z0-9+/]{0,9}={0,2}\n{0,2}){0,6}", framed: bool) {
            let text = if framed { format!("{BEGIN}{inner}{END}") } else { inner };
            prop_assert_eq!(Armour::of(&text).text(), text);
        }

        #[test]
        fn every_signature_comes_back(bytes in prop::collection::vec(any::<u8>(), 1..300), width in 1_usize..300) {
            let encoded = Base64::encode_string(&bytes);
            let lines: Vec<&str> = encoded.as_bytes().chunks(width).filter_map(|line| std::str::from_utf8(line).ok()).collect();
            let text = block(&lines);
            prop_assert_eq!(Armour::of(&text).text(), text);
        }
    }
}
