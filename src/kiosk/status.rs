//! What a station says of itself: read from its disk at that moment, never from what a run hoped for.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::budget::weight;
use super::emergency::receipt::Receipt;
use super::fault::StoreFault;
use super::journal::{Checked, Clock, Last, Outcome};
use super::left::LeftOut;
use super::rollout::Waits;
use super::store::Store;
use super::{objects, release};
use crate::bundle::release::Release;
use crate::model::units::Sha256;
use crate::tuf::trust::TrustedRoot;

/// File name in the store, for whoever collects it.
pub const STATUS: &str = "status.json";
/// The version of the form. Fields are added, never changed.
pub const SCHEMA: &str = "kepu-kiosk-status/1";

/// In one word. `current` is said only of a release that was hashed file by file after it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The newest known release, every file hashed, signed lately.
    Current,
    /// A newer release is known and not shown.
    Behind,
    /// Not hashed since it came.
    Unverified,
    /// No signature for a fortnight.
    Stale,
    /// Files were missing or damaged at the last check.
    Damaged,
    /// Nothing is shown.
    Empty,
}

/// The status of one station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// [`SCHEMA`].
    pub schema: String,
    /// Station.
    pub id: String,
    /// Channel.
    pub channel: String,
    /// In one word.
    pub state: State,
    /// When this was written, by the station's clock.
    #[serde(with = "china")]
    pub at: Timestamp,
    /// Release that is shown; 0 for none.
    pub serial: u64,
    /// Sum of its manifest.
    pub manifest: Option<String>,
    /// When it was published.
    #[serde(default, with = "china_or_none", skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// Whole days since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_days: Option<i64>,
    /// The newest release that a signature vouched for.
    pub newest_serial: u64,
    /// The last signed time.
    #[serde(with = "china")]
    pub signed: Timestamp,
    /// Whole days since then.
    pub days_since_signed: i64,
    /// Whether people should be told.
    pub is_stale: bool,
    /// The clock.
    pub clock: Clock,
    /// Articles that were retracted.
    pub denied: u64,
    /// No byte of what was retracted up to this release is on the disk.
    #[serde(default)]
    pub denied_through: u64,
    /// The last roster by which a release was counted; 0 when none was.
    #[serde(default)]
    pub roster: u64,
    /// Bytes that may still be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// Bytes of files, releases and downloads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_bytes: Option<u64>,
    /// What the disk does not take of the release that is shown; nothing where everything is here.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// Hours that the release suggests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// Version of the program.
    #[serde(default)]
    pub version: String,
    /// Version of the root.
    #[serde(default)]
    pub root_version: u64,
    /// Its end.
    #[serde(default, with = "china_or_none", skip_serializing_if = "Option::is_none")]
    pub root_expires: Option<Timestamp>,
    /// Emergency notices: which file is known, and since when each notice has stood on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Receipt>,
    /// The last pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_pull: Option<Outcome>,
    /// The last pull that reached a source it could believe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success: Option<Outcome>,
    /// The last check of every file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_verify: Option<Checked>,
}

impl Store {
    /// The status now.
    #[must_use]
    pub fn status(&self, id: &str, now: Timestamp) -> Status {
        let (trust, fresh, current) = (self.trust(), self.freshness(now), self.current());
        let manifest = current.map(|current| current.manifest.hex());
        let serial = current.map_or(0, |current| current.serial);
        let Last { pull, success, verify, clock } = self.last();
        let release = current.and_then(|current| self.shown_release(current.serial));
        let published = release.as_ref().map(|release| release.published);
        let root = self.root().ok().and_then(|bytes| TrustedRoot::first(&bytes).ok());
        let is_stale = current.is_none() || fresh.is_stale;
        // A box whose turn has not come knows of it and has not fetched it.
        let newest = pull.as_ref().and_then(|pull| pull.waits).map_or(trust.serial, |one| trust.serial.max(one.serial));
        let of_this = verify.as_ref().filter(|verify| Some(&verify.manifest) == manifest.as_ref());
        let state = match of_this {
            _ if current.is_none() => State::Empty,
            Some(verify) if verify.damaged > 0 => State::Damaged,
            _ if fresh.is_stale => State::Stale,
            _ if serial < newest => State::Behind,
            None => State::Unverified,
            Some(_) => State::Current,
        };
        Status {
            schema: SCHEMA.to_owned(),
            id: id.to_owned(),
            channel: trust.channel.clone(),
            state,
            at: now,
            serial,
            manifest,
            published,
            content_days: published.map(|published| now.max(fresh.signed).duration_since(published).as_hours() / 24),
            newest_serial: newest,
            signed: fresh.signed,
            days_since_signed: fresh.days,
            is_stale,
            clock: if now < fresh.signed { Clock::Behind } else { ahead_only(clock) },
            denied: trust.deny.count,
            roster: trust.roster,
            denied_through: self.denied_through(),
            free_bytes: self.disk.free().ok(),
            store_bytes: self.bytes().ok(),
            left_out: self.left_out_of_shown(),
            window: release.and_then(|release| release.window),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            root_version: trust.root_version,
            root_expires: root.map(|root| root.get().expires),
            // What cannot be read is not told.
            emergency: self.emergency().ok().and_then(|board| board.receipt()),
            last_pull: pull,
            last_success: success,
            last_verify: verify,
        }
    }

