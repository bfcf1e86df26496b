//! A small article in a small site, for unit tests of rules; whole sites are tested through the examples.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::diag::{Diagnostic, Findings};
use crate::markup;
use crate::model::article::*;
use crate::model::audience::Audience;
use crate::model::emergency::Emergencies;
use crate::model::packed::PackedNode;
use crate::model::path::SourcePath;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::span::{Span, Spanned};
use crate::model::units::Sha256;

use super::claims::{Approved, Claims};
use super::terms::Terms;
use super::{ArticleCx, Check, Rule, SiteCx, by_directory};

/// Where the body of a test article begins in its file.
const OFFSET: u32 = 1000;

/// What a test sets up; public fields are changed as needed.
pub(super) struct Bed {
    pub(super) article: Article,
    pub(super) others: Vec<Article>,
    pub(super) audiences: Vec<Audience>,
    pub(super) emergencies: Emergencies,
    files: BTreeMap<String, Vec<u8>>,
}

pub(super) fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::new(1, 2))
}

impl Bed {
    pub(super) fn new(body: &str) -> Self {
        let article = article("content/甲组/demo", "demo-article", body);
        Self {
            article,
            others: Vec::new(),
            audiences: Vec::new(),
            emergencies: Emergencies::default(),
            files: BTreeMap::new(),
        }
    }

    pub(super) fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        if let Ok(path) = self.article.dir.join(name) {
            let (size, sum) = (bytes.len() as u64, Sha256::of(bytes));
            let picture = markup::picture::inspect(&path.extension(), bytes);
            self.article.assets.push(Asset { name: name.to_owned(), path, size, sum, picture });
            self.files.insert(name.to_owned(), bytes.to_vec());
        }
        self
    }

    pub(super) fn front(mut self, change: impl FnOnce(&mut FrontMatter)) -> Self {
        change(&mut self.article.front);
        self
    }

    /// The findings of one rule.
    pub(super) fn findings(&self, rule: &Rule) -> Vec<Diagnostic> {
        let mut articles: BTreeMap<ArticleId, Arc<Article>> =
            self.others.iter().map(|other| (other.id().clone(), Arc::new(other.clone()))).collect();
        articles.insert(self.article.id().clone(), Arc::new(self.article.clone()));
        let directories = by_directory(&articles);
        let claims = Claims::of(&articles, &|_| Approved::Since(None));
        let settings = settings();
        let roster = Roster::default();
        let site = SiteCx {
            settings: &settings,
            audiences: &self.audiences,
            roster: &roster,
            emergencies: &self.emergencies,
            days: &crate::model::days::ThemedDays::default(),
            stations: &crate::model::station::Stations::default(),
            lexicons: crate::lexicon::built_in(),
            articles: &articles,
            directories: &directories,
            claims: &claims,
            terms: Terms::of(&articles),
            now: Timestamp::UNIX_EPOCH.into(),
        };
        let document = markup::parse(&self.article.body.text);
        let bytes = |asset: &Asset| self.files.get(&asset.name).cloned();
        let cx = ArticleCx {
            article: &self.article,
            authored: &self.article.authored.node(),
            document: &document,
            site: &site,
            asset_bytes: &bytes,
        };
        let mut out = Findings::default();
        if let Check::Article(check) | Check::Proofing(check) = rule.check {
            check(&cx, &mut out);
        }
        out.sorted()
    }

    /// What each finding of one rule points at: a part of the body, `front`, or the file.
    pub(super) fn marks(&self, rule: &Rule) -> Vec<String> {
        let mark = |finding: Diagnostic| match finding.primary.span {
            None => finding.primary.path.file_name().to_owned(),
            Some(span) if span.start < OFFSET => "front".to_owned(),
            Some(span) => {
                let range = span.range().start - OFFSET as usize..span.range().end - OFFSET as usize;
                self.article.body.text.get(range).unwrap_or("⟦no slice⟧").to_owned()
            }
        };
        self.findings(rule).into_iter().map(mark).collect()
    }
}

/// The marks of one rule in an article that is only a body.
pub(super) fn marks(rule: &Rule, body: &str) -> Vec<String> {
    Bed::new(body).marks(rule)
}

pub(super) fn article(dir: &str, id: &str, body: &str) -> Article {
    let path = |text: &str| SourcePath::new(text).expect("a clean path in a test");
    let place = (path(dir), path(&format!("{dir}/index.md")));
    Article::new(place, (front(id), PackedNode::default()), Body::plain(body, OFFSET), Vec::new())
}

fn front(id: &str) -> FrontMatter {
    FrontMatter {
        id: at(ArticleId::new(id).expect("an id in a test")),
        title: at("标题".to_owned()),
        summary: at("摘要".to_owned()),
        lang: "zh-CN".to_owned(),
        kind: at(Kind::Article),
        audience: vec![at("a".to_owned())],
        topics: vec![at("t.one".to_owned())],
        region: vec![at("360000".to_owned())],
        authors: Vec::new(),
        editor: at("e".to_owned()),
        created: at(Date::constant(2026, 3, 1)),
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
        review: ReviewIntent { status: at(Intent::Ready), request: Vec::new(), extra: BTreeMap::new(), note: None },
    }
}

pub(super) fn source(id: &str, source_type: SourceType) -> CitedSource {
    CitedSource {
        id: at(id.to_owned()),
        source_type: at(source_type),
        title: "源".to_owned(),
        publisher: "某局".to_owned(),
        published: None,
        url: None,
        accessed: None,
    }
}

pub(super) fn medium(src: &str) -> Medium {
    Medium {
        src: at(src.to_owned()),
        credit: Some("某人".to_owned()),
        licence: Some("CC-BY-4.0".to_owned()),
        origin: Some(Origin::Original),
        map: None,
    }
}

pub(super) use crate::model::audience::tests::audience;

pub(super) fn claim(text: &str) -> Box<Claim> {
    Box::new(Claim {
        text: at(text.to_owned()),
        verdict: at(VerdictWord::FalseClaim),
        conclusion: at("真相".to_owned()),
        explanation_needed: None,
        fallacy: None,
        harm: None,
        first_seen: None,
        appearances: Vec::new(),
        evidence: Vec::new(),
        related: Vec::new(),
    })
}

fn settings() -> SiteSettings {
    SiteSettings {
        project: at(String::new()),
        title: String::new(),
        description: String::new(),
        publisher: String::new(),
        base_url: at("https://kepu.example.org/".to_owned()),
        lang: "zh-CN".to_owned(),
        theme: at("base".to_owned()),
        audiences: Vec::new(),
        topics: Vec::new(),
        regions: Vec::new(),
        channels: Vec::new(),
        feed_entries: 20,
        list_entries: 30,
        filings: Vec::new(),
        complaint: None,
        font: None,
        hotlines: Vec::new(),
    }
}
