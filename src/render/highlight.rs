//! Code blocks in colour, as classes (the only syntect and two-face).
//!
//! Deliberately absent: inline colours; guessing of languages; errors (what cannot be coloured is printed plain).

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::html::escaped;

/// Before every class, so that no scope name can meet a class of a theme.
const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Longer blocks stay plain: data pasted into an article is not worth minutes of matching.
const MAX_BYTES: usize = 64 * 1024;

/// Unpacking takes some ten milliseconds, so only sites with code pay for it.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The inside of a `<code>` element. An unknown language gives the escaped text.
#[must_use]
pub fn code(language: &str, text: &str) -> String {
    if language.is_empty() || text.len() > MAX_BYTES {
        return escaped(text);
    }
    let Some(syntax) = SYNTAXES.find_syntax_by_token(language) else { return escaped(text) };
    coloured(syntax, text).unwrap_or_else(|| escaped(text))
}

fn coloured(syntax: &SyntaxReference, text: &str) -> Option<String> {
    let mut spans = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, STYLE);
    for line in LinesWithEndings::from(text) {
        spans.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(spans.finalize())
}

/// The style sheet for the classes; its colours keep 7:1 on a light and on a dark code ground.
#[must_use]
pub fn css() -> &'static str {
    ".code{color:#1f2328;background:#f6f8fa}
.hl-comment{color:#4a5563}
.hl-string{color:#0a3069}
.hl-constant,.hl-support{color:#0a4a8f}
.hl-keyword,.hl-storage{color:#8a1220}
.hl-entity{color:#5b2a9d}
.hl-variable{color:#6b3300}
.hl-invalid{text-decoration:underline wavy}
@media (prefers-color-scheme:dark){
.code{color:#e6edf3;background:#0f1317}
.hl-comment{color:#9aa5b1}
.hl-string{color:#a5d6ff}
.hl-constant,.hl-support{color:#8cc4ff}
.hl-keyword,.hl-storage{color:#ff9b94}
.hl-entity{color:#d9b8ff}
.hl-variable{color:#ffb77c}
}
"
}

#[cfg(test)]
mod tests {
    use super::super::colour::Colour;
    use super::*;

    #[test]
    fn known_languages_get_classes_only() {
        let html = code("rust", "let 汉 = \"<b>\"; // x\n");
        assert!(html.contains("hl-keyword") || html.contains("hl-storage"), "{html}");
        assert!(html.contains("&lt;b&gt;") && !html.contains("style="), "{html}");
        assert_eq!(html.matches("<span").count(), html.matches("</span>").count());
    }

    #[test]
    fn unknown_languages_and_long_blocks_stay_plain() {
        assert_eq!(code("没有", "<b>"), "&lt;b&gt;");
        assert_eq!(code("", "a&b"), "a&amp;b");
        assert_eq!(code("rust", &"a ".repeat(MAX_BYTES)), "a ".repeat(MAX_BYTES));
    }

    #[test]
    fn colours_keep_their_contrast() {
        let mut ground = Colour::WHITE;
        for rule in css().split('}') {
            let colours: Vec<_> =
                rule.match_indices('#').filter_map(|(at, _)| Colour::parse(rule.get(at..at + 7)?)).collect();
            if let [front, back] = colours[..] {
                ground = back;
                assert!(front.contrast(back) >= 7.0);
            } else if let [front] = colours[..] {
                assert!(front.contrast(ground) >= 7.0, "{front} on {ground}: {}", front.contrast(ground));
            }
        }
    }
}
