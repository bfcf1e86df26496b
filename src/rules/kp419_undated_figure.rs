//! KP419 · undated-figure · A figure for decisions says of which year it is and where it comes from.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::citations;
use crate::markup::outline::{Block, BlockKind};
use crate::model::audience::Manner;

use super::edition_text::{Named, editions_asking, shown_by};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 419,
    name: "undated-figure",
    severity: Severity::Warning,
    since: "0.1",
    zh: "数据没有年份或来源",
    en: "a figure without its year or source",
    what: "受众档案的写法要求里有 figures_sourced_and_dated（数据有年份有来源）的，正文里的数据（百分数，和带万、亿、吨、元、公里、公顷、人等单位的数）\
           所在的段落、列表项或表格行里，要有来源标注（[^s1]，或点名“《……》”）和年份。小节标题、表头里有年份也算。\
           日期、条款号、文号、温度、剂量、步骤里的个数不算数据。",
    why: "没有年份的数字会被一直引用下去，没有来源的数字没法核对；给决策看的，一个旧数就能带偏一件事。",
    fix: "写上“2025年”，句末标 `[^来源编号]`；查不到的删掉。",
    english: "Where a profile asks for `figures_sourced_and_dated`, each figure (a percentage, or a number with a unit such as 万, 吨, 元, \
              公里) has a citation and a year in its paragraph, list item or table row; a year in the heading or the head of the \
              table counts. Name the year and cite the source.",
    source: None,
    bad: &[page!("audience: [领导干部]"; "全县森林覆盖率⟦63%⟧。[^s1]")],
    good: &[page!(
        "audience: [领导干部]";
        "2025年全县森林覆盖率63%。[^s1] 第3条、5月1日、做3件事不算。\n\n## 2024年的情况\n\n投入3亿元。[^s1]\n\n| 年份 | 比重 |\n| --- | --- |\n| 2030年 | 25%[^s1] |"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let editions = editions_asking(cx, Manner::FiguresSourcedAndDated);
    let blocks = shown_by(&editions);
    let rows = rows(&blocks);
    let mut around = String::new();
    let mut was_cell = false;
    for block in blocks {
        let row = row_of(block).and_then(|row| rows.get(&row));
        match block.kind {
            BlockKind::Heading(_) => around.clone_from(&block.text),
            // The first row of a table is its head.
            BlockKind::Cell { .. } if !was_cell => around = format!("{around} {}", row.map_or("", String::as_str)),
            _ => {}
        }
        was_cell = row.is_some();
        let Some(figure) = figures(&block.text).into_iter().find(|range| !block.is_code(range.start)) else { continue };
        let whole = row.unwrap_or(&block.text);
        let is_sourced = !citations(whole).is_empty() || whole.contains('《');
        let is_dated = has_year(whole) || has_year(&around);
        if !is_sourced || !is_dated {
            told(cx, (block, figure), (is_sourced, is_dated), &editions, out);
        }
    }
}

fn told(
    cx: &ArticleCx<'_>,
    (block, figure): (&Block, Range<usize>),
    (is_sourced, is_dated): (bool, bool),
    editions: &[Named<'_>],
    out: &mut Findings,
) {
    let found = &block.text[figure.clone()];
    let (label, label_en) = super::edition_text::labels(&editions.iter().collect::<Vec<_>>());
    let (zh, en) = match (is_dated, is_sourced) {
        (false, false) => ("年份和来源", "year and no source"),
        (false, true) => ("年份", "year"),
        _ => ("来源", "source"),
    };
    let finding = RULE.in_body(
        cx,
        block.place(figure.start, figure.end),
        format!("“{found}”没有{zh}，{label}版要写明"),
        format!("“{found}” has no {en}, which the {label_en} edition needs"),
    );
    out.push(finding.help(
        "在同一段写上“某年”，句末标 [^来源编号]；查不到的删掉",
        "name the year and cite the source in the same paragraph, or leave the figure out",
    ));
}

/// The text of each row of the tables.
fn rows(blocks: &[&Block]) -> BTreeMap<u32, String> {
    let mut rows: BTreeMap<u32, String> = BTreeMap::new();
    for block in blocks {
        if let Some(row) = row_of(block) {
            let text = rows.entry(row).or_default();
            text.push_str(&block.text);
            text.push(' ');
        }
    }
    rows
}

fn row_of(block: &Block) -> Option<u32> {
    if let BlockKind::Cell { row } = block.kind { Some(row) } else { None }
}

/// Units of what is counted for decisions; counts of steps, articles and days are no figures.
const UNITS: &str = "% ％ ‰ 个百分点 万 亿 吨 元 公里 千米 平方 立方 亩 公顷 人 户 家企业 例 千瓦 兆瓦";

/// Numbers with such a unit, outside dates and codes.
fn figures(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|n| at + n) {
        let end = text[start..]
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))
            .map_or(text.len(), |n| start + n);
        let before = text[..start].chars().next_back();
        let is_code =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '第' | '-' | '/' | '^' | '〔' | '['));
        let rest = &text[end..];
        let unit = UNITS.split(' ').filter(|unit| rest.trim_start().starts_with(unit)).max_by_key(|unit| unit.len());
        if let Some(unit) = unit.filter(|_| !is_code) {
            let until = end + (rest.len() - rest.trim_start().len()) + unit.len();
            // 万吨, 亿元.
            let more = UNITS.split(' ').filter(|more| text[until..].starts_with(more)).map(|more| more.len()).max();
            found.push(start..until + more.unwrap_or(0));
        }
        at = end.max(start + 1);
    }
    found
}

/// Whether a text names a year, or a five-year plan.
fn has_year(text: &str) -> bool {
    let years = text.match_indices(['1', '2']).any(|(at, _)| {
        let is_first = !text[..at].ends_with(|c: char| c.is_ascii_digit());
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        is_first && digits == 4 && (text[at..].starts_with("19") || text[at..].starts_with("20"))
    });
    years || text.contains("五”") || text.contains("五'")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::Language;

    #[test]
    fn year_and_source_in_the_block_the_row_or_around() {
        let run = |body: &str| {
            let mut bed = Bed::new(body);
            bed.article.front.audience = vec![at("o".to_owned())];
            let mut reader = audience("o");
            reader.language = Language { manners: vec![Manner::FiguresSourcedAndDated], ..Language::default() };
            bed.audiences = vec![reader];
            bed.marks(&RULE)
        };
        let table: &[(&str, &[&str])] = &[
            ("占18%，又占20%。", &["18%"]),
            ("2025年占18%。[^s1]", &[]),
            ("2025年占18%。", &["18%"]),
            ("占18%。[^s1]", &["18%"]),
            ("“十四五”占18%，见《方案》。", &[]),
            ("第3条，5月1日，23号，3个，10天，40℃，0.2毫克，GB 2763。", &[]),
            ("| 年 | 比 |\n|--|--|\n| 2025 | 18%[^s1] |\n| 某年 | 3万吨[^s1] |", &["3万吨"]),
            ("| 项 | 2025年 |\n|--|--|\n| 甲 | 18%[^s1] |", &[]),
            ("## 2025年\n\n占18%。[^s1]", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&run(body), found, "{body}");
        }
    }
}
