//! `days.yaml`: themed days, whose dates are rules and not code.

use jiff::civil::{Date, Weekday as CivilWeekday};

use super::solar;
use super::span::Spanned;
use super::token::vocabulary;

vocabulary! {
    /// A day of the week.
    Weekday {
        Monday = "monday", "星期一", "Monday";
        Tuesday = "tuesday", "星期二", "Tuesday";
        Wednesday = "wednesday", "星期三", "Wednesday";
        Thursday = "thursday", "星期四", "Thursday";
        Friday = "friday", "星期五", "Friday";
        Saturday = "saturday", "星期六", "Saturday";
        Sunday = "sunday", "星期日", "Sunday";
    }
}

/// The register of themed days.
#[derive(Clone, Debug, Default)]
pub struct ThemedDays {
    /// Days in file order.
    pub days: Vec<ThemedDay>,
}

/// One themed day, week or month.
#[derive(Clone, Debug)]
pub struct ThemedDay {
    /// Id.
    pub id: Spanned<String>,
    /// Name.
    pub title: String,
    /// What it is about, in a sentence.
    pub intro: Option<String>,
    /// When it is.
    pub rule: Spanned<DayRule>,
    /// How many days before, editors must have begun.
    pub lead_days: u32,
    /// Topics it is about, by prefix.
    pub topics: Vec<String>,
    /// Where it is kept; the whole country when absent.
    pub region: Option<String>,
    /// Who set it.
    pub source: DaySource,
    /// First year.
    pub since: Option<i16>,
    /// Last year for which the rule is known to hold.
    pub until: Option<Spanned<i16>>,
}

/// Where it is written when the day is.
#[derive(Clone, Debug)]
pub struct DaySource {
    /// Title of the law, decision or notice.
    pub title: String,
    /// Who issued it.
    pub publisher: String,
    /// Address.
    pub url: Option<String>,
    /// Year.
    pub year: Option<i16>,
}

/// When a themed day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// The same days every year; the second is the last.
    Fixed(MonthDay, MonthDay),
    /// From Monday to Sunday around a day.
    WeekOf(MonthDay),
    /// A whole month.
    Month(i8),
    /// The nth such day of the week in a month.
    NthWeekday {
        /// Month.
        month: i8,
        /// From 1.
        nth: i8,
        /// Day of the week.
        weekday: Weekday,
    },
    /// The day on which a solar term begins, by its place in the year.
    Term(usize),
    /// Set anew for each year.
    Yearly {
        /// Known dates, in order.
        dates: Vec<DaySpan>,
        /// The month it usually falls in.
        usual_month: Option<i8>,
    },
}

/// A day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    /// Month.
    pub month: i8,
    /// Day.
    pub day: i8,
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaySpan {
    /// First.
    pub first: Date,
    /// Last, not before the first.
    pub last: Date,
}

impl MonthDay {
    fn of(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl DayRule {
    /// The days in a year, as far as they are known.
    #[must_use]
    pub fn in_year(&self, year: i16) -> Option<DaySpan> {
        let one = |day: Date| DaySpan { first: day, last: day };
        match self {
            Self::Fixed(first, last) => Some(DaySpan { first: first.of(year)?, last: last.of(year)? }),
            Self::WeekOf(day) => week_of(day.of(year)?),
            Self::Month(month) => {
                let first = Date::new(year, *month, 1).ok()?;
                Some(DaySpan { first, last: first.last_of_month() })
            }
            Self::NthWeekday { month, nth, weekday } => {
                let first = Date::new(year, *month, 1).ok()?;
                first.nth_weekday_of_month(*nth, weekday.civil()).ok().map(one)
            }
            Self::Term(at) => solar::begin(year, *at).map(one),
            Self::Yearly { dates, .. } => dates.iter().copied().find(|span| span.first.year() == year),
        }
    }
}

fn week_of(day: Date) -> Option<DaySpan> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let first = day.checked_sub(jiff::Span::new().try_days(back).ok()?).ok()?;
    let last = first.checked_add(jiff::Span::new().try_days(6).ok()?).ok()?;
    Some(DaySpan { first, last })
}

impl Weekday {
    fn civil(self) -> CivilWeekday {
        match self {
            Self::Monday => CivilWeekday::Monday,
            Self::Tuesday => CivilWeekday::Tuesday,
            Self::Wednesday => CivilWeekday::Wednesday,
            Self::Thursday => CivilWeekday::Thursday,
            Self::Friday => CivilWeekday::Friday,
            Self::Saturday => CivilWeekday::Saturday,
            Self::Sunday => CivilWeekday::Sunday,
        }
    }
}

impl ThemedDay {
    /// Every known time of the day that ends on or after one day and begins before another.
    #[must_use]
    pub fn between(&self, from: Date, before: Date) -> Vec<DaySpan> {
        // A week around New Year may begin in the year before or end in the year after.
        let years = (from.year() - 1)..=(before.year() + 1);
        let known = years.filter(|year| self.holds_in(*year)).filter_map(|year| self.rule.value.in_year(year));
        known.filter(|span| span.last >= from && span.first < before).collect()
    }

    /// Whether the rule is known to hold in a year.
    #[must_use]
    pub fn holds_in(&self, year: i16) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.as_ref().is_none_or(|until| year <= until.value)
    }

