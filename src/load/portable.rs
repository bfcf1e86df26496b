//! Names that every disk can hold: an article is written on Windows and macOS, built on Linux, shown on boxes of any kind.
//!
//! Source: Microsoft, "Naming Files, Paths, and Namespaces" (reserved names and characters, ends); Unicode Standard Annex
//! 15 for composed letters, which macOS takes apart.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::diag::Bilingual;

/// Characters that no Windows name holds besides `/` and `\`, which part paths.
const FORBIDDEN: &[char] = &['<', '>', ':', '"', '|', '?', '*'];

/// Why a part of a path cannot live on every disk.
pub(super) fn fault(name: &str) -> Option<Bilingual> {
    if let Some(found) = name.chars().find(|c| FORBIDDEN.contains(c)) {
        return Some(Bilingual::new(
            format!("“{name}”里的“{found}”不能用在 Windows 文件名里"),
            format!("Windows allows no `{found}` in a name such as `{name}`"),
        ));
    }
    if name.ends_with(['.', ' ']) {
        return Some(Bilingual::new(
            format!("“{name}”以空格或句点结尾，Windows 会把它去掉"),
            format!("`{name}` ends with a space or a dot, which Windows drops"),
        ));
    }
    if is_device(name) {
        return Some(Bilingual::new(
            format!("“{name}”是 Windows 的设备名，不能作文件名"),
            format!("`{name}` names a device on Windows"),
        ));
    }
    (!is_nfc(name)).then(|| {
        Bilingual::new(
            format!("“{name}”里的字母和附加符号是拆开的写法，正文里的引用会找不到它"),
            format!("letters and marks of `{name}` are written apart (not NFC), so references do not find it"),
        )
    })
}

/// Names that stand for devices, with any ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let mut digits = port.into_iter().flat_map(str::chars);
    matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

/// A path as a disk sees it that tells neither upper from lower case nor ways to write a letter.
pub(super) fn folded(path: &str) -> String {
    path.to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_disk_refuses() {
        for bad in [
            "a:b.png",
            "为什么?.png",
            "a|b",
            "\"a\".svg",
            "a*",
            "<a>",
            "a.",
            "a ",
            "con",
            "CON.png",
            "Aux.svg",
            "nul",
            "com1",
            "LPT9.txt",
            "com¹",
            "con .png",
            "cafe\u{301}.png",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
        for good in
            ["叶片.png", "为什么？.png", "a.b.c", "console.png", "com.png", "com10", "lpt", "caf\u{e9}.png", ".keep"]
        {
            assert!(fault(good).is_none(), "{good:?}");
        }
        assert_eq!(folded("A/Cafe\u{301}"), folded("a/caf\u{e9}"));
    }
}
