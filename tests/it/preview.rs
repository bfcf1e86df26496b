//! The live preview: what the desk shows while files change, and what no mistake can end.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use kepu::diag::Lang;
use kepu::host::disk::DiskSources;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::{SitePath, SourcePath};
use kepu::model::sources::{ListedFile, SourceError, Sources};
use kepu::preview::{Generation, View, Wanted, about, dressed, moved, told, wanted};

/// The sample with some files replaced.
struct Edited(DiskSources, BTreeMap<String, Vec<u8>>);

impl Sources for Edited {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let mut list = self.0.list(dir)?;
        for file in &mut list {
            file.size = self.1.get(file.path.as_str()).map_or(file.size, |bytes| bytes.len() as u64);
        }
        Ok(list)
    }
    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        self.1.get(path.as_str()).map_or_else(|| self.0.bytes(path), |bytes| Ok(Some(bytes.clone())))
    }
}

fn sample() -> DiskSources {
    DiskSources::new(env!("CARGO_MANIFEST_DIR").into())
}

fn edited(path: &str, from: &str, to: &str) -> Arc<Edited> {
    let bytes =
        sample().bytes(&SourcePath::new(path).expect("as laid out")).expect("as laid out").expect("as laid out");
    let text = String::from_utf8(bytes).expect("as laid out");
    assert!(text.contains(from), "{path} has no {from}");
    Arc::new(Edited(sample(), [(path.to_owned(), text.replacen(from, to, 1).into_bytes())].into()))
}

fn now() -> Timestamp {
    "2026-11-24T00:00:00Z".parse().expect("as laid out")
}

fn page(generation: &Generation, view: &View, path: &str) -> Option<String> {
    let path = SitePath::new(path).expect("as laid out");
    let made = generation.with_site(view, (&NoCache, now()), |site| site.make(&path))?;
    Some(String::from_utf8(made?.expect("as laid out")).expect("as laid out"))
}

const ARTICLE: &str = "content/agriculture/straw-return/index.md";
const PAGE: &str = "farmers/a/jx-straw-return/index.html";

#[test]
fn a_page_follows_its_file_and_no_mistake_ends_the_preview() {
    let first = Generation::first(Arc::new(sample()));
    let before = page(&first, &View::WEB, PAGE).expect("as laid out");
    assert!(before.contains("预览 · 未经审核") && !before.contains("新的一句"));
    let second = first.next(edited(ARTICLE, "\n## ", "\n新的一句。\n\n## "), false);
    assert!(page(&second, &View::WEB, PAGE).expect("as laid out").contains("新的一句。"));
    assert_eq!(second.number(), first.number() + 1);

    let broken = second.next(edited("site.yaml", "title:", "titel:"), false);
    assert!(!broken.trouble().is_empty());
    assert!(page(&broken, &View::WEB, PAGE).unwrap().contains("新的一句。"), "the last good state stays");

    let template = "themes/base/templates/article.html";
    let torn = broken.next(edited(template, "{%", "{% nonsense %}{%"), true);
    assert!(torn.trouble().iter().any(|one| one.primary.path.as_str() == template), "{:?}", torn.trouble());
    assert!(page(&torn, &View::WEB, PAGE).is_some());
    let mended = torn.next(Arc::new(sample()), false);
    assert!(mended.trouble().is_empty(), "also when only another file was touched: {:?}", mended.trouble());
}

#[test]
fn an_article_whose_head_is_wrong_is_shown_and_told() {
    let site = Generation::first(edited(ARTICLE, "title:", "titel:"));
    let path = SitePath::new(PAGE).unwrap();
    let about = about(&site, Some(&path), (&NoHistory, now()), Lang::Zh);
    assert!(about.findings.iter().any(|one| one.text.contains(ARTICLE) && one.text.contains("titel")), "{about:?}");
    assert_eq!(about.article.unwrap().state, "稿件有误");
    assert!(page(&site, &View::WEB, PAGE).is_some());
    let told = told(&site, &[ARTICLE.to_owned()], (&NoHistory, now()), Lang::Zh);
    assert!(told.iter().any(|one| one.text.contains("titel")), "{told:?}");
}

#[test]
fn what_is_missing_until_it_is_shown_stands_in_the_bar() {
    let site = Generation::first(Arc::new(sample()));
    let path = SitePath::new("a/jx-state-draft/index.html").unwrap();
    let about = about(&site, Some(&path), (&NoHistory, now()), Lang::Zh);
    let article = about.article.unwrap();
    assert_eq!((&*article.state, article.missing.len()), ("草稿", 1));
    assert!(page(&site, &View::WEB, path.as_str()).is_some(), "the desk shows drafts");
}

#[test]
fn views_have_addresses_of_their_own() {
    let site = |view, path: &str| Wanted::Site(view, SitePath::new(path).unwrap());
    let day = Some("2026-12-01".parse().unwrap());
    assert_eq!(wanted("/"), site(View::WEB, "index.html"));
    assert_eq!(wanted("/farmers/?x"), site(View::WEB, "farmers/index.html"));
    assert_eq!(wanted("/kepu/as/kiosk/farmers/"), site(View { is_kiosk: true, day: None }, "farmers/index.html"));
    assert_eq!(wanted("/kepu/as/web@2026-12-01/"), site(View { is_kiosk: false, day }, "index.html"));
    assert_eq!(wanted("/kepu/number?n"), Wanted::Own("number".into(), "n".into()));
    for bad in ["/kepu/as/moon/", "/kepu/as/web@2026-13-01/", "/../x", "/a%00"] {
        assert_eq!(wanted(bad), Wanted::Nothing, "{bad}");
    }
    let desk = Generation::first(Arc::new(sample()));
    let kiosk = page(&desk, &View { is_kiosk: true, day: None }, "farmers/index.html").unwrap();
    let web = page(&desk, &View::WEB, "farmers/index.html").unwrap();
    assert!(web.contains("feeds/") && !kiosk.contains("feeds/"), "nobody subscribes on a kiosk");
}

#[test]
fn the_script_stands_at_the_end_of_pages_and_nowhere_else() {
    let path = |text| SitePath::new(text).unwrap();
    let dressed = |at, text: &str| String::from_utf8(dressed(&path(at), text.into(), 7).body).unwrap();
    let html = dressed("a.html", "<body>“</body>” is text</BODY></html>");
    assert!(
        html.ends_with("<script src=\"/kepu/preview.js\" data-number=\"7\" defer></script>\n</BODY></html>"),
        "{html}"
    );
    assert_eq!(dressed("a.css", "</body>"), "</body>");
    let moved = moved(&path("farmers/a"));
    assert_eq!((moved.status, moved.location.as_deref()), (308, Some("a/")));
}
