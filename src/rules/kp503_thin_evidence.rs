//! KP503 · thin-evidence · A verdict rests on at least two pieces of evidence, one of them strong, and on a rumour seen.

use std::collections::BTreeSet;

use crate::diag::{Findings, Severity};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 503,
    name: "thin-evidence",
    severity: Severity::Error,
    since: "0.1",
    zh: "证据不足：来源数量、等级或出处记录不够",
    en: "evidence insufficient (count, tier, appearances)",
    what: "辟谣稿的 `claim` 至少要有两条证据 evidence，其中至少一条来自一级来源（指南、标准、官方文件、系统综述、论文），\
           还要至少记录一处流言出现的地方 appearances。",
    why: "辟谣的分量在证据。孤证容易错；没有人见过的流言，辟了反而成了传播。",
    fix: "补证据和来源；记下流言在哪里、什么时候看到的，最好附截图。",
    english: "A claim needs two pieces of evidence, one from a tier-1 source, and one recorded appearance: a verdict on a single \
              source is weak, and refuting what nobody said spreads it. Add them.",
    source: Some("IFCN 守则：来源可复核；科学辟谣平台工作机制（2019）"),
    bad: &[page!(
        "kind: rebuttal\nclaim:\n  text: ⟦某种茶能降血压⟧\n  verdict: false_claim\n  conclusion: 喝茶代替不了降压药。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 没有这种作用。}]\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例学会, published: 2024}";
        "正文。"
    )],
    good: &[page!(
        "kind: rebuttal\nclaim:\n  text: 某种茶能降血压\n  verdict: false_claim\n  conclusion: 喝茶代替不了降压药。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 没有这种作用。}, {source: s2, says: 不能代替药物。}]\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例学会, published: 2024}\n  - {id: s2, type: textbook, title: 示例教材, publisher: 示例出版社, published: 2023}";
        "正文。"
    )],
    check: Check::Article(check),
};

/// One source can be wrong; two that agree rarely are.
const MIN_EVIDENCE: usize = 2;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let Some(claim) = &front.claim else { return };
    let cited: BTreeSet<&str> = claim.evidence.iter().map(|evidence| evidence.source.value.as_str()).collect();
    let tiers = front.sources.iter().filter(|source| cited.contains(&*source.id.value));
    let has_strong = tiers.map(|source| source.source_type.value.tier()).any(|tier| tier == 1);
    let n = claim.evidence.len();
    let faults = [
        (n < MIN_EVIDENCE).then(|| {
            (
                format!("证据只有 {n} 条，至少要 {MIN_EVIDENCE} 条"),
                format!("{n} pieces of evidence, {MIN_EVIDENCE} needed"),
            )
        }),
        (n > 0 && !has_strong)
            .then(|| ("证据里没有一级来源".to_owned(), "no evidence from a tier-1 source".to_owned())),
        claim
            .appearances
            .is_empty()
            .then(|| ("没有记录流言在哪里出现过".to_owned(), "no appearance of the rumour recorded".to_owned())),
    ];
    for (zh, en) in faults.into_iter().flatten() {
        let finding = RULE.in_front(cx, claim.text.span, zh, en);
        out.push(finding.help("补上证据、来源或出处", "add evidence, source or appearance"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, claim, source};
    use super::*;
    use crate::model::article::{Appearance, Claim, Evidence, SourceType};

    #[test]
    fn counts_tiers_and_places() {
        let run = |evidence: &[&str], n_seen: usize| {
            let says = |id: &&str| Evidence { source: at((*id).to_owned()), says: "说".to_owned() };
            let seen = Appearance { platform: "群".to_owned(), url: None, archive: None, seen: None };
            let appearances = vec![seen; n_seen];
            let claim = Box::new(Claim { evidence: evidence.iter().map(says).collect(), appearances, ..*claim("谣") });
            let bed = Bed::new("字").front(|front| {
                front.claim = Some(claim);
                front.sources = vec![source("s1", SourceType::Paper), source("s2", SourceType::Web)];
            });
            bed.findings(&RULE).len()
        };
        assert_eq!(run(&["s1", "s2"], 1), 0);
        assert_eq!(run(&["s1"], 1), 1);
        assert_eq!(run(&["s2", "s2"], 1), 1);
        assert_eq!(run(&["s1", "s1"], 0), 1);
        assert_eq!(run(&[], 0), 2);
    }
}
