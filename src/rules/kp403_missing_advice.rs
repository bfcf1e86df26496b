//! KP403 · missing-advice · High-risk texts carry the one sentence that keeps readers safe.

use crate::diag::{Findings, Severity};
use crate::lexicon::{Lexicon, Name};
use crate::markup::outline::BlockKind;
use crate::model::article::Risk;
use crate::model::span::Span;

use super::example::page;
use super::reach::reaches_edition_without;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 403,
    name: "missing-advice",
    severity: Severity::Error,
    since: "0.1",
    zh: "缺少规定提示（就医提示、按标签用药、成人陪同等）",
    en: "mandatory advice missing",
    what: "医疗健康稿件要写明什么情况下就医；农药化肥稿件要提示按标签使用；未成年人版会出现的动手实验要写明成人陪同。\
           认哪些说法，见 lexicons/advice.txt。",
    why: "读者会照着做。科普文章代替不了医生、标签和大人在场：这一句话出事时能救人，也是行业的规定动作。",
    fix: "加一句具体的话，例如“出现胸痛请及时就医或拨打120”“严格按照标签用药”“请在成人陪同下完成”。",
    english: "Medical texts say when to see a doctor, agrichemical texts refer to the label, and experiments that children may \
              read ask for an adult (words: lexicons/advice.txt). Readers will do what they read; add the concrete sentence.",
    source: Some("农药管理条例（2022 修订）第三十四条；未成年人保护法；九部门健康科普指导意见（2022）"),
    bad: &[page!("risk: [⟦medical⟧]"; "感冒多休息，多喝水。")],
    good: &[page!("risk: [medical]"; "感冒多休息，多喝水。高烧不退请及时就医。")],
    check: Check::Article(check),
};

/// Kinds of advice, as the list has them; one word of a kind is enough, as editors phrase it for their readers.
const DOCTOR: &str = "doctor";
const LABEL: &str = "label";

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let text = cx.document.outline.plain_text();
    let list = cx.site.lexicons.get(Name::Advice);
    let has = |kind: &str| list.occurs(&text, |entry| entry.has(0, kind));
    for risk in &front.risk {
        let (words, zh, en, kind) = match risk.value {
            Risk::Medical if !has(DOCTOR) => ("就医提示", "advice to see a doctor", "写明什么情况下请及时就医", DOCTOR),
            Risk::Agrichem if !has(LABEL) => {
                ("按标签使用的提示", "advice to follow the label", "加上“严格按照标签”", LABEL)
            }
            _ => continue,
        };
        let label = risk.value.zh();
        let example = list.entries().iter().find(|entry| entry.has(0, kind)).map_or("", |entry| &entry.word);
        let en_help = format!("say so with words such as {example}");
        let finding =
            RULE.in_front(cx, risk.span, format!("{label}稿件没有{words}"), format!("no {zh} in this article"));
        out.push(finding.help(en, en_help));
    }
    if let Some(span) =
        experiment(cx, list).filter(|_| reaches_edition_without(cx, Risk::MinorsSensitive) && !has("adult"))
    {
        let finding = RULE.in_body(cx, span, "动手实验没有写成人陪同", "an experiment without an adult");
        out.push(finding.help("写明请在成人陪同下完成", "ask for an adult to be present"));
    }
}

/// Where instructions for an experiment begin.
fn experiment(cx: &ArticleCx<'_>, list: &Lexicon) -> Option<Span> {
    let blocks = &cx.document.outline.blocks;
    blocks.iter().filter(|block| block.kind.is_prose()).find_map(|block| {
        if matches!(block.kind, BlockKind::Heading(_)) && block.text.contains("实验") && !block.text.contains("实验室")
        {
            return Some(block.span);
        }
        let found = list.find(&block.text).find(|found| found.entry.has(0, "experiment"));
        found.map(|found| block.place(found.range.start, found.range.end))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::Audience;

    fn children() -> Audience {
        Audience { excludes_risk: vec![Risk::MinorsSensitive], ..audience("k") }
    }

    #[test]
    fn advice_by_risk() {
        let run =
            |risk: Risk, body: &str| Bed::new(body).front(|front| front.risk.push(at(risk))).findings(&RULE).len();
        assert_eq!(run(Risk::Medical, "多喝水"), 1);
        assert_eq!(run(Risk::Medical, "多喝水，**请及时就医**"), 0);
        assert_eq!(run(Risk::Agrichem, "打药"), 1);
        assert_eq!(run(Risk::Agrichem, "按标签打药"), 0);
        assert_eq!(run(Risk::Food, "洗菜"), 0);
    }

    #[test]
    fn experiments_for_children() {
        let run = |body: &str, named: &str, risk: Option<Risk>| {
            let mut bed = Bed::new(body).front(|front| {
                front.audience = vec![at(named.to_owned())];
                front.risk.extend(risk.map(at));
            });
            bed.audiences = vec![Audience { common: true, ..audience("all") }, children(), audience("o")];
            bed.marks(&RULE)
        };
        assert_eq!(run("先看，再动手做。", "k", None), ["动手做"]);
        assert_eq!(run("## 水的实验\n\n倒水。", "all", None), ["水的实验"]);
        assert_eq!(run("## 水的实验\n\n请成人陪同。", "k", None), [""; 0]);
        assert_eq!(run("先看，再动手做。", "o", None), [""; 0]);
        assert_eq!(run("先看，再动手做。", "all", Some(Risk::MinorsSensitive)), [""; 0]);
        assert_eq!(run("科学家的实验表明。", "k", None), [""; 0]);
    }
}
