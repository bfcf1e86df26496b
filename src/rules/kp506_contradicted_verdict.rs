//! KP506 · contradicted-verdict · Two refutations of one rumour must not disagree.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::article::{Article, Claim, VerdictWord};

use super::{ArticleCx, Check, Example, Rule};

/// A refutation with a claim and a verdict.
macro_rules! refutation {
    ($id:literal, $text:literal, $verdict:literal) => {
        concat!(
            "---\n...\nid: ",
            $id,
            "\nkind: rebuttal\nclaim:\n  text: ",
            $text,
            "\n  verdict: ",
            $verdict,
            "\n  conclusion: 血压要靠规范治疗来控制。\n  appearances: [{platform: 微信群}]\n",
            "  evidence: [{source: s1, says: 规范治疗。}, {source: s2, says: 规范治疗。}]\n",
            "sources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例学会, published: 2024}\n",
            "  - {id: s2, type: textbook, title: 示例教材, publisher: 示例出版社, published: 2023}\n---\n\n正文。\n"
        )
    };
}

pub(super) static RULE: Rule = Rule {
    code: 506,
    name: "contradicted-verdict",
    severity: Severity::Error,
    since: "0.1",
    zh: "与已发布的辟谣结论相矛盾；重复则为提示",
    en: "contradicts a published verdict (duplicate: warning)",
    what: "把 `claim.text` 与站内其他辟谣稿比对。说法几乎相同、结论方向相反（一篇判假、一篇判真）的，后来的一篇不能发布；\
           结论一致的，提示已经辟过谣。先后按审定时间，没有审定的按 `created` 和编号：已经发布的文章不会因为新稿而下线。\
           已撤稿的不比。`claim.related` 里写了对方网址的，视为编辑已经知道是两回事，也不再提示。",
    why: "同一条流言，一页说假、一页说真，读者两篇都不会再信；同一条辟两遍，更正时容易漏掉一篇。",
    fix: "先改那一篇（写更正说明），或给它撤稿；重复的就在原文上更新。确实是两条不同的流言，把对方网址写进 `claim.related`。",
    english: "The claim is compared with those of all other refutations. If nearly the same claim was judged the other way, the \
              later article is held back; if the verdicts agree, a warning says it was refuted before. What is published \
              first never falls because of a newcomer. Correct or retract the other article, or, if these are two rumours, \
              put the other's address into `claim.related`.",
    source: Some("ClaimReview（schema.org）：一条流言一个评级；近似判定的阈值由规则旁边的两组样例量出"),
    bad: &[Example {
        files: &[
            ("content/a/index.md", refutation!("jx-claim-one", "喝某种茶三天就能降血压", "false_claim")),
            ("content/b/index.md", refutation!("jx-claim-two", "⟦某种茶喝三天血压就降了⟧", "true_claim")),
        ],
        now: None,
    }],
    good: &[Example {
        files: &[
            ("content/a/index.md", refutation!("jx-claim-one", "喝某种茶三天就能降血压", "false_claim")),
            ("content/b/index.md", refutation!("jx-claim-two", "喝某种酒就能治好风湿", "true_claim")),
        ],
        now: None,
    }],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let Some(claim) = &cx.article.front.claim else { return };
    for (id, is_published) in cx.site.claims.before(cx.article.id()) {
        let Some(other) = cx.site.articles.get(id).filter(|other| !knows(claim, other)) else { continue };
        let Some(before) = &other.front.claim else { continue };
        out.push(finding(cx, claim, (other, before), is_published));
    }
}

/// Whether the editor names the other article as related: its address ends in its id.
fn knows(claim: &Claim, other: &Article) -> bool {
    let names = |url: &str| url.split(['/', '#', '?']).any(|part| part == other.id().as_str());
    claim.related.iter().any(|url| names(&url.value))
}

fn finding(cx: &ArticleCx<'_>, claim: &Claim, (other, before): (&Article, &Claim), is_published: bool) -> Diagnostic {
    let (here, there) = (claim.verdict.value, before.verdict.value);
    let (title, id) = (&other.front.title.value, other.id());
    // A negation may turn the claim around; then nobody but a reader can say whether the verdicts disagree.
    let same_side = is_negated(&claim.text.value) == is_negated(&before.text.value);
    let is_opposed = opposed(here, there);
    let finding = if is_opposed {
        let zh = format!("与《{title}》（{id}）的结论相反：那里是“{}”，这里是“{}”", there.zh(), here.zh());
        let en = format!("contradicts {id}: “{}” there, “{}” here", there.en(), here.en());
        RULE.in_front(cx, claim.text.span, zh, en)
    } else {
        let zh = format!("这条流言《{title}》（{id}）已经辟过，结论是“{}”", there.zh());
        let en = format!("{id} has refuted this claim already: “{}”", there.en());
        RULE.in_front(cx, claim.text.span, zh, en)
    };
    let severity = if is_opposed && same_side && is_published { Severity::Error } else { Severity::Warning };
    let finding = Diagnostic { severity, ..finding };
    let finding = finding.also(&other.source, before.text.span, "先前的说法在这里", "the earlier claim is here");
    finding.help(
        "在那一篇上更正或更新；确是两条流言，就把它的网址写进 claim.related",
        "correct or update the other one; if these are two rumours, name its address in claim.related",
    )
}

