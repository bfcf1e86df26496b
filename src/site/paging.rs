//! Where a list is cut into pages, so that a new entry changes the newest of them and no other.
//!
//! Pages are numbered from the oldest entry. A numbered page is full when it is made and is never filled up again, so
//! its bytes and its address stay. The front, whose address has no number, holds what is on no numbered page: at least
//! one page and less than two, so it is never nearly empty, and a list of less than two pages is its front alone. When
//! two pages' worth stand on the front, the older half becomes the next numbered page.
//!
//! An entry that is withdrawn keeps its place, which shows nothing: its page is one short, and no other entry moves. If
//! that empties the front below one page's worth (notices that end together), it repeats the newest entries of the
//! numbered pages, which do not change for it.

use crate::model::audience::Audience;
use crate::model::path::SitePath;
use crate::render::view::{PageLink, PagerView};

use super::route::{self, Route};

/// A list, cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Cut<T> {
    /// Entries of the front, the newest first.
    pub(super) front: Vec<T>,
    /// Entries of each numbered page, the newest first; the first is page 1, the oldest.
    pub(super) pages: Vec<Vec<T>>,
    /// Entries of the whole list.
    pub(super) total: usize,
}

impl<T> Cut<T> {
    /// The entries of a page; the front has no number.
    pub(super) fn on(&self, number: Option<usize>) -> &[T] {
        let Some(number) = number else { return &self.front };
        number.checked_sub(1).and_then(|at| self.pages.get(at)).map_or(&[], Vec::as_slice)
    }

    /// Every page there is: the front, then the numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Option<usize>> + use<T> {
        [None].into_iter().chain((1..=self.pages.len()).map(Some))
    }
}

/// Cuts a list. Places are in order of age, the oldest first; one without an entry is that of a withdrawn one.
pub(super) fn cut<T: Clone>(places: &[Option<T>], size: usize) -> Cut<T> {
    let size = size.max(1);
    let full = (places.len() / size).saturating_sub(1);
    let (old, new) = places.split_at(full * size);
    let shown = |some: &[Option<T>]| some.iter().rev().flatten().cloned().collect::<Vec<T>>();
    let mut front = shown(new);
    let lacks = size.saturating_sub(front.len());
    front.extend(old.iter().rev().flatten().take(lacks).cloned());
    Cut { front, pages: old.chunks(size).map(shown).collect(), total: places.iter().flatten().count() }
}

/// Numbers to jump to from a page or, with the newest number, from the front: all where they are few, else ever wider
/// steps, so that a few big buttons lead anywhere in a few turns. None is newer, so no later page changes an old one.
pub(super) fn landmarks(from: usize) -> Vec<usize> {
    const ALL: usize = 9;
    if from <= ALL {
        return (1..=from).rev().collect();
    }
    let steps = (0..)
        .map(|power| 10_usize.saturating_pow(power))
        .flat_map(|ten| [1, 2, 5].map(|of: usize| of.saturating_mul(ten)));
    let older = steps.map_while(|step| from.checked_sub(step)).take_while(|number| *number > 1);
    [from].into_iter().chain(older).chain([1]).collect()
}

/// How a page of a list leads to the others. `list` is what the front is called.
pub(super) fn pager<T>(audience: &Audience, list: (&Route, &str), number: Option<usize>, cut: &Cut<T>) -> PagerView {
    let newest = cut.pages.len();
    if newest == 0 {
        return PagerView::default();
    }
    let here = address(audience, list.0, number);
    let link = |to: Option<usize>| PageLink {
        number: to,
        href: route::relative(&here, &address(audience, list.0, to)),
        current: to == number,
    };
    PagerView {
        list: list.1.to_owned(),
        total: number.is_none().then_some(cut.total),
        number,
        front: number.map(|_| link(None)),
        newer: number.map(|own| link(Some(own + 1).filter(|next| *next <= newest))),
        older: number.map_or(Some(newest), |own| own.checked_sub(1)).filter(|own| *own > 0).map(|own| link(Some(own))),
        pages: landmarks(number.unwrap_or(newest)).into_iter().map(|one| link(Some(one))).collect(),
    }
}

fn address(audience: &Audience, list: &Route, number: Option<usize>) -> SitePath {
    route::path(audience, &list.page(number))
}

