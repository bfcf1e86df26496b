//! KP906 · suspended-article · Somebody on duty has taken the article off the screens.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 906,
    name: "suspended-article",
    severity: Severity::Info,
    since: "0.1",
    zh: "已暂停展示",
    en: "suspended",
    what: "值班负责人、总负责人或终审人签署了暂停，之后没有签署恢复。页面换成“内容正在复核”的说明，e站也会撤下。暂停\
           针对文章，改稿不会解除。",
    why: "有疑问先撤下，查清再说，比先留着强。",
    fix: "查清以后由有权的人签署恢复（resume）；确有错误的，更正或撤稿。",
    english: "A person on duty suspended the article; a notice stands in its place until somebody entitled resumes \
              it. An edit does not end it.",
    source: None,
    bad: &[signed! {
        "1" => "suspend - fi-zhou 2026-04-01T00:00:00Z note=读者反映剂量有误",
    }],
    good: &[signed! {
        "1" => "suspend - fi-zhou 2026-04-01T00:00:00Z note=读者反映剂量有误",
        "2" => "resume - fi-zhou 2026-04-02T00:00:00Z",
    }],
    check: Check::Gate,
};
