//! Marks inside running text that are no Markdown: `{中暑|zhòng shǔ}` and `[[黄龙病]]`.
//!
//! Both read as Chinese where nobody draws them. They are found in runs of text events, so never in code, addresses,
//! titles or formulas; what they enclose becomes a text of its own, with its true place, and the marks themselves are
//! gone from every event. So counts, search, summaries and rules see the words alone. Braces that hold anything but a
//! word, a bar and Latin letters are text. Deliberately absent: which edition shows what.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::Ranged;
use super::hanzi::is_han;
use super::ruby::{self, Fault, Syllable};
use crate::model::span::Span;

/// Characters of a term at most, as a guard against brackets far apart.
const LONGEST_TERM: usize = 40;

/// What an author says of some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// They are read so.
    Reading(Vec<Syllable>),
    /// They are a term of a glossary.
    Term,
}

/// Words with a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// What the mark says.
    pub what: What,
    /// The words.
    pub words: String,
    /// Their place in the body.
    pub span: Span,
    /// The mark with the words, in the body.
    pub whole: Span,
    /// First byte of the text event that shows them; see [`super::Document::annotations_of`].
    pub(super) event: usize,
    /// Their bytes in that text.
    pub text: Range<usize>,
}

impl Annotation {
    /// What the mark says, in one line.
    #[must_use]
    pub fn said(&self) -> String {
        match &self.what {
            What::Term => "[[]]".to_owned(),
            What::Reading(parts) => {
                let readings: Vec<&str> = parts.iter().map(|part| part.reading.as_str()).collect();
                readings.join(" ")
            }
        }
    }
}

/// A reading that is wrong, and where in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongReading {
    /// What is wrong.
    pub what: Fault,
    /// The word as written.
    pub word: String,
    /// From the opening to the closing brace.
    pub span: Span,
}

/// Takes the marks out of the events.
pub(super) fn read(events: Vec<Ranged>, body: &str) -> (Vec<Ranged>, Vec<Annotation>, Vec<WrongReading>) {
    let mut found = Found::default();
    if !body.contains('{') && !body.contains("[[") {
        return (events, found.annotations, found.wrong);
    }
    let mut kept = Vec::with_capacity(events.len());
    let mut run = Vec::new();
    let mut in_code = false;
    for (event, range) in events {
        match event {
            Event::Text(text) if !in_code => run.push((text, range)),
            other => {
                found.run(std::mem::take(&mut run), body, &mut kept);
                match other {
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    _ => {}
                }
                kept.push((other, range));
            }
        }
    }
    found.run(run, body, &mut kept);
    (kept, found.annotations, found.wrong)
}

#[derive(Default)]
struct Found {
    annotations: Vec<Annotation>,
    wrong: Vec<WrongReading>,
}

/// A piece of a run: where it begins in the text of the run, and where it came from.
struct Piece<'a> {
    at: usize,
    text: CowStr<'static>,
    range: Range<usize>,
    body: &'a str,
}

impl Piece<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Whether the source has the same characters, so that a place in one is a place in the other.
    fn is_verbatim(&self) -> bool {
        self.body.get(self.range.clone()) == Some(&*self.text)
    }

    /// Whether it begins with a character that was written `\{`.
    fn is_escaped(&self) -> bool {
        self.body.get(..self.range.start).is_some_and(|before| before.ends_with('\\'))
    }
}

/// A mark in the text of a run.
struct Mark {
    whole: Range<usize>,
    words: Range<usize>,
    reading: Option<Range<usize>>,
    /// A full-width bar.
    is_wide: bool,
}

impl Found {
    /// Takes the marks out of neighbouring texts.
    fn run(&mut self, texts: Vec<(CowStr<'static>, Range<usize>)>, body: &str, kept: &mut Vec<Ranged>) {
        let mut whole = String::new();
        let mut pieces: Vec<Piece<'_>> = Vec::with_capacity(texts.len());
        for (text, range) in texts {
            let at = whole.len();
            whole.push_str(&text);
            pieces.push(Piece { at, text, range, body });
        }
        let marks: Vec<Mark> = marks(&whole).into_iter().filter(|mark| is_plain(mark, &pieces)).collect();
        for mark in &marks {
            self.keep(mark, &whole, &pieces);
        }
        pieces.iter().for_each(|piece| cut(piece, &marks, kept));
    }

    fn keep(&mut self, mark: &Mark, text: &str, pieces: &[Piece<'_>]) {
        let span = place(&mark.words, pieces);
        let whole = place(&mark.whole, pieces);
        let words = text[mark.words.clone()].to_owned();
        let what = match &mark.reading {
            None => What::Term,
            Some(reading) => {
                let read = if mark.is_wide { Err(Fault::WideBar) } else { ruby::read(&words, &text[reading.clone()]) };
                What::Reading(read.unwrap_or_else(|what| {
                    self.wrong.push(WrongReading { what, word: words.clone(), span: whole });
                    Vec::new()
                }))
            }
        };
        if !words.is_empty() {
            let start = span.range().start;
            let text = 0..words.len();
            self.annotations.push(Annotation { what, words, span, whole, event: start, text });
        }
    }
}

/// Every mark of a text, in order.
fn marks(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '[']).map(|at| at + from) {
        match reading_at(text, at).or_else(|| term_at(text, at)) {
            Some(mark) => {
                from = mark.whole.end;
                found.push(mark);
            }
            None => from = at + 1,
        }
    }
    found
}

