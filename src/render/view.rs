//! What templates see: finished data, ready to print, no logic left to do.
//!
//! Every address is relative to the page it stands on, so pages work from any folder and from `file://`.

use serde::Serialize;

pub use super::list_view::*;

/// What every page shows around its content.
#[derive(Clone, Debug, Serialize)]
pub struct Chrome {
    /// The site.
    pub site: SiteView,
    /// The edition.
    pub edition: EditionView,
    /// Page title without the site's name.
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// From this page to the output root: empty or `../../`.
    pub root: String,
    /// From this page to the edition's home page.
    pub home: String,
    /// The same page in every edition that has it (else that edition's home), in order.
    pub editions: Vec<EditionLink>,
    /// Sections of the edition.
    pub nav: Vec<NavLink>,
    /// Feeds of the edition.
    pub feeds: Vec<FeedLink>,
    /// Feeds of the topic or region that the page is about.
    pub part_feeds: Vec<FeedLink>,
    /// The page that explains every feed; a kiosk has none.
    pub subscribe: Option<String>,
    /// Style sheets in order; one whose name ends in `print.css` is for paper only.
    pub css: Vec<String>,
    /// From this page to the theme's static files, with a final `/`.
    pub statics: String,
    /// Absolute address of this page.
    pub canonical: String,
    /// Words printed over unreviewed pages.
    pub watermark: Option<&'static str>,
    /// Emergency notices in force.
    pub emergencies: Vec<EmergencyBanner>,
    /// The page that tells more of them.
    pub emergency_page: String,
    /// Where a page that is open for long asks what is in force now; a kiosk's frame does that itself.
    pub alerts: Option<String>,
    /// JSON-LD, ready to stand in its element.
    pub structured: Option<String>,
}

/// The site.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// Title.
    pub title: String,
    /// Sentence.
    pub description: String,
    /// Who runs it.
    pub publisher: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Filing numbers.
    pub filings: Vec<LinkView>,
    /// Complaint entry.
    pub complaint: Option<LinkView>,
}

/// One edition.
#[derive(Clone, Debug, Serialize)]
pub struct EditionView {
    /// Audience id.
    pub id: String,
    /// Chinese name.
    pub label: String,
    /// English name.
    pub label_en: String,
    /// One sentence.
    pub intro: String,
    /// Whether it is the common edition.
    pub common: bool,
    /// Name of its mark among the theme's signs; empty when it has none.
    pub mark: String,
    /// Word before a summary, such as `要点`.
    pub lead_label: Option<String>,
    /// Minutes after which a break is advised.
    pub rest_minutes: Option<u32>,
    /// A word to whoever looks after the reader.
    pub note: Option<String>,
    /// Whether links may lead out of the site.
    pub outside_links: bool,
}

/// The same page in another edition.
#[derive(Clone, Debug, Serialize)]
pub struct EditionLink {
    /// Audience id; also the value of `data-edition`, which gives it its colour.
    pub id: String,
    /// Chinese name.
    pub label: String,
    /// Name of its mark among the theme's signs; empty when it has none.
    pub mark: String,
    /// Address.
    pub href: String,
    /// Whether it is this edition.
    pub current: bool,
    /// Whether it has this very page; else the address is its home page.
    pub has_page: bool,
}

/// A labelled address.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
}

/// An entry of a menu.
#[derive(Clone, Debug, Serialize)]
pub struct NavLink {
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
    /// Whether it stands in the head of every page; the others are found at its foot.
    pub first: bool,
}

/// A feed, for `<link rel="alternate">` and the foot.
#[derive(Clone, Debug, Serialize)]
pub struct FeedLink {
    /// Words, such as `Atom`.
    pub label: String,
    /// Address.
    pub href: String,
    /// MIME type.
    pub mime: &'static str,
}

/// An emergency notice in force.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyBanner {
    /// Id of the article.
    pub article: String,
    /// Title.
    pub title: String,
    /// Address.
    pub href: String,
    /// Level label, such as `较大（III级）`.
    pub level: String,
    /// Names of the regions.
    pub area: String,
    /// Ends, as `7月1日 08:00`.
    pub until: String,
    /// Issued, RFC 3339.
    pub issued: String,
    /// Ends, RFC 3339.
    pub expires: String,
    /// Whether it is a drill.
    pub drill: bool,
    /// Badge such as `先行发布，正在复核`.
    pub badge: Option<String>,
}

