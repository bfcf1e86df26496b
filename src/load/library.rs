//! The whole library from a source tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::article::Words;
use super::memo::{Memo, Witness};
use super::report::{Report, Voice};
use super::schema::SiteWords;
use super::walk::{self, Bundle};
use super::{
    Faulty, Library, LoadStop, article, audience, days, emergencies, encoding, front, include, records, roster,
    settings, site, stations, theme,
};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::markup::picture;
use crate::model::article::{Article, ArticleId, Asset};
use crate::model::audience::Audience;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::path::SourcePath;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::sources::{EntryKind, SourceError, Sources};
use crate::model::span::{Span, Spanned};
use crate::model::station::Stations;
use crate::model::theme::ThemeLayer;
use crate::model::tree::Node;
use crate::model::units::Sha256;

/// Largest file beside an article. A kiosk on a village line fetches what lies here.
const MAX_ASSET_BYTES: u64 = 32 << 20;

pub(super) type ByFile = BTreeMap<SourcePath, Findings>;

/// Loads everything. Faults of articles and records stand in the library's findings.
///
/// # Errors
/// When a file cannot be read, or a settings file is unusable.
pub fn library(sources: &dyn Sources) -> Result<Library, LoadStop> {
    library_with(sources, &Memo::default())
}

/// Loads everything, and what is as it was when `memo` last saw it without reading it again.
///
/// # Errors
/// As [`library`].
pub fn library_with(sources: &dyn Sources, memo: &Memo) -> Result<Library, LoadStop> {
    let witness = Witness::new(sources);
    let SiteWords { settings, themes, audiences: profiles, roster } = site_words(&witness)?;
    memo.settle(witness.grounds(), sources);
    let lexicons = super::lexicons::lexicons(sources)?;
    let mut findings = ByFile::new();
    let words = Words { audiences: &profiles, settings: &settings, people: &roster.people };
    let emergencies = load_emergencies(sources, words, &mut findings)?;
    let days = load_days(sources, words, &mut findings)?;
    let stations = load_stations(sources, &mut findings)?;
    let (articles, faulty) = articles((sources, memo), words, &mut findings)?;
    let records = records::records((sources, memo), &mut findings)?;
    findings.retain(|_, found| !found.is_empty());
    let audiences = built(profiles, &settings);
    Ok(Library {
        settings,
        themes,
        audiences,
        roster,
        emergencies,
        days,
        stations,
        lexicons,
        articles,
        documents: memo.documents(),
        faulty,
        records,
        findings,
    })
}

/// The settings, profiles and people of a site, without its articles.
///
/// # Errors
/// When a file cannot be read, or a settings file is unusable.
pub fn site_words(sources: &dyn Sources) -> Result<SiteWords, LoadStop> {
    let mut settings = load_settings(sources)?;
    let themes = theme::chain(sources, &settings.theme.value)?;
    let audiences = profiles(sources, &settings, &themes)?;
    site::resolve_audiences(&mut settings, &audiences);
    let roster = load_roster(sources, &settings, &audiences)?;
    Ok(SiteWords { settings, themes, audiences, roster })
}

/// The theme of a site and those it stands on, the chosen one first; nothing else is looked at.
///
/// # Errors
/// When a file cannot be read, or `site.yaml` or the description of a theme is unusable.
pub fn themes(sources: &dyn Sources) -> Result<Vec<ThemeLayer>, LoadStop> {
    theme::chain(sources, &load_settings(sources)?.theme.value)
}

