//! One article: front matter with the place of every field, body, and the files beside it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

pub use super::body::{Body, JOINT, Part};
use super::packed::PackedNode;
use super::path::SourcePath;
use super::picture::{PictureFault, PictureShape};
use super::span::Spanned;
use super::text_form::text_form;
use super::units::{ContentDigest, Sha256};
pub use super::vocabularies::{
    AiUse, CorrectionType, EmergencyCategory, EmergencyLevel, Harm, Intent, Kind, Origin, Risk, SourceType, VerdictWord,
};

/// The permanent name of an article: `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`, 6 to 64 bytes, unique for ever.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(Arc<str>);

impl ArticleId {
    /// Checks and wraps an id.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = (6..=64).contains(&text.len());
        let starts = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
        let parts = text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        (fits && starts && parts).then(|| Self(text.into()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_form!(ArticleId, |id| id.as_str().into(), ArticleId::new);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One article as loaded: every required field is there and every field knows its place.
#[derive(Clone, Debug, Hash)]
pub struct Article {
    /// All but the text.
    pub head: Arc<ArticleHead>,
    /// The front matter as authored: what the digest covers.
    pub authored: PackedNode,
    /// The Markdown after the front matter.
    pub body: Body,
}

/// An article without its text: what lists and plans look at, in half of the memory.
#[derive(Clone, Debug, Hash)]
pub struct ArticleHead {
    /// The directory.
    pub dir: SourcePath,
    /// `dir/index.md`.
    pub source: SourcePath,
    /// Decoded front matter.
    pub front: FrontMatter,
    /// Every other file of the directory, sorted by name bytes.
    pub assets: Vec<Asset>,
    /// Sum of [`Body::text`]: whoever reads the text again knows whether it is the same.
    pub text: Sha256,
}

impl Deref for Article {
    type Target = ArticleHead;

    fn deref(&self) -> &ArticleHead {
        &self.head
    }
}

impl DerefMut for Article {
    fn deref_mut(&mut self) -> &mut ArticleHead {
        Arc::make_mut(&mut self.head)
    }
}

/// A file beside the article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asset {
    /// Path below the article's directory.
    pub name: String,
    /// Where it lies.
    pub path: SourcePath,
    /// Size in bytes.
    pub size: u64,
    /// Sum of its raw bytes.
    pub sum: Sha256,
    /// What a picture says of itself; `None` when its name promises no picture, and in versions of the past.
    pub picture: Option<Result<PictureShape, PictureFault>>,
}

/// Decoded front matter; see `docs/front-matter.md`. What few articles have takes no room in the others.
#[derive(Clone, Debug, Hash)]
pub struct FrontMatter {
    /// Permanent id.
    pub id: Spanned<ArticleId>,
    /// Title.
    pub title: Spanned<String>,
    /// One or two sentences a reader can act on.
    pub summary: Spanned<String>,
    /// BCP 47 language tag.
    pub lang: String,
    /// Kind.
    pub kind: Spanned<Kind>,
    /// Audience ids in canonical form, never empty.
    pub audience: Vec<Spanned<String>>,
    /// Topic ids, never empty; the first is the primary topic.
    pub topics: Vec<Spanned<String>>,
    /// Region codes (GB/T 2260), never empty.
    pub region: Vec<Spanned<String>>,
    /// Authors, never empty.
    pub authors: Vec<Author>,
    /// Responsible editor (责任编辑), a person id.
    pub editor: Spanned<String>,
    /// Written on.
    pub created: Spanned<Date>,
    /// Changed on.
    pub updated: Option<Spanned<Date>>,
    /// Not shown before.
    pub publish_at: Option<Spanned<Timestamp>>,
    /// Last day of validity; can only shorten what the policy gives.
    pub review_by: Option<Spanned<Date>>,
    /// Declared risks.
    pub risk: Vec<Spanned<Risk>>,
    /// Cited sources.
    pub sources: Vec<CitedSource>,
    /// Rights of every displayed file.
    pub media: Vec<Medium>,
    /// Use of artificial intelligence.
    pub ai: Option<Box<AiDeclaration>>,
    /// Public notes about changes.
    pub corrections: Vec<Correction>,
    /// Present only when the article is being retracted.
    pub retraction: Option<Box<Retraction>>,
    /// The rumour, for a rebuttal.
    pub claim: Option<Box<Claim>>,
    /// The notice, for emergency content.
    pub emergency: Option<Box<EmergencyNotice>>,
    /// Solar term or season, free text.
    pub season: Option<String>,
    /// Own words per edition.
    pub editions: BTreeMap<String, EditionWords>,
    /// Intent; outside the digest.
    pub review: ReviewIntent,
}

/// One author.
#[derive(Clone, Debug, Hash)]
pub struct Author {
    /// Name as printed.
    pub name: Spanned<String>,
    /// Organisation as printed.
    pub org: Option<String>,
    /// Person id when the author is on the roster.
    pub person: Option<Spanned<String>>,
    /// Declared interests; `none` when there are none.
    pub interests: Option<String>,
}

/// One entry of `sources`.
#[derive(Clone, Debug, Hash)]
pub struct CitedSource {
    /// Id used by `[^id]` in the body.
    pub id: Spanned<String>,
    /// Type.
    pub source_type: Spanned<SourceType>,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Address.
    pub url: Option<Spanned<String>>,
    /// Day it was read.
    pub accessed: Option<Date>,
}

/// One entry of `media`.
#[derive(Clone, Debug, Hash)]
pub struct Medium {
    /// File name below the article's directory.
    pub src: Spanned<String>,
    /// Credit line.
    pub credit: Option<String>,
    /// Licence (SPDX id or words).
    pub licence: Option<String>,
    /// Origin.
    pub origin: Option<Origin>,
    /// Approval of a displayed map.
    pub map: Option<MapApproval>,
}

/// The approval a displayed map needs. Source: 地图管理条例.
#[derive(Clone, Debug, Hash)]
pub struct MapApproval {
    /// 审图号.
    pub approval_no: Option<String>,
    /// Producing unit.
    pub unit: Option<String>,
    /// Whether the standard map was changed.
    pub modified: bool,
}

/// The `ai` block.
#[derive(Clone, Debug, Hash)]
pub struct AiDeclaration {
    /// How it was used.
    pub usage: Spanned<AiUse>,
    /// On what: `text`, `image`, `audio`, `video`.
    pub scope: Vec<String>,
    /// With what.
    pub tool: Option<String>,
}

/// One entry of `corrections`; rendered on the page and in feeds.
#[derive(Clone, Debug, Hash)]
pub struct Correction {
    /// Day.
    pub date: Spanned<Date>,
    /// Type.
    pub correction_type: CorrectionType,
    /// The digest it replaces.
    pub of: Option<Spanned<ContentDigest>>,
    /// What changed, for readers.
    pub summary: String,
}

/// The `retraction` block.
#[derive(Clone, Debug, Hash)]
pub struct Retraction {
    /// Day.
    pub date: Spanned<Date>,
    /// Why, for readers.
    pub reason: Spanned<String>,
    /// The article to read instead.
    pub replaced_by: Option<Spanned<String>>,
    /// Whether the body is removed rather than struck through.
    pub remove_body: bool,
}

/// The `claim` block of a rebuttal.
#[derive(Clone, Debug, Hash)]
pub struct Claim {
    /// The rumour as it circulates.
    pub text: Spanned<String>,
    /// Verdict.
    pub verdict: Spanned<VerdictWord>,
    /// The truth in a sentence, shown before the rumour.
    pub conclusion: Spanned<String>,
    /// For open questions: what evidence would settle it.
    pub explanation_needed: Option<String>,
    /// How it misleads.
    pub fallacy: Option<String>,
    /// Harm.
    pub harm: Option<Harm>,
    /// First seen.
    pub first_seen: Option<Date>,
    /// Where it was seen.
    pub appearances: Vec<Appearance>,
    /// What the sources say.
    pub evidence: Vec<Evidence>,
    /// National refutations.
    pub related: Vec<Spanned<String>>,
}

/// Where a rumour was seen.
#[derive(Clone, Debug, Hash)]
pub struct Appearance {
    /// Platform.
    pub platform: String,
    /// Address.
    pub url: Option<String>,
    /// Kept copy, a file of the article's directory.
    pub archive: Option<Spanned<String>>,
    /// Day.
    pub seen: Option<Date>,
}

/// What one source says of the claim.
#[derive(Clone, Debug, Hash)]
pub struct Evidence {
    /// Source id.
    pub source: Spanned<String>,
    /// In a sentence.
    pub says: String,
}

/// The `emergency` block.
#[derive(Clone, Debug, Hash)]
pub struct EmergencyNotice {
    /// Event id; must be open in `emergencies.yaml`.
    pub event: Spanned<String>,
    /// Category.
    pub category: Spanned<EmergencyCategory>,
    /// Level.
    pub level: Spanned<EmergencyLevel>,
    /// Whose notice this follows.
    pub authority: String,
    /// Issued at.
    pub issued: Spanned<Timestamp>,
    /// Ends at.
    pub expires: Spanned<Timestamp>,
    /// Whether the fast track is asked for.
    pub fast_track: bool,
}

/// Own words of one edition.
#[derive(Clone, Debug, Default, Hash)]
pub struct EditionWords {
    /// Own title.
    pub title: Option<Spanned<String>>,
    /// Own summary.
    pub summary: Option<Spanned<String>>,
    /// Order of parts.
    pub order: Vec<Spanned<String>>,
    /// Ages that the text is for, in an edition that tells its readers apart by age.
    pub bands: Vec<Spanned<String>>,
    /// Whether the edition is a text of its own that may share little with the others.
    pub own: bool,
}

/// The `review` block: intent only, tighten only, outside the digest.
#[derive(Clone, Debug, Hash)]
pub struct ReviewIntent {
    /// Draft or ready.
    pub status: Spanned<Intent>,
    /// Who is asked.
    pub request: Vec<Spanned<String>>,
    /// Extra approvals per stage token.
    pub extra: BTreeMap<String, u32>,
    /// A word to the reviewers.
    pub note: Option<String>,
}

impl Article {
    /// An article of its directory and `index.md`, its front matter as decoded and as authored, its text and the files
    /// beside it.
    #[must_use]
    pub fn new(
        (dir, source): (SourcePath, SourcePath),
        (front, authored): (FrontMatter, PackedNode),
        body: Body,
        assets: Vec<Asset>,
    ) -> Self {
        let text = Sha256::of(body.text.as_bytes());
        Self { head: Arc::new(ArticleHead { dir, source, front, assets, text }), authored, body }
    }
}

impl ArticleHead {
    /// The permanent id.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.front.id.value
    }

    /// The asset of this name.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name == name)
    }
}

