//! The page with the search box, and the A–Z of titles, which does the job without a script.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::gate::clearance::Lane;
use crate::markup::sort_key;
use crate::model::path::SitePath;
use crate::render::view::{AzEntry, AzGroup, AzView, CountedLink, SearchView, VerdictView};
use crate::site::BuildFault;
use crate::site::chrome::chrome;
use crate::site::desk::{Desk, Edition};
use crate::site::lists::topic_links;
use crate::site::plan::Plan;
use crate::site::route::{self, Route};

/// From this many titles on each letter has a page of its own, and from as many under one letter each syllable.
const ONE_PAGE: usize = 300;
/// Titles that begin with neither a letter nor a character that has a reading.
const OTHER: &str = "0";

/// Articles in order of reading.
#[derive(Default)]
struct Letters {
    /// By the first letter of their titles.
    letters: BTreeMap<String, Vec<usize>>,
    /// By letter and first syllable, as `s/shan`, where a letter has too many for one page.
    syllables: BTreeMap<String, Vec<usize>>,
}

impl Letters {
    /// The syllables of a letter that is divided.
    fn of(&self, letter: &str) -> impl Iterator<Item = (&String, &Vec<usize>)> {
        self.syllables.iter().filter(move |(key, _)| letter_of(key) == letter)
    }
}

pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Ok(edition) = desk.edition(at) else { return };
    let letters = Arc::new(letters(desk, edition));
    let mut routes = vec![Route::Search, Route::Az];
    if desk.count(edition) > ONE_PAGE {
        routes.extend(letters.letters.keys().chain(letters.syllables.keys()).cloned().map(Route::AzLetter));
    }
    for route in routes {
        let letters = Arc::clone(&letters);
        output.page(route::path(edition.audience, &route), move |desk| {
            let edition = desk.edition(at)?;
            let html = match &route {
                Route::Search => search(desk, edition, &letters),
                route => az(desk, edition, &letters, route),
            };
            html.map(|html| desk.listing(html))
        });
    }
}

fn letters<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Letters {
    let mut sorted: Vec<(String, &str, usize)> = Vec::with_capacity(desk.count(edition));
    for at in desk.listed(edition) {
        let Some(prepared) = desk.article(*at) else { continue };
        let title = prepared.cleared.article().front.title_for(&edition.audience.id);
        sorted.push((sort_key(title), title, *at));
    }
    sorted.sort();
    let mut found = Letters::default();
    for (key, title, at) in sorted {
        let first = key.chars().next().filter(char::is_ascii_lowercase);
        let letter = first.map_or_else(|| OTHER.to_owned(), String::from);
        // What begins with a number or a Latin word has no syllable.
        let is_read = letter != OTHER && !title.starts_with(|c: char| c.is_ascii());
        let syllable = key.split(' ').next().filter(|_| is_read).unwrap_or(OTHER);
        found.syllables.entry(format!("{letter}/{syllable}")).or_default().push(at);
        found.letters.entry(letter).or_default().push(at);
    }
    let many = |key: &str| found.letters.get(letter_of(key)).is_some_and(|articles| articles.len() > ONE_PAGE);
    found.syllables.retain(|key, _| many(key));
    found
}

fn search<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, letters: &Letters) -> Result<String, BuildFault> {
    let here = route::path(edition.audience, &Route::Search);
    let description = format!("在{}版的 {} 篇文章里找。", edition.audience.label, desk.count(edition));
    let view = SearchView {
        chrome: chrome(desk, edition, &Route::Search, "搜索".to_owned(), description),
        start: route::relative(&here, &route::path(edition.audience, &Route::SearchStart)),
        fold: route::relative(&here, &route::search_fold()),
        total: desk.count(edition),
        letters: letter_links(desk, edition, letters, &here),
        topics: topic_links(desk, edition, &here),
    };
    Ok(desk.inputs.theme.render(&edition.audience.id, "search.html", &view)?)
}

