//! Where a page stands: its path from the home page, and the site on the home page itself.

use serde::Serialize;

use super::Node;
use super::words::Organization;
use crate::model::site::SiteSettings;

/// The path to a page.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct BreadcrumbList {
    item_list_element: Vec<ListItem>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct ListItem {
    position: usize,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

/// The site.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct WebSite {
    name: String,
    description: String,
    url: String,
    in_language: String,
    publisher: Organization,
}

/// One stop on the path.
#[derive(Debug)]
pub(in crate::site) struct Crumb {
    name: String,
    address: Option<String>,
}

impl Crumb {
    /// A stop with its absolute address; the page itself needs none.
    pub(in crate::site) fn new(name: &str, address: Option<String>) -> Self {
        Self { name: name.to_owned(), address }
    }
}

/// The path as a node.
pub(in crate::site) fn crumbs(path: Vec<Crumb>) -> Node {
    let item = |(at, crumb): (usize, Crumb)| ListItem { position: at + 1, name: crumb.name, item: crumb.address };
    Node::BreadcrumbList(BreadcrumbList { item_list_element: path.into_iter().enumerate().map(item).collect() })
}

/// The site as a node; `address` is the home page it stands on.
pub(in crate::site) fn site(settings: &SiteSettings, address: String) -> Node {
    Node::WebSite(WebSite {
        name: settings.title.clone(),
        description: settings.description.clone(),
        url: address,
        in_language: settings.lang.clone(),
        publisher: Organization::publisher(settings),
    })
}
