//! The whole library from a source tree.

use std::collections::BTreeMap;

use super::article::{self, Words};
use super::collection::Parts;
use super::memo::Memo;
use super::records::Records;
use super::report::{Report, Voice};
use super::schema::SiteWords;
use super::{Library, LoadStop, audience, days, emergencies, roster, settings, site, stations, theme};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::lexicon::Lexicons;
use crate::model::audience::Audience;
use crate::model::days::ThemedDays;
use crate::model::emergency::Emergencies;
use crate::model::path::SourcePath;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::Spanned;
use crate::model::station::Stations;
use crate::model::theme::ThemeLayer;
use crate::model::tree::Node;

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
    let SiteWords { settings, themes, audiences: profiles, roster } = memo.words(sources)?;
    let words = Words::new(&profiles, &settings, &roster.people);
    let Registers { lexicons, emergencies, days, stations, mut findings } = memo.registers(sources, words)?;
    let Parts { articles, faulty, findings: found } = memo.articles(sources, words)?;
    findings.extend(found);
    let Records { by_folder: records, findings: found } = memo.records(sources)?;
    findings.extend(found);
    findings.retain(|_, found| !found.is_empty());
    let audiences = built(profiles, &settings);
    let documents = memo.documents();
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
        documents,
        faulty,
        records,
        findings,
    })
}

/// What a site keeps lists of, and what is wrong with them.
#[derive(Clone, Debug)]
pub(super) struct Registers {
    lexicons: Lexicons,
    emergencies: Emergencies,
    days: ThemedDays,
    stations: Stations,
    findings: ByFile,
}

/// Reads every list.
pub(super) fn registers(sources: &dyn Sources, words: Words<'_>) -> Result<Registers, LoadStop> {
    let lexicons = super::lexicons::lexicons(sources)?;
    let mut findings = ByFile::new();
    let emergencies = load_emergencies(sources, words, &mut findings)?;
    let days = load_days(sources, words, &mut findings)?;
    let stations = load_stations(sources, &mut findings)?;
    Ok(Registers { lexicons, emergencies, days, stations, findings })
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
    let words = Words::new(profiles, settings, &nobody);
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
