//! KP910 · link-to-corrected · What leans on a corrected article is read again.

use jiff::civil::Date;

use super::target::{Target, resolve};
use super::{ArticleCx, Check, Example, Rule};
use crate::diag::{Findings, Severity};
use crate::model::article::{Article, CorrectionType};

pub(super) static RULE: Rule = Rule {
    code: 910,
    name: "link-to-corrected",
    severity: Severity::Info,
    since: "0.2",
    zh: "所链接的文章后来有更正",
    en: "links to an article that was corrected later",
    what: "检查正文里的站内链接：目标文章有一条更正（`corrections` 中 type 为 correction）晚于本文的 `updated`（没有时看 `created`）。",
    why: "一处错了，照着它写的地方多半也错。更正之后，引用它的每一篇都要有人再看一遍，不能只改源头。",
    fix: "对照更正说明核对本文；要改就改并重新送审。核对无误，下次修订时把 `updated` 改为核对的日期。",
    english: "An article that this one links to has a correction younger than this text. Read this text again with the correction \
              in hand; change it if need be, and set `updated` at its next revision.",
    source: None,
    bad: &[Example {
        files: &[
            ("content/demo/index.md", "---\n...\nid: demo-main-text\n---\n\n请看⟦[旧文](../old/index.md)⟧。\n"),
            (
                "content/old/index.md",
                "---\n...\nid: demo-old-text\ncorrections:\n  - {date: 2026-04-02, type: correction, summary: 更正单位。}\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            (
                "content/demo/index.md",
                "---\n...\nid: demo-main-text\nupdated: 2026-04-03\n---\n\n请看[旧文](../old/index.md)。\n",
            ),
            (
                "content/old/index.md",
                "---\n...\nid: demo-old-text\ncorrections:\n  - {date: 2026-04-02, type: correction, summary: 更正单位。}\n---\n\n正文。\n",
            ),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let read = front.updated.as_ref().map_or(front.created.value, |updated| updated.value);
    for link in &cx.document.outline.links {
        let Target::Article(other) = resolve(cx, &link.dest) else { continue };
        if other.id() == cx.article.id() {
            continue;
        }
        if let Some(date) = corrected_after(other, read) {
            let title = &other.front.title.value;
            let (zh, en) = (format!("《{title}》于 {date} 有更正"), format!("“{title}” was corrected on {date}"));
            let finding = RULE.in_body(cx, link.span, zh, en);
            let finding = finding.help("对照更正说明核对本文", "read this text again with the correction in hand");
            out.push(finding.also(&other.source, other.front.id.span, "有更正的文章", "the corrected article"));
        }
    }
}

/// The last correction of an article after a day.
fn corrected_after(article: &Article, day: Date) -> Option<Date> {
    let errors = article.front.corrections.iter().filter(|note| note.correction_type == CorrectionType::Correction);
    errors.map(|note| note.date.value).max().filter(|date| *date > day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::{Bed, article, at};
    use super::*;
    use crate::model::article::Correction;

    #[test]
    fn only_errors_and_only_later_ones() {
        let run = |day: Date, correction_type: CorrectionType, updated: Option<Date>| {
            let mut old = article("content/甲组/old", "old-article", "");
            old.front.corrections =
                vec![Correction { date: at(day), correction_type, of: None, summary: String::new() }];
            let mut bed = Bed::new("[旧](../old/)，[自己](./)").front(|front| {
                front.created = at(date(2026, 1, 1));
                front.updated = updated.map(at);
            });
            bed.others = vec![old];
            bed.marks(&RULE).len()
        };
        let (before, after) = (date(2025, 12, 31), date(2026, 1, 2));
        assert_eq!(run(after, CorrectionType::Correction, None), 1);
        assert_eq!(run(before, CorrectionType::Correction, None), 0);
        assert_eq!(run(after, CorrectionType::Update, None), 0);
        assert_eq!(run(after, CorrectionType::Correction, Some(after)), 0);
    }
}
