//! What a body says about itself: headings, links, pictures, notes and plain text, each with its place.
//!
//! Deliberately absent: judgement, HTML, and anything that depends on the edition.

mod block;
mod definition;
mod reader;

use crate::model::span::{Span, Spanned};

pub use block::{Block, BlockKind};
pub use definition::Definition;

pub(super) use definition::{definitions, used_definitions};
pub(super) use reader::read;

/// Everything that rules, lists, feeds and search ask of a body. All places are spans of the body text.
#[derive(Debug, Default)]
pub struct Outline {
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Links in order.
    pub links: Vec<Link>,
    /// Pictures in order.
    pub images: Vec<Image>,
    /// Footnotes that the body defines itself, by label.
    pub notes: Vec<Spanned<String>>,
    /// References to those footnotes.
    pub note_references: Vec<Spanned<String>>,
    /// Link definitions, `[label]: address`, with whether a link uses them.
    pub definitions: Vec<Definition>,
    /// Language words of fenced code blocks.
    pub code_languages: Vec<Spanned<String>>,
    /// The text of each smallest block, in reading order.
    pub blocks: Vec<Block>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Text without marks and citations.
    pub text: String,
    /// Anchor: `h2-1` is the first part below the second part. ASCII, unique on the page, and unchanged by
    /// a new wording. It begins with `h` because source ids are often `s1`.
    pub id: String,
    /// Place.
    pub span: Span,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Decoded destination.
    pub dest: String,
    /// Hover title, empty when there is none.
    pub title: String,
    /// What the reader sees.
    pub text: String,
    /// Whether the text is the address itself (`<https://…>`).
    pub is_autolink: bool,
    /// Place.
    pub span: Span,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Decoded destination.
    pub dest: String,
    /// Hover title, empty when there is none.
    pub title: String,
    /// Words for those who cannot see it.
    pub alt: String,
    /// Place.
    pub span: Span,
}

impl Outline {
    /// The visible text, one block a line, without citations, code and alternative texts.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut plain = String::new();
        for block in self.blocks.iter().filter(|block| block.kind.is_prose()) {
            if !plain.is_empty() {
                plain.push('\n');
            }
            plain.push_str(&super::citation::without_citations(&block.spoken()));
        }
        plain
    }

    /// Chinese characters of the visible text.
    #[must_use]
    pub fn han_count(&self) -> usize {
        let prose = self.blocks.iter().filter(|block| block.kind.is_prose());
        prose.map(|block| super::hanzi::count_han(&block.text)).sum()
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::parse;

    #[test]
    fn headings_are_named_by_their_words() {
        let ids = |body: &str| -> Vec<String> { parse(body).outline.headings.into_iter().map(|h| h.id).collect() };
        assert_eq!(
            ids("## 防治办法\n\n### DNA 检测[^s1]\n\n## 绿肥"),
            ["s-fang-zhi-ban-fa", "s-dna-jian-ce", "s-lv-fei"]
        );
        assert_eq!(
            ids("## 结论\n\n## 结论 2\n\n## 结论\n\n## **结论**"),
            ["s-jie-lun", "s-jie-lun-2", "s-jie-lun-3", "s-jie-lun-4"]
        );
        assert_eq!(ids("## ……\n\n## ![图](a.png)\n\n## "), ["s", "s-2", "s-3"]);
        let (before, after) = (ids("## 甲\n\n## 丙"), ids("# 早\n\n## 甲\n\n### 乙\n\n## 丙"));
        assert!(before.iter().all(|id| after.contains(id)), "{before:?} {after:?}");
        assert_eq!(parse("## 先**补**水[^s1]").outline.headings[0].text, "先补水");
    }

    #[test]
    fn links_and_pictures_are_seen_whole() {
        let outline = parse("看[**甲**乙](a/index.md \"题\")和![图&amp;](a.png)，<https://a.cn>").outline;
        let links: Vec<_> = outline.links.iter().map(|l| (&*l.dest, &*l.title, &*l.text, l.is_autolink)).collect();
        assert_eq!(links, [("a/index.md", "题", "甲乙", false), ("https://a.cn", "", "https://a.cn", true)]);
        assert_eq!(outline.images[0].alt, "图&");
        assert_eq!(outline.plain_text(), "看甲乙和，https://a.cn");
    }

    #[test]
    fn every_small_block_stands_alone() {
        let body =
            "段\n\n- 一[^s1]\n  - 二\n\n| 甲 | 乙 |\n|--|--|\n| 丙 | 丁 |\n\n```rust\nlet\n```\n\n> 引\n\n词\n: 义";
        let outline = parse(body).outline;
        let texts: Vec<&str> = outline.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts, ["段", "一[^s1]", "二", "甲", "乙", "丙", "丁", "let\n", "引", "词", "义"]);
        assert_eq!(outline.code_languages[0].value, "rust");
        assert_eq!(outline.plain_text(), "段\n一\n二\n甲\n乙\n丙\n丁\n引\n词\n义");
        assert_eq!(outline.han_count(), 10);
    }

    #[test]
    fn a_place_in_the_text_is_a_place_in_the_source() {
        let body = "甲**乙**&amp;`丙`\n丁\\*";
        let outline = parse(body).outline;
        let block = &outline.blocks[0];
        assert_eq!(block.text, "甲乙&丙丁*");
        let source = |needle: &str| {
            let at = block.text.find(needle).unwrap_or(0);
            &body[block.place(at, at + needle.len()).range()]
        };
        assert_eq!(
            [source("乙"), source("&"), source("丙"), source("丁"), source("*")],
            ["乙", "&amp;", "丙", "丁", "*"]
        );
        assert_eq!(source("甲乙"), "甲**乙");
        assert!(block.is_code(block.text.find('丙').unwrap_or(0)) && !block.is_code(0));
    }

    #[test]
    fn unused_and_repeated_definitions_are_known() {
        let used = |body: &str| -> Vec<bool> { parse(body).outline.definitions.iter().map(|d| d.used).collect() };
        assert_eq!(used("[甲][A]\n\n[a]: https://a.cn\n[b]: https://b.cn"), [true, false]);
        assert_eq!(used("[a]\n\n[a]: https://a.cn\n\n> [a]: https://evil.cn 秘"), [true]);
        assert_eq!(used("[a]\n\n[a]: https://a.cn\n\n> [a]: https://b.cn\n"), [true, false]);
        assert_eq!(used("```\n[a]: b\n```\n\n水[^1]\n\n[^1]: 注"), Vec::<bool>::new());
    }
}
