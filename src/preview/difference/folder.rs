//! The folder as a plan: every file by path, made when asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::{self, Changed, Why};
use super::{ArticleDifference, Compared, Screen, Side, Telling, articles, needs, overview, page, place, view, words};
use crate::model::audience::Audience;
use crate::model::path::SitePath;
use crate::pipeline::publication::edition_of;
use crate::site::BuildFault;
use crate::site::route::{self, Route};

/// What one screen shows of a change.
pub(super) struct Seen {
    pub(super) screen: Screen,
    /// Everything that differs, in order of path.
    pub(super) changed: Vec<Changed>,
    /// The pages of it that are taken in.
    pub(super) taken: BTreeSet<SitePath>,
}

/// How much differs, for a line on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Articles that differ.
    pub articles: usize,
    /// Pages on the web that differ.
    pub pages: usize,
    /// Of these, pages that are in the folder.
    pub taken: usize,
    /// Pages on a kiosk that differ.
    pub kiosk: usize,
}

enum Item {
    Text(String),
    Page(Screen, Side, SitePath),
    Plain(Screen, Side, SitePath),
}

/// Every file of the folder.
pub struct Folder<'a> {
    compared: Compared<'a>,
    articles: Vec<ArticleDifference>,
    seen: Vec<Seen>,
    items: BTreeMap<SitePath, Item>,
}

impl<'a> Folder<'a> {
    /// Compares, and plans what the reviewer opens.
    ///
    /// # Errors
    /// The first file, in order of path, that cannot be made.
    pub fn plan(compared: Compared<'a>, telling: &Telling) -> Result<Self, BuildFault> {
        let articles = articles::differing(compared.before, compared.after);
        let mut seen = Vec::new();
        for screen in Screen::ALL {
            seen.push(look(screen, &compared, &articles, telling.limit)?);
        }
        let mut folder = Self { compared, articles, seen, items: BTreeMap::new() };
        folder.lay_out(telling)?;
        Ok(folder)
    }

    /// Every path, in order.
    #[must_use]
    pub fn paths(&self) -> Vec<SitePath> {
        self.items.keys().cloned().collect()
    }

    /// Makes one file.
    ///
    /// # Errors
    /// When the page of a site cannot be made.
    pub fn make(&self, path: &SitePath) -> Result<Vec<u8>, BuildFault> {
        match self.items.get(path) {
            None => Err(BuildFault::Encode(format!("{path} is not planned"))),
            Some(Item::Text(text)) => Ok(text.clone().into_bytes()),
            Some(Item::Plain(screen, side, own)) => self.own(*screen, *side, own),
            Some(Item::Page(screen, side, own)) => {
                let script = route::relative(path, &route::root(words::FRAME_SCRIPT.0));
                self.own(*screen, *side, own).map(|bytes| words::dressed(bytes, &script))
            }
        }
    }

    /// How much differs.
    #[must_use]
    pub fn told(&self) -> Told {
        let pages =
            |screen| self.on(screen).map_or(0, |seen| seen.changed.iter().filter(|file| file.is_page()).count());
        let taken = self.on(Screen::Web).map_or(0, |seen| seen.taken.len());
        Told { articles: self.articles.len(), pages: pages(Screen::Web), taken, kiosk: pages(Screen::Kiosk) }
    }

    /// The pages that differ on the web, or before a kiosk.
    #[must_use]
    pub fn differing(&self, is_kiosk: bool) -> Vec<&Changed> {
        let screen = if is_kiosk { Screen::Kiosk } else { Screen::Web };
        self.on(screen).into_iter().flat_map(|seen| &seen.changed).filter(|file| file.is_page()).collect()
    }

    fn on(&self, screen: Screen) -> Option<&Seen> {
        self.seen.iter().find(|seen| seen.screen == screen)
    }

    fn own(&self, screen: Screen, side: Side, path: &SitePath) -> Result<Vec<u8>, BuildFault> {
        let made = screen.pair(&self.compared).of(side).make(path);
        made.unwrap_or_else(|| Err(BuildFault::Encode(format!("{path} is not planned"))))
    }

    fn lay_out(&mut self, telling: &Telling) -> Result<(), BuildFault> {
        let mut items: Vec<(Option<SitePath>, Item)> = Vec::new();
        for seen in &self.seen {
            for side in Side::ALL {
                items.extend(self.side(seen, side)?);
            }
        }
        let desk = page::Desk { telling, compared: &self.compared, articles: &self.articles, seen: &self.seen };
        for seen in &self.seen {
            let pages = seen.changed.iter().filter(|file| seen.taken.contains(&file.path));
            items.extend(pages.map(|file| (view(seen.screen, &file.path), Item::Text(desk.view(seen.screen, file)))));
        }
        items.extend(self.articles.iter().map(|one| (page::article_path(&one.id), Item::Text(desk.article(one)))));
        items.push((Some(route::root("index.html")), Item::Text(overview::html(&desk))));
        for (name, text) in [words::STYLE, words::FRAME_SCRIPT] {
            items.push((Some(route::root(name)), Item::Text(text.to_owned())));
        }
        self.items = items.into_iter().filter_map(|(path, item)| Some((path?, item))).collect();
        Ok(())
    }

    /// The pages of one side and whatever they need.
    fn side(&self, seen: &Seen, side: Side) -> Result<Vec<(Option<SitePath>, Item)>, BuildFault> {
        let site = seen.screen.pair(&self.compared).of(side);
        let has: BTreeSet<&SitePath> = site.paths().collect();
        let pages: Vec<&SitePath> = seen.taken.iter().filter(|path| has.contains(*path)).collect();
        let files = needs::of(site, &pages)?;
        let at = |path: &SitePath| place(seen.screen, side, path);
        let pages = pages.into_iter().map(|path| (at(path), Item::Page(seen.screen, side, path.clone())));
        let files = files.iter().map(|path| (at(path), Item::Plain(seen.screen, side, path.clone())));
        Ok(pages.chain(files).collect())
    }
}

impl std::fmt::Debug for Folder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.items.keys()).finish()
    }
}

/// Everything that differs on a screen, and which pages of it fit.
fn look(
    screen: Screen,
    compared: &Compared<'_>,
    articles: &[ArticleDifference],
    limit: usize,
) -> Result<Seen, BuildFault> {
    let audiences: &[Audience] = &compared.after.0.audiences;
    let homes = audiences.iter().map(|audience| route::path(audience, &Route::Home));
    let specimens = if compared.theme_differs { homes.collect() } else { BTreeSet::new() };
    let changed = changed::changed(screen.pair(compared), &specimens)?;
    let ids: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    let commons = audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let mut pages: Vec<&Changed> = changed.iter().filter(|file| file.is_page()).collect();
    // What was edited comes before what leans on it; a stable sort keeps the paths in order.
    let is_of_edited = |file: &Changed| route::article_of(&file.path).is_some_and(|id| ids.contains(id));
    pages.sort_by_key(|file| (!is_of_edited(file), file.why != Why::Specimen));
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for file in pages {
        let count = counts.entry(edition_of(&file.path, commons)).or_default();
        if *count < limit {
            *count += 1;
            taken.insert(file.path.clone());
        }
    }
    Ok(Seen { screen, changed, taken })
}
