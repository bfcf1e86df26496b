//! KP434 · unanswered-quiz · A quiz without a question, a choice, an answer or a reason.

use crate::diag::{Findings, Severity};
use crate::markup::anatomy::{Anatomy, Piece};
use crate::markup::container::{Container, Kind};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 434,
    name: "unanswered-quiz",
    severity: Severity::Error,
    since: "0.1",
    zh: "测验卡没有问题、选项、答案或理由",
    en: "a quiz lacks its question, choices, answer or reason",
    what: "检查“::: 测验”：要有问题，至少两个选项（`- [ ]`、`- [x]`），对的打 x，不能一个都不对，也不能全对；要写“为什么：”。",
    why: "只说对错，孩子记住的是字母；说清为什么，才是科普。全对或全错的题没有可想的。",
    fix: "选项写成任务清单，对的写 `- [x]`；最后加一段“为什么：……”。",
    english: "A quiz has a question, at least two choices as a task list with the right ones ticked, neither none nor all of \
              them, and a line 为什么. A letter is soon forgotten; the reason is the lesson.",
    source: None,
    bad: &[
        page!("⟦::: 测验 哪个会被吸住？⟧\n\n- [ ] 铝箔\n- [ ] 木筷\n\n为什么：磁铁只吸铁。\n\n:::"),
        page!("⟦::: 测验 哪个会被吸住？⟧\n\n- [x] 回形针\n- [x] 铁钉\n\n为什么：磁铁吸铁。\n\n:::"),
        page!("⟦::: 测验 哪个会被吸住？⟧\n\n- [x] 回形针\n- [ ] 木筷\n\n:::"),
    ],
    good: &[page!("::: 测验 哪个会被吸住？\n\n- [x] 回形针\n- [ ] 木筷\n\n为什么：回形针是钢做的，钢里有铁。\n\n:::")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for card in cx.document.containers.iter().filter(|card| card.kind == Kind::Quiz) {
        for (zh, en, help_zh, help_en) in faults(card, &cx.document.anatomy(card)) {
            out.push(RULE.in_body(cx, card.opening(), zh, en).help(help_zh, help_en));
        }
    }
}

type Fault = (&'static str, &'static str, &'static str, &'static str);

fn faults(card: &Container, anatomy: &Anatomy) -> Vec<Fault> {
    let n_choices = anatomy.choices().count();
    let n_right = anatomy.choices().filter(|(right, ..)| *right).count();
    let has_text = matches!(anatomy.pieces.first(), Some(Piece::Text(_)));
    let mut faults: Vec<Fault> = Vec::new();
    if card.words.is_empty() && !has_text {
        faults.push((
            "这张测验卡没有问题",
            "this quiz has no question",
            "写在“::: 测验”后面",
            "write it after `::: quiz`",
        ));
    }
    match (n_choices, n_right) {
        (0 | 1, _) => faults.push((
            "选项不到两个",
            "fewer than two choices",
            "每个选项一行：“- [ ] 木筷”“- [x] 回形针”",
            "one line a choice: `- [ ] …`, `- [x] …`",
        )),
        (_, 0) => faults.push((
            "没有标出对的选项",
            "no choice is right",
            "对的那一行写“- [x]”",
            "write `- [x]` at the right one",
        )),
        (all, right) if all == right => {
            faults.push((
                "选项全都是对的",
                "every choice is right",
                "至少留一个不对的选项",
                "keep at least one wrong choice",
            ));
        }
        _ => {}
    }
    if anatomy.field("为什么").is_none() {
        faults.push(("没有写“为什么：”", "it does not say why", "加一段“为什么：……”", "add a paragraph `为什么：…`"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn each_fault_is_told() {
        let run = |inner: &str| Bed::new(&format!("::: 测验\n\n{inner}\n\n:::")).findings(&RULE).len();
        assert_eq!(run("几？\n\n- [ ] 一\n- [x] 二\n\n- 为什么：一加一。"), 0);
        assert_eq!(run("- [ ] 一\n- [x] 二\n\n为什么：一加一。"), 1, "no question");
        assert_eq!(run("几？\n\n- [x] 二\n\n为什么：一加一。"), 1, "one choice");
        assert_eq!(run("几？\n\n- 一\n- 二"), 2, "no choices, no reason");
        assert_eq!(marks(&RULE, "::: 测验\n:::"), ["::: 测验"; 3]);
    }
}
