//! Feeds, calendar and emergencies of the sample site: what is in them, and what moves when data or time move.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Base, Scratch};
use serde_json::Value;

const EVENING: &str = "2026-11-24T08:00:00+08:00";

fn build(scratch: &Scratch, now: &str) {
    let ran = scratch.kepu(&["build", "--now", now]);
    assert_eq!(ran.code, 1, "something is always held back in the sample: {ran:?}");
}

/// Article ids by the folder of their feed, from the JSON feeds of one edition; entry ids are checked on the way.
fn members(scratch: &Scratch, edition: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (name, bytes) in scratch.files("public") {
        let Some(part) = name.strip_suffix("feed.json").and_then(|part| part.strip_prefix(edition)) else { continue };
        let feed: Value = serde_json::from_slice(&bytes).expect("JSON");
        let items = feed["items"].as_array().expect("items");
        for item in items {
            let (id, article) = (item["id"].as_str().expect("an id"), item["_kepu"]["article"].as_str().expect("one"));
            let known = ids.entry(article.to_owned()).or_insert_with(|| id.to_owned());
            assert_eq!(known, id, "an article has one id in every feed of its edition");
        }
        let articles = items.iter().map(|item| item["_kepu"]["article"].as_str().expect("one").to_owned()).collect();
        found.insert(part.to_owned(), articles);
    }
    found
}

#[test]
fn the_parts_of_an_edition_hold_every_article_and_no_foreign_one() {
    let scratch = Scratch::new(Base::Sample);
    build(&scratch, EVENING);
    for edition in ["farmers/", "elderly/", "officials/"] {
        let feeds = members(&scratch, edition);
        let whole: BTreeSet<String> = listed(&scratch, edition);
        assert!(whole.len() > 8, "{edition}: {whole:?}");
        let union = |keep: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            feeds.iter().filter(|(part, _)| keep(part)).flat_map(|(_, ids)| ids.clone()).collect()
        };
        assert_eq!(union(&|part| part.starts_with("topics/") && !part.contains("/regions/")), whole, "{edition}");
        assert_eq!(union(&|part| part.contains("/regions/")), whole, "{edition}");
        for (part, ids) in &feeds {
            assert!(!ids.is_empty() && ids.is_subset(&whole), "{edition}{part}");
            // A topic within a region is what both have, as far as the region's own feed reaches back.
            let Some((topic, region)) = part.split_once("/regions/") else { continue };
            let topic = &feeds[&format!("{topic}/")];
            assert!(ids.is_subset(topic), "{edition}{part} {region}");
        }
    }
    let feeds = members(&scratch, "farmers/");
    let ganzhou = &feeds["topics/agriculture.citrus/regions/360700/"];
    assert!(ganzhou.contains("jx-citrus-psyllid"), "the province's articles apply in the city: {ganzhou:?}");
    let province = &feeds["topics/agriculture.citrus/regions/360000/"];
    let cities: BTreeSet<_> = ganzhou.difference(province).collect();
    assert!(!cities.is_empty(), "a city's own article is not the province's: {province:?}");
}

#[test]
fn readers_of_one_age_have_a_list_and_feeds_of_their_own() {
    let scratch = Scratch::new(Base::Sample);
    build(&scratch, EVENING);
    let feeds = members(&scratch, "minors/");
    let named = |band: &str| -> BTreeSet<String> {
        let sources = scratch.files("content");
        let texts = sources.iter().filter(|(name, _)| name.ends_with("/index.md"));
        let fronts = texts.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        let names = fronts.filter(|front| front.lines().any(|line| line.contains("bands: [") && line.contains(band)));
        names.map(|front| front.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned()).collect()
    };
    for (band, label) in [("8-12", "8至12岁"), ("12-16", "12至16岁")] {
        let whole = listed(&scratch, "minors/");
        let expected: BTreeSet<String> = named(band).intersection(&whole).cloned().collect();
        assert!(expected.len() > 2, "{expected:?}");
        assert_eq!(feeds[&format!("ages/{band}/")], expected);
        let page = scratch.read(&format!("public/minors/ages/{band}/index.html"));
        assert!(expected.iter().all(|id| page.contains(&format!("/a/{id}/"))) && page.contains(label), "{page}");
        assert!(scratch.read("public/minors/topics/index.html").contains(label));
        let first = expected.iter().next().expect("one");
        assert!(scratch.read(&format!("public/minors/a/{first}/index.html")).contains(&format!("../../ages/{band}/")));
    }
    let elsewhere = scratch.files("public").into_keys().filter(|name| name.contains("ages/")).collect::<Vec<_>>();
    assert!(elsewhere.iter().all(|name| name.starts_with("minors/")), "{elsewhere:?}");
}

/// Every article that the edition lists, from its list of all.
fn listed(scratch: &Scratch, edition: &str) -> BTreeSet<String> {
    // The front and every numbered page.
    let pages = scratch.files(&format!("public/{edition}all"));
    let cards = pages.values().map(|page| String::from_utf8_lossy(page).into_owned());
    let cards: String = cards.filter_map(|page| page.split("<ul class=\"cards\">").nth(1).map(str::to_owned)).collect();
    assert!(!cards.is_empty(), "cards");
    let articles = cards.split("../a/").skip(1).filter_map(|rest| rest.split('/').next());
    articles.map(str::to_owned).collect()
}

#[test]
fn what_is_in_a_bundle_needs_no_reader_of_feeds() {
    let scratch = Scratch::new(Base::Sample);
    let packed = scratch.bundle("school", EVENING);
    assert_eq!(packed.code, 0, "{packed:?}");
    let manifest = scratch.read("dist/c/school/manifest.txt");
    assert!(manifest.contains("minors/feed.xml") && manifest.contains("minors/calendar/index.html"), "{manifest}");
    assert!(!manifest.contains("/topics/health.eye/feed.xml") && !manifest.contains("minors/feeds/"), "{manifest}");
}

