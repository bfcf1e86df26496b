//! What a card is made of: named fields, steps, options, and running text, in authored order.
//!
//! A card is ordinary Markdown that reads well where nobody renders it, so its structure is a convention: a list item or
//! a paragraph `材料：…` whose name the card knows is a field, an ordered list is a row of steps, a task list is a choice.
//! Everything else is text; nothing is lost.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::container::{Container, Kind};
use super::tap::Tap;
use super::{Document, Ranged};
use crate::model::article::VerdictWord;
use crate::model::span::Span;

/// The words a safety card begins with, from the worst, with their ASCII names.
pub const SIGNALS: [(&str, &str); 3] = [("危险", "danger"), ("警告", "warning"), ("注意", "notice")];

/// A place on a picture in per cent of its width and height: `40,62`.
#[must_use]
pub fn spot(text: &str) -> Option<(f64, f64)> {
    let (x, y) = text.trim().split_once([',', '，'])?;
    let percent = |text: &str| text.trim().trim_end_matches('%').parse().ok().filter(|n| (0.0..=100.0).contains(n));
    Some((percent(x)?, percent(y)?))
}

/// How the title of a picture says that it is the floor plan of an exhibition.
pub const PLAN: &str = "平面图";
pub use super::include::TITLE as INCLUDE;

/// Whether a title is a setting and no words for readers: nothing else may stand in one.
#[must_use]
pub fn is_setting(title: &str) -> bool {
    title == PLAN || title == INCLUDE
}

/// One part of a card. Ranges are of the document's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `名：值`.
    Field(Field),
    /// One item of an ordered list; its number as printed.
    Step {
        /// Number.
        number: u64,
        /// What stands in the item.
        events: Range<usize>,
        /// The item in the body.
        span: Span,
    },
    /// One item of a task list.
    Choice {
        /// Whether it is ticked.
        right: bool,
        /// What stands in the item after the box.
        events: Range<usize>,
        /// The item in the body.
        span: Span,
    },
    /// Any other block.
    Text(Range<usize>),
}

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name as the card's table has it.
    pub name: &'static str,
    /// The value: its first text event begins with the name and the colon.
    pub events: Range<usize>,
    /// Bytes of name and colon at the beginning of the first text event.
    pub prefix: usize,
    /// The value without marks and citations.
    pub text: String,
    /// Name and value in the body.
    pub span: Span,
}

/// The parts of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anatomy {
    /// In authored order.
    pub pieces: Vec<Piece>,
}

impl Anatomy {
    /// The first field of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// Every field.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.pieces.iter().filter_map(|piece| if let Piece::Field(field) = piece { Some(field) } else { None })
    }

    /// Places of the steps.
    pub fn steps(&self) -> impl Iterator<Item = (&Range<usize>, Span)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Step { events, span, .. } => Some((events, *span)),
            _ => None,
        })
    }

    /// What an experiment says of an adult: needed, not needed, or nothing that can be read.
    #[must_use]
    pub fn adult(&self) -> Option<bool> {
        let says = &self.field("大人陪同")?.text;
        let begins = |words: &[&str]| words.iter().any(|word| says.starts_with(word));
        let is_needed = begins(&["要", "需", "必须", "请"]);
        (is_needed || begins(&["不用", "不需", "不必", "不要", "无需"])).then_some(is_needed)
    }

    /// The verdict on a rumour, when it is one of the words.
    #[must_use]
    pub fn verdict(&self) -> Option<VerdictWord> {
        VerdictWord::read(self.field("结论")?.text.trim_end_matches('。').trim_end())
    }

    /// The choices with whether they are right.
    pub fn choices(&self) -> impl Iterator<Item = (bool, &Range<usize>, Span)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Choice { right, events, span } => Some((*right, events, *span)),
            _ => None,
        })
    }
}

impl Kind {
    /// The names of fields that a card of this kind knows.
    #[must_use]
    pub fn field_names(self) -> &'static [&'static str] {
        match self {
            Self::Rumour => &["结论", "真相", "来源", "最早见于", "流传于"],
            Self::Season => {
                &["节气", "时段", "作物", "生育期", "做法", "用量", "安全间隔期", "天气", "不宜", "依据", "联系"]
            }
            Self::Safety => &["危害", "后果", "要做", "不要做", "求助"],
            Self::Experiment => &["材料", "时间", "大人陪同", "看到什么", "为什么"],
            Self::Quiz => &["答案", "为什么"],
            Self::Brief => &["结论", "数据", "依据", "政策", "建议"],
            Self::Stop => &["位置", "看什么", "想一想", "讲解"],
            Self::Steps => &["准备", "求助"],
            Self::Audience | Self::Chart => &[],
        }
    }
}

