//! An emergency notice while it is in force.

use serde::Serialize;

use super::article::Page;
use super::words::{AdministrativeArea, Organization};
use crate::model::article::{FrontMatter, Kind};
use crate::model::units::china_rfc3339;

/// `SpecialAnnouncement` of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct SpecialAnnouncement {
    #[serde(rename = "@id")]
    id: String,
    name: String,
    text: String,
    category: String,
    url: String,
    in_language: String,
    date_posted: String,
    expires: String,
    spatial_coverage: Vec<AdministrativeArea>,
    publisher: Organization,
    /// Whose notice it follows.
    source_organization: Organization,
}

/// The announcement of an emergency article that is still in force.
pub(super) fn of(front: &FrontMatter, audience: &str, page: &Page<'_>) -> Option<SpecialAnnouncement> {
    let notice = front.emergency.as_ref().filter(|_| front.kind.value == Kind::Emergency)?;
    if page.is_over {
        return None;
    }
    let level = notice.level.value;
    Some(SpecialAnnouncement {
        id: format!("{}#notice", page.url),
        name: front.title_for(audience).to_owned(),
        text: front.summary_for(audience).to_owned(),
        category: format!("{} · {}（{}级）", notice.category.value.zh(), level.zh(), level.token()),
        url: page.url.clone(),
        in_language: front.lang.clone(),
        date_posted: china_rfc3339(notice.issued.value),
        expires: china_rfc3339(notice.expires.value),
        spatial_coverage: front.region.iter().map(|code| AdministrativeArea::of(&code.value, page.settings)).collect(),
        publisher: Organization::publisher(page.settings),
        source_organization: Organization::named(&notice.authority),
    })
}