    /// Leaves the status in the store for whoever collects it, whole or not at all.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn leave_status(&self, status: &Status) -> Result<(), StoreFault> {
        let new = format!("{STATUS}.new");
        self.disk.write(&new, status.text().as_bytes()).map_err(StoreFault::at(&new))?;
        self.disk.sync(&new).map_err(StoreFault::at(&new))?;
        self.disk.rename(&new, STATUS).map_err(StoreFault::at(STATUS))
    }

    fn shown_release(&self, serial: u64) -> Option<Release> {
        serde_json::from_slice(&self.release(serial).ok()??.release).ok()
    }

    /// The last release up to which nothing of what was retracted is left on the disk.
    fn denied_through(&self) -> u64 {
        if self.is_deny_lost() {
            return 0;
        }
        // What was let back since is no remnant.
        let is_gone = |sum: &Sha256| {
            self.deny().object(sum).is_none() || matches!(self.disk.length(&objects::path(sum)), Ok(None))
        };
        let entries = self.deny().entries();
        let gone = entries.iter().take_while(|entry| entry.objects.iter().all(is_gone));
        gone.last().map_or(0, |entry| entry.serial)
    }

    /// Bytes of files, releases and downloads.
    fn bytes(&self) -> io::Result<u64> {
        let sums = [self.sum_below(objects::FOLDER, |size| size)?, self.sum_below(release::FOLDER, |size| size)?];
        Ok(sums.into_iter().fold(self.sum_in("part", |size| size)?, u64::saturating_add))
    }

    /// What files take on the disk, and what releases, downloads and objects on their way do.
    pub(super) fn weights(&self) -> Result<(u64, u64), StoreFault> {
        let objects = self.sum_below(objects::FOLDER, weight).map_err(StoreFault::at(objects::FOLDER))?;
        let mut others = self.sum_below(release::FOLDER, weight).map_err(StoreFault::at(release::FOLDER))?;
        for folder in ["part", objects::TMP] {
            others = others.saturating_add(self.sum_in(folder, weight).map_err(StoreFault::at(folder))?);
        }
        Ok((objects, others))
    }

    fn sum_below(&self, top: &str, of: fn(u64) -> u64) -> io::Result<u64> {
        self.disk
            .list(top)?
            .iter()
            .try_fold(0, |sum: u64, folder| Ok(sum.saturating_add(self.sum_in(&format!("{top}/{folder}"), of)?)))
    }

    fn sum_in(&self, folder: &str, of: fn(u64) -> u64) -> io::Result<u64> {
        self.disk.list(folder)?.iter().try_fold(0, |sum: u64, name| {
            let length = match self.disk.length(&format!("{folder}/{name}")) {
                // A link or a folder in the place of a file takes nothing, and goes when its name is wanted.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => None,
                length => length?,
            };
            Ok(sum.saturating_add(of(length.unwrap_or(0))))
        })
    }
}

/// A clock that was behind at the last pull may have been set since; whether it is now can be seen.
fn ahead_only(noted: Clock) -> Clock {
    if noted == Clock::Ahead { noted } else { Clock::Sound }
}

impl Status {
    /// A newer release that is not for this kiosk yet; nothing once it shows that one.
    #[must_use]
    pub fn waits(&self) -> Option<Waits> {
        self.last_pull.as_ref()?.waits.filter(|waits| waits.serial > self.serial)
    }

    /// JSON with a final line end.
    #[must_use]
    pub fn text(&self) -> String {
        // A struct of texts and numbers always has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Times in Chinese time, as people read them in the file.
pub(super) mod china {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(in crate::kiosk) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&crate::model::units::china_rfc3339(*at))
    }

    pub(in crate::kiosk) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

pub(super) mod china_or_none {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(in crate::kiosk) fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::china::serialize(at, to),
            None => to.serialize_none(),
        }
    }

    pub(in crate::kiosk) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}
