//! Every article before the gate: rules first, then approvals.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use super::contexts;
use super::lettering;
use super::standing::Standing;
use crate::diag::{Bilingual, Diagnostic, Findings};
use crate::gate::clearance::Production;
use crate::gate::fingerprint::{Manifest, parse_manifest};
use crate::gate::shelf::{Place, Shelf};
use crate::gate::{self, Absence, Contributors, GateCx, Orphan, Outcome, Submission, Verdict};
use crate::load::{Faulty, Library};
use crate::markup;
use crate::model::article::{Article, ArticleId, Asset};
use crate::model::clock::Clock;
use crate::model::history::History;
use crate::model::path::SourcePath;
use crate::model::record::{Decision, Statement};
use crate::model::roster::Stage;
use crate::model::sources::{SourceError, Sources};
use crate::model::state::State;
use crate::model::units::ContentDigest;
use crate::rules::claims::{Approved, Claims};
use crate::rules::{self, ArticleCx, SiteCx};

/// The judged library.
#[derive(Debug)]
pub struct Judged {
    /// Every article with its state, in order of id.
    pub standings: Vec<Standing>,
    /// What may be shown.
    pub shelf: Shelf<Production>,
    /// Every finding, in order of file and place.
    pub findings: Vec<Diagnostic>,
}

/// Manifests of approved versions of an article, which say what a digest was made of.
type Parts = BTreeMap<ContentDigest, Manifest>;

/// Judges every article of a library.
///
/// # Errors
/// When a file that was listed cannot be read any more.
pub fn judge<'a>(
    library: &'a Library,
    sources: &dyn Sources,
    history: &'a dyn History,
    now: impl Into<Clock<'a>>,
) -> Result<Judged, SourceError> {
    judge_with(library, sources, Past { history, contributors: &Contributors::new(), proposed: None }, now.into())
}

/// What is known of the past besides texts and records.
#[derive(Clone, Copy)]
pub(super) struct Past<'a> {
    /// What the branch has held.
    pub(super) history: &'a dyn History,
    /// Who made the change under judgement.
    pub(super) contributors: &'a Contributors,
    /// The articles of that change; nothing when a tree is judged as it is.
    pub(super) proposed: Option<&'a BTreeSet<ArticleId>>,
}

/// The refutations, each with when it was published. Of a proposed change every other article counts as published:
/// their records are not read, and a change never goes before what the branch holds.
fn claims(library: &Library, proposed: Option<&BTreeSet<ArticleId>>) -> Claims {
    Claims::of(&library.articles, &|article| match proposed {
        Some(own) if !own.contains(article.id()) => Approved::Since(None),
        _ => approved(library, article),
    })
}

/// As much of them as the rules need for one article.
fn claims_around(library: &Library, article: &Article) -> Claims {
    Claims::around(article, &library.articles, &|article| approved(library, article))
}

/// When this version of an article had its first final approval, as its records say; the gate believes none of them
/// before it has looked at the signature, and what is said here only orders two refutations.
fn approved(library: &Library, article: &Article) -> Approved {
    let records = library.records_of(article.id().as_str()).iter();
    let is_final = |said: &&Statement| said.decision == Decision::Approve && said.stage == Some(Stage::Final);
    let mut finals = records.map(|record| &record.statement).filter(is_final).peekable();
    if finals.peek().is_none() {
        return Approved::No;
    }
    let digest = gate::fingerprint::digest(article);
    let first = finals.filter(|said| said.digest == digest).map(|said| said.at).min();
    first.map_or(Approved::No, |at| Approved::Since(Some(at)))
}

/// Judges a library that a change would make, knowing who made the change.
///
/// # Errors
/// When a file that was listed cannot be read any more.
pub(super) fn judge_with(
    library: &Library,
    sources: &dyn Sources,
    past: Past<'_>,
    now: Clock<'_>,
) -> Result<Judged, SourceError> {
    let directories = rules::by_directory(&library.articles);
    let claims = claims(library, past.proposed);
    let cx = contexts::site(library, &directories, &claims, now);
    let gate_cx = contexts::gate(library, past.contributors, past.history, now);
    let articles: Vec<_> = library.articles.values().collect();
    let one = |article: &&Arc<Article>| judge_one(library, article, (&cx, &gate_cx), sources);
    // Each in its place at once: what is collected by results is collected twice.
    let judged: Vec<Result<(Standing, Findings, Judgement), SourceError>> = articles.par_iter().map(one).collect();
    let judged = judged.into_iter().collect::<Result<_, _>>()?;
    let mut judged = gather(library, &cx, &gate_cx, judged);
    let mut all: Findings = judged.findings.drain(..).collect();
    all.absorb(lettering::findings(library, &judged.shelf, sources)?.into_iter().collect());
    judged.findings = all.sorted();
    Ok(judged)
}

