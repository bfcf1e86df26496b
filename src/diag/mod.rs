//! Faults as data: what is wrong, where, why, and what to do, in two languages.
//!
//! Deliberately absent: knowledge of any rule; reading of files; printing.

mod display;
pub mod findings;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod markdown;
pub mod remedy;
pub mod report;
pub mod sarif;
pub mod source_map;

use std::fmt;

use crate::model::path::SourcePath;
use crate::model::span::Span;

pub use findings::Findings;
pub use report::Report;

/// A rule number, printed `KP104`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KP{:03}", self.0)
    }
}

impl Code {
    /// Reads `KP104`, `kp104` or `104`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("KP").or_else(|| text.strip_prefix("kp")).unwrap_or(text);
        if digits.len() == 3 { digits.parse().ok().map(Self) } else { None }
    }
}

/// How much a finding weighs, lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Shown, stops nothing.
    Warning,
    /// Holds the article back.
    Error,
    /// Stops the run: the trust files themselves are wrong.
    Fatal,
}

impl Severity {
    /// The token used in machine output.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    /// The word shown to people.
    #[must_use]
    pub fn word(self) -> Bilingual {
        match self {
            Self::Info => Bilingual::new("提示", "info"),
            Self::Warning => Bilingual::new("警告", "warning"),
            Self::Error => Bilingual::new("错误", "error"),
            Self::Fatal => Bilingual::new("严重错误", "fatal"),
        }
    }
}

/// The language of what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// One text in both languages, made in one statement so that they cannot drift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Pairs two texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A place in a file with an optional word about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The file.
    pub path: SourcePath,
    /// The bytes in the normalised text; `None` means the file as a whole.
    pub span: Option<Span>,
    /// A word under the caret.
    pub note: Option<Bilingual>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Rule.
    pub code: Code,
    /// Weight.
    pub severity: Severity,
    /// The place.
    pub primary: Label,
    /// Other places that matter.
    pub others: Vec<Label>,
    /// The fact first, no full stop, with the two values that disagree.
    pub message: Bilingual,
    /// Imperatives: what to do.
    pub helps: Vec<Bilingual>,
}

impl Diagnostic {
    /// A finding at a place.
    #[must_use]
    pub fn at(code: u16, severity: Severity, path: &SourcePath, span: Span, message: Bilingual) -> Self {
        let primary = Label { path: path.clone(), span: Some(span), note: None };
        Self { code: Code(code), severity, primary, others: Vec::new(), message, helps: Vec::new() }
    }

    /// A finding about a file as a whole.
    #[must_use]
    pub fn whole_file(code: u16, severity: Severity, path: &SourcePath, message: Bilingual) -> Self {
        let primary = Label { path: path.clone(), span: None, note: None };
        Self { code: Code(code), severity, primary, others: Vec::new(), message, helps: Vec::new() }
    }

    /// An error at a place: the usual case.
    #[must_use]
    pub fn error(code: u16, path: &SourcePath, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::at(code, Severity::Error, path, span, Bilingual::new(zh, en))
    }

    /// Gives this finding another weight than its rule has.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.helps.push(Bilingual::new(zh, en));
        self
    }

    /// Puts a word under the caret.
    #[must_use]
    pub fn note(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.primary.note = Some(Bilingual::new(zh, en));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, path: &SourcePath, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.others.push(Label { path: path.clone(), span: Some(span), note: Some(Bilingual::new(zh, en)) });
        self
    }
}
