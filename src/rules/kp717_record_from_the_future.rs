//! KP717 · record-from-the-future · A sign-off is not made tomorrow.

use super::signed_example::signed;
use super::{Check, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 717,
    name: "record-from-the-future",
    severity: Severity::Error,
    since: "0.1",
    zh: "签署时间在未来或补录过晚",
    en: "sign-off time in the future or entered too late",
    what: "签署时间不能晚于现在（容许 5 分钟误差，以政策为准）。用 `--now` 回到过去构建时，之后的签署同样不计入。",
    why: "时间写到将来，就能在密钥停用以后接着用。",
    fix: "校准签署电脑的时钟，重新签署。",
    english: "A record dated later than now, beyond the drift the policy allows, does not count. Set the clock of \
              the signer's computer and sign again.",
    source: None,
    bad: &[signed! {
        now "2026-03-19T00:00:00Z";
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
    }],
    good: &[signed! {
        now "2026-03-21T00:00:00Z";
        "1" => "approve knowledge kn-agr-a 2026-03-20T02:00:00Z",
    }],
    check: Check::Gate,
};
