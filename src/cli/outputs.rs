//! The forms in which one evaluation is told: one to standard output, any number to files.

use std::path::PathBuf;

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::reference::rule_sarif;
use super::{Globals, report, say};
use crate::diag::human::Paint;
use crate::diag::json::{self, Counts};
use crate::diag::report::Format;
use crate::diag::{Report, github, gitlab, sarif};
use crate::host::files;
use crate::pipeline::comment::{self, Comment, Length, Links};

/// What was judged, and what a comment needs besides.
pub(super) struct Judgement<'a> {
    pub(super) report: Report<'a>,
    pub(super) comment: Comment<'a>,
}

/// Where the results go.
pub(super) struct Outputs {
    main: Format,
    also: Vec<(Format, PathBuf)>,
    pub(super) links: Option<Links>,
}

impl Outputs {
    /// Reads `--format`, `--also` and `--links`.
    pub(super) fn read(args: &ArgMatches) -> Result<Self, CliError> {
        let main = args.get_one::<String>("format").and_then(|word| Format::read(word)).unwrap_or(Format::Human);
        let mut also: Vec<(Format, PathBuf)> = Vec::new();
        for word in args.get_many::<String>("also").into_iter().flatten() {
            let (format, file) = pair(word)?;
            if also.iter().any(|(_, other)| *other == file) {
                let file = file.display();
                return Err(usage(
                    format!("--also 两次写同一个文件：{file}"),
                    format!("--also names one file twice: {file}"),
                ));
            }
            also.push((format, file));
        }
        let links = args.get_one::<String>("links").map(|word| pattern(word)).transpose()?;
        Ok(Self { main, also, links })
    }

    /// Whether a form counts paths from the top of the repository.
    pub(super) fn for_a_host(&self) -> bool {
        let counts = |format: Format| !matches!(format, Format::Human | Format::Short);
        counts(self.main) || self.also.iter().any(|(format, _)| counts(*format))
    }

    /// Prints and writes everything; a file that cannot be written does not keep the others from being told.
    pub(super) fn tell(&self, judgement: &Judgement<'_>, globals: &Globals) -> Result<(), CliError> {
        let printed = say(&self.text(self.main, judgement, globals, globals.paint));
        let written: Vec<_> = self
            .also
            .iter()
            .map(|(format, file)| {
                files::write_whole(file, self.text(*format, judgement, globals, Paint::Plain).as_bytes())
            })
            .collect();
        written.into_iter().collect::<Result<(), _>>()?;
        printed
    }

    /// Leaves no older result behind that could be taken for this run's: texts for people say that nothing was judged,
    /// files for programs go.
    pub(super) fn failed(&self, error: CliError, globals: &Globals) -> CliError {
        let said = error.render(globals.lang);
        for (format, file) in &self.also {
            // The error that is already there says more than one about a file.
            let _ = match format {
                Format::Markdown | Format::Summary => {
                    files::write_whole(file, comment::failure(&said, globals.lang).as_bytes())
                }
                _ => files::remove_if_there(file),
            };
        }
        let _ = match self.main {
            Format::Markdown | Format::Summary => say(&comment::failure(&said, globals.lang)),
            Format::Github => say(&github::failure(&said)),
            _ => Ok(()),
        };
        error
    }

    fn text(&self, format: Format, judgement: &Judgement<'_>, globals: &Globals, paint: Paint) -> String {
        let report = &judgement.report;
        match format {
            Format::Human => {
                let text = report::painted(report.findings, report.sources, globals.lang, paint);
                let counts = report::line(Counts::of(report.findings), globals.lang);
                if globals.quiet { text } else { text + &counts }
            }
            Format::Short => report::short(report.findings, report.sources, globals.lang),
            Format::Json => json::render(report, globals.now),
            Format::Sarif => sarif::render(report, &rule_sarif),
            Format::Github => {
                let summary = self.also.iter().any(|(format, _)| *format == Format::Summary);
                github::render(report, &|code| rule_sarif(code).map(|rule| rule.short), summary)
            }
            Format::Gitlab => gitlab::render(report),
            Format::Markdown => judgement.comment.markdown(Length::Comment),
            Format::Summary => judgement.comment.markdown(Length::Summary),
        }
    }
}

fn pair(word: &str) -> Result<(Format, PathBuf), CliError> {
    let legal = || {
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.token()).collect();
        (format!("格式：{}", words.join("、")), format!("formats: {}", words.join(", ")))
    };
    let found = word.split_once('=').filter(|(_, file)| !file.is_empty());
    let read = found.and_then(|(format, file)| Some((Format::read(format)?, PathBuf::from(file))));
    read.ok_or_else(|| {
        let (zh, en) = legal();
        usage(format!("--also 要写成 格式=文件，不能是 {word}"), format!("--also wants FORMAT=FILE, not {word}"))
            .hint(zh, en)
    })
}

fn pattern(word: &str) -> Result<Links, CliError> {
    Links::read(word).ok_or_else(|| {
        usage(format!("--links 不是带 {{path}} 的网址：{word}"), format!("--links is no address with {{path}}: {word}"))
            .hint(
                "例如 https://代码平台/某组/某库/blob/提交/{path}?plain=1#L{line}",
                "such as https://host/group/project/blob/COMMIT/{path}?plain=1#L{line}",
            )
    })
}

fn usage(zh: String, en: String) -> CliError {
    CliError::new(Exit::Usage, zh, en)
}
