//! What the readers share: strict fields, accounts, times, addresses of pull requests, and the words of refusals.

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Account, MAX_BYTES, Refusal};

/// An account as all four forges write it.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: Option<i64>,
    #[serde(alias = "username")]
    pub(super) login: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

/// A user of GitLab, where the name has another key, and of Gitee, which gives both.
#[derive(Debug, Deserialize)]
pub(super) struct NamedUser {
    pub(super) id: Option<i64>,
    pub(super) login: Option<String>,
    pub(super) username: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

impl From<NamedUser> for User {
    fn from(user: NamedUser) -> Self {
        Self { id: user.id, login: user.login.or(user.username), kind: user.kind }
    }
}

/// An object of which only the sum is read.
#[derive(Debug, Deserialize)]
pub(super) struct Tip {
    pub(super) sha: Option<String>,
}

const WHOLE: (&str, &str) =
    ("把平台推送的审查事件原样存成文件再试", "store the forge's review event unchanged and try again");

const CLICK_AGAIN: (&str, &str) = (
    "请审核人在合并请求页面重新审查，或用 kepu sign 签署",
    "have the reviewer review again on the page of the request, or sign with kepu sign",
);

/// Reads JSON of limited size and depth.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8], what: (&str, &str)) -> Result<T, Refusal> {
    if bytes.len() > MAX_BYTES {
        let mib = MAX_BYTES >> 20;
        return Err(Refusal::new(
            719,
            (format!("{}超过 {mib} MiB", what.0), format!("{} is larger than {mib} MiB", what.1)),
            WHOLE,
        ));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Refusal::new(
            719,
            (
                format!("{}读不懂（第 {line} 行第 {column} 列）", what.0),
                format!("{} cannot be read (line {line}, column {column})", what.1),
            ),
            WHOLE,
        )
    })
}

/// Reads an event.
pub(super) fn event<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    json(bytes, ("事件文件", "the event file"))
}

/// Reads a fresh copy.
pub(super) fn copy<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    json(bytes, ("核对文件", "the fresh copy"))
}

/// A field without which an event says nothing.
pub(super) fn needed<T>(value: Option<T>, field: &str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::new(719, (format!("事件里没有 {field}"), format!("the event has no {field}")), WHOLE))
}

/// What is no approval, rejection or withdrawal.
pub(super) fn no_decision(what: &str) -> Refusal {
    let what: String = what.chars().filter(|c| !c.is_control()).take(40).collect();
    Refusal::new(
        719,
        (
            format!("“{what}”不是通过、不通过或撤回，不登记"),
            format!("`{what}` is neither an approval nor a rejection nor a withdrawal; nothing is recorded"),
        ),
        ("无须处理；要表态请在合并请求上审查", "nothing to do; to decide, review the request"),
    )
    .idle()
}

/// Who reviewed: a person's account with a number.
pub(super) fn reviewer(user: Option<User>) -> Result<Account, Refusal> {
    let help = (
        "请本人用登记过的账号重新审查，或用 kepu sign 签署",
        "have the person review with a registered account, or sign with kepu sign",
    );
    let deleted = || {
        let texts = ("审查账号已注销或不存在".to_owned(), "the reviewing account is deleted or missing".to_owned());
        Refusal::new(718, texts, help)
    };
    let user = user.ok_or_else(deleted)?;
    let login = name(user.login);
    // Gitea writes its ghost as −1 and its own robots as numbers below that.
    let id = user.id.filter(|id| *id > 0 && login != "ghost").ok_or_else(deleted)?;
    let robot = user.kind.as_deref().is_some_and(|kind| !kind.eq_ignore_ascii_case("user"));
    if robot || is_robot(&login) {
        let texts = (
            format!("账号 {login}（编号 {id}）是机器人，机器人的审查不计"),
            format!("account {login} (number {id}) is a robot; robots do not review"),
        );
        return Err(Refusal::new(718, texts, help));
    }
    Ok(Account { id: id.to_string(), login })
}

/// Names that GitHub Apps, GitLab access tokens and service accounts get from the forge itself.
fn is_robot(login: &str) -> bool {
    let token = |prefix: &str| {
        let rest = login.strip_prefix(prefix).and_then(|rest| rest.split_once('_'));
        rest.is_some_and(|(number, rest)| number.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with("bot"))
    };
    login.ends_with("[bot]") || token("project_") || token("group_") || login.starts_with("service_account_")
}

/// Who opened the request. Without him self-approval cannot be ruled out.
pub(super) fn opener(id: Option<i64>) -> Result<String, Refusal> {
    id.filter(|id| *id > 0).map(|id| id.to_string()).ok_or_else(|| {
        Refusal::new(
            718,
            (
                "合并请求的提出人未知或已注销，无法排除自己审自己".to_owned(),
                "whoever opened the request is unknown or deleted, so self-approval cannot be ruled out".to_owned(),
            ),
            ("请审核人用 kepu sign 签署", "have the reviewer sign with kepu sign"),
        )
    })
}

/// A name for texts: short, and nothing that moves a cursor.
fn name(login: Option<String>) -> String {
    let login = login.unwrap_or_default();
    login.chars().filter(|c| c.is_ascii_graphic()).take(60).collect()
}

/// A commit named in full.
pub(super) fn commit(sha: Option<String>) -> Result<String, Refusal> {
    let hex = |sha: &String| {
        matches!(sha.len(), 40 | 64)
            && sha.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && sha.bytes().any(|byte| byte != b'0')
    };
    sha.filter(hex).ok_or_else(|| {
        Refusal::unbound("事件没有指明审的是哪个提交", "the event names no commit that was reviewed", CLICK_AGAIN)
    })
}

/// `owner/name`, perhaps with groups between, in the letters that forges allow.
pub(super) fn repo(name: Option<String>) -> Result<String, Refusal> {
    let name = needed(name, "repository")?;
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !part.is_empty() && part.chars().all(plain)
    };
    if name.contains('/') && name.len() <= 200 && name.split('/').all(part) {
        return Ok(name);
    }
    Err(Refusal::unbound("事件里的仓库名不合规", "the event's repository has no proper name", WHOLE))
}

/// A time to the second. GitLab writes `2026-03-20 08:12:33 UTC`.
pub(super) fn time(text: Option<&str>) -> Option<Timestamp> {
    let text = text?.trim();
    let text = text.strip_suffix(" UTC").map_or_else(|| text.to_owned(), |rest| format!("{rest}Z"));
    let at: Timestamp = text.parse().ok()?;
    Timestamp::from_second(at.as_second()).ok()
}

/// A time that must be there.
pub(super) fn needed_time(at: Option<Timestamp>, field: &str) -> Result<Timestamp, Refusal> {
    needed(at, field)
}

/// Whether an address of the forge ends in this request: `…/owner/name/pulls/7`.
pub(super) fn names_request(url: Option<&str>, repo: &str, number: u64) -> bool {
    let Some(url) = url else { return false };
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.ends_with(&format!("/{repo}/pulls/{number}"))
}

/// The fresh copy does not hold what the event claims.
pub(super) fn unconfirmed(zh: &str, en: &str) -> Refusal {
    Refusal::new(
        719,
        (format!("核对不符：{zh}"), format!("not confirmed: {en}")),
        (
            "重新取核对文件；仍不符，就是事件过时或被伪造，请审核人重新审查",
            "fetch the copy anew; if it still differs, the event is stale or forged: have the reviewer review again",
        ),
    )
}
