//! Which articles differ: their text sentence by sentence, their state, what is missing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compare::{self, Comparison, Version};
use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::load::Library;
use crate::model::article::Article;
use crate::model::state::State;
use crate::model::tree::Node;
use crate::pipeline::{Judged, Standing};

/// An article that differs.
#[derive(Clone, Debug)]
pub struct ArticleDifference {
    /// Its id.
    pub id: String,
    /// Its title, the newer one.
    pub title: String,
    /// Where it stood; nothing when it is new.
    pub before: Option<Stand>,
    /// Where it stands; nothing when it is gone.
    pub after: Option<Stand>,
    /// What changed in its text; empty when only its state did.
    pub changes: Comparison,
}

/// Where an article stands on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its state.
    pub state: State,
    /// What it lacks.
    pub missing: Vec<Bilingual>,
    /// Errors about its files, in words.
    pub errors: Vec<Bilingual>,
    /// How many warnings.
    pub warnings: usize,
}

/// Every article whose content or state differs, in order of id.
pub(super) fn differing(before: (&Library, &Judged), after: (&Library, &Judged)) -> Vec<ArticleDifference> {
    let (old, new) = (texts(before.0), texts(after.0));
    let (was, is) = (stands(before.1), stands(after.1));
    let ids: BTreeSet<&str> = old.keys().chain(new.keys()).chain(was.keys()).chain(is.keys()).copied().collect();
    let one = |id: &str| {
        let (from, to) = (old.get(id), new.get(id));
        let changes = compared(from.map(|article| &***article), to.map(|article| &***article));
        let (stood, stands) = (was.get(id), is.get(id));
        let same = changes.is_empty() && stood.map(|one| one.state) == stands.map(|one| one.state);
        let title = to.or(from).map_or(id, |article| article.front.title.value.as_str());
        (!same).then(|| ArticleDifference {
            id: id.to_owned(),
            title: title.to_owned(),
            before: stood.map(|standing| stand(standing, before.1)),
            after: stands.map(|standing| stand(standing, after.1)),
            changes,
        })
    };
    ids.into_iter().filter_map(one).collect()
}

/// Every text of a tree that a preview shows, by id.
fn texts(library: &Library) -> BTreeMap<&str, &Arc<Article>> {
    let faulty = library.faulty.iter().filter_map(|faulty| Some((faulty.id.as_ref()?.as_str(), faulty.text.as_ref()?)));
    // A sound article keeps its id against whoever took it too.
    faulty.chain(library.articles.iter().map(|(id, article)| (id.as_str(), article))).collect()
}

fn stands(judged: &Judged) -> BTreeMap<&str, &Standing> {
    judged.standings.iter().map(|standing| (standing.id.as_str(), standing)).collect()
}

fn compared<'a>(before: Option<&'a Article>, after: Option<&'a Article>) -> Comparison {
    let version = |article: Option<&'a Article>| {
        let nothing = || Version { front: Cow::Owned(Node::Map(Vec::new())), body: "", assets: &[] };
        article.map_or_else(nothing, Version::of)
    };
    compare::articles(&version(before), &version(after))
}

fn stand(standing: &Standing, judged: &Judged) -> Stand {
    let dir = standing.source.as_ref().and_then(crate::model::path::SourcePath::parent);
    let is_own =
        |finding: &&Diagnostic| dir.as_ref().is_some_and(|dir| finding.primary.path.below(dir.as_str()).is_some());
    let own: Vec<&Diagnostic> = judged.findings.iter().filter(is_own).collect();
    let words = |finding: &&&Diagnostic| {
        let (code, message) = (finding.code, &finding.message);
        Bilingual::new(format!("{code} {}", message.zh), format!("{code} {}", message.en))
    };
    let errors = own.iter().filter(|finding| finding.severity >= Severity::Error);
    let warnings = own.iter().filter(|finding| finding.severity == Severity::Warning).count();
    Stand {
        state: standing.state,
        missing: standing.missing.clone(),
        errors: errors.map(|finding| words(&finding)).collect(),
        warnings,
    }
}
