//! The files that a page needs to look right: style sheets, scripts, pictures, and what style sheets name. The data that
//! the script of a search page asks for is left out: it is larger than everything else, and nothing is searched here.
//!
//! Read with tolerance: whatever in a page could be the address of a file of the site counts, and whether there is such a
//! file is asked of the site. A file too many costs room; one too few would show a reviewer a broken page.

use std::collections::BTreeSet;

use super::changed::is_page;
use crate::gate::clearance::Preview;
use crate::model::path::SitePath;
use crate::site::BuildFault;
use crate::site::output::Files;

/// Every file that some pages of a site need, and those that these need.
pub(super) fn of(site: &dyn Files<Preview>, pages: &[&SitePath]) -> Result<BTreeSet<SitePath>, BuildFault> {
    let known: BTreeSet<&SitePath> = site.paths().collect();
    let mut needs: BTreeSet<SitePath> = BTreeSet::new();
    let mut open: Vec<SitePath> =
        pages.iter().filter(|path| known.contains(*path)).map(|path| (*path).clone()).collect();
    while let Some(path) = open.pop() {
        let bytes = site.make(&path).transpose()?.unwrap_or_default();
        for file in references(&path, &bytes) {
            if !is_page(&file) && known.contains(&file) && needs.insert(file.clone()) && file.extension() == "css" {
                open.push(file);
            }
        }
    }
    Ok(needs)
}

/// Whatever a page or a style sheet could name, as paths of the site.
pub(super) fn references(path: &SitePath, bytes: &[u8]) -> BTreeSet<SitePath> {
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = match path.extension().as_str() {
        "html" => between(&text, "=\"", '"').flat_map(|value| value.split([' ', ',', '\n'])).collect(),
        "css" => between(&text, "url(", ')').map(|value| value.trim_matches(['"', '\'', ' '])).collect(),
        _ => Vec::new(),
    };
    words.into_iter().filter_map(|word| resolved(path, word)).collect()
}

fn between<'t>(text: &'t str, start: &'static str, end: char) -> impl Iterator<Item = &'t str> {
    text.split(start).skip(1).filter_map(move |rest| rest.split(end).next())
}

/// The path that a relative address means; nothing for one that leaves the site.
fn resolved(from: &SitePath, word: &str) -> Option<SitePath> {
    let word = word.split(['#', '?']).next().filter(|word| !word.is_empty() && !word.contains(':'))?;
    let mut parts: Vec<&str> = from.as_str().split('/').collect();
    parts.pop();
    for part in word.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    SitePath::new(&decoded(&parts.join("/"))?).ok()
}

fn decoded(text: &str) -> Option<String> {
    crate::model::address::path_of(&format!("/{text}")).map(|path| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str, text: &str) -> Vec<String> {
        let path = SitePath::new(path).expect("a path");
        references(&path, text.as_bytes()).into_iter().map(|path| path.to_string()).collect()
    }

    #[test]
    fn addresses_are_followed_inside_the_site_only() {
        let page = r##"<link href="../../assets/base.css?v=1"><img srcset="../../media/a/%E5%9B%BE.webp 1x, ../../media/a/b.webp 2x">
            <a href="https://example.org/x"></a><a href="../../../out"></a><a href="#here"></a><img src="data:image/png,x">"##;
        let found = named("a/x/index.html", page);
        let wanted = ["assets/base.css", "media/a/b.webp", "media/a/图.webp"];
        assert!(wanted.iter().all(|path| found.contains(&(*path).to_owned())), "{found:?}");
        assert!(found.iter().all(|path| !path.contains("example.org") && !path.contains("out")), "{found:?}");
        assert_eq!(named("assets/e.css", "a{src:url(\"fonts/a.woff2\") format(\"woff2\")}"), ["assets/fonts/a.woff2"]);
        assert_eq!(named("feed.xml", "href=\"assets/base.css\""), [""; 0]);
    }
}
