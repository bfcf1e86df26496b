//! `kepu sign`: a person's decision about exactly these bytes, signed with the person's own key.

use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;

use super::context::{Site, source_error};
use super::exit::{CliError, Exit};
use super::{Globals, report, say};
use crate::diag::{Lang, Severity};
use crate::gate::governance::{EMERGENCIES, GOVERNANCE, protected_manifest};
use crate::gate::{fingerprint, policy_at};
use crate::host::{files, ssh_keygen, terminal};
use crate::model::article::Article;
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use crate::model::roster::{Person, Stage};
use crate::model::state::State;
use crate::model::units::{ContentDigest, Sha256, china_date};
use crate::pipeline::proposal::protected_files;
use crate::seal;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let text = |name: &str| args.get_one::<String>(name).cloned();
    let site = Site::open(globals)?;
    let person = person(&site, &text("as").unwrap_or_default())?;
    let decision = text("decision").and_then(|word| Decision::read(&word)).unwrap_or(Decision::Approve);
    let stage = stage(text("stage"), decision, person)?;
    let note = note(text("note"), decision)?;
    let word = text("article").unwrap_or_default();
    let protected = protected_digest(&site, globals, &word)?;
    let article = match site.article(&word) {
        Ok(article) => article,
        Err(_) if protected.is_some() => None,
        // Whatever state the text is in, showing it can be stopped at once.
        Err(_) if stops_showing(decision) && site.library.records.contains_key(&word) => None,
        Err(error) => return Err(error),
    };
    let key = args.get_one::<std::path::PathBuf>("key").cloned().unwrap_or_default();
    own_key(person, &key, globals)?;
    let statement = Statement {
        project: site.library.settings.project.value.as_str().into(),
        article: article.map_or(word.clone(), |article| article.id().to_string()),
        digest: article
            .map(|article| fingerprint::digest(article))
            .or(protected)
            .unwrap_or(ContentDigest(Sha256([0; 32]))),
        from: fixed_version(&site, globals, args, article)?,
        decision,
        stage,
        reviewer: person.id.value.clone(),
        conflict_declared: args.get_flag("conflict"),
        at: whole_second(globals.now),
        via: Via::Ssh,
        evidence: None,
        note,
    };
    if let Some(asked) = text("digest") {
        same_version(&asked, statement.digest)?;
    }
    if let Some(article) = article {
        sound(&site, globals, article, decision)?;
    } else if !stops_showing(decision) && protected.is_none() {
        return Err(not_loadable(&word));
    }
    if !confirmed(globals, args, article, &statement, person)? {
        return Err(CliError::new(Exit::Usage, "没有签署", "nothing was signed"));
    }
    let path = write(&site, article, &statement, &key)?;
    say(&match globals.lang {
        Lang::Zh => format!(
            "已签署：{} {} {} 版本 {}\n{path}\n",
            person.name,
            decision.zh(),
            stage.map_or("", Stage::zh),
            statement.digest.short()
        ),
        Lang::En => format!(
            "signed: {} {} {} version {}\n{path}\n",
            person.name,
            decision.en(),
            stage.map_or("", Stage::en),
            statement.digest.short()
        ),
    })?;
    Ok(Exit::Fine)
}

