//! `policy:` of `reviewers.yaml` to [`PolicyVersion`]s, oldest first.
//!
//! Invariant: every version has a class that binds everything, so no article is ever without a quorum.

use std::collections::{BTreeMap, BTreeSet};

use super::article::Words;
use super::decode::{Shape, Table, may, must};
use super::form::{Form, SiteWord, of};
use super::report::Report;
use crate::model::article::{AiUse, Kind, Risk};
use crate::model::policy::{
    ClockRule, DomainRule, FastTrack, MinorLane, Need, OnExpiry, PolicyVersion, PullRequestRule, QualifiedRule,
    QuorumClass, SuspendRule, When,
};
use crate::model::roster::{Role, Stage};
use crate::model::span::Spanned;
use crate::model::tree::Node;

pub(super) static VERSION: Shape = Shape {
    zh: "审核政策",
    en: "a policy version",
    unknown: 103,
    keys: &[
        must("since", "起始日", "since: 2026-01-01").is(Form::Day),
        must(
            "classes",
            "类别",
            "classes: [{id: base, when: {}, need: {initial: 1, knowledge: 1, second: 1, final: 1}}]",
        )
        .is(Form::List(&Form::Table(&CLASS))),
        may("fast_track", "快速通道").is(Form::Table(&FAST_TRACK)),
        may("suspend", "暂停").is(Form::Table(&SUSPEND)),
        must("retract", "撤稿", "retract: {need: {knowledge: 1, final: 1}, direct: [final]}").is(Form::Table(&NEED)),
        may("minor", "小改").is(Form::Table(&MINOR)),
        must("governance", "治理", "governance: {need: {governance: 2}, direct: [governance]}").is(Form::Table(&NEED)),
        must("emergencies_file", "应急登记", "emergencies_file: {need: {final: 1}, role: {final: duty}}")
            .is(Form::Table(&NEED)),
        may("clock", "时限").is(Form::Table(&CLOCK)),
        may("pr", "合并请求").is(Form::Table(&PR)),
        must("protected", "受保护路径", "protected: [site.yaml, reviewers.yaml, emergencies.yaml, \"themes/**\"]")
            .is(Form::List(&Form::Text)),
    ],
};

static CLASS: Shape = Shape {
    zh: "审核类别",
    en: "a quorum class",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: base").is(Form::Name),
        may("when", "条件").is(Form::Table(&WHEN)),
        may("need", "人数").is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(0))),
        may("role", "职责").is(Form::Names(&Form::Word(of::<Stage>), &Form::Word(of::<Role>))),
        may("direct", "本人密钥").is(Form::List(&Form::Word(of::<Stage>))),
        may("domain", "领域").is(Form::Names(
            &Form::Word(of::<Stage>),
            &Form::Either(&[Form::Exactly("primary_topic"), Form::List(&Form::Site(SiteWord::Domain))]),
        )),
        may("qualified", "资质").is(Form::Names(&Form::Word(of::<Stage>), &Form::Table(&QUALIFIED))),
        may("distinct_orgs", "不同单位数").is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(0))),
        may("independent", "独立人数").is(Form::Whole(0)).usually("0"),
        may("valid_days", "有效天数").is(Form::Whole(0)),
        may("on_expiry", "到期处理").is(Form::Word(of::<OnExpiry>)),
    ],
};

static WHEN: Shape = Shape {
    zh: "条件（when）",
    en: "when",
    unknown: 103,
    keys: &[
        may("risk", "风险").is(Form::List(&Form::Word(of::<Risk>))),
        may("kind", "类型").is(Form::List(&Form::Word(of::<Kind>))),
        may("audience", "受众").is(Form::List(&Form::Site(SiteWord::Audience))),
        may("ai", "人工智能").is(Form::List(&Form::Word(of::<AiUse>))),
    ],
};

static NEED: Shape = Shape {
    zh: "人数要求",
    en: "a need",
    unknown: 103,
    keys: &[
        must("need", "人数", "need: {final: 1}").is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(0))),
        may("role", "职责").is(Form::Names(&Form::Word(of::<Stage>), &Form::Word(of::<Role>))),
        may("direct", "本人密钥").is(Form::List(&Form::Word(of::<Stage>))),
    ],
};

