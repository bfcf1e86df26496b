//! `emergencies.yaml`: the events that open the fast track.

use jiff::Timestamp;

use super::article::{EmergencyCategory, EmergencyLevel};
use super::span::Spanned;

/// The register of events.
#[derive(Clone, Debug, Default)]
pub struct Emergencies {
    /// Events in file order.
    pub events: Vec<EmergencyEvent>,
}

/// One event.
#[derive(Clone, Debug)]
pub struct EmergencyEvent {
    /// Id.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// Category.
    pub category: EmergencyCategory,
    /// Level.
    pub level: EmergencyLevel,
    /// Topics it covers, by prefix.
    pub topics: Vec<String>,
    /// Regions it covers; a province covers its cities.
    pub region: Vec<String>,
    /// Open from.
    pub opened: Timestamp,
    /// Whether it is a drill.
    pub drill: bool,
    /// Closed at.
    pub closed: Option<Timestamp>,
}

impl Emergencies {
    /// The event of this id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&EmergencyEvent> {
        self.events.iter().find(|event| event.id.value == id)
    }
}

impl EmergencyEvent {
    /// Whether the event is open at an instant.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.opened <= at && self.closed.is_none_or(|closed| at < closed)
    }
}
