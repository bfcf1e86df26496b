//! Blocks between `::: 步骤` and `:::`, which stand for a card of the page.
//!
//! A line of colons reads as Chinese where nobody renders it. The parser does not know it, so each such line is given
//! to it as a thematic break of the same length: that ends every open paragraph, list and table, and leaves a mark at
//! its byte. A line whose mark does not come back stood in code or in HTML, and is a fault.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::Event;

use super::Ranged;
use crate::model::span::{Span, Spanned};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A passage for some audiences; the only block that others may stand in.
    Audience,
    /// A rumour and its truth.
    Rumour,
    /// Steps, one act each.
    Steps,
    /// Farm work of a season.
    Season,
    /// A hazard and what to do.
    Safety,
    /// An experiment.
    Experiment,
    /// A question and its answer.
    Quiz,
    /// The points of an official's page.
    Brief,
    /// One stop of an exhibition.
    Stop,
    /// A chart drawn from a table.
    Chart,
}

/// Every kind with its Chinese and its ASCII name.
pub const KINDS: [(Kind, &str, &str); 10] = [
    (Kind::Audience, "人群", "audience"),
    (Kind::Rumour, "谣言", "rumour"),
    (Kind::Steps, "步骤", "steps"),
    (Kind::Season, "农时", "season"),
    (Kind::Safety, "安全", "safety"),
    (Kind::Experiment, "实验", "experiment"),
    (Kind::Quiz, "测验", "quiz"),
    (Kind::Brief, "要点", "brief"),
    (Kind::Stop, "展项", "stop"),
    (Kind::Chart, "图表", "chart"),
];

impl Kind {
    /// The kind of this Chinese or ASCII name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, zh, ascii)| [*zh, *ascii].contains(&name)).map(|(kind, ..)| *kind)
    }

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.names().0
    }

    /// The ASCII name.
    #[must_use]
    pub fn token(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or(("", ""), |(_, zh, ascii)| (*zh, *ascii))
    }
}

/// A block that was opened and closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// What it is.
    pub kind: Kind,
    /// What stands after the name, without the settings.
    pub words: String,
    /// The place of those words.
    pub words_span: Span,
    /// Regions of `{地区=…}`, as written.
    pub regions: Vec<Spanned<String>>,
    /// The events inside.
    pub events: Range<usize>,
    /// From the opening to the closing line.
    pub span: Span,
}

impl Container {
    /// The line that opens it, without its settings.
    #[must_use]
    pub fn opening(&self) -> Span {
        Span { end: self.words_span.end, ..self.span }
    }
}

/// A line of colons that does not do what it was meant to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub what: FaultKind,
    /// The line.
    pub span: Span,
}

/// What can be wrong with a line of colons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The block goes on to the end of the body.
    Unclosed,
    /// No block has this name.
    Unknown(String),
    /// Nothing is open here.
    Unopened,
    /// It stands inside a block that takes none.
    Nested,
    /// The braces at the end of the line say nothing that is known.
    Setting,
    /// It stands in code or HTML.
    Unread,
}

/// A line that begins with three colons, outside code.
#[derive(Clone, Debug)]
pub(super) struct Line {
    range: Range<usize>,
    /// Everything after the colons; nothing closes a block.
    words: Range<usize>,
}

impl Line {
    /// The first byte, and the words to be read, when there are any.
    pub(super) fn label(&self) -> (usize, Option<Span>) {
        let words = (!self.words.is_empty()).then(|| Span::new(self.words.start, self.words.end));
        (self.range.start, words)
    }

    fn span(&self) -> Span {
        Span::new(self.range.start, self.range.end)
    }
}

/// Finds every line of colons outside fenced code.
pub(super) fn lines(body: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for whole in body.split_inclusive('\n') {
        let line = whole.trim_end();
        match fence {
            Some(open) => fence = Some(open).filter(|open| !closes(line, open)),
            None => fence = fence_of(line),
        }
        let rest = line.trim_start_matches(':');
        if fence.is_none() && line.len() - rest.len() >= 3 {
            let start = at + line.len() - rest.trim_start().len();
            found.push(Line { range: at..at + line.len(), words: start..at + line.len() });
        }
        at += whole.len();
    }
    found
}

/// The signs that open fenced code, when a line does.
fn fence_of(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches(' ');
    let sign = inner.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let rest = inner.trim_start_matches(sign);
    let fence = &inner[..inner.len() - rest.len()];
    (line.len() - inner.len() <= 3 && fence.len() >= 3 && !(sign == '`' && rest.contains('`'))).then_some(fence)
}

fn closes(line: &str, open: &str) -> bool {
    let inner = line.trim_start_matches(' ');
    line.len() - inner.len() <= 3 && inner.starts_with(open) && inner.trim_start_matches(&open[..1]).is_empty()
}

