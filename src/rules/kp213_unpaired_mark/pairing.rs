//! Which marks of one text have no partner.

use crate::markup::hanzi::is_han;

/// What is wrong with a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It opens and nothing closes it.
    Open,
    /// It closes what nothing opened.
    Close,
    /// Another pair closes before this one does.
    Crossing,
    /// Its partner has the other width.
    Width,
}

/// One mark without its partner.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) mark: char,
    pub(super) problem: Problem,
    /// Whether a later paragraph explains it.
    pub(super) is_settled: bool,
}

const PAIRS: &[(char, char)] = &[
    ('（', '）'),
    ('(', ')'),
    ('《', '》'),
    ('〈', '〉'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('〔', '〕'),
    // Known so that intervals close; never a fault of their own.
    ('[', ']'),
];

/// The other half of a mark.
pub(super) fn partner(mark: char) -> Option<char> {
    PAIRS.iter().find_map(|&(open, close)| match mark {
        _ if mark == open => Some(close),
        _ if mark == close => Some(open),
        _ => None,
    })
}

/// Whether it is a quotation mark, which may stay open at the end of a paragraph.
pub(super) fn is_quote(mark: char) -> bool {
    matches!(mark, '“' | '‘' | '「' | '『')
}

fn opens(mark: char) -> bool {
    PAIRS.iter().any(|&(open, _)| open == mark)
}

/// Marks that a bracket closes with although it is not its partner.
fn closes_oddly(open: char, close: char) -> Option<Option<Problem>> {
    match (open, close) {
        ('（', ')') | ('(', '）') => Some(Some(Problem::Width)),
        // Intervals: [0,1) and (0,1].
        ('[', ')') | ('(', ']') => Some(None),
        _ => None,
    }
}

/// The faults of one text, in order.
pub(super) fn faults(text: &str, is_code: &dyn Fn(usize) -> bool) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    // Closing marks whose opening one was told already, as crossing.
    let mut told: Vec<char> = Vec::new();
    let fault = |at, mark, problem| Fault { at, mark, problem, is_settled: false };
    for (at, mark) in text.char_indices() {
        let Some(other) = partner(mark).filter(|_| !is_code(at)) else { continue };
        if opens(mark) {
            open.push((at, mark));
            continue;
        }
        let odd = open.last().and_then(|&(_, last)| closes_oddly(last, mark));
        if let Some(problem) = odd {
            open.pop();
            found.extend(problem.map(|problem| fault(at, mark, problem)));
        } else if let Some(place) = open.iter().rposition(|&(_, last)| last == other) {
            for (at, mark) in open.drain(place..).skip(1).filter(|&(_, mark)| mark != '[') {
                let rest = |wanted: char| text[at + mark.len_utf8()..].matches(wanted).count();
                let crosses = partner(mark).is_some_and(|close| rest(close) > rest(mark));
                told.extend(partner(mark).filter(|_| crosses));
                found.push(fault(at, mark, if crosses { Problem::Crossing } else { Problem::Open }));
            }
        } else if let Some(place) = told.iter().position(|&close| close == mark) {
            told.remove(place);
        } else if !stands_alone(&text[..at], &text[at..], mark) {
            found.push(fault(at, mark, Problem::Close));
        }
    }
    let is_face = |&(at, mark): &(usize, char)| mark == '(' && text[..at].ends_with([':', ';']);
    let open = unclosed(&open).filter(|mark| !is_face(mark));
    found.extend(open.map(|(at, mark)| fault(at, mark, Problem::Open)));
    found.sort_by_key(|fault| fault.at);
    found
}

/// What is open at the end. Two equal quotation marks in a row are one fault: the second should have been a closing one.
fn unclosed(open: &[(usize, char)]) -> impl Iterator<Item = (usize, char)> + '_ {
    let doubled = |place: usize| open.get(place + 1).is_some_and(|next| is_quote(next.1) && open[place].1 == next.1);
    open.iter().enumerate().filter(move |(place, (_, mark))| *mark != '[' && !doubled(*place)).map(|(_, open)| *open)
}

/// Whether a closing mark needs no opening one: a list number, an emoticon, an apostrophe.
fn stands_alone(before: &str, from: &str, mark: char) -> bool {
    match mark {
        ']' => true,
        ')' | '）' => is_number(before) || (mark == ')' && before.ends_with([':', ';', '-', '^', '=', '_'])),
        '’' => before.ends_with(|c: char| c.is_ascii_alphanumeric()) && !from['’'.len_utf8()..].starts_with(is_han),
        _ => false,
    }
}

/// Whether a text ends with the number of a list item: one or two digits, a letter, or Chinese digits.
fn is_number(before: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    let (head, number) = before.split_at(before.trim_end_matches(is_digit).len());
    let count = number.chars().count();
    let is_short = match number.chars().next() {
        Some(c) if c.is_ascii_digit() => count <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()),
        Some(c) if c.is_ascii_alphabetic() => count == 1,
        Some(_) => count <= 3 && !head.ends_with(is_han),
        None => false,
    };
    is_short && !head.ends_with(['.', '-', '－', '—', '–', '～', '/'])
}

impl Fault {
    /// The fact.
    pub(super) fn says(&self) -> (String, String) {
        let mark = self.mark;
        match self.problem {
            Problem::Open => (format!("“{mark}”没有收口"), format!("{mark} is never closed")),
            Problem::Close => (format!("“{mark}”前面没有对应的另一半"), format!("{mark} closes nothing")),
            Problem::Crossing => (format!("“{mark}”与另一对符号交叉"), format!("{mark} crosses another pair")),
            Problem::Width => {
                (format!("一对括号里“{mark}”半角、全角混用"), format!("{mark} has another width than its partner"))
            }
        }
    }

    /// What to do.
    pub(super) fn help(&self) -> (String, String) {
        let other = partner(self.mark).unwrap_or(self.mark);
        match self.problem {
            Problem::Open | Problem::Close => {
                (format!("补上“{other}”，或删掉“{}”", self.mark), format!("add {other}, or delete {}", self.mark))
            }
            Problem::Crossing => ("里面的一对先收口".to_owned(), "close the inner pair first".to_owned()),
            Problem::Width => {
                let right = if self.mark == ')' { '）' } else { ')' };
                (format!("改为“{right}”"), format!("write {right}"))
            }
        }
    }
}
