//! KP302 · outside-reference · What an article shows must lie in its own directory, or nobody approved it.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::span::Span;

use crate::markup::anatomy::INCLUDE;

use super::example::page;
use super::target::{Target, resolve};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 302,
    name: "outside-reference",
    severity: Severity::Error,
    since: "0.1",
    zh: "引用超出本文目录",
    en: "reference leaves the article directory",
    what: "检查图片和文件引用有没有走出本文目录（`../别处/图.png`、`/图.png`）。链接到其他文章的目录或 `index.md` 是允许的。",
    why: "审核签署只覆盖本文目录里的文件。引用别处的图，别人改了那张图，本文就在没人审核的情况下变了样。",
    fix: "把文件复制到本文目录再引用。",
    english: "Approvals cover the files of the article's own directory. A picture elsewhere could change without any review. \
              Copy the file beside the article; links to other articles are fine.",
    source: None,
    bad: &[page!("⟦![柑橘叶片](../leaf.svg)⟧"), page!("请看⟦[表格](/files/table.csv)⟧。")],
    good: &[page!("请看[网站](https://example.org/table.csv)。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let outline = &cx.document.outline;
    for link in outline.links.iter().filter(|link| link.title != INCLUDE) {
        if matches!(resolve(cx, &link.dest), Target::Outside) {
            out.push(outside(cx, &link.dest, link.span));
        }
    }
    for image in &outline.images {
        // A picture is no page: even the directory of another article is out of bounds.
        if matches!(resolve(cx, &image.dest), Target::Outside | Target::Article(_)) {
            out.push(outside(cx, &image.dest, image.span));
        }
    }
}

fn outside(cx: &ArticleCx<'_>, dest: &str, span: Span) -> Diagnostic {
    RULE.in_body(cx, span, format!("“{dest}”在本文目录之外"), format!("“{dest}” is outside the article's directory"))
        .help("把文件放进本文目录再引用", "copy the file into the article's directory")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, article};
    use super::*;

    #[test]
    fn in_and_out() {
        let bed = |body: &str| {
            let mut bed = Bed::new(body).file("a.png", b"");
            bed.others.push(article("content/甲组/other", "other-article", ""));
            bed
        };
        for out in [
            "![图](../a.png)",
            "[表](../other/table.csv)",
            "[根](/a)",
            "[上](../../../../x/)",
            "![文](../other/index.md)",
            "![文](index.md)",
        ] {
            assert_eq!(bed(out).marks(&RULE), [out], "{out}");
        }
        for fine in [
            "![图](a.png)",
            "[文](../other/)",
            "[文](../other/index.md)",
            "![图](../demo/a.png)",
            "[无](../none/)",
            "[网](https://a.cn)",
        ] {
            let expected: &[&str] = if fine.contains("../demo") { &[fine] } else { &[] };
            assert_eq!(bed(fine).marks(&RULE), expected, "{fine}");
        }
    }
}
