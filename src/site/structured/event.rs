//! A themed day of the calendar.

use jiff::civil::Date;
use serde::Serialize;

use super::Node;
use super::words::Organization;

/// `Event` of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct Event {
    name: String,
    start_date: String,
    end_date: String,
    event_status: &'static str,
    event_attendance_mode: &'static str,
    location: Place,
    organizer: Organization,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct Place {
    name: String,
    address: PostalAddress,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct PostalAddress {
    address_country: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_region: Option<String>,
}

/// A day or span of days: name and sentence, first and last day, where it is held and whether that is the whole
/// country, who set it, and the page about it.
pub(in crate::site) fn event(
    (name, description): (&str, Option<&str>),
    (first, last): (Date, Date),
    (region, whole_country): (&str, bool),
    organizer: &str,
    url: String,
) -> Node {
    Node::Event(Box::new(Event {
        name: name.to_owned(),
        start_date: first.to_string(),
        end_date: last.to_string(),
        event_status: "https://schema.org/EventScheduled",
        event_attendance_mode: "https://schema.org/OfflineEventAttendanceMode",
        location: Place {
            name: region.to_owned(),
            address: PostalAddress {
                address_country: "CN",
                address_region: (!whole_country).then(|| region.to_owned()),
            },
        },
        organizer: Organization::named(organizer),
        url,
        description: description.map(str::to_owned),
    }))
}
