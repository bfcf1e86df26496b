//! KP502 · open-verdict-unexplained · "Not settled" is a finding only if it says what would settle it.

use crate::diag::{Findings, Severity};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 502,
    name: "open-verdict-unexplained",
    severity: Severity::Error,
    since: "0.1",
    zh: "结论类型不在规定范围，或评级矛盾",
    en: "verdict not in vocabulary or inconsistent",
    what: "结论为“尚无定论”（unproven）或“存在争议”（disputed）的，要写 `explanation_needed`：还缺什么证据才能定论。\
           其他结论不写这一项。结论不在词表里的，读取时就会指出。",
    why: "没有定论不等于随便说说。说清缺什么证据，读者才知道现在该怎么办，编辑也知道什么时候该回来更新。",
    fix: "补一句 explanation_needed，例如“需要大样本的人群随访研究”；已有定论的改用相应的结论并删掉这一项。",
    english: "An open verdict (`unproven`, `disputed`) must say in `explanation_needed` which evidence would settle it; a settled \
              verdict has no such field. Add the sentence or choose the settled verdict.",
    source: Some("schema.org ClaimReview；IFCN 守则：方法透明"),
    bad: &[page!(
        "kind: rebuttal\nclaim:\n  text: 常喝某种茶能降血压\n  verdict: ⟦unproven⟧\n  conclusion: 现有研究还不能下结论。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 研究规模小。}, {source: s2, says: 结果不一致。}]\nsources:\n  - {id: s1, type: paper, title: 示例论文, publisher: 示例期刊, published: 2024}\n  - {id: s2, type: paper, title: 示例论文二, publisher: 示例期刊, published: 2025}";
        "正文。"
    )],
    good: &[page!(
        "kind: rebuttal\nclaim:\n  text: 常喝某种茶能降血压\n  verdict: unproven\n  conclusion: 现有研究还不能下结论。\n  explanation_needed: 需要大样本的随访研究。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 研究规模小。}, {source: s2, says: 结果不一致。}]\nsources:\n  - {id: s1, type: paper, title: 示例论文, publisher: 示例期刊, published: 2024}\n  - {id: s2, type: paper, title: 示例论文二, publisher: 示例期刊, published: 2025}";
        "正文。"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let Some(claim) = &cx.article.front.claim else { return };
    let verdict = claim.verdict.value;
    let is_explained = claim.explanation_needed.as_deref().is_some_and(|text| !text.trim().is_empty());
    let (zh, en, help) = match (verdict.rating(), is_explained) {
        (None, false) => (
            format!("结论是“{}”，没有写还缺什么证据", verdict.zh()),
            format!("verdict “{}” does not say which evidence is missing", verdict.en()),
            ("补上 explanation_needed", "add explanation_needed"),
        ),
        (Some(_), true) => (
            format!("结论“{}”已是定论，却写了 explanation_needed", verdict.zh()),
            format!("verdict “{}” is settled, yet there is explanation_needed", verdict.en()),
            ("删掉 explanation_needed，或改结论", "delete explanation_needed or change the verdict"),
        ),
        _ => return,
    };
    out.push(RULE.in_front(cx, claim.verdict.span, zh, en).help(help.0, help.1));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, claim};
    use super::*;
    use crate::model::article::{Claim, VerdictWord};

    #[test]
    fn open_and_settled() {
        let run = |verdict: VerdictWord, explained: Option<&str>| {
            let explanation_needed = explained.map(str::to_owned);
            let claim = Box::new(Claim { verdict: at(verdict), explanation_needed, ..*claim("谣") });
            Bed::new("字").front(|front| front.claim = Some(claim)).findings(&RULE).len()
        };
        assert_eq!(run(VerdictWord::Unproven, None), 1);
        assert_eq!(run(VerdictWord::Disputed, Some(" ")), 1);
        assert_eq!(run(VerdictWord::Disputed, Some("要随访")), 0);
        assert_eq!(run(VerdictWord::FalseClaim, None), 0);
        assert_eq!(run(VerdictWord::FalseClaim, Some("要随访")), 1);
    }
}
