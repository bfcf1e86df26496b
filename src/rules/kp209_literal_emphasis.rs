//! KP209 · literal-emphasis · Marks of emphasis that stay on the page as asterisks.

use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::{is_han, is_wide_punctuation};
use crate::markup::outline::Block;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 209,
    name: "literal-emphasis",
    severity: Severity::Error,
    since: "0.1",
    zh: "强调符号未生效，星号会原样显示",
    en: "emphasis markers left as literal text",
    what: "检查正文里没有起作用的 `**`、`*`、`__`、`~~`。常见原因是标点放在了星号里面，例如 `**500毫克。**每日`。代码文字里的不算。",
    why: "Markdown 的强调遇到中文标点容易失效：警示的话本来要加粗，结果读者看到的是星号。",
    fix: "把标点移到星号外面，写成 `**500毫克**。每日`；真要显示星号就写 `\\*`。",
    english: "Beside full-width punctuation Markdown emphasis often fails and its asterisks stay on the page, so a warning \
              loses its weight. Move the punctuation out of the marks, or escape a star that is meant.",
    source: Some("CommonMark 0.31，left-flanking delimiter run；commonmark-spec #650"),
    bad: &[page!("每次⟦**500毫克。**⟧每日三次。")],
    good: &[page!("每次**500毫克**。每日三次。3 * 5 等于 15，\\*为必填，见 `**`。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for (mark, range) in leftovers(cx, block) {
            let span = block.place(range.start, range.end);
            let (zh, en) = (format!("“{mark}”没有生效，会原样显示"), format!("“{mark}” has no effect and stays on the page"));
            out.push(RULE.in_body(cx, span, zh, en).help("把标点移到符号外面", "move the punctuation out of the marks"));
        }
    }
}

/// Runs of a mark that stayed text, joined in pairs: what stands between was meant to be emphasised.
fn leftovers(cx: &ArticleCx<'_>, block: &Block) -> Vec<(&'static str, Range<usize>)> {
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    for mark in ["**", "__", "~~", "*"] {
        let mut runs = runs(cx, block, mark).into_iter();
        while let Some(first) = runs.next() {
            match runs.next() {
                Some(second) => found.push((mark, first.start..second.end)),
                // A single star may be meant (a note below a table); a single `**` never is.
                None if mark != "*" => found.push((mark, first)),
                None => {}
            }
        }
    }
    found
}

fn runs(cx: &ArticleCx<'_>, block: &Block, mark: &str) -> Vec<Range<usize>> {
    let text = &block.text;
    let sign = &mark[..1];
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(sign).map(|at| at + from) {
        let len = text[at..].len() - text[at..].trim_start_matches(sign).len();
        from = at + len;
        // Three stars are two marks at once; they count as the stronger.
        let fits = if mark.len() == 1 { len == 1 } else { len >= 2 };
        if fits && is_beside_chinese(text, at, from) && !block.is_code(at) && !is_escaped(cx, block, at) {
            runs.push(at..from);
        }
    }
    runs
}

/// Signs between spaces or digits (`3 * 5`, `2**8`) are arithmetic.
fn is_beside_chinese(text: &str, start: usize, end: usize) -> bool {
    let chinese = |c: char| is_han(c) || is_wide_punctuation(c);
    text[..start].chars().next_back().is_some_and(chinese) || text[end..].chars().next().is_some_and(chinese)
}

fn is_escaped(cx: &ArticleCx<'_>, block: &Block, at: usize) -> bool {
    cx.article.body.text[..block.place(at, at + 1).range().start].ends_with('\\')
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn leftovers_beside_chinese() {
        let table: &[(&str, &[&str])] = &[
            ("**锈病。**发病", &["**锈病。**"]),
            ("古籍**《本草》**已载", &["**《本草》**"]),
            ("*提示：*注", &["*提示：*"]),
            ("~~错（谣）。~~正", &["~~错（谣）。~~"]),
            ("水__稻__螟", &["__稻__"]),
            ("**没有合上的话", &["**"]),
            ("*注：表中为平均值", &[]),
            ("**好**，*好*，~~好~~", &[]),
            ("3 * 5 * 7 = 105", &[]),
            ("\\*\\*水\\*\\*", &[]),
            ("`**水。**`稻", &[]),
            ("- **水。**稻", &["**水。**"]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }
}
