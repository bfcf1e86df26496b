//! KP210 · ragged-table · A row with more cells than the header loses text; one with fewer shifts it.

use crate::diag::{Findings, Severity};
use crate::markup::{Event, Tag};
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 210,
    name: "ragged-table",
    severity: Severity::Error,
    since: "0.1",
    zh: "表格行单元格数与表头不一致，多出的文字会丢失",
    en: "table row width differs; text would be lost",
    what: "检查表格每一行的单元格数是否和表头相同。单元格里要写竖线时，写成 `\\|`。",
    why: "多出来的单元格会被悄悄丢掉，少了的会错位：审核时看到的数据，发布后可能不见了，也可能跑到别的栏里。",
    fix: "补齐或合并单元格；没有内容的格子写“—”。表格后面要空一行再写正文。",
    english: "Cells beyond the header are dropped in silence and missing ones shift the rest. Give each row as many cells as \
              the header, escape a literal bar as `\\|`, and leave an empty line after the table.",
    source: Some("GitHub Flavored Markdown 0.29，Tables (extension)"),
    bad: &[page!("| 药名 | 用量 |\n| --- | --- |\n⟦| 甲药 | 1片 | 饭后 |⟧")],
    good: &[page!("| 药名 | 用量 |\n| --- | --- |\n| 甲药 | 1片\\|饭后 |\n| 乙药 | — |")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let mut columns = 0;
    for (event, range) in &cx.document.events {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => {
                let row = cx.article.body.text.get(range.clone()).unwrap_or("");
                let cells = count_cells(row);
                if cells != columns {
                    let trimmed = Span::new(range.start, range.start + row.trim_end().len());
                    let (zh, en) = (
                        format!("这一行有 {cells} 格，表头有 {columns} 格"),
                        format!("this row has {cells} cells, the header {columns}"),
                    );
                    out.push(RULE.in_body(cx, trimmed, zh, en).help("补齐、合并单元格，或在表格后空一行", "fill or join cells, or end the table with an empty line"));
                }
            }
            _ => {}
        }
    }
}

/// Cells of one row as GFM cuts them: at every bar that is not escaped, also inside code.
fn count_cells(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut bars = 0;
    let mut is_escaped = false;
    let mut ends_with_bar = false;
    for c in row.chars() {
        ends_with_bar = c == '|' && !is_escaped;
        bars += usize::from(ends_with_bar);
        is_escaped = c == '\\' && !is_escaped;
    }
    if ends_with_bar { bars } else { bars + 1 }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn counts_like_the_parser() {
        let table = [("| a | b |", 2), ("a | b", 2), ("| a | b", 2), ("a", 1), ("| a \\| b |", 1), ("| a \\\\| b |", 2), ("|  |  |", 2), ("|", 1)];
        for (row, cells) in table {
            assert_eq!(count_cells(row), cells, "{row}");
        }
    }

    #[test]
    fn rows_anywhere() {
        assert_eq!(marks(&RULE, "| 甲 | 乙 |\n|--|--|\n| 丙 |\n| 丁 | 戊 |\n直接接着的正文"), ["| 丙 |", "直接接着的正文"]);
        assert_eq!(marks(&RULE, "> | 甲 | 乙 |\n> |--|--|\n> | 丙 | 丁 |"), [""; 0]);
        assert_eq!(marks(&RULE, "- | 甲 | 乙 |\n  |--|--|\n  | 丙 | 丁 | 戊 |"), ["| 丙 | 丁 | 戊 |"]);
    }
}
