//! `kepu fix`: the safe part of what `kepu check` tells, done.

use clap::ArgMatches;
use serde::Serialize;

use super::context::{Site, settings_fault, source_error};
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::diag::Lang;
use crate::diag::human::Paint;
use crate::host::files;
use crate::load::LoadStop;
use crate::pipeline::repairing::{self, Approval, Case};
use crate::repair::Done;
use crate::repair::diff::{Line, diff, unified};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let site = Site::open(globals)?;
    let words: Vec<String> = args.get_many::<String>("path").into_iter().flatten().cloned().collect();
    let wanted = site.select(&words)?;
    let stopped = |stop: LoadStop| match stop {
        LoadStop::Source(error) => source_error(&error),
        LoadStop::Settings(findings) => settings_fault(globals, &*site.sources, findings),
    };
    let cases = repairing::cases(&site.library, &*site.sources, wanted.as_ref(), globals.now).map_err(stopped)?;
    let dry = args.get_flag("dry-run");
    let fates: Vec<Fate> = cases.iter().map(|case| Fate::of(case, dry, args.get_flag("approved"))).collect();
    let changing: Vec<&Case> =
        cases.iter().zip(&fates).filter(|(_, fate)| fate.changes()).map(|(case, _)| case).collect();
    let changes = repairing::changes(changing.iter().copied());
    let left = repairing::left_over(&*site.sources, changes, wanted.as_ref(), globals.now).map_err(stopped)?;
    if !dry {
        for case in &changing {
            let after = case.repaired.as_ref().map_or(&case.bytes[..], |repaired| repaired.after.as_bytes());
            files::replace(&site.root.join(case.source.as_str()), &case.bytes, after)?;
        }
    }
    let report = Report { cases: &cases, fates: &fates, left, dry, words: &words, globals };
    say(&match args.get_one::<String>("format").map(String::as_str) {
        Some("json") => report.json(),
        _ => report.human(),
    })?;
    Ok(exit(&fates, &words))
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was written.
    Fixed,
    /// It would be written.
    WouldFix,
    /// It is approved and was left alone.
    Approved,
    /// The repair could not be proved.
    Unproven,
}

impl Fate {
    /// Every fate, as the schema of the output lists them.
    pub(super) const ALL: &'static [Self] = &[Self::Fixed, Self::WouldFix, Self::Approved, Self::Unproven];

    fn of(case: &Case, dry: bool, approved_too: bool) -> Self {
        match (&case.repaired, case.lost.is_empty() || approved_too) {
            (None, _) => Self::Unproven,
            (Some(_), false) => Self::Approved,
            (Some(_), true) if dry => Self::WouldFix,
            (Some(_), true) => Self::Fixed,
        }
    }

    fn changes(self) -> bool {
        matches!(self, Self::Fixed | Self::WouldFix)
    }

    pub(super) fn token(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::WouldFix => "would_fix",
            Self::Approved => "approved",
            Self::Unproven => "unproven",
        }
    }
}

/// Somebody who names an approved article wants to know that it was not changed; a run over everything passes it by.
fn exit(fates: &[Fate], words: &[String]) -> Exit {
    let any = |fate| fates.contains(&fate);
    if any(Fate::Unproven) {
        Exit::Bug
    } else if any(Fate::WouldFix) || (any(Fate::Approved) && !words.is_empty()) {
        Exit::Findings
    } else {
        Exit::Fine
    }
}

struct Report<'a> {
    cases: &'a [Case],
    fates: &'a [Fate],
    left: usize,
    dry: bool,
    words: &'a [String],
    globals: &'a Globals,
}

