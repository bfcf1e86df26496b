//! What the last runs came to: told to people and to the fleet's report, never read for trust.
//!
//! `last.0` and `last.1` hold the last pull, the last good one and the last check; `log` and `log.old` are a ring of JSON
//! lines. A ring that cannot be written loses lines and nothing else; the record is overwritten in place, so that a full
//! disk is told as such.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault::StoreFault;
use super::rollout::Waits;
use super::slot::{Held, Pair};
use super::status::china;
use super::store::Store;

const LAST: Pair = Pair("last");
const LOG: &str = "log";
const OLD_LOG: &str = "log.old";
/// Half of what the ring may take. Source: `design/kiosk.md` §8.
const HALF_RING_BYTES: u64 = 128 * 1024;
/// A message is told in one line of bounded length: sources choose parts of it.
const MAX_MESSAGE_CHARS: usize = 200;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// When, by the station's clock.
    #[serde(with = "china")]
    pub at: Timestamp,
    /// Exit code of the run.
    pub code: u8,
    /// Number of the fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What people were told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Which source it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Serial that is shown after it.
    pub serial: u64,
    /// Bytes fetched.
    #[serde(default)]
    pub bytes: u64,
    /// A newer release that is not for this kiosk yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
}

/// What hashing every file of the shown release came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When, by the station's clock.
    #[serde(with = "china")]
    pub at: Timestamp,
    /// Its serial.
    pub serial: u64,
    /// Sum of its manifest.
    pub manifest: String,
    /// Files that are missing or damaged.
    pub damaged: u64,
}

/// What the clock is like, as far as was found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Nothing speaks against it.
    #[default]
    Sound,
    /// Before the last signed time.
    Behind,
    /// Days past what a source says, while that agrees with what was signed.
    Ahead,
}

/// The last results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// The last pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<Outcome>,
    /// The last pull that reached a source it could believe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<Outcome>,
    /// The last check of every file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<Checked>,
    /// What the last pull found of the clock.
    #[serde(default)]
    pub clock: Clock,
}

/// A line of the ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "run", rename_all = "lowercase")]
pub enum Event {
    /// A pull.
    Pull(Outcome),
    /// A check.
    Verify(Checked),
}

impl Outcome {
    /// Whether a source was reached and believed.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.code, 0 | 10)
    }

    /// The outcome with a message of one bounded line.
    #[must_use]
    pub fn told(mut self, message: &str) -> Self {
        let line: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = line.split(' ').next().filter(|word| word.starts_with("KB") && word.len() == 5);
        self.fault = number.map(str::to_owned);
        self.message = line.chars().take(MAX_MESSAGE_CHARS).collect();
        self
    }
}

impl Store {
    /// The last results; none where they were never written or cannot be read.
    #[must_use]
    pub fn last(&self) -> Last {
        match LAST.read(&*self.disk) {
            Ok(Held::Record { payload, .. }) => serde_json::from_slice(&payload).unwrap_or_default(),
            _ => Last::default(),
        }
    }

    /// Writes down how a pull ended.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn note_pull(&self, outcome: Outcome, clock: Clock) -> Result<(), StoreFault> {
        let mut last = self.last();
        last.clock = clock;
        if outcome.is_success() {
            last.success = Some(outcome.clone());
        }
        last.pull = Some(outcome.clone());
        self.append(&Event::Pull(outcome));
        self.write_last(&last)
    }

    /// Writes down what a check came to.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn note_verify(&self, checked: Checked) -> Result<(), StoreFault> {
        let mut last = self.last();
        last.verify = Some(checked.clone());
        self.append(&Event::Verify(checked));
        self.write_last(&last)
    }

    /// The events of the ring, the oldest first; torn lines are passed over.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let lines = |path| self.disk.read(path).unwrap_or_default();
        let bytes = [lines(OLD_LOG), lines(LOG)].concat();
        bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }

    fn write_last(&self, last: &Last) -> Result<(), StoreFault> {
        // A struct of texts and numbers always has a JSON form.
        let text = serde_json::to_vec(last).unwrap_or_default();
        LAST.write(&*self.disk, &text).map_err(StoreFault::at("last"))
    }

    fn append(&self, event: &Event) {
        let Ok(mut line) = serde_json::to_vec(event) else { return };
        line.push(b'\n');
        let write = || -> io::Result<()> {
            let length = self.disk.length(LOG)?.unwrap_or(0);
            if length + line.len() as u64 > HALF_RING_BYTES {
                self.disk.rename(LOG, OLD_LOG)?;
            } else if length > 0 && !self.disk.read(LOG)?.ends_with(b"\n") {
                // A power cut tore the last line: this one begins anew.
                self.disk.append(LOG, b"\n")?;
            }
            self.disk.append(LOG, &line)
        };
        // Lines of the ring may be lost: the record above stands by itself.
        let _ = write();
    }
}