fn az<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    letters: &Letters,
    route: &Route,
) -> Result<String, BuildFault> {
    let here = route::path(edition.audience, route);
    let heading = match route {
        Route::AzLetter(letter) => format!("标题以 {} 开头", shown(letter)),
        _ => "按拼音找".to_owned(),
    };
    let own = if let Route::AzLetter(own) = route { own.as_str() } else { "" };
    let is_here = |key: &str| match route {
        Route::AzLetter(own) => own == key && letters.of(key).next().is_none(),
        _ => desk.count(edition) <= ONE_PAGE,
    };
    let within = letters.of(letter_of(own)).map(|(key, articles)| CountedLink {
        label: shown(key),
        href: route::relative(&here, &route::path(edition.audience, &Route::AzLetter(key.clone()))),
        count: articles.len(),
    });
    let group = |(letter, articles): (&String, &Vec<usize>)| AzGroup {
        letter: shown(letter),
        anchor: anchor(letter),
        entries: articles.iter().filter_map(|at| entry(desk, edition, &here, *at)).collect(),
    };
    let view = AzView {
        chrome: chrome(
            desk,
            edition,
            route,
            heading.clone(),
            format!("{}版文章，按标题的拼音排。", edition.audience.label),
        ),
        heading,
        letters: letter_links(desk, edition, letters, &here).into_iter().chain(within).collect(),
        groups: letters.letters.iter().chain(&letters.syllables).filter(|(key, _)| is_here(key)).map(group).collect(),
    };
    Ok(desk.inputs.theme.render(&edition.audience.id, "az.html", &view)?)
}

fn entry<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>, here: &SitePath, at: usize) -> Option<AzEntry> {
    let cleared = desk.article(at)?.cleared;
    let front = &cleared.article().front;
    let verdict = front.claim.as_ref().map(|claim| claim.verdict.value);
    Some(AzEntry {
        title: front.title_for(&edition.audience.id).to_owned(),
        href: route::relative(here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
        verdict: verdict.map(|word| VerdictView { verdict: word.token(), label: word.zh() }),
    })
}

/// Each letter that has titles: a place on the one page, or a page of its own.
fn letter_links<L: Lane>(
    desk: &Desk<'_, L>,
    edition: &Edition<'_>,
    letters: &Letters,
    here: &SitePath,
) -> Vec<CountedLink> {
    let az = route::path(edition.audience, &Route::Az);
    let href = |letter: &str| {
        if desk.count(edition) > ONE_PAGE {
            return route::relative(here, &route::path(edition.audience, &Route::AzLetter(letter.to_owned())));
        }
        let page = if *here == az { String::new() } else { route::relative(here, &az) };
        format!("{page}#{}", anchor(letter))
    };
    letters
        .letters
        .iter()
        .map(|(letter, articles)| CountedLink { label: shown(letter), href: href(letter), count: articles.len() })
        .collect()
}

/// The letter of `s` and of `s/shan`.
fn letter_of(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

fn shown(key: &str) -> String {
    match key.split_once('/') {
        Some((letter, OTHER)) => format!("{}（字母）", letter.to_ascii_uppercase()),
        Some((_, syllable)) => syllable.to_owned(),
        None if key == OTHER => "数字及其他".to_owned(),
        None => key.to_ascii_uppercase(),
    }
}

fn anchor(key: &str) -> String {
    format!("az-{}", key.replace('/', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_and_its_syllables_are_told_apart() {
        assert_eq!((letter_of("s/shan"), letter_of("s"), letter_of("")), ("s", "s", ""));
        let shown = ["s", "s/shan", "s/0", "0"].map(shown);
        assert_eq!(shown, ["S", "shan", "S（字母）", "数字及其他"]);
        assert_eq!((&*anchor("a"), &*anchor("a/a")), ("az-a", "az-a-a"));
    }
}
