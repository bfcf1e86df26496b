//! Why a block of YAML cannot be read: the mistake a person made, not the token a parser missed.
//!
//! Works on one top-level block that does not parse by itself, so a hit is hardly ever wrong; what no detector
//! knows is reported with the parser's own place. Deliberately absent: words for people, and the parser.

use std::ops::Range;

use super::mend::is_wide_space;
use crate::markup::hanzi::is_han;

/// A mistake and how to get past it. Places are bytes of the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) kind: CauseKind,
    pub(super) place: Range<usize>,
    /// What to blank so that the rest can be read; empty for a colon, which is replaced.
    pub(super) blank: Range<usize>,
    /// The whole lines that are concerned.
    pub(super) lines: Range<usize>,
    /// The key of the line.
    pub(super) key: Option<String>,
}

/// Kinds of mistakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CauseKind {
    /// `title：高温`.
    FullColon,
    /// `title:高温`.
    TightColon,
    /// `title:　高温`: a space that is none for YAML.
    WideSpace,
    /// `"高温`.
    OpenQuote(char),
    /// `"高温”`: closed by a full-width quote.
    FullQuote(char),
    /// `"高温"怎么办`.
    AfterQuote,
    /// `[farmers`.
    OpenBracket(char),
    /// `[farmers】`.
    FullBracket(char, char),
    /// `[farmers}`.
    WrongBracket(char, char),
    /// `[farmers]]`.
    AfterBracket,
    /// `title: 高温: 怎么办`.
    InnerColon,
    /// `{a: 1 b: 2}`.
    FlowColon,
    /// `title: @某人`.
    Reserved(char),
    /// `{a: 1，b: 2}`.
    FullComma,
    /// `topics: - health`.
    ItemAfterKey,
    /// `-{name: 张三}`.
    TightItem,
    /// `* {name: 张三}`.
    StarItem,
    /// A line further in than its neighbours.
    TooDeep,
    /// A line that stands in no column of the lines above.
    Misaligned,
}

/// The first mistake of a block.
pub(super) fn find(block: &str) -> Option<Cause> {
    let mut columns = vec![0];
    let mut previous: Option<Line> = None;
    let mut at = 0;
    while at < block.len() {
        let line = Line::read(block, at);
        at = line.next;
        if line.is_idle(block) {
            continue;
        }
        if let Some(kind) = line.layout(&mut columns, previous.as_ref()) {
            return Some(line.cause(block, kind, line.start..line.end, line.indent_end()..0));
        }
        match line.value_fault(block) {
            Ok(next) => at = at.max(next),
            Err((kind, place, from)) => return Some(line.cause(block, kind, place, from..0)),
        }
        previous = Some(line);
    }
    None
}

/// A fault inside a value: kind, place, and from where to blank.
type Fault = (CauseKind, Range<usize>, usize);

/// One line in block context.
#[derive(Debug)]
struct Line {
    begin: usize,
    /// First byte that is no space.
    start: usize,
    /// First byte after `- ` marks.
    content: usize,
    /// End without the line break.
    end: usize,
    /// Begin of the next line.
    next: usize,
    /// Where the key ends, if the content begins with a word that could be one.
    word_end: Option<usize>,
    /// Where the value begins.
    value: usize,
}

