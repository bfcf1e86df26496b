//! Findings for programs: the stable wire form of `--format json`, version 1.

use serde::Serialize;

use super::source_map::SourceMap;
use super::{Bilingual, Diagnostic, Label};

/// One finding on the wire. Read by editors' tools and CI; fields are added, never changed.
#[derive(Debug, Serialize)]
pub struct WireFinding {
    rule: String,
    severity: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<WirePosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<WirePosition>,
    message: WireText,
    help: Vec<WireText>,
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

/// One finding in its wire form.
#[must_use]
pub fn wire(finding: &Diagnostic, sources: &SourceMap) -> WireFinding {
    WireFinding {
        rule: finding.code.to_string(),
        severity: finding.severity.token(),
        path: finding.primary.path.to_string(),
        start: position(sources, &finding.primary, false),
        end: position(sources, &finding.primary, true),
        message: (&finding.message).into(),
        help: finding.helps.iter().map(Into::into).collect(),
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
