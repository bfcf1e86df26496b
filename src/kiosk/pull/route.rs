//! Which packs lead from what is here to what is wanted.

use std::collections::BTreeMap;

use super::{Line, PullFault, files};
use crate::bundle::release::{Release, Step, size_of};
use crate::kiosk::store::Store;

/// The steps of sixty nights are a tenth of this.
const MAX_STEPS_BYTES: u64 = 1 << 20;

/// The ways that packs lead from the release that is shown, the one without a detour first.
pub(super) fn known(store: &Store, line: &Line<'_>, release: &Release) -> Result<Vec<Vec<Step>>, PullFault> {
    let Some(current) = store.current() else { return Ok(Vec::new()) };
    let (from, to) = (current.manifest.hex(), &release.manifest.sha256);
    let last = release.deltas.iter().map(|delta| Step {
        from: delta.from.clone(),
        to: to.clone(),
        parts: delta.parts.clone(),
    });
    let mut steps: Vec<Step> = last.collect();
    let mut ways: Vec<Vec<Step>> = cheapest(&from, to, &steps).into_iter().collect();
    if let Some(named) = release.steps.as_ref().filter(|named| ways.is_empty() && named.size <= MAX_STEPS_BYTES) {
        match files::opened(line, named) {
            Ok(text) => steps.extend(serde_json::from_slice::<Vec<Step>>(&text).unwrap_or_default()),
            // A mirror that lacks the list may have the rest.
            Err(PullFault::Incomplete(_) | PullFault::Mixed(_)) => {}
            Err(fault) => return Err(fault),
        }
        ways.extend(cheapest(&from, to, &steps));
    }
    Ok(ways)
}

/// The way of the fewest bytes.
fn cheapest(from: &str, to: &str, steps: &[Step]) -> Option<Vec<Step>> {
    let mut best: BTreeMap<&str, (u64, Vec<&Step>)> = BTreeMap::from([(from, (0, Vec::new()))]);
    // Each round reaches one step further; nobody needs more steps than there are.
    for _ in 0..steps.len() {
        let mut is_changed = false;
        for step in steps.iter().filter(|step| !step.parts.is_empty()) {
            let Some((cost, hops)) = best.get(step.from.as_str()).cloned() else { continue };
            let cost = cost.saturating_add(size_of(&step.parts));
            if best.get(step.to.as_str()).is_none_or(|(known, _)| cost < *known) {
                best.insert(&step.to, (cost, [hops, vec![step]].concat()));
                is_changed = true;
            }
        }
        if !is_changed {
            break;
        }
    }
    best.remove(to).map(|(_, hops)| hops.into_iter().cloned().collect()).filter(|hops: &Vec<Step>| !hops.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::release::Piece;

    fn step(from: &str, to: &str, size: u64) -> Step {
        let parts = vec![Piece { path: format!("{from}-{to}"), size, sha256: String::new() }];
        Step { from: from.to_owned(), to: to.to_owned(), parts }
    }

    #[test]
    fn the_way_of_the_fewest_bytes() {
        let steps = [step("a", "b", 1), step("b", "c", 1), step("a", "c", 3), step("c", "d", 9), step("c", "a", 1)];
        let way = |from: &str, to: &str| -> Option<Vec<String>> {
            Some(cheapest(from, to, &steps)?.into_iter().map(|step| step.to).collect())
        };
        assert_eq!(way("a", "c").expect("a way"), ["b", "c"]);
        assert_eq!(way("a", "d").expect("a way"), ["b", "c", "d"]);
        assert_eq!(way("d", "a"), None);
        assert_eq!(way("a", "a"), None, "nothing is needed");
        assert_eq!(way("x", "d"), None);
    }
}