/// The heading of a page of a list.
pub(super) fn heading(list: &str, number: Option<usize>) -> String {
    number.map_or_else(|| list.to_owned(), |number| format!("{list}（第 {number} 页）"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::model::audience::tests::audience;

    #[test]
    fn a_list_of_less_than_two_pages_is_its_front_alone() {
        for count in 0..6 {
            let places: Vec<Option<usize>> = (0..count).map(Some).collect();
            let cut = cut(&places, 3);
            assert_eq!((cut.front.len(), cut.pages.len(), cut.total), (count, 0, count));
        }
        let six: Vec<Option<usize>> = (0..6).map(Some).collect();
        assert_eq!(cut(&six, 3), Cut { front: vec![5, 4, 3], pages: vec![vec![2, 1, 0]], total: 6 });
    }

    #[test]
    fn a_front_of_withdrawn_entries_repeats_the_newest_that_are_left() {
        let places = [Some(0), Some(1), Some(2), None, None, Some(5)];
        assert_eq!(cut(&places, 3), Cut { front: vec![5, 2, 1], pages: vec![vec![2, 1, 0]], total: 4 });
        assert_eq!(cut::<usize>(&[None; 7], 3), Cut { front: vec![], pages: vec![vec![]], total: 0 });
    }

    #[test]
    fn a_few_numbers_lead_anywhere() {
        assert_eq!(landmarks(1), [1]);
        assert_eq!(landmarks(9), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
        assert_eq!(landmarks(12), [12, 11, 10, 7, 2, 1]);
        assert_eq!(landmarks(333), [333, 332, 331, 328, 323, 313, 283, 233, 133, 1]);
        assert!((1..20_000).all(|from| landmarks(from).len() <= 15));
        assert!((2..20_000).all(|from| landmarks(from).windows(2).all(|pair| pair[0] > pair[1])));
    }

    #[test]
    fn a_pager_leads_both_ways_and_to_the_front() {
        let places: Vec<Option<usize>> = (0..10).map(Some).collect();
        let cut = cut(&places, 2);
        let to = |number| pager(&audience("farmers"), (&Route::All, "全部"), number, &cut);
        let href = |link: &Option<PageLink>| link.as_ref().map(|link| link.href.clone());
        let front = to(None);
        assert_eq!((front.total, href(&front.newer)), (Some(10), None));
        assert_eq!(href(&front.older).as_deref(), Some("page/4/index.html"));
        let newest = to(Some(4));
        assert_eq!(href(&newest.newer).as_deref(), Some("../../index.html"));
        assert_eq!(href(&newest.older).as_deref(), Some("../3/index.html"));
        let oldest = to(Some(1));
        assert_eq!((href(&oldest.newer).as_deref(), href(&oldest.older)), (Some("../2/index.html"), None));
        assert!(oldest.pages.iter().all(|page| page.current) && oldest.total.is_none());
    }

    /// What happens to a list.
    #[derive(Clone, Debug)]
    enum Event {
        Added,
        Withdrawn(prop::sample::Index),
        Restored(prop::sample::Index),
        Deleted(prop::sample::Index),
    }

    fn event() -> impl Strategy<Value = Event> {
        let any = any::<prop::sample::Index>;
        prop_oneof![
            6 => Just(Event::Added),
            2 => any().prop_map(Event::Withdrawn),
            1 => any().prop_map(Event::Restored),
            1 => any().prop_map(Event::Deleted),
        ]
    }

    /// The place that an event touches.
    fn happen(places: &mut Vec<(usize, bool)>, event: &Event, next: usize) -> usize {
        let (Event::Withdrawn(at) | Event::Restored(at) | Event::Deleted(at)) = event else {
            places.push((next, true));
            return places.len() - 1;
        };
        if places.is_empty() {
            return 0;
        }
        let at = at.index(places.len());
        match event {
            Event::Deleted(_) => drop(places.remove(at)),
            _ => places[at].1 = matches!(event, Event::Restored(_)),
        }
        at
    }

    fn made(places: &[(usize, bool)], size: usize) -> Cut<usize> {
        let places: Vec<Option<usize>> = places.iter().map(|(id, shown)| shown.then_some(*id)).collect();
        cut(&places, size)
    }

    proptest! {
        #[test]
        fn only_the_pages_that_must_change_do(size in 1..6_usize, events in prop::collection::vec(event(), 1..60)) {
            let mut places = Vec::new();
            for (next, event) in events.iter().enumerate() {
                let before = made(&places, size);
                let touched = happen(&mut places, event, next);
                let after = made(&places, size);
                let own = touched / size;
                for (at, page) in before.pages.iter().enumerate() {
                    // Of what is gone without a trace nobody knows that it had a place: the newer pages move up, and
                    // the newest may go back to the front.
                    let stays = match event {
                        Event::Deleted(_) => at < own && at < after.pages.len(),
                        _ => at != own,
                    };
                    let same = after.pages.get(at) == Some(page);
                    prop_assert!(same || !stays, "{event:?} changed page {} of a list cut by {size}", at + 1);
                }
                if !matches!(event, Event::Deleted(_)) {
                    prop_assert!(after.pages.len() >= before.pages.len(), "an address went");
                }
            }
        }

        #[test]
        fn everything_is_somewhere_and_no_front_is_nearly_empty(
            size in 1..6_usize,
            places in prop::collection::vec(any::<bool>(), 0..80),
        ) {
            let places: Vec<(usize, bool)> = places.into_iter().enumerate().collect();
            let cut = made(&places, size);
            let shown: BTreeSet<usize> = places.iter().filter(|(_, shown)| *shown).map(|(id, _)| *id).collect();
            let found: BTreeSet<usize> = cut.pages.iter().flatten().chain(&cut.front).copied().collect();
            prop_assert_eq!(&found, &shown);
            prop_assert!(cut.front.len() >= size.min(shown.len()) && cut.front.len() < 2 * size);
            prop_assert!(cut.front.windows(2).all(|pair| pair[0] > pair[1]));
            for page in &cut.pages {
                prop_assert!(page.len() <= size && page.windows(2).all(|pair| pair[0] > pair[1]));
            }
        }
    }
}