/// Records keep whole seconds: fractions would only make file names long.
fn whole_second(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The digest of the protected files as they lie here, when the decision is about them.
fn protected_digest(site: &Site, globals: &Globals, word: &str) -> Result<Option<ContentDigest>, CliError> {
    if !matches!(word, GOVERNANCE | EMERGENCIES) {
        return Ok(None);
    }
    let Some(policy) = policy_at(&site.library.roster, globals.now) else {
        return Err(CliError::new(Exit::Usage, "今天没有适用的政策", "no policy is in force today"));
    };
    let files = protected_files(&*site.sources, policy, word == EMERGENCIES).map_err(|error| source_error(&error))?;
    Ok(Some(protected_manifest(word, &files).digest()))
}

/// Fewer digits of a digest could be hit by trying.
const DIGEST_DIGITS: usize = 12;

/// Refuses when the text that lies here is not the one that was read.
fn same_version(asked: &str, present: ContentDigest) -> Result<(), CliError> {
    let digits: String =
        asked.trim_start_matches("sha256:").chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || !(DIGEST_DIGITS..=64).contains(&digits.len()) {
        return Err(CliError::new(
            Exit::Usage,
            format!("--digest 要写审核单上版本的至少 {DIGEST_DIGITS} 位十六进制数字"),
            format!("--digest wants at least {DIGEST_DIGITS} hexadecimal digits of the version on the sheet"),
        ));
    }
    if present.0.hex().starts_with(&digits) {
        return Ok(());
    }
    let short = present.short();
    Err(CliError::new(
        Exit::Trust,
        format!("审核单上的版本 {digits} 不是现在的稿件（版本 {short}），没有签署"),
        format!("version {digits} on the sheet is not the present text (version {short}); nothing was signed"),
    )
    .hint(
        "稿件在出单之后改过：重新出单（kepu sheet），请审核人再看一遍",
        "the text changed after the sheet was made: make a new one (kepu sheet) and have it read again",
    ))
}

/// The fully approved version of which the present text is a small fix; refuses a text that goes beyond one.
fn fixed_version(
    site: &Site,
    globals: &Globals,
    args: &ArgMatches,
    article: Option<&Arc<Article>>,
) -> Result<Option<ContentDigest>, CliError> {
    let is_minor = args.get_one::<String>("decision").is_some_and(|word| word == Decision::Minor.token());
    match (args.get_one::<String>("from"), article) {
        (None, _) if !is_minor => Ok(None),
        (Some(_), _) if !is_minor => {
            Err(CliError::new(Exit::Usage, "--from 只用于 --decision minor", "--from belongs to --decision minor"))
        }
        (Some(word), Some(article)) => {
            let digest = ContentDigest::parse(word).ok_or_else(no_full_digest)?;
            let faults = site.small_fix_faults(globals, article, digest);
            if faults.is_empty() {
                return Ok(Some(digest));
            }
            let shown = report::human(&faults, &site.texts(&faults), globals);
            Err(CliError::new(
                Exit::Findings,
                format!("超出小改范围，没有签署\n\n{shown}"),
                format!("this is no small fix; nothing was signed\n\n{shown}"),
            ))
        }
        _ => Err(no_full_digest()),
    }
}

fn no_full_digest() -> CliError {
    CliError::new(
        Exit::Usage,
        "小改要用 --from 写明走完全部审核的那一版的完整摘要值（sha256:…）",
        "a small fix names the fully approved version in full: --from sha256:…",
    )
    .hint(
        "摘要值见该版的签署记录或 provenance/<编号>.json",
        "it stands in that version's records and in provenance/<id>.json",
    )
}

fn stops_showing(decision: Decision) -> bool {
    matches!(decision, Decision::Suspend)
}

fn not_loadable(word: &str) -> CliError {
    CliError::new(
        Exit::Findings,
        format!("{word} 的前置元数据有误，不能签署"),
        format!("the front matter of {word} is wrong; it cannot be signed"),
    )
    .hint(format!("运行 kepu check {word}"), format!("run kepu check {word}"))
}

pub(super) fn person<'a>(site: &'a Site, id: &str) -> Result<&'a Person, CliError> {
    site.library.roster.people.get(id).ok_or_else(|| {
        CliError::new(Exit::Usage, format!("名册里没有 {id}"), format!("{id} is not on the roster"))
            .hint("人员编号见 reviewers.yaml 的 people", "ids stand under people in reviewers.yaml")
    })
}

fn stage(word: Option<String>, decision: Decision, person: &Person) -> Result<Option<Stage>, CliError> {
    let given = word.and_then(|word| Stage::read(&word));
    use Decision::{Approve, Minor, Reject, Retract, Withdraw};
    let needs = matches!(decision, Approve | Minor | Reject | Retract | Withdraw);
    if let Some(stage) = given {
        if !person.stages.contains(&stage) {
            let (id, zh, en) = (&person.id.value, stage.zh(), stage.en());
            return Err(CliError::new(Exit::Usage, format!("{id} 不承担{zh}"), format!("{id} does not hold the {en}")));
        }
        return Ok(Some(stage));
    }
    match (needs, person.stages.as_slice()) {
        (false, _) => Ok(person.stages.first().copied()),
        (true, [only]) => Ok(Some(*only)),
        (true, _) => Err(CliError::new(Exit::Usage, "请用 --stage 指明审次", "name the stage with --stage")),
    }
}

