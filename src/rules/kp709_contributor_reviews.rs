//! KP709 · contributor-reviews · Whoever changed the text does not review it.

use super::review_example::review;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 709,
    name: "contributor-reviews",
    severity: Severity::Error,
    since: "0.1",
    zh: "参与修改本文的人不得审核",
    en: "contributor cannot review",
    what: "合并请求里改动本文的每个提交，其作者、提交人、合作者（Co-authored-by）都按邮箱对到名册上的人；这些人不得审核\
           本文，只有责任编辑可以给初审。邮箱不在名册上的，无法知道是谁，平台上的通过一律不登记。",
    why: "改了几个字再点“通过”，等于自己审自己。认不出的邮箱若放过，谁都可以躲在后面。",
    fix: "请没有参与修改的审核人审查。邮箱不在名册的，请治理人员把它登记到此人的 emails 下，或由编辑用登记过的邮箱\
          重新提交，再请审核人审查。",
    english: "Author, committer and co-authors of every commit of the change are matched to people by address. They may \
              not review the article; the responsible editor may give the initial review. An address of nobody on \
              the roster stops every click: register it, or commit again with a registered one.",
    source: None,
    bad: &[
        review!(account "90013", opened by "90002", accepted by "90013", commits "an@kepu.example.org\n"),
        review!(account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\nsomebody@example.net\n"),
    ],
    good: &[review!(account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n")],
    check: Check::Gate,
};
