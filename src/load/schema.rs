//! JSON Schemas of everything that people write, made from the key tables that the loader reads with.
//!
//! Draft 2020-12 in the part that draft 07 shares, each file whole in itself, so that any YAML language server reads
//! it. A schema is narrower than the loader in three things, all on purpose: it knows no empty value, takes names and
//! codes in quotes only when YAML would read them as numbers, and takes dates without blanks around them.
//! It is wider wherever a condition joins two fields. Deliberately absent: files, and any English.

mod example;
mod json;
#[cfg(test)]
mod tests;
mod value;

use super::decode::Shape;
use super::{article, audience, days, emergencies, roster, site, stations, theme};
use crate::model::audience::Audience;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::theme::ThemeLayer;
use crate::model::token::vocabulary;
pub(crate) use json::Json;
use value::Writer;

vocabulary! {
    /// What a schema describes.
    Document {
        FrontMatter = "front-matter", "文章的前置元数据", "the front matter of an article";
        Reviewers = "reviewers", "名册与审核政策 reviewers.yaml", "people and policy, reviewers.yaml";
        Site = "site", "站点设置 site.yaml", "settings, site.yaml";
        Emergencies = "emergencies", "应急事件 emergencies.yaml", "the register of events, emergencies.yaml";
        Days = "days", "主题日 days.yaml", "themed days, days.yaml";
        Stations = "stations", "站点登记册 stations.yaml", "the register of stations, stations.yaml";
        Audience = "audience", "受众档案 audience.yaml", "the profile of an audience, audience.yaml";
        Theme = "theme", "主题说明 theme.yaml", "the description of a theme, theme.yaml";
    }
}

impl Document {
    /// The file the schema is kept in, below the folder `schemas`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{}.schema.json", self.token())
    }

    /// The files it is for, as a glob below the site; a YAML language server does not open articles, so their front
    /// matter is looked at in a copy.
    #[must_use]
    pub fn glob(self) -> &'static str {
        match self {
            Self::FrontMatter => "*.front.yaml",
            Self::Reviewers => "reviewers.yaml",
            Self::Site => "site.yaml",
            Self::Emergencies => "emergencies.yaml",
            Self::Days => "days.yaml",
            Self::Stations => "stations.yaml",
            Self::Audience => "themes/*/audiences/*/audience.yaml",
            Self::Theme => "themes/*/theme.yaml",
        }
    }

    fn shape(self) -> &'static Shape {
        match self {
            Self::FrontMatter => &article::SHAPE,
            Self::Reviewers => &roster::SHAPE,
            Self::Site => &site::SHAPE,
            Self::Emergencies => &emergencies::SHAPE,
            Self::Days => &days::SHAPE,
            Self::Stations => &stations::SHAPE,
            Self::Audience => &audience::SHAPE,
            Self::Theme => &theme::SHAPE,
        }
    }
}

/// The words of one site, for schemas that complete them.
#[derive(Clone, Debug)]
pub struct SiteWords {
    /// `site.yaml`.
    pub settings: SiteSettings,
    /// The theme and those it stands on.
    pub themes: Vec<ThemeLayer>,
    /// Every profile of the theme, built or not.
    pub audiences: Vec<Audience>,
    /// `reviewers.yaml`.
    pub roster: Roster,
}

/// The schema of a document as JSON text with a final line end; without words it fits every site.
#[must_use]
pub fn schema(document: Document, words: Option<&SiteWords>) -> String {
    let mut members = vec![
        ("$schema".to_owned(), Json::text("https://json-schema.org/draft/2020-12/schema")),
        ("$comment".to_owned(), Json::text("kepu schema --write 生成，不要手改")),
        ("title".to_owned(), Json::text(document.zh())),
    ];
    members.extend(Writer { document, words }.table(document.shape()));
    Json::Map(members).print()
}
