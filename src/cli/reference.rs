//! The generated pages `docs/cli.md` and `docs/rules.md`, and what `kepu explain` prints of a rule.

use std::fmt::Write as _;

use super::command_line;
use super::exit::Exit;
use crate::diag::Lang;

/// The text of `docs/cli.md`: the help of every command in both languages and the exit codes.
#[must_use]
pub fn cli_page() -> String {
    let mut page = String::from(
        "# 命令行 / Command line\n\n由程序生成，请勿手改：`cargo bless`。Generated: do not edit, run `cargo bless`.\n\n",
    );
    page.push_str("## 退出码 / Exit codes\n\n| 码 | 含义 | meaning |\n| --- | --- | --- |\n");
    for exit in Exit::ALL {
        let meaning = exit.meaning();
        let _ = writeln!(page, "| {} | {} | {} |", exit.code(), meaning.zh, meaning.en);
    }
    for (heading, lang) in [("中文", Lang::Zh), ("English", Lang::En)] {
        let _ = write!(page, "\n## {heading}\n");
        let mut command = command_line::command(lang).term_width(100);
        command.build();
        help(&mut page, &mut command, "kepu");
    }
    page
}

/// Whether the program takes these words, with what it would say otherwise; nothing is run.
///
/// The handbooks and the recipes are read with it: a command that they teach has to exist.
///
/// # Errors
/// The usage fault.
pub fn understands(words: &[&str]) -> Result<(), String> {
    use clap::error::ErrorKind;
    match command_line::command(Lang::En).try_get_matches_from(words) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn help(page: &mut String, command: &mut clap::Command, name: &str) {
    let text = command.render_long_help().to_string();
    let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let _ = write!(page, "\n### `{name}`\n\n```text\n{}\n```\n", text.trim_end());
    for sub in command.get_subcommands_mut() {
        let name = format!("{name} {}", sub.get_name());
        help(page, sub, &name);
    }
}

#[cfg(feature = "studio")]
pub use of_rules::{rule_json, rule_line, rule_sarif, rule_text, rules_page};

#[cfg(feature = "studio")]
mod of_rules {
    use std::fmt::Write as _;

    use serde::Serialize;

    use crate::diag::sarif::RuleText;
    use crate::diag::{Bilingual, Code, Lang};
    use crate::rules::{Example, RULES, Rule};

    /// The text of `docs/rules.md`.
    #[must_use]
    pub fn rules_page() -> String {
        let mut page = String::from(
            "# 规则 / Rules\n\n由程序生成，请勿手改：`cargo bless`。Generated: do not edit, run `cargo bless`.\n\n",
        );
        page.push_str("| 编号 | 级别 | 规则 | Rule |\n| --- | --- | --- | --- |\n");
        for rule in RULES {
            let (code, word) = (rule.code, rule.severity.word());
            let _ = writeln!(page, "| [KP{code}](#kp{code}) | {} | {} | {} |", word.zh, rule.zh, rule.en);
        }
        for rule in RULES {
            let _ = write!(page, "\n<a id=\"kp{}\"></a>\n\n## KP{} {}\n\n", rule.code, rule.code, rule.zh);
            page.push_str(&body(rule, Lang::Zh));
            let _ = write!(page, "\n**In English** ({}): {}. {}\n", rule.name, rule.en, rule.english);
        }
        page
    }

    /// One line of the list.
    #[must_use]
    pub fn rule_line(rule: &Rule, lang: Lang) -> String {
        let (text, word) = match lang {
            Lang::Zh => (rule.zh, rule.severity.word().zh),
            Lang::En => (rule.en, rule.severity.word().en),
        };
        format!("KP{}  {}  {text}\n", rule.code, crate::cli::report::pad(&word, 8))
    }

    /// The whole rule for a terminal.
    #[must_use]
    pub fn rule_text(rule: &Rule, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("KP{} {}\n\n{}", rule.code, rule.zh, body(rule, lang)),
            Lang::En => {
                format!("KP{} {} ({})\n\n{}\n{}", rule.code, rule.en, rule.name, rule.english, body(rule, lang))
            }
        }
    }

    fn body(rule: &Rule, lang: Lang) -> String {
        let mut text = String::new();
        if lang == Lang::Zh {
            let _ =
                write!(text, "**检查什么**：{}\n\n**为什么**：{}\n\n**怎么改**：{}\n\n", rule.what, rule.why, rule.fix);
        }
        let (level, bad, good, source) = match lang {
            Lang::Zh => (format!("级别：{}；自 {} 版起", rule.severity.word().zh, rule.since), "坏例", "好例", "来源"),
            Lang::En => (format!("level: {}; since {}", rule.severity.word().en, rule.since), "bad", "good", "source"),
        };
        let _ = writeln!(text, "{level}");
        if crate::repair::serves(crate::diag::Code(rule.code)) {
            text.push_str(match lang {
                Lang::Zh => "\n自动改：写法只有一种可能时，`kepu fix` 会改好。\n",
                Lang::En => "\nrepaired by `kepu fix` where only one thing can be meant\n",
            });
        }
        if let Some(from) = rule.source {
            let _ = write!(text, "\n{source}：{from}\n");
        }
        examples(&mut text, bad, rule.bad);
        examples(&mut text, good, rule.good);
        text
    }

    fn examples(text: &mut String, heading: &str, examples: &[Example]) {
        for example in examples {
            let _ = write!(text, "\n{heading}：\n");
            for (path, content) in example.files {
                let content = visible(&content.replace(['⟦', '⟧'], ""));
                let _ = write!(text, "\n`{path}`\n\n````text\n{}\n````\n", content.trim_end());
            }
        }
    }

    /// Control characters and marks of direction as their code point: a page with the raw ones would be no text file.
    fn visible(text: &str) -> String {
        let hidden = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        text.chars().map(|c| if hidden(c) { format!("⟨U+{:04X}⟩", u32::from(c)) } else { c.to_string() }).collect()
    }

    #[derive(Serialize)]
    struct WireRule {
        code: String,
        name: &'static str,
        severity: &'static str,
        since: &'static str,
        zh: &'static str,
        en: &'static str,
        what: &'static str,
        why: &'static str,
        fix: &'static str,
        english: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        source: Option<&'static str>,
        /// Whether `kepu fix` repairs it, at least in part.
        fixable: bool,
    }

    #[derive(Serialize)]
    struct WireRules {
        version: u32,
        rules: Vec<WireRule>,
    }

    /// Rules for programs, version 1.
    #[must_use]
    pub fn rule_json(rules: &[&'static Rule]) -> String {
        let wire = rules.iter().map(|rule| WireRule {
            code: format!("KP{}", rule.code),
            name: rule.name,
            severity: rule.severity.token(),
            since: rule.since,
            zh: rule.zh,
            en: rule.en,
            what: rule.what,
            why: rule.why,
            fix: rule.fix,
            english: rule.english,
            source: rule.source,
            fixable: crate::repair::serves(crate::diag::Code(rule.code)),
        });
        let wire = WireRules { version: 1, rules: wire.collect() };
        // The wire structs hold only text and numbers, which always have a JSON form.
        serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
    }

    /// A rule as SARIF tells it.
    #[must_use]
    pub fn rule_sarif(code: Code) -> Option<RuleText> {
        let rule = crate::rules::rule(code)?;
        let help = format!(
            "**检查什么**：{}\n\n**为什么**：{}\n\n**怎么改**：{}\n\n**In English**: {}. {}\n{}",
            rule.what,
            rule.why,
            rule.fix,
            rule.en,
            rule.english,
            rule.source.map_or_else(String::new, |from| format!("\n来源 / source：{from}\n"))
        );
        Some(RuleText {
            name: rule.name,
            severity: rule.severity,
            short: Bilingual::new(rule.zh, rule.en),
            full: Bilingual::new(rule.what, rule.english),
            help,
        })
    }
}