const WEEK: &str = "kepu_days: 1\ndays:\n  - id: energy\n    title: 全国节能宣传周\n    lead: 60\n    topics: [energy.carbon]\n    \
                    source: {title: 通知, publisher: 示例部}\n    rule: {dates: [{first: FIRST, last: LAST}]}\n";

#[test]
fn a_movable_date_moves_the_home_page_and_the_calendar() {
    let scratch = Scratch::new(Base::Sample);
    for (first, last, other) in [("2026-12-08", "2026-12-14", "2027-01-11"), ("2027-01-11", "2027-01-17", "2026-12-08")]
    {
        scratch.write("days.yaml", WEEK.replace("FIRST", first).replace("LAST", last));
        build(&scratch, EVENING);
        let (home, calendar) = (scratch.read("public/index.html"), scratch.read("public/calendar/index.html"));
        let mark = format!("data-kp-from=\"{first}\" data-kp-until=\"{last}\"");
        for page in [&home, &calendar] {
            assert!(page.contains(&mark) && page.contains("全国节能宣传周"), "{first}");
            assert!(page.contains("jx-carbon-peak"), "its articles stand with it");
            assert!(!page.contains(&format!("{other}\" data-kp-until=\"{}", &other[..4])), "the old date is gone");
        }
        assert!(calendar.contains(&format!("\"startDate\":\"{first}\",\"endDate\":\"{last}\"")), "{calendar}");
    }
    // Without a date it is announced nowhere and awaited on the calendar.
    scratch.write("days.yaml", WEEK.replace("{dates: [{first: FIRST, last: LAST}]}", "{usual_month: 6}"));
    build(&scratch, EVENING);
    assert!(!scratch.read("public/index.html").contains("全国节能宣传周"));
    let calendar = scratch.read("public/calendar/index.html");
    assert!(calendar.contains("日期待公布，往年在 6 月") && !calendar.contains("\"Event\""), "{calendar}");
}

/// Titles under each term of a calendar.
fn terms(page: &str) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for term in page.split("<li class=\"solar-term\" data-kp-from=").skip(1) {
        let term = term.split("</ul>\n</li>").next().expect("a part");
        let name = term.split("<h3>").nth(1).and_then(|rest| rest.split(' ').next()).expect("a name");
        let ids = term.split("/a/").skip(1).filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect();
        found.entry(name.to_owned()).or_insert(ids);
    }
    found
}

#[test]
fn a_date_and_a_county_give_the_articles_of_the_season() {
    let scratch = Scratch::new(Base::Sample);
    build(&scratch, EVENING);
    let province = terms(&scratch.read("public/farmers/calendar/360000/index.html"));
    let ganzhou = terms(&scratch.read("public/farmers/calendar/360700/index.html"));
    assert_eq!(province.len(), 24, "{province:?}");
    let table: [(&str, &[&str], &[&str]); 3] = [
        ("小雪", &["jx-camellia-oil"], &["jx-camellia-oil", "jx-navel-orange-frost"]),
        ("惊蛰", &["jx-early-rice-calendar"], &["jx-early-rice-calendar"]),
        ("白露", &[], &[]),
    ];
    for (term, in_province, in_ganzhou) in table {
        let expected = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<String>>();
        assert_eq!(BTreeSet::from_iter(province[term].clone()), expected(in_province), "{term}");
        assert_eq!(BTreeSet::from_iter(ganzhou[term].clone()), expected(in_ganzhou), "{term}");
    }
    let page = scratch.read("public/farmers/calendar/index.html");
    let now = page.find("<strong class=\"present\">现在</strong>").expect("a mark");
    assert!(page[..now].ends_with("<h3>小雪 "), "{}", &page[..now]);
}

#[test]
fn a_notice_ends_by_itself_or_with_the_all_clear() {
    let scratch = Scratch::new(Base::Sample);
    let page = |scratch: &Scratch, name: &str| scratch.read(&format!("public/farmers/{name}"));
    build(&scratch, EVENING);
    let before = page(&scratch, "emergency/index.html");
    assert!(before.contains("data-kp-emergency") && before.contains("<strong>119</strong>"), "{before}");
    assert!(before.contains("data-kp-expires=\"2026-12-05T08:00:00+08:00\"") && before.contains("到期于"), "{before}");
    assert!(page(&scratch, "a/jx-emergency-coldwave/index.html").contains("\"SpecialAnnouncement\""));
    let register = scratch.read("emergencies.yaml");
    let drill = register.replace("opened: 2026-11-16", "drill: true, opened: 2026-11-16");
    assert_ne!(register, drill);
    scratch.write("emergencies.yaml", drill);
    build(&scratch, EVENING);
    assert!(page(&scratch, "index.html").contains("<span class=\"level\">演练 · "));
    // The register says that it is over.
    let clear = register.replace(
        "opened: 2026-11-16T08:00:00+08:00",
        "opened: 2026-11-16T08:00:00+08:00, closed: 2026-11-24T07:00:00+08:00",
    );
    assert_ne!(register, clear);
    scratch.write("emergencies.yaml", clear);
    build(&scratch, EVENING);
    for name in ["index.html", "emergency/index.html", "all/index.html"] {
        assert!(!page(&scratch, name).contains("data-kp-emergency"), "{name}");
    }
    // Nobody does anything, and time goes by.
    scratch.write("emergencies.yaml", register);
    build(&scratch, "2026-12-20T08:00:00+08:00");
    let after = page(&scratch, "emergency/index.html");
    assert!(!after.contains("data-kp-emergency") && after.contains("现在没有生效的应急提示"), "{after}");
}
