//! Findings and states as text or JSON.

use serde::Serialize;

use super::Globals;
use crate::diag::json::{WireFinding, wire};
use crate::diag::source_map::SourceMap;
use crate::diag::{Diagnostic, Severity, human as people};

/// Findings with their source lines.
pub(super) fn human(findings: &[Diagnostic], texts: &SourceMap, globals: &Globals) -> String {
    let render = |finding: &Diagnostic| people::render(finding, texts, globals.lang, globals.paint) + "\n\n";
    findings.iter().map(render).collect()
}

/// One line a finding.
pub(super) fn short(findings: &[Diagnostic], texts: &SourceMap, globals: &Globals) -> String {
    findings.iter().map(|finding| people::render_short(finding, texts, globals.lang) + "\n").collect()
}

/// Version 1 of `kepu check --format json`.
#[derive(Serialize)]
struct WireCheck {
    version: u32,
    now: String,
    summary: WireSummary,
    findings: Vec<WireFinding>,
}

#[derive(Serialize)]
struct WireSummary {
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// Findings for programs.
pub(super) fn json(findings: &[Diagnostic], texts: &SourceMap, globals: &Globals) -> String {
    let counts = Counts::of(findings);
    let report = WireCheck {
        version: 1,
        now: globals.now.to_string(),
        summary: WireSummary { errors: counts.errors, warnings: counts.warnings, infos: counts.infos },
        findings: findings.iter().map(|finding| wire(finding, texts)).collect(),
    };
    // The wire structs hold only text and numbers, which always have a JSON form.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// How many findings of each weight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
}

impl Counts {
    pub(super) fn of(findings: &[Diagnostic]) -> Self {
        let count = |wanted: fn(Severity) -> bool| findings.iter().filter(|finding| wanted(finding.severity)).count();
        Self {
            errors: count(|severity| severity >= Severity::Error),
            warnings: count(|severity| severity == Severity::Warning),
            infos: count(|severity| severity == Severity::Info),
        }
    }

    pub(super) fn line(self, globals: &Globals) -> String {
        match globals.lang {
            crate::diag::Lang::Zh => {
                format!("错误 {} 个，警告 {} 个，提示 {} 个\n", self.errors, self.warnings, self.infos)
            }
            crate::diag::Lang::En => {
                format!("{} errors, {} warnings, {} notes\n", self.errors, self.warnings, self.infos)
            }
        }
    }
}

/// Pads to a width in terminal columns, in which a Han character counts as two.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let width = unicode_width::UnicodeWidthStr::width(text);
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}
