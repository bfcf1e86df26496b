//! `kepu record`: one review event of a forge becomes one signed record, by a machine that the roster knows.
//!
//! Everything that is trusted comes from the tip of the base, the text from the commit that was reviewed; both are
//! read as git objects. Whether to record is decided in `pipeline::recording`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::change::{Ends, base_fault, git_error};
use super::context::{root, source_error};
use super::exit::{CliError, Exit};
use super::sign::{file_name, public_line, sign_with};
use super::{Globals, say};
use crate::diag::{Bilingual, Lang};
use crate::gate::fingerprint::{manifest_text, parts_file_name};
use crate::gate::recorder_holds;
use crate::host::files;
use crate::load::{Library, LoadStop};
use crate::model::article::Article;
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, Statement};
use crate::model::roster::Stage;
use crate::model::units::china_date;
use crate::pipeline;
use crate::pipeline::proposal::{self, Proposed};
use crate::pipeline::recording::{self, Contributor, Request, Ruling};
use crate::platform::{self, Platform, Refusal, ReviewEvent};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let file = |name: &str| args.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let word = args.get_one::<String>("platform").map(String::as_str).unwrap_or_default();
    // Forgejo speaks as Gitea does.
    let platform = Platform::read(if word == "forgejo" { "gitea" } else { word }).unwrap_or(Platform::Github);
    let (event, copy) = (files::read(&file("event"))?, files::read(&file("confirm"))?);
    let events = if args.get_flag("list") {
        platform::read_list(platform, &event, &copy).unwrap_or_else(|refusal| vec![Err(refusal)])
    } else {
        vec![platform::read(platform, &event).and_then(|claim| claim.confirm(&copy))]
    };
    let mut answer = Answer { receipt: Bilingual::new("", ""), more: String::new(), exit: Exit::Fine };
    for event in events {
        answer.add(match event {
            Ok(event) => record(globals, args, &event)?,
            Err(refusal) => Answer::refused(&refusal),
        });
    }
    if let Some(receipt) = args.get_one::<PathBuf>("receipt") {
        files::write_whole(receipt, format!("{}\n", answer.receipt.get(globals.lang)).as_bytes())?;
    }
    say(&format!("{}\n", answer.receipt.get(globals.lang)))?;
    say(&answer.more)?;
    Ok(answer.exit)
}

/// What is said to the reviewer, and to the log besides.
struct Answer {
    receipt: Bilingual,
    more: String,
    exit: Exit,
}

impl Answer {
    /// Puts another answer below this one; the worse end counts.
    fn add(&mut self, other: Self) {
        for (text, more) in [(&mut self.receipt.zh, other.receipt.zh), (&mut self.receipt.en, other.receipt.en)] {
            let line = if text.is_empty() { more } else { format!("\n{more}") };
            text.push_str(&line);
        }
        self.more.push_str(&other.more);
        self.exit = if other.exit == Exit::Fine { self.exit } else { other.exit };
    }

    fn refused(refusal: &Refusal) -> Self {
        let (message, help) = (&refusal.message, &refusal.help);
        let code = crate::diag::Code(refusal.code);
        let receipt = Bilingual::new(
            format!("未登记（{code}）：{}。{}", message.zh, help.zh),
            format!("not recorded ({code}): {}. {}", message.en, help.en),
        );
        let exit = if refusal.idle { Exit::Fine } else { Exit::Findings };
        Self { receipt, more: String::new(), exit }
    }
}

fn record(globals: &Globals, args: &ArgMatches, event: &ReviewEvent) -> Result<Answer, CliError> {
    let base = args.get_one::<String>("base").map(String::as_str).unwrap_or_default();
    let clone = args.get_one::<PathBuf>("head-repo").cloned();
    let there = Globals { root: clone.or_else(|| globals.root.clone()), ..globals.clone() };
    let ends = Ends::find(&there, base, &event.commit)?;
    // Text alone: a record that a branch brings along for another article is no change that a click could mean.
    let holds = |path: &str| ends.base.blob(path).is_some() || ends.head.blob(path).is_some();
    let touched = proposal::touched(&ends.files, &holds);
    let contributors = contributors(&ends, &touched)?;
    let sources = Proposed::new(&ends.base, &ends.head, None, &BTreeSet::new());
    let library = pipeline::load(&sources).map_err(|stop| match stop {
        LoadStop::Source(error) => source_error(&error),
        LoadStop::Settings(findings) => base_fault(&there, &ends.base, findings.sorted()),
    })?;
    let committed = ends.repository.commits(&ends.fork, ends.head.commit(), "");
    let committed = committed.map_err(|error| git_error(&error))?;
    let tip = committed.iter().find(|commit| commit.oid == *ends.head.commit()).map(|commit| commit.committed);
    let request = Request {
        committed: tip.and_then(|second| jiff::Timestamp::from_second(second).ok()),
        library: &library,
        history: &ends.history(&touched)?,
        sources: &sources,
        event,
        touched: &touched,
        contributors: &contributors,
        now: globals.now,
    };
    let several = touched.len() > 1;
    let mut answer = Answer { receipt: Bilingual::new("", ""), more: String::new(), exit: Exit::Fine };
    for ruling in recording::decide_each(&request) {
        answer.add(match ruling {
            Err(refusal) => Answer::refused(&refusal),
            Ok(Ruling::Known(path)) => Answer {
                receipt: Bilingual::new("此前已登记，不重复登记", "recorded before; nothing was written"),
                more: format!("{path}\n"),
                exit: Exit::Fine,
            },
            Ok(Ruling::Record(statement, article)) => {
                let receipt = receipt(&library, &statement, several);
                let more = write(globals, args, (&library, event), (&statement, article.as_deref()))?;
                Answer { receipt, more, exit: Exit::Fine }
            }
        });
    }
    Ok(answer)
}

