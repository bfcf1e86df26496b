//! One visit: metadata, deny list, the cheapest way to the new files, the switch. Every step can be cut off; the same call
//! goes on from what is there.

mod files;
mod local;
mod metadata;
mod plan;
mod room;
mod route;

use jiff::{SignedDuration, Timestamp};

use super::budget::Budget;
use super::fault::StoreFault;
use super::left::LeftOut;
use super::provenance::Demand;
use super::rollout::{self, Pace, Waits};
use super::store::Store;
use crate::bundle::manifest::ManifestEntry;
use crate::bundle::provenance::{RosterFault, Verdict};
use crate::bundle::release::Release;
use crate::bundle::trust::TrustError;
use crate::model::fetch::{FetchFault, Sink, Source};
use crate::tuf::metadata::Staged;
use crate::tuf::trust::Refusal;
pub use local::apply;
use metadata::News;
pub use plan::{Plan, plan};

/// How a visit is made.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The system's clock, which may be wrong.
    pub system: Timestamp,
    /// Days by which metadata on a stick may be over: the road from the county.
    pub courier_days: u32,
}

impl Visit {
    /// The clock by which metadata is judged: never before the last signed time, and on a stick the courier's days less.
    fn now(self, floor: Timestamp, is_local: bool) -> Timestamp {
        let now = self.system.max(floor);
        let grace = if is_local { i64::from(self.courier_days) * 24 } else { 0 };
        now.checked_sub(SignedDuration::from_hours(grace)).unwrap_or(now)
    }
}

/// What the kiosk's own file says; it has the last word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Station id, by which it finds its place in a rollout.
    pub id: String,
    /// When it takes releases that are not for all yet.
    pub pace: Pace,
    /// What the operator demands to know of who approved the content.
    pub demand: Demand,
    /// What the store may take.
    pub budget: Budget,
}

/// What a visit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Serial before; 0 for a kiosk that shows nothing yet.
    pub from: u64,
    /// Serial in force.
    pub to: u64,
    /// Which way the files came.
    pub way: Way,
    /// Bytes fetched.
    pub bytes: u64,
    /// Of those, metadata, release and deny list.
    pub metadata_bytes: u64,
    /// Files asked for.
    pub requests: u64,
    /// The source that served, by name.
    pub source: String,
    /// What the clock is like.
    pub clock: ClockState,
    /// Entries that the deny list gained.
    pub denied: u64,
    /// What the disk does not take of the release in force.
    pub left_out: LeftOut,
    /// Files that had been left out and that came, as there is room now.
    pub filled: u64,
    /// A newer release that is not for this kiosk yet.
    pub waits: Option<Waits>,
}

/// Which way new files came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// None was needed.
    #[default]
    Nothing,
    /// A pack from the release shown.
    Delta,
    /// A pack from nothing.
    Full,
    /// One by one.
    Objects,
}

/// What the system's clock is like beside what was signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockState {
    /// Not before the last signed time.
    #[default]
    Sound,
    /// Before it; the signed time was used.
    Behind,
}

/// Why a visit brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum PullFault {
    /// No source is given.
    #[error("no source is given")]
    NoSource,
    /// No source could be reached.
    #[error("{0}")]
    Network(String),
    /// Something is missing at every source.
    #[error("{0} is missing at the source")]
    Incomplete(String),
    /// Metadata was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A release, manifest or deny list was refused.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// What came is not what was named.
    #[error("{0} is not the file that was named")]
    Mixed(String),
    /// Who approved it cannot be counted.
    #[error(transparent)]
    Roster(#[from] RosterFault),
    /// It shows articles that nobody is shown to have approved.
    #[error("release {serial} shows {} articles that nobody is shown to have approved", .unproven.len())]
    Unproven {
        /// Which.
        serial: u64,
        /// The articles.
        unproven: Vec<Verdict>,
    },
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl PullFault {
    /// Whether the same visit may go well a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Network(_) | Self::Incomplete(_))
    }

    /// Whether somebody may be tampering: told before all else.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(refusal) if !refusal.is_expiry())
            || matches!(self, Self::Trust(_) | Self::Mixed(_) | Self::Roster(_) | Self::Unproven { .. })
            || matches!(self, Self::Store(StoreFault::DenyShrinks | StoreFault::Lowered(_) | StoreFault::TrustLost))
    }
}

impl From<FetchFault> for PullFault {
    fn from(fault: FetchFault) -> Self {
        match fault {
            FetchFault::Absent(path) => Self::Incomplete(path),
            FetchFault::Network(message) => Self::Network(message),
            FetchFault::TooLong(path) => Self::Mixed(path),
            FetchFault::Keep(error) => Self::Store(StoreFault::at("part")(error)),
        }
    }
}

/// A source that counts.
struct Line<'a> {
    source: &'a dyn Source,
    report: std::cell::RefCell<&'a mut Report>,
}

