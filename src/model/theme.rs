//! A theme and those it stands on: which file of which theme is taken.
//!
//! Deliberately absent: what a template or a style sheet says.

use super::path::SourcePath;
use super::span::Spanned;

/// The version of the data that templates are given (`src/render/view.rs`). It rises when a field goes or changes its
/// meaning, so that a theme written for older pages is told of it before any page is made.
pub const VIEWS: u32 = 1;

/// One theme of the chain, from `themes/<folder>/theme.yaml`.
#[derive(Clone, Debug)]
pub struct ThemeLayer {
    /// Directory name below `themes/`.
    pub folder: String,
    /// The file that describes it, which a theme without a parent may lack.
    pub source: SourcePath,
    /// Name for people.
    pub name: Option<String>,
    /// Its own version.
    pub version: Option<String>,
    /// The theme it stands on.
    pub extends: Option<Spanned<String>>,
    /// The version of that theme it was written for.
    pub extends_version: Option<Spanned<String>>,
}

impl ThemeLayer {
    /// Whether a parent with this version is the one asked for: `1` asks for `1.4`, `1.4` for `1.4.2`.
    #[must_use]
    pub fn accepts(&self, version: Option<&str>) -> bool {
        let Some(wanted) = &self.extends_version else { return true };
        let mut had = version.unwrap_or_default().split('.');
        wanted.value.split('.').all(|part| had.next() == Some(part))
    }
}

/// Where a part may lie below one theme, the most particular place first.
///
/// A part is a template (`article.html`, `cards/steps.html`), a static file (`base.css`, `js/size.js`), or one of the two
/// files of an edition (`audience.yaml`, `edition.css`), which exist for an audience only.
#[must_use]
pub fn places(part: &str, audience: Option<&str>) -> Vec<String> {
    let of = |id: &str, rest: &str| format!("audiences/{id}/{rest}");
    if is_of_edition(part) {
        return audience.map(|id| of(id, part)).into_iter().collect();
    }
    let (kind, name) = match part.split_once('/') {
        Some((kind @ ("templates" | "static"), name)) => (kind, name),
        _ if part.ends_with(".html") => ("templates", part),
        _ => ("static", part),
    };
    let own = audience.filter(|_| kind == "templates").map(|id| of(id, &format!("templates/{name}")));
    own.into_iter().chain([format!("{kind}/{name}")]).collect()
}

/// Whether a part exists for an audience only.
#[must_use]
pub fn is_of_edition(part: &str) -> bool {
    matches!(part, "audience.yaml" | "edition.css")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;

    #[test]
    fn the_particular_place_comes_first() {
        assert_eq!(
            places("article.html", Some("few")),
            ["audiences/few/templates/article.html", "templates/article.html"]
        );
        assert_eq!(places("templates/cards/steps.html", None), ["templates/cards/steps.html"]);
        assert_eq!(places("js/size.js", Some("few")), ["static/js/size.js"]);
        assert_eq!(places("edition.css", Some("few")), ["audiences/few/edition.css"]);
        assert!(places("edition.css", None).is_empty());
    }

    #[test]
    fn a_pin_names_as_much_of_a_version_as_it_means() {
        let pinned = |wanted: Option<&str>| ThemeLayer {
            folder: "t".into(),
            source: SourcePath::new("themes/t/theme.yaml").expect("clean"),
            name: None,
            version: None,
            extends: None,
            extends_version: wanted.map(|wanted| Spanned::new(wanted.to_owned(), Span::default())),
        };
        for (wanted, version, fits) in [
            (None, None, true),
            (Some("1"), Some("1.4.2"), true),
            (Some("1.4"), Some("1.4.2"), true),
            (Some("1"), Some("10.0"), false),
            (Some("1.4"), Some("1"), false),
            (Some("2"), None, false),
        ] {
            assert_eq!(pinned(wanted).accepts(version), fits, "{wanted:?} {version:?}");
        }
    }
}
