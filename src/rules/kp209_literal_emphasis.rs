//! KP209 · literal-emphasis · Marks of emphasis that a forge, or every reader, sees as asterisks.

use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::emphasis::{Misread, misread};
use crate::markup::hanzi::{is_han, is_wide_punctuation};
use crate::markup::outline::Block;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 209,
    name: "literal-emphasis",
    severity: Severity::Warning,
    since: "0.1",
    zh: "强调符号在代码平台的预览里不起作用，或者根本没有生效",
    en: "emphasis markers that a forge, or every reader, sees as literal text",
    what: "检查正文里的 `**`、`*`、`__`、`~~`。标点放在星号里面、外面紧挨着汉字，例如 `**500毫克。**每日`：kepu 按作者的意思加粗，\
           GitHub、Gitee 等平台的预览却显示星号，为警告。在网页上也没有起作用的（没有合上、写法不对），为错误。代码文字里的不算。",
    why: "审核人常在平台上看预览：他看到的是星号，读者看到的是粗体，两人看的不是同一页。没有生效的星号会原样印在网页上，警示的话就失去了分量。",
    fix: "把标点移到星号外面，写成 `**500毫克**。每日`；没有合上的补上另一半；真要显示星号就写 `\\*`。",
    english: "Beside full-width punctuation kepu renders emphasis as meant, while the preview of a forge shows asterisks: a \
              warning, because the reviewer and the reader see different pages. Marks that have no effect in kepu either \
              are an error. Move the punctuation out of the marks, close what is open, or escape a star that is meant.",
    source: Some("CommonMark 0.31.2，left-flanking delimiter run；commonmark-spec #650；markdown-cjk-friendly 规范"),
    bad: &[page!("每次⟦**500毫克。**⟧每日三次。")],
    good: &[page!("每次**500毫克**。每日三次。3 * 5 等于 15，\\*为必填，见 `**`。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    out.extend(misread(cx.document, &cx.article.body.text).iter().map(|one| shown_here_only(cx, one)));
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for (mark, range) in leftovers(cx, block) {
            let span = block.place(range.start, range.end);
            let (zh, en) =
                (format!("“{mark}”没有生效，会原样显示"), format!("“{mark}” has no effect and stays on the page"));
            let finding = RULE.in_body(cx, span, zh, en).weighing(Severity::Error);
            out.push(finding.help(
                "补上另一半，或把标点移到符号外面；真要显示就写 \\*",
                "close the marks, move the punctuation out of them, or escape them",
            ));
        }
    }
}

fn shown_here_only(cx: &ArticleCx<'_>, one: &Misread) -> Diagnostic {
    let finding = RULE.in_body(
        cx,
        one.span,
        "这处强调在网页上正常，在 GitHub、Gitee 的预览里却显示成符号，审核人看到的和读者不同",
        "this emphasis shows on the page, but the preview of a forge shows its marks, so a reviewer sees another text",
    );
    match one.rewritten(&cx.article.body.text) {
        Some(text) => finding.help(
            format!("标点移到符号外面：{text}", text = in_one_line(&text)),
            format!("move the punctuation out of the marks: {text}", text = in_one_line(&text)),
        ),
        None => finding.help(
            "改写这一处，让符号里面的第一个和最后一个字都是文字，不是标点、括号、代码或链接",
            "reword it so that the marks enclose letters at both ends, not punctuation, brackets, code or links",
        ),
    }
}

fn in_one_line(text: &str) -> String {
    text.replace('\n', "")
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
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn what_a_forge_shows_otherwise_is_a_warning() {
        let table: &[(&str, &str)] = &[
            ("**锈病。**发病", "**锈病。**"),
            ("古籍**《本草》**已载", "**《本草》**"),
            ("*提示：*注", "*提示：*"),
            ("~~错（谣）。~~正", "~~错（谣）。~~"),
            ("- **水。**稻", "**水。**"),
            ("用**`药`**防", "**`药`**"),
            ("***重：***轻", "***重：***"),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), &[*found], "{body}");
            let findings = Bed::new(body).findings(&RULE);
            assert_eq!(findings[0].severity, Severity::Warning, "{body}");
        }
        let helps = |body: &str| Bed::new(body).findings(&RULE)[0].helps[0].zh.clone();
        assert_eq!(helps("**锈病。**发病"), "标点移到符号外面：**锈病**。");
        assert!(helps("用**`药`**防").starts_with("改写这一处"));
    }

    /// Two with nothing between them share one run of marks, which every program shows.
    #[test]
    fn two_in_a_row_are_told() {
        for (body, middle) in [("**甲、****乙、**丙", "****"), ("~~甲。~~~~乙。~~丙", "~~~~")] {
            assert_eq!(marks(&RULE, body).last().map(String::as_str), Some(middle), "{body}");
            let found = Bed::new(body).findings(&RULE);
            assert_eq!(found.last().map(|finding| finding.severity), Some(Severity::Error), "{body}");
        }
    }

    #[test]
    fn what_nobody_sees_as_emphasis_is_an_error() {
        let table: &[(&str, &[&str])] = &[
            ("水__稻__螟", &["__稻__"]),
            ("**没有合上的话", &["**"]),
            ("**水。 **稻", &["**水。 **"]),
            ("*注：表中为平均值", &[]),
            ("**好**，*好*，~~好~~", &[]),
            ("**好**。好，**好。** 好", &[]),
            ("3 * 5 * 7 = 105", &[]),
            ("\\*\\*水\\*\\*", &[]),
            ("`**水。**`稻", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
            let findings = Bed::new(body).findings(&RULE);
            assert!(findings.iter().all(|finding| finding.severity == Severity::Error), "{body}");
        }
    }
}
