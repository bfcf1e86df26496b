//! The front matter that a digest covers, as far as the policy looks at it.
//!
//! Read as the loader reads it: every scalar is text, words may be written by label. What no quorum asks for stays empty,
//! so the value is good for counting and for nothing else, and does not leave this folder.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::roster::{Snapshot, WordWire};
use crate::model::article::{
    AiDeclaration, AiUse, Article, ArticleId, Author, Body, EmergencyNotice, FrontMatter, Intent, Kind, Retraction,
    ReviewIntent, Risk,
};
use crate::model::packed::PackedNode;
use crate::model::path::SourcePath;
use crate::model::span::{Span, Spanned};
use crate::model::token::Vocabulary;

type Fields = Map<String, Value>;

fn here<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

/// An article without its body; nothing when the front matter is not one that the loader would take.
pub(super) fn read(meta: &str, snapshot: &Snapshot) -> Option<Article> {
    let fields: Fields = serde_json::from_str(meta).ok()?;
    let id = ArticleId::new(text(&fields, "id")?)?;
    let dir = SourcePath::new(id.as_str()).ok()?;
    let front = front(&fields, id, snapshot)?;
    Some(Article::new((dir.clone(), dir), (front, PackedNode::default()), Body::plain("", 0), Vec::new()))
}

fn front(fields: &Fields, id: ArticleId, snapshot: &Snapshot) -> Option<FrontMatter> {
    let word = |words: &[WordWire], given: &str| meant(words, given);
    Some(FrontMatter {
        id: here(id),
        title: here(text(fields, "title")?.to_owned()),
        summary: here(String::new()),
        lang: String::new(),
        kind: here(member::<Kind>(text(fields, "kind")?)?),
        audience: list(fields, "audience", |given| Some(here(word(&snapshot.audiences, given))))?,
        topics: list(fields, "topics", |given| Some(here(word(&snapshot.topics, given))))?,
        region: Vec::new(),
        authors: authors(fields)?,
        editor: here(text(fields, "editor")?.to_owned()),
        created: here(Date::constant(1970, 1, 1)),
        updated: None,
        publish_at: instant(fields, "publish_at")?,
        review_by: day(fields, "review_by")?,
        risk: list(fields, "risk", |given| member::<Risk>(given).map(here))?,
        sources: Vec::new(),
        media: Vec::new(),
        ai: sub(fields, "ai", |ai| {
            let usage = here(member::<AiUse>(text(ai, "use")?)?);
            Some(AiDeclaration { usage, scope: Vec::new(), tool: None })
        })?,
        corrections: Vec::new(),
        retraction: sub(fields, "retraction", |_| {
            let (date, reason) = (here(Date::constant(1970, 1, 1)), here(String::new()));
            Some(Retraction { date, reason, replaced_by: None, remove_body: false })
        })?,
        claim: None,
        emergency: sub(fields, "emergency", emergency)?,
        season: None,
        editions: BTreeMap::new(),
        // The intent lies outside the digest. What was cleared was ready.
        review: ReviewIntent { status: here(Intent::Ready), request: Vec::new(), extra: BTreeMap::new(), note: None },
    })
}

fn authors(fields: &Fields) -> Option<Vec<Author>> {
    let author = |item: &Value| {
        let item = item.as_object()?;
        let own = |name: &str| text(item, name).map(str::to_owned);
        Some(Author { name: here(own("name")?), org: own("org"), person: own("person").map(here), interests: None })
    };
    fields.get("authors")?.as_array()?.iter().map(author).collect()
}

fn emergency(notice: &Fields) -> Option<EmergencyNotice> {
    Some(EmergencyNotice {
        event: here(text(notice, "event")?.to_owned()),
        category: here(member(text(notice, "category")?)?),
        level: here(member(text(notice, "level")?)?),
        authority: String::new(),
        issued: instant(notice, "issued")??,
        expires: instant(notice, "expires")??,
        fast_track: matches!(text(notice, "fast_track").map(str::trim), Some("true" | "是")),
    })
}

fn text<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name)?.as_str()
}

/// A block: absent, or wholly read.
fn sub<T>(fields: &Fields, name: &str, read: impl FnOnce(&Fields) -> Option<T>) -> Option<Option<Box<T>>> {
    match fields.get(name) {
        None => Some(None),
        Some(block) => read(block.as_object()?).map(|value| Some(Box::new(value))),
    }
}

/// A list: empty when absent, and nothing when an item cannot be read.
fn list<T>(fields: &Fields, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    match fields.get(name) {
        None => Some(Vec::new()),
        Some(items) => items.as_array()?.iter().map(|item| read(item.as_str()?)).collect(),
    }
}

fn instant(fields: &Fields, name: &str) -> Option<Option<Spanned<Timestamp>>> {
    match text(fields, name) {
        None => Some(None),
        Some(given) => given.trim().parse().ok().map(|at| Some(here(at))),
    }
}

fn day(fields: &Fields, name: &str) -> Option<Option<Spanned<Date>>> {
    match text(fields, name) {
        None => Some(None),
        Some(given) => given.trim().parse().ok().map(|day| Some(here(day))),
    }
}

fn member<V: Vocabulary>(given: &str) -> Option<V> {
    let given = given.trim();
    V::all().iter().copied().find(|member| member.token() == given || member.zh() == given)
}

/// The id of a word of the site; another word stays what it is, and fits no class of the policy.
fn meant(words: &[WordWire], given: &str) -> String {
    let given = given.trim();
    let known = words.iter().find(|word| word.id == given || word.labels.iter().any(|label| label == given));
    known.map_or(given, |word| &word.id).to_owned()
}
