//! KP102: tabs and wide spaces where YAML wants plain ones.

use std::ops::Range;

use crate::diag::remedy::Remedy;
use crate::load::mend::{indents_widely, is_wide_space};

/// Remedies for spaces of the layout; those inside a value are the writer's.
pub(super) fn remedies(text: &str, range: &Range<usize>) -> Vec<Remedy> {
    let mut found = Vec::new();
    let mut begin = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        found.extend(indentation(line, begin));
        found.extend(trailing(line, begin));
        begin += line.len();
    }
    found
}

fn indentation(line: &str, begin: usize) -> Option<Remedy> {
    let text = line.trim_start_matches(|c| matches!(c, ' ' | '\t') || is_wide_space(c));
    let indent = &line[..line.len() - text.len()];
    let tabs = indent.contains('\t');
    if text.trim().is_empty() || !(tabs || indents_widely(line)) {
        return None;
    }
    let plain: String = indent.chars().map(|c| if c == ' ' { " " } else { "  " }).collect();
    let did = if tabs {
        ("缩进的制表符（Tab）换成空格", "replaced tabs of the indentation by spaces")
    } else {
        ("缩进的全角空格换成半角空格", "replaced wide spaces of the indentation")
    };
    Some(Remedy::new(102, begin..begin + indent.len(), plain, did))
}

/// Tabs at the end of a line, after a colon or before a comment mean nothing.
fn trailing(line: &str, begin: usize) -> Vec<Remedy> {
    let body = line.trim_end_matches('\n');
    let indent = body.len() - body.trim_start().len();
    let mut found = Vec::new();
    let mut from = indent;
    while let Some(at) = body[from..].find('\t').map(|at| at + from) {
        let end = at + body[at..].len() - body[at..].trim_start_matches('\t').len();
        from = end;
        let before = body[..at].trim_end_matches(' ');
        let rest = &body[end..];
        let idle = rest.trim().is_empty() || rest.starts_with('#') || before.ends_with([':', '：', '-', ',', '[', '{']);
        if idle {
            let with = if rest.trim().is_empty() { "" } else { " " };
            let did = ("制表符（Tab）换成空格", "replaced a tab by a space");
            found.push(Remedy::new(102, begin + at..begin + end, with, did));
        }
    }
    found
}
