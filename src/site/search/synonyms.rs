//! Other names of one thing, from the definition lists of the glossary: a search for one finds all.

use serde::Serialize;

use crate::markup::{Document, Event, Tag, TagEnd};

/// How a glossary entry begins the line with the other names.
const ALSO: [&str; 2] = ["又叫：", "又叫:"];

/// All names of one thing, the entry's own first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct Synonyms(Vec<String>);

/// The sets of names in the definition lists of a text.
pub(super) fn read(document: &Document) -> Vec<Synonyms> {
    let mut sets: Vec<Vec<String>> = Vec::new();
    let mut text = None;
    for (event, _) in &document.events {
        match event {
            Event::Start(Tag::DefinitionListTitle | Tag::DefinitionListDefinition) => text = Some(String::new()),
            Event::Text(words) | Event::Code(words) => text.iter_mut().for_each(|text| text.push_str(words)),
            Event::SoftBreak | Event::HardBreak => text.iter_mut().for_each(|text| text.push(' ')),
            Event::End(TagEnd::DefinitionListTitle) => sets.push(names(&text.take().unwrap_or_default())),
            Event::End(TagEnd::DefinitionListDefinition) => {
                let text = text.take().unwrap_or_default();
                let others = ALSO.iter().find_map(|also| text.trim_start().strip_prefix(also));
                if let (Some(set), Some(others)) = (sets.last_mut(), others) {
                    set.extend(names(others));
                }
            }
            _ => {}
        }
    }
    sets.into_iter().filter(|set| set.len() > 1).map(Synonyms).collect()
}

fn names(text: &str) -> Vec<String> {
    let names = text.split(['、', '，', ',', '；', ';', '。']).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    #[test]
    fn a_glossary_gives_its_other_names() {
        let body = "\
黄龙病
: 由木虱传播的**柑橘**病害。
: 又叫：黄梢病、青果病。

白酒
: 酒的一种。

鄱阳湖
: 又叫：彭蠡，彭泽

正文里说又叫：没有用的名字。
";
        let sets: Vec<Vec<String>> = read(&parse(body)).into_iter().map(|set| set.0).collect();
        assert_eq!(sets, [vec!["黄龙病", "黄梢病", "青果病"], vec!["鄱阳湖", "彭蠡", "彭泽"]]);
    }
}