/// The body with a thematic break of the same length in place of every line of colons.
pub(super) fn masked<'a>(body: &'a str, lines: &[Line]) -> Cow<'a, str> {
    if lines.is_empty() {
        return Cow::Borrowed(body);
    }
    let mut text = String::with_capacity(body.len());
    for line in lines {
        text.push_str(&body[text.len()..line.range.start]);
        text.push_str(&format!("{:<width$}", "***", width = line.range.len()));
    }
    text.push_str(&body[text.len()..]);
    Cow::Owned(text)
}

/// Whether the mark of every line came back.
pub(super) fn all_seen(events: &[Ranged], lines: &[Line]) -> bool {
    let marks: BTreeSet<usize> =
        events.iter().filter(|(event, _)| *event == Event::Rule).map(|(_, range)| range.start).collect();
    lines.iter().all(|line| marks.contains(&line.range.start))
}

/// The fault of lines that the parser did not see.
pub(super) fn unread(lines: &[Line]) -> Vec<Fault> {
    lines.iter().map(|line| Fault { what: FaultKind::Unread, span: line.span() }).collect()
}

/// What the marks among the events stand for.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) events: Vec<Ranged>,
    pub(super) containers: Vec<Container>,
    pub(super) faults: Vec<Fault>,
}

/// Takes the marks out of the events and pairs them.
pub(super) fn read(events: Vec<Ranged>, lines: &[Line], body: &str) -> Read {
    let mut read = Read::default();
    let mut open: Vec<Open> = Vec::new();
    let mut lines = lines.iter().peekable();
    for (event, range) in events {
        match lines.next_if(|line| event == Event::Rule && line.range.start == range.start) {
            Some(line) if line.words.is_empty() => read.close(&mut open, line),
            Some(line) => read.open(&mut open, line, body),
            None => read.events.push((event, range)),
        }
    }
    read.faults.extend(open.into_iter().map(|open| Fault { what: FaultKind::Unclosed, span: open.span }));
    read.containers.sort_by_key(|container| container.span);
    read.faults.sort_by_key(|fault| fault.span);
    read
}

struct Open {
    /// The block, unless it has a fault of its own.
    known: Option<Container>,
    span: Span,
}

impl Read {
    fn open(&mut self, open: &mut Vec<Open>, line: &Line, body: &str) {
        let text = &body[line.words.clone()];
        let name = text.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or("");
        let settings = Settings::read(text, line.words.start);
        let outer = open.last().map(|open| open.known.as_ref().map(|outer| outer.kind));
        let kind = Kind::read(name);
        let fault = match (kind, outer) {
            (None, _) => Some(FaultKind::Unknown(name.to_owned())),
            (Some(Kind::Audience), Some(_)) => Some(FaultKind::Nested),
            (Some(_), Some(outer)) if outer != Some(Kind::Audience) => Some(FaultKind::Nested),
            _ if settings.is_none() => Some(FaultKind::Setting),
            _ => None,
        };
        let known = kind.zip(settings).filter(|_| fault.is_none());
        let known = known.map(|(kind, settings)| settings.container(kind, (name, text), line, self.events.len()));
        self.faults.extend(fault.map(|what| Fault { what, span: line.span() }));
        open.push(Open { known, span: line.span() });
    }

    fn close(&mut self, open: &mut Vec<Open>, line: &Line) {
        match open.pop() {
            Some(Open { known: Some(mut container), .. }) => {
                container.span.end = line.span().end;
                container.events.end = self.events.len();
                self.containers.push(container);
            }
            Some(_) => {}
            None => self.faults.push(Fault { what: FaultKind::Unopened, span: line.span() }),
        }
    }
}

/// What stands in braces at the end of an opening line: `{地区=赣州 吉安}`.
struct Settings {
    /// Where the braces begin in the line's text; its length when there are none.
    at: usize,
    regions: Vec<Spanned<String>>,
}

impl Settings {
    /// `None` when the braces hold anything else.
    fn read(text: &str, offset: usize) -> Option<Self> {
        let Some((at, inner)) = text.strip_suffix('}').and_then(|rest| Some((rest.rfind('{')?, rest))) else {
            return Some(Self { at: text.len(), regions: Vec::new() });
        };
        let list = inner[at + 1..].trim_start();
        let value = ["地区=", "region="].iter().find_map(|key| list.strip_prefix(key))?;
        let mut from = offset + inner.len() - value.len();
        let mut regions = Vec::new();
        for piece in value.split_inclusive([' ', '、', '，', ',']) {
            let name = piece.trim_end_matches([' ', '、', '，', ',']);
            if !name.is_empty() {
                regions.push(Spanned { value: name.to_owned(), span: Span::new(from, from + name.len()) });
            }
            from += piece.len();
        }
        (!regions.is_empty()).then_some(Self { at, regions })
    }

