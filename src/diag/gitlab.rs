//! Findings for GitLab's Code Quality widget: a list of issues.
//!
//! Source: GitLab documentation, "Code Quality report format": `lines` is read by every version, paths count from the
//! top of the repository without `./`, a fingerprint given twice hides the second issue.

use serde::Serialize;

use super::{Diagnostic, Report, Severity};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The whole report.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let issues: Vec<Issue> =
        report.findings.iter().zip(report.fingerprints()).map(|(finding, name)| issue(report, finding, name)).collect();
    // The wire structs hold only text and numbers, which always have a JSON form.
    serde_json::to_string_pretty(&issues).unwrap_or_default() + "\n"
}

fn issue(report: &Report<'_>, finding: &Diagnostic, fingerprint: String) -> Issue {
    let path = &finding.primary.path;
    // An issue about a whole file needs a line all the same.
    let lines = finding.primary.span.map_or(Lines { begin: 1, end: 1 }, |span| Lines {
        begin: report.sources.position(path, span.start).line,
        end: report.sources.position(path, span.end).line,
    });
    Issue {
        description: format!("{} {}", finding.code, report.told(finding)),
        check_name: finding.code.to_string(),
        fingerprint,
        severity: severity(finding.severity),
        location: Location { path: report.path(path), lines },
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "minor",
        Severity::Error => "critical",
        Severity::Fatal => "blocker",
    }
}