/// `{中暑|zhòng shǔ}`, also when it is wrong; never `{地区=赣州}`, `{"a": 1}` or `{是|否}`.
fn reading_at(text: &str, at: usize) -> Option<Mark> {
    let inner = text[at..].strip_prefix('{')?;
    let end = inner.find(['{', '}', '\n']).filter(|end| inner[*end..].starts_with('}'))?;
    let inner = &inner[..end];
    let bar = inner.find(['|', '｜'])?;
    let wide = inner[bar..].chars().next().filter(|c| *c == '｜');
    let (word, reading) = (&inner[..bar], &inner[bar + wide.map_or(1, char::len_utf8)..]);
    let is_word = word.chars().any(is_han) && word.chars().all(|c| c.is_alphanumeric() || c == ' ');
    let is_meant = match word.is_empty() {
        true => !reading.is_ascii(),
        false => is_word,
    };
    let start = at + 1;
    (is_meant && reading.chars().all(is_latin)).then(|| Mark {
        whole: at..start + end + 1,
        words: start..start + word.len(),
        reading: Some(start + inner.len() - reading.len()..start + inner.len()),
        is_wide: wide.is_some(),
    })
}

/// What can stand in a reading: letters with their tones, spaces, hyphens, apostrophes.
fn is_latin(c: char) -> bool {
    let letter =
        c.is_ascii_alphanumeric() || matches!(u32::from(c), 0xC0..=0x24F | 0x251 | 0x300..=0x36F | 0x1E00..=0x1EFF);
    letter || matches!(c, ' ' | '-' | '\'' | '’' | '·')
}

/// `[[黄龙病]]`.
fn term_at(text: &str, at: usize) -> Option<Mark> {
    let inner = text[at..].strip_prefix("[[")?;
    let end = inner.find(['[', ']', '\n']).filter(|end| inner[*end..].starts_with("]]"))?;
    let words = &inner[..end];
    let fits = !words.trim().is_empty() && !words.starts_with('^') && words.chars().count() <= LONGEST_TERM;
    let start = at + 2;
    fits.then(|| Mark { whole: at..start + end + 2, words: start..start + end, reading: None, is_wide: false })
}

