//! Drawings that are drawings, and drawings that are not.

use super::*;
use proptest::prelude::*;

fn of(inner: &str) -> Result<SvgFacts, SvgFault> {
    inspect(format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\">{inner}</svg>").as_bytes())
}

#[test]
fn an_honest_drawing_is_inert() {
    let inner = "<title>水 &amp; 土</title><defs><linearGradient id=\"a\"><stop offset=\"1\"/></linearGradient></defs>\
                 <style>.a{fill:url(#a);stroke:#111}</style><g style=\"fill:red\"><path d=\"M0 0\" fill=\"url('#a')\"/>\
                 <use href=\"#a\"/><text x=\"1\" font-family=\"sans-serif\">早稻&#27700;</text></g>";
    assert_eq!(of(inner), Ok(SvgFacts { width: Some(640.0), height: Some(360.0), active: Vec::new() }));
}

#[test]
fn everything_active_is_named() {
    let table = [
        "<script>1</script>",
        "<script xmlns=\"http://www.w3.org/2000/svg\"/>",
        "<SCRIPT/>",
        "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
        "<path onclick=\"1\"/>",
        "<path ONLOAD=\"1\"/>",
        "<foreignObject/>",
        "<iframe/>",
        "<embed/>",
        "<object/>",
        "<a href=\"https://a.cn\"/>",
        "<image href=\"https://a.cn/a.png\"/>",
        "<image href=\"data:image/png;base64,AA\"/>",
        "<image href=\"b.png\"/>",
        "<use xlink:href=\"b.svg#a\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"/>",
        "<use y:href=\"java&#115;cript:1\" xmlns:y=\"http://www.w3.org/1999/xlink\"/>",
        "<g xml:base=\"https://a.cn/\"/>",
        "<style>@import 'a.css';</style>",
        "<style><![CDATA[@im]]><![CDATA[port 'a']]></style>",
        "<style>a{background:URL( http://a.cn)}</style>",
        "<style>a{background:u\\72l(x)}</style>",
        "<g style=\"background:url(&quot;https://a.cn&quot;)\"/>",
        "<g fill=\"url(https://a.cn#b)\"/>",
        "<g filter=\"url(//a.cn#b)\"/>",
        "<set attributeName=\"onclick\" to=\"1\"/>",
        "<animate attributeName=\"xlink:href\" to=\"javascript:1\"/>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        "<?xml-stylesheet href=\"a.css\"?>",
        "<text>&lol;</text>",
        "<g mask=\"u\\72l(https://a.cn/a.svg#m)\"/>",
        "<style>a{mask:src('https://a.cn/a.svg')}</style>",
        "<animate attributeName=\"fill\" values=\"url(https://a.cn/a.svg#b);red\"/>",
        "<animate attributeName=\"HREF\" values=\"#a;javascript:1\"/>",
        "<use href=\"//a.cn/a.svg#b\"/>",
        "<use href=\" #a\"/>",
        "<feImage href=\"https://a.cn/a.png\"/>",
        "<a href=\"#a\"><text>x</text></a>",
        "<audio src=\"a.mp3\"/>",
        "<handler type=\"x\">1</handler>",
        "<g style=\"behavior:url(#default#x)\"/>",
    ];
    for inner in table {
        assert!(of(inner).is_ok_and(|facts| !facts.active.is_empty()), "{inner}: {:?}", of(inner));
    }
}

#[test]
fn a_laughing_billion_is_refused_at_once() {
    let bomb =
        "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&b;</svg>";
    assert!(inspect(bomb.as_bytes()).is_ok_and(|facts| facts.active.len() == 2));
    let deep = "<g>".repeat(100_000);
    assert!(of(&deep).is_err());
}

#[test]
fn copies_of_copies_are_counted_before_they_are_drawn() {
    let ladder = |levels: usize, reference: fn(usize) -> String| {
        let rung = |level: usize| format!("<g id=\"g{}\">{}</g>", level + 1, reference(level).repeat(10));
        let rungs: String = (0..levels).map(rung).collect();
        of(&format!("<g id=\"g0\"><path d=\"M0 0\"/></g>{rungs}")).map(|facts| facts.active.len())
    };
    let by_use = |level: usize| format!("<use href=\"#g{level}\"/>");
    let by_fill = |level: usize| format!("<rect fill=\"url('#g{level}')\"/>");
    assert_eq!(ladder(3, by_use), Ok(0));
    for levels in [5, 9, 40] {
        assert_eq!(ladder(levels, by_use), Ok(1), "{levels}");
        assert_eq!(ladder(levels, by_fill), Ok(1), "{levels}");
    }
    assert_eq!(
        of("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>").map(|f| f.active.len()),
        Ok(1)
    );
    assert_eq!(of("<use href=\"#nowhere\"/>").map(|f| f.active.len()), Ok(0));
}

#[test]
fn another_encoding_would_be_another_drawing() {
    for encoding in ["ISO-2022-JP", "GB18030", "UTF-16"] {
        let svg = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        assert!(inspect(svg.as_bytes()).is_ok_and(|facts| facts.active.len() == 1), "{encoding}");
    }
    let honest =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><svg xmlns=\"http://www.w3.org/2000/svg\" data-name=\"C:\\x\"/>";
    assert_eq!(inspect(honest.as_bytes()).map(|facts| facts.active.len()), Ok(0));
}

#[test]
fn broken_files_say_why() {
    for bytes in [
        &b""[..],
        b"hello",
        b"<html/>",
        b"<svg>",
        b"<svg></g>",
        b"<svg/><svg/>",
        b"<svg a=1/>",
        b"\xff",
        b"<svg a='1' a='2'/>",
        b"<svg>&#xD800;",
    ] {
        assert!(inspect(bytes).is_err(), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn sizes_follow_the_root() {
    let size = |attributes: &str| {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}/>");
        inspect(svg.as_bytes()).map(|facts| (facts.width, facts.height))
    };
    assert_eq!(size("width=\"640\" height=\"360px\""), Ok((Some(640.0), Some(360.0))));
    assert_eq!(size("width=\"100%\" viewBox=\"0,0,4,2\""), Ok((Some(4.0), Some(2.0))));
    assert_eq!(size("width=\"8\" viewBox=\"0 0 4 2\""), Ok((Some(8.0), Some(4.0))));
    assert_eq!(size("width=\"1in\" height=\"-3\""), Ok((Some(96.0), None)));
    assert_eq!(size("viewBox=\"0 0 0 NaN\""), Ok((None, None)));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(text in "(<|>|/|svg|&|;|a|=|\"|'| |script|!|\\[|\\]|CDATA|-|\\?|\n|水){0,60}") {
        let _ = inspect(text.as_bytes());
    }
}
