//! `reviewers.yaml` to [`Roster`]: organisations, people, recorders; the policy is read in [`super::policy`].
//!
//! Deliberately absent: whether two people share a key, or a stage has nobody (KP805, KP806); those are rules.

use std::collections::BTreeMap;

use super::article::Words;
use super::decode::{Shape, Table, may, must};
use super::form::{self, Form, SiteWord, of};
use super::policy;
use super::report::Report;
use super::values::{Choice, is_name};
use crate::model::roster::{
    Account, Interest, Membership, Organisation, Person, Qualification, Recorder, Revocation, Role, Roster, RosterKey,
    Stage, Window,
};
use crate::model::span::Spanned;
use crate::model::tree::Node;

pub(super) static SHAPE: Shape = Shape {
    zh: "reviewers.yaml",
    en: "reviewers.yaml",
    unknown: 103,
    keys: &[
        must("kepu_reviewers", "版式号", "kepu_reviewers: 1").is(Form::Schema),
        must("organisations", "单位", "organisations: {ncu1: {name: 某某医院, type: hospital}}")
            .is(Form::Names(&Form::Name, &Form::Table(&ORGANISATION))),
        must("people", "人员", "people: [{id: zhao-li, name: 赵莉, stages: [knowledge]}]")
            .is(Form::List(&Form::Table(&PERSON))),
        may("recorders", "登记程序").is(Form::List(&Form::Table(&RECORDER))),
        must("policy", "审核政策", "policy: [{since: 2026-01-01, classes: […]}]")
            .is(Form::List(&Form::Table(&policy::VERSION))),
    ],
};

static ORGANISATIONS: Shape =
    Shape { zh: "单位（organisations）", en: "organisations", unknown: 103, keys: &[may("ncu1", "单位")] };

static ORGANISATION: Shape = Shape {
    zh: "单位",
    en: "an organisation",
    unknown: 103,
    keys: &[must("name", "名称", "name: 某某医院"), may("type", "性质")],
};

static PERSON: Shape = Shape {
    zh: "人员",
    en: "a person",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: zhao-li").is(Form::Name),
        must("name", "姓名", "name: 赵莉"),
        may("title", "职称"),
        may("orgs", "单位").is(Form::List(&Form::Table(&MEMBERSHIP))),
        must("active", "任期", "active: {from: 2026-01-01, until: 2027-12-31}").is(Form::Table(&WINDOW)),
        must("stages", "审次", "stages: [knowledge]").is(Form::List(&Form::Word(of::<Stage>))),
        may("roles", "职责").is(Form::List(&Form::Word(of::<Role>))),
        may("domains", "领域").is(Form::List(&Form::Site(SiteWord::Domain))),
        may("qualifications", "资质").is(Form::List(&Form::Table(&QUALIFICATION))),
        may("accounts", "平台账号").is(Form::List(&Form::Table(&ACCOUNT))),
        may("keys", "密钥").is(Form::List(&Form::Table(&KEY))),
        may("emails", "邮箱").is(Form::List(&Form::Pattern(form::EMAIL, "邮箱地址"))),
        may("interests", "利益关系").is(Form::List(&Form::Table(&INTEREST))),
    ],
};

static MEMBERSHIP: Shape = Shape {
    zh: "所在单位",
    en: "a membership",
    unknown: 103,
    keys: &[
        must("id", "单位编号", "id: ncu1").is(Form::Site(SiteWord::Organisation)),
        may("from", "起").is(Form::Day),
        may("until", "止").is(Form::Day),
    ],
};

static WINDOW: Shape = Shape {
    zh: "任期（active）",
    en: "active",
    unknown: 103,
    keys: &[must("from", "起", "from: 2026-01-01").is(Form::Day), may("until", "止").is(Form::Day)],
};

static QUALIFICATION: Shape = Shape {
    zh: "资质",
    en: "a qualification",
    unknown: 103,
    keys: &[must("type", "类别", "type: physician").is(Form::Name), may("until", "止").is(Form::Day)],
};

static ACCOUNT: Shape = Shape {
    zh: "平台账号",
    en: "an account",
    unknown: 103,
    keys: &[
        must("platform", "平台", "platform: gitee").is(Form::Word(platforms)),
        must("id", "数字编号", "id: 1234567").is(Form::Digits(form::ACCOUNT_ID, "平台给出的数字编号")),
        may("login", "登录名"),
        may("from", "起").is(Form::Day),
        may("until", "止").is(Form::Day),
    ],
};