fn note(note: Option<String>, decision: Decision) -> Result<Option<String>, CliError> {
    use Decision::{Overrule, Reject, Resume, Retract, Suspend};
    if note.as_ref().is_some_and(|note| note.chars().any(char::is_control)) {
        return Err(CliError::new(Exit::Usage, "--note 只能是一行", "--note is one line"));
    }
    let compulsory = matches!(decision, Reject | Suspend | Resume | Retract | Overrule);
    if compulsory && note.as_ref().is_none_or(|note| note.trim().is_empty() || note == "-") {
        let (zh, en) = (decision.zh(), decision.en());
        return Err(CliError::new(
            Exit::Usage,
            format!("{zh}须用 --note 说明理由"),
            format!("{en} needs a reason: --note"),
        ));
    }
    Ok(note)
}

/// Refuses a key that the roster does not give to this person today: such a record would never count.
fn own_key(person: &Person, key: &Path, globals: &Globals) -> Result<(), CliError> {
    let line = public_line(key)?;
    let today = china_date(globals.now);
    let same = |own: &str| own.split_whitespace().take(2).eq(line.split_whitespace().take(2));
    let holds = person.keys.iter().any(|own| same(&own.key.value) && own.window.holds(today) && own.revoked.is_none());
    if holds {
        return Ok(());
    }
    let id = &person.id.value;
    Err(CliError::new(
        Exit::Files,
        format!("这把密钥不是 {id} 在名册中今天有效的密钥"),
        format!("this key is not one that the roster gives {id} today"),
    )
    .hint(
        "换用本人登记的密钥，或先在 reviewers.yaml 登记",
        "use the registered key, or register this one in reviewers.yaml first",
    ))
}

