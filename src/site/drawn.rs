//! What the theme draws for articles that have no picture: one drawing for each domain, by file name.

use std::collections::BTreeMap;

use super::route;
use crate::markup::picture;
use crate::model::path::SitePath;
use crate::model::site::SiteSettings;
use crate::render::template::Theme;
use crate::render::view::CoverView;

/// Where a theme keeps them, below `static/`.
const FOLDER: &str = "covers/";

/// For topics of a domain that the theme does not know.
const DEFAULT: &str = "default";

/// The drawings of a theme, by domain.
pub(super) struct Drawn(BTreeMap<String, Drawing>);

/// One drawing.
pub(super) struct Drawing {
    path: SitePath,
    width: u32,
    height: u32,
}

impl Drawn {
    /// Finds `static/covers/<domain>.svg`.
    pub(super) fn of(theme: &Theme) -> Self {
        let drawing = |(name, bytes): (&str, &[u8])| {
            let domain = name.strip_prefix(FOLDER)?.strip_suffix(".svg")?;
            let shape = picture::inspect("svg", bytes)?.ok()?;
            Some((domain.to_owned(), Drawing { path: route::asset(name), width: shape.width, height: shape.height }))
        };
        Self(theme.static_files().filter_map(drawing).collect())
    }

    /// The drawing for a topic.
    pub(super) fn get(&self, settings: &SiteSettings, topic: &str) -> Option<&Drawing> {
        let domain = settings.topic(topic).map_or(DEFAULT, |topic| &topic.domain);
        self.0.get(domain).or_else(|| self.0.get(DEFAULT))
    }
}

impl Drawing {
    /// As a card shows it. It says nothing that the title beside it does not, so it has no replacement text.
    pub(super) fn view(&self, here: &SitePath) -> CoverView {
        let (src, alt) = (route::relative(here, &self.path), String::new());
        CoverView { src, webp: None, alt, width: self.width, height: self.height }
    }
}
