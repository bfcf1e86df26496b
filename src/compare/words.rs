//! The words that all forms of a comparison share.

use super::{Act, Change, Kind, Piece, Place};
use crate::diag::{Bilingual, Lang};

/// Unchanged text longer than this is cut in the middle, in characters; changed text never is.
const CONTEXT: usize = 60;
/// What stays on each side of such a cut.
const KEPT: usize = 24;

impl Kind {
    /// The heading of a group of changes.
    #[must_use]
    pub fn label(self) -> Bilingual {
        match self {
            Self::Figure => Bilingual::new("数字、剂量、单位", "figures, doses, units"),
            Self::Meaning => Bilingual::new("结论、否定和限定词、名称、日期", "verdicts, negations, names, dates"),
            Self::Source => Bilingual::new("链接和来源", "links and sources"),
            Self::Media => Bilingual::new("图片等文件", "pictures and other files"),
            Self::Field => Bilingual::new("标题、受众等字段", "title, audience and other fields"),
            Self::Wording => Bilingual::new("其他措辞", "other wording"),
            Self::Form => Bilingual::new("标点、空格和排版", "punctuation, space and layout"),
        }
    }
}

impl Act {
    /// One word for it.
    #[must_use]
    pub fn label(self) -> Bilingual {
        match self {
            Self::Added => Bilingual::new("新增", "added"),
            Self::Removed => Bilingual::new("删去", "removed"),
            Self::Changed => Bilingual::new("改写", "changed"),
            Self::Moved => Bilingual::new("移动", "moved"),
            Self::Marks => Bilingual::new("仅排版", "layout only"),
        }
    }
}

/// Where a change stands, with every text of the article passed through `escape`.
pub(super) fn place(change: &Change, lang: Lang, escape: &dyn Fn(&str) -> String) -> String {
    let is_zh = lang == Lang::Zh;
    let text = match &change.place {
        Place::Field(path) if path.is_empty() => {
            (if is_zh { "字段的次序或写法" } else { "order of fields" }).to_owned()
        }
        Place::Field(path) => format!("{} {}", if is_zh { "字段" } else { "field" }, escape(path)),
        Place::Sentence { number, section } => sentence(change, *number, &escape(section), is_zh),
        Place::Link(text) if is_zh => format!("链接“{}”", escape(text)),
        Place::Link(text) => format!("link “{}”", escape(text)),
        Place::Picture => (if is_zh { "插图" } else { "picture" }).to_owned(),
        Place::File(name) => format!("{} {}", if is_zh { "文件" } else { "file" }, escape(name)),
        Place::Body => (if is_zh { "正文的空行、列表等排版" } else { "layout of the body" }).to_owned(),
    };
    let act = change.act.label();
    match change.was.filter(|_| change.moved) {
        Some(from) if is_zh => format!("{text} · {}（原在句 {from}）", act.zh),
        Some(from) => format!("{text} · {} (was sentence {from})", act.en),
        None => format!("{text} · {}", act.get(lang)),
    }
}

fn sentence(change: &Change, number: usize, section: &str, is_zh: bool) -> String {
    let old = change.act == Act::Removed;
    let number = match (is_zh, old) {
        (true, true) => format!("旧版句 {number}"),
        (true, false) => format!("句 {number}"),
        (false, true) => format!("old sentence {number}"),
        (false, false) => format!("sentence {number}"),
    };
    match (section.is_empty(), is_zh) {
        (true, _) => number,
        (false, true) => format!("{number}（{section}）"),
        (false, false) => format!("{number} ({section})"),
    }
}

/// One side of a change: unchanged text shortened, changed text between `open` and `close`.
pub(super) fn side(pieces: &[Piece], marks: (&str, &str), escape: &dyn Fn(&str) -> String) -> String {
    let is_split = pieces.len() > 1;
    let mut out = String::new();
    for piece in pieces {
        if piece.changed {
            out.push_str(marks.0);
            out.push_str(&escape(&piece.text));
            out.push_str(marks.1);
        } else if is_split {
            out.push_str(&escape(&shortened(&piece.text)));
        } else {
            out.push_str(&escape(&piece.text));
        }
    }
    out
}

fn shortened(text: &str) -> String {
    let n = text.chars().count();
    if n <= CONTEXT {
        return text.to_owned();
    }
    let head: String = text.chars().take(KEPT).collect();
    let tail: String = text.chars().skip(n - KEPT).collect();
    format!("{head}……{tail}")
}
