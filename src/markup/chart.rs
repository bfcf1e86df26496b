//! The table inside `::: 图表` as numbers: what is compared, in which unit.
//!
//! The first column names what is compared, every other column is a row of numbers. Words after the block's name are the
//! kind of drawing (`柱状`, `折线`) and the unit.
//!
//! Deliberately absent: drawing; judgement (that is `rules`).

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::citation::without_citations;
use super::container::Container;
use super::{Document, Ranged};
use crate::model::span::Span;

/// Rows of numbers at most: more than four colours are not told apart.
pub const MAX_SERIES: usize = 4;

/// Things compared at most: more are a table, not a picture.
pub const MAX_POINTS: usize = 24;

/// How numbers are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars, for things to be compared.
    Bars,
    /// A line, for one thing over time.
    Line,
}

/// A table of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// The unit, as authored; may be empty.
    pub unit: String,
    /// What the first column says.
    pub subject: String,
    /// What is compared, in order.
    pub labels: Vec<String>,
    /// The rows of numbers.
    pub series: Vec<Series>,
}

/// One column of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The head of the column.
    pub name: String,
    /// One for each label; `None` where the table has none.
    pub points: Vec<Option<Point>>,
}

/// One number.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The number.
    pub value: f64,
    /// The cell as authored.
    pub text: String,
}

/// Why a table cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartFault {
    /// The block holds no table, or several.
    Tables(usize),
    /// The first word names no kind of drawing.
    Kind(String),
    /// A cell that should be a number is none.
    Text(String, Span),
    /// Too few or too many columns of numbers.
    Series(usize),
    /// Too few or too many rows.
    Points(usize),
}

impl Document {
    /// The numbers of a chart block.
    ///
    /// # Errors
    /// Everything that keeps the table from being drawn.
    pub fn chart(&self, container: &Container) -> Result<Chart, Vec<ChartFault>> {
        let mut faults = Vec::new();
        let (kind, unit) = kind_and_unit(&container.words);
        if kind.is_none() {
            faults.push(ChartFault::Kind(container.words.split_whitespace().next().unwrap_or_default().to_owned()));
        }
        let tables = tables(&self.events, container.events.clone());
        let [table] = &tables[..] else {
            faults.push(ChartFault::Tables(tables.len()));
            return Err(faults);
        };
        let rows = rows(&self.events[table.clone()]);
        let chart = Chart::of(kind.unwrap_or(ChartKind::Bars), unit, &rows, &mut faults);
        if faults.is_empty() { Ok(chart) } else { Err(faults) }
    }
}

impl Chart {
    fn of(kind: ChartKind, unit: String, rows: &[Vec<Cell>], faults: &mut Vec<ChartFault>) -> Self {
        let (head, body) = rows.split_first().map_or((&[][..], &[][..]), |(head, body)| (head.as_slice(), body));
        let text = |cell: Option<&Cell>| cell.map(|cell| cell.text.clone()).unwrap_or_default();
        let n_series = head.len().saturating_sub(1);
        if !(1..=MAX_SERIES).contains(&n_series) {
            faults.push(ChartFault::Series(n_series));
        }
        if !(2..=MAX_POINTS).contains(&body.len()) {
            faults.push(ChartFault::Points(body.len()));
        }
        let mut point = |cell: Option<&Cell>| {
            let cell = cell.filter(|cell| !is_gap(&cell.text))?;
            let value = number(&cell.text);
            if value.is_none() {
                faults.push(ChartFault::Text(cell.text.clone(), cell.span));
            }
            value.map(|value| Point { value, text: cell.text.clone() })
        };
        let series = (1..=n_series).map(|at| {
            let points = body.iter().map(|row| point(row.get(at))).collect();
            Series { name: text(head.get(at)), points }
        });
        let series = series.collect();
        let labels = body.iter().map(|row| text(row.first())).collect();
        Self { kind, unit, subject: text(head.first()), labels, series }
    }

    /// Every number.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(|series| &series.points).flatten().map(|point| point.value)
    }
}

/// `柱状 千克/亩` is bars in kilograms per mu.
fn kind_and_unit(words: &str) -> (Option<ChartKind>, String) {
    let (first, rest) = words.trim().split_once(char::is_whitespace).unwrap_or((words.trim(), ""));
    let kind = match first {
        "柱状" | "柱状图" | "bar" | "bars" => Some(ChartKind::Bars),
        "折线" | "折线图" | "line" => Some(ChartKind::Line),
        _ => None,
    };
    (kind, rest.trim().to_owned())
}

