//! One poll in two steps: every source is asked, which may take long and touches nothing; then what came is judged, and
//! the highest number counts.

use super::board::Board;
use super::clock::{Clocks, Uptime};
use crate::bundle::emergency::{Drill, Emergency, MAX_BYTES, Siren};
use crate::kiosk::pull::{PullFault, newest_root};
use crate::kiosk::store::Store;
use crate::model::fetch::{FetchFault, Source};
use crate::tuf::trust::TrustedRoot;

/// What a source answered.
pub struct Answer<'s> {
    source: &'s dyn Source,
    files: Result<Files, PullFault>,
}

/// The files of a source, where it has them: where it has none nothing was ever wrong, or somebody keeps them back, and
/// both are silence.
struct Files {
    live: Option<Vec<u8>>,
    drill: Option<Vec<u8>>,
}

/// What a poll heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Whether there are other notices than before.
    pub is_news: bool,
    /// Sources that answered.
    pub answered: Vec<String>,
    /// Bytes that came.
    pub bytes: usize,
}

/// Asks every source, as a mirror may be a day behind.
#[must_use]
pub fn ask<'s>(sources: &[&'s dyn Source]) -> Vec<Answer<'s>> {
    let files = |source| Ok(Files { live: fetched::<Emergency>(source)?, drill: fetched::<Drill>(source)? });
    sources.iter().map(|source| Answer { source: *source, files: files(*source) }).collect()
}

impl Answer<'_> {
    /// Whether it holds anything that is not known: before that is believed, a new root is to be looked for.
    #[must_use]
    pub fn is_new(&self, board: &Board) -> bool {
        self.files.as_ref().is_ok_and(|Files { live, drill }| {
            live.as_deref().is_some_and(|bytes| !board.holds::<Emergency>(bytes))
                || drill.as_deref().is_some_and(|bytes| !board.holds::<Drill>(bytes))
        })
    }
}

/// Judges what came. A new root is looked for before anything new is believed, unless another run holds the store and
/// looks itself (`may_root`).
///
/// # Errors
/// When no source had a sound answer: a refusal of any, else the last fault. What was known is still known.
pub fn believe(
    store: &mut Store,
    board: &mut Board,
    answers: Vec<Answer<'_>>,
    (clocks, may_root): (&Clocks, bool),
) -> Result<Heard, PullFault> {
    let mut heard = Heard::default();
    let mut worst = PullFault::NoSource;
    for answer in answers {
        let name = answer.source.name();
        match believe_one(store, board, &answer, (clocks, may_root), &mut heard).and_then(|()| answer.files.map(drop)) {
            Ok(()) => heard.answered.push(name.to_owned()),
            Err(fault) if !worst.is_refusal() => worst = fault,
            Err(_) => {}
        }
    }
    if heard.answered.is_empty() { Err(worst) } else { Ok(heard) }
}

fn believe_one(
    store: &mut Store,
    board: &mut Board,
    answer: &Answer<'_>,
    (clocks, may_root): (&Clocks, bool),
    heard: &mut Heard,
) -> Result<(), PullFault> {
    let Ok(Files { live, drill }) = &answer.files else { return Ok(()) };
    if may_root && answer.is_new(board) {
        let before = store.trust().root_version;
        newest_root(store, answer.source)?;
        if store.trust().root_version != before {
            *board = store.emergency()?;
        }
    }
    let root = TrustedRoot::first(&store.root()?).map_err(PullFault::Refused)?;
    // Past its end by what is certain, and not by a clock that may be wrong.
    root.in_force(board.time(false, &certain(clocks)).now)?;
    heard.bytes += live.iter().chain(drill).map(Vec::len).sum::<usize>();
    let live = taken::<Emergency>(board, &root, live.as_deref(), &clocks.uptime);
    let drill = taken::<Drill>(board, &root, drill.as_deref(), &clocks.uptime);
    // A drill that is refused must not keep a kiosk from hearing what is real.
    heard.is_news |= matches!(live, Ok(true)) || matches!(drill, Ok(true));
    live.and(drill).map(drop)
}

/// The clocks of a machine whose own one nobody believes.
fn certain(clocks: &Clocks) -> Clocks {
    Clocks { system: jiff::Timestamp::UNIX_EPOCH, uptime: clocks.uptime.clone() }
}

fn taken<T: Siren>(
    board: &mut Board,
    root: &TrustedRoot,
    bytes: Option<&[u8]>,
    uptime: &Uptime,
) -> Result<bool, PullFault> {
    match bytes {
        Some(bytes) => Ok(board.take::<T>(root, bytes, uptime)?),
        None => Ok(false),
    }
}

fn fetched<T: Siren>(source: &dyn Source) -> Result<Option<Vec<u8>>, PullFault> {
    match source.small(T::FILE, MAX_BYTES) {
        Ok(bytes) if bytes.len() as u64 > MAX_BYTES => Err(PullFault::Mixed(T::FILE.to_owned())),
        Ok(bytes) => Ok(Some(bytes)),
        Err(FetchFault::Absent(_)) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}
