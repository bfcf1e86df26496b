//! Arguments to values: globals, help, and usage faults in the reader's language.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::ErrorKind;
use jiff::Timestamp;

use super::Globals;
use super::command_line::command;
use super::exit::{CliError, Exit};
use crate::diag::Lang;
use crate::diag::human::Paint;
use crate::host::terminal;

/// What the process is surrounded by, read once.
#[derive(Clone, Debug)]
pub(super) struct Surroundings {
    language: Option<String>,
    no_color: bool,
    /// A terminal that cannot move its cursor.
    is_dumb: bool,
    now: Timestamp,
}

impl Surroundings {
    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment and the clock come in")]
    pub(super) fn of_process() -> Self {
        Self {
            language: std::env::var("KEPU_LANG").ok(),
            no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            is_dumb: std::env::var_os("TERM").is_some_and(|value| value == "dumb"),
            now: Timestamp::now(),
        }
    }
}

/// What the arguments ask for.
pub(super) enum Parsed {
    /// A command.
    Command(Globals, ArgMatches),
    /// Help or version.
    Text(String),
    /// Nothing that can be understood.
    Usage(CliError),
}

/// The language, looked for before anything is parsed, so that even usage faults are said in it.
pub(super) fn language(args: &[OsString], surroundings: &Surroundings) -> Lang {
    let mut words = args.iter().filter_map(|arg| arg.to_str());
    let mut asked = surroundings.language.clone();
    while let Some(word) = words.next() {
        if word == "--lang" {
            asked = words.next().map(str::to_owned);
        } else if let Some(value) = word.strip_prefix("--lang=") {
            asked = Some(value.to_owned());
        }
    }
    match asked.as_deref() {
        Some(value) if value.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}

/// Parses the arguments.
pub(super) fn parse(args: Vec<OsString>, lang: Lang, surroundings: &Surroundings) -> Parsed {
    let matches = match command(lang).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return refused(&error),
    };
    match globals(&matches, lang, surroundings) {
        Ok(globals) => Parsed::Command(globals, matches),
        Err(error) => Parsed::Usage(error),
    }
}

fn globals(matches: &ArgMatches, lang: Lang, surroundings: &Surroundings) -> Result<Globals, CliError> {
    let now = match matches.get_one::<String>("now") {
        None => surroundings.now,
        Some(text) => text.parse().map_err(|_| {
            CliError::new(
                Exit::Usage,
                format!("--now 不是带时区的时间：{text}"),
                format!("--now is not a time with a zone: {text}"),
            )
            .hint("写成 2026-11-24T08:00:00+08:00", "write 2026-11-24T08:00:00+08:00")
        })?,
    };
    let colour = match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => true,
        Some("never") => false,
        _ => !surroundings.no_color && terminal::output_is_terminal() && terminal::error_is_terminal(),
    };
    Ok(Globals {
        root: matches.get_one::<PathBuf>("root").cloned(),
        now,
        lang,
        paint: if colour { Paint::Colour } else { Paint::Plain },
        quiet: matches.get_flag("quiet"),
        watched: !matches.get_flag("quiet") && !surroundings.is_dumb && terminal::error_is_terminal(),
    })
}

fn refused(error: &clap::Error) -> Parsed {
    use clap::error::{ContextKind, ContextValue};
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Parsed::Text(error.render().to_string());
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let text = error.render().to_string();
        return Parsed::Usage(CliError::new(
            Exit::Usage,
            format!("缺少命令\n\n{text}"),
            format!("no command\n\n{text}"),
        ));
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let (zh, en) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand);
            (format!("没有这个命令：{word}"), format!("no such command: {word}"))
        }
        ErrorKind::UnknownArgument => (format!("没有这个选项：{arg}"), format!("no such option: {arg}")),
        ErrorKind::MissingRequiredArgument => (format!("缺少必填项：{arg}"), format!("missing: {arg}")),
        ErrorKind::InvalidValue if value.is_empty() => (format!("{arg} 后面缺少取值"), format!("{arg} needs a value")),
        ErrorKind::InvalidValue => {
            let legal = context(ContextKind::ValidValue);
            (format!("{arg} 不能取 {value}；可选：{legal}"), format!("{arg} cannot be {value}; choose one of: {legal}"))
        }
        ErrorKind::ArgumentConflict => {
            (format!("{arg} 重复，或不能与其他选项同用"), format!("{arg} is repeated or conflicts"))
        }
        _ => {
            let text = error.to_string();
            (text.clone(), text)
        }
    };
    let fault = CliError::new(Exit::Usage, zh, en);
    let near = context(ContextKind::SuggestedSubcommand) + &context(ContextKind::SuggestedArg);
    let fault = if near.is_empty() {
        fault
    } else {
        fault.hint(format!("是不是想写 {near}？"), format!("did you mean {near}?"))
    };
    Parsed::Usage(fault.hint("运行 kepu --help 查看用法", "run kepu --help"))
}