/// Reads one settings file; what cannot be used stops the load.
fn setting<T>(
    sources: &dyn Sources,
    path: &SourcePath,
    what: (&str, &str),
    decode: impl FnOnce(&Spanned<Node>, &mut Report<'_>) -> Option<T>,
) -> Result<T, LoadStop> {
    let Some(bytes) = sources.bytes(path)? else {
        return Err(LoadStop::Settings([settings::missing(path, what.0, what.1)].into_iter().collect()));
    };
    match settings::decode(&bytes, path, Voice::Settings, decode) {
        (Some(value), findings) if findings.is_empty() => Ok(value),
        (_, findings) => Err(LoadStop::Settings(findings)),
    }
}

/// A path of the program's own making.
fn known(path: &str) -> Result<SourcePath, SourceError> {
    SourcePath::new(path).map_err(|fault| SourceError { path: path.to_owned(), reason: fault.to_string() })
}

fn load_settings(sources: &dyn Sources) -> Result<SiteSettings, LoadStop> {
    let what = ("它是站点的根标记，用 kepu new site 生成", "it marks the root of a site; kepu new site makes one");
    setting(sources, &known("site.yaml")?, what, site::decode)
}

fn load_roster(sources: &dyn Sources, settings: &SiteSettings, profiles: &[Audience]) -> Result<Roster, LoadStop> {
    let nobody = BTreeMap::new();
    let words = Words { audiences: profiles, settings, people: &nobody };
    let what = ("没有名册和审核政策，什么都不能发布", "without people and policy nothing can be published");
    setting(sources, &known("reviewers.yaml")?, what, |tree, report| roster::decode(tree, words, report))
}

fn load_emergencies(sources: &dyn Sources, words: Words<'_>, findings: &mut ByFile) -> Result<Emergencies, LoadStop> {
    let path = known("emergencies.yaml")?;
    let Some(bytes) = sources.bytes(&path)? else { return Ok(Emergencies::default()) };
    let decode = |tree: &Spanned<Node>, report: &mut Report<'_>| emergencies::decode(tree, words, report);
    let (events, found) = settings::decode(&bytes, &path, Voice::Register, decode);
    findings.insert(path, found);
    Ok(events.unwrap_or_default())
}

fn load_days(sources: &dyn Sources, words: Words<'_>, findings: &mut ByFile) -> Result<ThemedDays, LoadStop> {
    let path = known("days.yaml")?;
    let Some(bytes) = sources.bytes(&path)? else { return Ok(ThemedDays::default()) };
    let decode = |tree: &Spanned<Node>, report: &mut Report<'_>| days::decode(tree, words, report);
    let (days, found) = settings::decode(&bytes, &path, Voice::Register, decode);
    findings.insert(path, found);
    Ok(days.unwrap_or_default())
}

fn load_stations(sources: &dyn Sources, findings: &mut ByFile) -> Result<Stations, LoadStop> {
    let path = known("stations.yaml")?;
    let Some(bytes) = sources.bytes(&path)? else { return Ok(Stations::default()) };
    let (stations, found) = settings::decode(&bytes, &path, Voice::Register, stations::decode);
    findings.insert(path, found);
    Ok(stations.unwrap_or_default())
}

/// Every profile of the theme and those it stands on, by order and id; exactly one is common.
fn profiles(sources: &dyn Sources, settings: &SiteSettings, themes: &[ThemeLayer]) -> Result<Vec<Audience>, LoadStop> {
    let dir = format!("themes/{}/audiences", settings.theme.value);
    let mut profiles = Vec::new();
    let mut faults = Findings::default();
    for (id, file) in profile_files(sources, themes)? {
        let what = ("受众档案读不到", "the profile cannot be read");
        match setting(sources, &file, what, |tree, report| audience::decode(&id, &file, tree, report)) {
            Ok(profile) => profiles.push(profile),
            Err(LoadStop::Settings(findings)) => faults.absorb(findings),
            Err(stop) => return Err(stop),
        }
    }
    if faults.is_empty() {
        faults.extend(common_fault(&profiles, &dir)?);
        faults.extend(settings.audiences.iter().filter_map(|wanted| unknown_audience(wanted, &profiles)));
    }
    if !faults.is_empty() {
        return Err(LoadStop::Settings(faults));
    }
    profiles.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    Ok(profiles)
}

/// The profile of each audience; a theme's own goes before that of the theme it stands on.
fn profile_files(sources: &dyn Sources, themes: &[ThemeLayer]) -> Result<BTreeMap<String, SourcePath>, SourceError> {
    let mut files = BTreeMap::new();
    for theme in themes {
        let dir = format!("themes/{}/audiences", theme.folder);
        for file in sources.list(&dir)? {
            let id = file.path.below(&dir).and_then(|rest| rest.strip_suffix("/audience.yaml"));
            let Some(id) = id.filter(|id| !id.contains('/')).map(str::to_owned) else { continue };
            files.entry(id).or_insert(file.path);
        }
    }
    Ok(files)
}

fn common_fault(profiles: &[Audience], dir: &str) -> Result<Option<Diagnostic>, SourceError> {
    let commons: Vec<&Audience> = profiles.iter().filter(|profile| profile.common).collect();
    let (path, zh, en) = match commons[..] {
        [_] => return Ok(None),
        [] => (
            known("site.yaml")?,
            format!("{dir} 里没有公共版：须有一个受众写 common: true"),
            format!("{dir} has no common edition"),
        ),
        [first, second, ..] => (
            second.source.clone(),
            format!("{} 与 {} 都写了 common: true", first.id, second.id),
            format!("{} and {} are both common: true", first.id, second.id),
        ),
    };
    let finding = Diagnostic::whole_file(801, Severity::Fatal, &path, Bilingual::new(zh, en));
    Ok(Some(finding.help("让恰好一个受众档案写 common: true", "let exactly one profile say common: true")))
}

fn unknown_audience(wanted: &Spanned<String>, profiles: &[Audience]) -> Option<Diagnostic> {
    let choices = article::audience_choices(profiles);
    let word = wanted.value.as_str();
    if choices.iter().any(|choice| choice.token == word || choice.labels.contains(&word)) {
        return None;
    }
    let path = SourcePath::new("site.yaml").ok()?;
    let ids: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    let message = Bilingual::new(format!("没有受众“{word}”"), format!("there is no audience `{word}`"));
    let finding = Diagnostic::at(801, Severity::Fatal, &path, wanted.span, message);
    Some(finding.help(format!("可写：{}", ids.join("、")), format!("write one of {}", ids.join(", "))))
}

/// The editions that are built: those the site names and the common one, or all.
fn built(profiles: Vec<Audience>, settings: &SiteSettings) -> Vec<Audience> {
    if settings.audiences.is_empty() {
        return profiles;
    }
    let place = |profile: &Audience| settings.audiences.iter().position(|wanted| wanted.value == profile.id);
    let mut kept: Vec<(Option<usize>, Audience)> =
        profiles.into_iter().map(|profile| (place(&profile), profile)).collect();
    kept.retain(|(place, profile)| place.is_some() || profile.common);
    // The common edition comes first when the site does not say otherwise: `None` sorts before every place.
    kept.sort_by_key(|(place, _)| *place);
    kept.into_iter().map(|(_, profile)| profile).collect()
}

/// One directory after loading.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) bundle: Bundle,
    id: Option<Spanned<ArticleId>>,
    article: Option<Arc<Article>>,
    /// Whether the article has every required field and its id for itself.
    sound: bool,
    findings: Findings,
}

