//! Findings for programs: the stable wire form of `--format json`. `schemas/findings.schema.json` describes it; the
//! schema and these structs are compared by `tests/it/outputs.rs`.

use serde::Serialize;

use super::source_map::SourceMap;
use super::{Bilingual, Diagnostic, Label, Report, Severity};

/// The version of the form. Fields are added within a version; a field that is removed or changes its meaning makes a
/// new one.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct WireCheck {
    version: u32,
    now: String,
    summary: Counts,
    findings: Vec<WireFinding>,
}

/// How many findings of each weight.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    /// Errors and worse.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Things worth knowing.
    pub infos: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Self {
        let count = |wanted: fn(Severity) -> bool| findings.iter().filter(|finding| wanted(finding.severity)).count();
        Self {
            errors: count(|severity| severity >= Severity::Error),
            warnings: count(|severity| severity == Severity::Warning),
            infos: count(|severity| severity == Severity::Info),
        }
    }
}

/// All findings as one JSON text.
#[must_use]
pub fn render(report: &Report<'_>, now: jiff::Timestamp) -> String {
    let names = report.fingerprints();
    let wire = WireCheck {
        version: VERSION,
        now: now.to_string(),
        summary: Counts::of(report.findings),
        findings: report
            .findings
            .iter()
            .zip(names)
            .map(|(finding, name)| wire(finding, name, report.sources))
            .collect(),
    };
    // The wire structs hold only text and numbers, which always have a JSON form.
    serde_json::to_string_pretty(&wire).unwrap_or_default() + "\n"
}

#[derive(Debug, Serialize)]
struct WireFinding {
    rule: String,
    severity: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<WirePosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<WirePosition>,
    message: WireText,
    help: Vec<WireText>,
    fingerprint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<WireRelated>,
}

/// Line and column from 1, the column in characters.
#[derive(Debug, Serialize)]
struct WirePosition {
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
struct WireText {
    zh: String,
    en: String,
}

#[derive(Debug, Serialize)]
struct WireRelated {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<WirePosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<WireText>,
}

impl From<&Bilingual> for WireText {
    fn from(text: &Bilingual) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

fn position(sources: &SourceMap, label: &Label, end: bool) -> Option<WirePosition> {
    let span = label.span?;
    let at = sources.position(&label.path, if end { span.end } else { span.start });
    Some(WirePosition { line: at.line, column: at.column })
}

fn wire(finding: &Diagnostic, fingerprint: String, sources: &SourceMap) -> WireFinding {
    WireFinding {
        rule: finding.code.to_string(),
        severity: finding.severity.token(),
        path: finding.primary.path.to_string(),
        start: position(sources, &finding.primary, false),
        end: position(sources, &finding.primary, true),
        message: (&finding.message).into(),
        help: finding.helps.iter().map(Into::into).collect(),
        fingerprint,
        related: finding
            .others
            .iter()
            .map(|label| WireRelated {
                path: label.path.to_string(),
                start: position(sources, label, false),
                note: label.note.as_ref().map(Into::into),
            })
            .collect(),
    }
}
