//! KP437 · bare-rumour · A rumour card without its verdict or its truth, or whose claim is the title.

use crate::diag::{Findings, Severity};
use crate::markup::anatomy::Anatomy;
use crate::markup::container::{Container, Kind};
use crate::model::article::VerdictWord;

use super::echo::unmarked_echo;
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 437,
    name: "bare-rumour",
    severity: Severity::Error,
    since: "0.1",
    zh: "谣言卡没有结论、没有真相，或者标题照搬了谣言",
    en: "a rumour card without verdict or truth, or repeated by the title",
    what: "检查“::: 谣言”：名字后面写谣言原话，卡里要有“结论：”（用规定的词）和“真相：”。文章标题和摘要（含各版自己的）\
           不能照搬谣言原话（整句，或连续 8 个字），除非带“辟谣”“真相”或问号一类的标记。",
    why: "没有结论的谣言卡，等于替谣言做广告；看得越熟的话，人越容易当真。",
    fix: "加“- 结论：谣言”和“- 真相：……”；标题先说真相。",
    english: "A rumour card names the claim after its name and has 结论 (one of the verdict words) and 真相. Title and summary \
              must not repeat the claim unmarked. A claim without its verdict only advertises the claim.",
    source: Some("Lewandowsky 等，The Debunking Handbook 2020"),
    bad: &[
        page!("⟦::: 谣言 喝凉茶能防中暑⟧\n\n- 真相：凉茶代替不了补水和休息。\n\n:::"),
        page!("⟦::: 谣言 喝凉茶能防中暑⟧\n\n- 结论：谣言\n\n:::"),
        page!("::: 谣言 喝凉茶能防中暑\n\n- ⟦结论：假的⟧\n- 真相：凉茶代替不了补水和休息。\n\n:::"),
        page!(
            "title: ⟦喝凉茶就能防中暑了⟧";
            "::: 谣言 喝凉茶就能防中暑了\n\n- 结论：谣言\n- 真相：凉茶代替不了补水和休息。\n\n:::"
        ),
    ],
    good: &[page!("::: 谣言 喝凉茶能防中暑\n\n- 结论：谣言\n- 真相：凉茶代替不了补水和休息。\n\n:::")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for card in cx.document.containers.iter().filter(|card| card.kind == Kind::Rumour) {
        let anatomy = cx.document.anatomy(card);
        parts(cx, card, &anatomy, out);
        titles(cx, card, &anatomy, out);
    }
}

fn parts(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    let words = || VerdictWord::ALL.iter().map(|word| word.zh()).collect::<Vec<_>>().join("、");
    let tokens = || VerdictWord::ALL.iter().map(|word| word.token()).collect::<Vec<_>>().join(", ");
    if card.words.is_empty() {
        let finding = RULE.in_body(cx, card.opening(), "没有写谣言的原话", "the claim is missing");
        out.push(finding.help("写在“::: 谣言”后面", "write it after `::: rumour`"));
    }
    match (anatomy.field("结论"), anatomy.verdict()) {
        (None, _) => {
            let finding = RULE.in_body(cx, card.opening(), "没有写“结论：”", "the verdict is missing");
            out.push(finding.help("加一行，例如“- 结论：谣言”", "add a line, for instance `- 结论：谣言`"));
        }
        (Some(field), None) => {
            let (zh, en) = (format!("不认识的结论“{}”", field.text), format!("unknown verdict “{}”", field.text));
            let finding = RULE.in_body(cx, field.span, zh, en);
            out.push(finding.help(format!("用其中一个：{}", words()), format!("use one of: {}", tokens())));
        }
        (Some(_), Some(_)) => {}
    }
    if anatomy.field("真相").is_none_or(|field| field.text.is_empty()) {
        let finding = RULE.in_body(cx, card.opening(), "没有写“真相：”", "the truth is missing");
        out.push(finding.help("加一行“- 真相：……”，先说事实", "add a line `- 真相：…` with the fact"));
    }
}

fn titles(cx: &ArticleCx<'_>, card: &Container, anatomy: &Anatomy, out: &mut Findings) {
    // A true rumour may be repeated.
    if anatomy.verdict().and_then(VerdictWord::rating).is_some_and(|rating| rating >= 4) {
        return;
    }
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    for text in [&front.title, &front.summary].into_iter().chain(own) {
        if let Some(echo) = unmarked_echo(&card.words, &text.value) {
            let (zh, en) = (format!("照搬了谣言原话“{echo}”"), format!("repeats the rumour: “{echo}”"));
            let finding = RULE.in_front(cx, text.span, zh, en);
            let claim = card.words_span.shifted(cx.article.body.offset);
            let finding = finding.also(&cx.article.source, claim, "谣言写在这里", "the rumour is here");
            out.push(finding.help("先说真相，或加“辟谣：”", "say the truth first or add 辟谣："));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, marks};
    use super::*;
    use crate::model::article::EditionWords;

    #[test]
    fn every_part_is_asked_for() {
        assert_eq!(marks(&RULE, "::: 谣言\n\n流传很广。\n\n:::"), ["::: 谣言"; 3]);
        assert_eq!(marks(&RULE, "::: rumour 甲\n\n- 结论：false_claim\n- 真相：乙。\n\n:::"), [""; 0]);
        assert_eq!(marks(&RULE, "::: 谣言 甲\n\n- 结论：谣言\n- 真相：\n\n:::"), ["::: 谣言 甲"]);
    }

    #[test]
    fn own_titles_count_and_truth_may_be_repeated() {
        let run = |verdict: &str, title: &str| {
            let body = format!("::: 谣言 中暑以后马上洗冷水澡\n\n- 结论：{verdict}\n- 真相：乙。\n\n:::");
            let words = EditionWords { title: Some(at(title.to_owned())), ..EditionWords::default() };
            Bed::new(&body).front(|front| drop(front.editions.insert("a".to_owned(), words))).findings(&RULE).len()
        };
        assert_eq!(run("谣言", "中暑以后马上洗冷水"), 1);
        assert_eq!(run("谣言", "中暑以后马上洗冷水？"), 0);
        assert_eq!(run("确有其事", "中暑以后马上洗冷水"), 0);
    }
}
