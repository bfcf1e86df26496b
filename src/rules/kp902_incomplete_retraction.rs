//! KP902 · incomplete-retraction · A retraction says when, why, and what to read instead.

use crate::diag::{Findings, Severity};
use crate::model::article::ArticleId;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 902,
    name: "incomplete-retraction",
    severity: Severity::Error,
    since: "0.1",
    zh: "撤稿信息不完整",
    en: "retraction incomplete",
    what: "有 `retraction` 的稿件：要写原因 reason；日期 date 不早于成稿日期 created；replaced_by 写的文章要在本站，且不是它自己。",
    why: "撤稿页会一直留着，读者凭它知道错在哪里、该看哪一篇。原因空着、替代文章点不开，等于没有交代。",
    fix: "写一句读者看得懂的原因；核对日期和替代文章的编号，没有替代文章就删掉这一项。",
    english: "A retraction gives its reason, a date not before the article was written, and, if any, the id of another article \
              of this site to read instead. Its page stays for ever, so complete it.",
    source: Some("COPE Retraction Guidelines（2019）；科学技术普及法（2024 修订）"),
    bad: &[page!(
        "created: 2026-03-01\nretraction: {date: 2026-04-01, reason: 数据有误, replaced_by: ⟦no-such-article⟧, remove_body: false}";
        "正文。"
    )],
    good: &[page!(
        "created: 2026-03-01\nretraction: {date: 2026-04-01, reason: 数据有误, remove_body: false}";
        "正文。"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let Some(retraction) = &front.retraction else { return };
    if retraction.reason.value.trim().is_empty() {
        let finding = RULE.in_front(cx, retraction.reason.span, "撤稿没有写原因", "a retraction without a reason");
        out.push(finding.help("写一句读者看得懂的原因", "give a reason that readers understand"));
    }
    let (date, created) = (retraction.date.value, front.created.value);
    if date < created {
        let (zh, en) = (
            format!("撤稿日期 {date} 早于成稿日期 {created}"),
            format!("retracted on {date}, before {created} when it was written"),
        );
        let finding = RULE.in_front(cx, retraction.date.span, zh, en);
        let finding = finding.also(&cx.article.source, front.created.span, "成稿日期", "written");
        out.push(finding.help("核对两个日期", "check both dates"));
    }
    let Some(other) = &retraction.replaced_by else { return };
    let is_self = other.value == cx.article.id().as_str();
    let is_known = ArticleId::new(&other.value).is_some_and(|id| cx.site.articles.contains_key(&id));
    if is_self || !is_known {
        let (zh, en) = match is_self {
            true => ("替代文章是它自己".to_owned(), "it is said to be replaced by itself".to_owned()),
            false => (format!("没有编号为“{}”的文章", other.value), format!("no article has the id “{}”", other.value)),
        };
        out.push(
            RULE.in_front(cx, other.span, zh, en)
                .help("核对编号，或删掉 replaced_by", "check the id or delete replaced_by"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, article, at};
    use super::*;
    use crate::model::article::Retraction;
    use jiff::civil::date;

    #[test]
    fn complete_or_not() {
        let run = |reason: &str, month: i8, other: Option<&str>| {
            let mut bed = Bed::new("字").front(|front| {
                front.retraction = Some(Box::new(Retraction {
                    date: at(date(2026, month, 1)),
                    reason: at(reason.to_owned()),
                    replaced_by: other.map(|id| at(id.to_owned())),
                    remove_body: false,
                }));
            });
            bed.others.push(article("content/x", "other-article", ""));
            bed.findings(&RULE).len()
        };
        assert_eq!(run("数据有误", 3, Some("other-article")), 0);
        assert_eq!(run(" ", 4, None), 1);
        assert_eq!(run("数据有误", 2, None), 1);
        assert_eq!(run("数据有误", 4, Some("demo-article")), 1);
        assert_eq!(run("数据有误", 4, Some("无")), 1);
    }
}
