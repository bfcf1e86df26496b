use proptest::prelude::*;
use serde_json::Value;

use super::testing::*;
use super::*;

const NOW: &str = "2026-11-24T05:00:00Z";

fn ask_at(store: Option<&Store>, target: &str, now: &str) -> Response {
    let programme = Programme::default();
    let screen = Screen { store, programme: &programme, system: at(now), alert: None };
    screen.answer(&Request { method: "GET", target, host: Some("127.0.0.1:8080"), if_none_match: None })
}

fn ask(store: &Store, target: &str) -> Response {
    ask_at(Some(store), target, NOW)
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

fn text(response: &Response) -> &str {
    std::str::from_utf8(&response.body).expect("UTF-8")
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

#[test]
fn what_the_disk_does_not_take_is_said_and_a_smaller_picture_stands_for_a_larger_one() {
    let (_, mut store) = empty();
    let mut files = files(7);
    for name in ["field-480", "field-960", "field-1280", "plan"] {
        files.push((format!("media/old/{name}.jpg"), name.into()));
    }
    show(&mut store, 7, &files);
    let manifest = store.manifest().expect("shown").clone();
    let sum = |path: &str| manifest.find(path).expect("a line").sum;
    let left =
        ["farmers/a/old/index.html", "media/old/field-960.jpg", "media/old/field-1280.jpg", "media/old/plan.jpg"];
    store.set_left_out(7, &manifest, &left.into_iter().map(sum).collect()).expect("on record");
    store.gc().expect("swept");
    let page = ask(&store, "/farmers/a/old/");
    assert!(page.status == 200 && text(&page).contains("本机空间不足，这一篇没有下载"), "{page:?}");
    assert!(text(&page).contains("腾出空间") && page.damaged.is_none());
    assert_eq!(ask(&store, "/farmers/a/old").status, 308);
    let picture = ask(&store, "/media/old/field-1280.jpg");
    assert_eq!((picture.status, header(&picture, "Content-Type"), text(&picture)), (200, "image/jpeg", "field-480"));
    assert_eq!(text(&ask(&store, "/media/old/field-480.jpg")), "field-480");
    let none = ask(&store, "/media/old/plan.jpg");
    assert_eq!((none.status, header(&none, "Content-Type")), (200, "image/svg+xml"));
    assert!(text(&none).contains("图片没有下载"));
    let list = json(&ask(&store, "/kiosk/playlist.json"));
    assert!(!list.to_string().contains("/a/old/") && list.to_string().contains("/a/new/"), "{list}");
    assert!(store.damaged(7).expect("kept").is_empty(), "and none of it is damage");
}

#[test]
fn addresses_and_what_stands_there() {
    let (_, store) = shown();
    let html = "text/html; charset=utf-8";
    for (target, status, kind, starts) in [
        ("/", 200, html, "<p>index.html 7"),
        ("/?q=1#x", 200, html, "<p>index.html 7"),
        ("/index.html", 200, html, "<p>index.html 7"),
        ("/farmers/", 200, html, "<p>farmers/index.html 7"),
        ("/farmers/%E6%9F%A5/", 200, html, "<p>farmers/查"),
        ("/farmers/查/", 200, html, "<p>farmers/查"),
        ("/assets/base.css?v=1", 200, "text/css; charset=utf-8", "p{}"),
        ("/media/odd%20name.svg", 200, "image/svg+xml", "<svg/>"),
        ("/farmers/feed.json", 200, "application/json; charset=utf-8", "{"),
        ("/odd.bin", 200, "application/octet-stream", "?"),
        ("/farmers", 308, html, "<!DOCTYPE html>"),
        ("/kiosk", 308, html, "<!DOCTYPE html>"),
        ("/kiosk/", 200, html, "<!DOCTYPE html>"),
        ("/kiosk/frame.js", 200, "text/javascript; charset=utf-8", "/*"),
        ("/kiosk/alarm.js", 200, "text/javascript; charset=utf-8", "/*"),
        ("/kiosk/alarm.css", 200, "text/css; charset=utf-8", "/*"),
        ("/kiosk/frame.css", 200, "text/css; charset=utf-8", "/*"),
        ("/kiosk/page.css", 200, "text/css; charset=utf-8", "/*"),
        ("/kiosk/icon.svg", 200, "image/svg+xml", "<svg "),
        ("/kiosk/first/", 200, html, "<!DOCTYPE html>"),
        ("/kiosk/first/heat.html", 200, html, "<!DOCTYPE html>"),
        ("/kiosk/other", 404, html, "<!DOCTYPE html>"),
        ("/assets/", 404, html, "<!DOCTYPE html>"),
        ("/assets", 404, html, "<!DOCTYPE html>"),
        ("/nowhere", 404, html, "<!DOCTYPE html>"),
        ("/../index.html", 404, html, "<!DOCTYPE html>"),
        ("/%2e%2e/index.html", 404, html, "<!DOCTYPE html>"),
        ("//index.html", 404, html, "<!DOCTYPE html>"),
        ("/index.html%00", 404, html, "<!DOCTYPE html>"),
        ("/%", 404, html, "<!DOCTYPE html>"),
        ("/%ff", 404, html, "<!DOCTYPE html>"),
        ("", 404, html, "<!DOCTYPE html>"),
        ("index.html", 404, html, "<!DOCTYPE html>"),
        ("http://127.0.0.1/index.html", 404, html, "<!DOCTYPE html>"),
        ("*", 404, html, "<!DOCTYPE html>"),
    ] {
        let response = ask(&store, target);
        assert_eq!((response.status, header(&response, "Content-Type")), (status, kind), "{target}");
        assert!(text(&response).starts_with(starts), "{target}: {}", text(&response));
        assert_eq!(header(&response, "Content-Length"), response.body.len().to_string(), "{target}");
        assert!(header(&response, "Content-Security-Policy").starts_with("default-src 'self';"), "{target}");
        assert_eq!(header(&response, "X-Content-Type-Options"), "nosniff");
        assert_eq!(header(&response, "Referrer-Policy"), "no-referrer");
        assert_eq!(header(&response, "Cache-Control"), "no-cache");
        assert!(status < 400 || text(&response).contains("href=\"/\""), "{target} leads home");
    }
    assert_eq!(header(&ask(&store, "/farmers"), "Location"), "/farmers/");
    assert_eq!(header(&ask(&store, "/farmers/%E6%9F%A5"), "Location"), "/farmers/%E6%9F%A5/");
}

#[test]
fn only_reading_and_only_from_this_machine() {
    let (_, store) = shown();
    let programme = Programme::default();
    let screen = Screen { store: Some(&store), programme: &programme, system: at(NOW), alert: None };
    let ask = |method, host| screen.answer(&Request { method, target: "/", host, if_none_match: None });
    for (method, status) in [("GET", 200), ("HEAD", 200), ("POST", 405), ("OPTIONS", 405), ("get", 405)] {
        assert_eq!(ask(method, None).status, status, "{method}");
    }
    let (get, head) = (ask("GET", None), ask("HEAD", None));
    assert_eq!((head.headers, head.body), (get.headers, Vec::new()));
    for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:80", "LOCALHOST", "[::1]:8080", "[::1]"] {
        assert_eq!(ask("GET", Some(host)).status, 200, "{host}");
    }
    for host in ["", "evil.example", "127.0.0.1.evil.example:80", "localhost:80x", "::1"] {
        assert_eq!(ask("GET", Some(host)).status, 421, "{host}");
    }
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let (_, store) = shown();
    let programme = Programme::default();
    let screen = Screen { store: Some(&store), programme: &programme, system: at(NOW), alert: None };
    let home = ask(&store, "/");
    let tag = header(&home, "ETag").to_owned();
    assert_eq!(tag, format!("\"{}\"", Sha256::of(&home.body).hex()));
    let with = |known: &str| {
        screen.answer(&Request { method: "GET", target: "/", host: None, if_none_match: Some(known) }).status
    };
    assert_eq!(with(&tag), 304);
    assert_eq!(with(&format!("\"a\", W/{tag}")), 304);
    assert_eq!((with("\"a\""), with("*"), with("")), (200, 200, 200));
}

#[test]
fn what_was_retracted_is_gone_and_says_so() {
    let (_, mut store) = shown();
    retract(&mut store, Some("new"));
    let path = "/farmers/a/gone/";
    let response = ask(&store, path);
    assert_eq!(response.status, 410);
    assert!(text(&response).contains("剂量 &lt;b&gt;有误&lt;/b&gt;") && text(&response).contains("2026-11-24"));
    assert!(text(&response).contains("href=\"/farmers/a/new/\""), "{}", text(&response));
    assert!(!json(&ask(&store, "/kiosk/playlist.json")).to_string().contains("gone"));

    let mut next = files(8);
    let at = next.iter().position(|(path, _)| path == "farmers/a/gone/index.html").expect("a file");
    next[at].1 = "撤稿说明".into();
    show(&mut store, 8, &next);
    let response = ask(&store, path);
    assert_eq!((response.status, text(&response)), (410, "撤稿说明"), "the release's own words");
    let known = header(&response, "ETag").to_owned();
    let programme = Programme::default();
    let screen = Screen { store: Some(&store), programme: &programme, system: super::testing::at(NOW), alert: None };
    let again = screen.answer(&Request { method: "GET", target: path, host: None, if_none_match: Some(&known) });
    assert_eq!(again.status, 410, "never 304");
}

#[test]
fn a_replacement_that_is_not_there_is_not_linked() {
    let (_, mut store) = shown();
    retract(&mut store, Some("\"><script>"));
    let response = ask(&store, "/farmers/a/gone/");
    assert!(response.status == 410 && !text(&response).contains("script"));
}

#[test]
fn damaged_files_are_never_shown() {
    let (disk, store) = shown();
    for (path, target, status) in [("farmers/index.html", "/farmers/", 503), ("index.html", "/", 200)] {
        spoil(&*disk, &store, path);
        let response = ask(&store, target);
        assert_eq!(response.status, status, "{path}");
        assert_eq!(response.damaged.as_ref().map(SitePath::as_str), Some(path));
        assert!(!text(&response).contains("xxx") && text(&response).contains("href=\"/\""));
    }
    assert!(text(&ask(&store, "/")).contains("内置常识"), "home is never blank");
}

#[test]
fn an_article_past_its_review_is_not_shown() {
    let (disk, store) = shown();
    let path = "/farmers/a/short/";
    let status = |now: &str| ask_at(Some(&store), path, now).status;
    assert_eq!(status("2026-11-26T02:59:59Z"), 200);
    assert_eq!(status("2026-11-26T03:00:00Z"), 410);
    assert!(text(&ask_at(Some(&store), path, "2027-01-01T00:00:00Z")).contains("有效至 2026-11-26"));
    assert_eq!(status("1970-01-01T00:00:00Z"), 200, "a clock that went back stands at the last signed time");
    let late = "2036-01-01T00:00:00Z";
    assert_eq!(ask_at(Some(&store), path, late).status, 410);
    assert_eq!(ask_at(Some(&store), "/farmers/a/new/", late).status, 200, "a clock ten years ahead is not believed");
    assert_eq!(ask_at(Some(&store), "/farmers/a/food/", late).status, 200, "nor is half a record");
    let list = |now| json(&ask_at(Some(&store), "/kiosk/playlist.json", now)).to_string();
    assert!(list(NOW).contains("short") && !list(late).contains("short"));
    spoil(&*disk, &store, "provenance/short.json");
    assert_eq!(status(late), 200, "a damaged record takes nothing away");
}

#[test]
fn the_loop_shows_the_day_then_the_hour_then_the_newest() {
    let (_, store) = shown();
    let order = |programme: &Programme, now: &str| {
        let screen = Screen { store: Some(&store), programme, system: at(now), alert: None };
        let ask = Request { method: "GET", target: "/kiosk/playlist.json", host: None, if_none_match: None };
        let list = json(&screen.answer(&ask));
        let items = list["items"].as_array().expect("items").clone();
        let word = |item: &Value| {
            let href = item["href"].as_str().expect("a target").to_owned();
            assert_eq!(screen.answer(&Request { target: &href, ..ask }).status, 200, "{href}");
            format!("{} {}", href.trim_matches('/').replace("/a/", " "), item["why"].as_str().expect("a reason"))
        };
        items.iter().map(word).collect::<Vec<_>>()
    };
    let plain = Programme::default();
    let elderly = "elderly new newest";
    assert_eq!(
        order(&plain, NOW),
        [
            "farmers day day",
            "farmers old day",
            "farmers short newest",
            "farmers gone newest",
            elderly,
            "farmers food newest",
            "elderly slow newest",
        ]
    );
    let parts =
        br#"{"idle":30,"dwell":9,"most":5,"parts":[{"from":"20:00","to":"06:00","topics":["health"],"dwell":40}]}"#;
    let evening = Programme::read(parts).expect("a programme");
    let night =
        ["farmers day day", "farmers old day", "elderly new part", "farmers short newest", "farmers gone newest"];
    assert_eq!(order(&evening, "2026-11-24T13:00:00Z"), night, "nine in the evening in China");
    assert_eq!(order(&evening, "2026-12-04T13:00:00Z")[0], "farmers new day", "another day, another theme");
    let screen = Screen { store: Some(&store), programme: &evening, system: at("2026-11-24T13:00:00Z"), alert: None };
    let ask = Request { method: "GET", target: "/kiosk/playlist.json", host: None, if_none_match: None };
    let list = json(&screen.answer(&ask));
    assert_eq!((&list["items"][0]["dwell"], &list["release"]), (&40.into(), &7.into()));
}

#[test]
fn programmes_are_read_strictly_and_bounded() {
    for bad in ["", "{", r#"{"idel":3}"#, r#"{"parts":[{"from":"25:00","to":"01:00","topics":[]}]}"#] {
        assert!(Programme::read(bad.as_bytes()).is_err(), "{bad}");
    }
    let odd = Programme::read(br#"{"idle":0,"dwell":0,"most":0}"#).expect("a programme");
    assert_eq!((odd.idle, odd.dwell, odd.most), (2, 1, 1));
    assert_eq!(Programme::default().with(Some(5), None).idle, 5);
}

#[test]
fn the_screen_says_how_old_it_is() {
    let (_, store) = shown();
    let state = |now: &str| json(&ask_at(Some(&store), "/kiosk/state.json", now));
    let fresh = state("2026-12-08T03:59:59Z");
    assert_eq!(
        (&fresh["content_date"], &fresh["days"], &fresh["is_stale"]),
        (&"2026-11-24".into(), &13.into(), &false.into())
    );
    assert_eq!((&fresh["release"], &fresh["idle"]), (&7.into(), &90.into()));
    assert_eq!(state("2026-12-08T04:00:00Z")["is_stale"], true);
    assert_eq!(state("1970-01-01T00:00:00Z")["days"], 0);
}

#[test]
fn a_box_without_content_shows_first_steps() {
    let (_, store) = empty();
    for store in [None, Some(&store)] {
        let home = ask_at(store, "/", NOW);
        assert!(home.status == 200 && text(&home).contains("内置常识"));
        assert_eq!(ask_at(store, "/farmers/", NOW).status, 404);
        assert_eq!(json(&ask_at(store, "/kiosk/state.json", NOW))["content_date"], Value::Null);
        let list = json(&ask_at(store, "/kiosk/playlist.json", NOW));
        let items = list["items"].as_array().expect("items");
        assert_eq!(items.len(), 5);
        for item in items {
            let href = item["href"].as_str().expect("a target");
            let page = ask_at(store, href, NOW);
            assert!(page.status == 200 && text(&page).contains("内置常识"), "{href}");
            assert!(text(&home).contains(href), "{href} is linked");
        }
    }
}

#[test]
fn built_in_pages_run_nothing_inline() {
    let (_, store) = shown();
    for target in ["/kiosk/", "/kiosk/first/", "/kiosk/first/calls.html", "/nowhere"] {
        let page = ask(&store, target);
        let page = text(&page);
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"), "{target}");
        assert_eq!(page.matches("<script").count(), page.matches("<script src=\"/kiosk/").count(), "{target}");
        assert!(!page.contains("://") && !page.contains('{'), "{target}");
    }
}

proptest! {
    #[test]
    fn no_target_panics_or_leads_outside(
        target in prop_oneof![
            ".{0,60}",
            "(/|\\.|%2e|%2F|%5c|%00|\\.\\.|index\\.html|farmers|kiosk|a|short|\\?|#|%|查){0,12}",
        ],
        method in "GET|HEAD|POST|.{0,4}",
        known in proptest::option::of(".{0,20}"),
    ) {
        let (_, store) = shown();
        let programme = Programme::default();
        let screen = Screen { store: Some(&store), programme: &programme, system: at(NOW), alert: None };
        let response = screen.answer(&Request { method: &method, target: &target, host: None, if_none_match: known.as_deref() });
        prop_assert!([200, 308, 404, 405].contains(&response.status));
        prop_assert!(response.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
        if response.status == 308 {
            let to = header(&response, "Location");
            prop_assert!(to.starts_with('/') && !to.starts_with("//") && to.is_ascii(), "{}", to);
        }
        if response.status == 200 && method == "GET" && !target.starts_with("/kiosk/") {
            let is_of_release = files(7).iter().any(|(_, bytes)| *bytes == response.body);
            prop_assert!(is_of_release, "{}", target);
        }
    }
}

#[test]
fn the_frame_is_told_of_an_emergency_and_where_its_article_stands() {
    use crate::kiosk::emergency::Showing;
    use crate::model::alert::Alert;
    use crate::model::article::EmergencyLevel;
    let (_, store) = shown();
    let alert = |article: &str| Alert {
        article: article.into(),
        event: "e".into(),
        level: EmergencyLevel::II,
        category: "自然灾害".into(),
        regions: vec!["360733".into()],
        area: vec!["会昌县".into()],
        title: "山洪".into(),
        act: "往高处走".into(),
        authority: "局".into(),
        issued: at("2026-11-24T02:00:00Z"),
        expires: at("2026-11-24T06:00:00Z"),
        provisional: false,
    };
    // `new` stands in two editions, `gone` will be retracted, `elsewhere` is in no edition.
    let notices = ["new", "gone", "short", "elsewhere"].map(alert).to_vec();
    let showing = Showing {
        is_drill: true,
        notices,
        omitted: 1,
        hotlines: vec!["119".into()],
        sequence: 7,
        signed: at(NOW),
        now: at(NOW),
        is_doubtful: false,
    };
    let programme = Programme::default();
    let state = |store: Option<&Store>, now: &str| {
        let screen = Screen { store, programme: &programme, system: at(now), alert: Some(&showing) };
        json(&screen.answer(&Request { method: "GET", target: "/kiosk/state.json", host: None, if_none_match: None }))
            ["emergency"]
            .clone()
    };
    let told = state(Some(&store), NOW);
    assert_eq!((&told["is_drill"], &told["omitted"], &told["hotlines"][0]), (&true.into(), &1.into(), &"119".into()));
    let first = &told["notices"][0];
    assert_eq!((&first["level"], &first["rank"], &first["left"]), (&"重大（II级）".into(), &2.into(), &3600.into()));
    assert_eq!((&first["issued"], &first["until"]), (&"11月24日 10:00".into(), &"11月24日 14:00".into()));
    let href = |told: &Value, at: usize| told["notices"][at]["href"].clone();
    assert_eq!(href(&told, 0), "/elderly/a/new/");
    assert_eq!((href(&told, 1), href(&told, 3)), ("/farmers/a/gone/".into(), Value::Null));
    assert_eq!(href(&state(Some(&store), "2026-11-27T00:00:00Z"), 2), Value::Null, "its review is over");
    let mut store = store;
    retract(&mut store, None);
    assert_eq!(href(&state(Some(&store), NOW), 1), Value::Null, "a retracted article is no answer");
    assert_eq!(href(&state(None, NOW), 0), Value::Null, "without any store it is said all the same");
}

/// A tree of files shows what the screen does, and says until when that holds.
#[test]
fn what_is_exported_has_a_notice_in_the_place_of_what_ran_out() {
    let (_, store) = shown();
    let page = |path: &str, system: &str| {
        let line = store.manifest().expect("shown").find(path).expect("a line").clone();
        Exported { store: &store, system: at(system) }
            .in_place_of(&line)
            .map(|bytes| String::from_utf8(bytes).expect("text"))
    };
    let short = "farmers/a/short/index.html";
    assert_eq!(page(short, "2026-11-26T02:59:00Z"), None);
    let notice = page(short, "2026-11-26T03:00:00Z").expect("it ran out");
    assert!(notice.contains("这一篇已过有效期") && notice.contains("2026-11-26"), "{notice}");
    assert!(
        notice.contains("href=\"../../../index.html\"") && !notice.contains("/kiosk/"),
        "it stands alone: {notice}"
    );
    assert_eq!(page("farmers/a/food/index.html", "2026-11-26T03:00:00Z"), None, "nothing is known of its end");
    assert_eq!(page("provenance/short.json", "2026-11-26T03:00:00Z"), None);
    let next = |system: &str| Exported { store: &store, system: at(system) }.next_end();
    assert_eq!(next("1970-01-01T00:00:00Z"), Some(at("2026-11-26T03:00:00Z")), "never before the last signed time");
    assert_eq!(next("2026-11-26T03:00:00Z"), Some(at("2029-01-01T00:00:00Z")));
}