static FAST_TRACK: Shape = Shape {
    zh: "快速通道（fast_track）",
    en: "fast_track",
    unknown: 103,
    keys: &[
        must("when", "条件", "when: {kind: [emergency]}").is(Form::Table(&WHEN)),
        must("need", "人数", "need: {knowledge: 1, final: 1}")
            .is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(0))),
        may("role", "职责").is(Form::Names(&Form::Word(of::<Stage>), &Form::Word(of::<Role>))),
        may("direct", "本人密钥").is(Form::List(&Form::Word(of::<Stage>))),
        must("full_quorum_hours", "补审时限", "full_quorum_hours: 72").is(Form::Whole(0)),
        must("max_days", "最长天数", "max_days: 30").is(Form::Whole(0)),
    ],
};

static SUSPEND: Shape = Shape {
    zh: "暂停（suspend）",
    en: "suspend",
    unknown: 103,
    keys: &[
        may("role", "职责").is(Form::List(&Form::Word(of::<Role>))),
        may("stages", "审次").is(Form::List(&Form::Word(of::<Stage>))),
    ],
};

static MINOR: Shape = Shape {
    zh: "小改（minor）",
    en: "minor",
    unknown: 103,
    keys: &[
        may("enabled", "启用").is(Form::Flag).usually("false"),
        must("need", "人数", "need: {initial: 1, final: 1}").is(Form::Names(&Form::Word(of::<Stage>), &Form::Whole(0))),
        may("role", "职责").is(Form::Names(&Form::Word(of::<Stage>), &Form::Word(of::<Role>))),
        may("direct", "本人密钥").is(Form::List(&Form::Word(of::<Stage>))),
        must("max_chars", "最多改动字数", "max_chars: 20").is(Form::Whole(0)),
        must("max_chain", "最多连续次数", "max_chain: 2").is(Form::Whole(0)),
    ],
};

static CLOCK: Shape = Shape {
    zh: "时限（clock）",
    en: "clock",
    unknown: 103,
    keys: &[
        may("max_entry_age_days", "补录天数").is(Form::Whole(0)).usually("7"),
        may("max_future_seconds", "超前秒数").is(Form::Whole(0)).usually("300"),
    ],
};

static PR: Shape = Shape {
    zh: "合并请求（pr）",
    en: "pr",
    unknown: 103,
    keys: &[
        may("max_articles", "文章数").is(Form::Whole(0)).usually("1"),
        may("list_import", "列表导入").is(Form::Flag).usually("false"),
    ],
};

static BY_STAGE: Shape =
    Shape { zh: "按审次的要求", en: "a value per stage", unknown: 103, keys: &[may("final", "终审")] };

static QUALIFIED: Shape = Shape {
    zh: "资质要求",
    en: "a qualification rule",
    unknown: 103,
    keys: &[
        must("min", "人数", "min: 1").is(Form::Whole(0)),
        must("any", "资质", "any: [physician]").is(Form::List(&Form::Name)),
    ],
};

