//! What a card's template sees. Every piece of the card is printed once, in whichever form the template chooses.

use serde::Serialize;

use super::html::escaped;
use crate::markup::anatomy::SIGNALS;

/// One card of a body, ready to print; all HTML in it was made by `body`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CardPartView {
    /// ASCII name: `steps`.
    pub kind: &'static str,
    /// Chinese name.
    pub label: &'static str,
    /// Number among the cards of the page, from 1.
    pub number: usize,
    /// Number among the shown cards of its kind, from 1.
    pub ordinal: usize,
    /// How many of its kind are shown.
    pub total: usize,
    /// The signal word that a safety card begins with.
    pub signal: Option<SignalView>,
    /// What stands after the name on its first line, without the signal word.
    pub words: String,
    /// `适用于赣州市`, when the card is for some regions only.
    pub holds: Option<String>,
    /// Audience id of the edition.
    pub edition: String,
    /// Named values in authored order.
    pub fields: Vec<FieldView>,
    /// Steps in order.
    pub steps: Vec<StepView>,
    /// Choices in order.
    pub choices: Vec<ChoiceView>,
    /// Everything that is none of these, in authored order, as HTML.
    pub text: String,
    /// The pieces in authored order.
    pub pieces: Vec<PieceView>,
    /// The card as its template prints it, for pages made of cards; empty inside the template.
    pub html: String,
}

/// A signal word. Source: GB 2894, and ISO 3864-2 for the three levels.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SignalView {
    /// `danger`, `warning` or `notice`.
    pub level: &'static str,
    /// `危险`, `警告` or `注意`.
    pub label: &'static str,
}

impl SignalView {
    /// Splits a line into its signal word and the rest.
    #[must_use]
    pub fn split(words: &str) -> (Option<Self>, &str) {
        let found = SIGNALS.iter().find_map(|(label, level)| Some((*label, *level, words.strip_prefix(label)?)));
        match found {
            Some((label, level, rest)) => {
                (Some(Self { level, label }), rest.trim_start_matches(['：', ':', ' ', '\u{3000}', '，', '！']))
            }
            None => (None, words),
        }
    }
}

/// `名：值`.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// Name.
    pub name: &'static str,
    /// Value as inline HTML.
    pub html: String,
    /// Value as plain text.
    pub text: String,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// Number as authored.
    pub number: u64,
    /// HTML: inline, or blocks when the item holds several.
    pub html: String,
}

/// One choice of a question.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Inline HTML.
    pub html: String,
    /// Whether it is right.
    pub right: bool,
}

/// A piece in authored order: which list it stands in, and where.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// `field`, `step`, `choice` or `text`.
    pub is: &'static str,
    /// HTML of a text piece; empty for the others.
    pub html: String,
    /// Index in its list.
    pub at: usize,
}

impl CardPartView {
    /// The card without a template: what feeds carry, and themes that have none for this kind.
    #[must_use]
    pub fn plain(&self) -> String {
        let (kind, label) = (self.kind, self.label);
        let mut html = format!("<section class=\"block block-{kind}\">\n<p class=\"block-label\">{label}</p>\n");
        if let Some(signal) = self.signal {
            html.push_str(&format!("<p><strong>{}</strong></p>\n", signal.label));
        }
        if !self.words.is_empty() {
            html.push_str(&format!("<p class=\"block-words\">{}</p>\n", escaped(&self.words)));
        }
        if let Some(holds) = &self.holds {
            html.push_str(&format!("<p class=\"block-holds\">{}</p>\n", escaped(holds)));
        }
        let mut open = "";
        for piece in &self.pieces {
            let list = list_of(piece.is);
            if list != open {
                html.push_str(&closing(open));
                html.push_str(&self.opening(list, piece.at));
                open = list;
            }
            html.push_str(&self.piece(piece));
        }
        html.push_str(&closing(open));
        html.push_str("</section>\n");
        html
    }

    fn opening(&self, list: &str, at: usize) -> String {
        let from = self.steps.get(at).map_or(1, |step| step.number);
        match list {
            "ol" if from != 1 => format!("<ol start=\"{from}\">\n"),
            "" => String::new(),
            list => format!("<{list}>\n"),
        }
    }

    fn piece(&self, piece: &PieceView) -> String {
        match piece.is {
            "field" => self
                .fields
                .get(piece.at)
                .map(|field| format!("<p><strong>{}：</strong>{}</p>\n", field.name, field.html)),
            "step" => self.steps.get(piece.at).map(|step| format!("<li>{}</li>\n", step.html)),
            "choice" => self
                .choices
                .get(piece.at)
                .map(|choice| format!("<li>{}{}</li>\n", choice.html, if choice.right { "（对）" } else { "" })),
            _ => Some(piece.html.clone()),
        }
        .unwrap_or_default()
    }
}

fn list_of(is: &str) -> &'static str {
    match is {
        "step" => "ol",
        "choice" => "ul",
        _ => "",
    }
}

fn closing(list: &str) -> String {
    if list.is_empty() { String::new() } else { format!("</{list}>\n") }
}
