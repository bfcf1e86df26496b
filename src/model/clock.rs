//! The time of a run, as a value that knows how long its answers hold.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use super::units::{china_date, china_midnight, plus_days};

/// The instants at which everything that was asked of a clock would have been answered alike.
#[derive(Debug)]
pub struct Window(Mutex<(Timestamp, Timestamp)>);

impl Default for Window {
    fn default() -> Self {
        Self(Mutex::new((Timestamp::MIN, Timestamp::MAX)))
    }
}

impl Window {
    /// The first such instant and the last.
    #[must_use]
    pub fn ends(&self) -> (Timestamp, Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn narrow(&self, first: Timestamp, last: Timestamp) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *ends = (ends.0.max(first), ends.1.min(last));
    }
}

/// An instant to compare others with. With a window it notes each answer; there is no way to the instant itself that is
/// not noted.
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    at: Timestamp,
    window: Option<&'a Window>,
}

impl<'a> Clock<'a> {
    /// A clock that notes its answers.
    #[must_use]
    pub fn noting(at: Timestamp, window: &'a Window) -> Self {
        Self { at, window: Some(window) }
    }

    /// The instant, to the last digit.
    #[must_use]
    pub fn exactly(self) -> Timestamp {
        self.note(self.at, self.at);
        self.at
    }

    /// The day in China.
    #[must_use]
    pub fn day(self) -> Date {
        let day = china_date(self.at);
        let first = china_midnight(day);
        self.note(first, before(plus_days(first, 1)));
        day
    }

    fn note(self, first: Timestamp, last: Timestamp) {
        if let Some(window) = self.window {
            window.narrow(first, last);
        }
    }
}

fn before(at: Timestamp) -> Timestamp {
    at.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN)
}

fn after(at: Timestamp) -> Timestamp {
    at.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX)
}

impl From<Timestamp> for Clock<'_> {
    fn from(at: Timestamp) -> Self {
        Self { at, window: None }
    }
}

impl fmt::Debug for Clock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.at)
    }
}

impl PartialEq<Timestamp> for Clock<'_> {
    fn eq(&self, other: &Timestamp) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd<Timestamp> for Clock<'_> {
    fn partial_cmp(&self, other: &Timestamp) -> Option<Ordering> {
        let order = self.at.cmp(other);
        match order {
            Ordering::Less => self.note(Timestamp::MIN, before(*other)),
            Ordering::Equal => self.note(self.at, self.at),
            Ordering::Greater => self.note(after(*other), Timestamp::MAX),
        }
        Some(order)
    }
}

/// What a day can be told of.
pub trait OfDay: Copy {
    /// The day in China.
    fn day(self) -> Date;
}

impl OfDay for Timestamp {
    fn day(self) -> Date {
        china_date(self)
    }
}

impl OfDay for Clock<'_> {
    fn day(self) -> Date {
        Clock::day(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn within_the_window_every_answer_is_the_same_and_just_outside_one_is_not() {
        let (early, late) = (at("2026-03-01T10:00:00Z"), at("2026-03-01T12:00:00Z"));
        let window = Window::default();
        let ask = |clock: Clock<'_>| (clock >= early, clock < late, clock.day());
        let answers = ask(Clock::noting(at("2026-03-01T11:00:00Z"), &window));
        let (first, last) = window.ends();
        assert!(ask(first.into()) == answers && ask(last.into()) == answers);
        assert!(ask(after(last).into()) != answers);
        // At the very instant of a comparison nothing but that instant is sure to be answered alike.
        let window = Window::default();
        assert!(Clock::noting(early, &window) >= early);
        assert_eq!(window.ends(), (early, early));
    }

    #[test]
    fn whoever_takes_the_instant_itself_leaves_nothing_open() {
        let window = Window::default();
        let now = at("2026-03-01T11:00:00Z");
        assert_eq!(Clock::noting(now, &window).exactly(), now);
        assert_eq!(window.ends(), (now, now));
        let window = Window::default();
        assert_eq!(Clock::noting(at("2026-03-01T16:00:00Z"), &window).day().to_string(), "2026-03-02");
        assert_eq!(window.ends(), (at("2026-03-01T16:00:00Z"), at("2026-03-02T15:59:59.999999999Z")));
    }
}
