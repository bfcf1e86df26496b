//! Text for the comment of a pull request: Markdown that no article, message or name can break out of.
//!
//! Source: GitHub Flavored Markdown; the reference syntax of GitHub, GitLab and Gitee (`@name`, `#12`, `!12`, `~label`,
//! `/command` at the start of a line).

/// Makes a text inert: it shows as it is, in one line, without markup, mentions or references.
#[must_use]
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            _ => out.push(c),
        }
        // A forge looks for references in the finished page, so an entity would not help; a word joiner does.
        let refers = matches!(c, '@' | '#' | '!' | '~' | '$' | '%');
        if refers && chars.peek().is_some_and(|next| next.is_ascii_alphanumeric()) {
            out.push('\u{2060}');
        }
    }
    if out.starts_with(['/', '-', '+', '=']) || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, '\u{2060}');
    }
    out
}

/// A text as code, on one line; a code span knows neither markup nor references.
#[must_use]
pub fn code(text: &str) -> String {
    let tidy: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    // In a table a `|` ends the cell even inside code.
    let tidy = tidy.replace('|', "¦");
    let longest = tidy.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if tidy.starts_with('`') || tidy.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{tidy}{pad}{fence}")
}

/// A text of several lines as a block of code.
#[must_use]
pub fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let tidy: String = text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect();
    format!("{fence}text\n{}\n{fence}", tidy.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_breaks_out() {
        for (text, expected) in [
            ("每日 3 次", "每日 3 次"),
            ("@zhao 见 #12", "@\u{2060}zhao 见 #\u{2060}12"),
            ("a|b<script>", "a&#124;b&lt;script&gt;"),
            ("**粗**\n/approve", "\\*\\*粗\\*\\* /approve"),
            ("/approve", "\u{2060}/approve"),
            ("1. 列表", "\u{2060}1. 列表"),
            ("[x](https://e.org)", "\\[x\\]\\(https://e.org\\)"),
        ] {
            assert_eq!(inert(text), expected, "{text}");
        }
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(fenced("a\n```\nb\r\n"), "````text\na\n```\nb\u{fffd}\n````");
    }

    proptest! {
        #[test]
        fn stays_on_one_line_without_tags(text in "\\PC*[\n<@#|`]*\\PC*") {
            for made in [inert(&text), code(&text)] {
                prop_assert!(!made.contains('\n'));
                prop_assert!(!made.contains('|'));
            }
            prop_assert!(!inert(&text).contains('<'));
        }
    }
}
