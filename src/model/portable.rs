//! Names that every disk can hold: an article is written on Windows and macOS, built on Linux, shown on boxes of any kind.
//!
//! Source: Microsoft, "Naming Files, Paths, and Namespaces" (reserved names and characters, ends of names); Unicode
//! Standard Annex 15, form NFD: what Latin letters, Kana and Hangul are taken apart into.

/// Why a part of a path cannot live on FAT32, NTFS, APFS and ext4 alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// A character that no Windows name holds.
    Character(char),
    /// A space or a dot at the end, which Windows drops.
    End,
    /// The name of a device, with any ending.
    Device,
    /// A piece of a character that also exists whole: macOS takes both spellings for one name.
    TakenApart,
}

/// Looks at a part of a path.
#[must_use]
pub fn name_fault(name: &str) -> Option<NameFault> {
    if let Some(found) = name.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')) {
        return Some(NameFault::Character(found));
    }
    if name.ends_with(['.', ' ']) {
        return Some(NameFault::End);
    }
    if is_device(name) {
        return Some(NameFault::Device);
    }
    let is_piece = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{1100}'..='\u{11ff}');
    name.chars().any(is_piece).then_some(NameFault::TakenApart)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let mut digits = port.into_iter().flat_map(str::chars);
    matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_disk_refuses() {
        for (bad, why) in [
            ("a:b.png", NameFault::Character(':')),
            ("为什么?.png", NameFault::Character('?')),
            ("a|b", NameFault::Character('|')),
            ("\"a\".svg", NameFault::Character('"')),
            ("a*", NameFault::Character('*')),
            ("<a>", NameFault::Character('<')),
            ("a.", NameFault::End),
            ("a ", NameFault::End),
            ("con", NameFault::Device),
            ("CON.png", NameFault::Device),
            ("Aux.svg", NameFault::Device),
            ("nul", NameFault::Device),
            ("com1", NameFault::Device),
            ("LPT9.txt", NameFault::Device),
            ("com¹", NameFault::Device),
            ("con .png", NameFault::Device),
            ("cafe\u{301}.png", NameFault::TakenApart),
        ] {
            assert_eq!(name_fault(bad), Some(why), "{bad:?}");
        }
        for good in
            ["叶片.png", "为什么？.png", "a.b.c", "console.png", "com.png", "com10", "lpt", "caf\u{e9}.png", ".keep"]
        {
            assert_eq!(name_fault(good), None, "{good:?}");
        }
    }
}
