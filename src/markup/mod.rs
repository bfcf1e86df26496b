//! Markdown as events with byte ranges, and what a page says about itself (the only pulldown-cmark).
//!
//! Contract: one parse of a body serves every rule and every edition; every range points into the body text.
//!
//! Deliberately absent: HTML, audiences, files, and any judgement (that is `rules`).

pub mod anatomy;
pub mod annotation;
pub mod chart;
pub mod citation;
pub mod container;
pub mod counting;
pub mod documents;
mod dollar;
pub mod emphasis;
pub mod excerpt;
pub mod formula;
pub mod glossary;
pub mod hanzi;
pub mod href;
pub mod include;
pub mod numbering;
pub mod outline;
pub mod picture;
mod pinyin;
pub mod reading;
pub mod ruby;
pub mod signs;
mod soft_break;
pub mod svg;
pub mod tap;
mod text_run;
pub mod tilde;

use std::ops::Range;

pub use self::pinyin::{initial, readings, sort_key};
pub use annotation::{Annotation, What, WrongReading};
pub use citation::citations;
pub use container::{Container, Fault};
pub use formula::Formula;
pub use outline::Outline;
pub use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd,
};

use pulldown_cmark::{Options, Parser};

/// A parsed body.
#[derive(Debug)]
pub struct Document {
    /// Every event with its byte range in the body text. No two text events are adjacent, and no soft break
    /// stands between two Chinese characters.
    pub events: Vec<(Event<'static>, Range<usize>)>,
    /// Headings, links, pictures, notes and plain text.
    pub outline: Outline,
    /// Blocks between `::: name` and `:::`, in order.
    pub containers: Vec<Container>,
    /// Lines of colons that make no block.
    pub faults: Vec<Fault>,
    /// Words with a reading and terms, in order; their marks stand in no event.
    pub annotations: Vec<Annotation>,
    /// Readings that their words cannot have.
    pub wrong_readings: Vec<WrongReading>,
    /// Formulas in order, converted or with what is wrong.
    pub formulas: Vec<Formula>,
}

impl Document {
    /// The annotations in the text event of a range.
    pub fn annotations_of(&self, event: &Range<usize>) -> &[Annotation] {
        let from = self.annotations.partition_point(|one| one.event < event.start);
        let to = self.annotations.partition_point(|one| one.event <= event.start);
        self.annotations.get(from..to).unwrap_or_default()
    }
}

/// An event and the bytes of the body it came from.
pub(crate) type Ranged = (Event<'static>, Range<usize>);

/// CommonMark with the additions that GitHub and Gitee draw too, plus definition lists.
///
/// Smart punctuation stays off: it turns straight quotes beside Chinese the wrong way. Heading attributes stay off: a
/// reviewer who reads the file on a forge would see other text than the reader.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
}

/// Parses a body once; every edition is rendered from the same events.
#[must_use]
pub fn parse(body: &str) -> Document {
    let lines = container::lines(body);
    let (events, used) = events(&container::masked(body, &lines));
    if container::all_seen(&events, &lines) {
        return document(events, &used, &lines, body);
    }
    let (events, used) = self::events(body);
    Document { faults: container::unread(&lines), ..document(events, &used, &[], body) }
}

/// The events of a text with emphasis as meant, and the link definitions that are used.
fn events(text: &str) -> (Vec<Ranged>, Vec<Range<usize>>) {
    let mut money: Vec<usize> = Vec::new();
    for _ in 0..MAX_READINGS {
        let (events, used) = read(text, &money, options());
        if !dollar::settle(&events, text, &mut money) {
            return (events, used);
        }
    }
    read(text, &[], options() - Options::ENABLE_MATH)
}

/// Each reading settles half of the dollars that are left; a text that needs more has no formulas.
const MAX_READINGS: usize = 32;

/// One reading of a text in which some dollars stand for money.
fn read(text: &str, money: &[usize], options: Options) -> (Vec<Ranged>, Vec<Range<usize>>) {
    let escaped = dollar::escape(text, money);
    let prepared = emphasis::prepare(escaped.text());
    let original = |range: &Range<usize>| escaped.original(&prepared.original(range));
    let mut parser = Parser::new_ext(prepared.text(), options).into_offset_iter();
    let events: Vec<(Event<'_>, Range<usize>)> = parser.by_ref().collect();
    let used = outline::used_definitions(parser.reference_definitions(), &events);
    let used = used.iter().map(original).collect();
    let events = events.into_iter().map(|(event, range)| {
        let (event, _) = prepared.restored(event, &range);
        (event, original(&range))
    });
    (events.collect(), used)
}

fn document(events: Vec<Ranged>, used: &[Range<usize>], lines: &[container::Line], body: &str) -> Document {
    let definitions = outline::definitions(used, &events, body);
    let formulas = formula::read(&events, body);
    let (events, mut annotations, wrong_readings) = annotation::read(events, body);
    let events = soft_break::drop_between_han(events);
    let labels = lines.iter().map(container::Line::label).collect();
    let outline = outline::read(&events, definitions, labels, body);
    let container::Read { events, containers, faults } =
        container::read(text_run::merge(events, &mut annotations), lines, body);
    Document { events, outline, containers, faults, annotations, wrong_readings, formulas }
}

/// Parses a body as CommonMark and nothing else: no additions, no passes of ours.
///
/// What articles mean is [`parse`]; this is for comparison with the standard.
#[must_use]
pub fn commonmark(body: &str) -> Vec<(Event<'static>, Range<usize>)> {
    let events = Parser::new_ext(body, Options::empty()).into_offset_iter();
    events.map(|(event, range)| (event.into_static(), range)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(body: &str) -> Vec<String> {
        let text =
            |(event, _): (Event<'_>, _)| if let Event::Text(text) = event { Some(text.into_string()) } else { None };
        parse(body).events.into_iter().filter_map(text).collect()
    }

    #[test]
    fn a_line_break_inside_chinese_leaves_no_gap() {
        assert_eq!(texts("水稻\n螟虫"), ["水稻螟虫"]);
        assert_eq!(texts("早防，\n早治。[^s1]\n勤看"), ["早防，早治。[^s1]勤看"]);
        assert_eq!(texts("用 DNA\n检测"), ["用 DNA", "检测"]);
        assert_eq!(texts("水稻\nrice"), ["水稻", "rice"]);
    }

    #[test]
    fn a_source_citation_stays_one_text() {
        assert_eq!(texts("水[^s1]和[^s2]"), ["水[^s1]和[^s2]"]);
        assert_eq!(texts("5 \\* 3 &amp; 4"), ["5 * 3 & 4"]);
    }

    #[test]
    fn a_defined_footnote_is_no_text() {
        let document = parse("水[^甲]\n\n[^甲]: 注");
        assert!(document.events.iter().any(|(event, _)| matches!(event, Event::FootnoteReference(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn every_range_is_a_slice_of_the_body(body in "([ \n*_~`|#>\\[\\]()!^:&;<.1$\\\\-]|[a-c]|[水稻。，（]|\\{水稻\\|shuǐ dào\\}|\\[\\[水稻\\]\\]|\\$a\\$|\\[\\^s1\\]|\n\n|\\| - \\|){0,60}") {
            let document = parse(&body);
            for (_, range) in &document.events {
                prop_assert!(body.get(range.clone()).is_some(), "{range:?}");
            }
            for one in &document.annotations {
                prop_assert!(body.get(one.span.range()) == Some(&*one.words) && body.get(one.whole.range()).is_some());
                let shown = document.events.iter().any(|(event, range)| matches!(event, Event::Text(text)
                    if document.annotations_of(range).contains(one) && text.get(one.text.clone()) == Some(&*one.words)));
                prop_assert!(shown, "{one:?} {:?}", document.events);
            }
            for block in &document.outline.blocks {
                prop_assert!(body.get(block.span.range()).is_some());
                for (at, c) in block.text.char_indices() {
                    let place = block.place(at, at + c.len_utf8());
                    prop_assert!(body.get(place.range()).is_some(), "{place:?} of {block:?}");
                }
            }
            let texts = document.events.windows(2).filter(|pair| {
                matches!(pair, [(Event::Text(_), _), (Event::Text(_), _)])
            });
            prop_assert_eq!(texts.count(), 0);
        }
    }
}
