//! KP718 · unmapped-account · A click counts when the forge's number of the account is a person's.

use super::review_example::review;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 718,
    name: "unmapped-account",
    severity: Severity::Error,
    since: "0.1",
    zh: "平台账号未登记、为机器人或已注销",
    en: "platform account unmapped, bot or deleted",
    what: "平台上的审查按账号的数字编号对到名册上的人，登录名只供显示。编号没有登记、不在登记期内、是机器人、已注销的\
           账号，以及提出人已注销的合并请求，都不登记。",
    why: "登录名可以改，改掉的名字别人可以抢注；编号不会换人。机器人不负责任，注销的账号找不到人。",
    fix: "在 reviewers.yaml 此人的 accounts 里登记数字编号（这是治理改动，另提合并请求），再请本人重新审查；或由本人用 \
          kepu sign 签署。",
    english: "A review counts for the person whose roster entry lists the account's number; the login is for show. \
              Unregistered, expired, robot and deleted accounts are refused, and so is a request whose opener is \
              deleted. Register the number through governance and review again, or sign with kepu sign.",
    source: None,
    bad: &[
        review!(account "90099", opened by "90002", accepted by "90099", commits "ed-wu@kepu.example.org\n"),
        review!(account "-1", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n"),
    ],
    good: &[review!(account "90013", opened by "90002", accepted by "90013", commits "ed-wu@kepu.example.org\n")],
    check: Check::Gate,
};
