//! The only place that makes an output path or an address.

use serde::{Deserialize, Serialize};

use crate::model::article::ArticleId;
use crate::model::audience::Audience;
use crate::model::path::SitePath;

/// First parts of addresses that no audience may take as its id.
pub const RESERVED: &[&str] = &[
    "a",
    "about",
    "ages",
    "all",
    "assets",
    "az",
    "calendar",
    "emergency",
    "feeds",
    "media",
    "notices",
    "provenance",
    "regions",
    "rumours",
    "search",
    "topics",
];

/// A page that every edition has one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Home page.
    Home,
    /// One article, or the notice left of it.
    Article(ArticleId),
    /// The posters of an article's safety cards.
    Poster(ArticleId),
    /// The one-page brief of an article.
    Brief(ArticleId),
    /// The text of an article to be read aloud.
    Script(ArticleId),
    /// Every article.
    All,
    /// Index of topics.
    Topics,
    /// One topic.
    Topic(String),
    /// Index of regions.
    Regions,
    /// One region.
    Region(String),
    /// Readers of one age.
    Band(String),
    /// Rumour register.
    Rumours,
    /// Corrections and withdrawals.
    Notices,
    /// How review works.
    About,
    /// The search box.
    Search,
    /// What the reader of the index must know first; it finds the files below beside it.
    SearchStart,
    /// One part of the index.
    SearchShard(usize),
    /// Entries that results are shown with.
    SearchTitles(usize),
    /// Titles in order of pinyin.
    Az,
    /// Those of one letter, where they are many; of one syllable, as `s/shan`, where those are many too.
    AzLetter(String),
    /// Solar terms and themed days; for one region, only with what applies there.
    Calendar(Option<String>),
    /// What belongs to one solar term or other season, where it is much.
    Season(String),
    /// Emergency notices in force and ended.
    Emergency,
    /// Those in force, for pages that are open already.
    Alerts,
    /// Every feed in plain words.
    Feeds,
    /// A feed of a part of the edition.
    Feed(FeedForm, Part),
    /// A numbered page of a list; the oldest is number 1, and the list itself is the front.
    Page(Box<Self>, usize),
}

impl Route {
    /// A page of this list; without a number it is the front.
    #[must_use]
    pub fn page(&self, number: Option<usize>) -> Self {
        number.map_or_else(|| self.clone(), |number| Self::Page(Box::new(self.clone()), number))
    }

    /// The front of a list that this is a page of; any other page is its own.
    #[must_use]
    pub fn front(&self) -> &Self {
        if let Self::Page(list, _) = self { list } else { self }
    }
}

/// A part of an edition that can be subscribed to; without topic and region it is the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Only articles of this topic.
    pub topic: Option<String>,
    /// Only articles that apply in this region.
    pub region: Option<String>,
    /// Only articles for readers of this age.
    pub band: Option<String>,
}

/// The form of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedForm {
    /// Atom.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedForm {
    /// Every form, the fullest first.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// What readers know it by.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
        }
    }

    /// MIME type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }
}

impl Part {
    /// The folder of the part below its edition, with a final `/` unless it is the edition itself.
    #[must_use]
    pub fn folder(&self) -> String {
        let topic = self.topic.as_ref().map(|topic| format!("topics/{topic}/"));
        let region = self.region.as_ref().map(|region| format!("regions/{region}/"));
        let band = self.band.as_ref().map(|band| format!("ages/{band}/"));
        [topic, region, band].into_iter().flatten().collect()
    }
}

/// The id of the article that a file belongs to: a page of any edition, a picture, the provenance.
#[must_use]
pub fn article_of(path: &SitePath) -> Option<&str> {
    let mut parts = path.as_str().split('/');
    match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
        ("a" | "media", id, Some(_), _) => Some(id),
        ("provenance", file, None, _) => {
            [".json", ".proof", ".md"].iter().find_map(|end| file.strip_suffix(end)).filter(|id| *id != "roster")
        }
        (first, "a", Some(id), Some(_)) if !RESERVED.contains(&first) => Some(id),
        _ => None,
    }
}