impl Line {
    fn read(block: &str, begin: usize) -> Self {
        let rest = &block[begin..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let (end, next) = (begin + length, (begin + length + 1).min(block.len()));
        let start = begin + rest[..length].len() - rest[..length].trim_start_matches(' ').len();
        let mut content = start;
        while block[content..end].starts_with("- ") || &block[content..end] == "-" {
            let after = &block[content + 1..end];
            content = end - after.trim_start_matches(' ').len();
        }
        let word = block[content..end].bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_.-".contains(b)).count();
        let named = block[content..end].starts_with(|c: char| c.is_ascii_alphabetic());
        let ascii = (word > 0 && named).then_some(content + word);
        // In an inner line a Chinese word with a colon is rather prose.
        let chinese = || chinese_word(&block[content..end]).filter(|_| content == begin).map(|length| content + length);
        let word_end = ascii.or_else(chinese);
        let value = match word_end {
            Some(key_end) if is_colon(block, key_end, end) => {
                let after = &block[key_end + 1..end];
                end - after.trim_start_matches(' ').len()
            }
            _ => content,
        };
        Self { begin, start, content, end, next, word_end, value }
    }

    fn is_idle(&self, block: &str) -> bool {
        self.start == self.end || block[self.start..].starts_with('#')
    }

    fn has_key(&self) -> bool {
        self.value > self.content
    }

    fn indent_end(&self) -> usize {
        self.start
    }

    fn column(&self) -> usize {
        self.start - self.begin
    }

    /// Checks the columns of the line against those above it.
    fn layout(&self, columns: &mut Vec<usize>, previous: Option<&Self>) -> Option<CauseKind> {
        let here = self.column();
        let structured = self.has_key() || self.content > self.start;
        let top = columns.last().copied().unwrap_or(0);
        if here > top || (here > 0 && previous.is_none()) {
            let after_value = previous.is_some_and(|line| line.has_key() && line.value < line.end);
            if structured && (after_value || previous.is_none()) {
                return Some(CauseKind::TooDeep);
            }
            if structured {
                columns.push(here);
            }
        } else {
            columns.retain(|column| *column <= here);
            if structured && columns.last() != Some(&here) {
                return Some(CauseKind::Misaligned);
            }
        }
        if self.content > self.start {
            columns.push(self.content - self.begin);
        }
        None
    }

    /// Looks into the value; gives the byte from which to go on.
    fn value_fault(&self, block: &str) -> Result<usize, Fault> {
        if let Some(fault) = self.colon_fault(block) {
            return Err(fault);
        }
        if let Some(fault) = self.item_fault(block) {
            return Err(fault);
        }
        let value = &block[self.value..self.end];
        match value.chars().next() {
            None | Some('#') => Ok(self.next),
            Some(quote @ ('"' | '\'')) => self.quoted(block, quote),
            Some('[' | '{') => flow(block, self.value).map(|end| self.after(block, end)).and_then(|rest| rest),
            Some('|' | '>') if block_header(value) => Ok(self.skip_deeper(block)),
            Some(mark @ ('@' | '`' | '%' | ',' | ']' | '}' | '*' | '&' | '!' | '|' | '>')) => {
                Err((CauseKind::Reserved(mark), self.value..self.value + 1, self.value))
            }
            Some('-') if self.has_key() && value.starts_with("- ") => {
                Err((CauseKind::ItemAfterKey, self.value..self.value + 1, self.value))
            }
            Some(_) => self.plain(block),
        }
    }

    fn colon_fault(&self, block: &str) -> Option<Fault> {
        if let Some(fault) = self.wide_space(block) {
            return Some(fault);
        }
        let key_end = self.word_end.filter(|_| !self.has_key())?;
        let word = &block[self.content..key_end];
        if !is_chinese_word(word) && !word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return None;
        }
        let gap = block[key_end..self.end].len() - block[key_end..self.end].trim_start_matches(' ').len();
        let rest = &block[key_end + gap..self.end];
        if rest.starts_with('：') {
            let at = key_end + gap;
            return Some((CauseKind::FullColon, at..at + '：'.len_utf8(), at));
        }
        let tight = gap == 0 && rest.starts_with(':') && !rest.starts_with("://");
        let nested = self.content == self.start || self.next_column(block) == Some(self.content - self.begin);
        (tight && nested).then_some((CauseKind::TightColon, key_end..key_end + 1, key_end + 1))
    }

    /// A wide space after `key:` or after the `-` of an item.
    fn wide_space(&self, block: &str) -> Option<Fault> {
        let dash = || (block[self.content..self.end].starts_with('-')).then_some(self.content + 1);
        let colon = |end: usize| block[end..self.end].starts_with(':').then_some(end + 1);
        let at = self.word_end.filter(|_| !self.has_key()).and_then(colon).or_else(dash)?;
        let rest = &block[at..self.end];
        let run = rest.len() - rest.trim_start_matches(|c| c == ' ' || is_wide_space(c)).len();
        rest.starts_with(is_wide_space).then_some((CauseKind::WideSpace, at..at + run, at))
    }

