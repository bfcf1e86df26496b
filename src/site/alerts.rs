//! Notices as banners and kiosks are told of them: what a shelf comes down to, and `alerts.json` of each edition, which
//! pages that are open or kept somewhere ask for now and then.

use serde::Serialize;

use super::BuildFault;
use super::desk::{Desk, Edition};
use super::emergency::{in_force, notice};
use super::plan::Plan;
use super::route::{self, Route};
use crate::gate::clearance::{Cleared, Lane};
use crate::gate::shelf::Shelf;
use crate::model::alert::Alert;
use crate::model::article::EmergencyNotice;
use crate::model::emergency::Emergencies;
use crate::model::site::SiteSettings;
use crate::model::state::State;
use crate::model::units::{china_datetime, china_rfc3339};
use crate::render::article::level_label;

/// Notices of a shelf that are not over and whose event had no all-clear, by article; also those still to begin.
#[must_use]
pub fn of_shelf<L: Lane>(
    shelf: &Shelf<L>,
    (settings, emergencies): (&SiteSettings, &Emergencies),
    now: jiff::Timestamp,
) -> Vec<Alert> {
    let is_over = |notice: &EmergencyNotice| {
        let closed = emergencies.event(&notice.event.value).and_then(|event| event.closed);
        notice.expires.value <= now || closed.is_some_and(|closed| closed <= now)
    };
    let open = |cleared: &&Cleared<L>| notice(&cleared.article().front).is_some_and(|notice| !is_over(notice));
    shelf.listed().filter(open).filter_map(|cleared| alert(cleared, settings)).collect()
}

fn alert<L: Lane>(cleared: &Cleared<L>, settings: &SiteSettings) -> Option<Alert> {
    let front = &cleared.article().front;
    let notice = notice(front)?;
    let codes = front.region.iter().map(|code| &code.value);
    Some(Alert {
        article: cleared.id().as_str().to_owned(),
        event: notice.event.value.clone(),
        level: notice.level.value,
        category: notice.category.value.zh().to_owned(),
        area: codes.clone().map(|code| settings.region_label(code).to_owned()).collect(),
        regions: codes.cloned().collect(),
        title: front.title.value.clone(),
        act: front.summary.value.clone(),
        authority: notice.authority.clone(),
        issued: notice.issued.value,
        expires: notice.expires.value,
        provisional: cleared.state() == State::Provisional,
    })
}

/// The script that asks, for every theme: whatever the theme, what is over must go.
const SCRIPT: &str = include_str!("alerts.js");

/// Version 1 of `alerts.json`. Fields are added, never changed.
#[derive(Serialize)]
struct File {
    version: u32,
    notices: Vec<Banner>,
}

/// A notice, in the words of the banner that the page was built with.
#[derive(Serialize)]
struct Banner {
    article: String,
    /// From the folder of `alerts.json`.
    href: String,
    level: String,
    title: String,
    area: String,
    until: String,
    issued: String,
    expires: String,
    drill: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<&'static str>,
}

/// Plans the file of one edition. Before a kiosk nobody asks for it: there the frame speaks.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, at: usize, output: &mut Plan<'a, L>) {
    let Some(edition) = desk.edition(at).ok().filter(|_| desk.inputs.online) else { return };
    output.theme_file(route::asset("alerts.js"), SCRIPT.as_bytes().to_vec());
    output.data(route::path(edition.audience, &Route::Alerts), move |desk| {
        let edition = desk.edition(at)?;
        let file = File { version: 1, notices: banners(desk, edition) };
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(|error| BuildFault::Encode(error.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    });
}

fn banners<L: Lane>(desk: &Desk<'_, L>, edition: &Edition<'_>) -> Vec<Banner> {
    let here = route::path(edition.audience, &Route::Alerts);
    let banner = |at: usize| {
        let cleared = desk.article(at)?.cleared;
        let alert = alert(cleared, desk.inputs.settings)?;
        let end = china_datetime(alert.expires);
        Some(Banner {
            href: route::relative(&here, &route::path(edition.audience, &Route::Article(cleared.id().clone()))),
            level: level_label(alert.level),
            title: cleared.article().front.title_for(&edition.audience.id).to_owned(),
            area: alert.area.join("、"),
            until: format!("{}月{}日 {:02}:{:02}", end.month(), end.day(), end.hour(), end.minute()),
            issued: china_rfc3339(alert.issued),
            expires: china_rfc3339(alert.expires),
            drill: desk.inputs.emergencies.event(&alert.event).is_some_and(|event| event.drill),
            badge: alert.provisional.then_some("先行发布，正在复核"),
            article: alert.article,
        })
    };
    in_force(desk, edition).into_iter().filter_map(banner).collect()
}
