//! KP801 · unusable-settings · Nothing can be judged by a trust file that cannot be read whole. Found while loading.

use super::roster_example::roster;
use super::{Check, Example, Rule};
use crate::diag::Severity;

pub(super) static RULE: Rule = Rule {
    code: 801,
    name: "unusable-settings",
    severity: Severity::Fatal,
    since: "0.1",
    zh: "策略文件无效",
    en: "policy file invalid",
    what: "site.yaml、reviewers.yaml、emergencies.yaml、主题说明 theme.yaml 和各受众档案 audience.yaml 必须完整可读：没有未知字段，没有缺项，日期、密钥、审次、\
           受众都合法；审核政策必须有一类适用于一切内容；恰好一个受众是公共版；上级主题找得到、版本相符、不绕圈，模板写得对、没有填空的区块。emergencies.yaml 里读不懂的事件只是不生效，不影响其他发布。",
    why: "谁能审、要几个人审，全由这些文件决定。读懂一半就开始发布，等于少了一半的规矩，所以宁可停下，线上保持上一次的好版本。",
    fix: "照指出的位置改。这些文件受保护，改动须单独提交并经治理审批。",
    english: "People, policy, events, profiles, themes and their templates must be readable to the last field: half a policy is no policy, so the run stops and \
              the last good site stays up. An unreadable emergency event only opens nothing. Mend the place that is told; these \
              files change in a request of their own.",
    source: None,
    bad: &[
        Example {
            files: &[(
                "reviewers.yaml",
                roster!("  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [⟦inital⟧]}\n"),
            )],
            now: None,
        },
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01, until: ⟦2021-01-01⟧}, stages: [initial]}\n"
                ),
            )],
            now: None,
        },
        Example {
            files: &[(
                "reviewers.yaml",
                roster!(
                    "  - {id: ed-wu, name: 示例编辑·吴, active: {from: 2022-01-01}, stages: [initial], keys: [{key: ⟦ssh-rsa AAAAB3NzaC1yc2E⟧}]}\n"
                ),
            )],
            now: None,
        },
        Example {
            files: &[(
                "emergencies.yaml",
                "kepu_emergencies: 1\nevents:\n  - {id: 2026-06-flood, title: 洪水, category: ⟦洪水⟧, level: II, topics: [safety], region: [江西省], opened: 2026-06-19T20:00:00+08:00}\n",
            )],
            now: None,
        },
    ],
    good: &[Example { files: &[("reviewers.yaml", roster!())], now: None }],
    check: Check::Load,
};
