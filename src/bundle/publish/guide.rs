//! What kiosks are told of a release beside its files: what to keep where space is short, who takes it first, and when to
//! come.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::history::Known;
use crate::bundle::keep::KeepList;
use crate::bundle::release::{Release, Rollout};
use crate::gate::clearance::{Cleared, Production};
use crate::gate::shelf::Shelf;
use crate::model::site::Channel;
use crate::model::units::Sha256;

/// What kiosks are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    /// The order in which articles are kept.
    pub keep: KeepList,
    /// The part of the kiosks that takes the release first, of a hundred; nothing for all.
    pub rollout: Option<u8>,
    /// Hours in which they come.
    pub window: Option<String>,
}

impl Guide {
    /// For a channel. Never left out is what the channel names and what is in force of an emergency; all others by the
    /// day on which they were first published, the newest first. An emergency goes to everybody at once.
    #[must_use]
    pub fn new(channel: &Channel, shelf: &Shelf<Production>, percent: Option<u8>, now: Timestamp) -> Self {
        let id = |cleared: &Cleared<Production>| cleared.id().as_str().to_owned();
        let in_force = |notice: &crate::model::article::EmergencyNotice| notice.expires.value > now;
        let is_urgent =
            |cleared: &&Cleared<Production>| cleared.article().front.emergency.as_deref().is_some_and(in_force);
        let urgent: Vec<String> = shelf.articles().iter().filter(is_urgent).map(id).collect();
        let named = channel.always.iter().map(|id| id.value.clone()).filter(|id| shelf.get(id).is_some());
        let mut always: Vec<String> = named.chain(urgent.iter().cloned()).collect();
        always.sort();
        always.dedup();
        let mut articles: Vec<&Cleared<Production>> = shelf.articles().iter().collect();
        articles.sort_by_key(|cleared| (Reverse(cleared.approval().first_published), cleared.id().as_str()));
        let percent = Some(percent.unwrap_or(channel.rollout)).filter(|percent| *percent < 100 && urgent.is_empty());
        Self {
            keep: KeepList::new(always, articles.into_iter().map(id).collect()),
            rollout: percent,
            window: channel.window.clone(),
        }
    }

    /// The order as it travels.
    pub(super) fn order(&self) -> Vec<u8> {
        super::json(&self.keep)
    }

    /// Whether a release says the same.
    pub(super) fn is_said_by(&self, release: &Release) -> bool {
        let order = Sha256::of(&self.order()).hex();
        let percent = release.rollout.as_ref().map(|rollout| rollout.percent);
        release.keep.as_ref().is_some_and(|named| named.sha256 == order)
            && (percent, &release.window) == (self.rollout, &self.window)
    }

    /// Which kiosks take a new release first. The same files as before, for more kiosks, go to those who have them
    /// already and to others.
    pub(super) fn staged(&self, last: Option<&Known>, new: &Release) -> Option<Rollout> {
        let percent = self.rollout?;
        let same = last.filter(|last| last.release.manifest.sha256 == new.manifest.sha256);
        let salt = same.and_then(|last| Some(last.release.rollout.as_ref()?.salt.clone()));
        Some(Rollout { percent, salt: salt.unwrap_or_else(|| new.serial.to_string()) })
    }
}
