//! Article by article: what readers see now, what they would see.

use std::collections::{BTreeMap, BTreeSet};

use super::reasons::{self, Reasons};
use super::{ArticleAct, ArticleChange, FileChange, Next, Present, Shown, shown};
use crate::model::article::ArticleId;
use crate::model::path::SitePath;
use crate::site::route;

/// Every article of which anything changes, the gravest act first, then by id.
pub(super) fn changes<'p>(
    (present, paths): (Present<'_>, Box<dyn Iterator<Item = &'p SitePath> + 'p>),
    next: &Next<'_>,
    files: &[FileChange],
) -> Vec<ArticleChange> {
    let touched: BTreeSet<ArticleId> =
        files.iter().filter_map(|file| ArticleId::new(file.article.as_deref()?)).collect();
    let changed: BTreeSet<&SitePath> = files.iter().map(|file| &file.path).collect();
    let before = seen(present.paths.iter(), &|path| shown::text(present, path));
    let now = |path: &SitePath| {
        let cleared = shown::provenance_of(path).and_then(|id| next.shelf.get(id.as_str()));
        cleared.map_or(Shown::Notice, Shown::of)
    };
    let after = seen(paths, &now);
    let reasons = Reasons::new(next);
    let one = |id: &ArticleId| {
        let (before, after) = (before.get(id).cloned(), after.get(id).cloned());
        let act = act(before.as_ref(), after.as_ref(), changed.contains(&route::provenance(id)));
        let reason = reasons.of(id, act, (before.as_ref(), after.as_ref()));
        ArticleChange { id: id.to_string(), title: reasons::title(next, id), act, before, after, reason }
    };
    let mut changes: Vec<ArticleChange> = touched.iter().map(one).collect();
    // Stable: by id within an act.
    changes.sort_by_key(|change| change.act);
    changes
}

/// What a list of files shows of each article: its text where there is provenance of it, else a notice.
fn seen<'p>(
    paths: impl Iterator<Item = &'p SitePath>,
    text: &dyn Fn(&SitePath) -> Shown,
) -> BTreeMap<ArticleId, Shown> {
    let mut seen: BTreeMap<ArticleId, Shown> = BTreeMap::new();
    for path in paths {
        if let Some(id) = shown::page_of(path) {
            seen.entry(id).or_insert(Shown::Notice);
        } else if let Some(id) = shown::provenance_of(path) {
            seen.insert(id, text(path));
        }
    }
    seen
}

/// What happens, from what is seen before and after; `reviewed` says that the published provenance differs.
fn act(before: Option<&Shown>, after: Option<&Shown>, reviewed: bool) -> ArticleAct {
    use Shown::{Notice, Text};
    match (before, after) {
        (None, Some(Text { .. })) => ArticleAct::New,
        (Some(Text { .. }) | None, Some(Notice)) | (Some(_), None) => ArticleAct::Withdrawn,
        (Some(Notice), Some(Text { .. })) => ArticleAct::Back,
        // Only files beside it are left, or nothing but notices differs.
        (Some(Notice), Some(Notice)) | (None, None) => ArticleAct::Pages,
        (Some(old @ Text { state, digest }), Some(new @ Text { state: next, digest: version })) => {
            match (old.is_listed(), new.is_listed()) {
                (true, false) if digest != version => ArticleAct::Withdrawn,
                (false, true) => ArticleAct::Back,
                _ if digest != version => ArticleAct::Text,
                _ if state != next => ArticleAct::State,
                _ if reviewed => ArticleAct::Review,
                _ => ArticleAct::Pages,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::state::State;
    use crate::model::units::{ContentDigest, Sha256};

    fn text(state: State, version: &str) -> Shown {
        Shown::Text { state: Some(state), digest: Some(ContentDigest(Sha256::of(version.as_bytes()))) }
    }

    #[test]
    fn every_way_from_one_sight_to_another_has_its_word() {
        let (live, other) = (text(State::Published, "a"), text(State::Published, "b"));
        let (expired, retracted) = (text(State::Expired, "a"), text(State::Retracted, "b"));
        let said = |before: Option<&Shown>, after: Option<&Shown>| act(before, after, false).token();
        let unread = Shown::Text { state: None, digest: None };
        let cases = [
            (None, Some(&live), "new"),
            (None, Some(&Shown::Notice), "withdrawn"),
            (Some(&live), Some(&Shown::Notice), "withdrawn"),
            (Some(&live), None, "withdrawn"),
            (Some(&Shown::Notice), None, "withdrawn"),
            (Some(&live), Some(&retracted), "withdrawn"),
            (Some(&Shown::Notice), Some(&live), "back"),
            (Some(&expired), Some(&other), "back"),
            (Some(&live), Some(&other), "text"),
            (Some(&unread), Some(&live), "text"),
            (Some(&live), Some(&expired), "state"),
            (Some(&live), Some(&live), "pages"),
            (Some(&Shown::Notice), Some(&Shown::Notice), "pages"),
        ];
        for (before, after, word) in cases {
            assert_eq!(said(before, after), word, "{before:?} {after:?}");
        }
        assert_eq!(act(Some(&live), Some(&live), true), ArticleAct::Review);
    }
}