type Articles = (BTreeMap<ArticleId, Arc<Article>>, Vec<Faulty>);

fn articles(
    (sources, memo): (&dyn Sources, &Memo),
    words: Words<'_>,
    findings: &mut ByFile,
) -> Result<Articles, SourceError> {
    let (bundles, strays) = walk::bundles(sources.list("content")?);
    let loaded: Vec<Result<Arc<Loaded>, SourceError>> =
        bundles.into_par_iter().map(|bundle| load_again((sources, memo), bundle, words)).collect();
    let loaded = loaded.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut shared = shared_ids(&loaded);
    let (mut articles, mut faulty) = (BTreeMap::new(), Vec::new());
    for (at, one) in loaded.iter().enumerate() {
        let source = &one.bundle.index.path;
        let shared = shared.remove(&at);
        let sound = one.sound && shared.is_none();
        if !one.findings.is_empty() || shared.is_some() {
            let mut found = one.findings.clone();
            found.extend(shared);
            findings.insert(source.clone(), found);
        }
        match &one.article {
            Some(article) if sound => {
                articles.insert(article.id().clone(), Arc::clone(article));
            }
            text => faulty.push(Faulty {
                dir: one.bundle.dir.clone(),
                source: source.clone(),
                id: one.id.as_ref().map(|id| id.value.clone()),
                text: text.clone(),
            }),
        }
    }
    for path in strays {
        findings.insert(path.clone(), [walk::stray(&path)].into_iter().collect());
        let dir = path.parent().unwrap_or_else(|| path.clone());
        faulty.push(Faulty { dir, source: path, id: None, text: None });
    }
    Ok((articles, faulty))
}

fn load_again(
    (sources, memo): (&dyn Sources, &Memo),
    bundle: Bundle,
    words: Words<'_>,
) -> Result<Arc<Loaded>, SourceError> {
    if let Some(known) = memo.bundle(&bundle, sources) {
        return Ok(known);
    }
    let witness = Witness::new(sources);
    let dir = bundle.dir.clone();
    let loaded = Arc::new(load_bundle(&witness, bundle, words)?);
    memo.keep_bundle(&dir, witness.grounds(), &loaded);
    Ok(loaded)
}

