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
