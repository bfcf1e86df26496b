//! Passages and cards: which are shown, and what stands in each.

use std::ops::Range;

use super::Writer;
use crate::markup::Event;
use crate::markup::anatomy::{Anatomy, Field, Piece};
use crate::markup::container::{Container, Kind};
use crate::render::card::{
    CardPartView, ChoiceView, FieldView, PieceView, SignalView, StepView, VerdictView, choice_mark,
};
use crate::render::chart;

impl Writer<'_> {
    /// Writes a passage or a card whole.
    pub(super) fn container(&mut self, index: usize) {
        let Some(container) = self.document.containers.get(index) else { return };
        if self.layout.hidden.get(index).copied().unwrap_or(false) {
            return;
        }
        let label = self.layout.labels.get(index).cloned().flatten();
        if container.kind == Kind::Audience {
            self.passage(index, container, label)
        } else {
            self.card(container, label)
        }
    }

    fn passage(&mut self, index: usize, container: &Container, label: Option<String>) {
        if let Some(label) = &label {
            self.out.push_str("<section class=\"passage\">\n<p class=\"passage-label\">");
            self.push_escaped(label);
            self.out.push_str("</p>\n");
        }
        self.run(container.events.clone(), index + 1..self.after(index));
        if label.is_some() {
            self.out.push_str("</section>\n");
        }
    }

    fn card(&mut self, container: &Container, holds: Option<String>) {
        self.n_cards += 1;
        let (ordinal, total) = self.place_among_its_kind(container);
        let is_safety = container.kind == Kind::Safety;
        let (signal, words) = if is_safety { SignalView::split(&container.words) } else { (None, &*container.words) };
        let mut view = CardPartView {
            kind: container.kind.token(),
            label: container.kind.label(),
            number: self.n_cards,
            ordinal,
            total,
            signal,
            words: words.to_owned(),
            holds,
            edition: self.cx.edition.to_owned(),
            ..CardPartView::default()
        };
        let anatomy = self.document.anatomy(container);
        self.words.in_card = true;
        for piece in &anatomy.pieces {
            self.piece(piece, &mut view);
        }
        self.words.in_card = false;
        meaning(&anatomy, container.kind, &mut view);
        self.chart(container, &mut view);
        match (self.cx.card)(&view) {
            Ok(html) => {
                self.out.push_str(&html);
                view.html = html;
            }
            Err(fault) => self.fault = self.fault.take().or(Some(fault)),
        }
        self.cards.push(view);
    }

    /// Which of the shown cards of its kind it is, in authored order.
    fn place_among_its_kind(&self, container: &Container) -> (usize, usize) {
        let shown = self.document.containers.iter().zip(&self.layout.hidden);
        let shown = shown.filter(|(card, hidden)| card.kind == container.kind && !**hidden).map(|(card, _)| card.span);
        let spans: Vec<_> = shown.collect();
        (spans.iter().filter(|span| span.start <= container.span.start).count(), spans.len())
    }

    fn piece(&mut self, piece: &Piece, view: &mut CardPartView) {
        let (is, at, html) = match piece {
            Piece::Field(field) => {
                let html = self.value(field);
                view.fields.push(FieldView { name: field.name, html, text: field.text.clone() });
                ("field", view.fields.len() - 1, String::new())
            }
            Piece::Step { number, events, .. } => {
                self.open.step = (view.kind == Kind::Steps.token()).then(Vec::new);
                let html = self.fragment(events);
                let pictures = self.open.step.take().unwrap_or_default();
                view.steps.push(StepView { number: *number, html, pictures });
                ("step", view.steps.len() - 1, String::new())
            }
            Piece::Choice { right, events, .. } => {
                let html = self.fragment(events);
                view.choices.push(ChoiceView { mark: choice_mark(view.choices.len()), html, right: *right });
                ("choice", view.choices.len() - 1, String::new())
            }
            Piece::Text(events) => {
                let html = self.fragment(events);
                view.text.push_str(&html);
                let is_before = view.steps.is_empty() && view.choices.is_empty();
                if is_before { &mut view.before } else { &mut view.after }.push_str(&html);
                ("text", 0, html)
            }
        };
        view.pieces.push(PieceView { is, html, at });
    }

    /// The drawing of a chart's table. A table that cannot be drawn stays a table; a rule says why.
    fn chart(&self, container: &Container, view: &mut CardPartView) {
        if container.kind != Kind::Chart {
            return;
        }
        let Ok(chart) = self.document.chart(container) else { return };
        view.chart = chart::svg(&chart, &format!("chart-{}", view.number), self.cx.body_px);
        view.words.clone_from(&chart.unit);
        for piece in view.pieces.iter_mut().filter(|piece| piece.html.starts_with("<div class=\"table\"")) {
            piece.is = "table";
        }
    }

    /// A field's value: its first text begins with the name, which the template prints by itself.
    fn value(&mut self, field: &Field) -> String {
        let first = self.document.events.get(field.events.start).map(|(event, _)| event);
        let Some(Event::Text(_)) = first else { return self.fragment(&field.events) };
        let around = std::mem::take(&mut self.out);
        self.text_at(field.events.start, field.prefix);
        self.run(field.events.start + 1..field.events.end, 0..0);
        std::mem::replace(&mut self.out, around)
    }

    /// The HTML of some events by themselves.
    pub(super) fn fragment(&mut self, events: &Range<usize>) -> String {
        let around = std::mem::take(&mut self.out);
        self.run(events.clone(), 0..0);
        std::mem::replace(&mut self.out, around)
    }
}

/// What follows from the pieces of a card.
fn meaning(anatomy: &Anatomy, kind: Kind, view: &mut CardPartView) {
    let right: Vec<&str> = view.choices.iter().filter(|choice| choice.right).map(|choice| &*choice.mark).collect();
    (view.several, view.answer) = (right.len() > 1, right.join("、"));
    match kind {
        Kind::Experiment => {
            view.adult = anatomy.adult().map(|needed| if needed { "needed" } else { "alone" });
        }
        Kind::Rumour => view.verdict = Some(verdict(anatomy)),
        _ => {}
    }
}

/// A claim never stands without a verdict, not even in a draft that has none.
fn verdict(anatomy: &Anatomy) -> VerdictView {
    match anatomy.verdict() {
        Some(word) => VerdictView { token: word.token(), label: word.zh().to_owned(), rating: word.rating() },
        None => {
            let written = anatomy.field("结论").map(|field| field.text.clone()).filter(|text| !text.is_empty());
            VerdictView {
                token: "unread", label: written.unwrap_or_else(|| "还没有结论".to_owned()), rating: None
            }
        }
    }
}