    /// Whether its date is set anew each year, and none from a day on is known.
    #[must_use]
    pub fn is_unannounced(&self, today: Date) -> bool {
        let DayRule::Yearly { dates, .. } = &self.rule.value else { return false };
        !dates.iter().any(|span| span.last >= today && self.holds_in(span.first.year()))
    }

    /// Around when the next date of a day that is set anew each year is to be expected, when it is not yet known.
    #[must_use]
    pub fn awaited(&self, today: Date) -> Option<Date> {
        let DayRule::Yearly { dates, usual_month } = &self.rule.value else { return None };
        if dates.iter().any(|span| span.last >= today) {
            return None;
        }
        let last = dates.last().map(|span| span.first);
        let in_year = |year: i16| match usual_month {
            Some(month) => Date::new(year, *month, 1).ok(),
            None => Date::new(year, last?.month(), 1).ok(),
        };
        // A month that went by without a date is not looked for any more.
        let unknown = last.map_or(today.year(), |last| today.year().max(last.year() + 1));
        (unknown..=today.year() + 1).filter_map(in_year).find(|first| first.last_of_month() >= today)
    }

    /// Whether an article's topic is one of the day's.
    #[must_use]
    pub fn is_about(&self, topic: &str) -> bool {
        let covers = |own: &String| {
            topic.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.topics.iter().any(covers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;

    fn span(first: &str, last: &str) -> Option<DaySpan> {
        Some(DaySpan { first: first.parse().ok()?, last: last.parse().ok()? })
    }

    fn day(rule: DayRule) -> ThemedDay {
        let at = Span::default();
        ThemedDay {
            id: Spanned::new("d".to_owned(), at),
            title: String::new(),
            intro: None,
            rule: Spanned::new(rule, at),
            lead_days: 30,
            topics: vec!["health".to_owned()],
            region: None,
            source: DaySource { title: String::new(), publisher: String::new(), url: None, year: None },
            since: None,
            until: None,
        }
    }

    #[test]
    fn each_rule_in_a_year() {
        let (may, april) = (MonthDay { month: 5, day: 12 }, MonthDay { month: 4, day: 1 });
        let leap = MonthDay { month: 2, day: 29 };
        for (rule, year, expected) in [
            (DayRule::Fixed(may, may), 2026, span("2026-05-12", "2026-05-12")),
            (DayRule::Fixed(april, MonthDay { month: 4, day: 7 }), 2027, span("2027-04-01", "2027-04-07")),
            (DayRule::Fixed(leap, leap), 2027, None),
            (DayRule::WeekOf(may), 2024, span("2024-05-06", "2024-05-12")),
            (DayRule::WeekOf(may), 2025, span("2025-05-12", "2025-05-18")),
            (DayRule::WeekOf(MonthDay { month: 1, day: 1 }), 2027, span("2026-12-28", "2027-01-03")),
            (DayRule::Month(2), 2028, span("2028-02-01", "2028-02-29")),
            (
                DayRule::NthWeekday { month: 3, nth: 2, weekday: Weekday::Thursday },
                2027,
                span("2027-03-11", "2027-03-11"),
            ),
            (DayRule::Term(17), 2026, span("2026-09-23", "2026-09-23")),
        ] {
            assert_eq!(rule.in_year(year), expected, "{rule:?}");
        }
    }

    #[test]
    fn what_is_set_each_year_is_awaited_until_it_is_known() {
        let dates: Vec<DaySpan> = span("2026-05-23", "2026-05-30").into_iter().collect();
        let known = day(DayRule::Yearly { dates, usual_month: None });
        assert_eq!(known.awaited(Date::constant(2026, 5, 30)), None);
        assert_eq!(known.awaited(Date::constant(2026, 5, 31)), Some(Date::constant(2027, 5, 1)));
        assert_eq!(known.between(Date::constant(2026, 5, 30), Date::constant(2027, 5, 30)).len(), 1);
        assert!(known.between(Date::constant(2026, 5, 31), Date::constant(2027, 5, 31)).is_empty());
        assert_eq!(known.awaited(Date::constant(2028, 6, 1)), Some(Date::constant(2029, 5, 1)));
        let on = Date::constant;
        assert_eq!([on(2026, 5, 30), on(2026, 5, 31)].map(|today| known.is_unannounced(today)), [false, true]);
        let over = ThemedDay { until: Some(Spanned::new(2025, Span::default())), ..known };
        assert!(over.is_unannounced(on(2026, 5, 30)));
        assert!(!day(DayRule::Month(6)).is_unannounced(on(2026, 5, 30)));
        let unknown = day(DayRule::Yearly { dates: Vec::new(), usual_month: Some(9) });
        assert_eq!(unknown.awaited(Date::constant(2026, 9, 30)), Some(Date::constant(2026, 9, 1)));
        assert_eq!(unknown.awaited(Date::constant(2026, 10, 1)), Some(Date::constant(2027, 9, 1)));
        let never = day(DayRule::Yearly { dates: Vec::new(), usual_month: None });
        assert_eq!(never.awaited(Date::constant(2026, 1, 1)), None);
    }

    #[test]
    fn a_day_is_about_the_topics_below_its_own() {
        let day = day(DayRule::Month(6));
        assert!(day.is_about("health") && day.is_about("health.eye"));
        assert!(!day.is_about("healthy") && !day.is_about("safety.fire"));
        let ended = ThemedDay { until: Some(Spanned::new(2026, Span::default())), ..day };
        assert_eq!(ended.between(Date::constant(2026, 1, 1), Date::constant(2029, 1, 1)).len(), 1);
    }
}
