//! What a release carries to show who approved it.

use std::sync::Arc;

use crate::bundle::provenance;
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::load::Library;
use crate::model::path::{PathFault, SitePath};
use crate::site::output::SiteOutput;

/// The files beside a site that show who approved its articles, by this signed roster.
///
/// # Errors
/// Never for ids, which are clean.
pub fn provenance(
    roster: Vec<u8>,
    (shelf, site): (&Shelf<Production>, &SiteOutput<'_, Production>),
    library: &Library,
) -> Result<Vec<(SitePath, Vec<u8>)>, PathFault> {
    provenance::files(
        roster,
        site.paths(),
        |id| shelf.get(id.as_str()).and_then(Cleared::whole).map(Arc::as_ref),
        |folder| library.records_of(folder),
    )
}
