//! Who approved what a release shows, so that a kiosk can count it again without the publisher's word.
//!
//! A release carries ordinary files below `provenance/`, which therefore travel in packs, are kept, swept and repaired
//! like any other:
//!
//! ```text
//! provenance/roster.json   the roster: people, their keys, the policy; signed by the root's role `roster`
//! provenance/ID.proof      the parts of the digest, the front matter that it covers, the signed decisions
//! provenance/ID.md         the body as it was approved; its sum is one of the parts
//! ```
//!
//! The digest is the sum of the parts, and risk, audience, topics and authors are read from the front matter that is one
//! of them: a publisher cannot make an article more harmless than its reviewers knew it. Which page is about which
//! article stands in its address; a list of pages with their sums would be the publisher's word once more, and a new
//! footer would change every proof.
//!
//! Deliberately absent: whether the words of a page are those of the text. That takes the whole program, see the
//! handbook. Lists, feeds, search, home pages are no article's and are not judged.

mod article;
mod check;
#[cfg(feature = "studio")]
mod make;
mod proof;
mod record;
mod roster;
mod wire;

pub use crate::gate::proof::{Held, Proof, Way};
pub use check::{Checked, Flaw, Read, RosterFault, Shown, Verdict, check, owner, roster_of};
#[cfg(feature = "studio")]
pub use make::files;
pub use proof::ProofFile;
pub use roster::{Snapshot, WordWire};

/// The roster of a release.
pub const ROSTER: &str = "provenance/roster.json";
/// Days that a roster holds, as long as a root.
pub const ROSTER_DAYS: i64 = 400;
/// Largest roster that is read: some thousand people.
pub const MAX_ROSTER_BYTES: u64 = 4 * 1024 * 1024;
/// Largest proof: some hundred decisions.
pub const MAX_PROOF_BYTES: u64 = 1024 * 1024;
/// The further role of a root that signs rosters.
pub const ROLE: &str = "roster";

#[cfg(all(test, feature = "studio"))]
pub(crate) mod testing;
#[cfg(all(test, feature = "studio"))]
mod tests;
