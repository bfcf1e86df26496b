//! The Common Alerting Protocol: emergency notices for other systems, and theirs as drafts for ours.
//!
//! Source: OASIS, Common Alerting Protocol Version 1.2 (2010-07-01). What is signed here goes out as messages that anyone
//! can read; a message that comes in is text from outside, and becomes no more than a draft of an entry that two people
//! of the register still have to approve.
//!
//! Deliberately absent: files, signatures, clocks, and any way from a message to a screen.

mod decode;
pub mod draft;
pub mod message;
pub mod outbox;
pub mod scale;
mod tree;
mod write;

pub use decode::read;
pub use write::write;

use crate::diag::Bilingual;

/// Something wrong with a message, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapFault {
    /// Byte of the file.
    pub at: usize,
    /// What.
    pub what: Bilingual,
    /// What to do.
    pub help: Bilingual,
    /// Whether the file is no message at all, or one that was made to harm its reader.
    pub is_refused: bool,
}

impl CapFault {
    fn new(at: usize, what: (impl Into<String>, impl Into<String>), help: (&str, &str)) -> Self {
        Self { at, what: Bilingual::new(what.0, what.1), help: Bilingual::new(help.0, help.1), is_refused: false }
    }

    fn refused(at: usize, what: (impl Into<String>, impl Into<String>), help: (&str, &str)) -> Self {
        Self { is_refused: true, ..Self::new(at, what, help) }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    #[must_use]
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    }
}

#[cfg(test)]
mod tests;
