//! Lists in numbered pages: what a new, a changed and a withdrawn article may change, on the sample's signed articles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use kepu::gate::clearance::{Cleared, Production};
use kepu::gate::shelf::{Notice, Shelf};
use kepu::host::disk::DiskSources;
use kepu::host::memory::MemorySources;
use kepu::load::Library;
use kepu::model::article::Kind;
use kepu::model::audience::Audience;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::sources::{ListedFile, SourceError, Sources};
use kepu::pipeline;
use kepu::render::template::Theme;
use kepu::site::BuildFault;
use kepu::site::route::{self, Route};
use proptest::prelude::*;

/// Entries on a page, so that the sample fills a dozen of them.
const SIZE: usize = 4;

/// The sample with one file replaced.
struct Edited(DiskSources, BTreeMap<&'static str, Vec<u8>>);

impl Sources for Edited {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.0.list(dir)
    }
    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        self.1.get(path.as_str()).map_or_else(|| self.0.bytes(path), |bytes| Ok(Some(bytes.clone())))
    }
}

/// The sample, judged once; two editions with small pages.
struct Sample {
    sources: DiskSources,
    library: Library,
    shelf: Shelf<Production>,
    theme: Theme,
}

fn now() -> Timestamp {
    "2026-11-24T00:00:00Z".parse().expect("a time")
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let sources = DiskSources::new(env!("CARGO_MANIFEST_DIR").into());
        let mut library = pipeline::load(&sources).unwrap_or_else(|stop| panic!("{stop:?}"));
        let judged = pipeline::judge(&library, &sources, &NoHistory, now()).expect("readable");
        let theme = pipeline::compile_theme(&library, &sources).unwrap_or_else(|stop| panic!("{stop:?}"));
        library.audiences.retain(|audience| audience.common || audience.typography.body_px == 22);
        assert_eq!(library.audiences.len(), 2, "the common edition and that in large type");
        library
            .audiences
            .iter_mut()
            .for_each(|audience| audience.list_entries = Some(u32::try_from(SIZE).expect("few")));
        Sample { sources, library, shelf: judged.shelf, theme }
    })
}

impl Sample {
    /// Every page of the lists of articles of a shelf.
    fn lists(&self, shelf: &Shelf<Production>) -> BTreeMap<String, String> {
        let site = pipeline::site(shelf, &self.library, (&self.theme, (&self.sources, &NoCache), now().into()));
        let is_list = |path: &str| {
            let parts = ["all/", "rumours/", "topics/", "regions/", "ages/"];
            let tail = path.split_once('/').map_or(path, |(first, tail)| {
                if self.library.audiences.iter().any(|audience| audience.id == first) { tail } else { path }
            });
            path.ends_with("index.html") && parts.iter().any(|part| tail.starts_with(part))
        };
        let paths = site.paths().filter(|path| is_list(path.as_str()));
        let made = |path| site.make(path).expect("planned").unwrap_or_else(|fault: BuildFault| panic!("{fault}"));
        paths.map(|path| (path.to_string(), String::from_utf8(made(path)).expect("text"))).collect()
    }

    /// Ids of the articles that an edition shows or showed, in order of first publication, and whether lists show them.
    fn members(&self, audience: &Audience) -> Vec<(String, bool)> {
        let shown = self.shelf.articles().iter().filter(|cleared| cleared.ticket(audience, "public").is_some());
        let mut members: Vec<_> = shown
            .map(|cleared| (cleared.approval().first_published, cleared.id().to_string(), cleared.state().is_listed()))
            .chain(self.shelf.places().iter().filter(|place| place.is_of(audience, "public")).map(|place| {
                let (first, id) = place.order();
                (first, id.to_string(), false)
            }))
            .collect();
        members.sort();
        members.into_iter().map(|(_, id, listed)| (id, listed)).collect()
    }
}

/// The articles of a page in its order.
fn entries(html: &str) -> Vec<String> {
    let (_, main) = html.split_once("<main").expect("a page");
    let cards = main.split("<li class=\"card").skip(1);
    let address =
        |card: &str| card.split_once("<h3><a href=\"").and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
    let id = |href: String| href.trim_end_matches("/index.html").rsplit('/').next().map(str::to_owned);
    cards.filter_map(|card| id(address(card)?)).collect()
}

