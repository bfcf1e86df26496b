//! What the bar of the preview says of the page: the state of its article, what is missing, every finding.

use jiff::Timestamp;
use serde::Serialize;

use super::generation::Generation;
use crate::diag::human::{self, Paint};
use crate::diag::source_map::SourceMap;
use crate::diag::{Diagnostic, Lang};
use crate::load::Library;
use crate::load::encoding::shown;
use crate::model::article::ArticleId;
use crate::model::history::History;
use crate::model::path::{SitePath, SourcePath};
use crate::model::sources::Sources;
use crate::pipeline;

/// Version 1 of `/kepu/about.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    schema: &'static str,
    /// Number of the generation.
    pub number: u64,
    /// What keeps the newest settings or theme from being shown.
    pub trouble: Vec<Finding>,
    /// The article of the page.
    pub article: Option<Standing>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Where an article stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its file.
    pub source: String,
    /// The state in words.
    pub state: String,
    /// What is missing until it is shown.
    pub missing: Vec<String>,
}

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `error`, `warning`, `note` or `fatal`.
    pub severity: &'static str,
    /// Place, cause and fix with the line, as the terminal shows them.
    pub text: String,
}

/// What is said of the page at a path.
#[must_use]
pub fn about(
    generation: &Generation,
    path: Option<&SitePath>,
    (history, now): (&dyn History, Timestamp),
    lang: Lang,
) -> About {
    let trouble = findings(generation.trouble(), generation.sources(), lang);
    let mut about =
        About { schema: "kepu-preview/1", number: generation.number(), trouble, article: None, findings: Vec::new() };
    let id = path.and_then(article_of);
    let Some((library, id)) = generation.library().zip(id) else { return about };
    let found = one(library, &id, generation.sources(), (history, now));
    if let Some((standing, told)) = found {
        about.findings = findings(&told, generation.sources(), lang);
        about.article = Some(Standing {
            source: standing.source.map_or_else(String::new, |source| source.to_string()),
            state: match lang {
                Lang::Zh => standing.state.zh().to_owned(),
                Lang::En => standing.state.en().to_owned(),
            },
            missing: standing.missing.iter().map(|item| item.get(lang).to_owned()).collect(),
        });
    }
    about
}

type Judged = (pipeline::Standing, Vec<Diagnostic>);

fn one(library: &Library, id: &ArticleId, sources: &dyn Sources, past: (&dyn History, Timestamp)) -> Option<Judged> {
    if let Some(article) = library.articles.get(id) {
        let (standing, findings) = pipeline::judge_article(library, article, sources, past).ok()?;
        return Some((standing, findings.sorted()));
    }
    let faulty = library.faulty.iter().find(|faulty| faulty.id.as_ref() == Some(id))?;
    Some(pipeline::judge_faulty(library, faulty, sources, past.1))
}

/// The article whose page stands at a path: `[<edition>/]a/<id>/…`.
fn article_of(path: &SitePath) -> Option<ArticleId> {
    let mut parts = path.as_str().split('/');
    let first = parts.next()?;
    if first != "a" && parts.next()? != "a" {
        return None;
    }
    ArticleId::new(parts.next()?)
}

fn findings(found: &[Diagnostic], sources: &dyn Sources, lang: Lang) -> Vec<Finding> {
    let labels = found.iter().flat_map(|finding| std::iter::once(&finding.primary).chain(&finding.others));
    let mut map = SourceMap::default();
    for path in labels.map(|label| &label.path) {
        // A file that cannot be read is shown without its lines; the finding says why.
        if let Some(bytes) = sources.bytes(path).ok().flatten() {
            map.insert(path.clone(), shown(&bytes));
        }
    }
    let text = |finding: &Diagnostic| human::render(finding, &map, lang, Paint::Plain);
    found.iter().map(|finding| Finding { severity: finding.severity.token(), text: text(finding) }).collect()
}

/// What the terminal is told after a change: settings and theme, then each article that was touched.
#[must_use]
pub fn told(
    generation: &Generation,
    changed: &[String],
    (history, now): (&dyn History, Timestamp),
    lang: Lang,
) -> Vec<Finding> {
    let mut told = findings(generation.trouble(), generation.sources(), lang);
    let Some(library) = generation.library() else { return told };
    let changed: Vec<SourcePath> = changed.iter().filter_map(|path| SourcePath::new(path).ok()).collect();
    let is_touched = |dir: &SourcePath| changed.iter().any(|path| path == dir || path.below(dir.as_str()).is_some());
    let sound = library.articles.values().filter(|article| is_touched(&article.dir)).map(|article| article.id());
    let faulty = library.faulty.iter().filter(|faulty| is_touched(&faulty.dir));
    for id in sound.chain(faulty.clone().filter_map(|faulty| faulty.id.as_ref())) {
        if let Some((_, found)) = one(library, id, generation.sources(), (history, now)) {
            told.extend(findings(&found, generation.sources(), lang));
        }
    }
    for nameless in faulty.filter(|faulty| faulty.id.is_none()) {
        let (_, found) = pipeline::judge_faulty(library, nameless, generation.sources(), now);
        told.extend(findings(&found, generation.sources(), lang));
    }
    told
}
