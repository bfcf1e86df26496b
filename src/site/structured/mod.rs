//! What pages tell machines of themselves: JSON-LD in the words of schema.org.
//!
//! Only reviewed pages speak to machines; a preview says nothing. Whatever stands here stands on the page too.
//! Source: schema.org 29, and what Google asks of `Article`, `ClaimReview`, `Event` and `BreadcrumbList`.

mod announcement;
mod article;
mod claim;
mod crumbs;
mod event;
mod steps;
mod words;

use serde::Serialize;

pub(super) use article::{Page, of_article};
pub(super) use crumbs::{Crumb, crumbs, site};
pub(super) use event::event;

/// One thing a page is about.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Node {
    Article(Box<article::Article>),
    ClaimReview(Box<claim::ClaimReview>),
    HowTo(steps::HowTo),
    Event(Box<event::Event>),
    SpecialAnnouncement(Box<announcement::SpecialAnnouncement>),
    BreadcrumbList(crumbs::BreadcrumbList),
    WebSite(crumbs::WebSite),
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: &'a [Node],
}

/// The nodes as the text of a `<script type="application/ld+json">`; nothing when there are none.
pub(super) fn script(nodes: &[Node]) -> Option<String> {
    if nodes.is_empty() {
        return None;
    }
    // Structs of texts, numbers and lists always serialize.
    let text = serde_json::to_string(&Graph { context: "https://schema.org", graph: nodes }).unwrap_or_default();
    Some(escaped(&text))
}

/// JSON that no HTML parser can leave and no old script parser trips over. These characters occur inside JSON strings
/// only, where the escape means the same.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_title_stays_a_text() -> Result<(), serde_json::Error> {
        let hostile = "</script><script>alert(1)</script><!-- & ]]>\u{2028}\u{2029}\"\\ {{ x }}";
        let nodes = [crumbs(vec![Crumb::new(hostile, None)])];
        let text = script(&nodes).unwrap_or_default();
        for absent in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
            assert!(!text.contains(absent), "{absent:?} in {text}");
        }
        let read: serde_json::Value = serde_json::from_str(&text)?;
        assert_eq!(read["@graph"][0]["itemListElement"][0]["name"], hostile);
        assert_eq!(script(&[]), None);
        Ok(())
    }
}