fn judge_one(
    library: &Library,
    article: &Arc<Article>,
    (cx, gate_cx): (&SiteCx<'_>, &GateCx<'_>),
    sources: &dyn Sources,
) -> Result<(Standing, Findings, Judgement), SourceError> {
    let id = article.id().as_str();
    let earlier = OnceCell::new();
    let manifest = |digest| {
        let known = earlier.get_or_init(|| parts(sources, &format!("records/{id}"))).as_ref().ok()?;
        known.get(&digest).cloned()
    };
    let mut findings = document_findings(library, article, cx, sources);
    let submission =
        Submission { article, has_errors: findings.has_errors(), records: library.records_of(id), parts: &manifest };
    let mut verdict = gate::judge(gate_cx, &submission);
    findings.absorb(std::mem::take(&mut verdict.findings));
    earlier.into_inner().transpose()?;
    let standing = standing_of(article, &mut verdict, &findings);
    let place = verdict.place.take().map(Box::new);
    Ok((standing, findings, (verdict.into_cleared(), place)))
}

/// Where one article stands, and every finding about it. What is said of it does not depend on how the others stand.
///
/// # Errors
/// When a file that was listed cannot be read any more.
pub fn judge_article(
    library: &Library,
    article: &Arc<Article>,
    sources: &dyn Sources,
    (history, now): (&dyn History, Timestamp),
) -> Result<(Standing, Findings), SourceError> {
    let (directories, claims, nobody) =
        (rules::by_directory(&library.articles), claims_around(library, article), Contributors::new());
    let cx = contexts::site(library, &directories, &claims, now);
    let gate_cx = contexts::gate(library, &nobody, history, now);
    let (standing, findings, _) = judge_one(library, article, (&cx, &gate_cx), sources)?;
    Ok((standing, findings))
}

/// Where an article stands that cannot be loaded, and every finding about it.
#[must_use]
pub fn judge_faulty(
    library: &Library,
    faulty: &Faulty,
    sources: &dyn Sources,
    now: Timestamp,
) -> (Standing, Vec<Diagnostic>) {
    let dirs = BTreeSet::from([faulty.dir.to_string()]);
    let mut found = documents(library, sources, Some(&dirs), now);
    (faulty_standing(faulty), found.remove(&faulty.source).unwrap_or_default().sorted())
}

/// What loading and the rules say of one article.
pub(super) fn article_findings(
    library: &Library,
    article: &Arc<Article>,
    sources: &dyn Sources,
    now: Timestamp,
) -> Findings {
    let directories = rules::by_directory(&library.articles);
    let claims = claims_around(library, article);
    let cx = contexts::site(library, &directories, &claims, now);
    document_findings(library, article, &cx, sources)
}

/// What loading and the rules say of the articles in some directories, or of all, by file.
pub(super) fn documents(
    library: &Library,
    sources: &dyn Sources,
    dirs: Option<&BTreeSet<String>>,
    now: Timestamp,
) -> BTreeMap<SourcePath, Findings> {
    let directories = rules::by_directory(&library.articles);
    let claims = claims(library, None);
    let cx = contexts::site(library, &directories, &claims, now);
    let wanted = |dir: &SourcePath| dirs.is_none_or(|dirs| dirs.contains(dir.as_str()));
    let articles: Vec<_> = library.articles.values().filter(|article| wanted(&article.dir)).collect();
    let mut found: BTreeMap<SourcePath, Findings> = articles
        .into_par_iter()
        .map(|article| (article.source.clone(), document_findings(library, article, &cx, sources)))
        .collect();
    for faulty in library.faulty.iter().filter(|faulty| wanted(&faulty.dir)) {
        let mut told = library.findings.get(&faulty.source).cloned().unwrap_or_default();
        text_findings(faulty, &cx, &mut told);
        found.insert(faulty.source.clone(), told);
    }
    found
}

