//! What stands in the place of a file that the disk does not take.

use super::{Draft, built_in};
use crate::bundle::manifest::ManifestEntry;
use crate::kiosk::store::{Lookup, Store};
use crate::model::address;

/// A page says so. A picture gives way to a smaller one of itself, or to a drawing that says so.
pub(super) fn answer(store: &Store, line: &ManifestEntry) -> Draft {
    if !address::kind(&line.path).starts_with("image/") {
        return Draft::page(200, built_in::left_out());
    }
    let smaller = smaller(store, line.path.as_str()).and_then(|line| Some((store.object_checked(&line).ok()?, line)));
    match smaller {
        Some((bytes, line)) => {
            let mut draft = Draft::new(200, address::kind(&line.path), bytes);
            draft.sum = Some(line.sum);
            draft
        }
        None => Draft::new(200, "image/svg+xml", built_in::NO_PICTURE.into()),
    }
}

/// The widest `NAME-WIDTH.EXT` that is here of the same picture.
fn smaller(store: &Store, path: &str) -> Option<ManifestEntry> {
    let (name, _, end) = parts(path)?;
    let same = |line: &&ManifestEntry| parts(line.path.as_str()).is_some_and(|(n, _, e)| (n, e) == (name, end));
    let here =
        store.manifest()?.entries().iter().filter(same).filter_map(|line| match store.lookup(line.path.as_str()) {
            Lookup::Found(line) => Some(line),
            _ => None,
        });
    here.max_by_key(|line| parts(line.path.as_str()).map(|(_, width, _)| width))
}

fn parts(path: &str) -> Option<(&str, u32, &str)> {
    let (stem, end) = path.rsplit_once('.')?;
    let (name, width) = stem.rsplit_once('-')?;
    Some((name, width.parse().ok()?, end))
}
