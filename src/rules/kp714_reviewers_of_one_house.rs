//! KP714 · reviewers-of-one-house · Where much is at stake, reviewers come from different houses, and one of them not from the author's.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 714,
    name: "reviewers-of-one-house",
    severity: Severity::Error,
    since: "0.1",
    zh: "审核人单位不够独立",
    en: "reviewers' organisations not independent enough",
    what: "医疗、农药、辟谣类稿件的知识审核人要来自不同单位，医疗和辟谣还要至少一人与全部作者不同单位。名册上没有单位\
           的人不算。",
    why: "一个科室的同事互相审，碍于情面，也有同样的盲点。",
    fix: "请再加一位其他单位的审核人。",
    english: "Some classes ask for reviewers of different organisations, and for one who shares none with the \
              authors. Add a reviewer from elsewhere.",
    source: None,
    bad: &[signed! {
        front "risk: [medical]\ntopics: [health.heat]\nauthors:\n  - {name: 示例作者·一, org: 示例大学附属医院, interests: none}\n  - {name: 示例作者·二, org: 示例疾病预防控制中心, interests: none}";
        body "出现不适请及时就医。";
        "1" => "approve knowledge kn-med-a 2026-03-20T02:00:00Z",
        "2" => "approve knowledge kn-med-b 2026-03-20T02:30:00Z",
    }],
    good: &[signed! {
        front "risk: [medical]\ntopics: [health.heat]\nauthors:\n  - {name: 示例作者·一, org: 示例大学附属医院, interests: none}\n  - {name: 示例作者·二, org: 示例理工大学, interests: none}";
        body "出现不适请及时就医。";
        "1" => "approve knowledge kn-med-a 2026-03-20T02:00:00Z",
        "2" => "approve knowledge kn-med-b 2026-03-20T02:30:00Z",
    }],
    check: Check::Gate,
};