impl Document {
    /// Takes a card apart.
    #[must_use]
    pub fn anatomy(&self, container: &Container) -> Anatomy {
        let mut anatomy = Anatomy::default();
        let mut at = container.events.start;
        while at < container.events.end {
            let end = block_end(&self.events, at, container.events.end);
            self.block(container.kind, at..end, &mut anatomy);
            at = end;
        }
        anatomy
    }

    /// The places to tap that the pictures among some events mark, each with its picture.
    pub fn taps(&self, events: &Range<usize>) -> impl Iterator<Item = (Tap, Span)> {
        self.events.get(events.clone()).unwrap_or_default().iter().filter_map(|(event, range)| match event {
            Event::Start(Tag::Image { title, .. }) => Some((Tap::read(title), Span::new(range.start, range.end))),
            _ => None,
        })
    }

    /// The words of some events, without those that stand for pictures.
    #[must_use]
    pub fn words(&self, events: &Range<usize>) -> String {
        let (mut words, mut pictures) = (String::new(), 0_usize);
        for (event, _) in self.events.get(events.clone()).unwrap_or_default() {
            match event {
                Event::Start(Tag::Image { .. }) => pictures += 1,
                Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
                Event::Text(text) | Event::Code(text) if pictures == 0 => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
        super::citation::without_citations(&words)
    }

    fn block(&self, kind: Kind, block: Range<usize>, anatomy: &mut Anatomy) {
        match self.events.get(block.start).map(|(event, _)| event) {
            Some(Event::Start(Tag::List(Some(from)))) => {
                for (number, item) in (*from..).zip(items(&self.events, &block)) {
                    let span = self.span(&item);
                    anatomy.pieces.push(Piece::Step { number, events: item, span });
                }
            }
            Some(Event::Start(Tag::List(None))) => match self.list(kind, &block) {
                Some(pieces) => anatomy.pieces.extend(pieces),
                None => anatomy.pieces.push(Piece::Text(block)),
            },
            Some(Event::Start(Tag::Paragraph)) => {
                let inner = block.start + 1..block.end - 1;
                let field = self.named(kind, inner).map(Piece::Field);
                anatomy.pieces.push(field.unwrap_or(Piece::Text(block)));
            }
            _ => anatomy.pieces.push(Piece::Text(block)),
        }
    }

    /// A list of fields or of choices; `None` when an item is neither.
    fn list(&self, kind: Kind, block: &Range<usize>) -> Option<Vec<Piece>> {
        let piece = |item: Range<usize>| {
            let inner = loose(&self.events, &item);
            if let Some((Event::TaskListMarker(right), _)) = self.events.get(inner.start) {
                let span = self.span(&item);
                return Some(Piece::Choice { right: *right, events: inner.start + 1..inner.end, span });
            }
            self.named(kind, inner).map(Piece::Field)
        };
        items(&self.events, block).into_iter().map(piece).collect()
    }

    fn named(&self, kind: Kind, events: Range<usize>) -> Option<Field> {
        let first =
            events.clone().find(|at| !matches!(self.events[*at].0, Event::Start(Tag::Strong | Tag::Emphasis)))?;
        let Event::Text(text) = &self.events.get(first)?.0 else { return None };
        let (written, _) = text.split_once(['：', ':'])?;
        let name = kind.field_names().iter().copied().find(|name| *name == written.trim())?;
        // A bold name would leave its mark behind when the name is cut away, so the colon must stand inside the text.
        (first == events.start).then_some(())?;
        let colon = text[written.len()..].chars().next().map_or(0, char::len_utf8);
        let prefix = written.len() + colon;
        let prefix = prefix + text[prefix..].len() - text[prefix..].trim_start().len();
        let mut plain = String::new();
        for (event, _) in &self.events[events.clone()] {
            match event {
                Event::Text(text) | Event::Code(text) => plain.push_str(text),
                Event::SoftBreak | Event::HardBreak => plain.push(' '),
                _ => {}
            }
        }
        let plain = super::citation::without_citations(plain.get(prefix..).unwrap_or_default());
        Some(Field { name, prefix, text: plain.trim().to_owned(), span: self.span(&events), events })
    }

    fn span(&self, events: &Range<usize>) -> Span {
        let ranges = self.events.get(events.clone()).unwrap_or_default().iter().map(|(_, range)| range);
        let start = ranges.clone().map(|range| range.start).min().unwrap_or(0);
        Span::new(start, ranges.map(|range| range.end).max().unwrap_or(start))
    }
}

/// The end of the block that begins at an event.
fn block_end(events: &[Ranged], at: usize, limit: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, (event, _)) in events[at..limit].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + offset + 1;
        }
    }
    limit
}

