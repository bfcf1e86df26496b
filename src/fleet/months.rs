//! ME-04: how many days of a month a station was heard on, and how old its content was then.
//!
//! A day counts when at least one report with a sound time came on it. Of each such day the last report is taken. Days
//! without a report are no days of age zero: they stand in no median.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::heard::Heard;
use crate::model::station::Station;
use crate::model::units::china_date;

/// One month of one station.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Month {
    /// `2026-11`.
    pub month: String,
    /// Days of the month that lie in the span of the reports and on which the station was in service.
    pub days: u32,
    /// Days with at least one report.
    pub online: u32,
    /// Median over these days of the days since publication; nothing when none said so.
    pub content_days: Option<f64>,
    /// Median over these days of the days since the last signature.
    pub signed_days: Option<f64>,
}

/// The months of a span, whole or in part.
pub(super) fn months(station: &Station, heard: &[Heard], (from, to): (Date, Date)) -> Vec<Month> {
    let mut days: BTreeMap<Date, &Heard> = BTreeMap::new();
    for one in heard.iter().filter(|one| one.is_timed) {
        let day = china_date(one.at);
        if days.get(&day).is_none_or(|known| known.at <= one.at) {
            days.insert(day, one);
        }
    }
    let mut found: Vec<Month> = Vec::new();
    let mut first = from;
    while first <= to {
        let last = first.last_of_month().min(to);
        let (mut n, mut online): (u32, Vec<&Heard>) = (0, Vec::new());
        let mut day = first;
        while day <= last {
            if station.serves_on(day) {
                n += 1;
                online.extend(days.get(&day).copied());
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        if n > 0 {
            found.push(Month {
                month: format!("{:04}-{:02}", first.year(), first.month()),
                days: n,
                online: u32::try_from(online.len()).unwrap_or(u32::MAX),
                content_days: median(online.iter().filter_map(|one| one.content_days).collect()),
                signed_days: median(online.iter().filter_map(|one| one.signed_days).collect()),
            });
        }
        let Ok(next) = last.tomorrow() else { break };
        first = next;
    }
    found
}

/// The middle; of an even number, the mean of the two in the middle; of none, nothing.
pub(super) fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let at = |n: usize| values.get(n).map(|value| *value as f64);
    if values.len() % 2 == 1 { at(middle) } else { Some((at(middle.checked_sub(1)?)? + at(middle)?) / 2.0) }
}