    fn container(self, kind: Kind, (name, text): (&str, &str), line: &Line, events: usize) -> Container {
        let words = text[..self.at].get(name.len()..).unwrap_or_default();
        let from = line.words.start + name.len() + words.len() - words.trim_start().len();
        let words = words.trim();
        Container {
            kind,
            words: words.to_owned(),
            words_span: Span::new(from, from + words.len()),
            regions: self.regions,
            events: events..events,
            span: line.span(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markup::parse;

    fn faults(body: &str) -> Vec<FaultKind> {
        parse(body).faults.into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn blocks_hold_what_stands_between_their_lines() {
        let document = parse("前\n::: 步骤 三步\n- 一\n:::\n- 二\n\n::::: quiz\n问\n:::");
        let found: Vec<_> = document.containers.iter().map(|c| (c.kind, &*c.words, c.events.clone())).collect();
        assert_eq!(found, [(Kind::Steps, "三步", 3..8), (Kind::Quiz, "", 13..16)]);
        assert_eq!(document.faults, []);
        assert_eq!(document.outline.plain_text(), "前\n步骤 三步\n一\n二\nquiz\n问");
    }

    #[test]
    fn an_opening_line_names_regions_at_its_end() {
        let body = "::: 人群 农民 老年人 {地区=赣州 吉安}\n\n看\n\n:::";
        let document = parse(body);
        let [passage] = &document.containers[..] else { panic!("{:?}", document.containers) };
        let regions: Vec<_> = passage.regions.iter().map(|r| (&*r.value, &body[r.span.range()])).collect();
        assert_eq!(regions, [("赣州", "赣州"), ("吉安", "吉安")]);
        assert_eq!((&*passage.words, &body[passage.words_span.range()]), ("农民 老年人", "农民 老年人"));
    }

    #[test]
    fn every_other_line_of_colons_is_a_fault() {
        let unknown = |name: &str| FaultKind::Unknown(name.to_owned());
        let table = [
            ("::: 步骤\n一", vec![FaultKind::Unclosed]),
            ("::: 步聚\n一\n:::", vec![unknown("步聚")]),
            ("一\n:::", vec![FaultKind::Unopened]),
            ("::: 步骤\n::: 测验\n:::\n:::", vec![FaultKind::Nested]),
            ("::: 人群 农民\n::: 测验\n:::\n:::", vec![]),
            ("::: 人群 农民\n::: 人群 老年人\n:::\n:::", vec![FaultKind::Nested]),
            ("::: 农时 早稻 {地区=赣州}\n:::", vec![]),
            ("::: 农时 早稻 {节气=立春}\n:::", vec![FaultKind::Setting]),
            ("::: 农时 早稻 {地区=}\n:::", vec![FaultKind::Setting]),
            ("<!--\n::: 步骤\n-->\n", vec![FaultKind::Unread]),
            ("```\n::: 步骤\n```", vec![]),
            ("~~~\n```\n::: 步骤\n~~~\n::: 步骤\n:::", vec![]),
            ("| 甲 |\n|--|\n| 乙 |\n::: 步骤\n一\n:::", vec![]),
            ("> 引\n::: 步骤\n> 引\n:::", vec![]),
            ("水[^1]\n\n[^1]: 注\n::: 步骤\n一\n:::", vec![]),
            ("词\n: 义\n::: 步骤\n一\n:::", vec![]),
            ("* 一\n::: 步骤\n* 二\n:::", vec![]),
            (":: 步骤", vec![]),
        ];
        for (body, expected) in table {
            assert_eq!(faults(body), expected, "{body}");
        }
    }

    proptest! {
        #[test]
        fn every_line_ends_in_a_block_or_a_fault(body in "((::: 步骤 三|:::|::: 无|- 一|> 二|```|~~~|<!--|-->|\\| 甲 \\||\\|--\\||    三|四|\\[\\^1\\]: 注|: 义|===|<div>)\n|\n){0,12}") {
            let document = parse(&body);
            let n_lines = lines(&body).len();
            let n_closed = document.containers.len();
            prop_assert!(2 * n_closed + 2 * document.faults.len() >= n_lines);
            let is_left = |event: &Event<'_>| *event == Event::Rule;
            prop_assert!(!document.events.iter().any(|(event, _)| is_left(event)));
            for container in &document.containers {
                prop_assert!(container.events.end <= document.events.len());
                let inner = &document.events[container.events.clone()];
                let depth = inner.iter().fold(0_i32, |depth, (event, _)| match event {
                    Event::Start(_) => depth + 1,
                    Event::End(_) => depth - 1,
                    _ => depth,
                });
                prop_assert_eq!(depth, 0);
            }
        }
    }
}