/// What speaks against signing an article as a small fix of a version.
#[must_use]
pub fn small_fix_faults(
    library: &Library,
    history: &dyn History,
    article: &Article,
    (from, now): (ContentDigest, Timestamp),
) -> Vec<Diagnostic> {
    let nobody = Contributors::new();
    let cx = contexts::gate(library, &nobody, history, now);
    gate::small_fix_faults(&cx, article, from)
}

/// What an article may do, and the place it keeps while it may not be shown.
type Judgement = (Outcome, Option<Box<Place>>);

fn gather(
    library: &Library,
    cx: &SiteCx<'_>,
    gate_cx: &GateCx<'_>,
    judged: Vec<(Standing, Findings, Judgement)>,
) -> Judged {
    let mut all = Findings::default();
    rules::check_site(cx, &mut all);
    // Room for all at once: lists that grow are there twice meanwhile.
    let (mut standings, mut cleared) = (Vec::with_capacity(judged.len()), Vec::with_capacity(judged.len()));
    let mut stones = Vec::new();
    let mut places = Vec::new();
    for (standing, findings, (outcome, place)) in judged {
        all.absorb(findings);
        places.extend(place.map(|place| *place));
        standings.push(standing);
        match outcome {
            Outcome::Cleared(article) => cleared.push(article),
            Outcome::Withdrawn(stone) => stones.push(stone),
            Outcome::Held => {}
        }
    }
    standings.extend(library.faulty.iter().map(faulty_standing));
    library.faulty.iter().for_each(|faulty| text_findings(faulty, cx, &mut all));
    for (stone, findings) in gate::orphans(gate_cx, &orphans(library)) {
        all.absorb(findings);
        stones.extend(stone);
    }
    let judged_paths: BTreeSet<_> = library.articles.values().map(|article| &article.source).collect();
    let loose = library.findings.iter().filter(|(path, _)| !judged_paths.contains(path));
    loose.for_each(|(_, findings)| all.absorb(findings.clone()));
    standings.sort_unstable_by(|a, b| (&a.id, &a.source).cmp(&(&b.id, &b.source)));
    let shelf = Shelf::collect(cleared).with_tombstones(stones).with_places(places);
    Judged { standings, shelf, findings: all.sorted() }
}

/// Ids that have records and no article that could be judged.
fn orphans(library: &Library) -> Vec<Orphan<'_>> {
    let known = |id: &ArticleId| library.articles.contains_key(id);
    let faulty = |id: &ArticleId| library.faulty.iter().any(|faulty| faulty.id.as_ref() == Some(id));
    let ids = library.records.iter().filter_map(|(id, records)| Some((ArticleId::new(id)?, records)));
    ids.filter(|(id, _)| !known(id))
        .map(|(id, records)| Orphan {
            absence: if faulty(&id) { Absence::Faulty } else { Absence::Gone },
            id,
            records: records.as_slice(),
        })
        .collect()
}

fn document_findings(library: &Library, article: &Arc<Article>, cx: &SiteCx<'_>, sources: &dyn Sources) -> Findings {
    let mut findings = library.findings.get(&article.source).cloned().unwrap_or_default();
    let document = library.documents.of(article);
    let asset_bytes = |asset: &Asset| sources.bytes(&asset.path).ok().flatten();
    let authored = article.authored.node();
    let cx = ArticleCx { article, authored: &authored, document: &document, site: cx, asset_bytes: &asset_bytes };
    let mut found = Findings::default();
    rules::check_article(&cx, &mut found);
    findings.extend(found.iter().map(|finding| in_its_file(finding, article)));
    findings
}

/// Rules whose findings in the body rest on the body and the files beside it alone.
const ABOUT_TEXT: &[std::ops::RangeInclusive<u16>] = &[200..=299, 301..=302];

