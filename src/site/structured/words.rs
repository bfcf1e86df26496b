//! People, organisations, places: what every other node is made of.

use serde::Serialize;

use crate::model::site::SiteSettings;

/// An organisation.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type")]
pub(in crate::site) struct Organization {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// A person as printed on the page.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct Person {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) affiliation: Option<Organization>,
}

/// A region of GB/T 2260.
#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
pub(in crate::site) struct AdministrativeArea {
    name: String,
    identifier: String,
}

/// A text or page that is only named.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct CreativeWork {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) publisher: Organization,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

impl Organization {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), url: None }
    }

    /// Who runs the site.
    pub(super) fn publisher(settings: &SiteSettings) -> Self {
        Self { name: settings.publisher.clone(), url: Some(settings.base_url.value.clone()) }
    }
}

impl AdministrativeArea {
    pub(super) fn of(code: &str, settings: &SiteSettings) -> Self {
        Self { name: settings.region_label(code).to_owned(), identifier: code.to_owned() }
    }
}
