//! What a visit would fetch, found out on an [`Overlay`](crate::kiosk::overlay::Overlay): nothing of the store is changed.

use super::files::{at_hand, fits, listed, ways, whole};
use super::metadata::{self, News, Wanted};
use super::room;
use super::{Line, PullFault, Report, Terms, Visit, Way};
use crate::bundle::release::Step;
use crate::kiosk::budget::Budget;
use crate::kiosk::left::LeftOut;
use crate::kiosk::rollout::Waits;
use crate::kiosk::store::Store;
use crate::model::fetch::Source;
use crate::tuf::trust::Refusal;

/// What a visit would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Serial that is shown.
    pub from: u64,
    /// Serial that would be.
    pub to: u64,
    /// Which way its files would come.
    pub way: Way,
    /// Bytes still to fetch; of single files, their size before squeezing, which is the most it can be.
    pub bytes: u64,
    /// Files still to ask for.
    pub requests: u64,
    /// Bytes that finding this out took.
    pub spent: u64,
    /// The source.
    pub source: String,
    /// What the disk would not take of it.
    pub left_out: LeftOut,
    /// A newer release that is not for this kiosk yet.
    pub waits: Option<Waits>,
}

/// Looks at the sources in order, as [`super::pull`] does.
///
/// # Errors
/// As [`super::pull`].
pub fn plan(store: &mut Store, sources: &[&dyn Source], (visit, terms): (Visit, &Terms)) -> Result<Plan, PullFault> {
    let mut worst = PullFault::NoSource;
    let mut older = None;
    for source in sources {
        match look(store, *source, (visit, terms)) {
            Ok(plan) => return Ok(plan),
            Err(PullFault::Refused(Refusal::Rollback { role: "timestamp", .. })) if source.is_local() => {
                older = Some(source.name());
            }
            Err(fault) if !worst.is_refusal() => worst = fault,
            Err(_) => {}
        }
    }
    if let Some(name) = older.filter(|_| matches!(worst, PullFault::NoSource)) {
        let at = store.current().map_or(0, |current| current.serial);
        return Ok(Plan { from: at, to: at, source: name.to_owned(), ..Plan::default() });
    }
    Err(worst)
}

fn look(store: &mut Store, source: &dyn Source, (visit, terms): (Visit, &Terms)) -> Result<Plan, PullFault> {
    let mut report = Report::default();
    let line = Line { source, report: std::cell::RefCell::new(&mut report) };
    let from = store.current().map_or(0, |current| current.serial);
    let mut plan = Plan { from, to: from, source: source.name().to_owned(), ..Plan::default() };
    let news = metadata::update(store, &line, (visit, terms))?;
    plan.waits = news.waits();
    if let News::Release(wanted) = news {
        plan.to = wanted.verified.get().serial;
        (plan.way, plan.bytes, plan.requests) = cost(store, &line, &wanted, terms.budget)?;
        plan.left_out = store.left_out_of(plan.to)?;
    }
    plan.spent = report.bytes;
    Ok(plan)
}

fn cost(store: &mut Store, line: &Line<'_>, wanted: &Wanted, budget: Budget) -> Result<(Way, u64, u64), PullFault> {
    if at_hand(store, wanted)?.is_some() {
        return Ok((Way::Nothing, 0, 0));
    }
    let tight = room::plan(store, line, wanted, budget)?;
    let has_room = |hops: &Vec<Step>| fits(store, wanted, tight.as_ref(), hops);
    let delta = ways(store, line, wanted)?.into_iter().find(has_room).map(|hops| (hops, Way::Delta));
    let way = match delta {
        Some(delta) => Some(delta),
        None => whole(store, line, wanted)?.map(|whole| vec![whole]).filter(has_room).map(|hops| (hops, Way::Full)),
    };
    if let Some((hops, way)) = way {
        let mut left = (0_u64, 0);
        for piece in hops.iter().flat_map(|hop| &hop.parts) {
            let bytes = piece.size.saturating_sub(store.part_length(&piece.sha256)?);
            left = (left.0.saturating_add(bytes), left.1 + u64::from(bytes > 0));
        }
        return Ok((way, left.0, left.1));
    }
    let manifest = wanted.verified.manifest(&listed(line, &wanted.verified)?)?;
    let missing = store.missing(wanted.verified.get().serial, manifest.get());
    let bytes = missing.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
    Ok((Way::Objects, bytes, missing.len() as u64))
}
