//! A theme can be replaced whole, and one file of it can be replaced alone.

use std::collections::BTreeSet;

use crate::support::repository::NOW;
use crate::support::{Base, Scratch, list};

/// The sample with another theme, built; the pages below `public/` by path.
fn built(theme: &str, prepare: impl FnOnce(&Scratch)) -> Scratch {
    let site = Scratch::new(Base::Sample);
    let settings = site.read("site.yaml").replace("\ntheme: base\n", &format!("\ntheme: {theme}\n"));
    assert!(settings.contains(&format!("theme: {theme}")), "the sample names its theme in a line of its own");
    site.write("site.yaml", settings);
    prepare(&site);
    let ran = site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.stderr, "", "{ran:?}");
    site
}

fn pages(site: &Scratch) -> BTreeSet<String> {
    let top = site.path("public");
    let shown = |path: &std::path::Path| path.strip_prefix(&top).map(|path| path.to_string_lossy().replace('\\', "/"));
    let all = list(&top).into_iter().filter_map(|path| shown(&path).ok());
    all.filter(|path| path.ends_with(".html")).collect()
}

/// KP909 has read every page before it was written, so credits, verdicts and digests stand on them; here is seen that
/// it is really the other theme that shows them, on the same pages.
#[test]
fn the_sample_builds_with_the_second_theme() {
    let (base, plain) = (built("base", |_| ()), built("plain", |_| ()));
    // The second theme has no sheets for printing; everything else has its page in both.
    let (all, without) = (pages(&base), pages(&plain));
    let lost: Vec<_> = all
        .difference(&without)
        .filter(|path| !path.ends_with("/poster/index.html") && !path.ends_with("/brief/index.html"))
        .collect();
    assert!(lost.is_empty() && without.is_subset(&all), "{lost:?}");
    let mut articles = 0;
    for path in pages(&plain) {
        let html = plain.read(&format!("public/{path}"));
        assert!(!html.contains("class=\"band\"") && !html.contains("js/size.js"), "{path} is made by the base theme");
        assert!(html.contains("示例ICP备00000000号") && html.contains("内容有误？告诉我们"), "{path}");
        if html.contains("data-article-id") {
            articles += 1;
            assert!(html.contains("谁审的") && html.contains("核对码"), "{path}");
        }
    }
    assert!(articles > 100, "{articles}");
    let rumour = plain.read("public/elderly/a/jx-rumour-salt-substitute/index.html");
    assert!(rumour.find("class=\"verdict\"").expect("a verdict") < rumour.find("流言：").expect("the claim"));
    assert!(!plain.path("public/assets/article.css").exists());
    regions_stand_at_the_foot(&base);
}

/// On a telephone the choice of a region would stand between a reader and the page.
fn regions_stand_at_the_foot(site: &Scratch) {
    let html = site.read("public/farmers/calendar/index.html");
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
    let (head, foot) = (at("class=\"sections\""), at("class=\"foot\""));
    let after = |from: usize, text: &str| html[from..].find(text).map(|place| from + place);
    assert!(after(head, ">地区</a>") > Some(foot), "the head of a page names no regions");
    assert!(at("id=\"days\"") < at("id=\"places\"") && at("id=\"places\"") < foot);
}

/// A theme of one template and two lines of style.
fn lay_child(site: &Scratch) {
    let file = |name: &str, text: &str| site.write(&format!("themes/child/{name}"), text);
    file(
        "theme.yaml",
        "kepu_theme: 1\nname: 某县\nversion: \"0.1\"\nlicence: MIT\nviews: 1\nextends: base\nextends_version: \"1\"\n",
    );
    file(
        "templates/opening.html",
        "<h1>{{ title }}</h1>\n<p class=\"of-the-child\">{{ summary }}</p>\n{%- if ai %}\n<p>{{ ai }}</p>\n{%- endif %}\n",
    );
    file(
        "templates/tombstone.html",
        "{% extends \"base/tombstone.html\" %}\n{% block head -%}\n<meta name=\"of-the-child\" content=\"yes\">\n{% endblock head -%}\n",
    );
    file("static/site.css", ".of-the-child { color: var(--accent-text); }\n");
}

#[test]
fn a_theme_of_few_files_stands_on_the_base() {
    let (base, child) = (built("base", |_| ()), built("child", lay_child));
    assert_eq!(pages(&base), pages(&child));
    let article = child.read("public/farmers/a/jx-pesticide-interval/index.html");
    assert!(article.contains("of-the-child") && article.contains("class=\"band\"") && article.contains("谁审的"));
    assert!(article.contains("assets/site.css"), "a sheet of the child alone is linked");
    let stone = child.read("public/elderly/a/jx-state-suspended/index.html");
    assert!(stone.contains("name=\"of-the-child\"") && stone.contains("暂停"), "{stone}");
    assert_eq!(child.read("public/index.html").matches("site.css").count(), 1);
}
