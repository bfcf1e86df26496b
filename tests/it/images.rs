//! Pictures, charts, covers and the font of a site, from real files through the real binary to what readers are sent.

use std::collections::BTreeMap;
use std::io::Cursor;

use crate::support::{Base, Scratch};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

const NOW: &str = "2026-11-24T08:00:00+08:00";
const QUORUM: &[&str] = &["ed-wu:initial", "kn-agr-a:knowledge", "se-chen:second", "fi-zhou:final"];

/// An article about rice with these `media` entries and this body.
fn text(media: &[&str], body: &str) -> String {
    let entry =
        |name: &&str| format!("  - {{src: {name}, credit: 示例科普中心摄, licence: CC-BY-4.0, origin: original}}\n");
    let media: String = media.iter().map(entry).collect();
    let media = if media.is_empty() { media } else { format!("media:\n{media}") };
    format!(
        "---\nkepu: 1\nid: jx-demo-text\ntitle: 例文\nsummary: 一句话说清读者能做什么。\nlang: zh-CN\nkind: article\n\
         audience: [farmers]\ntopics: [agriculture.rice]\nregion: [\"360000\"]\n\
         authors:\n  - {{name: 示例作者, org: 示例科普中心, interests: none}}\neditor: ed-lin\ncreated: 2026-11-01\n\
         sources:\n  - {{id: s1, type: guideline, title: 示例指南, publisher: 示例省科普中心, published: 2025-01-01}}\n\
         {media}review:\n  status: ready\n---\n\n# 看水\n\n{body}\n"
    )
}

/// A site with one approved article, and files beside it.
fn site(media: &[(&str, Vec<u8>)], body: &str) -> Scratch {
    let site = Scratch::new(Base::Settings);
    let names: Vec<&str> = media.iter().map(|(name, _)| *name).collect();
    site.write("content/demo/index.md", text(&names, body));
    for (name, bytes) in media {
        site.write(&format!("content/demo/{name}"), bytes);
    }
    site
}

fn published(site: &Scratch) -> BTreeMap<String, Vec<u8>> {
    site.approve("content/demo", "2026-11-20T00:00:00Z", QUORUM);
    let ran = site.kepu(&["build", "--now", NOW]);
    let files = site.files("public");
    assert!(files.contains_key("farmers/a/jx-demo-text/index.html"), "{ran:?}");
    files
}

fn page(files: &BTreeMap<String, Vec<u8>>) -> String {
    String::from_utf8(files["farmers/a/jx-demo-text/index.html"].clone()).expect("UTF-8")
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("memory takes every picture");
    out.into_inner()
}

/// Soft enough to compress like a photograph.
fn scene(width: u32, height: u32) -> DynamicImage {
    let tone = |a: u32, b: u32| u8::try_from((a / 7 + b / 5 + (a * b) / 900) % 256).unwrap_or(0);
    RgbImage::from_fn(width, height, |x, y| Rgb([tone(x, y), tone(y, x), tone(x + y, 3)])).into()
}

