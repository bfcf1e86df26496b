//! Every `kepu …` that a page, a recipe or a script teaches.

use std::fs;
use std::path::PathBuf;

use kepu::cli::reference::understands;

use crate::support::{checkout, list};

/// Where a command stands: a block is typed as it is, inline words may only name a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A fenced block or a script.
    Block,
    /// Words in a sentence.
    Inline,
}

/// A command that is taught.
#[derive(Debug)]
pub(crate) struct Taught {
    pub(crate) line: String,
    pub(crate) source: Source,
}

/// The pages that people read.
pub(crate) fn pages() -> Vec<PathBuf> {
    let root = checkout();
    let generated = ["cli.md", "rules.md"];
    let docs = list(&root.join("docs")).into_iter().chain(list(&root.join("recipes")));
    let docs = docs.filter(|path| path.extension().is_some_and(|ext| ext == "md"));
    let docs = docs.filter(|path| path.file_name().is_none_or(|name| generated.iter().all(|page| name != *page)));
    ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"].iter().map(|name| root.join(name)).chain(docs).collect()
}

/// Pages and recipes with their names.
pub(crate) fn texts() -> Vec<(String, String)> {
    let files = pages().into_iter().chain(list(&checkout().join("recipes")));
    let mut all: Vec<(String, String)> = Vec::new();
    for file in files {
        let name = file.strip_prefix(checkout()).unwrap_or(&file).display().to_string();
        if all.iter().all(|(known, _)| *known != name) {
            all.push((name, fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))));
        }
    }
    all
}

/// The fenced blocks of a language.
pub(crate) fn fences(text: &str, language: &str) -> Vec<String> {
    let (mut found, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    for line in text.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(word)) if word.trim() == language => open = Some(String::new()),
            (None, Some(_)) => open = Some("\u{0}".to_owned()),
            (Some(_), Some(_)) => found.extend(open.take().filter(|block| !block.starts_with('\u{0}'))),
            (Some(block), None) => block.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    found
}

/// The commands of a page, a workflow or a script.
pub(crate) fn of(text: &str, name: &str) -> Vec<Taught> {
    let joined = text.replace("\\\n", " ");
    if !name.ends_with(".md") {
        let lines = joined.lines().filter(|line| !line.trim_start().starts_with('#'));
        let lines = lines.flat_map(|line| line.split(['(', ';']).map(str::to_owned).collect::<Vec<_>>());
        return taught(lines, Source::Block);
    }
    let blocks = ["sh", "console"].iter().flat_map(|language| fences(&joined, language)).collect::<Vec<_>>().join("\n");
    let mut found = taught(blocks.lines().map(str::to_owned), Source::Block);
    let inline = joined
        .lines()
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    found.extend(taught(inline, Source::Inline));
    found
}

fn taught(lines: impl Iterator<Item = String>, source: Source) -> Vec<Taught> {
    let strip = |line: String| line.trim().trim_start_matches("- ").trim_start_matches("$ ").to_owned();
    let lines = lines.map(strip).filter(|line| line.starts_with("kepu "));
    lines.map(|line| Taught { line, source }).collect()
}

/// Whether the program would take a command.
pub(crate) fn understood(command: &Taught) -> Result<(), String> {
    // Settings of a script that stand where only some words are legal.
    let words = words(
        &command
            .line
            .replace("$KEPU_PLATFORM", "github")
            .replace("${KEPU_FORMAT:-human}", "human")
            .replace("\"${also[@]}\"", ""),
    );
    let open = words.iter().any(|word| word.contains('…'));
    let words: Vec<&str> = words.iter().map(String::as_str).take_while(|word| !word.contains('…')).collect();
    match understands(&words) {
        Err(fault) if (open || command.source == Source::Inline) && unfinished(&fault) => Ok(()),
        other => other,
    }
}

/// What clap says of a command that only lacks something.
fn unfinished(fault: &str) -> bool {
    let first = fault.lines().next().unwrap_or_default();
    first.contains("required arguments were not provided")
        || first.contains("a value is required for")
        || !first.starts_with("error:")
}

/// Splits as a shell does, as far as pages need it: quotes, comments, and what begins another command.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars().chain([' ']) {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => word.push(c),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            None => word.push(c),
        }
    }
    let ends = |word: &String| {
        matches!(word.as_str(), "|" | "||" | "&&" | "&" | "#" | "then") || word.contains('>') && !word.starts_with('<')
    };
    let end = words.iter().position(ends).unwrap_or(words.len());
    words.truncate(end);
    words
}
