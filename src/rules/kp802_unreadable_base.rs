//! KP802 · unreadable-base · Without the trusted branch nobody can say what a change needs.

use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 802,
    name: "unreadable-base",
    severity: Severity::Fatal,
    since: "0.2",
    zh: "无法读取基准分支的策略",
    en: "base policy not available",
    what: "`kepu check --base` 从基准分支的最新提交读取站点设置、名册和政策。提交不在本地、浅克隆缺历史，或基准分支上的\
           `site.yaml`、`reviewers.yaml` 有错，就什么也不判断，以退出码 4 结束。",
    why: "拿合并请求自己带来的政策审它自己，等于没有审。读不到基准分支时只能说“不知道”，不能说“通过”。",
    fix: "按提示补取历史（例如 `git fetch --unshallow`）；基准分支的设置有错时，先在那里改好。",
    english: "The policy of a change is that of the tip of its base branch. When that cannot be read (a shallow clone, an \
              unknown revision, broken settings there) nothing is judged and the exit code is 4. Fetch what is missing, or \
              mend the base first.",
    source: None,
    bad: &[Example { files: &[("base/reviewers.yaml", "kepu_reviewers: 一\n")], now: None }],
    good: &[Example { files: &[("README.md", "说明\n")], now: None }],
    check: Check::Load,
};