/// The output path of a page in one edition.
#[must_use]
pub fn path(audience: &Audience, route: &Route) -> SitePath {
    let tail = tail(route);
    if audience.common { fixed(&tail) } else { fixed(&format!("{}/{tail}", audience.id)) }
}

/// The path below the edition's folder.
fn tail(route: &Route) -> String {
    match route {
        Route::Home => "index.html".to_owned(),
        Route::Article(id) => format!("a/{id}/index.html"),
        Route::Poster(id) => format!("a/{id}/poster/index.html"),
        Route::Brief(id) => format!("a/{id}/brief/index.html"),
        Route::Script(id) => format!("a/{id}/script.txt"),
        Route::All => "all/index.html".to_owned(),
        Route::Topics => "topics/index.html".to_owned(),
        Route::Topic(id) => format!("topics/{id}/index.html"),
        Route::Regions => "regions/index.html".to_owned(),
        Route::Region(code) => format!("regions/{code}/index.html"),
        Route::Band(id) => format!("ages/{id}/index.html"),
        Route::Rumours => "rumours/index.html".to_owned(),
        Route::Notices => "notices/index.html".to_owned(),
        Route::About => "about/index.html".to_owned(),
        Route::Search => "search/index.html".to_owned(),
        Route::SearchStart => "search/start.js".to_owned(),
        Route::SearchShard(n) => format!("search/{n}.js"),
        Route::SearchTitles(n) => format!("search/t{n}.js"),
        Route::Az => "az/index.html".to_owned(),
        Route::AzLetter(letter) => format!("az/{letter}/index.html"),
        Route::Calendar(None) => "calendar/index.html".to_owned(),
        Route::Calendar(Some(code)) => format!("calendar/{code}/index.html"),
        Route::Season(name) => format!("calendar/season/{}/index.html", plain(name)),
        Route::Emergency => "emergency/index.html".to_owned(),
        Route::Alerts => "alerts.json".to_owned(),
        Route::Feeds => "feeds/index.html".to_owned(),
        Route::Feed(form, part) => format!("{}{}", part.folder(), form.file()),
        Route::Page(list, number) => {
            let front = tail(list);
            format!("{}page/{number}/index.html", front.strip_suffix("index.html").unwrap_or(&front))
        }
    }
}

/// An editor's word as a part of a path: letters and digits of any script stay, all else becomes its number.
fn plain(word: &str) -> String {
    word.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("-{:x}", u32::from(c)) }).collect()
}

/// A file of the theme.
#[must_use]
pub fn asset(name: &str) -> SitePath {
    fixed(&format!("assets/{name}"))
}

/// The style sheet of an edition.
#[must_use]
pub fn edition_css(audience: &Audience) -> SitePath {
    asset(&format!("edition-{}.css", audience.id))
}

/// Traditional characters and their simplified forms, for the reader of the index.
#[must_use]
pub fn search_fold() -> SitePath {
    asset("search-fold.js")
}

/// A file of an article.
#[must_use]
pub fn media(id: &ArticleId, name: &str) -> SitePath {
    fixed(&format!("media/{id}/{name}"))
}

/// Who approved an article, for machines.
#[must_use]
pub fn provenance(id: &ArticleId) -> SitePath {
    fixed(&format!("provenance/{id}.json"))
}

/// A file at the root with a fixed name.
#[must_use]
pub fn root(name: &str) -> SitePath {
    fixed(name)
}

fn fixed(text: &str) -> SitePath {
    // Ids, topics and regions are checked on load and asset names are clean paths, so the fallback is never taken;
    // it keeps even a programming fault inside the output folder.
    SitePath::new(text).unwrap_or_else(|_| fallback(text))
}

fn fallback(text: &str) -> SitePath {
    let safe: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    SitePath::new(&format!("x-{safe}")).unwrap_or_else(|_| fixed("x"))
}

