//! Dollars that stand for money: `价格$5和$6` holds no formula.
//!
//! A formula begins and ends beside a character that is no space, and no digit follows it. The released parser does
//! not know the second half; so each dollar that it takes for the start of such a formula is escaped and the text is
//! read again, until every formula is one. To be deleted when the parser knows the rule.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Event;

use super::Ranged;

/// A text with a backslash before some of its dollars, and the way back.
pub(super) struct Escaped<'a> {
    text: Cow<'a, str>,
    /// Where each backslash stands in `text`, ascending.
    signs: Vec<usize>,
}

/// Escapes the dollars at these places, which are ascending.
pub(super) fn escape<'a>(text: &'a str, places: &[usize]) -> Escaped<'a> {
    if places.is_empty() {
        return Escaped { text: Cow::Borrowed(text), signs: Vec::new() };
    }
    let mut escaped = String::with_capacity(text.len() + places.len());
    let mut signs = Vec::with_capacity(places.len());
    let mut from = 0;
    for &place in places {
        escaped.push_str(&text[from..place]);
        signs.push(escaped.len());
        escaped.push('\\');
        from = place;
    }
    escaped.push_str(&text[from..]);
    Escaped { text: Cow::Owned(escaped), signs }
}

impl Escaped<'_> {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A range of the text from a range of the escaped one.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| at - self.signs.partition_point(|&sign| sign < at);
        place(range.start)..place(range.end)
    }
}

/// Adds the dollars with which a formula begins that is none, and gives up those that now stand in code, where a
/// backslash would show. Whether anything changed.
pub(super) fn settle(events: &[Ranged], text: &str, money: &mut Vec<usize>) -> bool {
    let before = money.clone();
    for (event, range) in events {
        match event {
            Event::InlineMath(_) if text[range.end..].starts_with(|c: char| c.is_ascii_digit()) => {
                money.push(range.start);
            }
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) if !before.is_empty() => {
                money.retain(|place| !range.contains(place));
            }
            _ => {}
        }
    }
    money.sort_unstable();
    money.dedup();
    *money != before
}

#[cfg(test)]
mod tests {
    use crate::markup::parse;

    #[test]
    fn money_is_no_formula() {
        let table: &[(&str, &[&str])] = &[
            ("价格$5和$6", &[]),
            // Here the rule cannot tell, and the formula is refused for its comma.
            ("价格$5和$6，$x$好", &["6，"]),
            ("价格\\$5和\\$6，$x$好", &["x"]),
            ("$5$6$7$8$9", &[]),
            ("面积$S=ab$，周长$2(a+b)$。", &["S=ab", "2(a+b)"]),
            // As pandoc reads it: the signs that touch text on their inner side make a pair.
            ("$ x$和$x $", &["和"]),
            ("$x ` y$5 和$z ` w$6", &[]),
            ("\\$x$", &[]),
            ("`$x$`", &[]),
            ("$a_1*b_1*c$", &["a_1*b_1*c"]),
            ("**$5和$6。**好", &[]),
            ("$$\\frac{a}{b}$$", &["\\frac{a}{b}"]),
            ("[$x$](a.md)", &["x"]),
            ("| $a\\|b$ |\n|--|", &["a|b"]),
        ];
        for (body, expected) in table {
            let document = parse(body);
            let found: Vec<&str> = document.formulas.iter().map(|formula| formula.latex.as_str()).collect();
            assert_eq!(&found, expected, "{body}");
            for formula in &document.formulas {
                assert!(body[formula.span.range()].starts_with('$'), "{body}");
            }
        }
        assert_eq!(parse("价格$5和$6").outline.plain_text(), "价格$5和$6");
        assert_eq!(parse("**$5和$6。**好").outline.plain_text(), "$5和$6。好");
    }
}
