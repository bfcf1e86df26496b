//! Cards with steps: each item of the list is one step.

use serde::Serialize;

use crate::markup::citation::without_citations;
use crate::markup::container::Kind;
use crate::markup::{Container, Document, Event, Tag, TagEnd};

/// `HowTo` of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(in crate::site) struct HowTo {
    name: String,
    step: Vec<HowToStep>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct HowToStep {
    position: usize,
    text: String,
}

/// The instructions of a body that an edition does not hide; a card without words of its own has the title of the
/// article.
pub(super) fn all(document: &Document, hidden: &[bool], title: &str) -> Vec<HowTo> {
    let shown = document.containers.iter().zip(hidden).filter(|(_, hidden)| !**hidden).map(|(card, _)| card);
    shown.filter(|card| card.kind == Kind::Steps).filter_map(|card| how_to(document, card, title)).collect()
}

fn how_to(document: &Document, card: &Container, title: &str) -> Option<HowTo> {
    let events = document.events.get(card.events.clone())?;
    let step: Vec<HowToStep> = items(events.iter().map(|(event, _)| event))
        .into_iter()
        .enumerate()
        .map(|(at, text)| HowToStep { position: at + 1, text })
        .collect();
    let name = if card.words.is_empty() { title } else { &card.words };
    (!step.is_empty()).then(|| HowTo { name: name.to_owned(), step })
}

/// The text of each item of the first ordered list, with its inner blocks in a row.
fn items<'e>(events: impl Iterator<Item = &'e Event<'static>>) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut depth = 0;
    for event in events {
        match event {
            Event::Start(Tag::List(Some(_))) if depth == 0 => depth = 1,
            Event::Start(Tag::List(_)) if depth > 0 => depth += 1,
            Event::End(TagEnd::List(_)) if depth == 1 => break,
            Event::End(TagEnd::List(_)) if depth > 1 => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 => items.push(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(item) = items.last_mut() {
                    item.push_str(&without_citations(text));
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                if let Some(item) = items.last_mut().filter(|item| !item.ends_with(' ')) {
                    item.push(' ');
                }
            }
            _ => {}
        }
    }
    items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    #[test]
    fn each_item_is_a_step() {
        let body = "::: 步骤 领号\n\n先看图。\n\n1. 点**挂号**。[^s1]\n\n   等一下。\n2. 选科室：\n   - 内科\n   - 外科\n\n:::\n\n1. 别的清单\n";
        let found = all(&parse(body), &[false], "题");
        let texts: Vec<Vec<&str>> =
            found.iter().map(|card| card.step.iter().map(|step| step.text.as_str()).collect()).collect();
        assert_eq!(texts, [["点挂号。 等一下。", "选科室： 内科 外科"]]);
        assert_eq!(found.first().map(|card| card.name.as_str()), Some("领号"));
        assert!(all(&parse(body), &[true], "题").is_empty());
        assert!(all(&parse("::: 步骤\n\n没有清单\n\n:::\n"), &[false], "题").is_empty());
        let unnamed = all(&parse("::: 步骤\n\n1. 甲\n\n:::\n"), &[false], "题");
        assert_eq!(unnamed.first().map(|card| card.name.as_str()), Some("题"));
    }
}