/// The tables among some events, as ranges.
pub(crate) fn tables(events: &[Ranged], within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = None;
    for at in within {
        match events.get(at) {
            Some((Event::Start(Tag::Table(_)), _)) => from = Some(at),
            Some((Event::End(TagEnd::Table), _)) => found.extend(from.take().map(|from| from..at + 1)),
            _ => {}
        }
    }
    found
}

struct Cell {
    text: String,
    span: Span,
}

fn rows(table: &[Ranged]) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (event, range) in table {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                let cell = Cell { text: String::new(), span: Span::new(range.start, range.end) };
                rows.extend(rows.is_empty().then(Vec::new));
                if let Some(row) = rows.last_mut() {
                    row.push(cell);
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                    // The words alone, without the blanks around them.
                    let start = if cell.text.is_empty() { range.start } else { cell.span.range().start };
                    cell.span = Span::new(start, range.end);
                    cell.text.push_str(text);
                }
            }
            _ => {}
        }
    }
    for cell in rows.iter_mut().flatten() {
        cell.text = without_citations(&cell.text).trim().to_owned();
    }
    rows
}

/// What stands where there is no number.
fn is_gap(text: &str) -> bool {
    text.is_empty() || text.chars().all(|c| matches!(c, '-' | '－' | '—' | '–' | '…' | '/' | '无' | '缺'))
}

/// `1,234.5`, `38%`, `－3`: digits with the signs people write around them.
fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | ' ' | '\u{a0}' | '\u{2009}'))
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).unwrap_or(0)),
            '．' => '.',
            '－' | '−' => '-',
            '％' => '%',
            other => other,
        })
        .collect();
    let digits = plain.strip_suffix('%').unwrap_or(&plain);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    digits.parse().ok().filter(|value: &f64| is_number && value.abs() < 1e12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;

    fn read(body: &str) -> Result<Chart, Vec<ChartFault>> {
        let document = parse(body);
        document.chart(&document.containers[0])
    }

    const YIELD: &str = "::: 图表 柱状 千克/亩\n\n| 年份 | 早稻 | 晚稻[^s1] |\n| --- | ---: | ---: |\n| 2023 | 412 | 1,430.5 |\n| 2024 | － | ４３％ |\n\n:::\n";

    #[test]
    fn a_table_is_read_as_people_write_numbers() {
        let chart = read(YIELD).expect("a sound table");
        assert_eq!((chart.kind, chart.unit.as_str(), chart.subject.as_str()), (ChartKind::Bars, "千克/亩", "年份"));
        assert_eq!(chart.labels, ["2023", "2024"]);
        let names: Vec<&str> = chart.series.iter().map(|series| series.name.as_str()).collect();
        assert_eq!(names, ["早稻", "晚稻"]);
        let values: Vec<f64> = chart.values().collect();
        assert_eq!(values, [412.0, 1430.5, 43.0]);
        assert!(chart.series[0].points[1].is_none());
    }

    #[test]
    fn numbers() {
        for (text, value) in [("-3.5", -3.5), ("＋2", 2.0), ("1 234", 1234.0), ("98.6％", 98.6), ("−7", -7.0)] {
            let text = text.replace('＋', "+");
            assert_eq!(number(&text), Some(value), "{text}");
        }
        for text in ["约3", "3吨", "1e5", "inf", "NaN", "1-2", "", "999999999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let faults =
            read("::: 图表 饼状 吨\n\n| 年 | 数 |\n| --- | --- |\n| 一 | 很多 |\n\n:::\n").expect_err("four faults");
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(matches!(&faults[0], ChartFault::Kind(word) if word == "饼状"));
        assert!(faults.contains(&ChartFault::Points(1)));
        assert_eq!(read("::: 图表 折线\n\n字\n\n:::\n"), Err(vec![ChartFault::Tables(0)]));
        let wide = "::: 图表 折线\n\n| 年 | a | b | c | d | e |\n| - | - | - | - | - | - |\n| 1 | 1 | 1 | 1 | 1 | 1 |\n| 2 | 1 | 1 | 1 | 1 | 1 |\n\n:::\n";
        assert_eq!(read(wide), Err(vec![ChartFault::Series(5)]));
    }
}
