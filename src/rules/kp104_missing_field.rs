//! KP104 · missing-field · What readers, reviewers or the law need to know is not there. Found while loading.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 104,
    name: "missing-field",
    severity: Severity::Error,
    since: "0.1",
    zh: "缺少必填字段或字段为空",
    en: "required field missing or empty",
    what: "检查必填字段：kepu、id、title、summary、kind、audience、topics、region、authors、editor、created、review，\
           以及来源、流言、应急等各小节里的必填项。留空也算缺少。",
    why: "健康科普内容必须标明来源、作者、发布时间和适用人群；没有主题和风险，就不知道该请谁审。",
    fix: "照提示里的样例补上一行。文章编号由 kepu new 生成。",
    english: "Readers must be told source, author, date and whom a text is for; reviewers are found by topic and risk. Add the \
              line that is shown as an example. Ids are made by kepu new.",
    source: Some("关于建立健全全媒体健康科普知识发布和传播机制的指导意见（2022 年，九部门）"),
    bad: &[
        page!("⟦summary⟧:"; "正文。"),
        page!("authors:\n  - ⟦{org: 示例科普中心}⟧"; "正文。"),
        page!("⟦audience⟧: []"; "正文。"),
    ],
    good: &[page!("正文。")],
    check: Check::Load,
};