/// What stands in each item of a list.
fn items(events: &[Ranged], list: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = list.start + 1;
    while at + 1 < list.end {
        let end = block_end(events, at, list.end);
        if matches!(events[at].0, Event::Start(Tag::Item)) {
            found.push(at + 1..end - 1);
        }
        at = end;
    }
    found
}

/// The inside of the only paragraph of a loose item, or the item as it is.
fn loose(events: &[Ranged], item: &Range<usize>) -> Range<usize> {
    let is_paragraph = matches!(events.get(item.start), Some((Event::Start(Tag::Paragraph), _)));
    let is_whole = is_paragraph && block_end(events, item.start, item.end) == item.end;
    let ends = matches!(events.get(item.end.saturating_sub(1)), Some((Event::End(TagEnd::Paragraph), _)));
    if is_whole && ends { item.start + 1..item.end - 1 } else { item.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    fn told(body: &str) -> Vec<String> {
        let document = parse(body);
        let anatomy = document.anatomy(&document.containers[0]);
        let words = |events: &Range<usize>| -> String {
            let texts = document.events[events.clone()].iter();
            texts.filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None }).collect()
        };
        let tell = |piece: &Piece| match piece {
            Piece::Field(field) => format!("{}={}", field.name, field.text),
            Piece::Step { number, events, .. } => format!("{number}.{}", words(events)),
            Piece::Choice { right, events, .. } => format!("{right}:{}", words(events)),
            Piece::Text(events) => words(events),
        };
        anatomy.pieces.iter().map(tell).collect()
    }

    #[test]
    fn lists_and_paragraphs_are_fields_steps_and_choices() {
        let body = "::: 实验 纸杯\n\n先看。\n\n- 材料：杯子，**水**[^s1]\n- 大人陪同：要\n\n1. 倒水。\n2. 看。\n\n为什么：水有张力。\n\n:::";
        assert_eq!(told(body), ["先看。", "材料=杯子，水", "大人陪同=要", "1.倒水。", "2.看。", "为什么=水有张力。"]);
        let quiz = "::: 测验\n\n哪个对？\n\n- [ ] 甲\n- [x] 乙\n\n答案: 乙\n\n:::";
        assert_eq!(told(quiz), ["哪个对？", "false:甲", "true:乙", "答案=乙"]);
    }

    #[test]
    fn adults_and_verdicts_are_read_from_the_first_words() {
        let anatomy = |field: &str| {
            let document = parse(&format!("::: {field}\n\n:::"));
            document.anatomy(&document.containers[0])
        };
        let adult = |words: &str| anatomy(&format!("实验\n\n大人陪同：{words}")).adult();
        assert_eq!(adult("要，水很烫"), Some(true));
        assert_eq!(adult("需要"), Some(true));
        assert_eq!(adult("不用"), Some(false));
        assert_eq!(adult("不需要大人"), Some(false));
        assert_eq!(adult("看情况"), None);
        let verdict = |words: &str| anatomy(&format!("谣言 甲\n\n- 结论：{words}")).verdict();
        assert_eq!(verdict("部分失实。"), Some(VerdictWord::PartlyFalse));
        assert_eq!(verdict("false_claim"), Some(VerdictWord::FalseClaim));
        assert_eq!(verdict("假"), None);
    }

    #[test]
    fn what_a_card_does_not_know_stays_text() {
        assert_eq!(told("::: 测验\n\n- 材料：水\n\n注意：热\n\n:::"), ["材料：水", "注意：热"]);
        assert_eq!(told("::: 实验\n\n- 材料：水\n- 小心\n\n:::"), ["材料：水小心"]);
    }
}
