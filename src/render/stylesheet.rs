//! A style sheet as declarations with their places. It reads what browsers would, and skips what it does not know.
//!
//! Deliberately absent: values; which element a selector finds.

/// One declaration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration<'a> {
    pub(super) property: &'a str,
    /// Without white space around it.
    pub(super) value: &'a str,
    /// Where the value begins.
    pub(super) at: usize,
    /// The selector, or the at-rule when there is none.
    pub(super) selector: &'a str,
    /// Whether it is for paper only.
    pub(super) is_paper: bool,
    /// Whether the reader's own colours are in force.
    pub(super) is_forced: bool,
}

/// The text with every comment blanked out byte by byte, so that places stay.
pub(super) fn without_comments(css: &str) -> String {
    let mut clean = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(open) = rest.find("/*") {
        let (before, comment) = rest.split_at(open);
        clean.push_str(before);
        let close = comment[2..].find("*/").map_or(comment.len(), |close| close + 4);
        clean.extend(comment.bytes().take(close).map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &comment[close..];
    }
    clean.push_str(rest);
    clean
}

/// Every declaration of a sheet without comments, and every at-rule without a block as one of an empty selector.
pub(super) fn declarations(css: &str) -> Vec<Declaration<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let (mut from, mut nested) = (0, 0_usize);
    let mut bytes = css.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' | b'\'' => skip_string(&mut bytes, byte),
            b'(' => nested += 1,
            b')' => nested = nested.saturating_sub(1),
            _ if nested > 0 => {}
            b'{' => {
                open.push(css[from..at].trim());
                from = at + 1;
            }
            b';' => {
                found.extend(declaration(css, from, at, &open));
                from = at + 1;
            }
            b'}' => {
                found.extend(declaration(css, from, at, &open));
                open.pop();
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn skip_string(bytes: &mut impl Iterator<Item = (usize, u8)>, quote: u8) {
    while let Some((_, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == quote || byte == b'\n' {
            return;
        }
    }
}

fn declaration<'a>(css: &'a str, from: usize, to: usize, open: &[&'a str]) -> Option<Declaration<'a>> {
    let text = &css[from..to];
    let start = from + text.len() - text.trim_start().len();
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let (property, value) = if text.starts_with('@') { ("@", text) } else { text.split_once(':')? };
    let at = start + text.len() - value.trim_start().len();
    let media = |word: &str| open.iter().any(|prelude| prelude.starts_with("@media") && prelude.contains(word));
    let selector = open.iter().rev().find(|prelude| !prelude.starts_with('@')).or(open.last()).copied();
    Some(Declaration {
        property: property.trim(),
        value: value.trim(),
        at,
        selector: selector.unwrap_or_default(),
        is_paper: media("print"),
        is_forced: media("forced-colors"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_comments_strings_and_media() {
        let css =
            "/* 注：a{b:c} */a:hover , b>c{color : red;content:\"};{\"}@media print{:root{--x:url(a;b)}}@import 'x';";
        let clean = without_comments(css);
        assert_eq!(clean.len(), css.len());
        let found = declarations(&clean);
        let told: Vec<_> = found.iter().map(|d| (d.selector, d.property, d.value, d.is_paper)).collect();
        assert_eq!(
            told,
            [
                ("a:hover , b>c", "color", "red", false),
                ("a:hover , b>c", "content", "\"};{\"", false),
                (":root", "--x", "url(a;b)", true),
                ("", "@", "@import 'x'", false),
            ]
        );
        assert!(found.iter().all(|d| clean[d.at..].starts_with(d.value)));
    }

    #[test]
    fn broken_sheets_end() {
        for css in ["", "}", "a{", "a{b", "a{b:c", "/*", "\"", "a{b:\\", "(((", "a{:}", "}}{{;;"] {
            declarations(&without_comments(css));
        }
    }
}
