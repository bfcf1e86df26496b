//! Neutral values for front matter that cannot be read, so that the text below it can still be checked in the same run.
//!
//! Nothing of this reaches the gate: an article with a stand-in is faulty and no value of the library.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::article::{ArticleId, FrontMatter, Intent, Kind, ReviewIntent};
use crate::model::span::{Span, Spanned};

/// Front matter that says nothing; every place is that of the opening line.
pub(super) fn front(open: Span) -> Option<FrontMatter> {
    let nothing = || Spanned::new(String::new(), open);
    Some(FrontMatter {
        id: Spanned::new(ArticleId::new("unread-front-matter")?, open),
        title: nothing(),
        summary: nothing(),
        lang: "zh-CN".to_owned(),
        kind: Spanned::new(Kind::Article, open),
        audience: Vec::new(),
        topics: Vec::new(),
        region: Vec::new(),
        authors: Vec::new(),
        editor: nothing(),
        created: Spanned::new(Date::constant(1970, 1, 1), open),
        updated: None,
        publish_at: None,
        review_by: None,
        risk: Vec::new(),
        sources: Vec::new(),
        media: Vec::new(),
        ai: None,
        corrections: Vec::new(),
        retraction: None,
        claim: None,
        emergency: None,
        season: None,
        editions: BTreeMap::new(),
        review: ReviewIntent {
            status: Spanned::new(Intent::Draft, open),
            request: Vec::new(),
            extra: BTreeMap::new(),
            note: None,
        },
    })
}
