//! `stations.yaml`: the register of stations. Kinds of venues and boxes and the list of what a station should have are
//! data of the register.

use jiff::civil::Date;

use super::span::Spanned;

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Stations {
    /// Kinds of host venues.
    pub venues: Vec<Named>,
    /// Kinds of boxes.
    pub hardware: Vec<Named>,
    /// What a station should have.
    pub checklist: Option<Checklist>,
    /// Stations in the order of the file.
    pub stations: Vec<Station>,
}

/// A word that the register defines.
#[derive(Clone, Debug)]
pub struct Named {
    /// Id.
    pub id: Spanned<String>,
    /// What people read.
    pub label: String,
    /// MiB that the store of such a box may take, as its settings say; only kinds of boxes have it.
    pub store_mib: Option<u32>,
}

/// What a station should have, in the words of whoever keeps the register.
#[derive(Clone, Debug)]
pub struct Checklist {
    /// Its name.
    pub title: String,
    /// Its items.
    pub items: Vec<Named>,
}

/// A station.
#[derive(Clone, Debug)]
pub struct Station {
    /// Id, as the box was enrolled with.
    pub id: Spanned<String>,
    /// Name.
    pub name: String,
    /// Who answers for it: a post or a name.
    pub owner: Spanned<String>,
    /// Whom to call.
    pub office: Office,
    /// Where it stands.
    pub address: Spanned<String>,
    /// Code of GB/T 2260 of the county or what is above it.
    pub region: String,
    /// Kind of host venue.
    pub venue: Spanned<String>,
    /// Channel.
    pub channel: Spanned<String>,
    /// Kind of box.
    pub hardware: Spanned<String>,
    /// First day.
    pub installed: Date,
    /// Day from which it is no more.
    pub retired: Option<Spanned<Date>>,
    /// What was found on the last visit.
    pub visit: Option<StationVisit>,
}

/// An office.
#[derive(Clone, Debug)]
pub struct Office {
    /// Name.
    pub name: Spanned<String>,
    /// Line of the office, never of a person.
    pub phone: Option<Spanned<String>>,
}

/// What somebody found at the station.
#[derive(Clone, Debug)]
pub struct StationVisit {
    /// When.
    pub day: Date,
    /// Items of the checklist that were met.
    pub met: Vec<Spanned<String>>,
}

impl Stations {
    /// The label of a kind of venue; the id itself where there is none.
    #[must_use]
    pub fn venue<'a>(&'a self, id: &'a str) -> &'a str {
        label(&self.venues, id)
    }

    /// The station of this id.
    #[must_use]
    pub fn station(&self, id: &str) -> Option<&Station> {
        self.stations.iter().find(|station| station.id.value == id)
    }

    /// MiB that the store of a kind of box may take.
    #[must_use]
    pub fn store_mib(&self, id: &str) -> Option<u32> {
        self.hardware.iter().find(|one| one.id.value == id)?.store_mib
    }

    /// The label of a kind of box; the id itself where there is none.
    #[must_use]
    pub fn box_kind<'a>(&'a self, id: &'a str) -> &'a str {
        label(&self.hardware, id)
    }
}

fn label<'a>(known: &'a [Named], id: &'a str) -> &'a str {
    known.iter().find(|one| one.id.value == id).map_or(id, |one| &one.label)
}

impl Station {
    /// Whether it is in service on a day.
    #[must_use]
    pub fn serves_on(&self, day: Date) -> bool {
        self.installed <= day && self.retired.as_ref().is_none_or(|retired| day < retired.value)
    }
}
