//! The floor plan of an exhibition: a picture with the title 平面图 shows where each stop is.

use super::{Picture, Writer};
use crate::markup::Document;
use crate::markup::anatomy::{PLAN, spot};
use crate::markup::container::Kind;
use crate::render::html::escape_into;

/// A plan is about so many px wide on a telephone and wider elsewhere, so nothing on it is smaller than it is there.
const TELEPHONE: f64 = 320.0;

/// A stop on the plan.
struct Pin {
    number: usize,
    words: String,
    at: (f64, f64),
}

impl Writer<'_> {
    /// The stops on a floor plan, each a link to its card; nothing on any other picture.
    ///
    /// Drawn as SVG because a style that places them would be an inline style.
    pub(super) fn pins(&self, title: &str, picture: &Picture) -> Option<String> {
        let pins = if title == PLAN { pins(self.document, &self.layout.hidden) } else { Vec::new() };
        if pins.is_empty() {
            return None;
        }
        let (width, height) = (f64::from(picture.width.max(1)), f64::from(picture.height.max(1)));
        let per_px = width / TELEPHONE;
        let (reach, letters) = (f64::from(self.cx.target_px) / 2.0 * per_px, f64::from(self.cx.body_px) * per_px);
        let radius = letters * 0.75;
        let mut svg =
            format!("<svg class=\"pins\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"各站的位置\">");
        for pin in pins {
            let (x, y) = (pin.at.0 / 100.0 * width, pin.at.1 / 100.0 * height);
            svg.push_str(&format!("<a href=\"#stop-{0}\" aria-label=\"第 {0} 站", pin.number));
            if !pin.words.is_empty() {
                svg.push('：');
                escape_into(&mut svg, &pin.words);
            }
            svg.push_str(&format!(
                "\"><circle class=\"reach\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{reach:.1}\" fill=\"none\" pointer-events=\"all\"/>\
                 <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/><text x=\"{x:.1}\" y=\"{y:.1}\" dy=\".35em\" \
                 text-anchor=\"middle\" font-size=\"{letters:.1}\">{}</text></a>",
                pin.number
            ));
        }
        svg.push_str("</svg>");
        Some(svg)
    }
}

fn pins(document: &Document, hidden: &[bool]) -> Vec<Pin> {
    let cards = document.containers.iter().zip(hidden);
    let stops = cards.filter(|(card, hidden)| card.kind == Kind::Stop && !**hidden);
    let pin = |(at, (card, _)): (usize, (&crate::markup::Container, &bool))| {
        let anatomy = document.anatomy(card);
        let at_plan = spot(&anatomy.field("位置")?.text)?;
        Some(Pin { number: at + 1, words: card.words.clone(), at: at_plan })
    };
    stops.enumerate().filter_map(pin).collect()
}