impl FrontMatter {
    /// The title in one edition.
    #[must_use]
    pub fn title_for(&self, audience: &str) -> &str {
        let own = self.editions.get(audience).and_then(|words| words.title.as_ref());
        own.map_or(&self.title.value, |title| &title.value)
    }

    /// The summary in one edition.
    #[must_use]
    pub fn summary_for(&self, audience: &str) -> &str {
        let own = self.editions.get(audience).and_then(|words| words.summary.as_ref());
        own.map_or(&self.summary.value, |summary| &summary.value)
    }

    /// The title where it stands alone, as in a feed or a link: a refutation's with its verdict, because the title may
    /// ask or name what was claimed.
    #[must_use]
    pub fn title_with_verdict(&self, audience: &str) -> String {
        let title = self.title_for(audience);
        self.claim
            .as_ref()
            .map_or_else(|| title.to_owned(), |claim| format!("{title}（结论：{}）", claim.verdict.value.zh()))
    }

    /// The summary where it stands beside the title alone, as in a shared link: a refutation's after its verdict.
    #[must_use]
    pub fn summary_with_verdict(&self, audience: &str) -> String {
        let summary = self.summary_for(audience);
        self.claim
            .as_ref()
            .map_or_else(|| summary.to_owned(), |claim| format!("结论：{}。{summary}", claim.verdict.value.zh()))
    }

    /// Each season that the text is for.
    pub fn seasons(&self) -> impl Iterator<Item = &str> {
        let words = self.season.as_deref().unwrap_or_default().split(['、', '，', ',', '；', ' ']);
        words.map(str::trim).filter(|word| !word.is_empty())
    }

    /// The last day the text was changed by its editor.
    #[must_use]
    pub fn changed(&self) -> Date {
        self.updated.as_ref().map_or(self.created.value, |date| date.value)
    }

    /// Whether the declared risks contain one.
    #[must_use]
    pub fn has_risk(&self, risk: Risk) -> bool {
        self.risk.iter().any(|declared| declared.value == risk)
    }
}
