//! Findings as SARIF 2.1.0, which GitHub code scanning, editors and other dashboards read.
//!
//! Source: OASIS SARIF 2.1.0; what GitHub makes of it: "SARIF support for code scanning". Columns are UTF-16 code
//! units, as the file says; paths are addresses below `%SRCROOT%`, the top of the repository. No time is written, so
//! that the same findings give the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::report::percent_encoded;
use super::{Bilingual, Code, Diagnostic, Label, Report, Severity};

/// What a rule says of itself.
pub struct RuleText {
    /// English name.
    pub name: &'static str,
    /// Weight.
    pub severity: Severity,
    /// One line.
    pub short: Bilingual,
    /// A paragraph.
    pub full: Bilingual,
    /// Markdown with everything, both languages.
    pub help: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    name: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: Tags,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: [&'static str; 1],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem: &'static str,
}

#[derive(Default, Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
    properties: Weight,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

/// GitHub reads this one name only.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    primary_location_line_hash: String,
}

#[derive(Serialize)]
struct Weight {
    severity: &'static str,
}

/// The root that paths count from.
const ROOT: &str = "%SRCROOT%";

/// The whole log. `rule` knows the texts of a rule.
#[must_use]
pub fn render(report: &Report<'_>, rule: &dyn Fn(Code) -> Option<RuleText>) -> String {
    let codes: std::collections::BTreeSet<Code> = report.findings.iter().map(|finding| finding.code).collect();
    let index: BTreeMap<Code, usize> = codes.into_iter().enumerate().map(|(at, code)| (code, at)).collect();
    let language = report.t("zh-CN", "en-US");
    let driver = Driver {
        name: "kepu",
        semantic_version: env!("CARGO_PKG_VERSION"),
        language,
        rules: index.keys().map(|code| descriptor(*code, rule(*code))).collect(),
    };
    let outcomes = report.findings.iter().zip(report.fingerprints());
    let run = Run {
        tool: Tool { driver },
        language,
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BTreeMap::from([(ROOT, Base { description: root() })]),
        results: outcomes.map(|(finding, name)| outcome(report, finding, &index, name)).collect(),
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    // The wire structs hold only text and numbers, which always have a JSON form.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn root() -> Text {
    plain("仓库的最上层 / the top of the repository")
}

fn plain(text: impl Into<String>) -> Text {
    Text { text: text.into(), markdown: None }
}

fn both(text: &Bilingual) -> String {
    format!("{} / {}", text.zh, text.en)
}

fn descriptor(code: Code, text: Option<RuleText>) -> Descriptor {
    let unknown = || RuleText {
        name: "unknown",
        severity: Severity::Error,
        short: Bilingual::new(code.to_string(), code.to_string()),
        full: Bilingual::new(code.to_string(), code.to_string()),
        help: code.to_string(),
    };
    let text = text.unwrap_or_else(unknown);
    Descriptor {
        id: code.to_string(),
        name: text.name,
        short_description: plain(both(&text.short)),
        full_description: plain(both(&text.full)),
        help: Text { text: both(&text.full), markdown: Some(text.help) },
        default_configuration: Configuration { level: level(text.severity) },
        properties: Tags { tags: ["kepu"], precision: "very-high", problem: problem(text.severity) },
    }
}

fn outcome(report: &Report<'_>, finding: &Diagnostic, index: &BTreeMap<Code, usize>, name: String) -> Outcome {
    let related = finding.others.iter().enumerate().map(|(at, label)| Place {
        id: Some(at),
        physical_location: physical(report, label),
        message: label.note.as_ref().map(|note| plain(note.get(report.lang))),
    });
    Outcome {
        rule_id: finding.code.to_string(),
        rule_index: index.get(&finding.code).copied().unwrap_or_default(),
        level: level(finding.severity),
        message: plain(report.told(finding)),
        locations: [Place { id: None, physical_location: physical(report, &finding.primary), message: None }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { primary_location_line_hash: name },
        properties: Weight { severity: finding.severity.token() },
    }
}

fn physical(report: &Report<'_>, label: &Label) -> Physical {
    let at = |byte| report.sources.position_utf16(&label.path, byte);
    // GitHub wants a line even where the whole file is meant.
    let whole = Region { start_line: 1, start_column: None, end_line: None, end_column: None };
    let region = label.span.map_or(whole, |span| Region {
        start_line: at(span.start).line,
        start_column: Some(at(span.start).column),
        end_line: Some(at(span.end).line),
        end_column: Some(at(span.end).column),
    });
    let uri = percent_encoded(&report.path(&label.path));
    Physical { artifact_location: Artifact { uri, uri_base_id: ROOT }, region }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error | Severity::Fatal => "error",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "recommendation",
        Severity::Warning => "warning",
        Severity::Error | Severity::Fatal => "error",
    }
}
