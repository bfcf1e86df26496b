//! The store of a kiosk: what it shows, what it believes, and what it must never show again.
//!
//! Floor 7. It reaches files through [`crate::model::disk::Disk`] alone, so that a simulator can cut the power at every
//! write (`simulated.rs`). Source of the layout: `design/kiosk.md` §8.
//!
//! ```text
//! slot.0  slot.1      which release is shown; two copies of one checksummed record
//! trust.0 trust.1     the highest versions believed, likewise
//! deny.0  deny.1      the deny list, likewise
//! left.0  left.1      what the disk does not take of a release, likewise; only where something is left out
//! emergency.0 .1      emergency notices and what became of them, likewise; see [`emergency`]
//! meta/               roots by version, and metadata as it came
//! rel/412/            release.json, manifest, sums
//! objects/3f/3f9a…    files by sum, written once
//! part/               downloads that go on another night
//! tmp/                objects on their way; empty between runs
//! last.0  last.1      what the last runs came to; log and log.old are a ring of their lines
//! status.json         what the station says of itself, for whoever collects it
//! ```
//!
//! **Order of an update**, each step durable before the next: deny list, trust, then objects and release, barrier, slot.
//! Trust comes first: a power cut after it leaves a kiosk that shows the old release and knows that a newer one exists;
//! the other way round it would show the new release and believe an older one. Nothing is removed before the slot.
//!
//! [`pull`] makes one visit to the sources. Deliberately absent: the network, the clock, a lock. One process at a time
//! may write, which begins with [`Store::recover`]; any number may read.

pub mod beacon;
mod belief;
pub mod budget;
pub mod clock;
pub mod doctor;
pub mod emergency;
mod enrol;
mod fault;
mod freshness;
pub mod journal;
mod left;
mod objects;
pub mod overlay;
mod part;
mod pointer;
pub mod provenance;
pub mod pull;
mod release;
pub mod rollout;
pub mod screen;
pub mod settings;
mod slot;
pub mod status;
mod store;
mod sweep;
mod trust;

pub use fault::StoreFault;
pub use freshness::Freshness;
pub use left::LeftOut;
pub use objects::Put;
pub use release::Stored;
pub use store::{Current, Lookup, Recovered, Store};
pub use sweep::Swept;
pub use trust::{DenyMark, Forget, Trust};

#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;
