//! The notices that a kiosk knows of, and which of them are to be seen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::clock::{Anchor, Clocks, Reckoned, Uptime, reckon};
use super::receipt::{Receipt, Shown};
use super::record::{FirstShown, Kept, Record};
use crate::bundle::emergency::{Bulletin, Drill, Emergency, Siren};
use crate::kiosk::fault::StoreFault;
use crate::kiosk::store::Store;
use crate::model::alert::{Alert, heard_in};
use crate::tuf::trust::{Refusal, TrustedRoot};

/// Seconds after which it is written down that nothing changed.
const COUNT_SECONDS: u64 = 600;
/// Seconds since the last poll within which a new file is sure to be new.
const FRESH_SECONDS: u64 = 1800;
/// First showings that are remembered.
const SHOWINGS: usize = 32;

/// The notices that a kiosk knows of.
#[derive(Clone, Debug)]
pub struct Board {
    live: Option<Post>,
    drill: Option<Post>,
    /// The last signed time of the channel.
    floor: Timestamp,
    written: Record,
}

/// A file that the root in force vouches for.
#[derive(Clone, Debug)]
struct Post {
    kept: Kept,
    bulletin: Bulletin,
}

/// What is to be seen now.
#[derive(Clone, Debug)]
pub struct Showing {
    /// Whether it is a drill.
    pub is_drill: bool,
    /// The notices; of one level where the region is known.
    pub notices: Vec<Alert>,
    /// Lower notices that had no room in the file.
    pub omitted: usize,
    /// Whom to call.
    pub hotlines: Vec<String>,
    /// Number of the file.
    pub sequence: u64,
    /// When it was signed.
    pub signed: Timestamp,
    /// The instant by which they were judged.
    pub now: Timestamp,
    /// The clock is wrong and no source was heard since the machine was started: it may be over already.
    pub is_doubtful: bool,
}

/// What `status` says of a kind.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Number of the file.
    pub sequence: u64,
    /// When it was signed.
    pub signed: Timestamp,
    /// Whether nobody has signed for too long.
    pub is_silent: bool,
    /// When each notice was first given to the screen, by article.
    pub shown: BTreeMap<String, FirstShown>,
}

impl Store {
    /// The notices that this kiosk knows of, as far as the root in force vouches for them.
    ///
    /// # Errors
    /// When the root is lost or the system refuses.
    pub fn emergency(&self) -> Result<Board, StoreFault> {
        let root = TrustedRoot::first(&self.root()?)?;
        let written = Record::read(&*self.disk)?;
        Ok(Board {
            live: post::<Emergency>(&root, written.live.clone()),
            drill: post::<Drill>(&root, written.drill.clone()),
            floor: self.trust.floor,
            written,
        })
    }

    /// Writes down what is known, where it differs from what was. Whoever calls holds `lock.emergency`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn keep_emergency(&self, board: &mut Board) -> Result<bool, StoreFault> {
        let kept = |post: &Option<Post>| post.as_ref().map(|post| post.kept.clone());
        let record = Record { live: kept(&board.live), drill: kept(&board.drill) };
        if record == board.written {
            return Ok(false);
        }
        record.write(&*self.disk)?;
        board.written = record;
        Ok(true)
    }
}

fn post<T: Siren>(root: &TrustedRoot, kept: Option<Kept>) -> Option<Post> {
    let kept = kept?;
    let bulletin = root.further::<T>(kept.file.as_bytes()).ok()?.bulletin();
    Some(Post { kept, bulletin })
}

/// What a notice is known by: one whose end was put off is another one.
fn name(alert: &Alert) -> String {
    format!("{} {}", alert.article, alert.expires)
}

impl Board {
    /// Whether these are the bytes that are known.
    pub(super) fn holds<T: Siren>(&self, bytes: &[u8]) -> bool {
        self.post::<T>().is_some_and(|post| post.kept.file.as_bytes() == bytes)
    }

    /// Takes a file; says whether its notices are others than before.
    ///
    /// # Errors
    /// When the root does not vouch for it, or a newer one was seen.
    pub(super) fn take<T: Siren>(
        &mut self,
        root: &TrustedRoot,
        bytes: &[u8],
        uptime: &Uptime,
    ) -> Result<bool, Refusal> {
        let bulletin = root.further::<T>(bytes)?.bulletin();
        let old = self.post_mut::<T>();
        let known = old.as_ref().map_or(0, |old| old.bulletin.version);
        let is_same = old.as_ref().is_some_and(|old| old.kept.file.as_bytes() == bytes);
        if bulletin.version < known {
            return Err(Refusal::Rollback { role: T::NAME, found: bulletin.version, known });
        }
        if bulletin.version == known && !is_same && old.is_some() {
            return Err(Refusal::Mixed(T::NAME));
        }
        if is_same {
            self.confirm::<T>(uptime);
            return Ok(false);
        }
        let before = old.take();
        let is_news = before.as_ref().is_none_or(|before| before.bulletin.notices != bulletin.notices);
        let is_fresh = before.as_ref().is_some_and(|old| uptime.is_within(FRESH_SECONDS, &old.kept.confirmed));
        let earliest = before.as_ref().map(|old| old.kept.anchor.earliest(uptime));
        let names: BTreeSet<String> = bulletin.notices.iter().map(name).collect();
        let (over, shown) = before.map(|old| (old.kept.over, old.kept.shown)).unwrap_or_default();
        let kept = Kept {
            // It was read as JSON, so it is a text.
            file: String::from_utf8_lossy(bytes).into_owned(),
            anchor: Anchor::new(bulletin.published, uptime, is_fresh, earliest),
            confirmed: uptime.clone(),
            // A signature that is new tells the hour: what a wrong clock took away comes back.
            over: if is_fresh { BTreeSet::new() } else { over.intersection(&names).cloned().collect() },
            shown,
        };
        *old = Some(Post { kept, bulletin });
        Ok(is_news)
    }

