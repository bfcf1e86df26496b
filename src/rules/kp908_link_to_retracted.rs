//! KP908 · link-to-retracted · A link that sends readers to a withdrawn article.

use crate::diag::{Findings, Severity};

use super::target::{Target, resolve};
use super::{ArticleCx, Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: 908,
    name: "link-to-retracted",
    severity: Severity::Warning,
    since: "0.1",
    zh: "链接到已撤稿文章",
    en: "links to a retracted article",
    what: "检查正文里的站内链接，目标文章的前置元数据里有没有 `retraction`。",
    why: "读者顺着链接会读到一篇撤下的文章，容易把错的当成对的。",
    fix: "改链到替代文章；没有就删掉链接，或在文字里说明该文已撤。",
    english: "A link of the body leads to an article that is being retracted. Link its replacement, delete the link, or say in \
              words that the article was withdrawn.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", "---\n...\nid: demo-main-text\n---\n\n请看⟦[旧文](../old/index.md)⟧。\n"),
            (
                "content/old/index.md",
                "---\n...\nid: demo-old-text\ncreated: 2026-03-01\nretraction: {date: 2026-04-01, reason: 数据有误, remove_body: false}\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("content/demo/index.md", "---\n...\nid: demo-main-text\n---\n\n请看[新文](../new/index.md)。\n"),
            ("content/new/index.md", "---\n...\nid: demo-new-text\n---\n\n正文。\n"),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for link in &cx.document.outline.links {
        let Target::Article(other) = resolve(cx, &link.dest) else { continue };
        if let Some(retraction) = other.front.retraction.as_ref().filter(|_| other.id() != cx.article.id()) {
            let title = &other.front.title.value;
            let (zh, en) = (format!("《{title}》已撤稿"), format!("“{title}” is retracted"));
            let finding = RULE.in_body(cx, link.span, zh, en);
            out.push(match &retraction.replaced_by {
                Some(next) => finding.help(format!("改链到 {}", next.value), format!("link {} instead", next.value)),
                None => finding.help("删掉链接，或说明该文已撤", "delete the link or say that it was withdrawn"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, article, at};
    use super::*;
    use crate::model::article::Retraction;
    use jiff::civil::date;

    #[test]
    fn retracted_targets() {
        let mut old = article("content/甲组/old", "old-article", "");
        let retraction =
            Retraction { date: at(date(2026, 4, 1)), reason: at(String::new()), replaced_by: None, remove_body: true };
        old.front.retraction = Some(Box::new(retraction));
        let mut bed = Bed::new("[旧](../old/)，[新](../new/)，[网](https://a.cn)");
        bed.others = vec![old, article("content/甲组/new", "new-article", "")];
        assert_eq!(bed.marks(&RULE), ["[旧](../old/)"]);
    }
}