/// An article page.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleView {
    /// Around it.
    pub chrome: Chrome,
    /// Id.
    pub id: String,
    /// Kind token.
    pub kind: &'static str,
    /// Kind label.
    pub kind_label: &'static str,
    /// Title in this edition.
    pub title: String,
    /// Summary in this edition.
    pub summary: String,
    /// Topics with addresses.
    pub topics: Vec<LinkView>,
    /// Region names.
    pub regions: Vec<String>,
    /// Names of the audiences it is written for.
    pub audiences: Vec<String>,
    /// Ages it is written for, in an edition that tells its readers apart by age.
    pub ages: Vec<LinkView>,
    /// First published, `2026-03-18`.
    pub published: String,
    /// Last approved, `2026-03-18`.
    pub approved: String,
    /// Review holds until, `2027-03-18`.
    pub valid_until: Option<String>,
    /// Words of the body: Chinese characters, other words and numbers.
    pub words: usize,
    /// Reading time in minutes, at least 1.
    pub minutes: usize,
    /// State token.
    pub state: &'static str,
    /// State label.
    pub state_label: &'static str,
    /// What the reader must know before reading: expired, archived, provisional, retracted.
    pub banner: Option<String>,
    /// Rendered body; empty when a retraction removes it.
    pub body: String,
    /// Parts of the body, where the edition lists them.
    pub contents: Vec<LinkView>,
    /// Pages made of this article's cards: posters, brief.
    pub sheets: Vec<LinkView>,
    /// Authors.
    pub authors: Vec<AuthorView>,
    /// Responsible editor's name.
    pub editor: String,
    /// Counted approvals.
    pub credits: Vec<CreditView>,
    /// First eight digits of the digest.
    pub digest_short: String,
    /// The digest.
    pub digest: String,
    /// The small fix since the full review.
    pub small_fix: Option<SmallFixView>,
    /// Cited sources in authored order.
    pub sources: Vec<SourceView>,
    /// Picture credits.
    pub media: Vec<MediumView>,
    /// AI label, such as `人工智能辅助（文字、图片；大语言模型）`.
    pub ai: Option<String>,
    /// Public notes, newest first.
    pub corrections: Vec<CorrectionView>,
    /// Address of the recording.
    pub audio: Option<String>,
    /// Address of the text to be read aloud.
    pub script: Option<String>,
    /// Whether the reader is asked if it was understood.
    pub feedback: bool,
    /// How to cite it, where the edition says so.
    pub citation: Option<CitationView>,
    /// The rumour.
    pub claim: Option<ClaimView>,
    /// The notice.
    pub emergency: Option<EmergencyView>,
    /// The retraction.
    pub retraction: Option<RetractionView>,
    /// What other sites show when the page is shared; nothing on the editor's desk.
    pub sharing: Option<SharingView>,
}

/// A reference to the article; the day of reading stands between the two halves, in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitationView {
    /// Up to the bracket.
    pub before: String,
    /// From the bracket on.
    pub after: String,
}

/// What other sites and programs are told of a page. Source: Open Graph protocol, article namespace.
#[derive(Clone, Debug, Serialize)]
pub struct SharingView {
    /// Cover with its absolute address, if it is made of pixels.
    pub image: Option<CoverView>,
    /// First published, RFC 3339.
    pub published: String,
    /// Last approved, RFC 3339.
    pub modified: String,
    /// Primary topic.
    pub section: String,
    /// Topics and season.
    pub tags: Vec<String>,
    /// Who approved which bytes, for machines.
    pub provenance: String,
    /// Whether the page links to it; before a kiosk a reader would not get back from it.
    pub provenance_link: bool,
}

/// One author.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorView {
    /// Name.
    pub name: String,
    /// Organisation.
    pub org: Option<String>,
    /// Declared interests, when there are any.
    pub interests: Option<String>,
}

/// A fix of slips of the pen after the full review.
#[derive(Clone, Debug, Serialize)]
pub struct SmallFixView {
    /// First eight digits of the version that was reviewed in full.
    pub from: String,
    /// When.
    pub date: String,
    /// Who agreed.
    pub credits: Vec<CreditView>,
}

/// One counted approval.
#[derive(Clone, Debug, Serialize)]
pub struct CreditView {
    /// Stage label.
    pub stage: &'static str,
    /// Name.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// Organisation.
    pub org: Option<String>,
    /// Day.
    pub date: String,
    /// How, such as `本人密钥`.
    pub via: &'static str,
}

/// One source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// Anchor without `#`, such as `source-s1`.
    pub anchor: String,
    /// Number from 1.
    pub number: usize,
    /// Type label.
    pub source_type: &'static str,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Date as authored.
    pub published: Option<String>,
    /// Address, when the edition may link out.
    pub href: Option<String>,
    /// Address as text, when it may not.
    pub address: Option<String>,
}

/// One picture credit.
#[derive(Clone, Debug, Serialize)]
pub struct MediumView {
    /// File name.
    pub name: String,
    /// Credit.
    pub credit: String,
    /// Licence.
    pub licence: String,
    /// Origin label.
    pub origin: &'static str,
    /// 审图号 and producing unit.
    pub map: Option<String>,
}

/// One public note.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionView {
    /// Day.
    pub date: String,
    /// Type label.
    pub label: &'static str,
    /// Words.
    pub summary: String,
}

/// The rumour with its verdict; the two are never shown apart.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    /// The rumour.
    pub text: String,
    /// Verdict token.
    pub verdict: &'static str,
    /// Verdict label.
    pub verdict_label: &'static str,
    /// The truth.
    pub conclusion: String,
    /// What would settle it.
    pub explanation_needed: Option<String>,
    /// How it misleads.
    pub fallacy: Option<String>,
    /// Harm label.
    pub harm: Option<&'static str>,
    /// First seen.
    pub first_seen: Option<String>,
    /// Platforms.
    pub seen_on: Vec<String>,
    /// What the sources say.
    pub evidence: Vec<EvidenceView>,
}

/// What one source says.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// Anchor of the source.
    pub anchor: String,
    /// Number of the source.
    pub number: usize,
    /// Words.
    pub says: String,
}

/// The notice an emergency article follows.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyView {
    /// Authority.
    pub authority: String,
    /// Level label.
    pub level: String,
    /// Category label.
    pub category: &'static str,
    /// Issued.
    pub issued: String,
    /// Ends.
    pub expires: String,
    /// Ends, RFC 3339.
    pub expires_at: String,
}

/// A retraction.
#[derive(Clone, Debug, Serialize)]
pub struct RetractionView {
    /// Day.
    pub date: String,
    /// Reason.
    pub reason: String,
    /// What to read instead.
    pub replaced_by: Option<LinkView>,
    /// Whether the body is removed.
    pub remove_body: bool,
}