fn load_bundle(sources: &dyn Sources, bundle: Bundle, words: Words<'_>) -> Result<Loaded, SourceError> {
    let path = &bundle.index.path;
    let mut report = Report::new(path, Voice::Article);
    walk::faults(&bundle).into_iter().for_each(|fault| report.push_always(fault));
    let assets = assets(sources, &bundle, &mut report)?;
    let text = index_text(sources, &bundle, &mut report)?;
    let front = text.as_deref().and_then(|text| front::read(text, &mut report));
    let (Some(text), Some(front)) = (text, front) else {
        return Ok(Loaded { id: None, article: None, sound: false, findings: report.finish(), bundle });
    };
    let id = front.tree.as_ref().and_then(|tree| article::id_of(&tree.value));
    let decoded = article::decode(front.tree.as_ref(), front.open, words, &mut report);
    let sound = decoded.as_ref().is_some_and(|decoded| decoded.whole);
    let offset = crate::model::span::Span::new(front.body, front.body).start;
    let body = include::body(&text[front.body..], offset, &assets, sources, &mut report)?;
    let article = decoded.map(|decoded| {
        Arc::new(Article {
            dir: bundle.dir.clone(),
            source: path.clone(),
            front: decoded.front,
            authored: front.tree.map_or(Node::Map(Vec::new()), |tree| tree.value),
            body,
            assets,
        })
    });
    Ok(Loaded { id, article, sound, findings: report.finish(), bundle })
}

/// The normalised text of the article; links and oversized files are not even opened.
fn index_text(sources: &dyn Sources, bundle: &Bundle, report: &mut Report<'_>) -> Result<Option<String>, SourceError> {
    let file = &bundle.index;
    if let Some(finding) = encoding::too_large(file.size, &file.path) {
        report.push_always(finding);
        return Ok(None);
    }
    if !matches!(file.kind, EntryKind::File | EntryKind::Executable) {
        return Ok(None);
    }
    let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
    let (text, findings) = encoding::read(&bytes, &file.path);
    report.absorb(findings);
    Ok(text)
}

pub(super) fn vanished(path: &SourcePath) -> SourceError {
    SourceError { path: path.to_string(), reason: "listed, but not there when read".to_owned() }
}

fn assets(sources: &dyn Sources, bundle: &Bundle, report: &mut Report<'_>) -> Result<Vec<Asset>, SourceError> {
    let mut assets = Vec::with_capacity(bundle.assets.len());
    for file in &bundle.assets {
        let regular = matches!(file.kind, EntryKind::File | EntryKind::Executable);
        let Some(name) = file.path.below(bundle.dir.as_str()).filter(|_| regular) else { continue };
        if file.size > MAX_ASSET_BYTES {
            let (size, limit) = (file.size >> 20, MAX_ASSET_BYTES >> 20);
            let message = Bilingual::new(
                format!("文件有 {size} MiB，上限是 {limit} MiB"),
                format!("the file has {size} MiB, the limit is {limit} MiB"),
            );
            let finding = Diagnostic::whole_file(108, Severity::Error, &file.path, message);
            report.push_always(finding.help("压缩图片或音频后再放进来", "compress the picture or sound"));
            continue;
        }
        let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
        if let Some(fault) = walk::pointer_fault(&file.path, &bytes) {
            report.push_always(fault);
        }
        let (size, sum) = (bytes.len() as u64, Sha256::of(&bytes));
        let picture = picture::inspect(&file.path.extension(), &bytes);
        assets.push(Asset { name: name.to_owned(), path: file.path.clone(), size, sum, picture });
    }
    assets.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(assets)
}

/// Of articles with one id none is shown: nobody could tell which of them was approved (KP107).
fn shared_ids(loaded: &[Arc<Loaded>]) -> BTreeMap<usize, Diagnostic> {
    let mut places: BTreeMap<&ArticleId, Vec<Place<'_>>> = BTreeMap::new();
    for (at, one) in loaded.iter().enumerate() {
        if let Some(id) = &one.id {
            places.entry(&id.value).or_default().push((at, &one.bundle.index.path, id.span));
        }
    }
    let shared = places.into_iter().filter(|(_, sharers)| sharers.len() > 1);
    let one = |(id, sharers): (&ArticleId, Vec<Place<'_>>)| {
        (0..sharers.len()).map(|turn| (sharers[turn].0, shared_id(id, &sharers, turn))).collect::<Vec<_>>()
    };
    shared.flat_map(one).collect()
}

/// Which directory an id stands in, in which file and where.
type Place<'l> = (usize, &'l SourcePath, Span);

fn shared_id(id: &ArticleId, sharers: &[Place<'_>], turn: usize) -> Diagnostic {
    let (_, path, span) = sharers[turn];
    let (zh, en) = (format!("文章编号 {id} 与另一篇重复"), format!("the id {id} is used twice"));
    let mut finding = Diagnostic::error(107, path, span, zh, en);
    for (_, (_, other, span)) in sharers.iter().enumerate().filter(|(other, _)| *other != turn) {
        finding = finding.also(other, *span, "另一处", "also here");
    }
    finding.help(
        "给后写的一篇换一个新编号；编号终身不变，不可重用",
        "give the newer one an id of its own; ids are never reused",
    )
}
