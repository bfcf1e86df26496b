//! Publishing emergency notices: from what the gate cleared to two files, each signed by its own key.
//!
//! Signing again without news is the heartbeat by which a kiosk whose clock is wrong knows the time.

mod past;
#[cfg(test)]
mod tests;

use std::io;

use jiff::{SignedDuration, Timestamp};

use super::emergency::{Bulletin, Drill, Emergency, MAX_BYTES, Siren};
use super::place;
use crate::gate::clearance::Production;
use crate::gate::shelf::Shelf;
use crate::model::alert::{Alert, Cleared};
use crate::model::emergency::Emergencies;
use crate::model::repository::Repository;
use crate::model::site::SiteSettings;
use crate::seal::ed25519::SecretKey;
use crate::site::alerts;
use crate::tuf::metadata::Key;
use crate::tuf::sign;
use crate::tuf::trust::{Refusal, TrustedRoot};

pub use past::{Past, past, signed};

/// Hours without a signature after which a kiosk says that it hears nothing.
const SILENT_HOURS: i64 = 24;
/// Days for which an all-clear is told.
const CLEAR_DAYS: i64 = 7;
/// Telephone numbers that a screen has room for.
const HOTLINES: usize = 3;
/// By how much the clocks of two machines that sign may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(10);

/// What there is to be told. Only a production shelf makes it, so that nothing unreviewed is ever on a screen.
#[derive(Clone, Debug)]
pub struct Notices {
    project: String,
    hotlines: Vec<String>,
    live: (Vec<Alert>, Vec<Cleared>),
    drill: (Vec<Alert>, Vec<Cleared>),
}

/// Roots of one channel, the first first.
pub struct Chain<'a> {
    /// Channel id.
    pub channel: &'a str,
    /// Its roots.
    pub roots: &'a [Vec<u8>],
}

