//! What is shown when nobody touches the screen, as far as the keeper of a box decides it.

use jiff::civil::Time;
use serde::Deserialize;

/// The programme of a screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Programme {
    /// Seconds without a touch after which the visit is over.
    pub idle: u32,
    /// Seconds for which a page of the loop is shown.
    pub dwell: u32,
    /// Pages in the loop.
    pub most: usize,
    /// Parts of the day.
    pub parts: Vec<Part>,
}

/// Part of a day with topics of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its beginning, in Chinese time.
    pub from: Time,
    /// Its end; before `from` when it goes on past midnight.
    pub to: Time,
    /// Topics that come first, also their subtopics.
    pub topics: Vec<String>,
    /// Seconds for each page, if others than usual.
    pub dwell: Option<u32>,
}

impl Default for Programme {
    fn default() -> Self {
        Self { idle: 90, dwell: 20, most: 24, parts: Vec::new() }
    }
}

impl Programme {
    /// Reads `screen.json`. Numbers that no screen could be used with are held within bounds.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let programme: Self = serde_json::from_slice(bytes)?;
        Ok(programme.bounded())
    }

    /// With other times.
    #[must_use]
    pub fn with(self, idle: Option<u32>, dwell: Option<u32>) -> Self {
        Self { idle: idle.unwrap_or(self.idle), dwell: dwell.unwrap_or(self.dwell), ..self }.bounded()
    }

    fn bounded(mut self) -> Self {
        self.idle = self.idle.clamp(2, 3600);
        self.dwell = self.dwell.clamp(1, 600);
        self.most = self.most.clamp(1, 200);
        for part in &mut self.parts {
            part.dwell = part.dwell.map(|dwell| dwell.clamp(1, 600));
        }
        self
    }

    /// The part of the day at a time; the first that fits.
    pub(super) fn part(&self, at: Time) -> Option<&Part> {
        self.parts.iter().find(|part| part.holds(at))
    }
}

impl Part {
    fn holds(&self, at: Time) -> bool {
        if self.from <= self.to { self.from <= at && at < self.to } else { self.from <= at || at < self.to }
    }

    pub(super) fn wants(&self, topics: &[String]) -> bool {
        let is_below = |topic: &String, wanted: &String| {
            topic.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        topics.iter().any(|topic| self.topics.iter().any(|wanted| is_below(topic, wanted)))
    }
}
