use std::collections::BTreeMap;

use super::*;
use crate::render::profile::tests::sound;

/// What is told of a sheet of all editions, whose profile has 16 px and 48 px: the value and the message.
fn told(css: &str) -> Vec<(String, String)> {
    let files = BTreeMap::from([("static/x.css".to_owned(), css.as_bytes().to_vec())]);
    let layers = [Layer { name: "t".to_owned(), files }];
    let faults = faults(&layers, &[sound()]);
    faults.into_iter().map(|fault| (css[fault.span.range()].to_owned(), fault.message.zh)).collect()
}

fn values(css: &str) -> Vec<String> {
    told(css).into_iter().map(|(value, _)| value).collect()
}

#[test]
fn small_text_is_told_wherever_it_can_be_computed() {
    for bad in [
        "font-size:12px",
        "font-size:15.9px",
        "font-size:.9em",
        "font-size:80%",
        "font-size:.9rem",
        "font-size:11pt",
        "font-size:0",
        "font-size:small",
        "font-size:smaller !important",
        "font:700 14px/1.5 sans-serif",
        "font:.8em sans-serif",
        "font-size:max(10px,.8em)",
        "font-size:min(1em,12px)",
        "font-size:clamp(12px,2vw,20px)",
        "font-size:calc(var(--body) * .8)",
        "font-size:calc(1em / 2)",
        "--tiny:10px;font-size:var(--tiny)",
    ] {
        assert_eq!(told(&format!("p{{{bad}}}")).len(), 1, "{bad}");
    }
    for good in [
        "font-size:16px",
        "font-size:1em",
        "font-size:120%",
        "font-size:var(--fine)",
        "font-size:max(16px,.8em)",
        "font-size:clamp(16px,2vw,30px)",
        "font-size:calc(var(--letters) * 1.5)",
        "font-size:12vw",
        "font:inherit",
        "font:700 1em/1.5 sans-serif",
        "font-size:inherit",
        "--big:20px;font-size:var(--big)",
    ] {
        assert_eq!(told(&format!("p{{{good}}}")), [], "{good}");
    }
}

#[test]
fn readings_may_go_to_twelve_pixels_and_paper_to_nine_points() {
    assert_eq!(told("rt,ruby > rt{font-size:12px}rt{font-size:.5em}"), []);
    assert_eq!(values("rt{font-size:11px}rt,p{font-size:12px}"), ["11px", "12px"]);
    assert_eq!(values("@media print{p{font-size:9pt}p{font-size:8pt}}"), ["8pt"]);
}

#[test]
fn small_targets_are_told() {
    assert_eq!(
        values(
            "nav a{min-height:40px}summary,p{height:1rem}.x .button:hover{width:47px}a::before{width:1px}p{height:2px}"
        ),
        ["40px", "1rem", "47px"]
    );
    assert_eq!(told("a{min-height:48px;width:2em;height:var(--tap)}input{width:20px}"), []);
}

#[test]
fn colours_come_from_tokens() {
    let bad = "a{color:#abc;background:url(red.png) white;border:1px solid RGB(0 0 0);fill:teal;--mine:#123456;box-shadow:0 0 1px rgba(0,0,0,.2)}";
    assert_eq!(told(bad).len(), 6, "{:?}", told(bad));
    let good = "a{color:var(--text);background:url(#red) transparent;border-color:currentColor;font-family:Tan;animation:red;content:\"red\"}\
                @media print{a{color:#000}}@media (forced-colors: active){a{color:black}}";
    assert_eq!(told(good), []);
    assert_eq!(values("p{opacity:.6}@media print{p{opacity:.5}}"), [".6"]);
}

#[test]
fn tokens_are_not_set_by_hand_and_nothing_comes_from_elsewhere() {
    assert_eq!(
        values(":root{--body:30px;--rule:var(--edge);--text:var(--nothing, red);--tap:var(--target)}"),
        ["30px", "var(--nothing, red)"]
    );
    let far = "@import url(x.css);a{background:url(https://x.example/a.png)}@font-face{src:url(f.woff2)}";
    assert_eq!(values(far), ["@import url(x.css)", "url(https://x.example/a.png)"]);
}

#[test]
fn an_edition_is_held_against_its_own_profile() {
    let mut large = sound();
    large.id = "large".into();
    large.typography.small_px = 18;
    let css = b"p{font-size:17px}".to_vec();
    let at = |path: &str| {
        let layers = [Layer { name: "t".to_owned(), files: BTreeMap::from([(path.to_owned(), css.clone())]) }];
        faults(&layers, &[sound(), large.clone()]).into_iter().map(|fault| fault.path).collect::<Vec<_>>()
    };
    assert_eq!(at("audiences/large/edition.css"), ["themes/t/audiences/large/edition.css"]);
    assert_eq!(at("audiences/readers/edition.css"), Vec::<String>::new());
    assert_eq!(at("static/base.css"), ["themes/t/static/base.css"], "the highest floor of all");
}
