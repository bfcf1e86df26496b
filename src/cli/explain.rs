//! `kepu explain`: what a rule checks, why, and what to do.

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::reference::{rule_json, rule_line, rule_text};
use super::{Globals, say};
use crate::diag::Code;
use crate::rules::{RULES, rule};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let json = args.get_one::<String>("format").is_some_and(|format| format == "json");
    let chosen = match args.get_one::<String>("code") {
        None => None,
        Some(word) => {
            let found = Code::read(word).and_then(rule);
            Some(found.ok_or_else(|| {
                CliError::new(Exit::Usage, format!("没有这条规则：{word}"), format!("no such rule: {word}"))
                    .hint("运行 kepu explain 列出全部规则", "run kepu explain to list every rule")
            })?)
        }
    };
    let rules: Vec<_> = chosen.map_or_else(|| RULES.to_vec(), |rule| vec![rule]);
    say(&match (json, chosen) {
        (true, _) => rule_json(&rules),
        (false, Some(rule)) => rule_text(rule, globals.lang),
        (false, None) => rules.iter().map(|rule| rule_line(rule, globals.lang)).collect(),
    })?;
    Ok(Exit::Fine)
}
