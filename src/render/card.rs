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
    /// The part of `text` before the first step or choice.
    pub before: String,
    /// The rest of it.
    pub after: String,
    /// `needed` or `alone`, when an experiment says so.
    pub adult: Option<&'static str>,
    /// The verdict, which every rumour has.
    pub verdict: Option<VerdictView>,
    /// Marks of the right choices: `B`, `A、C`.
    pub answer: String,
    /// Whether more than one choice is right.
    pub several: bool,
    /// The drawing of the table, as SVG; empty when the card is no chart.
    pub chart: String,
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
    /// The pictures of a step of a `steps` card, which are not in the HTML.
    pub pictures: Vec<StepPicture>,
}

/// A picture of a step.
#[derive(Clone, Debug, Serialize)]
pub struct StepPicture {
    /// The picture as HTML, without its frame.
    pub html: String,
    /// Width in px.
    pub width: u32,
    /// Height in px.
    pub height: u32,
    /// Caption, or the words beside the place to tap.
    pub caption: String,
    /// Credit line.
    pub credit: Option<String>,
    /// The place to tap.
    pub tap: Option<TapView>,
}

/// A place to tap, in px of the picture, so that a drawing laid over it needs no style.
#[derive(Clone, Debug, Serialize)]
pub struct TapView {
    /// From the left.
    pub cx: u32,
    /// From the top.
    pub cy: u32,
    /// Radius of a ring around it.
    pub r: u32,
    /// `左上方`.
    pub place: &'static str,
}

/// The verdict on a rumour.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictView {
    /// Token of the verdict; `unread` when the card has none that is known.
    pub token: &'static str,
    /// Chinese word.
    pub label: String,
    /// The rating of `ClaimReview`, 1 to 5.
    pub rating: Option<u8>,
}

/// One choice of a question.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// `A`, `B`, …
    pub mark: String,
    /// Inline HTML.
    pub html: String,
    /// Whether it is right.
    pub right: bool,
}

/// A piece in authored order: which list it stands in, and where.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// `field`, `step`, `choice` or `text`; `table` for the numbers of a chart.
    pub is: &'static str,
    /// HTML of a text piece; empty for the others.
    pub html: String,
    /// Index in its list.
    pub at: usize,
}

/// The name of a card that checks a rumour.
const RUMOUR: &str = "流言核查";

/// The kind of a stop of an exhibition.
const STOP: &str = "stop";

impl CardPartView {
    /// The card without a template: what feeds carry, and themes that have none for this kind.
    #[must_use]
    pub fn plain(&self) -> String {
        // A plan's pins lead to the stops.
        let id = if self.kind == STOP { format!(" id=\"stop-{}\"", self.ordinal) } else { String::new() };
        let name = self.verdict.as_ref().map_or(self.label, |_| RUMOUR);
        let mut html = format!("<div class=\"block block-{}\"{id} role=\"group\" aria-label=\"{name}\">\n", self.kind);
        self.head(&mut html);
        let mut open = "";
        for piece in self.pieces.iter().filter(|piece| !self.is_in_head(piece)) {
            let list = list_of(piece.is);
            if list != open {
                html.push_str(&self.closing(open));
                html.push_str(&self.opening(list, piece.at));
                open = list;
            }
            html.push_str(&self.piece(piece));
        }
        html.push_str(&self.closing(open));
        html.push_str("</div>\n");
        html
    }

    /// Name, words and region; of a rumour the verdict stands before the claim.
    fn head(&self, html: &mut String) {
        let mut line = |class: &str, words: &str| {
            if !words.is_empty() {
                html.push_str(&format!("<p class=\"block-{class}\">{}</p>\n", escaped(words)));
            }
        };
        match &self.verdict {
            Some(verdict) => {
                line("label", RUMOUR);
                line("verdict", &format!("结论：{}", verdict.label));
                line("words", &format!("流言：{}", self.words));
            }
            None => {
                line("label", self.label);
                if let Some(signal) = self.signal {
                    line("signal", signal.label);
                }
                line("words", &self.words);
            }
        }
        line("holds", self.holds.as_deref().unwrap_or_default());
    }

    /// Whether a piece was printed with the head, or is for the drawing of a plan alone.
    fn is_in_head(&self, piece: &PieceView) -> bool {
        let name = self.fields.get(piece.at).map_or("", |field| field.name);
        piece.is == "field" && (self.verdict.is_some() && name == "结论" || self.kind == STOP && name == "位置")
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
            "step" => self.steps.get(piece.at).map(StepView::plain),
            "choice" => self.choices.get(piece.at).map(|choice| format!("<li>{}. {}</li>\n", choice.mark, choice.html)),
            _ => Some(piece.html.clone()),
        }
        .unwrap_or_default()
    }

    /// The answer follows the choices; a feed can fold nothing away.
    fn closing(&self, list: &str) -> String {
        match list {
            "" => String::new(),
            "ul" if !self.answer.is_empty() => format!("</ul>\n<p><strong>答案：</strong>{}</p>\n", self.answer),
            list => format!("</{list}>\n"),
        }
    }
}

impl StepView {
    fn plain(&self) -> String {
        let pictures: String = self.pictures.iter().map(StepPicture::plain).collect();
        format!("<li>{}{pictures}</li>\n", self.html)
    }
}

impl StepPicture {
    /// Without a style sheet no ring can be laid over the picture, so words say where to tap.
    fn plain(&self) -> String {
        let place = self.tap.as_ref().map(|tap| format!("（在图的{}）", tap.place)).unwrap_or_default();
        let words = escaped(&format!("{}{place}", self.caption));
        let caption = if words.is_empty() { String::new() } else { format!("<figcaption>{words}</figcaption>") };
        format!("<figure>{}{caption}</figure>", self.html)
    }
}

fn list_of(is: &str) -> &'static str {
    match is {
        "step" => "ol",
        "choice" => "ul",
        _ => "",
    }
}

/// `A`, `B`, …; numbers when the letters are used up.
pub(super) fn choice_mark(at: usize) -> String {
    let letter = u8::try_from(at).ok().filter(|at| *at < 26).map(|at| char::from(b'A' + at));
    letter.map_or_else(|| (at + 1).to_string(), String::from)
}