/// `all/page/3/index.html` as its list and its number.
fn page(path: &str) -> Option<(&str, usize)> {
    let (list, number) = path.strip_suffix("/index.html")?.split_once("/page/")?;
    Some((list, number.parse().ok()?))
}

/// The numbered pages of each list, the oldest first.
fn pages(lists: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeMap<usize, &str>> {
    let mut pages: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
    for (path, html) in lists {
        if let Some((list, number)) = page(path) {
            pages.entry(list).or_default().insert(number, html);
        }
    }
    pages
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    /// One more article, anywhere in the order of approval, or one that is gone without a trace.
    #[test]
    fn pages_older_than_a_changed_one_keep_their_bytes(kept in prop::collection::vec(prop::bool::weighted(0.8), 100), one in any::<prop::sample::Index>()) {
        let sample = sample();
        // An emergency stands on every page while it is in force; that is no matter of lists.
        let calm = |cleared: &Cleared<Production>| cleared.article().front.kind.value != Kind::Emergency;
        let ids: Vec<&str> = sample.shelf.articles().iter().filter(|cleared| calm(cleared) && cleared.state().is_listed()).map(|cleared| cleared.id().as_str()).collect();
        let kept: BTreeSet<&str> = ids.iter().zip(kept.iter().cycle()).filter(|(_, kept)| **kept).map(|(id, _)| *id).collect();
        let one = *one.get(&ids);
        let with = sample.lists(&sample.shelf.narrowed(|cleared| kept.contains(cleared.id().as_str()) || cleared.id().as_str() == one));
        let without = sample.lists(&sample.shelf.narrowed(|cleared| kept.contains(cleared.id().as_str()) && cleared.id().as_str() != one));
        let (new, old) = (pages(&with), pages(&without));
        let mut compared = 0;
        for (list, before) in &old {
            let after = new.get(list).cloned().unwrap_or_default();
            let own = after.iter().find(|(_, html)| entries(html).iter().any(|id| id == one)).map(|(number, _)| *number);
            let born = after.len() > before.len();
            // The newest page learns that there is a newer one when that is made.
            let newest = if born { before.len() } else { before.len() + 1 };
            let last = own.map_or(newest, |own| own.min(newest));
            for (number, html) in before.range(..last) {
                prop_assert!(after.get(number) == Some(html), "page {} of {} changed with {}", number, list, one);
                compared += 1;
            }
        }
        // Whatever stands beside one of the oldest may change with it, and a short list has no numbered page.
        let is_old = with.get("all/page/1/index.html").is_none_or(|html| entries(html).iter().any(|id| id == one));
        prop_assert!(compared > 0 || is_old, "nothing was compared");
        let newest = with.get("all/index.html").map(|html| entries(html)).unwrap_or_default();
        prop_assert!(newest.len() >= SIZE.min(kept.len()) && newest.len() < 2 * SIZE);
    }
}

/// Pages are cut by the places of all that was ever published; what is expired, archived or retracted leaves its empty.
#[test]
fn a_withdrawn_article_leaves_its_page_one_short() {
    let sample = sample();
    let lists = sample.lists(&sample.shelf);
    let mut short = 0;
    for audience in &sample.library.audiences {
        let members = sample.members(audience);
        let full = members.len() / SIZE - 1;
        assert!(full >= 2, "{} has {} articles", audience.id, members.len());
        for (at, places) in members.chunks(SIZE).take(full).enumerate() {
            let expected: Vec<&str> = places.iter().rev().filter(|(_, listed)| *listed).map(|(id, _)| &**id).collect();
            short += usize::from(expected.len() < SIZE);
            let path = route::path(audience, &Route::All.page(Some(at + 1))).to_string();
            let html = lists.get(&path).unwrap_or_else(|| panic!("{path} is missing"));
            assert_eq!(entries(html), expected, "{path}");
        }
        let beyond = route::path(audience, &Route::All.page(Some(full + 1))).to_string();
        assert!(!lists.contains_key(&beyond), "{beyond} is more than full pages");
    }
    assert!(short > 0, "no page of the sample is one short");
}

/// What a duty officer calls back is off the shelf; the page it stood on is one short, and no other numbered page changes.
#[test]
fn what_is_called_back_changes_no_page_but_its_own() {
    let sample = sample();
    let before = sample.lists(&sample.shelf);
    let shown = sample.shelf.articles().iter().filter(|cleared| cleared.state().is_listed());
    let calm = shown.filter(|cleared| cleared.article().front.kind.value != Kind::Emergency);
    let (mut gone, mut compared) = (0, 0);
    for one in calm.map(|cleared| cleared.id().as_str()).step_by(9) {
        let notice = |cleared: &Cleared<Production>| {
            (cleared.id().as_str() == one).then(|| Notice {
                since: now(),
                reason: "步骤有误".into(),
                replaced_by: None,
            })
        };
        let after = sample.lists(&sample.shelf.without(notice));
        let (old, new) = (pages(&before), pages(&after));
        for (list, numbered) in old.iter().filter(|(list, _)| !list.contains("ages/")) {
            for (number, html) in numbered {
                let (was, is) = (entries(html), entries(new[list][number]));
                let without: Vec<String> = was.iter().filter(|id| *id != one).cloned().collect();
                assert_eq!(is, without, "page {number} of {list} without {one}");
                gone += was.len() - is.len();
                compared += 1;
            }
        }
    }
    assert!(gone > 5 && compared > 50, "{gone} {compared}");
}

#[test]
fn every_article_can_be_reached_and_every_page_says_where_it_is() {
    let sample = sample();
    let lists = sample.lists(&sample.shelf);
    for audience in &sample.library.audiences {
        let address = |number| route::path(audience, &Route::All.page(number));
        let mut reached = BTreeSet::new();
        let mut next = Some(address(None).to_string());
        let mut turns = 0;
        while let Some(path) = next.take() {
            let html = &lists[&path];
            reached.extend(entries(html));
            // Follows the way to older pages as a reader does.
            let older = html.split_once("rel=\"prev\" href=\"").and_then(|(_, rest)| rest.split_once('"'));
            next = older.map(|(href, _)| {
                let number = href.trim_end_matches("/index.html").rsplit('/').next().and_then(|text| text.parse().ok());
                address(number).to_string()
            });
            if let Some((_, number)) = page(&path) {
                let title = format!("<title>全部文章（第 {number} 页）");
                assert!(html.contains(&title), "{path}");
                let own = format!(
                    "<link rel=\"canonical\" href=\"https://kepu.example.org/{}\">",
                    path.trim_end_matches("index.html")
                );
                assert!(html.contains(&own), "{path} has no {own}");
                assert_eq!(html.matches("aria-current=\"page\">第").count(), 2, "crumbs and pager of {path}");
            }
            turns += 1;
        }
        let listed: BTreeSet<String> =
            sample.members(audience).into_iter().filter(|(_, listed)| *listed).map(|(id, _)| id).collect();
        assert_eq!(reached, listed, "{}", audience.id);
        assert!(turns > 3, "{} was one page", audience.id);
    }
    let site =
        pipeline::site(&sample.shelf, &sample.library, (&sample.theme, (&sample.sources, &NoCache), now().into()));
    let map = site.make(&route::root("sitemap.xml")).expect("planned").expect("made");
    let map = String::from_utf8(map).expect("text");
    assert!(map.contains("<loc>https://kepu.example.org/all/page/2/</loc>"), "{map}");
}

/// A theme of before there were pages would hide most of a site without a word.
#[test]
fn a_theme_that_leads_to_no_older_page_is_refused() {
    let sample = sample();
    const LIST: &str = "themes/base/templates/list.html";
    let bytes = sample.sources.bytes(&SourcePath::new(LIST).expect("clean")).expect("readable").expect("a file");
    let text = String::from_utf8(bytes).expect("text");
    let pager = "{{ <pager pager={pager} /> }}";
    assert!(text.contains(pager));
    let sources = Edited(
        DiskSources::new(env!("CARGO_MANIFEST_DIR").into()),
        [(LIST, text.replace(pager, "").into_bytes())].into(),
    );
    let theme = pipeline::compile_theme(&sample.library, &sources).unwrap_or_else(|stop| panic!("{stop:?}"));
    let site = pipeline::site(&sample.shelf, &sample.library, (&theme, (&sample.sources, &NoCache), now().into()));
    let fault = site.make(&route::root("all/index.html")).expect("planned").expect_err("a page without a way on");
    assert!(matches!(&fault, BuildFault::Concealed { template, .. } if template == LIST), "{fault}");
    assert!(fault.to_string().contains("the link to the older page"), "{fault}");
    let rumours = site.make(&route::root("about/index.html")).expect("planned");
    assert!(rumours.is_ok(), "{:?}", rumours.err());
}

/// A site of many short articles of one season, nearly all of whose titles begin alike.
fn crowd() -> (Library, Theme) {
    let mut memory = MemorySources::default();
    let mut put = |path: &str, bytes: Vec<u8>| memory.put(path, bytes).expect("a clean path");
    let sources = &sample().sources;
    let profiles = sources.list("themes/base/audiences").expect("readable").into_iter().map(|file| file.path);
    let settings = ["site.yaml", "reviewers.yaml"].map(|path| SourcePath::new(path).expect("clean"));
    for path in profiles.filter(|path| path.as_str().ends_with("/audience.yaml")).chain(settings) {
        put(path.as_str(), sources.bytes(&path).expect("readable").expect("a file"));
    }
    for nth in 0..320 {
        let first = if nth < 310 { '山' } else { '水' };
        let text = format!(
            "---\nkepu: 1\nid: jx-{nth:03}\ntitle: {first}上的事{nth}\nsummary: 一句话说清读者能做什么。\nlang: zh-CN\nkind: article\n\
             audience: [public]\ntopics: [health.heat]\nregion: [\"360000\"]\nseason: 立夏\nauthors:\n  - {{name: 示例作者, org: 示例社, interests: none}}\n\
             editor: ed-lin\ncreated: 2026-11-01\nsources:\n  - {{id: s1, type: guideline, title: 示例指南, publisher: 示例社, published: 2025-01-01}}\n\
             review:\n  status: ready\n---\n\n正文。\n"
        );
        put(&format!("content/demo/{nth:03}/index.md"), text.into_bytes());
    }
    let mut library = pipeline::load(&memory).unwrap_or_else(|stop| panic!("{stop:?}"));
    library.audiences.retain(|audience| audience.common);
    assert_eq!(library.articles.len(), 320, "{:?}", library.findings);
    let theme = pipeline::compile_theme(&sample().library, sources).unwrap_or_else(|stop| panic!("{stop:?}"));
    (library, theme)
}

#[test]
fn no_page_of_a_crowd_names_all_of_it() {
    let (library, theme) = crowd();
    let shelf = Shelf::collect(library.articles.values().map(|article| Cleared::unreviewed(Arc::clone(article))));
    let site = pipeline::desk(&shelf, &library, (&theme, (&sample().sources, &NoCache), now().into()), true);
    let page = |path: &str| {
        let made = site.make(&SitePath::new(path).expect("clean")).unwrap_or_else(|| panic!("{path} is not planned"));
        String::from_utf8(made.expect("made")).expect("text")
    };
    let names = |html: &str| html.matches("上的事").count();
    let lists = site.paths().filter(|path| path.as_str().ends_with(".html") && !path.as_str().starts_with("a/"));
    for path in lists {
        let html = page(path.as_str());
        let is_last_resort = path.as_str() == "az/s/shan/index.html";
        assert!(names(&html) < 150 || is_last_resort, "{path} names {} articles", names(&html));
    }
    let calendar = page("calendar/index.html");
    assert_eq!(calendar.matches("“立夏”全部 320 篇").count(), 1, "{calendar}");
    assert_eq!(names(&calendar), 12);
    assert_eq!(entries(&page("calendar/season/立夏/index.html")).len(), 320 - 9 * 30);
    assert_eq!(entries(&page("calendar/season/立夏/page/9/index.html")).len(), 30);
    let letter = page("az/s/index.html");
    assert!(letter.contains("href=\"shan/index.html\"") && letter.contains("href=\"shui/index.html\""), "{letter}");
    assert_eq!(
        (names(&letter), names(&page("az/s/shui/index.html")), names(&page("az/s/shan/index.html"))),
        (0, 10, 310)
    );
}