    /// A list item written as in prose: without the space, or with a star. Only below a key can a list be meant.
    fn item_fault(&self, block: &str) -> Option<Fault> {
        let line = &block[self.content..self.end];
        if self.content == self.begin || self.has_key() {
            return None;
        }
        if line.starts_with("* ") {
            return Some((CauseKind::StarItem, self.content..self.content + 1, self.content));
        }
        let after = line.strip_prefix('-')?.chars().next()?;
        let tight = matches!(after, '{' | '[' | '"' | '“') || after.is_alphabetic();
        tight.then_some((CauseKind::TightItem, self.content..self.content + 1, self.content))
    }

    fn next_column(&self, block: &str) -> Option<usize> {
        (self.next < block.len()).then(|| Self::read(block, self.next).column())
    }

    fn quoted(&self, block: &str, quote: char) -> Result<usize, Fault> {
        let end = quote_end(block, self.value, quote, self.end)?;
        let rest = block[end..self.end.max(end)].trim_start();
        if rest.is_empty() || rest.starts_with('#') || rest.starts_with(':') {
            return Ok(self.next.max(end));
        }
        let from = self.end - rest.len();
        Err((CauseKind::AfterQuote, from..self.end, self.value))
    }

    fn after(&self, block: &str, end: usize) -> Result<usize, Fault> {
        let line_end = block[end..].find('\n').map_or(block.len(), |length| end + length);
        let rest = block[end..line_end].trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            return Ok(line_end + 1);
        }
        Err((CauseKind::AfterBracket, line_end - rest.len()..line_end, self.value))
    }

    fn plain(&self, block: &str) -> Result<usize, Fault> {
        let value = &block[self.value..self.end];
        let text = value.find(" #").map_or(value, |hash| &value[..hash]);
        let inner = text.find(": ").or_else(|| text.trim_end().strip_suffix(':').map(str::len));
        match inner {
            Some(colon) => {
                let at = self.value + colon;
                Err((CauseKind::InnerColon, at..at + 1, self.value))
            }
            None => Ok(self.next),
        }
    }

    fn skip_deeper(&self, block: &str) -> usize {
        let owner = self.content - self.begin;
        let mut at = self.next;
        while at < block.len() {
            let line = Self::read(block, at);
            if line.start < line.end && line.column() <= owner {
                break;
            }
            at = line.next;
        }
        at
    }

    fn cause(&self, block: &str, kind: CauseKind, place: Range<usize>, from: Range<usize>) -> Cause {
        let until = self.skip_deeper(block);
        let key = self.word_end.map(|end| block[self.content..end].to_owned());
        Cause { kind, place, blank: from.start..until, lines: self.begin..until.max(self.end), key }
    }
}

/// The length of a Chinese word before a colon of either width; a field name, as people write it.
fn chinese_word(line: &str) -> Option<usize> {
    let word = line.split([':', '：', ' ']).next().unwrap_or_default();
    (word.len() < line.len() && is_chinese_word(word)).then_some(word.len())
}

fn is_chinese_word(word: &str) -> bool {
    !word.is_empty() && word.chars().count() <= 6 && word.chars().all(is_han)
}

fn is_colon(block: &str, at: usize, end: usize) -> bool {
    let rest = &block[at..end];
    rest == ":" || rest.starts_with(": ")
}