/// The public half of a key file.
pub(super) fn public_line(key: &Path) -> Result<String, CliError> {
    let text = String::from_utf8_lossy(&files::read(key)?).into_owned();
    if !text.contains("PRIVATE KEY") {
        return Ok(text);
    }
    seal::public_line(&text).or_else(|error| {
        // An encrypted file still has its public half beside it.
        let mut beside = key.as_os_str().to_owned();
        beside.push(".pub");
        let public = files::read(Path::new(&beside)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        public.map_err(|_| key_error(key, &error))
    })
}

fn key_error(key: &Path, error: &seal::SealError) -> CliError {
    let key = key.display();
    CliError::new(
        Exit::Files,
        format!("{key}：密钥不能使用（{error}）"),
        format!("{key}: the key cannot be used ({error})"),
    )
}

/// Signs with a plain key file by library, with all else (agent, token, passphrase) by `ssh-keygen`.
pub(super) fn sign_with(key: &Path, namespace: &str, message: &[u8]) -> Result<String, CliError> {
    let text = String::from_utf8_lossy(&files::read(key)?).into_owned();
    if text.contains("PRIVATE KEY") {
        match seal::sign(&text, namespace, message) {
            Ok(armour) => return Ok(armour),
            Err(seal::SealError::Encrypted) => {}
            Err(error) => return Err(key_error(key, &error)),
        }
    }
    Ok(ssh_keygen::sign(key, namespace, message)?)
}

/// Refuses to approve a text with errors: nobody should put a name under something that cannot be shown.
fn sound(site: &Site, globals: &Globals, article: &Arc<Article>, decision: Decision) -> Result<(), CliError> {
    if !matches!(decision, Decision::Approve | Decision::Minor | Decision::Retract) {
        return Ok(());
    }
    if decision == Decision::Retract && article.front.retraction.is_none() {
        return Err(CliError::new(
            Exit::Usage,
            "稿件还没有写 retraction，撤稿的签署不会生效，没有签署",
            "the article has no `retraction` yet: this decision would have no effect, and nothing was signed",
        )
        .hint(
            "先在前置元数据里写 retraction（日期和原因），再签署；要马上停止展示用 --decision suspend",
            "write `retraction` (date and reason) first; to stop showing it at once use --decision suspend",
        ));
    }
    let (standing, findings) = site.standing(article, globals)?;
    let wrong = match decision {
        // Until it is agreed to, a small fix lacks a correction (KP901) and a quorum; what else is wrong stays wrong.
        Decision::Minor => {
            let waits = |code: u16| code == 901 || (700..800).contains(&code);
            findings.iter().any(|finding| finding.severity >= Severity::Error && !waits(finding.code.0))
        }
        _ => standing.state == State::Invalid,
    };
    if wrong { Err(unsound(article)) } else { Ok(()) }
}

fn unsound(article: &Article) -> CliError {
    let dir = &article.dir;
    CliError::new(Exit::Findings, "稿件还有错误，不能签署", "the article still has errors; it cannot be signed")
        .hint(format!("运行 kepu check {dir}"), format!("run kepu check {dir}"))
}

fn confirmed(
    globals: &Globals,
    args: &ArgMatches,
    article: Option<&Arc<Article>>,
    statement: &Statement,
    person: &Person,
) -> Result<bool, CliError> {
    if args.get_flag("yes") {
        return Ok(true);
    }
    if !terminal::can_ask() {
        return Err(CliError::new(
            Exit::Usage,
            "无法询问确认（不是终端）",
            "cannot ask for confirmation (no terminal)",
        )
        .hint("加 --yes", "add --yes"));
    }
    let title = article.map_or("", |article| article.front.title.value.as_str());
    let (id, digest) = (&statement.article, statement.digest);
    let stage = statement.stage.map_or("", Stage::zh);
    let (name, decision) = (&person.name, statement.decision);
    let question = match globals.lang {
        Lang::Zh => format!(
            "{id}《{title}》\n摘要值 {digest}\n{name} {stage} {}。签署即对这一版的每个字负责。\n输入“是”确认：",
            decision.zh()
        ),
        Lang::En => format!(
            "{id} {title}\ndigest {digest}\n{name} {} {}. You vouch for every word of this version.\nType yes: ",
            statement.stage.map_or("", Stage::en),
            decision.en()
        ),
    };
    let answer =
        terminal::ask(&question).map_err(|error| CliError::new(Exit::Files, error.to_string(), error.to_string()))?;
    Ok(matches!(answer.as_str(), "是" | "yes" | "y" | "Y"))
}

/// Where a statement is kept, below the site.
pub(super) fn file_name(statement: &Statement) -> String {
    let stamp: String = statement.at.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    let stage = statement.stage.map_or("none", Stage::token);
    let (article, reviewer, decision) = (&statement.article, &statement.reviewer, statement.decision.token());
    format!("records/{article}/{stamp}-{reviewer}-{stage}-{decision}.signoff")
}

/// Writes the record, and beside it what its digest was made of, so that a later change can be named.
fn write(site: &Site, article: Option<&Arc<Article>>, statement: &Statement, key: &Path) -> Result<String, CliError> {
    let signed = statement.signed_text();
    let folder = format!("records/{}", statement.article);
    let name = file_name(statement);
    if files::exists(&site.root.join(&name)) {
        return Err(CliError::new(
            Exit::Files,
            format!("这份签署已经有了：{name}"),
            format!("this record is there already: {name}"),
        ));
    }
    if let Some(article) = article {
        let parts = format!("{folder}/{}.parts", statement.digest.0.hex().get(..12).unwrap_or_default());
        files::write_whole(&site.root.join(parts), fingerprint::manifest_text(article).as_bytes())?;
    }
    let armour = sign_with(key, SIGNOFF_NAMESPACE, signed.as_bytes())?;
    files::write_new(&site.root.join(&name), format!("{signed}{}\n", armour.trim_end()).as_bytes())?;
    Ok(name)
}
