//! KP501 · claim-kind-mismatch · A rebuttal has a claim, and only a rebuttal has one.

use crate::diag::{Findings, Severity};
use crate::model::article::Kind;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 501,
    name: "claim-kind-mismatch",
    severity: Severity::Error,
    since: "0.1",
    zh: "kind 与 claim 不匹配",
    en: "kind and claim disagree",
    what: "`kind: rebuttal`（辟谣）的稿件必须有 `claim` 一栏；其他稿件不能有。",
    why: "辟谣稿要两位专家、两家单位审核，还会进入辟谣榜单和搜索引擎的核查数据。类别和内容对不上，就会少审或错发。",
    fix: "辟谣稿补上 claim（流言原话、结论、证据）；不是辟谣的稿件删掉 claim，或把 kind 改为 rebuttal。",
    english: "`kind: rebuttal` needs a `claim`, other kinds must not have one: the kind decides the review quorum and whether \
              the claim enters the rumour register. Add the claim, delete it, or change the kind.",
    source: None,
    bad: &[page!("kind: ⟦rebuttal⟧"; "正文。")],
    good: &[page!("kind: article"; "正文。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let kind = &front.kind;
    match (kind.value, &front.claim) {
        (Kind::Rebuttal, None) => {
            let finding = RULE.in_front(cx, kind.span, "辟谣稿没有 claim", "a rebuttal without a claim");
            out.push(finding.help("补上 claim：流言原话、结论、证据", "add the claim with text, verdict and evidence"));
        }
        (Kind::Article | Kind::Emergency | Kind::Glossary, Some(claim)) => {
            let (zh, en) = (
                format!("类别是“{}”，却有 claim", kind.value.zh()),
                format!("kind is “{}” but there is a claim", kind.value.en()),
            );
            let finding = RULE.in_front(cx, kind.span, zh, en);
            let finding = finding.also(&cx.article.source, claim.text.span, "流言写在这里", "the claim is here");
            out.push(finding.help("把 kind 改为 rebuttal，或删掉 claim", "set kind: rebuttal or delete the claim"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, claim};
    use super::*;

    #[test]
    fn both_ways() {
        let run = |kind: Kind, has_claim: bool| {
            let bed = Bed::new("字").front(|front| {
                front.kind = at(kind);
                front.claim = has_claim.then(|| claim("谣"));
            });
            bed.findings(&RULE).len()
        };
        assert_eq!([run(Kind::Rebuttal, false), run(Kind::Rebuttal, true)], [1, 0]);
        assert_eq!([run(Kind::Article, true), run(Kind::Emergency, true), run(Kind::Article, false)], [1, 1, 0]);
    }
}
