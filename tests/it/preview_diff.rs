//! `kepu preview-diff`: every page that a change touches, before and after, in a folder that needs nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kepu::host::cache::FolderCache;
use kepu::host::git::Repository;
use kepu::preview::{Generation, View};

use crate::support::live::tags;
use crate::support::repository::{NOW, RICE, Repo};
use crate::support::{checkout, copy_tree};

type Files = BTreeMap<String, Vec<u8>>;

const KIOSK: View = View { is_kiosk: true, day: None };

/// Some articles on the branch `base`, and the branch `pr` on top of it.
fn desk() -> Repo {
    let repo = Repo::new();
    for (id, audience) in [("jx-demo-text", "farmers"), ("jx-demo-other", "farmers"), ("jx-demo-third", "elderly")] {
        let text = RICE.replace("jx-demo-text", id).replace("[farmers]", &format!("[{audience}]"));
        repo.write(&format!("content/{id}/index.md"), &text);
    }
    started(repo)
}

fn sample() -> Repo {
    let repo = Repo::new();
    copy_tree(&checkout().join("content"), &repo.site.path("content"));
    started(repo)
}

fn started(repo: Repo) -> Repo {
    repo.commit("ed-lin", "Articles");
    repo.git(&["branch", "base"]);
    repo
}

/// Every page of a preview of a revision, as one side of a full comparison.
fn preview(repo: &Repo, rev: &str, view: &View) -> Files {
    let repository = Repository::around(repo.site.root()).expect("a repository");
    let tree = repository.tree(&repository.commit(rev).expect("a commit")).expect("a tree");
    let generation = Generation::first(Arc::new(tree));
    let now = NOW.parse().expect("a time");
    // The command has made the pictures; pages name them by what they are.
    let cache = FolderCache::of_site(repo.site.root());
    let made = generation.with_site(view, (&cache, now), |site| {
        let pages = site.paths().filter(|path| path.as_str().ends_with(".html"));
        pages.map(|path| (path.to_string(), site.make(path).expect("planned").expect("made"))).collect::<Files>()
    });
    made.expect("a site")
}

/// Pages that two previews give differently, by side: what each side has of them.
fn differing(before: &Files, after: &Files) -> [Files; 2] {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ: Vec<&String> = paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).collect();
    [before, after]
        .map(|side| differ.iter().filter_map(|path| Some(((*path).clone(), side.get(*path)?.clone()))).collect())
}

fn compared(repo: &Repo, args: &[&str]) -> Files {
    let ran = repo.site.kepu(&[&["preview-diff"], args, &["--now", NOW]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    repo.site.files("preview-diff")
}

/// The pages of one side in the folder, without the two lines that are added to each.
fn pages(folder: &Files, top: &str) -> Files {
    let own = folder.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(top)?.to_owned(), bytes)));
    let pages = own.filter(|(path, _)| path.ends_with(".html"));
    let bare = |bytes: &Vec<u8>| {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let lines = text.split_inclusive('\n').filter(|line| {
            !line.contains("Content-Security-Policy")
                && !line.contains("frame.js\" defer")
                && *line != "<meta name=\"robots\" content=\"noindex\">\n"
        });
        lines.collect::<String>().into_bytes()
    };
    pages.map(|(path, bytes)| (path, bare(bytes))).collect()
}

fn text(folder: &Files, path: &str) -> String {
    let bytes = folder.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", folder.keys()));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn same_pages(found: &Files, wanted: &Files, what: &str) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(wanted), "{what}");
    for (path, bytes) in wanted {
        let plain =
            |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\n<meta name=\"robots\" content=\"noindex\">", "");
        assert_eq!(plain(&found[path]), plain(bytes), "{what} {path}");
    }
}

/// Holds the pages of one screen against two full previews, and counts them.
fn exactly(repo: &Repo, folder: &Files, (view, top): (View, &str)) -> usize {
    let [before, after] = differing(&preview(repo, "base", &view), &preview(repo, "pr", &view));
    same_pages(&pages(folder, &format!("{top}before/")), &before, "before");
    same_pages(&pages(folder, &format!("{top}after/")), &after, "after");
    for path in before.keys() {
        assert!(folder.contains_key(&format!("{top}view/{path}")), "{path}");
    }
    before.len()
}

