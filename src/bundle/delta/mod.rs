//! A pack: what a kiosk with one manifest lacks of another, in groups that are each squeezed against the kiosk's own old
//! files. A full pack is one from the empty manifest.
//!
//! Form, all numbers little-endian:
//!
//! ```text
//! KPD1 | u32 number of groups | per group: u64 offset, u64 length, 32 bytes SHA-256, u64 output, u64 prefix | groups
//! ```
//!
//! Group 0 of the first part holds the new manifest, squeezed against the old one; in further parts it is empty. Every
//! other group is a header, `varint n, n × varint` steps of line numbers into the old manifest (whose files, joined, are
//! the prefix) and the same into the new one (whose files, joined, are the output), one byte `0` for zstd or `1` for
//! stored, and the frame. Steps count from the line after the last one; the first from line 0. The prefix is joined in
//! the order in which the old lines are named, which need not rise, so its steps are signed (zigzag).
//!
//! Source: `design/kiosk.md` §6.3; the sizes of groups were measured there.

mod read;
#[cfg(feature = "studio")]
mod write;

pub use read::{Pack, PackError};
#[cfg(feature = "studio")]
pub use write::{Held, Supply, write};

/// First bytes.
const MAGIC: &[u8; 4] = b"KPD1";
/// Output of a group that holds more than one file.
#[cfg(feature = "studio")]
const GROUP_BYTES: u64 = 1 << 20;
/// Prefix of a group: what a kiosk reads and keeps in memory for it.
const PREFIX_BYTES: u64 = 1 << 20;
/// The largest file that travels in a pack; larger ones are fetched as objects.
pub const LARGEST_FILE: u64 = 16 << 20;
/// Groups in one part; more would be no honest pack.
const MAX_GROUPS: u32 = 1 << 20;
/// Bytes of a row of the table.
const ROW_BYTES: usize = 8 + 8 + 32 + 8 + 8;

#[cfg(all(test, feature = "studio"))]
mod tests;
