//! KP403 · missing-advice · High-risk texts carry the one sentence that keeps readers safe.

use crate::diag::{Findings, Severity};
use crate::markup::outline::BlockKind;
use crate::model::article::Risk;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 403,
    name: "missing-advice",
    severity: Severity::Error,
    since: "0.1",
    zh: "缺少规定提示（就医提示、按标签用药、成人陪同等）",
    en: "mandatory advice missing",
    what: "医疗健康稿件要写明什么情况下就医；农药化肥稿件要提示按标签使用；未成年人版会出现的动手实验要写明成人陪同。",
    why: "读者会照着做。科普文章代替不了医生、标签和大人在场：这一句话出事时能救人，也是行业的规定动作。",
    fix: "加一句具体的话，例如“出现胸痛请及时就医或拨打120”“严格按照标签用药”“请在成人陪同下完成”。",
    english: "Medical texts say when to see a doctor, agrichemical texts refer to the label, and experiments that children may \
              read ask for an adult. Readers will do what they read; add the concrete sentence.",
    source: Some("农药管理条例（2022 修订）第三十四条；未成年人保护法；九部门健康科普指导意见（2022）"),
    bad: &[page!("risk: [⟦medical⟧]"; "感冒多休息，多喝水。")],
    good: &[page!("risk: [medical]"; "感冒多休息，多喝水。高烧不退请及时就医。")],
    check: Check::Article(check),
};

/// Words of each kind of advice; one of them is enough, as editors phrase it for their readers.
const SEE_A_DOCTOR: &[&str] =
    &["就医", "就诊", "送医", "看医生", "问医生", "找医生", "去医院", "到医院", "急诊", "遵医嘱", "咨询医生", "拨打120", "打120"];
const FOLLOW_THE_LABEL: &[&str] = &["标签"];
const ADULT_PRESENT: &[&str] = &["成人", "家长", "大人", "老师", "监护人"];

/// Words that begin instructions, as opposed to a report about research.
const EXPERIMENT: &[&str] = &["小实验", "动手做", "动手试", "做一做", "实验材料", "实验步骤", "准备材料"];

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let text = cx.document.outline.plain_text();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    for risk in &front.risk {
        let (words, zh, en, help) = match risk.value {
            Risk::Medical if !has(SEE_A_DOCTOR) => ("就医提示", "advice to see a doctor", "写明什么情况下请及时就医", SEE_A_DOCTOR),
            Risk::Agrichem if !has(FOLLOW_THE_LABEL) => ("按标签使用的提示", "advice to follow the label", "加上“严格按照标签”", FOLLOW_THE_LABEL),
            _ => continue,
        };
        let label = risk.value.zh();
        let en_help = format!("say so with words such as {}", help[0]);
        let finding = RULE.in_front(cx, risk.span, format!("{label}稿件没有{words}"), format!("no {zh} in this article"));
        out.push(finding.help(en, en_help));
    }
    if let Some(span) = experiment(cx).filter(|_| reaches_children(cx) && !has(ADULT_PRESENT)) {
        let finding = RULE.in_body(cx, span, "动手实验没有写成人陪同", "an experiment without an adult");
        out.push(finding.help("写明请在成人陪同下完成", "ask for an adult to be present"));
    }
}

/// Whether an edition that is kept free of what does not suit children shows this article.
fn reaches_children(cx: &ArticleCx<'_>) -> bool {
    let front = &cx.article.front;
    let commons = cx.site.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let risks: Vec<Risk> = front.risk.iter().map(|risk| risk.value).collect();
    let named = || front.audience.iter().map(|id| id.value.as_str());
    let mut editions = cx.site.audiences.iter().filter(|audience| audience.excludes_risk.contains(&Risk::MinorsSensitive));
    editions.any(|audience| audience.admits(commons, named(), &risks))
}

/// Where instructions for an experiment begin.
fn experiment(cx: &ArticleCx<'_>) -> Option<Span> {
    let blocks = &cx.document.outline.blocks;
    blocks.iter().filter(|block| block.kind.is_prose()).find_map(|block| {
        if matches!(block.kind, BlockKind::Heading(_)) && block.text.contains("实验") && !block.text.contains("实验室") {
            return Some(block.span);
        }
        let found = EXPERIMENT.iter().find_map(|word| block.text.find(word).map(|at| (at, word.len())));
        found.map(|(at, len)| block.place(at, at + len))
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
        let run = |risk: Risk, body: &str| Bed::new(body).front(|front| front.risk.push(at(risk))).findings(&RULE).len();
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
