//! KP109 · claim-in-review-block · The review block is outside the digest, so it may ask but never assert.
//! Found while loading.

use super::example::page;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 109,
    name: "claim-in-review-block",
    severity: Severity::Error,
    since: "0.1",
    zh: "review 区只能写意图，且只能加严",
    en: "review block may only state intent and only tighten",
    what: "review 区只能写 status（草稿或送审）、request（请谁审）、extra（加审人数）、note（留言）。不能写“已审核”“审核人”之类的结论，\
           加审人数不能是 0。",
    why: "review 区不计入审核版本，改它不需要重新审核。要是它能写“已通过”或放宽要求，任何人改一行字就能绕过三审。是否通过只看签署记录。",
    fix: "删掉结论性的字段。审核人在平台上点“审查通过”，或用 kepu sign 签署。",
    english: "The review block is not part of what approvals are bound to, so it may only say what the editor wants: status, request, \
              extra, note. Whether an article is approved is told by signed records alone. Delete anything else.",
    source: None,
    bad: &[
        page!("review:\n  status: ready\n  ⟦approved⟧: true"; "正文。"),
        page!("review:\n  status: ready\n  extra: {knowledge: ⟦0⟧}"; "正文。"),
    ],
    good: &[page!("review:\n  status: ready\n  request: [kn-agr-a]\n  extra: {knowledge: 2}\n  note: 请核对用量"; "正文。")],
    check: Check::Load,
};
