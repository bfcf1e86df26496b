//! `site.yaml`: the site root marker, its names, vocabularies and channels.

use super::path::SourcePath;
use super::span::Spanned;

/// Settings of one site.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// Project UUID; every sign-off names it.
    pub project: Spanned<String>,
    /// Title.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// Who runs it.
    pub publisher: String,
    /// Absolute address of the site, with a final `/`; feeds and sitemap need it.
    pub base_url: Spanned<String>,
    /// BCP 47 tag.
    pub lang: String,
    /// Theme directory below `themes/`.
    pub theme: Spanned<String>,
    /// Editions to build, by audience id; empty means every audience directory of the theme.
    pub audiences: Vec<Spanned<String>>,
    /// Topics.
    pub topics: Vec<Topic>,
    /// Regions.
    pub regions: Vec<Region>,
    /// Kiosk channels.
    pub channels: Vec<Channel>,
    /// Feed entries at most.
    pub feed_entries: u32,
    /// Entries on one page of a list.
    pub list_entries: u32,
    /// Filing numbers shown at the foot (ICP, 公安), in order.
    pub filings: Vec<Filing>,
    /// How readers complain about content.
    pub complaint: Option<Complaint>,
    /// The site's own font.
    pub font: Option<SiteFont>,
    /// Whom to call in an emergency, in order.
    pub hotlines: Vec<Hotline>,
}

/// A topic and the domain its reviewers need.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Id such as `health.heat`.
    pub id: Spanned<String>,
    /// Chinese label.
    pub label: String,
    /// Domain of knowledge reviewers.
    pub domain: String,
}

/// A region of GB/T 2260.
#[derive(Clone, Debug)]
pub struct Region {
    /// Six digits.
    pub code: Spanned<String>,
    /// Chinese name.
    pub label: String,
}

/// What one group of kiosks subscribes to.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Id: lower-case ASCII letters, digits and `-`.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// Audience ids whose editions are packed; the first is the start page.
    pub audiences: Vec<Spanned<String>>,
    /// Keep only articles of these regions (and their ancestors); empty keeps all.
    pub regions: Vec<Spanned<String>>,
    /// Articles that a kiosk keeps however little space it has.
    pub always: Vec<Spanned<String>>,
    /// The part of the kiosks that takes a new release first, of a hundred.
    pub rollout: u8,
    /// Hours in which kiosks without hours of their own come.
    pub window: Option<String>,
}

/// One filing number. Source: 非经营性互联网信息服务备案管理办法 Art. 13.
#[derive(Clone, Debug)]
pub struct Filing {
    /// As printed.
    pub number: String,
    /// Where it leads.
    pub url: String,
}

/// A font of the site's own, cut to the characters that its pages use.
#[derive(Clone, Debug)]
pub struct SiteFont {
    /// The file, below `themes/`.
    pub file: Spanned<SourcePath>,
    /// Its name in style sheets.
    pub family: String,
    /// Its licence, as SPDX writes it.
    pub licence: String,
    /// The text of the licence, which is published beside the font.
    pub licence_file: Spanned<SourcePath>,
    /// Editions that use it, by audience id; empty means all.
    pub audiences: Vec<Spanned<String>>,
}

impl SiteFont {
    /// Whether an edition uses it.
    #[must_use]
    pub fn serves(&self, audience: &str) -> bool {
        self.audiences.is_empty() || self.audiences.iter().any(|id| id.value == audience)
    }
}

/// A telephone number for emergencies.
#[derive(Clone, Debug)]
pub struct Hotline {
    /// Digits.
    pub number: String,
    /// Who answers.
    pub label: String,
}

/// Where readers turn to.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// Words of the link.
    pub label: String,
    /// `https:` or `mailto:` address.
    pub url: String,
}

impl Region {
    /// Whether an editor's word means this region: its code, its name, or the name without 省, 市, 县, 区.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        let short = self.label.trim_end_matches(['省', '市', '县', '区']);
        self.code.value == word || self.label == word || (short.chars().count() > 1 && short == word)
    }

    /// Whether one region contains the other.
    #[must_use]
    pub fn related(a: &str, b: &str) -> bool {
        contains(a, b) || contains(b, a)
    }
}

/// Whether a region is another or has it inside. Source: GB/T 2260, two digits a level, `00` for the whole.
#[must_use]
pub fn contains(outer: &str, inner: &str) -> bool {
    inner.starts_with(stem(outer))
}

fn stem(code: &str) -> &str {
    code.strip_suffix("00").map_or(code, stem)
}

impl SiteSettings {
    /// The topic of this id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id.value == id)
    }

    /// The Chinese name of a region, or its code.
    #[must_use]
    pub fn region_label<'a>(&'a self, code: &'a str) -> &'a str {
        self.regions.iter().find(|region| region.code.value == code).map_or(code, |region| &region.label)
    }
}

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn a_county_sees_its_city_its_province_and_the_nation() {
        for (a, b, expected) in [
            ("360734", "360000", true),
            ("360734", "360700", true),
            ("360734", "000000", true),
            ("360734", "360800", false),
            ("360000", "430000", false),
        ] {
            assert_eq!((Region::related(a, b), Region::related(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
