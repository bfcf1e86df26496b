//! Where the front matter begins and ends (KP101).
//!
//! Deliberately absent: anything about what stands inside.

use std::ops::Range;

use crate::diag::{Diagnostic, Findings};
use crate::model::path::SourcePath;
use crate::model::span::Span;

/// The front matter of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fence {
    /// The opening line without its line end: the place of what is missing inside.
    pub(super) open: Span,
    /// The YAML between the fences.
    pub(super) yaml: Range<usize>,
    /// Where the body begins.
    pub(super) body: usize,
}

/// Finds the fences; where the closing one is missing, the end is guessed, so that other faults are still found.
pub(super) fn split(text: &str, path: &SourcePath, findings: &mut Findings) -> Option<Fence> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first != "---\n" {
        findings.push(no_opening(text, path));
        return None;
    }
    let open = Span::new(0, 3);
    let close = lines(text).skip(1).find(|(_, line)| *line == "---\n");
    // A file that ends with the fence itself has an empty body.
    let close = close.or_else(|| lines(text).skip(1).find(|(_, line)| *line == "---"));
    if let Some((at, line)) = close {
        return Some(Fence { open, yaml: 4..at, body: at + line.len() });
    }
    let (at, near) = near_miss(text);
    findings.push(no_closing(path, open, at, near.as_deref()));
    let after = near.map_or(at, |line| at + line.len());
    Some(Fence { open, yaml: 4..at, body: after.min(text.len()) })
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

fn no_opening(text: &str, path: &SourcePath) -> Diagnostic {
    let (at, line) = lines(text).find(|(_, line)| !line.trim().is_empty()).unwrap_or((0, ""));
    let (zh, en) = if looks_like_fence(line) && line.trim_end() != "---" {
        (
            format!("第一道分隔线写成了“{}”，应为三个半角减号 ---", line.trim()),
            format!("the opening line is {:?}, not ---", line.trim()),
        )
    } else if line.trim_end_matches('\n') != "---" && line.trim_end() == "---" {
        ("第一道分隔线 --- 后面有空格".to_owned(), "the opening --- has spaces after it".to_owned())
    } else if line.trim_end() == "---" {
        (
            "分隔线 --- 前面有空行，它必须是文件的第一行".to_owned(),
            "blank lines before ---, which must be the first line".to_owned(),
        )
    } else {
        (
            "文件第一行不是 ---，没有前置元数据".to_owned(),
            "the first line is not ---: there is no front matter".to_owned(),
        )
    };
    Diagnostic::error(101, path, Span::new(at, at + line.trim_end().len()), zh, en).help(
        "让文件以单独一行 --- 开头；新文章用 kepu new 生成",
        "begin the file with a line ---; make new articles with kepu new",
    )
}

fn no_closing(path: &SourcePath, open: Span, at: usize, near: Option<&str>) -> Diagnostic {
    match near {
        Some(line) => Diagnostic::error(
            101,
            path,
            Span::new(at, at + line.trim_end().len()),
            format!("结束的分隔线写成了“{}”，应为三个半角减号 ---，后面没有空格", line.trim_end_matches('\n')),
            format!("the closing line is {:?}, not ---", line.trim_end_matches('\n')),
        )
        .help("改成单独一行 ---", "write --- on a line of its own"),
        None => Diagnostic::error(
            101,
            path,
            open,
            "前置元数据没有结束：缺少第二行 ---",
            "the front matter is not closed: the second --- is missing",
        )
        .also(path, Span::new(at, at), "可能应在这里结束", "it should probably end here")
        .help("在正文前加单独一行 ---", "add a line --- before the body"),
    }
}

/// Full-width, long or too many dashes, and dashes followed by spaces.
pub(super) fn looks_like_fence(line: &str) -> bool {
    let line = line.trim();
    let dash = |c: char| matches!(c, '-' | '－' | '—' | '–' | '―' | '﹣' | '‐' | '‑' | '−' | '─');
    line.chars().count() >= 2 && line.chars().all(dash)
}

/// The most likely end of an unclosed front matter: a line like a fence, else the first paragraph of prose.
pub(super) fn near_miss(text: &str) -> (usize, Option<String>) {
    if let Some((at, line)) = lines(text).skip(1).find(|(_, line)| !line.starts_with(' ') && looks_like_fence(line)) {
        return (at, Some(line.to_owned()));
    }
    let last_key = lines(text).skip(1).filter(|(_, line)| has_key(line)).map(|(at, _)| at).last().unwrap_or(0);
    let mut blank = false;
    for (at, line) in lines(text).skip(1) {
        let heading = line.starts_with("# ") && text[at + line.len()..].starts_with('\n');
        let prose = !line.trim().is_empty() && !looks_like_yaml(line) && (blank || at > last_key);
        if prose || heading {
            return (at, None);
        }
        blank = line.trim().is_empty() || (blank && line.starts_with('#'));
    }
    (text.len(), None)
}

fn has_key(line: &str) -> bool {
    let key = line.split([':', '：']).next().unwrap_or_default();
    key.len() < line.len() && !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn looks_like_yaml(line: &str) -> bool {
    has_key(line) || line.starts_with([' ', '\t', '#', ']', '}']) || line.starts_with("- ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> (Option<Fence>, Vec<Diagnostic>) {
        let path = SourcePath::new("content/a/index.md").expect("clean");
        let mut findings = Findings::default();
        (split(text, &path, &mut findings), findings.sorted())
    }

    #[test]
    fn splits_at_the_first_later_fence() {
        let (fence, findings) = run("---\na: 1\n---\n正文\n---\n");
        assert_eq!(fence, Some(Fence { open: Span::new(0, 3), yaml: 4..9, body: 13 }));
        assert!(findings.is_empty());
        assert_eq!(run("---\n---").0.map(|fence| (fence.yaml, fence.body)), Some((4..4, 7)));
    }

    #[test]
    fn names_the_true_fault_of_a_fence() {
        for (text, word, at) in [
            ("# 题\n", "没有前置元数据", 0),
            ("\n---\na: 1\n---\n", "空行", 1),
            ("--- \na: 1\n---\n", "空格", 0),
            ("———\na: 1\n---\n", "———", 0),
            ("----\na: 1\n---\n", "----", 0),
            ("", "没有前置元数据", 0),
            ("---\na: 1\n--- \n正文\n", "--- ", 9),
            ("---\na: 1\n－－－\n正文\n", "－－－", 9),
            ("---\na: 1\n\n正文在这里。\n", "没有结束", 0),
        ] {
            let (_, findings) = run(text);
            assert_eq!(findings.len(), 1, "{text:?}");
            assert!(findings[0].message.zh.contains(word), "{text:?}: {}", findings[0].message.zh);
            assert_eq!(findings[0].primary.span.map(|span| span.start), Some(at), "{text:?}");
        }
    }

    #[test]
    fn guesses_where_an_unclosed_one_ends() {
        let text = "---\na: 1\nb:\n  - x\n\n正文在这里。\n";
        let fence = run(text).0.map(|fence| text[fence.yaml].to_owned());
        assert_eq!(fence.as_deref(), Some("a: 1\nb:\n  - x\n\n"));
        let text = "---\na: 1\n# 标题\n\n正文在这里。\n";
        assert_eq!(run(text).0.map(|fence| text[fence.yaml].to_owned()).as_deref(), Some("a: 1\n"));
    }
}