static KEY: Shape = Shape {
    zh: "密钥",
    en: "a key",
    unknown: 103,
    keys: &[
        must("key", "公钥", "key: \"ssh-ed25519 AAAA…\"").is(Form::PublicKey),
        may("from", "起").is(Form::Day),
        may("until", "止").is(Form::Day),
        may("revoked", "吊销").is(Form::Table(&REVOKED)),
    ],
};

static REVOKED: Shape = Shape {
    zh: "吊销（revoked）",
    en: "revoked",
    unknown: 103,
    keys: &[
        must("on", "日期", "on: 2026-02-01").is(Form::Day),
        must("reason", "原因", "reason: compromised"),
        may("distrust_from", "不可信起始日").is(Form::Day),
    ],
};

static INTEREST: Shape = Shape {
    zh: "利益关系",
    en: "an interest",
    unknown: 103,
    keys: &[
        must("party", "对方", "party: 某药企"),
        may("nature", "性质"),
        may("topics", "涉及主题").is(Form::List(&Form::Name)),
        may("from", "起").is(Form::Day),
        may("until", "止").is(Form::Day),
    ],
};

static RECORDER: Shape = Shape {
    zh: "登记程序",
    en: "a recorder",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: ci-gitee").is(Form::Name),
        must("platforms", "平台", "platforms: [gitee]").is(Form::List(&Form::Word(platforms))),
        must("repos", "代码库", "repos: [\"gitee:jxkx/kepu\"]")
            .is(Form::List(&Form::Pattern(form::REPO, "平台:所有者/名称"))),
        must("keys", "密钥", "keys: [{key: \"ssh-ed25519 AAAA…\"}]").is(Form::List(&Form::Table(&KEY))),
    ],
};

/// Decodes the trust file.
pub(super) fn decode(tree: &Spanned<Node>, words: Words<'_>, report: &mut Report<'_>) -> Option<Roster> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_reviewers");
    let organisations = organisations(&table, report);
    let people = people(&table, &organisations, report);
    let recorders = recorders(&table, report);
    let policy = policy::versions(&table, words, report);
    Some(Roster { organisations, people, recorders, policy })
}

fn organisations(table: &Table<'_>, report: &mut Report<'_>) -> BTreeMap<String, Organisation> {
    let Some(block) = report.sub_names(table, "organisations", &ORGANISATIONS) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    for entry in block.entries() {
        let id = report.name(&entry.key, "organisations");
        let Some(own) = report.table(&entry.value, &ORGANISATION, entry.key.span) else { continue };
        let (name, org_type) = (report.words(&own, "name"), report.words(&own, "type"));
        if let (Some(id), Some(name)) = (id, name) {
            found.insert(id, Organisation { name: name.into(), org_type });
        }
    }
    found
}

fn people(
    table: &Table<'_>,
    orgs: &BTreeMap<String, Organisation>,
    report: &mut Report<'_>,
) -> BTreeMap<String, Person> {
    let mut found: BTreeMap<String, Person> = BTreeMap::new();
    for item in report.tables(table, "people", &PERSON) {
        let Some(person) = person(&item, orgs, report) else { continue };
        match found.get(&person.id.value) {
            Some(first) => report.twice(("人员编号", "person id"), &person.id.value, first.id.span, person.id.span),
            None => {
                found.insert(person.id.value.clone(), person);
            }
        }
    }
    found
}

fn person(item: &Table<'_>, orgs: &BTreeMap<String, Organisation>, report: &mut Report<'_>) -> Option<Person> {
    let id = report.read(item, "id", |report, text| report.name(text, "people.id"));
    let (name, title) = (report.words(item, "name"), report.words(item, "title"));
    let active = report.sub(item, "active", &WINDOW).map(|block| window(&block, report));
    let person = Person {
        id: id.clone()?,
        name: name.unwrap_or_default().into(),
        title: title.map(Into::into),
        orgs: memberships(item, orgs, report),
        active: active.unwrap_or_default(),
        stages: report.members(item, "stages").into_iter().map(|stage| stage.value).collect(),
        roles: report.members(item, "roles").into_iter().map(|role| role.value).collect(),
        domains: names(item, "domains", report),
        qualifications: qualifications(item, report),
        accounts: accounts(item, report),
        keys: keys(item, report),
        emails: report.list(item, "emails", email),
        interests: interests(item, report),
    };
    Some(person)
}

