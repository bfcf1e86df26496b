//! KP719 · unbound-approval · A click must be confirmed by the forge and say which version it means.

use super::review_example::review;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 719,
    name: "unbound-approval",
    severity: Severity::Error,
    since: "0.1",
    zh: "平台审批无法对应到确定的版本",
    en: "platform approval not bound to a definite version",
    what: "登记一次审查，须知道审的是哪个提交，且从平台接口现取的核对文件（--confirm）里有同一条审查：同一仓库、同一合并\
           请求、同一账号、同一结论、同一提交。只是评论、草稿、改动，不登记。要取的内容：GitHub 为 \
           pulls/{number}/reviews/{review_id}；GitLab 为 merge_requests/{iid} 与其 approvals 合成的一个对象；Gitea、\
           Forgejo 为 pulls/{index}/reviews；Gitee 为 pulls/{number}，评论则为 pulls/comments/{id}。",
    why: "事件文件谁都能写一个；平台有时会把旧审批改挂到新提交上。认不准版本，就不知道他读的是什么。",
    fix: "重新取核对文件再试；仍不符，请审核人在合并请求上重新审查，或用 kepu sign 签署。",
    english: "An event is recorded when it names a full commit and a copy fetched anew from the forge holds the same \
              review: repository, request, account, state and commit. Comments and pending reviews are left alone. \
              Fetch the copy again; if it still differs, review again or sign with kepu sign.",
    source: None,
    bad: &[
        // The forge knows of no acceptance by this account.
        review!(account "90013", opened by "90002", accepted by "90031", commits "ed-wu@kepu.example.org\n"),
    ],
    good: &[review!(account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n")],
    check: Check::Gate,
};
