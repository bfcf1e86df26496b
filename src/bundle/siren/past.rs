//! What was signed with news and when, from the signed files themselves: the publisher's half of a response ledger.

use super::{Chain, SirenFault, chain, last};
use crate::bundle::emergency::{Bulletin, Drill, Emergency, Siren};
use crate::bundle::place;
use crate::model::repository::Attic;
use crate::tuf::trust::TrustedRoot;

/// Files with news, by number. Only what roots vouch for is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// What is real.
    pub live: Vec<Bulletin>,
    /// Drills.
    pub drill: Vec<Bulletin>,
    /// Files that no root vouches for, or that are no such files.
    pub refused: usize,
}

/// Whether two files say the same to people.
pub(super) fn says_the_same(a: &Bulletin, b: &Bulletin) -> bool {
    (&a.notices, &a.clear, a.omitted) == (&b.notices, &b.clear, b.omitted)
}

/// Reads what was signed with news.
///
/// # Errors
/// When the roots are no chains, or a file cannot be read.
pub fn past(chains: &[Chain<'_>], attic: &dyn Attic) -> Result<Past, SirenFault> {
    let roots = chains.iter().map(chain).collect::<Result<Vec<_>, _>>()?;
    let mut past = Past::default();
    past.live = of_kind::<Emergency>(&roots, attic, &mut past.refused)?;
    past.drill = of_kind::<Drill>(&roots, attic, &mut past.refused)?;
    Ok(past)
}

/// The same, with the files in force: one that was signed before any was kept stands here, too.
///
/// # Errors
/// As in [`past`], and when the file in force is not vouched for.
pub fn signed(chains: &[Chain<'_>], attic: &dyn Attic) -> Result<Past, SirenFault> {
    let mut all = past(chains, attic)?;
    let roots = chains.iter().map(chain).collect::<Result<Vec<_>, _>>()?;
    let now = [last::<Emergency>(&roots, attic)?, last::<Drill>(&roots, attic)?];
    for (kept, now) in [&mut all.live, &mut all.drill].into_iter().zip(now) {
        let is_new = |now: &Bulletin| kept.last().is_none_or(|last| !says_the_same(last, now));
        let now = now.filter(is_new);
        kept.extend(now);
    }
    Ok(all)
}

fn of_kind<T: Siren>(
    roots: &[Vec<TrustedRoot>],
    attic: &dyn Attic,
    refused: &mut usize,
) -> Result<Vec<Bulletin>, SirenFault> {
    let fault = |error| SirenFault::Repository(place::NOTICES, error);
    let mut found = Vec::new();
    for (path, _) in attic.list(place::NOTICES).map_err(fault)? {
        let name = path.rsplit('/').next().unwrap_or_default();
        let Some(number) = name.strip_suffix(".json").and_then(|name| name.strip_suffix(T::NAME)) else { continue };
        let number: Option<u64> = number.strip_suffix('.').and_then(|number| number.parse().ok());
        let bytes = attic.read(&path).map_err(fault)?.unwrap_or_default();
        let read = roots.iter().flatten().find_map(|root| root.further::<T>(&bytes).ok()).map(T::bulletin);
        match read.filter(|bulletin| Some(bulletin.version) == number) {
            Some(bulletin) => found.push(bulletin),
            None => *refused += 1,
        }
    }
    found.sort_by_key(|bulletin| bulletin.version);
    // A run that was cut off between the two files put this one here and never the other in its place.
    let now = last::<T>(roots, attic).ok().flatten().map(|bulletin| bulletin.version);
    found.retain(|bulletin| now.is_none_or(|now| bulletin.version <= now));
    // Had the former of two that say the same been in force, the latter would have been no news.
    let is_last = |n: usize| found.get(n + 1).is_none_or(|next| !says_the_same(&found[n], next));
    Ok((0..found.len()).filter(|n| is_last(*n)).map(|n| found[n].clone()).collect())
}