fn names(item: &Table<'_>, key: &str, report: &mut Report<'_>) -> Vec<String> {
    report.list(item, key, |report, text| report.name(text, key)).into_iter().map(|name| name.value).collect()
}

/// `from` and `until` of an entry; the wrong order is told.
fn window(item: &Table<'_>, report: &mut Report<'_>) -> Window {
    let (from, until) = (report.date(item, "from"), report.date(item, "until"));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.value < from.value
    {
        let finding = report.error(
            105,
            until.span,
            format!("截止日 {} 早于起始日 {}", until.value, from.value),
            format!("until {} lies before from {}", until.value, from.value),
        );
        report.push(finding.also(report.path, from.span, "起始日", "from").help("核对两个日期", "check both dates"));
    }
    Window { from: from.map(|day| day.value), until: until.map(|day| day.value) }
}

fn memberships(item: &Table<'_>, orgs: &BTreeMap<String, Organisation>, report: &mut Report<'_>) -> Vec<Membership> {
    let choices: Vec<_> = orgs.iter().map(|(id, org)| Choice::new(id, &org.name)).collect();
    let items = report.tables(item, "orgs", &MEMBERSHIP);
    items
        .iter()
        .filter_map(|item| {
            let org = report.read(item, "id", |report, text| report.choose(text, "orgs.id", &choices));
            let window = window(item, report);
            Some(Membership { org: org?, window })
        })
        .collect()
}

fn qualifications(item: &Table<'_>, report: &mut Report<'_>) -> Vec<Qualification> {
    let items = report.tables(item, "qualifications", &QUALIFICATION);
    items
        .iter()
        .filter_map(|item| {
            let kind = report.read(item, "type", |report, text| report.name(text, "qualifications.type"));
            let until = report.date(item, "until").map(|day| day.value);
            Some(Qualification { kind: kind?, until })
        })
        .collect()
}

fn platforms() -> Vec<Choice<'static>> {
    vec![
        Choice::new("github", "GitHub"),
        Choice::new("gitlab", "GitLab"),
        Choice::new("gitea", "Gitea"),
        Choice::new("gitee", "码云"),
    ]
}

fn accounts(item: &Table<'_>, report: &mut Report<'_>) -> Vec<Account> {
    let items = report.tables(item, "accounts", &ACCOUNT);
    items
        .iter()
        .filter_map(|item| {
            let platform = report.read(item, "platform", |report, text| report.choose(text, "platform", &platforms()));
            let id = report.read(item, "id", account_id);
            let login = report.words(item, "login");
            let window = window(item, report);
            Some(Account { platform: platform?.value, id: id?, login, window })
        })
        .collect()
}

/// A login can be renamed and taken by somebody else; the number cannot.
fn account_id(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let given = text.value.as_str();
    if given.bytes().all(|byte| byte.is_ascii_digit()) && !given.starts_with('0') && given.len() <= 19 {
        return Some(given.to_owned());
    }
    let finding =
        report.wrong(text, format!("账号编号“{given}”不是数字编号"), format!("the account id `{given}` is no number"));
    report.push(finding.help(
        "写平台给出的数字编号，登录名写在 login",
        "write the platform's numeric id; the login name goes into login",
    ));
    None
}

fn email(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let given = text.value.trim();
    let sound = given
        .split_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'));
    if sound && given.is_ascii() && !given.contains(char::is_whitespace) {
        return Some(given.to_owned());
    }
    let finding = report.wrong(text, format!("“{given}”不是邮箱地址"), format!("`{given}` is no e-mail address"));
    report.push(finding.help("写提交代码时所用的邮箱", "write the address used for commits"));
    None
}

fn keys(item: &Table<'_>, report: &mut Report<'_>) -> Vec<RosterKey> {
    let items = report.tables(item, "keys", &KEY);
    items
        .iter()
        .filter_map(|item| {
            let key = report.read(item, "key", public_key);
            let window = window(item, report);
            let revoked = revocation(item, report);
            // A revocation that cannot be read must not leave the key good.
            let lost = revoked.is_none() && item.entry("revoked").is_some();
            Some(RosterKey { key: key?, window, revoked }).filter(|_| !lost)
        })
        .collect()
}

