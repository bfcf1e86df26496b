//! Findings as text for people.

use super::Globals;
use crate::diag::human::Paint;
use crate::diag::json::Counts;
use crate::diag::source_map::SourceMap;
use crate::diag::{Diagnostic, Lang, human as people};

/// Findings with their source lines.
pub(super) fn human(findings: &[Diagnostic], texts: &SourceMap, globals: &Globals) -> String {
    painted(findings, texts, globals.lang, globals.paint)
}

/// The same, in a language and with or without colour.
pub(super) fn painted(findings: &[Diagnostic], texts: &SourceMap, lang: Lang, paint: Paint) -> String {
    let render = |finding: &Diagnostic| people::render(finding, texts, lang, paint) + "\n\n";
    findings.iter().map(render).collect()
}

/// One line a finding.
pub(super) fn short(findings: &[Diagnostic], texts: &SourceMap, lang: Lang) -> String {
    findings.iter().map(|finding| people::render_short(finding, texts, lang) + "\n").collect()
}

/// How many findings of each weight, in one line.
pub(super) fn line(counts: Counts, lang: Lang) -> String {
    let Counts { errors, warnings, infos } = counts;
    match lang {
        Lang::Zh => format!("错误 {errors} 个，警告 {warnings} 个，提示 {infos} 个\n"),
        Lang::En => format!("{errors} errors, {warnings} warnings, {infos} notes\n"),
    }
}

/// Pads to a width in terminal columns, in which a Han character counts as two.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let width = unicode_width::UnicodeWidthStr::width(text);
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}