    /// A source has nothing newer.
    pub(super) fn confirm<T: Siren>(&mut self, uptime: &Uptime) {
        let Some(post) = self.post_mut::<T>() else { return };
        if !uptime.is_within(COUNT_SECONDS, &post.kept.confirmed) {
            post.kept.confirmed = uptime.clone();
        }
    }

    /// What is to be seen in a region; without one every notice is.
    #[must_use]
    pub fn showing(&self, region: Option<&str>, clocks: &Clocks) -> Option<Showing> {
        [false, true].into_iter().find_map(|is_drill| self.shown_of(is_drill, region, clocks))
    }

    fn shown_of(&self, is_drill: bool, region: Option<&str>, clocks: &Clocks) -> Option<Showing> {
        let Post { kept, bulletin } = if is_drill { self.drill.as_ref() } else { self.live.as_ref() }?;
        let time = self.time(is_drill, clocks);
        let is_open = |alert: &&Alert| alert.is_in_force(time.now) && !kept.over.contains(&name(alert));
        let notices = heard_in(region, bulletin.notices.iter().filter(is_open).collect());
        (!notices.is_empty()).then(|| Showing {
            is_drill,
            notices: notices.into_iter().cloned().collect(),
            omitted: bulletin.omitted,
            hotlines: bulletin.hotlines.clone(),
            sequence: bulletin.version,
            signed: bulletin.published,
            now: time.now,
            is_doubtful: !time.is_sound && kept.confirmed.boot != clocks.uptime.boot,
        })
    }

    /// Writes down how long the machine ran, what is over, and what was given to the screen: changes that
    /// [`Store::keep_emergency`] makes durable. Says whether a notice was there for the first time.
    pub fn settle(&mut self, handed: &BTreeSet<String>, clocks: &Clocks) -> bool {
        let mut is_first = false;
        for is_drill in [false, true] {
            let time = self.time(is_drill, clocks);
            let post = if is_drill { self.drill.as_mut() } else { self.live.as_mut() };
            let Some(Post { kept, bulletin }) = post else { continue };
            if !clocks.uptime.is_within(COUNT_SECONDS, &kept.anchor.counted) {
                kept.anchor.count(&clocks.uptime);
            }
            let over = bulletin.notices.iter().filter(|alert| alert.expires <= time.now).map(name);
            kept.over.extend(over);
            let handed = bulletin.notices.iter().filter(|alert| handed.contains(&alert.article));
            for alert in handed {
                let first = FirstShown { at: time.now, sequence: bulletin.version, is_sure: time.is_sound };
                is_first |= !kept.shown.contains_key(&alert.article);
                kept.shown.entry(alert.article.clone()).or_insert(first);
            }
            while kept.shown.len() > SHOWINGS {
                let oldest = kept.shown.iter().min_by_key(|(_, first)| first.at).map(|(article, _)| article.clone());
                oldest.map(|article| kept.shown.remove(&article));
            }
        }
        is_first
    }

    /// What `status` says: of what is real, and of the drill.
    #[must_use]
    pub fn standing(&self, clocks: &Clocks) -> [Option<Standing>; 2] {
        [(false, &self.live), (true, &self.drill)].map(|(is_drill, post)| {
            post.as_ref().map(|Post { kept, bulletin }| Standing {
                sequence: bulletin.version,
                signed: bulletin.published,
                is_silent: bulletin.expires <= self.time(is_drill, clocks).now,
                shown: kept.shown.clone(),
            })
        })
    }

    /// What a receipt says; nothing before any file came.
    #[must_use]
    pub(in crate::kiosk) fn receipt(&self) -> Option<Receipt> {
        let live = self.live.as_ref().map(|post| &post.bulletin);
        let of = |is_drill: bool, post: &Post| {
            let one = |(article, first): (&String, &FirstShown)| Shown::of(article, is_drill, first);
            post.kept.shown.iter().map(one).collect::<Vec<_>>()
        };
        let posts = [(false, &self.live), (true, &self.drill)];
        let shown = posts.into_iter().flat_map(|(is_drill, post)| post.iter().flat_map(move |post| of(is_drill, post)));
        (live.is_some() || self.drill.is_some()).then(|| Receipt {
            sequence: live.map_or(0, |live| live.version),
            signed: live.map(|live| live.published),
            drill_sequence: self.drill.as_ref().map_or(0, |drill| drill.bulletin.version),
            shown: shown.collect(),
        })
    }

    /// What time it is, for a kind.
    #[must_use]
    pub fn time(&self, is_drill: bool, clocks: &Clocks) -> Reckoned {
        let drill = self.drill.as_ref().filter(|_| is_drill);
        let posts = self.live.iter().chain(drill);
        reckon(self.floor, posts.map(|post| &post.kept.anchor), clocks)
    }

    fn post<T: Siren>(&self) -> Option<&Post> {
        if T::FILE == Drill::FILE { self.drill.as_ref() } else { self.live.as_ref() }
    }

    fn post_mut<T: Siren>(&mut self) -> &mut Option<Post> {
        if T::FILE == Drill::FILE { &mut self.drill } else { &mut self.live }
    }
}
