//! The body as a reviewer reads it: every block where it stands, every sentence with its number.
//!
//! Deliberately absent: the look of any edition; raw HTML (it is refused before); scripts.

use std::collections::{BTreeMap, BTreeSet};

use super::inline::{Inline, Styles};
use crate::compare::escape;
use crate::compare::sentence::{Sentence, sentences};
use crate::diag::Code;
use crate::markup::container::Kind;
use crate::markup::outline::{Block, BlockKind};
use crate::markup::{Document, Event, Tag, TagEnd, citations};

/// A parsed body with its sentences.
pub(super) struct Text {
    pub(super) document: Document,
    pub(super) sentences: Vec<Sentence>,
}

impl Text {
    pub(super) fn of(body: &str) -> Self {
        let document = crate::markup::parse(body);
        let sentences = sentences(&document);
        Self { document, sentences }
    }

    /// The number of the sentence at a byte of the body.
    pub(super) fn number_at(&self, at: u32) -> Option<usize> {
        let own = self.sentences.iter().position(|s| s.span.start <= at && at < s.span.end);
        own.or_else(|| self.sentences.iter().position(|s| s.span.end > at)).map(|place| place + 1)
    }

    /// The numbers of the sentences that cite a source.
    pub(super) fn citing(&self, id: &str) -> Vec<usize> {
        let cites = |sentence: &Sentence| citations(&sentence.text).iter().any(|(_, cited)| *cited == id);
        self.sentences.iter().enumerate().filter(|(_, s)| cites(s)).map(|(at, _)| at + 1).collect()
    }

    /// Whether some of it is for some readers only.
    pub(super) fn has_passages(&self) -> bool {
        self.document.containers.iter().any(|card| card.kind == Kind::Audience || !card.regions.is_empty())
    }

    /// The body as HTML; `picture` gives the picture of an address.
    pub(super) fn html(&self, findings: &BTreeMap<(u32, u32), Code>, picture: &dyn Fn(&str) -> String) -> String {
        let styles = Styles::of(&self.document);
        let blocks = &self.document.outline.blocks;
        let row = |block: &Block| if let BlockKind::Cell { row } = block.kind { Some(row) } else { None };
        let cited: Vec<bool> = blocks.iter().map(|block| !citations(&block.text).is_empty()).collect();
        let cited_blocks = blocks.iter().zip(&cited).filter(|(_, cited)| **cited);
        let cited_rows: BTreeSet<u32> = cited_blocks.filter_map(|(block, _)| row(block)).collect();
        let is_sourced = |at: usize| {
            let block = &blocks[at];
            let free = matches!(block.kind, BlockKind::Heading(_) | BlockKind::Code | BlockKind::Alt);
            free || cited[at] || row(block).is_some_and(|row| cited_rows.contains(&row))
        };
        let sourced: Vec<bool> = (0..blocks.len()).map(is_sourced).collect();
        let mut writer = Writer {
            text: self,
            inline: Inline { styles: &styles, findings },
            sourced,
            picture,
            next_block: 0,
            next_sentence: 0,
            pictures: Vec::new(),
            in_head: false,
            html: String::new(),
        };
        for (at, (event, range)) in self.document.events.iter().enumerate() {
            writer.borders(at);
            writer.event(event, range);
        }
        writer.borders(self.document.events.len());
        writer.flush(usize::MAX);
        writer.html
    }
}

struct Writer<'a> {
    text: &'a Text,
    inline: Inline<'a>,
    /// By block: whether its figures are covered by a source.
    sourced: Vec<bool>,
    picture: &'a dyn Fn(&str) -> String,
    next_block: usize,
    next_sentence: usize,
    pictures: Vec<String>,
    in_head: bool,
    html: String,
}

