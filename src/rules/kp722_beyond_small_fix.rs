//! KP722 · beyond-small-fix · A slip of the pen is a slip of the pen.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 722,
    name: "beyond-small-fix",
    severity: Severity::Error,
    since: "0.2",
    zh: "超出小改范围",
    en: "edit exceeds the minor-edit bound",
    what: "小改（minor）只用于政策开放它、且主分支上已有全文审核版本的时候。与那一版相比，除 `updated` 外的元数据、图片和结构都不变；\
           改动的字不超过政策规定的个数，一处最多两个，都是汉字或中文标点，不是“多”“少”“左”“右”这类一改意思就变的字；改动的句子里没有数字、单位、日期、否定词、名称、来源、辟谣结论；\
           标题、表格和代码不走小改。每次都与全文审核的那一版比，连续次数也有限。",
    why: "错别字不该让九个人重审一遍；但“小改”也最容易用来改剂量、改人名、加一个“不”字。机器分不清手误和改意思，所以拿不准的一律走全部审核。",
    fix: "撤回超出范围的改动；或按普通程序走完全部审核，并在 `corrections` 中说明。找不到原文时，请确认 `from` 是主分支上走完全部审核的那一版，且克隆不是浅克隆。",
    english: "A small fix is for a published text whose fully reviewed version is in the history of the main branch, where the \
              policy has the lane. But for `updated`, front matter, files and structure stay; few characters change, all Chinese; \
              two at most in one \
              place and none that turns the meaning (more for less); no changed sentence has a number, unit, date, negation, name, source or verdict. Headings, tables and code take \
              none. Take the change back or have the text reviewed in full.",
    source: None,
    bad: &[signed! {
        "1" => "minor initial ed-wu 2026-10-30T01:00:00Z from=other",
        "2" => "minor final fi-zhou 2026-10-30T02:00:00Z from=other",
    }],
    good: &[signed! {
        "1" => "approve initial ed-wu 2026-10-30T01:00:00Z",
    }],
    check: Check::Gate,
};