#[test]
fn an_edit_of_the_sample_gives_exactly_the_pages_that_two_previews_give_differently() {
    let repo = sample();
    repo.replace("content/agriculture/straw-return/index.md", "秸秆", "稻草秸秆");
    repo.commit("ed-lin", "Edit");
    let folder = compared(&repo, &["base", "pr"]);
    let n = exactly(&repo, &folder, (View::WEB, ""));
    assert!(n > 10 && n < 100, "{n}");
    let page = text(&folder, "after/farmers/a/jx-straw-return/index.html");
    assert!(page.contains("预览 · 未经审核"), "the lane is for ever");
}

#[test]
fn the_folder_holds_whatever_its_pages_need_and_asks_for_nothing_else() {
    let repo = desk();
    repo.replace("content/jx-demo-text/index.md", "细裂", "两毫米的细裂");
    repo.replace("content/jx-demo-text/index.md", "title: 例文", "title: 看水的例文");
    repo.commit("ed-lin", "Edit");
    let folder = compared(&repo, &["base", "pr"]);
    assert!(exactly(&repo, &folder, (KIOSK, "kiosk/")) > 3);
    let mut sheets = 0;
    for (path, bytes) in folder.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert!(html.contains("Content-Security-Policy"), "{path}");
        for (name, attributes) in tags(&html).0 {
            let of = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
            let loaded = match name.as_str() {
                "script" | "img" | "iframe" | "source" | "audio" => of("src"),
                "link" if of("rel") == Some("stylesheet") => of("href"),
                // The reviewer's own pages link to nothing that is not there.
                "a" if !path.contains("before/") && !path.contains("after/") => of("href"),
                _ => None,
            };
            let Some(address) = loaded.filter(|address| !address.starts_with("data:")) else { continue };
            let target = follow(path, address);
            assert!(folder.contains_key(&target), "{path}: {address} is {target}");
            sheets += usize::from(name == "link");
        }
    }
    assert!(sheets > 20, "{sheets}");
    let view = text(&folder, "view/farmers/a/jx-demo-text/index.html");
    assert_eq!(view.matches("<iframe ").count(), 2);
    assert_eq!(view.matches("sandbox=\"allow-scripts allow-same-origin\"").count(), 2);
    assert!(!view.contains("<script"), "the switch needs none");
    assert_eq!(compared(&repo, &["base", "pr"]), folder, "the same trees, clock and language give the same bytes");
}

fn follow(from: &str, address: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{address} leaves the folder"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn a_reviewer_reads_what_changed_where_it_stands_and_what_is_missing() {
    let repo = desk();
    repo.replace("content/jx-demo-text/index.md", "细裂", "5 毫米的细裂");
    repo.write("content/fresh/index.md", &RICE.replace("jx-demo-text", "jx-demo-fresh").replace("例文", "新写的"));
    repo.remove("content/jx-demo-third");
    // No commit: what lies in the working copy is the head.
    let folder = compared(&repo, &["base"]);
    let index = text(&folder, "index.html");
    assert!(index.contains("工作目录") && index.contains("有变化的文章 <span class=\"count\">3</span>"), "{index}");
    assert!(index.contains("新稿") && index.contains("已删去") && index.contains("不能发布"), "{index}");
    assert!(index.contains("href=\"view/farmers/a/jx-demo-text/index.html\""), "{index}");
    let edited = text(&folder, "article/jx-demo-text.html");
    assert!(edited.contains("<ins>5") && edited.contains("审核中") && edited.contains("终审"), "{edited}");
    let fresh = text(&folder, "view/farmers/a/jx-demo-fresh/index.html");
    assert!(fresh.contains("这一边没有这一页") && fresh.matches("<iframe ").count() == 1, "{fresh}");
    assert!(!folder.contains_key("before/farmers/a/jx-demo-fresh/index.html"));
    assert!(folder.contains_key("before/elderly/a/jx-demo-third/index.html"));
    assert!(!folder.keys().any(|path| path.contains("jx-demo-other/")), "nothing differs there");

    let english = compared(&repo, &["base", "--lang", "en"]);
    let index = text(&english, "index.html");
    assert!(index.contains("Articles that differ") && index.contains("working copy"), "{index}");
}

