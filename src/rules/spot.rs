//! Findings of a rule at the places an article has: its body, its front matter, the files beside it.

use crate::diag::{Bilingual, Diagnostic};
use crate::model::article::Asset;
use crate::model::span::Span;

use super::{ArticleCx, Rule};

impl Rule {
    /// A finding in the body; the span is one of the body text.
    pub(super) fn in_body(
        &self,
        cx: &ArticleCx<'_>,
        span: Span,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Diagnostic {
        self.in_front(cx, span.shifted(cx.article.body.offset), zh, en)
    }

    /// A finding in the front matter; the span is one of the file, as fields carry it.
    pub(super) fn in_front(
        &self,
        cx: &ArticleCx<'_>,
        span: Span,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(self.code, self.severity, &cx.article.source, span, Bilingual::new(zh, en))
    }

    /// A finding in the body, without the blank end that blocks carry.
    pub(super) fn in_block(
        &self,
        cx: &ArticleCx<'_>,
        span: Span,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Diagnostic {
        let text = cx.article.body.text.get(span.range()).unwrap_or("").trim_end();
        let start = span.range().start;
        self.in_body(cx, Span::new(start, start + text.len()), zh, en)
    }

    /// A finding about a file beside the article.
    pub(super) fn on_asset(&self, asset: &Asset, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        Diagnostic::whole_file(self.code, self.severity, &asset.path, Bilingual::new(zh, en))
    }
}
