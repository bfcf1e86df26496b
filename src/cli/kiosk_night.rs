//! A visit that is tried again while the night lasts.

use jiff::SignedDuration;

use crate::host::terminal;
use crate::kiosk::Store;
use crate::kiosk::pull::{PullFault, Report, Terms, Visit, pull_on};
use crate::kiosk::settings::Window;
use crate::model::fetch::Source;

/// Visits once; within a window again and again, after pauses, as long as another try may help.
pub(super) fn night(
    store: &mut Store,
    sources: &[&dyn Source],
    (first, terms): (Visit, &Terms),
    hours: Option<(Window, &str)>,
) -> Result<Report, PullFault> {
    let passed = terminal::stopwatch();
    let mut tries = 0;
    loop {
        let gone = SignedDuration::from_secs(passed().cast_signed());
        let system = first.system.saturating_add(gone).unwrap_or(first.system);
        let fault = match pull_on(store, sources, Visit { system, ..first }, terms) {
            Ok(report) => return Ok(report),
            Err(fault) => fault,
        };
        let pause = hours.filter(|_| fault.is_passing()).and_then(|(window, id)| window.pause(id, system, tries));
        let Some(pause) = pause else { return Err(fault) };
        terminal::sleep(pause);
        tries += 1;
    }
}
