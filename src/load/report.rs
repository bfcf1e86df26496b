//! Collects the findings of one file: one code for settings, silence about what is broken already.
//!
//! Deliberately absent: any knowledge of what is checked.

use std::collections::BTreeSet;

use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Span;

/// Whose file it is; the same fault weighs differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// An article: the fault holds this article back.
    Article,
    /// A trust file or profile: nothing can be judged with it (KP801).
    Settings,
    /// A register whose readable entries still count: an unreadable entry opens nothing (KP801).
    Register,
}

impl Voice {
    /// The code and weight that a fault of an article's code has in this file.
    pub(super) fn weigh(self, code: u16) -> (u16, Severity) {
        match self {
            Self::Article => (code, Severity::Error),
            Self::Settings => (801, Severity::Fatal),
            Self::Register => (801, Severity::Error),
        }
    }
}

/// Findings of one file in the making.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) path: &'a SourcePath,
    voice: Voice,
    broken: Vec<Span>,
    broken_keys: BTreeSet<String>,
    findings: Findings,
}

impl<'a> Report<'a> {
    pub(super) fn new(path: &'a SourcePath, voice: Voice) -> Self {
        Self { path, voice, broken: Vec::new(), broken_keys: BTreeSet::new(), findings: Findings::default() }
    }

    /// An error at a place, with the code and weight of the file.
    pub(super) fn error(&self, code: u16, span: Span, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        let (code, severity) = self.voice.weigh(code);
        Diagnostic::at(code, severity, self.path, span, Bilingual::new(zh, en))
    }

    /// Adds a finding about a value, unless its place could not be read and was reported for that.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        if !finding.primary.span.is_some_and(|span| self.is_broken(span)) {
            self.findings.push(finding);
        }
    }

    /// Adds a finding about the writing itself.
    pub(super) fn push_always(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Takes over findings made elsewhere.
    pub(super) fn absorb(&mut self, findings: Findings) {
        self.findings.absorb(findings);
    }

    /// Remembers a place whose text could not be read.
    pub(super) fn breaks(&mut self, place: Span) {
        self.broken.push(place);
    }

    /// Remembers a key that vanished with its line.
    pub(super) fn loses_key(&mut self, key: &str) {
        self.broken_keys.insert(key.to_owned());
    }

    /// Whether a place touches text that could not be read.
    pub(super) fn is_broken(&self, span: Span) -> bool {
        self.broken.iter().any(|place| span.start <= place.end && place.start <= span.end)
    }

    /// Whether a key vanished with its line.
    pub(super) fn lost_key(&self, key: &str) -> bool {
        self.broken_keys.contains(key)
    }

    pub(super) fn finish(self) -> Findings {
        self.findings
    }
}