impl Line<'_> {
    fn small(&self, path: &str, most: u64) -> Result<Vec<u8>, FetchFault> {
        self.count(0);
        let bytes = self.source.small(path, most)?;
        if bytes.len() as u64 > most {
            return Err(FetchFault::TooLong(path.to_owned()));
        }
        self.count_bytes(bytes.len() as u64);
        self.report.borrow_mut().metadata_bytes += bytes.len() as u64;
        Ok(bytes)
    }

    /// A small file of which the beginning is known: only what was added is asked for.
    fn grown(&self, path: &str, known: &[u8], size: u64) -> Result<Vec<u8>, FetchFault> {
        self.count(0);
        let mut whole = Growing { bytes: known.to_vec(), came: 0 };
        self.source.rest(path, known.len() as u64, size, &mut whole)?;
        self.count_bytes(whole.came);
        self.report.borrow_mut().metadata_bytes += whole.came;
        Ok(whole.bytes)
    }

    fn count(&self, bytes: u64) {
        self.report.borrow_mut().requests += 1;
        self.count_bytes(bytes);
    }

    fn count_bytes(&self, bytes: u64) {
        self.report.borrow_mut().bytes += bytes;
    }
}

/// A file that is put together in memory.
struct Growing {
    bytes: Vec<u8>,
    came: u64,
}

impl Sink for Growing {
    fn take(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.came += bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn restart(&mut self) -> std::io::Result<()> {
        self.bytes.clear();
        Ok(())
    }
}

/// Visits the sources in order until one leads to the newest release that it vouches for.
///
/// # Errors
/// A refusal of any source if none served, else the last fault. What was shown before is still shown; the deny list and
/// what is believed may have risen.
pub fn pull(store: &mut Store, sources: &[&dyn Source], visit: Visit) -> Result<Report, PullFault> {
    pull_on(store, sources, visit, &Terms::default())
}

/// The same, on the operator's terms.
///
/// # Errors
/// As in [`pull`].
pub fn pull_on(store: &mut Store, sources: &[&dyn Source], visit: Visit, terms: &Terms) -> Result<Report, PullFault> {
    let mut worst = PullFault::NoSource;
    let mut report = Report { from: store.current().map_or(0, |current| current.serial), ..Report::default() };
    let mut is_older = false;
    for source in sources {
        source.name().clone_into(&mut report.source);
        match once(store, *source, (visit, terms), &mut report) {
            Ok(()) => return Ok(Report { left_out: store.left_out_of_shown(), ..report }),
            // A stick that was made before the last visit took the longer road; nobody plays back the past.
            Err(PullFault::Refused(Refusal::Rollback { role: "timestamp", .. })) if source.is_local() => {
                is_older = true;
            }
            // Without space no other source helps either.
            Err(fault @ PullFault::Store(StoreFault::DiskFull { .. } | StoreFault::NoRoom { .. })) => {
                return Err(fault);
            }
            Err(fault) if !worst.is_refusal() => worst = fault,
            Err(_) => {}
        }
    }
    if is_older && matches!(worst, PullFault::NoSource) {
        report.to = report.from;
        return Ok(report);
    }
    Err(worst)
}

/// Fetches damaged or missing files of the release that is shown, from the first source that has them.
///
/// # Errors
/// When no source has them all, or the store does not take them.
pub fn repair(store: &Store, sources: &[&dyn Source], damaged: &[ManifestEntry]) -> Result<Report, PullFault> {
    let mut worst = PullFault::NoSource;
    let mut report = Report::default();
    for source in sources {
        source.name().clone_into(&mut report.source);
        let line = Line { source: *source, report: std::cell::RefCell::new(&mut report) };
        let done = damaged.iter().try_for_each(|entry| files::object(store, &line, entry));
        match done {
            Ok(()) => return Ok(report),
            Err(fault) => worst = fault,
        }
    }
    Err(worst)
}

/// Takes every newer root that a source has.
///
/// # Errors
/// When one is refused, or the source says neither that there is one nor that there is none.
pub(super) fn newest_root(store: &mut Store, source: &dyn Source) -> Result<(), PullFault> {
    let mut report = Report::default();
    let line = Line { source, report: std::cell::RefCell::new(&mut report) };
    let channel = store.trust().channel.clone();
    metadata::roots(store, &line, &channel).map(drop)
}

fn once(
    store: &mut Store,
    source: &dyn Source,
    (visit, terms): (Visit, &Terms),
    report: &mut Report,
) -> Result<(), PullFault> {
    report.clock = if visit.system < store.trust().floor { ClockState::Behind } else { ClockState::Sound };
    let line = Line { source, report: std::cell::RefCell::new(report) };
    let news = metadata::update(store, &line, (visit, terms))?;
    let News::Release(release) = news else {
        let to = store.current().map_or(0, |current| current.serial);
        (line.report.borrow_mut().to, line.report.borrow_mut().waits) = (to, news.waits());
        room::settle(store, &line, terms.budget)?;
        return files::tidy(store);
    };
    files::bring(store, &line, &release, terms)?;
    line.report.borrow_mut().to = release.verified.get().serial;
    Ok(())
}

/// Whether a release is not for this kiosk yet.
fn waits(store: &Store, staged: Option<&Staged>, terms: &Terms) -> Option<Waits> {
    let stored = store.current().and_then(|current| store.release(current.serial).ok()?);
    let shown: Option<Release> = stored.and_then(|stored| serde_json::from_slice(&stored.release).ok());
    rollout::waits(staged?, shown.as_ref(), (terms.pace, &terms.id))
}

#[cfg(all(test, feature = "studio"))]
mod tests;