impl Report<'_> {
    fn human(&self) -> String {
        let mut text = String::new();
        for (case, fate) in self.cases.iter().zip(self.fates) {
            match fate {
                Fate::Fixed | Fate::WouldFix if self.globals.quiet => text.push_str(&format!("{}\n", case.source)),
                Fate::Fixed | Fate::WouldFix => text.push_str(&self.change(case)),
                Fate::Approved => text.push_str(&self.approved(case)),
                Fate::Unproven => text.push_str(&self.unproven(case)),
            }
        }
        if !self.globals.quiet {
            text.push_str(&self.end());
        }
        text
    }

    fn change(&self, case: &Case) -> String {
        let Some(repaired) = &case.repaired else { return String::new() };
        let mut text = format!("{}\n", case.source);
        repaired.done.iter().for_each(|done| text.push_str(&self.line(done)));
        let lines = diff(&repaired.before, &repaired.after);
        text.push('\n');
        if !lines.is_empty() {
            text.push_str(&self.painted(&lines));
            text.push('\n');
        }
        if !case.lost.is_empty() {
            let names = self.names(&case.lost);
            text.push_str(&match self.globals.lang {
                Lang::Zh => format!("  以下审批不再适用，须重新审核：{names}\n\n"),
                Lang::En => format!("  these approvals no longer hold: {names}\n\n"),
            });
        }
        text
    }

    fn line(&self, done: &Done) -> String {
        let (code, did, times) = (done.code, done.did.get(self.globals.lang), done.times);
        match self.globals.lang {
            Lang::Zh => format!("  {code} {did}，{times} 处\n"),
            Lang::En => format!("  {code} {did} ({times})\n"),
        }
    }

    fn painted(&self, lines: &[Line]) -> String {
        let paint = |colour: &str, sign: &str, line: &str| match self.globals.paint {
            Paint::Plain => format!("  {sign}{line}\n"),
            Paint::Colour => format!("  \u{1b}[{colour}m{sign}{line}\u{1b}[0m\n"),
        };
        let line = |line: &Line| match line {
            Line::Place(place) => paint("36", "", place),
            Line::Kept(line) => format!("{}\n", format!("   {line}").trim_end()),
            Line::Gone(line) => paint("31", "-", line),
            Line::New(line) => paint("32", "+", line),
        };
        lines.iter().map(line).collect()
    }

    fn names(&self, approvals: &[Approval]) -> String {
        let name = |approval: &Approval| match self.globals.lang {
            Lang::Zh => format!("{}（{}）", approval.name, approval.stage.zh()),
            Lang::En => format!("{} ({})", approval.person, approval.stage.en()),
        };
        approvals.iter().map(name).collect::<Vec<_>>().join(self.globals.t("、", ", "))
    }

    fn approved(&self, case: &Case) -> String {
        let (source, names) = (&case.source, self.names(&case.lost));
        let dir = source.parent().map_or_else(String::new, |dir| dir.to_string());
        match self.globals.lang {
            Lang::Zh => format!(
                "{source}\n  没有改：这一版已有审批，一改就要重审：{names}\n  确要修改：kepu fix --approved {dir}\n\n"
            ),
            Lang::En => format!(
                "{source}\n  left alone: a change would void the approvals of {names}\n  to change it all the same: kepu fix --approved {dir}\n\n"
            ),
        }
    }

    fn unproven(&self, case: &Case) -> String {
        let source = &case.source;
        match self.globals.lang {
            Lang::Zh => {
                format!("{source}\n  没有改：改后的文字与原文对不上。这是 kepu 的缺陷，请把这个文件报告给我们\n\n")
            }
            Lang::En => format!(
                "{source}\n  left alone: the repaired text would not read the same. This is a bug of kepu; please report the file\n\n"
            ),
        }
    }

    fn end(&self) -> String {
        let n = self.fates.iter().filter(|fate| fate.changes()).count();
        let words = if self.words.is_empty() { String::new() } else { format!(" {}", self.words.join(" ")) };
        let (left, lang) = (self.left, self.globals.lang);
        let mut text = match (lang, n, self.dry) {
            _ if n == 0 && !self.fates.is_empty() => String::new(),
            (Lang::Zh, 0, _) => "没有可以自动改的\n".to_owned(),
            (Lang::Zh, n, true) => format!("可改好 {n} 篇；去掉 --dry-run 就写入\n"),
            (Lang::Zh, n, false) => format!("已改好 {n} 篇\n"),
            (Lang::En, 0, _) => "nothing that can be repaired by itself\n".to_owned(),
            (Lang::En, n, true) => format!("{n} articles could be repaired; without --dry-run they are written\n"),
            (Lang::En, n, false) => format!("{n} articles repaired\n"),
        };
        if left > 0 {
            text.push_str(&match lang {
                Lang::Zh => format!("还有 {left} 个问题要人来改：kepu check{words}\n"),
                Lang::En => format!("{left} errors are left for people: kepu check{words}\n"),
            });
        }
        text
    }

    fn json(&self) -> String {
        let file = |(case, fate): (&Case, &Fate)| WireFile {
            path: case.source.to_string(),
            status: fate.token(),
            repairs: case.repaired.iter().flat_map(|repaired| &repaired.done).map(WireDone::of).collect(),
            diff: case.repaired.as_ref().map_or_else(String::new, |repaired| {
                unified(case.source.as_str(), &diff(&repaired.before, &repaired.after))
            }),
            approvals_lost: case.lost.iter().map(WireApproval::of).collect(),
        };
        let files = self.cases.iter().zip(self.fates).map(file).collect();
        let wire = WireFix { version: 1, dry_run: self.dry, files, errors_left: self.left };
        // The wire structs hold only text and numbers, which always have a JSON form.
        serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
    }
}

/// Version 1 of `kepu fix --format json`.
#[derive(Serialize)]
struct WireFix {
    version: u32,
    dry_run: bool,
    files: Vec<WireFile>,
    errors_left: usize,
}

#[derive(Serialize)]
struct WireFile {
    path: String,
    status: &'static str,
    repairs: Vec<WireDone>,
    diff: String,
    approvals_lost: Vec<WireApproval>,
}

#[derive(Serialize)]
struct WireDone {
    rule: String,
    zh: String,
    en: String,
    times: usize,
}

impl WireDone {
    fn of(done: &Done) -> Self {
        Self { rule: done.code.to_string(), zh: done.did.zh.clone(), en: done.did.en.clone(), times: done.times }
    }
}

#[derive(Serialize)]
struct WireApproval {
    person: String,
    name: String,
    stage: &'static str,
}

impl WireApproval {
    fn of(approval: &Approval) -> Self {
        Self { person: approval.person.clone(), name: approval.name.clone(), stage: approval.stage.token() }
    }
}