/// Whether the author wrote the mark as it stands: nothing escaped at its start, and its words in one piece.
fn is_plain(mark: &Mark, pieces: &[Piece<'_>]) -> bool {
    let touched = |piece: &&Piece<'_>| piece.at < mark.whole.end && mark.whole.start < piece.end();
    let opening = mark.whole.start..mark.words.start;
    let escaped = |piece: &&Piece<'_>| opening.contains(&piece.at) && piece.is_escaped();
    let in_one = |piece: &&Piece<'_>| piece.at <= mark.words.start && mark.words.end <= piece.end();
    pieces.iter().filter(touched).all(Piece::is_verbatim)
        && !pieces.iter().any(|piece| escaped(&piece))
        && pieces.iter().any(|piece| in_one(&piece))
}

/// The place in the body of bytes of a run.
fn place(part: &Range<usize>, pieces: &[Piece<'_>]) -> Span {
    let first = pieces.iter().find(|piece| piece.at <= part.start && part.start < piece.end());
    let last = pieces.iter().find(|piece| piece.at < part.end && part.end <= piece.end());
    let (Some(first), Some(last)) = (first, last) else {
        let start = first.map_or(0, |piece| piece.range.start + (part.start - piece.at));
        return Span::new(start, start);
    };
    Span::new(first.range.start + (part.start - first.at), last.range.start + (part.end - last.at))
}

/// Gives what is left of a piece; the words of each mark are an event of their own.
fn cut(piece: &Piece<'_>, marks: &[Mark], kept: &mut Vec<Ranged>) {
    let mut borders: Vec<usize> = vec![piece.at, piece.end()];
    let touching = marks.iter().filter(|mark| mark.whole.start < piece.end() && piece.at < mark.whole.end);
    let touching: Vec<&Mark> = touching.collect();
    if touching.is_empty() {
        return kept.push((Event::Text(piece.text.clone()), piece.range.clone()));
    }
    let edges = touching.iter().flat_map(|m| [m.whole.start, m.words.start, m.words.end, m.whole.end]);
    borders.extend(edges.filter(|edge| piece.at < *edge && *edge < piece.end()));
    borders.sort_unstable();
    for pair in borders.windows(2) {
        let &[from, to] = pair else { continue };
        let is_syntax = touching.iter().any(|mark| mark.whole.contains(&from) && !mark.words.contains(&from));
        let part = piece.text.get(from - piece.at..to - piece.at).unwrap_or_default();
        if !is_syntax && !part.is_empty() {
            let start = piece.range.start + (from - piece.at);
            kept.push((Event::Text(CowStr::from(part.to_owned())), start..start + part.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{Document, parse};

    fn marked(body: &str) -> (String, Vec<String>) {
        let Document { outline, annotations, .. } = parse(body);
        let shown = annotations.iter().map(|one| match &one.what {
            What::Term => format!("[{}]", one.words),
            What::Reading(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| format!("{}={}", part.han, part.reading)).collect();
                format!("{}:{}", one.words, parts.join(" "))
            }
        });
        let blocks: Vec<&str> = outline.blocks.iter().map(|block| block.text.as_str()).collect();
        (blocks.join("|"), shown.collect())
    }

    #[test]
    fn marks_leave_their_words() {
        let table: &[(&str, &str, &[&str])] = &[
            ("防{中暑|zhòng shǔ}要早", "防中暑要早", &["中暑:中=zhòng 暑=shǔ"]),
            ("{花儿|huār}开。[[锈病]]来", "花儿开。锈病来", &["花儿:花儿=huār", "[锈病]"]),
            ("**{中暑|zhòng shǔ}**了", "中暑了", &["中暑:中=zhòng 暑=shǔ"]),
            ("[{中暑|zhòng shǔ}](a.md)", "中暑", &["中暑:中=zhòng 暑=shǔ"]),
            ("![{中暑|zhòng shǔ}的人](a.png)", "中暑的人", &["中暑:中=zhòng 暑=shǔ"]),
            ("| {行\\|háng} |\n|--|", "行", &["行:行=háng"]),
            ("{中暑|zhòng shǔ}\n是病", "中暑是病", &["中暑:中=zhòng 暑=shǔ"]),
            ("\\{中暑|zhòng shǔ}", "{中暑|zhòng shǔ}", &[]),
            ("\\[[锈病]]和[\\[锈病]]", "[[锈病]]和[[锈病]]", &[]),
            ("`{中暑|zhòng shǔ}`和`[[锈病]]`", "{中暑|zhòng shǔ}和[[锈病]]", &[]),
            ("&#123;中暑|zhòng shǔ}", "{中暑|zhòng shǔ}", &[]),
            ("{地区=赣州}、{是|否}、{\"a\": 1}、{a|b}", "{地区=赣州}、{是|否}、{\"a\": 1}、{a|b}", &[]),
            ("[[^s1]]和[[]]", "[[^s1]]和[[]]", &[]),
            ("[a](b{中暑|zhòng}.md)", "a", &[]),
        ];
        for (body, text, marks) in table {
            let (shown, found) = marked(body);
            assert_eq!(
                (shown.as_str(), found.iter().map(String::as_str).collect::<Vec<_>>()),
                (*text, marks.to_vec()),
                "{body}"
            );
        }
    }

    #[test]
    fn code_blocks_keep_their_braces() {
        assert_eq!(marked("```\n{中暑|zhòng shǔ} [[锈病]]\n```").1, Vec::<String>::new());
    }

    #[test]
    fn places_are_those_of_the_source() {
        let body = "防**{中暑|zhòng shǔ}**，治[[锈病]]；{中暑|zhòng shū}";
        let document = parse(body);
        let source = |span: Span| &body[span.range()];
        let words: Vec<_> = document.annotations.iter().map(|one| (source(one.span), source(one.whole))).collect();
        assert_eq!(words, [("中暑", "{中暑|zhòng shǔ}"), ("锈病", "[[锈病]]"), ("中暑", "{中暑|zhòng shū}")]);
        assert_eq!(
            document.wrong_readings.iter().map(|one| source(one.span)).collect::<Vec<_>>(),
            ["{中暑|zhòng shū}"]
        );
        for (event, range) in &document.events {
            let Event::Text(text) = event else { continue };
            for one in document.annotations_of(range) {
                assert_eq!(&text[one.text.clone()], one.words);
            }
        }
    }
}