/// What the rules say of a text whose front matter cannot be read: the editor should not hear of it only next time.
fn text_findings(faulty: &Faulty, site: &SiteCx<'_>, out: &mut Findings) {
    let Some(article) = &faulty.text else { return };
    let document = markup::parse(&article.body.text);
    let authored = article.authored.node();
    let cx = ArticleCx { article, authored: &authored, document: &document, site, asset_bytes: &|_| None };
    let mut found = Findings::default();
    rules::check_article(&cx, &mut found);
    let about_text = |code: u16| ABOUT_TEXT.iter().any(|codes| codes.contains(&code));
    let in_body = |finding: &&Diagnostic| finding.primary.span.is_some_and(|span| span.start >= article.body.offset);
    out.extend(
        found
            .iter()
            .filter(in_body)
            .filter(|finding| about_text(finding.code.0))
            .map(|finding| in_its_file(finding, article)),
    );
}

/// A finding where its author can mend it: rules see the text with the included files in their places.
fn in_its_file(finding: &Diagnostic, article: &Article) -> Diagnostic {
    let mut finding = finding.clone();
    if !article.body.parts.is_empty() {
        for label in std::iter::once(&mut finding.primary).chain(&mut finding.others) {
            let Some(span) = label.span.filter(|_| label.path == article.source) else { continue };
            let (file, span) = article.body.authored_place(span);
            label.path = file.unwrap_or(&article.source).clone();
            label.span = Some(span);
        }
    }
    finding
}

fn standing_of(article: &Article, verdict: &mut Verdict, findings: &Findings) -> Standing {
    let mut missing = std::mem::take(&mut verdict.missing);
    match verdict.state {
        State::Invalid => missing = document_errors(findings),
        State::Draft => missing = vec![not_sent_yet()],
        _ => missing.splice(..0, reasons(findings)).for_each(drop),
    }
    Standing {
        id: article.id().to_string(),
        source: Some(article.source.clone()),
        title: Some(article.front.title.value.clone()),
        state: verdict.state,
        digest: Some(verdict.digest),
        missing,
        changed: std::mem::take(&mut verdict.changed),
        next: verdict.next,
    }
}

/// Rules that say by themselves why a sound text is not shown: fast track, objection, rollback, lifecycle.
const REASONS: &[u16] = &[603, 604, 716, 720, 903, 906];

fn reasons(findings: &Findings) -> Vec<Bilingual> {
    let telling = findings.iter().filter(|finding| REASONS.contains(&finding.code.0));
    telling.map(|finding| finding.message.clone()).collect()
}

fn not_sent_yet() -> Bilingual {
    Bilingual::new(
        "还没有送审：写好后把 review.status 改为 ready",
        "not sent for review yet: set review.status to ready",
    )
}

/// An invalid article lacks nothing but its repair: say how many errors of which rule.
fn document_errors(findings: &Findings) -> Vec<Bilingual> {
    let errors = findings.iter().filter(|finding| finding.severity >= crate::diag::Severity::Error);
    errors
        .filter(|finding| finding.code.0 < 700)
        .map(|finding| {
            let (code, message) = (finding.code, &finding.message);
            Bilingual::new(format!("{code} {}", message.zh), format!("{code} {}", message.en))
        })
        .collect()
}

fn faulty_standing(faulty: &Faulty) -> Standing {
    Standing {
        id: faulty.id.as_ref().map_or_else(|| faulty.dir.to_string(), ToString::to_string),
        source: Some(faulty.source.clone()),
        title: None,
        state: State::Invalid,
        digest: None,
        missing: vec![Bilingual::new(
            format!("前置元数据有误，运行 kepu check {} 查看全部问题", faulty.dir),
            format!("the front matter is wrong; run kepu check {} for every fault", faulty.dir),
        )],
        changed: Vec::new(),
        next: None,
    }
}

/// Manifests beside the records of an article. Nobody signs them and nobody need: their sum is the approved digest.
fn parts(sources: &dyn Sources, folder: &str) -> Result<Parts, SourceError> {
    let mut parts = Parts::new();
    for file in sources.list(folder)? {
        if file.path.extension() != "parts" {
            continue;
        }
        let text = sources.bytes(&file.path)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let manifest = text.and_then(|text| parse_manifest(&text));
        parts.extend(manifest.map(|manifest| (manifest.digest(), manifest)));
    }
    Ok(parts)
}
