//! KP438 · undrawable-chart · A chart block whose table cannot be drawn.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::chart::{ChartFault, MAX_POINTS, MAX_SERIES};
use crate::markup::container::{Container, Kind};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 438,
    name: "undrawable-chart",
    severity: Severity::Error,
    since: "0.1",
    zh: "图表画不出来",
    en: "chart cannot be drawn",
    what: "`::: 图表` 后面先写“柱状”或“折线”，再写单位；块里放一张表：第一列是名称，其余 1 到 4 列全是数字，2 到 24 行。\
           没有数据的格子写“—”。",
    why: "图由程序按表里的数字画。格子里写了“约三成”“很多”，就不知道画多高；颜色超过四种，读者分不清。",
    fix: "把数字格改成纯数字（可以带千分位逗号和 %），单位写在 `::: 图表 柱状` 后面；列多了拆成两张图，或只用普通表格。",
    english: "After `::: 图表` stand 柱状 (bars) or 折线 (line) and the unit; the block holds one table whose first column names \
              things and whose other 1 to 4 columns are numbers, 2 to 24 rows, with — where there is none. Write plain \
              numbers, move the unit up, or split the table.",
    source: None,
    bad: &[
        page!("::: 图表 柱状 千克/亩\n\n| 品种 | 亩产 |\n| --- | ---: |\n| 甲 | ⟦约五百⟧ |\n| 乙 | 480 |\n\n:::"),
        page!("⟦::: 图表 饼状 %⟧\n\n| 用途 | 占比 |\n| --- | ---: |\n| 灌溉 | 62 |\n| 生活 | 38 |\n\n:::"),
    ],
    good: &[page!(
        "::: 图表 折线 毫米\n\n| 月份 | 2024 年 | 2025 年 |\n| --- | ---: | ---: |\n| 5 月 | 1,203.5 | 980 |\n| 6 月 | 1,310 | — |\n\n:::"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for container in cx.document.containers.iter().filter(|container| container.kind == Kind::Chart) {
        for fault in cx.document.chart(container).err().unwrap_or_default() {
            out.push(finding(cx, container, &fault));
        }
    }
}

fn finding(cx: &ArticleCx<'_>, container: &Container, fault: &ChartFault) -> Diagnostic {
    let body = &cx.article.body.text;
    let opening = container.span.range().start;
    let line = body.get(opening..).and_then(|rest| rest.lines().next()).map_or(0, |line| line.trim_end().len());
    let on_line = crate::model::span::Span::new(opening, opening + line);
    let (span, zh, en) = match fault {
        ChartFault::Tables(count) => (
            on_line,
            format!("图表里应有一张表，现有 {count} 张"),
            format!("a chart holds one table, this has {count}"),
        ),
        ChartFault::Kind(word) if word.is_empty() => {
            (on_line, "没有写画成哪种图".to_owned(), "the kind of chart is missing".to_owned())
        }
        ChartFault::Kind(word) => {
            (on_line, format!("没有“{word}”这种图"), format!("there is no chart called “{word}”"))
        }
        ChartFault::Text(text, span) => (*span, format!("“{text}”不是数字"), format!("“{text}” is no number")),
        ChartFault::Series(count) => (
            on_line,
            format!("有 {count} 列数字，应有 1 到 {MAX_SERIES} 列"),
            format!("{count} columns of numbers, not 1 to {MAX_SERIES}"),
        ),
        ChartFault::Points(count) => (
            on_line,
            format!("有 {count} 行，应有 2 到 {MAX_POINTS} 行"),
            format!("{count} rows, not 2 to {MAX_POINTS}"),
        ),
    };
    let (help_zh, help_en) = match fault {
        ChartFault::Tables(_) => ("在块里放一张表", "put one table into the block"),
        ChartFault::Kind(_) => {
            ("写成 ::: 图表 柱状 单位，或 ::: 图表 折线 单位", "write ::: 图表 柱状 or ::: 图表 折线, then the unit")
        }
        ChartFault::Text(..) => ("只写数字；没有数据写“—”", "write the number alone, or — where there is none"),
        ChartFault::Series(_) | ChartFault::Points(_) => {
            ("拆成两张图，或只用普通表格", "split the table, or leave it a table")
        }
    };
    RULE.in_body(cx, span, zh, en).help(help_zh, help_en)
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn places() {
        let table = |head: &str, cell: &str| {
            format!("{head}\n\n| 年 | 数 |\n| --- | ---: |\n| 2024 | {cell} |\n| 2025 | 3 |\n\n:::\n")
        };
        assert_eq!(marks(&RULE, &table("::: 图表 柱状 吨", "1,024")), [""; 0]);
        assert_eq!(marks(&RULE, &table("::: 图表 柱状 吨", "很多")), ["很多"]);
        assert_eq!(marks(&RULE, &table("::: 图表", "5")), ["::: 图表"]);
        assert_eq!(marks(&RULE, "::: 图表 柱状\n\n字\n\n:::\n"), ["::: 图表 柱状"]);
        assert_eq!(marks(&RULE, &table("::: 要点", "很多")), [""; 0]);
    }
}
