//! KP401 · undeclared-risk · What a text does decides who must review it, not what its author calls it.

mod statement;
mod telling;

use crate::diag::{Findings, Severity};
use crate::model::article::Risk;

use self::statement::Statements;
use self::telling::{RiskWords, Telling, tellings};
use super::example::page;
use super::reach::reaches_edition_without;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 401,
    name: "undeclared-risk",
    severity: Severity::Error,
    since: "0.1",
    zh: "正文涉及医疗／农药等高风险内容但未声明 risk",
    en: "high-risk wording without declared risk",
    what: "标题、摘要、辟谣要素和正文（表格、图片说明也算）里，同一句话既有药名又有剂量或用法的，要声明 medical；既有农药名又有用量、\
           倍数或施用方法的，要声明 agrichem；毒蘑菇怎么吃、煤气中毒怎么救一类的话，要声明 food、hazard 等。只提到药名不算。\
           认哪些词，见 lexicons/ 下的 drugs.txt、pesticides.txt、dose-units.txt、instructions.txt、risk-words.txt。",
    why: "审几个人、要不要医生或农艺师，全看 risk 怎么写。漏写一个词，教人吃药的稿件就会按普通稿件放行。词表只会让要求变严，不会变松。",
    fix: "在前置元数据的 risk 里加上提示的那一项，例如 `risk: [medical]`；如果并不是要教人怎么用，就把剂量和用法改掉。",
    english: "A sentence with the name of a medicine and a dose or instruction needs `risk: [medical]`; with a pesticide and a rate \
              or method, `agrichem`; other wording (lexicons/risk-words.txt) needs `food`, `hazard` or another. The risk decides \
              who reviews, so it cannot be left to the author's word. Declare it, or take the dose and the instruction out.",
    source: Some(
        "医疗广告管理办法；农药管理条例（2022 修订）第三十四条；九部门健康科普指导意见（2022）：健康科普须由医务人员审核",
    ),
    bad: &[
        page!("发热了可以吃⟦布洛芬⟧，每次一片，一天不超过四次。"),
        page!("用10%⟦吡虫啉⟧可湿性粉剂1000倍液喷雾。"),
        page!("## 阿司匹林\n\n⟦100毫克⟧，每天一次。"),
        page!("| 药 | 怎么用 |\n| --- | --- |\n| ⟦二甲双胍⟧ | 餐后口服 |"),
        page!("捡来的⟦野蘑菇⟧煮熟了也不要吃。"),
    ],
    good: &[
        page!("1928年，弗莱明发现了青霉素。每天喝水两升。"),
        page!("risk: [medical]"; "发热了可以吃布洛芬，按说明书用。出现抽搐请及时就医。"),
        page!("市场上抽检了毒死蜱，有一批是0.5毫克/千克。打药要看标签。"),
    ],
    check: Check::Article(check),
};

/// Further places that are pointed at; how many more there are is said.
const LABELS: usize = 4;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let declared: Vec<Risk> = cx.article.front.risk.iter().map(|risk| risk.value).collect();
    let mut missing: Vec<Risk> = Risk::ALL.iter().copied().filter(|risk| !declared.contains(risk)).collect();
    if !reaches_edition_without(cx, Risk::MinorsSensitive) {
        missing.retain(|risk| *risk != Risk::MinorsSensitive);
    }
    let statements = Statements::of(cx);
    let risky = RiskWords::of(&statements, cx.site.lexicons);
    for risk in missing {
        let found = tellings(&statements, &risky, cx.site.lexicons, risk);
        if let Some((first, others)) = found.split_first() {
            report(cx, risk, first, others, out);
        }
    }
}