/// What one signed file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// As it was signed.
    pub bulletin: Bulletin,
    /// Bytes of the file.
    pub bytes: usize,
    /// Whether it says more than that nothing changed.
    pub is_news: bool,
    /// Channels whose root does not name the key: their kiosks refuse the file.
    pub deaf: Vec<String>,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SirenFault {
    /// The roots are not a chain.
    #[error("channel {0}: {1}")]
    Root(String, Refusal),
    /// No channel's root names the key.
    #[error("no root in force names this key for the role {0}")]
    Key(&'static str),
    /// The repository holds a file that no root vouches for.
    #[error("the repository holds {0}, which the roots do not vouch for: {1}")]
    Foreign(&'static str, Refusal),
    /// Time went back.
    #[error("{0} was published at {1}, after the time of this run")]
    Clock(&'static str, Timestamp),
    /// Not one notice has room.
    #[error("{article}: one notice takes {bytes} bytes and the file may have {MAX_BYTES}")]
    TooLong {
        /// Its article.
        article: String,
        /// Bytes of the file with it alone.
        bytes: usize,
    },
    /// It could not be put into bytes.
    #[error("{0}")]
    Encode(String),
    /// A file of the repository cannot be read or written.
    #[error("{0}: {1}")]
    Repository(&'static str, io::Error),
}

impl Notices {
    /// Takes the notices of a shelf that are not over.
    #[must_use]
    pub fn of(
        shelf: &Shelf<Production>,
        (settings, emergencies): (&SiteSettings, &Emergencies),
        now: Timestamp,
    ) -> Self {
        let is_drill = |event: &str| emergencies.event(event).is_some_and(|event| event.drill);
        let since = now.checked_sub(SignedDuration::from_hours(CLEAR_DAYS * 24)).unwrap_or(Timestamp::MIN);
        let clear = |event: &crate::model::emergency::EmergencyEvent| {
            let at = event.closed.filter(|closed| since < *closed && *closed <= now)?;
            Some(Cleared { event: event.id.value.clone(), at })
        };
        let mut clear: Vec<Cleared> = emergencies.events.iter().filter_map(clear).collect();
        clear.sort_by(|a, b| (b.at, &a.event).cmp(&(a.at, &b.event)));
        let mut alerts = alerts::of_shelf(shelf, (settings, emergencies), now);
        alerts.sort_by(|a, b| (a.level, b.issued, &a.article).cmp(&(b.level, a.issued, &b.article)));
        let (drill_alerts, live_alerts) = alerts.into_iter().partition(|alert| is_drill(&alert.event));
        let (drill_clear, live_clear) = clear.into_iter().partition(|clear| is_drill(&clear.event));
        let hotlines = settings.hotlines.iter().take(HOTLINES).map(|line| format!("{} {}", line.number, line.label));
        Self {
            project: settings.project.value.clone(),
            hotlines: hotlines.collect(),
            live: (live_alerts, live_clear),
            drill: (drill_alerts, drill_clear),
        }
    }

    /// Whether there is a drill to be told of.
    #[must_use]
    pub fn has_drill(&self) -> bool {
        !self.drill.0.is_empty()
    }

    /// Signs what is real.
    ///
    /// # Errors
    /// The first fault; the file of before stands then.
    pub fn send(
        &self,
        key: &SecretKey,
        (chains, now): (&[Chain<'_>], Timestamp),
        repository: &dyn Repository,
    ) -> Result<Sent, SirenFault> {
        self.signed::<Emergency>(&self.live, key, (chains, now), repository)
    }

    /// Signs the drill.
    ///
    /// # Errors
    /// As in [`Notices::send`].
    pub fn send_drill(
        &self,
        key: &SecretKey,
        (chains, now): (&[Chain<'_>], Timestamp),
        repository: &dyn Repository,
    ) -> Result<Sent, SirenFault> {
        self.signed::<Drill>(&self.drill, key, (chains, now), repository)
    }

    fn signed<T: Siren>(
        &self,
        (alerts, clear): &(Vec<Alert>, Vec<Cleared>),
        key: &SecretKey,
        (chains, now): (&[Chain<'_>], Timestamp),
        repository: &dyn Repository,
    ) -> Result<Sent, SirenFault> {
        let roots = chains.iter().map(chain).collect::<Result<Vec<_>, _>>()?;
        let deaf = deaf::<T>(chains, &roots, key)?;
        let last = last::<T>(&roots, repository)?;
        let published = match &last {
            Some(last) if last.published > now + SKEW => return Err(SirenFault::Clock(T::FILE, last.published)),
            Some(last) => last.published.max(now),
            None => now,
        };
        let seconds = u64::try_from(published.as_second()).unwrap_or_default();
        let published = Timestamp::from_second(published.as_second()).unwrap_or(published);
        let bulletin = Bulletin {
            project: self.project.clone(),
            // Above what was signed before, also by another machine, or before the folder was lost.
            version: last.as_ref().map_or(0, |last| last.version.saturating_add(1)).max(seconds),
            published,
            expires: published.checked_add(SignedDuration::from_hours(SILENT_HOURS)).unwrap_or(Timestamp::MAX),
            notices: alerts.clone(),
            omitted: 0,
            clear: clear.clone(),
            hotlines: self.hotlines.clone(),
        };
        let (bulletin, file) = fitted::<T>(bulletin, key)?;
        // First the roots: after a theft a kiosk must learn of the new key in minutes, too.
        for chain in chains {
            for (version, root) in (1..).zip(chain.roots) {
                let fault = |error| SirenFault::Repository(T::FILE, error);
                repository.add(&place::root(chain.channel, version), root).map_err(fault)?;
            }
        }
        let fault = |error| SirenFault::Repository(T::FILE, error);
        let is_news = last.as_ref().is_none_or(|last| !past::says_the_same(last, &bulletin));
        if is_news {
            repository.add(&place::notices(T::NAME, bulletin.version), &file).map_err(fault)?;
        }
        repository.replace(T::FILE, &file).map_err(fault)?;
        Ok(Sent { bulletin, bytes: file.len(), is_news, deaf })
    }
}

/// The roots of a channel, the one in force first.
fn chain(chain: &Chain<'_>) -> Result<Vec<TrustedRoot>, SirenFault> {
    let fault = |refusal| SirenFault::Root(chain.channel.to_owned(), refusal);
    let (first, rest) = chain.roots.split_first().ok_or(fault(Refusal::Lacks("root", "a first one")))?;
    let mut roots = vec![TrustedRoot::first(first).map_err(fault)?];
    for next in rest {
        let newer = roots[0].next(next).map_err(fault)?;
        roots.insert(0, newer);
    }
    Ok(roots)
}

/// Channels that do not know the key. One that is not ready must not keep the others from hearing.
fn deaf<T: Siren>(
    chains: &[Chain<'_>],
    roots: &[Vec<TrustedRoot>],
    key: &SecretKey,
) -> Result<Vec<String>, SirenFault> {
    let id = Key::new(&key.public()).id();
    let knows = |roots: &Vec<TrustedRoot>| {
        let role = roots.first().and_then(|root| root.get().further.get(T::NAME));
        role.is_some_and(|role| role.threshold == 1 && role.keyids.contains(&id))
    };
    let deaf: Vec<String> = chains
        .iter()
        .zip(roots)
        .filter(|(_, roots)| !knows(roots))
        .map(|(chain, _)| chain.channel.to_owned())
        .collect();
    if deaf.len() == chains.len() { Err(SirenFault::Key(T::NAME)) } else { Ok(deaf) }
}

/// What was signed last, by whichever root in force or before vouches for it.
fn last<T: Siren>(roots: &[Vec<TrustedRoot>], repository: &dyn Repository) -> Result<Option<Bulletin>, SirenFault> {
    let file = repository.read(T::FILE).map_err(|error| SirenFault::Repository(T::FILE, error))?;
    let Some(file) = file else { return Ok(None) };
    let mut refused = Refusal::Lacks("root", T::NAME);
    for root in roots.iter().flatten() {
        match root.further::<T>(&file) {
            Ok(known) => return Ok(Some(known.bulletin())),
            Err(refusal) => refused = refusal,
        }
    }
    Err(SirenFault::Foreign(T::FILE, refused))
}

/// What has room: of the all-clears the newest, of the notices the highest, of these at least one.
fn fitted<T: Siren>(mut bulletin: Bulletin, key: &SecretKey) -> Result<(Bulletin, Vec<u8>), SirenFault> {
    loop {
        let signed = sign::file(&T::of(bulletin.clone()), &[key]);
        let file = signed.map_err(|error| SirenFault::Encode(error.to_string()))?;
        if file.len() as u64 <= MAX_BYTES {
            return Ok((bulletin, file));
        }
        if bulletin.clear.pop().is_some() {
            continue;
        }
        if bulletin.notices.len() <= 1 {
            let article = bulletin.notices.first().map(|one| one.article.clone()).unwrap_or_default();
            return Err(SirenFault::TooLong { article, bytes: file.len() });
        }
        bulletin.notices.pop();
        bulletin.omitted += 1;
    }
}
