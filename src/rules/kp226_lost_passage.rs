//! KP226 · lost-passage · Alternatives must leave something for every edition.

use crate::diag::{Findings, Severity};
use crate::edition::passages;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule, reach};

pub(super) static RULE: Rule = Rule {
    code: 226,
    name: "lost-passage",
    severity: Severity::Error,
    since: "0.1",
    zh: "并列的人群段落漏掉了一版读者",
    en: "neighbouring audience passages leave an edition out",
    what: "两个以上“::: 人群 …”块紧挨着（中间没有别的文字），就是同一处的几种写法。稿件要进的每一版，都得有一块写给它，或者有\
           一块“::: 人群 其他”。单独一块是补充，不在此列；公共版什么都看得到。",
    why: "写给农民一段、写给老年人一段，工人版那里就是空的：上文说“照下面做”，下面却什么也没有。",
    fix: "给漏掉的受众加一块，或加一块“::: 人群 其他”。",
    english: "Audience blocks that follow each other are alternatives. Every edition the article reaches must find one that names \
              it, or a block `others`; a block that stands alone is an addition.",
    source: None,
    bad: &[page!(
        "audience: [农民, 老年人, 产业工人]";
        "照下面做。\n\n⟦::: 人群 农民\n\n收工。\n\n:::\n\n::: 人群 老年人\n\n歇着。\n\n:::⟧"
    )],
    good: &[
        page!(
            "audience: [农民, 老年人, 产业工人]";
            "照下面做。\n\n::: 人群 农民\n\n收工。\n\n:::\n\n::: 人群 其他\n\n歇着。\n\n:::"
        ),
        page!("audience: [农民, 老年人]"; "::: 人群 农民\n\n收工。\n\n:::\n\n再说一句。"),
    ],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let passages = passages::read(cx.document, cx.site.audiences, &cx.site.settings.regions);
    for group in passages::groups(cx.document).iter().filter(|group| group.len() > 1) {
        let blocks = || group.iter().filter_map(|at| passages.get(*at));
        // A block with an unknown word is told by its own rule; whom it meant is not known.
        if blocks().any(|passage| passage.is_rest || !passage.unknown_audiences.is_empty()) {
            continue;
        }
        let lost = reach::editions(cx).into_iter().filter(|audience| !audience.common);
        let lost: Vec<_> =
            lost.filter(|audience| !blocks().any(|passage| passage.audiences.contains(&audience.id))).collect();
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (first, last) = (&cx.document.containers[*first], &cx.document.containers[*last]);
        if lost.is_empty() {
            continue;
        }
        let names: Vec<&str> = lost.iter().map(|audience| audience.label.as_str()).collect();
        let names_en: Vec<&str> = lost.iter().map(|audience| audience.label_en.as_str()).collect();
        let place = Span { end: last.span.end, ..first.span };
        let finding = RULE.in_body(
            cx,
            place,
            format!("{}版在这里什么也看不到", names.join("、")),
            format!("nothing is left here for: {}", names_en.join(", ")),
        );
        out.push(finding.help(
            format!("加一块“::: 人群 {}”，或“::: 人群 其他”", names.join(" ")),
            "add a block for them, or `::: audience others`",
        ));
    }
}