fn report(cx: &ArticleCx<'_>, risk: Risk, first: &Telling, others: &[Telling], out: &mut Findings) {
    let (token, zh, en) = (risk.token(), risk.zh(), risk.en());
    let words = |mark: (&str, &str), join: &str| {
        let quoted: Vec<String> = first.words.iter().map(|word| format!("{}{word}{}", mark.0, mark.1)).collect();
        quoted.join(join)
    };
    let mut finding = RULE.in_front(
        cx,
        first.span,
        format!("写了{}，却没有声明 {token}（{zh}）", words(("“", "”"), "和")),
        format!("{} and no declared risk `{token}` ({en})", words(("“", "”"), " with ")),
    );
    for other in others.iter().take(LABELS) {
        finding = finding.also(&cx.article.source, other.span, "这里也写了", "and here");
    }
    let mut risks: Vec<&str> = cx.article.front.risk.iter().map(|risk| risk.value.token()).collect();
    risks.push(token);
    let line = format!("risk: [{}]", risks.join(", "));
    finding = finding.help(format!("在前置元数据里写 {line}"), format!("write {line} in the front matter"));
    if let Some(more) = others.len().checked_sub(LABELS).filter(|more| *more > 0) {
        finding = finding.help(format!("另有 {more} 处没有列出"), format!("{more} more places are not shown"));
    }
    out.push(finding);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::article::Claim;
    use crate::model::audience::Audience;

    fn marks(body: &str) -> Vec<String> {
        Bed::new(body).marks(&RULE)
    }

    #[test]
    fn treatment_and_talk_about_it() {
        let table: &[(&str, &[&str])] = &[
            ("服用阿司匹林前先问医生", &["阿司匹林"]),
            ("阿司匹林100毫克", &["阿司匹林"]),
            ("吃点布洛芬就好", &["布洛芬"]),
            ("布 洛\n芬，每次５００ｍｇ", &["布 洛\n芬"]),
            ("**布洛**芬每次一片", &["布洛**芬"]),
            ("青霉素救了一片人，那是一次意外。", &[]),
            ("口服 500 mg", &["500 mg"]),
            ("布洛芬和阿司匹林都是常见药。", &[]),
            ("经过一次次试验，青蒿素救了很多人。", &[]),
            ("每天吃盐不超过5克。", &[]),
            ("血里的地高辛到了2纳克/毫升，检出1毫克/升就不对。", &[]),
            ("按体重给药，布洛芬10毫克/公斤体重。", &["布洛芬"]),
            ("10%吡虫啉", &["吡虫啉"]),
            ("1000倍液喷雾", &["1000倍液"]),
            ("每亩用15克兑水喷雾", &["15克"]),
            ("喷雾降温，每人喝500毫升水。", &[]),
            ("百草枯中毒没有特效药，中毒的人九成救不回来。", &[]),
            ("打敌敌畏要戴口罩", &["敌敌畏"]),
            ("第一次世界大战，海姆立克还没出生。", &[]),
            ("`每次口服5毫克`", &["5毫克"]),
            ("![每次口服5毫克](a.png)", &["5毫克"]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(body), found, "{body}");
        }
    }

    #[test]
    fn a_name_goes_on_to_the_end_of_its_part() {
        let found = Bed::new("## 布洛芬\n\n每天两次，每次1片。\n\n## 水\n\n每天2次，每次1片。").findings(&RULE);
        assert_eq!((found.len(), found[0].others.len()), (1, 0));
        assert_eq!(marks("- 布洛芬\n- 每天两次，每次1片。"), ["1片"]);
        assert_eq!(marks("每天2次，每次1片。"), [""; 0]);
        let titled = Bed::new("每天2次，每次1片。").front(|front| front.title.value = "布洛芬怎么吃".to_owned());
        assert_eq!(titled.marks(&RULE), ["1片"]);
    }

    #[test]
    fn one_finding_a_risk_with_all_its_places() {
        let body = "吃布洛芬。\n\n".repeat(7) + "打敌敌畏。";
        let found = Bed::new(&body).findings(&RULE);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].others.len(), LABELS);
        assert_eq!(found[0].helps[0].zh, "在前置元数据里写 risk: [medical]");
        assert_eq!(found[0].helps[1].zh, "另有 2 处没有列出");
        let declared = Bed::new(&body).front(|front| front.risk.push(at(Risk::Medical))).findings(&RULE);
        assert_eq!(declared.len(), 1);
        assert_eq!(declared[0].helps[0].zh, "在前置元数据里写 risk: [medical, agrichem]");
    }

    #[test]
    fn titles_summaries_and_claims() {
        let summary = Bed::new("字").front(|front| front.summary.value = "发热服用布洛芬。".to_owned());
        assert_eq!(summary.marks(&RULE), ["front"]);
        let claim = Box::new(Claim { text: at("吃头孢克肟能解酒".to_owned()), ..*super::super::testing::claim("字") });
        assert_eq!(Bed::new("字").front(|front| front.claim = Some(claim)).marks(&RULE), ["front"]);
    }

    #[test]
    fn what_children_may_not_read_matters_where_they_would() {
        let run = |named: &str| {
            let mut bed = Bed::new("有人裸聊。").front(|front| front.audience = vec![at(named.to_owned())]);
            let children = Audience { excludes_risk: vec![Risk::MinorsSensitive], ..audience("k") };
            bed.audiences = vec![Audience { common: true, ..audience("all") }, children, audience("o")];
            bed.marks(&RULE)
        };
        assert_eq!(run("k"), ["裸聊"]);
        assert_eq!(run("all"), ["裸聊"]);
        assert_eq!(run("o"), [""; 0]);
    }
}
