//! What a template says of other templates: whom it extends, which blocks it fills, whom it calls by theme.
//!
//! A block that the extended template does not have would be dropped without a word, so that a page loses its text when
//! the parent theme renames a block. Here it is a fault at the line of whoever wrote the block.

use std::collections::BTreeSet;

use super::TemplateFault;
use super::layers::Sources;
use crate::diag::Bilingual;

/// What was found in one template.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The template it extends.
    pub(super) parent: Option<String>,
    /// Its blocks, with the place of each and whether it stands in no other.
    pub(super) blocks: Vec<Block>,
    /// Every template it names.
    pub(super) named: Vec<String>,
}

/// One block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) is_outermost: bool,
}

/// Reads the tags of a template; whatever is malformed is left to the parser.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let (mut at, mut depth, mut is_raw) = (0, 0_usize, false);
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let rest = &text[open..];
        let (end, is_tag) = if rest.starts_with("{%") {
            ("%}", true)
        } else if rest.starts_with("{#") && !is_raw {
            ("#}", false)
        } else {
            at = open + 1;
            continue;
        };
        let Some(close) = rest.find(end) else { break };
        at = open + close + 2;
        if !is_tag {
            continue;
        }
        let inside = rest[2..close].trim_matches(|c: char| c == '-' || c.is_whitespace());
        let (word, argument) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        match word {
            "raw" => is_raw = true,
            "endraw" => is_raw = false,
            _ if is_raw => {}
            "extends" | "include" => {
                let Some(name) = quoted(argument) else { continue };
                if word == "extends" {
                    found.parent = Some(name.to_owned());
                }
                found.named.push(name.to_owned());
            }
            "block" => {
                let before = &text[..open];
                let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                found.blocks.push(Block {
                    name: argument.trim().to_owned(),
                    line: before.matches('\n').count() + 1,
                    column: text[line_start..open].chars().count() + 1,
                    is_outermost: depth == 0,
                });
                depth += 1;
            }
            "endblock" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

fn quoted(argument: &str) -> Option<&str> {
    let mark = argument.trim().chars().next().filter(|mark| matches!(mark, '"' | '\'' | '`'))?;
    argument.trim().strip_prefix(mark)?.split(mark).next()
}

/// Every block that fills nothing.
pub(super) fn faults(sources: &Sources<'_>) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    for source in sources.values() {
        let own = read(source.text);
        let Some((above, parent)) = own.parent.as_deref().and_then(|parent| blocks_above(sources, parent)) else {
            continue;
        };
        for block in own.blocks.iter().filter(|block| block.is_outermost && !above.contains(&block.name)) {
            let list: Vec<&str> = above.iter().map(String::as_str).collect();
            let name = &block.name;
            let message = Bilingual::new(
                format!("上级模板 {parent} 里没有区块 {name}，这一块不会出现在页面上；有的是：{}", list.join("、")),
                format!("{parent} has no block {name}, so this one would never be shown; it has {}", list.join(", ")),
            );
            faults.push(TemplateFault { path: source.path.clone(), line: block.line, column: block.column, message });
        }
    }
    faults
}

/// The blocks of a template and of those it extends, and where it was read; nothing when one of them is missing.
fn blocks_above(sources: &Sources<'_>, parent: &str) -> Option<(BTreeSet<String>, String)> {
    let path = sources.get(parent)?.path.clone();
    let mut names = BTreeSet::new();
    let mut next = Some(parent.to_owned());
    // A ring of templates is told by the parser.
    for _ in 0..sources.len() {
        let Some(name) = next else { return Some((names, path)) };
        let found = read(sources.get(&name)?.text);
        names.extend(found.blocks.into_iter().map(|block| block.name));
        next = found.parent;
    }
    next.is_none().then_some((names, path))
}
