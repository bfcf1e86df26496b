//! Sums over stations. What is not known is counted as not known.

use std::collections::BTreeMap;

use serde::Serialize;

use super::judge::Grade;
use super::months::Month;
use super::report::{Ground, Row};

/// Stations of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Id of the kind.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Stations in service.
    pub stations: usize,
    /// Somebody must act.
    pub bad: usize,
    /// Nothing is known.
    pub no_data: usize,
    /// Worth a look.
    pub attention: usize,
    /// Fine.
    pub fine: usize,
}

pub(super) fn totals(ground: Ground<'_>, rows: &[Row<'_>]) -> [(&'static str, Vec<Total>); 3] {
    let region = |row: &Row<'_>| {
        let code = prefecture(&row.station.region);
        let label = region_label(ground, &code);
        (code, label)
    };
    let venue = |row: &Row<'_>| {
        let id = row.station.venue.value.clone();
        let label = ground.stations.venue(&id).to_owned();
        (id, label)
    };
    let channel = |row: &Row<'_>| {
        let id = row.station.channel.value.clone();
        let label = channel_label(ground, &id).to_owned();
        (id, label)
    };
    [("region", grouped(rows, region)), ("venue", grouped(rows, venue)), ("channel", grouped(rows, channel))]
}

fn grouped(rows: &[Row<'_>], kind: impl Fn(&Row<'_>) -> (String, String)) -> Vec<Total> {
    let mut found: BTreeMap<String, Total> = BTreeMap::new();
    for row in rows {
        let (id, label) = kind(row);
        let total = found.entry(id.clone()).or_insert_with(|| Total {
            id,
            label,
            stations: 0,
            bad: 0,
            no_data: 0,
            attention: 0,
            fine: 0,
        });
        total.stations += 1;
        *match row.verdict.grade() {
            Grade::Bad => &mut total.bad,
            Grade::NoData => &mut total.no_data,
            Grade::Attention => &mut total.attention,
            Grade::Fine => &mut total.fine,
        } += 1;
    }
    found.into_values().collect()
}

/// Months of all stations together: days are summed, ages are the median of the stations' medians.
pub(super) fn by_month(rows: &[Row<'_>]) -> Vec<Month> {
    let mut found: BTreeMap<String, Vec<&Month>> = BTreeMap::new();
    for month in rows.iter().flat_map(|row| &row.months) {
        found.entry(month.month.clone()).or_default().push(month);
    }
    let whole = |values: Vec<f64>| {
        // Halves are the finest there is: doubled they are whole.
        super::months::median(values.into_iter().map(|value| (value * 2.0) as i64).collect()).map(|twice| twice / 2.0)
    };
    found
        .into_iter()
        .map(|(month, all)| Month {
            month,
            days: all.iter().map(|month| month.days).sum(),
            online: all.iter().map(|month| month.online).sum(),
            content_days: whole(all.iter().filter_map(|month| month.content_days).collect()),
            signed_days: whole(all.iter().filter_map(|month| month.signed_days).collect()),
        })
        .collect()
}

/// The prefecture of a county, by GB/T 2260.
pub(super) fn prefecture(region: &str) -> String {
    region.get(..4).map_or_else(|| region.to_owned(), |code| format!("{code}00"))
}

pub(super) fn region_label(ground: Ground<'_>, code: &str) -> String {
    let known = |code: &str| ground.settings.regions.iter().find(|region| region.code.value == code);
    let province = || known(&format!("{}0000", code.get(..2).unwrap_or_default()));
    known(code).or_else(province).map_or_else(|| code.to_owned(), |region| region.label.clone())
}

pub(super) fn channel_label<'a>(ground: Ground<'a>, id: &'a str) -> &'a str {
    ground.settings.channels.iter().find(|channel| channel.id.value == id).map_or(id, |channel| &channel.title)
}