/// Whether one verdict says true and the other false. Open and partial verdicts oppose none.
fn opposed(a: VerdictWord, b: VerdictWord) -> bool {
    let side = |verdict: VerdictWord| verdict.rating().map(|rating| rating.cmp(&3)).filter(|side| side.is_ne());
    side(a).zip(side(b)).is_some_and(|(a, b)| a != b)
}

fn is_negated(text: &str) -> bool {
    text.chars().filter(|&c| "不没无非未别勿莫".contains(c)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::super::claims::are_near;
    use super::super::testing::{Bed, article, at, claim};
    use super::*;

    fn pairs(text: &str) -> Vec<(&str, &str)> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split_once(" | ").unwrap_or_else(|| panic!("no pair: {line}"))).collect()
    }

    /// Source: acceptance check DB-04, at least 50 pairs, recall and precision at least 90 %.
    #[test]
    fn recall_and_precision() {
        let same = pairs(include_str!("kp506_contradicted_verdict/paraphrases.txt"));
        let others = pairs(include_str!("kp506_contradicted_verdict/others.txt"));
        assert!(same.len() >= 50 && others.len() >= 50, "{} {}", same.len(), others.len());
        let hits = |pairs: &[(&str, &str)]| pairs.iter().filter(|(a, b)| are_near(a, b)).count();
        let (found, wrong) = (hits(&same), hits(&others));
        assert!(found * 10 >= same.len() * 9, "recall {found} of {}", same.len());
        assert!(found * 10 >= (found + wrong) * 9, "precision {found} of {}", found + wrong);
        // Claims of different lines are different rumours, whichever words they share.
        let mixed =
            same.iter().enumerate().flat_map(|(at, (a, _))| same.iter().skip(at + 1).map(move |(b, _)| (*a, *b)));
        let mixed: Vec<(&str, &str)> = mixed.collect();
        assert!(hits(&mixed) * 1000 <= mixed.len(), "{} of {}", hits(&mixed), mixed.len());
    }

    /// The findings of an article beside an older one.
    fn run(change: impl FnOnce(&mut Article, &mut Article)) -> Vec<Severity> {
        let mut older = article("content/甲组/older", "aa-older", "字");
        older.front.claim = Some(claim("喝某种茶三天就能降血压"));
        let mut bed = Bed::new("字").front(|front| {
            let verdict = at(VerdictWord::TrueClaim);
            front.claim = Some(Box::new(Claim { verdict, ..*claim("某种茶喝三天血压就降了") }));
        });
        change(&mut bed.article, &mut older);
        bed.others.push(older);
        bed.findings(&RULE).into_iter().map(|finding| finding.severity).collect()
    }

    fn set(article: &mut Article, change: impl FnOnce(&mut Claim)) {
        change(article.front.claim.as_mut().expect("a claim"));
    }

    #[test]
    fn contradictions_and_repetitions() {
        assert_eq!(run(|_, _| {}), [Severity::Error]);
        let same = run(|new, _| set(new, |claim| claim.verdict = at(VerdictWord::Misleading)));
        assert_eq!(same, [Severity::Warning]);
        let open = run(|new, _| set(new, |claim| claim.verdict = at(VerdictWord::Unproven)));
        assert_eq!(open, [Severity::Warning]);
        let turned = run(|new, _| set(new, |claim| claim.text = at("某种茶喝三天血压不会降".to_owned())));
        assert_eq!(turned, [Severity::Warning]);
        assert_eq!(run(|new, _| set(new, |claim| claim.text = at("喝酒能治风湿".to_owned()))), []);
        let known = vec![at("https://kepu.example.org/a/aa-older/".to_owned())];
        assert_eq!(run(|new, _| set(new, |claim| claim.related = known)), []);
    }

    #[test]
    fn the_older_article_is_left_alone() {
        let later = run(|new, old| {
            (new.front.created.value, old.front.created.value) =
                (old.front.created.value, "2026-04-01".parse().expect("a day"));
        });
        assert_eq!(later, []);
        let same_day =
            run(|_, old| old.front.id = at(crate::model::article::ArticleId::new("zz-later").expect("an id")));
        assert_eq!(same_day, []);
    }
}