/// The relative address from one page to another file, with every special character escaped.
#[must_use]
pub fn relative(from: &SitePath, to: &SitePath) -> String {
    let (from, to) = (from.as_str(), to.as_str());
    let common = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    // Of what both begin with, the whole folders.
    let shared = from.as_bytes()[..common].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    let n_up = from.as_bytes()[shared..].iter().filter(|&&byte| byte == b'/').count();
    let mut address = String::with_capacity(3 * n_up + to.len() - shared);
    (0..n_up).for_each(|_| address.push_str("../"));
    escape_into(&mut address, &to[shared..]);
    address
}

/// The absolute address; `index.html` is left out, as web servers do.
#[must_use]
pub fn absolute(base_url: &str, to: &SitePath) -> String {
    let mut joined = String::with_capacity(to.as_str().len());
    escape_into(&mut joined, to.as_str());
    let tail =
        joined.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(&joined);
    format!("{}/{tail}", base_url.trim_end_matches('/'))
}

/// From a page up to the output root: empty or `../../`.
#[must_use]
pub fn to_root(from: &SitePath) -> String {
    "../".repeat(from.as_str().matches('/').count())
}

/// Percent-encodes all but unreserved characters and the slashes between folders. Source: RFC 3986 §2.3.
fn escape_into(address: &mut String, path: &str) {
    use std::fmt::Write as _;
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rel(from: &str, to: &str) -> String {
        relative(&root(from), &root(to))
    }

    #[test]
    fn addresses_climb_and_descend() {
        assert_eq!(rel("index.html", "farmers/index.html"), "farmers/index.html");
        assert_eq!(rel("farmers/a/x/index.html", "farmers/index.html"), "../../index.html");
        assert_eq!(rel("farmers/a/x/index.html", "assets/base.css"), "../../../assets/base.css");
        assert_eq!(rel("a/x/index.html", "a/x/index.html"), "index.html");
        assert_eq!(rel("a/x/index.html", "a/y/图 1.svg"), "../y/%E5%9B%BE%201.svg");
        assert_eq!(rel("a/稻1/index.html", "a/稻2/index.html"), "../%E7%A8%BB2/index.html", "names that begin alike");
        assert_eq!(rel("a/b/index.html", "a/b.svg"), "../b.svg");
        assert_eq!(rel("a/b/index.html", "a/b"), "../b", "a name that is another's folder");
        assert_eq!(to_root(&root("farmers/a/x/index.html")), "../../../");
    }

    #[test]
    fn pages_stand_below_their_list() {
        let audience = crate::model::audience::tests::audience("farmers");
        let at = |list: Route, number| path(&audience, &list.page(number)).to_string();
        assert_eq!(at(Route::All, Some(3)), "farmers/all/page/3/index.html");
        assert_eq!(at(Route::Topic("a".into()), Some(1)), "farmers/topics/a/page/1/index.html");
        assert_eq!(at(Route::Region("360000".into()), None), "farmers/regions/360000/index.html");
        assert_eq!(at(Route::Season("双抢".into()), Some(2)), "farmers/calendar/season/双抢/page/2/index.html");
        assert_eq!(at(Route::Season("../春".into()), None), "farmers/calendar/season/-2e-2e-2f春/index.html");
        assert_eq!(Route::All.page(Some(3)).front(), &Route::All);
    }

    #[test]
    fn only_files_of_an_article_are_an_articles() {
        let of = |path: &str| article_of(&root(path)).map(str::to_owned);
        assert_eq!(of("farmers/a/jx-x/poster/index.html").as_deref(), Some("jx-x"));
        assert_eq!(of("topics/a/page/1/index.html"), None, "a topic of that name");
        assert_eq!(of("all/page/1/index.html"), None);
    }

    #[test]
    fn absolute_addresses_drop_index() {
        assert_eq!(absolute("https://k.example/", &root("index.html")), "https://k.example/");
        assert_eq!(absolute("https://k.example/s/", &root("a/x/index.html")), "https://k.example/s/a/x/");
        assert_eq!(absolute("https://k.example", &root("my-index.html")), "https://k.example/my-index.html");
    }
}
