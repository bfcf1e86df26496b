//! KP101: the fences of the front matter.

use crate::diag::remedy::Remedy;
use crate::load::fence::{lines, looks_like_fence, near_miss};
use crate::load::yaml::Limits;

use super::is_readable;

/// Fewer known fields than this may be prose with a colon in it.
const MIN_KEYS: usize = 3;

/// Remedies for the two lines `---`: written otherwise, with spaces, below blank lines, or the second one missing.
#[must_use]
pub fn fences(text: &str) -> Vec<Remedy> {
    let Some((at, line)) = lines(text).find(|(_, line)| !line.trim().is_empty()) else { return Vec::new() };
    if !looks_like_fence(line) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if at > 0 || line != "---\n" {
        let did = ("把开头的分隔线改为 ---", "made the opening line ---");
        found.push(Remedy::new(101, 0..at + line.len(), "---\n", did));
    }
    let rest = &text[at + line.len()..];
    found.extend(closing(rest).map(|remedy| {
        let by = at + line.len();
        Remedy { place: remedy.place.start + by..remedy.place.end + by, ..remedy }
    }));
    found
}

/// The remedy for the second fence; places are bytes of the text after the first.
fn closing(rest: &str) -> Option<Remedy> {
    if lines(rest).any(|(_, line)| line.trim_end_matches('\n') == "---") {
        return None;
    }
    // The first line is the opening fence as it will be, so that the same search is done as on loading.
    let whole = format!("---\n{rest}");
    let (at, near) = near_miss(&whole);
    let at = at - 4;
    if !is_front(&rest[..at]) {
        return None;
    }
    match near {
        Some(line) => {
            let did = ("把结束的分隔线改为 ---", "made the closing line ---");
            Some(Remedy::new(101, at..at + line.len(), "---\n", did))
        }
        None => {
            let end = rest[..at].trim_end().len();
            let before = if rest[..end].is_empty() { end } else { (end + 1).min(at) };
            let did = ("补上结束的分隔线 ---", "put in the closing line ---");
            // Fields that come after the prose would be cut off with it.
            let later = lines(&rest[at..]).any(|(_, line)| known(line));
            (at < rest.len() && !later).then(|| Remedy::new(101, before..before, "---\n", did))
        }
    }
}

fn is_front(yaml: &str) -> bool {
    lines(yaml).filter(|(_, line)| known(line)).count() >= MIN_KEYS && is_readable(yaml, Limits::ARTICLE)
}

/// Whether a line begins a field of the front matter.
fn known(line: &str) -> bool {
    let shape = &crate::load::article::SHAPE;
    line.split_once(':').is_some_and(|(key, _)| shape.keys.iter().any(|known| known.name == key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::remedy::apply;

    fn mended(text: &str) -> String {
        apply(text, &fences(text))
    }

    #[test]
    fn fences_are_written_as_they_should_be() {
        let front = "kepu: 1\ntitle: 题\nkind: article\n";
        let right = format!("---\n{front}---\n\n正文。\n");
        for wrong in [
            format!("———\n{front}---\n\n正文。\n"),
            format!("－－－\n{front}－－－\n\n正文。\n"),
            format!("\n \n--- \n{front}---  \n\n正文。\n"),
            format!("---\n{front}-----\n\n正文。\n"),
            format!("---\n{front}\n正文。\n"),
            right.clone(),
        ] {
            assert_eq!(mended(&wrong), right, "{wrong:?}");
        }
    }

    #[test]
    fn what_could_end_elsewhere_is_left() {
        for text in [
            "",
            "# 题\n",
            "---\n正文。\n",
            "---\ntitle: 题\n\n正文。\n",
            "---\nkepu: 1\ntitle: 题\nkind: article\n\n正文。\n\nsummary: 后面还有\n",
            "---\nkepu: 1\ntitle: 题\nkind: article\n",
            "---\nkepu: 1\ntitle: \"题\nkind: article\n\n正文。\n",
        ] {
            assert_eq!(mended(text), text, "{text:?}");
        }
    }
}
