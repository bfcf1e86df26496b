//! Findings for people: source line, caret, cause, fix (the only annotate-snippets).

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::source_map::SourceMap;
use super::{Diagnostic, Label, Lang, Severity};

/// Whether escape codes for colour are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Plain text.
    Plain,
    /// ANSI colours.
    Colour,
}

/// Renders one finding with its source lines.
#[must_use]
pub fn render(finding: &Diagnostic, sources: &SourceMap, lang: Lang, paint: Paint) -> String {
    let renderer = match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Colour => Renderer::styled(),
    };
    let code = finding.code.to_string();
    let word = finding.severity.word();
    let level = level_of(finding.severity).with_name(word.get(lang));
    let mut main = level.primary_title(finding.message.get(lang)).id(code.as_str()).elements(Vec::<Element<'_>>::new());
    let text = sources.text(&finding.primary.path);
    match (text, finding.primary.span) {
        (Some(text), Some(_)) => {
            let same = finding.others.iter().filter(|label| label.path == finding.primary.path);
            let mut snippet = Snippet::source(text).path(finding.primary.path.as_str());
            snippet = snippet.annotation(annotation(AnnotationKind::Primary, &finding.primary, text, lang));
            for label in same {
                snippet = snippet.annotation(annotation(AnnotationKind::Context, label, text, lang));
            }
            main = main.element(snippet);
        }
        _ => main = main.element(annotate_snippets::Origin::path(finding.primary.path.as_str())),
    }
    for label in finding.others.iter().filter(|label| label.path != finding.primary.path) {
        if let Some(text) = sources.text(&label.path) {
            let snippet = Snippet::source(text).path(label.path.as_str());
            main = main.element(snippet.annotation(annotation(AnnotationKind::Context, label, text, lang)));
        }
    }
    let help_word = match lang {
        Lang::Zh => "怎么改",
        Lang::En => "help",
    };
    for help in &finding.helps {
        main = main.element(Level::HELP.with_name(help_word).message(help.get(lang)));
    }
    let report: [Group<'_>; 1] = [main];
    renderer.render(&report)
}

fn annotation<'a>(kind: AnnotationKind, label: &'a Label, text: &str, lang: Lang) -> annotate_snippets::Annotation<'a> {
    let mut range = label.span.map_or(0..0, crate::model::span::Span::range);
    range.end = range.end.min(text.len());
    range.start = range.start.min(range.end);
    while !text.is_char_boundary(range.start) {
        range.start -= 1;
    }
    while !text.is_char_boundary(range.end) {
        range.end += 1;
    }
    let annotation = kind.span(range);
    match &label.note {
        Some(note) => annotation.label(note.get(lang)),
        None => annotation,
    }
}

fn level_of(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Info => Level::INFO,
        Severity::Warning => Level::WARNING,
        Severity::Error | Severity::Fatal => Level::ERROR,
    }
}

/// One line: `path:line:column: error[KP104] message`.
#[must_use]
pub fn render_short(finding: &Diagnostic, sources: &SourceMap, lang: Lang) -> String {
    let place = match finding.primary.span {
        Some(span) => {
            let at = sources.position(&finding.primary.path, span.start);
            format!("{}:{}:{}", finding.primary.path, at.line, at.column)
        }
        None => finding.primary.path.to_string(),
    };
    format!("{place}: {}[{}] {}", finding.severity.word().get(lang), finding.code, finding.message.get(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::path::SourcePath;
    use crate::model::span::Span;

    #[test]
    fn the_caret_stands_under_chinese_text() -> Result<(), crate::model::path::PathFault> {
        let path = SourcePath::new("content/a/index.md")?;
        let text = "标题：高温天气\naudience: [农名]\n";
        let mut sources = SourceMap::default();
        sources.insert(path.clone(), text.to_owned());
        let start = text.find("农名").unwrap_or(0);
        let finding =
            Diagnostic::error(105, &path, Span::new(start, start + 6), "没有这个受众：农名", "no such audience")
                .help("改为 农民", "write 农民");
        let shown = render(&finding, &sources, Lang::Zh, Paint::Plain);
        let lines: Vec<&str> = shown.lines().collect();
        let source_line = lines.iter().find(|line| line.contains("audience")).copied().unwrap_or("");
        let caret_line = lines.iter().find(|line| line.contains('^')).copied().unwrap_or("");
        let width = |s: &str| unicode_width::UnicodeWidthStr::width(s);
        assert_eq!(
            width(&source_line[..source_line.find("农名").unwrap_or(0)]),
            caret_line.find('^').unwrap_or(0),
            "{shown}"
        );
        assert!(shown.contains("content/a/index.md:2:12"), "{shown}");
        assert!(shown.contains("怎么改"), "{shown}");
        assert!(render_short(&finding, &sources, Lang::Zh).starts_with("content/a/index.md:2:12: 错误[KP105]"));
        Ok(())
    }
}