/// Reads every version and checks that their days rise.
pub(super) fn versions(table: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<PolicyVersion> {
    let items = report.tables(table, "policy", &VERSION);
    let mut found: Vec<PolicyVersion> = Vec::new();
    for item in &items {
        let Some(version) = version(item, words, report) else { continue };
        match found.last() {
            Some(last) if last.since.value >= version.since.value => {
                let finding = report
                    .error(
                        105,
                        version.since.span,
                        "审核政策的起始日没有晚于前一版",
                        "the version does not begin after the one before it",
                    )
                    .also(report.path, last.since.span, "前一版", "the one before")
                    .help("按起始日从早到晚排列", "order the versions by their first day");
                report.push(finding);
            }
            _ => found.push(version),
        }
    }
    found
}

fn version(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Option<PolicyVersion> {
    let since = report.date(item, "since");
    let classes = classes(item, words, report);
    let fast_track = fast_track(item, words, report);
    let suspend = suspend(item, report);
    let retract = need_block(item, "retract", report);
    let minor = minor(item, report);
    let governance = need_block(item, "governance", report);
    let emergencies_file = need_block(item, "emergencies_file", report);
    let (clock, pr) = (clock(item, report), pull_request(item, report));
    let protected = report.list(item, "protected", |_, text| Some(text.value.clone()));
    Some(PolicyVersion {
        since: since?,
        classes,
        fast_track,
        suspend,
        retract: retract?,
        minor,
        governance: governance?,
        emergencies_file: emergencies_file?,
        clock,
        pr,
        protected: protected.into_iter().map(|glob| glob.value).collect(),
    })
}

fn classes(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Vec<QuorumClass> {
    let mut found: Vec<QuorumClass> = Vec::new();
    for class_table in report.tables(item, "classes", &CLASS) {
        let Some(class) = class(&class_table, words, report) else { continue };
        match found.iter().find(|earlier| earlier.id.value == class.id.value) {
            Some(first) => report.twice(("审核类别", "class"), &class.id.value, first.id.span, class.id.span),
            None => found.push(class),
        }
    }
    let binds_all = found.iter().any(|class| class.when.is_empty() && class.need.need.contains_key(&Stage::Final));
    if !binds_all {
        let finding = report.error(
            105,
            item.place,
            "审核政策缺少适用于一切内容的类别，普通文章就不需任何人审核",
            "no class binds everything, so ordinary articles would need nobody",
        );
        report.push(finding.help(
            "加一类 {id: base, when: {}, need: {initial: 1, knowledge: 1, second: 1, final: 1}}",
            "add {id: base, when: {}, need: {initial: 1, knowledge: 1, second: 1, final: 1}}",
        ));
    }
    found
}

fn class(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Option<QuorumClass> {
    let id = report.read(item, "id", |report, text| report.name(text, "classes.id"));
    let when = when(item, words, report);
    let need = need(item, report);
    let domain = by_stage(item, "domain", report, domain);
    let qualified = by_stage(item, "qualified", report, qualified);
    let distinct_orgs = by_stage(item, "distinct_orgs", report, count);
    let (independent, valid_days) = (report.number(item, "independent"), report.number(item, "valid_days"));
    let on_expiry = report.word(item, "on_expiry").map(|word| word.value);
    Some(QuorumClass {
        id: id?,
        when,
        need,
        domain,
        qualified,
        distinct_orgs,
        independent: independent.unwrap_or(0),
        valid_days,
        on_expiry,
    })
}

fn when(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> When {
    let Some(block) = report.sub(item, "when", &WHEN) else { return When::default() };
    let choices = words.audiences();
    When {
        risk: report.members(&block, "risk").into_iter().map(|risk| risk.value).collect(),
        kind: report.members(&block, "kind").into_iter().map(|kind| kind.value).collect(),
        audience: report
            .list(&block, "audience", |report, text| report.choose(text, "audience", &choices))
            .into_iter()
            .map(|audience| audience.value)
            .collect(),
        ai: report.members(&block, "ai").into_iter().map(|usage| usage.value).collect(),
    }
}

/// `need`, `role` and `direct` of any block.
fn need(item: &Table<'_>, report: &mut Report<'_>) -> Need {
    Need {
        need: by_stage(item, "need", report, count),
        role: by_stage(item, "role", report, |report, node| {
            let text = report.scalar(node, "role")?;
            report.member(&text, "role")
        }),
        direct: report.members::<Stage>(item, "direct").into_iter().map(|stage| stage.value).collect::<BTreeSet<_>>(),
    }
}

fn need_block(item: &Table<'_>, key: &str, report: &mut Report<'_>) -> Option<Need> {
    let block = report.sub(item, key, &NEED)?;
    let need = need(&block, report);
    if need.need.values().all(|count| *count == 0) {
        let finding = report.error(105, block.place, format!("{key} 不需任何人同意"), format!("`{key}` needs nobody"));
        report.push(finding.help("至少要求一个审次一个人", "ask for one person at least"));
    }
    Some(need)
}

fn count(report: &mut Report<'_>, node: &Spanned<Node>) -> Option<u32> {
    let text = report.scalar(node, "need")?;
    report.count(&text, "need")
}

/// A mapping from stages to something.
fn by_stage<T>(
    item: &Table<'_>,
    key: &str,
    report: &mut Report<'_>,
    read: impl Fn(&mut Report<'_>, &Spanned<Node>) -> Option<T>,
) -> BTreeMap<Stage, T> {
    let mut found = BTreeMap::new();
    let Some(block) = report.sub_names(item, key, &BY_STAGE) else { return found };
    for entry in block.entries() {
        let stage = report.member::<Stage>(&entry.key, key);
        let value = read(report, &entry.value);
        if let (Some(stage), Some(value)) = (stage, value) {
            found.insert(stage, value);
        }
    }
    found
}

fn domain(report: &mut Report<'_>, node: &Spanned<Node>) -> Option<DomainRule> {
    if node.value.as_str() == Some("primary_topic") {
        return Some(DomainRule::PrimaryTopic);
    }
    let Node::List(items) = &node.value else {
        let finding = report.error(
            105,
            node.span,
            "domain 应是 primary_topic 或领域清单",
            "`domain` is primary_topic or a list of domains",
        );
        report.push(finding.help(
            "例如 {knowledge: primary_topic} 或 {knowledge: [medicine]}",
            "for instance {knowledge: [medicine]}",
        ));
        return None;
    };
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| {
            let text = report.scalar(item, "domain")?;
            report.name(&text, "domain")
        })
        .collect();
    (!names.is_empty()).then_some(DomainRule::AnyOf(names))
}

fn qualified(report: &mut Report<'_>, node: &Spanned<Node>) -> Option<QualifiedRule> {
    let block = report.table(node, &QUALIFIED, node.span)?;
    let min = report.number(&block, "min");
    let any = report.list(&block, "any", |report, text| report.name(text, "qualified.any"));
    Some(QualifiedRule { min: min?, any: any.into_iter().map(|name| name.value).collect() })
}

fn fast_track(item: &Table<'_>, words: Words<'_>, report: &mut Report<'_>) -> Option<FastTrack> {
    let block = report.sub(item, "fast_track", &FAST_TRACK)?;
    let (when, need) = (when(&block, words, report), need(&block, report));
    let (full_quorum_hours, max_days) = (report.number(&block, "full_quorum_hours"), report.number(&block, "max_days"));
    if !need.need.contains_key(&Stage::Final) {
        let finding = report.error(105, block.place, "快速通道必须有终审", "the fast track needs a final review");
        report.push(finding.help("在 need 里加 final: 1", "add final: 1 to need"));
    }
    Some(FastTrack { when, need, full_quorum_hours: full_quorum_hours?, max_days: max_days? })
}

fn suspend(item: &Table<'_>, report: &mut Report<'_>) -> SuspendRule {
    let Some(block) = report.sub(item, "suspend", &SUSPEND) else { return SuspendRule::default() };
    SuspendRule {
        roles: report.members(&block, "role").into_iter().map(|role| role.value).collect(),
        stages: report.members(&block, "stages").into_iter().map(|stage| stage.value).collect(),
    }
}

fn minor(item: &Table<'_>, report: &mut Report<'_>) -> MinorLane {
    let Some(block) = report.sub(item, "minor", &MINOR) else { return MinorLane::default() };
    MinorLane {
        enabled: report.flag(&block, "enabled").unwrap_or(false),
        need: need(&block, report),
        max_chars: report.number(&block, "max_chars").unwrap_or(0),
        max_chain: report.number(&block, "max_chain").unwrap_or(0),
    }
}

fn clock(item: &Table<'_>, report: &mut Report<'_>) -> ClockRule {
    let usual = ClockRule::default();
    let Some(block) = report.sub(item, "clock", &CLOCK) else { return usual };
    ClockRule {
        max_entry_age_days: report.number(&block, "max_entry_age_days").unwrap_or(usual.max_entry_age_days),
        max_future_seconds: report.number(&block, "max_future_seconds").unwrap_or(usual.max_future_seconds),
    }
}

fn pull_request(item: &Table<'_>, report: &mut Report<'_>) -> PullRequestRule {
    let usual = PullRequestRule::default();
    let Some(block) = report.sub(item, "pr", &PR) else { return usual };
    PullRequestRule {
        max_articles: report.number(&block, "max_articles").unwrap_or(usual.max_articles),
        list_import: report.flag(&block, "list_import").unwrap_or(usual.list_import),
    }
}