fn revocation(item: &Table<'_>, report: &mut Report<'_>) -> Option<Revocation> {
    let block = report.sub(item, "revoked", &REVOKED)?;
    let (on, reason) = (report.date(&block, "on"), report.words(&block, "reason"));
    let distrust_from = report.date(&block, "distrust_from").map(|day| day.value);
    Some(Revocation { on: on?.value, reason: reason?, distrust_from })
}

/// Key types that sign here, and how the base64 of each begins: length and name of the type are part of the key.
const KEY_TYPES: &[(&str, &str)] = &[
    ("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAI"),
    ("sk-ssh-ed25519@openssh.com", "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t"),
    ("ecdsa-sha2-nistp256", "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY"),
    ("sk-ecdsa-sha2-nistp256@openssh.com", "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20"),
];

/// The pattern of [`public_key`]; the length of the base64 is left to the loader.
pub(super) fn key_pattern() -> String {
    let kinds: Vec<String> = KEY_TYPES
        .iter()
        .map(|(name, begin)| format!("{}[ \\t]+{begin}[A-Za-z0-9+/]*={{0,2}}", name.replace('.', "\\.")))
        .collect();
    format!("^({})([ \\t][^\\n]*)?$", kinds.join("|"))
}

/// The one-line form; a comment after it is dropped, so that equal keys are equal texts.
fn public_key(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let mut parts = text.value.split_ascii_whitespace();
    let (kind, blob) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let base64 =
        blob.trim_end_matches('=').bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    let begins = KEY_TYPES.iter().find(|(name, _)| *name == kind).is_some_and(|(_, begin)| blob.starts_with(begin));
    if begins && base64 && blob.len() % 4 == 0 && !text.value.contains('\n') {
        return Some(format!("{kind} {blob}"));
    }
    let private = text.value.contains("PRIVATE KEY");
    let (zh, en) = if private {
        ("这是私钥，不可放进版本库", "this is a private key, which must never be committed")
    } else {
        ("不是可用的 SSH 公钥", "no usable SSH public key")
    };
    let finding = report.wrong(text, zh.to_owned(), en.to_owned());
    report.push(if private {
        finding.help(
            "立即作废这把密钥，换一把新的，只登记 .pub 文件的内容",
            "discard this key now, make a new one, and enter the .pub line only",
        )
    } else {
        finding.help(
            "粘贴 .pub 文件的一整行，以 ssh-ed25519 开头",
            "paste the whole line of the .pub file, which begins with ssh-ed25519",
        )
    });
    None
}

fn interests(item: &Table<'_>, report: &mut Report<'_>) -> Vec<Interest> {
    let items = report.tables(item, "interests", &INTEREST);
    items
        .iter()
        .filter_map(|item| {
            let (party, nature) = (report.words(item, "party"), report.words(item, "nature"));
            let topics = names(item, "topics", report);
            let window = window(item, report);
            Some(Interest { party: party?, nature, topics, window })
        })
        .collect()
}

fn recorders(table: &Table<'_>, report: &mut Report<'_>) -> BTreeMap<String, Recorder> {
    let mut found: BTreeMap<String, Recorder> = BTreeMap::new();
    for item in report.tables(table, "recorders", &RECORDER) {
        let id = report.read(&item, "id", |report, text| report.name(text, "recorders.id"));
        let platforms = report.list(&item, "platforms", |report, text| report.choose(text, "platforms", &platforms()));
        let repos = report.list(&item, "repos", repo);
        let keys = keys(&item, report);
        let Some(id) = id else { continue };
        match found.get(&id.value) {
            Some(first) => report.twice(("登记程序", "recorder"), &id.value, first.id.span, id.span),
            None => {
                let plain = |words: Vec<Spanned<String>>| words.into_iter().map(|word| word.value).collect();
                found.insert(id.value.clone(), Recorder { id, platforms: plain(platforms), repos: plain(repos), keys });
            }
        }
    }
    found
}

fn repo(report: &mut Report<'_>, text: &Spanned<String>) -> Option<String> {
    let sound = text.value.split_once(':').is_some_and(|(platform, path)| {
        is_name(platform) && path.split('/').count() >= 2 && !path.contains(char::is_whitespace)
    });
    if sound {
        return Some(text.value.clone());
    }
    let finding =
        report.wrong(text, format!("“{}”不是代码库", text.value), format!("`{}` is no repository", text.value));
    report.push(finding.help("写成 \"平台:所有者/名称\"，如 \"gitee:jxkx/kepu\"", "write \"platform:owner/name\""));
    None
}