fn block_header(value: &str) -> bool {
    let rest = value[1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-');
    rest.trim_start().is_empty() || rest.starts_with(" #")
}

/// The byte after the closing quote; a quote that runs into a line like `key: value` was not meant to.
fn quote_end(block: &str, open: usize, quote: char, line_end: usize) -> Result<usize, Fault> {
    let mut chars = block[open + 1..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let here = open + 1 + at;
        match c {
            '\\' if quote == '"' => {
                chars.next();
            }
            '\n' if structured_line(block, here + 1) => break,
            c if c == quote && quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                chars.next();
            }
            c if c == quote => return Ok(here + 1),
            _ => {}
        }
    }
    let line = &block[open..line_end.max(open + 1)];
    let wide = line.char_indices().rev().find(|(_, c)| matches!(c, '”' | '“' | '’' | '‘' | '＂' | '＇'));
    Err(match wide {
        Some((at, c)) => (CauseKind::FullQuote(c), open + at..open + at + c.len_utf8(), open),
        None => (CauseKind::OpenQuote(quote), open..open + 1, open),
    })
}

fn structured_line(block: &str, at: usize) -> bool {
    if at >= block.len() {
        return false;
    }
    let line = Line::read(block, at);
    line.has_key() || line.content > line.start
}

/// The byte after the bracket that closes the one at `open`.
fn flow(block: &str, open: usize) -> Result<usize, Fault> {
    let mut stack: Vec<(char, usize)> = Vec::new();
    let (mut fresh, mut coloned) = (true, false);
    let (mut at, mut item) = (open, open);
    while let Some(c) = block[at..].chars().next() {
        let next = at + c.len_utf8();
        match c {
            '"' | '\'' if fresh => {
                at = flow_quote(block, at, c, open)?;
                fresh = false;
                continue;
            }
            '[' | '{' => {
                stack.push((c, at));
                (fresh, coloned) = (true, false);
            }
            ']' | '}' => match stack.pop() {
                Some((mate, _)) if (mate == '[') == (c == ']') => {
                    if stack.is_empty() {
                        return Ok(next);
                    }
                    (fresh, coloned) = (false, false);
                }
                Some((mate, _)) => return Err((CauseKind::WrongBracket(mate, c), at..next, open)),
                None => return Ok(at),
            },
            ',' => {
                (fresh, coloned) = (true, false);
                item = next;
            }
            ':' if ends_key(&block[next..]) && coloned => {
                let comma = block[item..at].rfind('，').map(|comma| item + comma);
                let place = comma.map_or(at..next, |comma| comma..comma + '，'.len_utf8());
                let kind = if comma.is_some() { CauseKind::FullComma } else { CauseKind::FlowColon };
                return Err((kind, place, open));
            }
            ':' if ends_key(&block[next..]) => (fresh, coloned) = (true, true),
            '\n' if block[next..].trim_start_matches(' ').starts_with("- ") => break,
            c if c.is_whitespace() => {}
            _ => fresh = false,
        }
        at = next;
    }
    let (mate, place) = stack.last().copied().unwrap_or(('[', open));
    Err(full_bracket(block, open, mate).unwrap_or((CauseKind::OpenBracket(mate), place..place + 1, open)))
}

fn flow_quote(block: &str, at: usize, quote: char, open: usize) -> Result<usize, Fault> {
    let line_end = block[at..].find('\n').map_or(block.len(), |length| at + length);
    let end = quote_end(block, at, quote, line_end).map_err(|(kind, place, _)| (kind, place, open))?;
    let after = block[end..].trim_start().chars().next();
    if after.is_none_or(|c| matches!(c, ',' | ']' | '}' | ':' | '#')) {
        return Ok(end);
    }
    let gap = block[end..].len() - block[end..].trim_start().len();
    Err((CauseKind::AfterQuote, end + gap..end + gap + after.map_or(0, char::len_utf8), open))
}

fn ends_key(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\n', ',', ']', '}'])
}

fn full_bracket(block: &str, open: usize, mate: char) -> Option<Fault> {
    let line = block[open..].split('\n').next().unwrap_or_default();
    let (at, c) = line.char_indices().rev().find(|(_, c)| matches!(c, '】' | '］' | '｝' | '」' | '〕'))?;
    Some((CauseKind::FullBracket(mate, c), open + at..open + at + c.len_utf8(), open))
}

#[cfg(test)]
mod tests;
