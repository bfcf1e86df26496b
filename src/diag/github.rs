//! Findings as workflow commands of GitHub Actions, and of runners that follow it: an annotation beside each line.
//!
//! Source: the parser of the runner, `ActionCommand.cs`, which also reads the older `##[name]` anywhere in a line;
//! GitHub documentation: ten annotations of each level a step, and 4,096 characters of a message. What is over stands
//! in the log of the step, folded, and the last annotation of its level says so: nothing is lost.

use std::fmt::Write as _;

use super::human::render_short;
use super::{Bilingual, Code, Diagnostic, Report, Severity};

/// Annotations of one level that GitHub shows of a step.
const SHOWN: usize = 10;
/// Longest message in characters; the runner cuts at 4,096.
const LONGEST: usize = 4_000;

/// The commands. `rule` gives the one line of a rule, for titles; `summary` tells whether the same run writes the job's summary, where all findings stand.
#[must_use]
pub fn render(report: &Report<'_>, rule: &dyn Fn(Code) -> Option<Bilingual>, summary: bool) -> String {
    let (mut text, mut rest) = (String::new(), Vec::new());
    for level in ["error", "warning", "notice"] {
        let mut own: Vec<&Diagnostic> = report.findings.iter().filter(|f| level_of(f.severity) == level).collect();
        own.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let shown = if own.len() > SHOWN { SHOWN - 1 } else { own.len() };
        own.iter()
            .take(shown)
            .for_each(|finding| text.push_str(&annotation(report, level, finding, rule(finding.code))));
        if own.len() > shown {
            text.push_str(&more(report, level, own.len() - shown, summary));
            rest.extend(own.into_iter().skip(shown));
        }
    }
    if !rest.is_empty() {
        let title = match report.lang {
            super::Lang::Zh => format!("没有标注的其余 {} 个问题", rest.len()),
            super::Lang::En => format!("{} findings without an annotation", rest.len()),
        };
        let _ = writeln!(text, "::group::{title}");
        for finding in rest {
            let _ = writeln!(text, "{}", inert(&render_short(finding, report.sources, report.lang)));
        }
        text.push_str("::endgroup::\n");
    }
    text
}

/// The command that says why nothing was judged.
#[must_use]
pub fn failure(message: &str) -> String {
    format!("::error title=kepu::{}\n", data(&cut(message.trim_end())))
}

fn annotation(report: &Report<'_>, level: &str, finding: &Diagnostic, rule: Option<Bilingual>) -> String {
    let path = &finding.primary.path;
    let mut properties = vec![format!("file={}", property(&report.path(path)))];
    if let Some(span) = finding.primary.span {
        let (start, end) =
            (report.sources.position_utf16(path, span.start), report.sources.position_utf16(path, span.end));
        properties.push(format!("line={}", start.line));
        // Columns are allowed on one line only.
        if start.line == end.line {
            properties.push(format!("col={}", start.column));
            properties.push(format!("endLine={}", end.line));
            properties.push(format!("endColumn={}", end.column.max(start.column)));
        } else {
            properties.push(format!("endLine={}", end.line));
        }
    }
    let rule = rule.map_or_else(String::new, |rule| format!(" {}", rule.get(report.lang)));
    properties.push(format!("title={}", property(&format!("{}{rule}", finding.code))));
    format!("::{level} {}::{}\n", properties.join(","), data(&cut(&report.told(finding))))
}

fn more(report: &Report<'_>, level: &str, count: usize, summary: bool) -> String {
    let place = if summary {
        report.t(
            "见本次运行的摘要（Summary），也在本步骤的日志里",
            "see the summary of this run, or the log of this step",
        )
    } else {
        report.t("见本步骤的日志", "see the log of this step")
    };
    let said = match report.lang {
        super::Lang::Zh => format!("同级别另有 {count} 条没有在此标注，{place}"),
        super::Lang::En => format!("{count} more of this level are not shown here; {place}"),
    };
    format!("::{level} title=kepu::{}\n", data(&said))
}

fn level_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error | Severity::Fatal => "error",
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("……".chars()).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line of the log that no name or quotation can turn into a command.
fn inert(line: &str) -> String {
    let tidy = line.replace(['\r', '\n'], " ").replace("##[", "##\u{2060}[");
    if tidy.trim_start().starts_with("::") { format!("\u{2060}{tidy}") } else { tidy }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;
    use crate::diag::source_map::SourceMap;
    use crate::model::path::SourcePath;
    use crate::model::span::Span;

    fn said(findings: &[Diagnostic], prefix: &str) -> String {
        let mut sources = SourceMap::default();
        sources.insert(SourcePath::new("a,b:c.md").expect("clean"), "😀标题\n二\n".to_owned());
        render(
            &Report { findings, sources: &sources, lang: Lang::Zh, prefix },
            &|_| Some(Bilingual::new("句, 子", "")),
            true,
        )
    }

    #[test]
    fn commands_are_escaped_once() {
        let path = SourcePath::new("a,b:c.md").expect("clean");
        let one = Diagnostic::error(105, &path, Span::new(4, 10), "50%\r\n::error::x, y: z; w", "x").help("改", "x");
        assert_eq!(
            said(&[one], "s/"),
            "::error file=s/a%2Cb%3Ac.md,line=1,col=3,endLine=1,endColumn=5,title=KP105 句%2C 子\
             ::50%25%0D%0A::error::x, y: z; w%0A怎么改：改\n"
        );
        let two = Diagnostic::error(105, &path, Span::new(4, 14), "二行", "x");
        assert_eq!(said(&[two], ""), "::error file=a%2Cb%3Ac.md,line=1,endLine=2,title=KP105 句%2C 子::二行\n");
        let whole = Diagnostic::whole_file(105, Severity::Info, &path, Bilingual::new("全文", "x"));
        assert_eq!(said(&[whole], ""), "::notice file=a%2Cb%3Ac.md,title=KP105 句%2C 子::全文\n");
    }

    #[test]
    fn no_line_of_the_log_is_a_command() {
        for (line, expected) in [
            (" ::stop-commands::x", "\u{2060} ::stop-commands::x"),
            ("a ##[add-mask]x\n::error::y", "a ##\u{2060}[add-mask]x ::error::y"),
        ] {
            assert_eq!(inert(line), expected);
        }
    }

    #[test]
    fn fatal_findings_come_first_and_long_ones_end_in_dots() {
        let path = SourcePath::new("a.md").expect("clean");
        let find = |severity, zh: String| Diagnostic::at(801, severity, &path, Span::new(0, 0), Bilingual::new(zh, ""));
        let mut all: Vec<Diagnostic> = (0..12).map(|n| find(Severity::Error, format!("第 {n} 条"))).collect();
        all.push(find(Severity::Fatal, "字".repeat(5_000)));
        let text = said(&all, "");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].ends_with("字……") && lines[0].chars().count() < 4_096, "{}", lines[0]);
        assert_eq!(lines.iter().filter(|line| line.starts_with("::error")).count(), 10);
        assert!(lines[9].contains("另有 4 条"), "{}", lines[9]);
        assert_eq!(lines.iter().filter(|line| line.starts_with("a.md:")).count(), 4);
        // The runner gives a line back as it was; see its unescaping.
        assert!(failure("坏了：\n50%\n").ends_with("::坏了：%0A50%25\n"));
    }
}