/// Everybody in the commits that lie between the base and the reviewed commit and change one of some articles.
fn contributors(ends: &Ends, touched: &BTreeSet<String>) -> Result<Vec<Contributor>, CliError> {
    let mut found = BTreeSet::new();
    for dir in touched {
        let commits = ends.repository.commits(&ends.fork, ends.head.commit(), dir);
        for commit in commits.map_err(|error| git_error(&error))? {
            let authors = std::iter::once(&commit.author).chain(&commit.co_authors);
            found.extend(authors.map(|one| Contributor { email: one.email.clone(), committer_only: false }));
            found.insert(Contributor { email: commit.committer.email, committer_only: true });
        }
    }
    Ok(found.into_iter().collect())
}

/// What the reviewer is told, so that a click on another version than he read is noticed.
fn receipt(library: &Library, statement: &Statement, several: bool) -> Bilingual {
    let name = library.roster.people.get(&statement.reviewer).map_or("", |person| &*person.name);
    let (id, mut short) = (&statement.reviewer, statement.digest.short());
    if several {
        short = format!("{short} ({})", statement.article);
    }
    let (zh, en) = (statement.stage.map_or("", Stage::zh), statement.stage.map_or("", Stage::en));
    if statement.conflict_declared {
        return Bilingual::new(
            format!("已登记：{name} 声明存在利益冲突，对版本 {short} 的通过不计入审核"),
            format!("recorded: {id} declared a conflict of interest; the approval of version {short} does not count"),
        );
    }
    match statement.decision {
        Decision::Reject => Bilingual::new(
            format!("已登记：{name} 不通过 版本 {short}；改好后请本人重新审查"),
            format!("recorded: {id} rejects version {short}; review again when it is mended"),
        ),
        Decision::Withdraw => Bilingual::new(
            format!("已登记：{name} 撤回{zh} 版本 {short}"),
            format!("recorded: {id} withdraws the {en} of version {short}"),
        ),
        _ => Bilingual::new(
            format!("已登记：{name} {zh} 版本 {short}；如不是您读到的版本请撤回"),
            format!("recorded: {id}, {en}, version {short}; withdraw it if this is not the version you read"),
        ),
    }
}

/// Signs and writes; the same event gives the same name and, with the recorder's kind of key, the same bytes.
fn write(
    globals: &Globals,
    args: &ArgMatches,
    (library, event): (&Library, &ReviewEvent),
    (statement, article): (&Statement, Option<&Article>),
) -> Result<String, CliError> {
    let name = file_name(statement);
    let signed = statement.signed_text();
    if args.get_flag("dry-run") {
        return Ok(format!(
            "{}\n{name}\n{signed}",
            globals.t("（试运行，没有写文件）", "(dry run, nothing was written)")
        ));
    }
    let key = args.get_one::<PathBuf>("key").cloned().unwrap_or_default();
    recorders_key(globals, &key, library, event)?;
    let site = root(globals)?;
    let place = site.join(&name);
    if let Some(bytes) = files::read_if_there(&place)? {
        if bytes.starts_with(signed.as_bytes()) {
            return Ok(format!("{name}\n"));
        }
        return Err(CliError::new(
            Exit::Files,
            format!("已有另一份同名记录：{name}"),
            format!("another record has that name: {name}"),
        )
        .hint("核对这份文件的来历，不要覆盖", "find out where that file came from; never overwrite it"));
    }
    let armour = sign_with(&key, SIGNOFF_NAMESPACE, signed.as_bytes())?;
    if let Some(article) = article {
        let parts = format!("records/{}/{}", statement.article, parts_file_name(&statement.digest));
        files::write_whole(&site.join(parts), manifest_text(article).as_bytes())?;
    }
    files::write_new(&place, format!("{signed}{}\n", armour.trim_end()).as_bytes())?;
    Ok(format!("{name}\n"))
}

/// Refuses a key with which the gate would not believe the record.
fn recorders_key(globals: &Globals, key: &Path, library: &Library, event: &ReviewEvent) -> Result<(), CliError> {
    let line = public_line(key)?;
    let days = [china_date(event.at), china_date(globals.now)];
    if recording::recorder(library, event).is_some_and(|recorder| recorder_holds(recorder, &line, days)) {
        return Ok(());
    }
    let (platform, repo) = (event.platform.token(), &event.repo);
    Err(CliError::new(
        Exit::Files,
        format!("KP704 这把密钥不是名册中可代 {platform}:{repo} 记录审批的有效密钥"),
        format!("KP704 this key is not a valid key of the recorder for {platform}:{repo}"),
    )
    .hint(
        "换用 reviewers.yaml 的 recorders 中登记的密钥，或先登记",
        "use the key that reviewers.yaml lists under recorders, or register it first",
    ))
}

/// What to fetch for `--confirm`, forge by forge.
pub(super) fn fresh_copies(lang: Lang) -> String {
    let title = match lang {
        Lang::Zh => "--confirm 文件由各平台接口现取：",
        Lang::En => "What to fetch for --confirm:",
    };
    let line = |platform: &Platform| format!("\n  {}: {}", platform.token(), platform.fresh_copy().get(lang));
    std::iter::once(title.to_owned()).chain(Platform::ALL.iter().map(line)).collect()
}