#[test]
fn pictures_themes_and_limits_are_seen_too() {
    let repo = desk();
    let picture = |colour: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" height=\"9\"><path fill=\"{colour}\" d=\"M0 0h9v9H0z\"/></svg>\n"
        )
    };
    let with = RICE.replace("晒田", "![田边的细裂](fig.svg)\n\n晒田");
    repo.write("content/jx-demo-text/index.md", &with);
    repo.write("content/jx-demo-text/fig.svg", &picture("#123456"));
    repo.commit("ed-lin", "With a picture");
    repo.git(&["branch", "-f", "base"]);
    repo.write("content/jx-demo-text/fig.svg", &picture("#654321"));
    let folder = compared(&repo, &["base"]);
    let media =
        |side: &str| folder.iter().find(|(path, _)| path.starts_with(&format!("{side}/media/"))).expect("a picture").1;
    assert!(media("before") != media("after") && text(&folder, "index.html").contains("图片有变"));
    assert!(folder.contains_key("view/farmers/a/jx-demo-text/index.html"));

    repo.git(&["checkout", "--", "."]);
    repo.replace("themes/base/static/base.css", "html", "html, .nothing");
    let folder = compared(&repo, &["base"]);
    for home in ["index.html", "farmers/index.html", "elderly/index.html"] {
        assert!(folder.contains_key(&format!("view/{home}")), "a specimen of {home}: {:?}", folder.keys());
    }
    assert_ne!(folder["before/assets/base.css"], folder["after/assets/base.css"]);

    repo.git(&["checkout", "--", "."]);
    repo.replace("site.yaml", "title: 科普江西", "title: 科普某省");
    let folder = compared(&repo, &["base", "--limit", "2"]);
    let taken = |edition: &str| folder.keys().filter(|path| path.starts_with(&format!("view/{edition}/"))).count();
    assert_eq!((taken("farmers"), taken("elderly")), (2, 2));
    assert!(text(&folder, "index.html").contains("页也有变化，没有收入"));

    repo.git(&["checkout", "--", "."]);
    let index = text(&compared(&repo, &["base"]), "index.html");
    assert!(index.contains("有变化的文章 <span class=\"count\">0</span>"), "{index}");
}

#[test]
fn the_change_of_a_branch_is_not_what_others_did_meanwhile() {
    let repo = desk();
    repo.replace("content/jx-demo-text/index.md", "细裂", "两毫米的细裂");
    repo.commit("ed-lin", "Edit");
    repo.git(&["switch", "-q", "base"]);
    repo.replace("content/jx-demo-other/index.md", "细裂", "三毫米的细裂");
    repo.commit("ed-lin", "Meanwhile");
    repo.git(&["switch", "-q", "pr"]);
    let folder = compared(&repo, &["base", "pr"]);
    assert!(folder.contains_key("article/jx-demo-text.html") && !folder.contains_key("article/jx-demo-other.html"));

    for (args, code) in [(&["nowhere"][..], 4), (&["base", "nowhere"], 4), (&["base", "pr", "--out", "content"], 3)] {
        let ran = repo.site.kepu(&[&["preview-diff"], args].concat());
        assert!(ran.code == code && ran.stderr.contains("怎么办"), "{args:?} {ran:?}");
    }
    repo.replace("site.yaml", "title:", "titel:");
    let ran = repo.site.kepu(&["preview-diff", "base", "--now", NOW]);
    assert!(ran.code == 2 && ran.stderr.contains("titel") && ran.stderr.contains("工作目录"), "{ran:?}");
}