impl Writer<'_> {
    /// Frames what stands between `:::` and `:::`; the words of the first line are a block of the outline.
    fn borders(&mut self, at: usize) {
        for container in &self.text.document.containers {
            let (span, events) = (container.span.range(), &container.events);
            if events.start == at {
                self.flush(span.start);
                self.html.push_str("<div class=\"block\">\n");
                let label = self.text.document.outline.blocks.get(self.next_block).map(|block| block.span.range().end);
                self.flush(label.map_or(span.start, |end| end.min(span.end)));
            }
            if events.end == at {
                self.flush(span.end);
                self.html.push_str("</div>\n");
            }
        }
    }

    fn event(&mut self, event: &Event<'_>, range: &std::ops::Range<usize>) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => self.pictures.push(dest_url.to_string()),
            Event::Start(tag) => {
                if let Some(open) = self.opening(tag) {
                    self.flush(range.start);
                    self.html.push_str(&open);
                }
            }
            Event::End(tag) => {
                if let Some(close) = self.closing(tag) {
                    self.flush(range.end);
                    self.html.push_str(close);
                }
            }
            Event::Rule => {
                self.flush(range.start);
                self.html.push_str("<hr>\n");
            }
            _ => {}
        }
    }

    /// Writes every block that begins before a byte of the body, then the pictures met on the way.
    fn flush(&mut self, before: usize) {
        let blocks = &self.text.document.outline.blocks;
        while let Some(block) = blocks.get(self.next_block).filter(|block| block.span.range().start < before) {
            let is_alt = block.kind == BlockKind::Alt;
            self.html.push_str(if is_alt { "<span class=\"alt\">图片说明：" } else { "" });
            self.sentences(block);
            self.html.push_str(if is_alt { "</span>" } else { "" });
            self.next_block += 1;
        }
        for dest in std::mem::take(&mut self.pictures) {
            self.html.push_str(&(self.picture)(&dest));
        }
    }

    fn sentences(&mut self, block: &Block) {
        let is_code = block.kind == BlockKind::Code;
        while let Some(sentence) = self.text.sentences.get(self.next_sentence).filter(|s| s.block == self.next_block) {
            self.next_sentence += 1;
            let is_sourced = self.sourced.get(self.next_block).copied().unwrap_or(false);
            self.html.push_str(&self.inline.sentence(self.next_sentence, sentence, block, is_sourced));
            self.html.push_str(if is_code { "\n" } else { "" });
        }
    }

    fn opening(&mut self, tag: &Tag<'_>) -> Option<String> {
        Some(match tag {
            Tag::Paragraph => "<p>".to_owned(),
            Tag::Heading { level, .. } => format!("<h{}>", (*level as usize + 1).clamp(3, 6)),
            Tag::BlockQuote(_) => "<blockquote>".to_owned(),
            Tag::CodeBlock(_) => "<pre>".to_owned(),
            Tag::List(None) => "<ul>".to_owned(),
            Tag::List(Some(first)) => format!("<ol start=\"{first}\">"),
            Tag::Item => "<li>".to_owned(),
            Tag::FootnoteDefinition(label) => format!("<div class=\"note\">脚注 {}：", escape::html(label)),
            Tag::DefinitionList => "<dl>".to_owned(),
            Tag::DefinitionListTitle => "<dt>".to_owned(),
            Tag::DefinitionListDefinition => "<dd>".to_owned(),
            Tag::Table(_) => "<table>".to_owned(),
            Tag::TableHead => {
                self.in_head = true;
                "<tr>".to_owned()
            }
            Tag::TableRow => "<tr>".to_owned(),
            Tag::TableCell => (if self.in_head { "<th>" } else { "<td>" }).to_owned(),
            _ => return None,
        })
    }

    fn closing(&mut self, tag: &TagEnd) -> Option<&'static str> {
        Some(match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(level) => match (*level as usize + 1).clamp(3, 6) {
                3 => "</h3>\n",
                4 => "</h4>\n",
                5 => "</h5>\n",
                _ => "</h6>\n",
            },
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::FootnoteDefinition => "</div>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</table>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.in_head => "</th>",
            TagEnd::TableCell => "</td>",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn html(body: &str) -> String {
        Text::of(body).html(&BTreeMap::new(), &|dest| format!("[图 {}]", escape::html(dest)))
    }

    #[test]
    fn blocks_stand_where_they_stood() {
        let made = html("前\n\n- 一\n  - 二\n\n1. 三\n\n| 甲 | 乙 |\n|--|--|\n|  | 丁 |\n\n![图](a.png)");
        let bare = made.replace("<span class=\"sentence\" ", "<s ").replace('\n', "");
        for part in [
            "<p><s id=\"j1\">",
            "<ul><li><s id=\"j2\">",
            "<ul><li><s id=\"j3\">",
            "<ol start=\"1\"><li>",
            "<td></td><td>",
        ] {
            assert!(bare.contains(part), "{part} in {bare}");
        }
        assert!(made.contains("[图 a.png]"), "{made}");
    }

    #[test]
    fn a_block_is_framed() {
        let made = html("前\n\n::: 步骤 三步\n\n一\n\n:::\n\n::: 测验\n:::\n后");
        let bare = made.replace('\n', "");
        let order = [
            "前</span></p>",
            "<div class=\"block\"><span",
            "步骤 三步",
            "<p><span",
            "一</span></p></div>",
            "测验",
            "</div><p>",
            "后",
        ];
        let mut from = 0;
        for part in order {
            let at = bare[from..].find(part).unwrap_or_else(|| panic!("{part} in {}", &bare[from..]));
            from += at + part.len();
        }
    }

    #[test]
    fn marks_links_and_missing_sources() {
        let made = html("每次**5毫克**，见[这里](https://a.cn/\"x)。\n\n每次6毫克。[^s1]\n\n~~停药~~");
        assert!(made.contains("<span class=\"dose strong\">5毫克</span><sup class=\"unsourced\">缺源</sup>"), "{made}");
        assert!(made.contains("<span class=\"dose\">6毫克</span>。"), "{made}");
        assert!(made.contains("（→ https://a.cn/&quot;x）"), "{made}");
        assert!(made.contains("<span class=\"struck\">停药</span>"), "{made}");
    }

    proptest! {
        #[test]
        fn every_sentence_is_shown_once_and_nothing_gets_out(body in "([ \n*_`|#>~-]|[水稻。！][^ ]?|5毫克|<b>|\\[水\\]\\(a\\)|!\\[图\\]\\(b\\)|\n\n|- |\\[\\^s1\\]){0,50}") {
            let text = Text::of(&body);
            let made = html(&body);
            for number in 1..=text.sentences.len() {
                let id = format!("id=\"j{number}\"");
                prop_assert_eq!(made.matches(&id).count(), 1, "{} in {}", number, made);
            }
            prop_assert!(!made.contains("<b>"));
        }
    }
}
