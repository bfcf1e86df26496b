//! KP504 · rumour-in-title · A title that repeats a rumour spreads it to everyone who reads no further.

use crate::diag::{Findings, Severity};

use super::echo::unmarked_echo;
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 504,
    name: "rumour-in-title",
    severity: Severity::Error,
    since: "0.1",
    zh: "标题或摘要直接复述谣言",
    en: "title or summary repeats the rumour unmarked",
    what: "辟谣稿的标题和摘要（含各版自己的标题和摘要）里，有没有整句照搬 `claim.text`，或连续 8 个字与它相同，\
           又没有“辟谣”“真相”“谣言”“误区”或问号一类的标记。",
    why: "多数人只看标题。标题原样重复谣言，等于替它再传一遍；看过的次数多了，人会把它当成真的。",
    fix: "标题先说真相，例如“西瓜打针只会坏得更快”；要提谣言就加“辟谣：”或写成问句。",
    english: "Most people read only the title, and repetition makes a rumour seem true. Title and summary may repeat the claim \
              (eight characters in a row, or all of it) only with a mark such as 辟谣, 真相 or a question mark. Say the truth \
              first.",
    source: Some("Lewandowsky 等，The Debunking Handbook 2020"),
    bad: &[page!(
        "title: ⟦某种茶三天就能降血压⟧\nkind: rebuttal\nclaim:\n  text: 喝某种茶三天就能降血压\n  verdict: false_claim\n  conclusion: 喝茶代替不了降压药。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 没有这种作用。}, {source: s2, says: 不能代替药物。}]\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例学会, published: 2024}\n  - {id: s2, type: textbook, title: 示例教材, publisher: 示例出版社, published: 2023}";
        "正文。"
    )],
    good: &[page!(
        "title: 喝茶代替不了降压药\nkind: rebuttal\nclaim:\n  text: 喝某种茶三天就能降血压\n  verdict: false_claim\n  conclusion: 喝茶代替不了降压药。\n  appearances: [{platform: 微信群}]\n  evidence: [{source: s1, says: 没有这种作用。}, {source: s2, says: 不能代替药物。}]\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例学会, published: 2024}\n  - {id: s2, type: textbook, title: 示例教材, publisher: 示例出版社, published: 2023}";
        "正文。"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    // A true rumour may be repeated.
    let Some(claim) = front.claim.as_ref().filter(|claim| claim.verdict.value.rating().is_none_or(|rating| rating < 4))
    else {
        return;
    };
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    for text in [&front.title, &front.summary].into_iter().chain(own) {
        if let Some(words) = unmarked_echo(&claim.text.value, &text.value) {
            let (zh, en) = (format!("照搬了谣言原话“{words}”"), format!("repeats the rumour: “{words}”"));
            let finding = RULE.in_front(cx, text.span, zh, en);
            let finding = finding.also(&cx.article.source, claim.text.span, "谣言写在这里", "the rumour is here");
            out.push(finding.help("先说真相，或加“辟谣：”", "say the truth first or add 辟谣："));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, claim};
    use super::*;
    use crate::model::article::{Claim, VerdictWord};

    #[test]
    fn echoes() {
        let run = |text: &str, title: &str, verdict: VerdictWord| {
            let claim = Box::new(Claim { verdict: at(verdict), ..*claim(text) });
            let bed = Bed::new("字").front(|front| {
                front.claim = Some(claim);
                front.title.value = title.to_owned();
            });
            bed.findings(&RULE).len()
        };
        let rumour = "下湖前喝几口白酒，血吸虫就不敢上身";
        let word = VerdictWord::FalseClaim;
        assert_eq!(run(rumour, "喝几口白酒，血吸虫就怕", word), 1);
        assert_eq!(run(rumour, "喝几口白酒就行", word), 0);
        assert_eq!(run(rumour, "辟谣：喝几口白酒，血吸虫就怕", word), 0);
        assert_eq!(run(rumour, "喝几口白酒血吸虫就怕了吗", word), 0);
        assert_eq!(run("5G致癌", "有人说5G致癌", word), 1);
        assert_eq!(run(rumour, rumour, VerdictWord::TrueClaim), 0);
    }
}
