//! Findings for people: source line, caret, cause, fix (the only annotate-snippets).

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::display::steady;
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
    let shown = |path| sources.text(path).map(steady);
    let text = shown(&finding.primary.path);
    match (text, finding.primary.span) {
        (Some(text), Some(_)) => {
            let same = finding.others.iter().filter(|label| label.path == finding.primary.path);
            let mut annotations = vec![annotation(AnnotationKind::Primary, &finding.primary, &text, lang)];
            annotations.extend(same.map(|label| annotation(AnnotationKind::Context, label, &text, lang)));
            let snippet = Snippet::source(text).path(finding.primary.path.as_str()).annotations(annotations);
            main = main.element(snippet);
        }
        _ => main = main.element(annotate_snippets::Origin::path(finding.primary.path.as_str())),
    }
    for label in finding.others.iter().filter(|label| label.path != finding.primary.path) {
        if let Some(text) = shown(&label.path) {
            let mark = annotation(AnnotationKind::Context, label, &text, lang);
            main = main.element(Snippet::source(text).path(label.path.as_str()).annotation(mark));
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
    use proptest::prelude::*;

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

    /// The words that stand above the carets, measured in columns as a terminal shows them.
    fn above_the_carets(text: &str, start: usize, end: usize) -> (String, String) {
        let path = SourcePath::new("content/a/index.md").expect("clean");
        let mut sources = SourceMap::default();
        sources.insert(path.clone(), text.to_owned());
        let finding = Diagnostic::error(204, &path, Span::new(start, end), "x", "x");
        let shown = render(&finding, &sources, Lang::Zh, Paint::Plain);
        let width = |s: &str| unicode_width::UnicodeWidthStr::width(s);
        let lines: Vec<&str> = shown.lines().collect();
        let at = lines.iter().position(|line| line.contains('^')).expect("carets");
        let (carets, line) = (lines[at], lines[at - 1]);
        let first = width(&carets[..carets.find('^').expect("a caret")]);
        let past = width(carets.trim_end());
        let column = |at: usize| width(&line[..at]);
        let inside = |(at, _): &(usize, char)| column(*at) >= first && column(*at) < past;
        let seen = |c: &char| unicode_width::UnicodeWidthChar::width(*c).is_some_and(|width| width > 0);
        let words = line.char_indices().filter(inside).map(|(_, c)| c).filter(seen).collect();
        (words, shown)
    }

    fn piece() -> impl proptest::strategy::Strategy<Value = String> {
        proptest::sample::select(vec![
            "看水",
            "，",
            "。",
            "！",
            "“引”",
            "《书》",
            "（三）",
            "a",
            "b c",
            "e\u{301}",
            "\t",
            "👨\u{200d}👩\u{200d}👧",
            "👍🏽",
            "❤\u{fe0f}",
            "☀\u{fe0f}",
            "🇨🇳",
            "1\u{fe0f}\u{20e3}",
            "𠮷",
            "한글",
            "ｱｲｳ",
            "—",
            "……",
            "①",
            "℃",
            "\u{200b}",
            "\u{ad}",
            "\u{3000}",
            "é",
        ])
        .prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn carets_stand_under_their_words(
            before in proptest::collection::vec(piece(), 0..90),
            after in proptest::collection::vec(piece(), 0..90),
            above in 0_usize..3,
        ) {
            let (before, after) = (before.concat(), after.concat());
            let text = format!("{}{before}标记KEY{after}\n尾\n", "行\n".repeat(above));
            let start = text.find("标记KEY").expect("there");
            let (words, shown) = above_the_carets(&text, start, start + "标记KEY".len());
            prop_assert_eq!(words, "标记KEY", "{}", shown);
        }
    }
}