/// A photograph as a telephone writes it: lying, turned by EXIF, with place, maker, comment and a thumbnail.
fn photo() -> Vec<u8> {
    let plain = encoded(&scene(1600, 900), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0SECRET-28.6820N-115.8579E\xff\xd8\xff\xd9");
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>".to_vec();
    let mut with = plain[..2].to_vec();
    for (marker, body) in
        [(0xe1, exif), (0xe1, xmp), (0xfe, b"SECRET".to_vec()), (0xed, b"Photoshop 3.0\0SECRET".to_vec())]
    {
        with.extend([0xff, marker]);
        with.extend(u16::try_from(body.len() + 2).expect("short").to_be_bytes());
        with.extend(body);
    }
    with.extend(&plain[2..]);
    with
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn a_list_shows_the_picture_that_the_edition_shows() {
    let png = || encoded(&scene(800, 450), ImageFormat::Png);
    let body = "::: 人群 其他\n\n![江边的稻田](jiang.png)\n\n:::\n\n::: 人群 农民\n\n![山边的稻田](shan.png)\n\n:::\n\n天晴再下田。";
    let files = published(&site(&[("jiang.png", png()), ("shan.png", png())], body));
    for (list, own, other) in [("farmers/all/index.html", "shan", "jiang"), ("all/index.html", "jiang", "shan")] {
        let page = String::from_utf8_lossy(&files[list]).into_owned();
        assert!(page.contains(&format!("/{own}")) && !page.contains(&format!("/{other}")), "{list}: {page}");
    }
}

#[test]
fn a_photograph_reaches_readers_upright_small_and_without_its_place() {
    let photo = photo();
    assert!(has(&photo, b"SECRET"));
    let files = published(&site(&[("tian.jpg", photo)], "![晒田的稻田](tian.jpg)"));
    let made: Vec<&String> = files.keys().filter(|name| name.starts_with("media/")).collect();
    let expected =
        ["tian-1280.jpg", "tian-1280.webp", "tian-1600.jpg", "tian-1600.webp", "tian-480.jpg", "tian-480.webp"];
    let common = ["tian-960.jpg", "tian-960.webp"];
    for name in &made {
        let short = name.rsplit('/').next().expect("a name");
        assert!(expected.contains(&short) || common.contains(&short), "{name}");
        let (bytes, picture) = (&files[*name], image::load_from_memory(&files[*name]).expect("a picture"));
        assert!(picture.height() > picture.width(), "{name} lies");
        assert!(!has(bytes, b"SECRET") && !has(bytes, b"Exif") && !has(bytes, b"xmpmeta"), "{name}");
    }
    let page = page(&files);
    let img = page.split("<img ").skip(1).find(|part| part.contains("tian")).expect("the picture");
    for words in
        ["alt=\"晒田的稻田\"", "width=\"720\" height=\"1280\"", "tian-480.jpg 270w, ", "sizes=\"", "loading=\"lazy\""]
    {
        assert!(img.contains(words), "{words} in {img}");
    }
    if cfg!(feature = "webp") {
        assert!(page.contains(
            "<picture><source type=\"image/webp\" srcset=\"../../../media/jx-demo-text/tian-480.webp 270w, "
        ));
        for name in made.iter().filter(|name| name.ends_with(".webp")) {
            let fallback = name.replace(".webp", ".jpg");
            assert!(files[*name].len() < files[&fallback].len(), "{name}");
        }
    }
    // Readers of feeds know one plain address.
    let feed = String::from_utf8_lossy(&files["farmers/feed.xml"]).into_owned();
    assert!(feed.contains("tian-1280.jpg") && !feed.contains("srcset") && !feed.contains("webp"));
}

#[test]
fn every_address_of_a_picture_is_a_file_and_every_file_has_an_address() {
    let screen = RgbaImage::from_fn(1000, 500, |x, y| {
        Rgba([if x > y { 240 } else { 30 }, 90, 30, if x < 40 { 0 } else { 255 }])
    });
    let media = [
        ("a.jpg", encoded(&scene(600, 300), ImageFormat::Jpeg)),
        ("a.png", encoded(&screen.into(), ImageFormat::Png)),
        ("xiao.webp", encoded(&scene(500, 400), ImageFormat::WebP)),
    ];
    let files = published(&site(&media, "![田](a.jpg)\n\n![屏](a.png)\n\n![水](xiao.webp)\n\n看[大图](a.png)。"));
    let page = page(&files);
    let mut named: Vec<String> = page
        .split(['"', ' ', ','])
        .filter_map(|part| part.strip_prefix("../../../media/"))
        .map(|rest| format!("media/{rest}"))
        .collect();
    named.sort();
    named.dedup();
    assert!(named.iter().all(|name| files.contains_key(name)), "{named:?} of {:?}", files.keys());
    assert_eq!(
        named.iter().filter(|name| name.ends_with("jpg") || name.ends_with("png")).count(),
        2 + 1 + 1,
        "{named:?}"
    );
    let clear = named.iter().find(|name| name.ends_with("-1000.png")).expect("the screen as PNG");
    let clear = image::load_from_memory(&files[clear]).expect("a picture").into_rgba8();
    assert_eq!((clear.get_pixel(5, 5).0[3], clear.get_pixel(500, 5).0[3]), (0, 255));
}

#[test]
fn a_build_gives_the_same_pictures_again() {
    let media = || [("tian.jpg", photo()), ("b.png", encoded(&scene(700, 500), ImageFormat::Png))];
    let body = "![田](tian.jpg)\n\n![水](b.png)";
    assert_eq!(published(&site(&media(), body)), published(&site(&media(), body)));
}

/// What `check` says of one file, by rule.
fn told(name: &str, bytes: Vec<u8>) -> Vec<String> {
    let site = site(&[(name, bytes)], &format!("![柑橘叶片上的黄斑]({name})"));
    let ran = site.kepu(&["check", "--format", "json", "--now", NOW]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} {ran:?}"));
    let findings = report["findings"].as_array().expect("findings");
    let of_picture = |finding: &&serde_json::Value| finding["path"].as_str().is_some_and(|path| path.ends_with(name));
    findings.iter().filter(of_picture).map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn pictures_that_cannot_be_shown_are_told_before_a_build_meets_them() {
    let jpeg = encoded(&scene(800, 600), ImageFormat::Jpeg);
    let mut bomb = encoded(&scene(8, 8), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = !bomb[12..29].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    });
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let table: [(&str, Vec<u8>, &[&str]); 7] = [
        ("good.jpg", jpeg.clone(), &[]),
        ("cut.jpg", jpeg[..jpeg.len() / 2].to_vec(), &["KP309"]),
        ("named.png", jpeg, &["KP309"]),
        ("bomb.png", bomb, &["KP309"]),
        ("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), &["KP309"]),
        ("page.gif", b"<html></html>".to_vec(), &["KP309"]),
        ("small.png", encoded(&scene(90, 60), ImageFormat::Png), &["KP310"]),
    ];
    for (name, bytes, rules) in table {
        assert_eq!(told(name, bytes), rules, "{name}");
    }
}

#[test]
fn an_article_without_a_picture_has_the_cover_of_its_domain() {
    let files = published(&site(&[], "晒田到田边开细裂就复水。"));
    let list = String::from_utf8_lossy(&files["farmers/all/index.html"]).into_owned();
    assert!(
        list.contains("<img src=\"../../assets/covers/agriculture.svg\" alt=\"\" width=\"640\" height=\"360\""),
        "{list}"
    );
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("assets/covers/")) {
        let facts = kepu::markup::svg::inspect(bytes).expect("well-formed");
        assert_eq!((facts.active, facts.width, facts.height), (Vec::new(), Some(640.0), Some(360.0)), "{name}");
    }
}

#[test]
fn a_table_becomes_a_drawing_with_its_numbers_below() {
    let body = "::: 图表 柱状 千克/亩\n\n各品种示范亩产。\n\n| 品种 | 亩产 |\n| --- | ---: |\n| 甲优一号 | 512 |\n| 乙优二号 | 480 |\n\n:::";
    let files = published(&site(&[], body));
    let page = page(&files);
    let chart = page.split("<figure class=\"block block-chart\">").nth(1).expect("the chart");
    let chart = chart.split("</figure>").next().expect("its end");
    for words in [
        "<svg class=\"chart\"",
        "role=\"img\"",
        "柱状图：亩产（千克/亩）",
        "亩产最高是甲优一号的512",
        "font-size=\"20\"",
    ] {
        assert!(chart.contains(words), "{words} in {chart}");
    }
    let table = chart.split("<details").nth(1).expect("the table");
    assert!(table.contains("<td>甲优一号</td>") && !table.contains("各品种"), "{table}");
    // Feeds have no style sheet for drawings: there the table stands alone.
    let feed = String::from_utf8_lossy(&files["farmers/feed.xml"]).into_owned();
    assert!(feed.contains("甲优一号") && !feed.contains("&lt;svg"));
}

/// A font drawn for tests: it knows 水, 稻 and a.
const FONT: &[u8] = include_bytes!("../../src/render/font/samples/small.ttf");

fn with_font(site: &Scratch, name: &str, bytes: &[u8]) {
    let settings = site.read("site.yaml");
    let font = format!(
        "font:\n  file: themes/base/fonts/{name}\n  family: Kepu Test\n  licence: OFL-1.1\n  licence_file: themes/base/fonts/OFL.txt\n"
    );
    site.write("site.yaml", settings + &font);
    site.write(&format!("themes/base/fonts/{name}"), bytes);
    site.write("themes/base/fonts/OFL.txt", "SIL OPEN FONT LICENSE\n");
}

#[cfg(feature = "fonts")]
#[test]
fn the_font_of_the_site_is_cut_once_and_named_before_the_others() {
    let site = site(&[], "晒田到田边开细裂就复水，a 稻。");
    with_font(&site, "small.ttf", FONT);
    let files = published(&site);
    let fonts: Vec<&String> = files.keys().filter(|name| name.ends_with(".woff2")).collect();
    let [font] = fonts[..] else { panic!("{fonts:?}") };
    assert_eq!(&files[font][..4], b"wOF2");
    let css = String::from_utf8_lossy(&files["assets/edition-farmers.css"]).into_owned();
    let name = font.strip_prefix("assets/").expect("among the assets");
    assert!(css.contains(&format!("src:url(\"{name}\") format(\"woff2\")")), "{css}");
    assert!(css.contains(":root{--family:\"Kepu Test\","), "{css}");
    assert!(files.contains_key("assets/font-licence.txt"));
    let said = site.kepu(&["check", "--format", "short", "--now", NOW]).stdout;
    let line = said.lines().find(|line| line.contains("KP312")).unwrap_or_default();
    assert!(line.contains("site.yaml") && line.contains("字体缺"), "{said}");
    // Whatever the site's own files say is looked for as well.
    site.write("site.yaml", site.read("site.yaml") + "# 龘\n");
    let more = site.kepu(&["check", "--format", "short", "--now", NOW]).stdout;
    assert_ne!(said, more, "one more character is lacking");
}

#[test]
fn a_font_that_cannot_be_used_stops_no_page() {
    for (name, bytes, words) in [
        ("a.ttc", &b"ttcf\0\x01\0\0"[..], "字体集"),
        ("a.otf", b"OTTO\0\x0a", "CFF"),
        ("a.ttf", b"hello", "不是 TrueType"),
        ("b.ttf", &FONT[..60], "读不了"),
    ] {
        let site = site(&[], "晒田到田边开细裂就复水。");
        with_font(&site, name, bytes);
        let said = site.kepu(&["check", "--format", "short", "--now", NOW]).stdout;
        let line = said.lines().find(|line| line.contains("KP312")).unwrap_or_default();
        assert!(!cfg!(feature = "fonts") || line.contains(words), "{name}: {said}");
        let files = published(&site);
        assert!(!files.keys().any(|name| name.ends_with(".woff2")));
    }
}
