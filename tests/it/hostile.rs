//! Hostile content: whatever the rules let through is text and nothing else, in every file that kepu writes; the rest
//! is refused by the rule that is meant for it. The built site stays below `target/tmp/hostile` for a real browser.

use crate::support::live;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::repository::{NOW, RICE};
use crate::support::{Base, Scratch, copy_tree};

/// What an attacker types into every field that takes free text. Each sets `window.__pwned`, loads a file or breaks out.
const PAYLOADS: &[&str] = &[
    "</script><script>window.__pwned=1</script>",
    "\"><img src=x onerror=window.__pwned=1>",
    "' onmouseover='window.__pwned=1' x='",
    "<svg onload=window.__pwned=1><a href=javascript:window.__pwned=1>",
    "{{ 7*7 }}{% include \"layout.html\" %}{# x #}{{ <card card={x} /> }}",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>window.__pwned=1</script><![CDATA[",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt;&#60;img src=x onerror=window.__pwned=1&#62;&amp;lt;b&amp;gt;",
    "--><script>window.__pwned=1</script><!-- --!><b>",
    "javascript:window.__pwned=1//",
    "</title></textarea></style></noscript><iframe srcdoc='<script>parent.__pwned=1</script>'>",
    "*/}</style>body{background:url(https://evil.example/a.png)}@import 'https://evil.example/b.css';/*",
    "\\u003cscript\\u003ewindow.__pwned=1\\u003c/script\\u003e</ScRiPt ><scRIPT/x>window.__pwned=1</sCrIpT\t>",
    "\"};window.__pwned=1;//'};window.__pwned=1;//`${window.__pwned=1}`",
    "pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopic",
];
const HARMLESS: &str = "无害的话";
/// Who approves a rebuttal and everything else here, in order.
const QUORUM: &[&str] =
    &["ed-wu:initial", "kn-gen-a:knowledge", "kn-gen-b:knowledge", "se-chen:second", "fi-zhou:final"];

/// Settings that carry payloads: the words before it, and which one.
const SETTINGS: &[(&str, &[(&str, usize)])] = &[
    (
        "site.yaml",
        &[
            ("title: 科普江西（示例站）", 0),
            ("description: 一份稿件，五类读者，逐句可查是谁审的。", 1),
            ("publisher: 示例省科普中心", 2),
        ],
    ),
    (
        "reviewers.yaml",
        &[("name: 示例编辑·吴", 3), ("title: 编辑", 1), ("name: 示例教授·辛", 5), ("name: 示例复审·陈", 11)],
    ),
    ("themes/base/audiences/elderly/audience.yaml", &[("label: 老年人", 1), ("intro: 字大，句短，照着做就行。", 0)]),
];

/// Bodies, and the rule that refuses each.
const BODIES: &[(&str, &str)] = &[
    ("KP204", "甲<b>乙</b>"),
    ("KP204", "<svg onload=alert(1)>"),
    ("KP204", "甲<!-- 乙 -->"),
    ("KP204", "<details open ontoggle=alert(1)>"),
    ("KP204", "甲<?x?>"),
    ("KP204", "甲<![CDATA[x]]>"),
    ("KP204", "{<b>|x}"),
    ("KP206", "[甲](javascript:alert(1))"),
    ("KP206", "[甲](data:text/html,x)"),
    ("KP206", "[甲](vbscript:x)"),
    ("KP206", "[甲](blob:x)"),
    ("KP206", "[甲](file:///etc/passwd)"),
    ("KP206", "[甲](JaVaScRiPt&colon;alert(1))"),
    ("KP206", "[甲](&#106;avascript:alert(1))"),
    ("KP206", "[甲](<java\tscript:alert(1)>)"),
    ("KP206", "[甲](<\u{1}javascript:alert(1)>)"),
    ("KP206", "<javascript:alert(1)>"),
    ("KP206", "[甲][1]\n\n[1]: javascript:alert(1)"),
    ("KP206", "[甲](//evil.example)"),
    ("KP206", "![一张柑橘叶片的照片](https://evil.example/a.png)"),
    ("KP206", "![一张柑橘叶片的照片](data:image/png;base64,xx)"),
    ("KP302", "[甲](/etc/passwd)"),
    ("KP302", "[甲](../../../etc/passwd)"),
    ("KP221", "[甲](../../site.yaml \"引用\")"),
    ("KP201", "甲\u{202e}乙"),
    ("KP202", "甲\u{200b}乙"),
    ("KP202", "甲\u{7}乙"),
    ("KP202", "甲\u{e0041}乙"),
    ("KP108", "甲\0乙"),
    ("KP220", "$\\href{javascript:alert(1)}{x}$"),
];

/// Titles as YAML, and the rule that refuses each.
const TITLES: &[(&str, &str)] = &[
    ("KP201", r#""甲\u202e乙""#),
    ("KP202", r#""甲\u0007乙""#),
    ("KP202", r#""甲\0乙""#),
    ("KP202", r#""甲\r乙""#),
    ("KP202", r#""甲\e[31m乙""#),
    ("KP202", r#""甲\u0085乙""#),
    ("KP202", r#""甲\u2028乙""#),
    ("KP202", r#""甲\ufffe乙""#),
    ("KP105", r#""甲\n乙""#),
];

/// What no drawing may contain.
const DRAWINGS: &[&str] = &[
    "<script>alert(1)</script>",
    "<g onload=\"alert(1)\"/>",
    "<foreignObject/>",
    "<a href=\"javascript:alert(1)\"><rect/></a>",
    "<use href=\"https://evil.example/a.svg#b\"/>",
    "<style>@import \"https://evil.example/a.css\";</style>",
    "<rect style=\"fill:url(https://evil.example/a)\"/>",
    "<image href=\"data:image/svg+xml,x\"/>",
    "<set attributeName=\"href\" to=\"javascript:alert(1)\"/>",
    "<!DOCTYPE svg [<!ENTITY a \"b\">]><text>&a;</text>",
    "<?xml-stylesheet href=\"https://evil.example/a.css\"?>",
];

/// Settings that a careless change could turn into code: file, what stands there, what comes instead.
const DANGEROUS_SETTINGS: &[(&str, &str, &str)] = &[
    ("site.yaml", "mailto:complaint@kepu.example.org", "javascript:alert(1)"),
    ("site.yaml", "https://beian.miit.gov.cn/", "data:text/html,x"),
    ("site.yaml", "base_url: https://kepu.example.org/", "base_url: \"javascript:alert(1)\""),
    (
        "themes/base/audiences/elderly/audience.yaml",
        "text: \"#111111\"",
        "text: \"red;}*{background:url(//evil.example)\"",
    ),
    ("themes/base/audiences/elderly/audience.yaml", "family: '", "family: 'x;} * {background:url(//evil.example)} "),
];

/// A rebuttal that says the same words in every field that takes free text, and in every part of the body.
fn rebuttal(id: &str, words: &str) -> String {
    let q = |prefix: &str| serde_json::to_string(&format!("{prefix}{words}")).expect("text");
    let (title, claim, text) = (q("辟谣："), q("有人说"), q("要点"));
    let escaped: String =
        words.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect();
    format!(
        "---\nkepu: 1\nid: {id}\ntitle: {title}\nsummary: {text}\nlang: zh-CN\nkind: rebuttal\nclaim:\n  text: {claim}\n  \
         verdict: false_claim\n  conclusion: {text}\n  fallacy: {text}\n  harm: low\n  first_seen: 2026-04-05\n  \
         appearances:\n    - {{platform: {text}, seen: 2026-04-05}}\n  evidence:\n    - {{source: s1, says: {text}}}\n    \
         - {{source: s2, says: {text}}}\naudience: [public, minors, farmers, workers, elderly, officials]\n\
         topics: [science.method]\nregion: [\"360000\"]\nauthors:\n  - {{name: {text}, org: {text}, interests: {text}}}\n\
         editor: ed-lin\ncreated: 2026-04-20\nsources:\n  \
         - {{id: s1, type: guideline, title: {text}, publisher: {text}, published: 2025-01-01, url: \"https://example.org/?a=1&b=%22%3E%3Cb%3E\"}}\n  \
         - {{id: s2, type: official, title: {text}, publisher: {text}, published: 2025-01-02}}\nmedia:\n  \
         - {{src: leaf.svg, credit: {text}, licence: {text}, origin: original}}\nai: {{use: assisted, scope: [text], tool: {text}}}\n\
         corrections:\n  - {{date: 2026-05-01, type: update, summary: {text}}}\neditions:\n  \
         elderly: {{title: {title}, summary: {text}}}\nreview:\n  status: ready\n  note: {text}\n---\n\n\
         先说结论。[^s1] 再说依据。[^s2]\n\n## 看图 {escaped}\n\n![一片柑橘叶的示意图，叶脉清楚 {escaped}](leaf.svg)\n\n\
         甲{escaped}乙，**丙{escaped}丁**。\n\n- 戊{escaped}己\n\n| 庚 | {cell} |\n| --- | --- |\n| 辛 | {cell} |\n\n\
         > [!NOTE]\n> 壬{escaped}癸\n\n\
         ::: 安全 危险 先断电 {escaped} 再救人\n\n- 危害：伤人 {escaped}\n- 要做：拉闸 {escaped}\n- 不要做：用手拉 {escaped}\n- 求助：120 {escaped}\n\n:::\n\n\
         ::: 要点 记住 {escaped} 这些\n\n1. 先看水 {escaped}[^s1]\n2. 再看苗 {escaped}\n\n- 政策：某号文 {escaped}\n- 建议：照做 {escaped}\n\n:::\n",
        cell = escaped.replace('|', "\\|"),
    )
}

/// A site whose settings, people and articles all carry the payloads, and one article that says something harmless.
fn hostile_site() -> Scratch {
    let site = Scratch::new(Base::Settings);
    for (file, places) in SETTINGS {
        poison(&site, file, places);
    }
    lay(&site, "harmless", HARMLESS);
    for (at, payload) in PAYLOADS.iter().enumerate() {
        lay(&site, &format!("hostile-{at:02}"), payload);
    }
    site
}

fn lay(site: &Scratch, name: &str, words: &str) {
    site.write(&format!("content/{name}/index.md"), rebuttal(&format!("jx-{name}"), words));
    site.write(&format!("content/{name}/leaf.svg"), drawing("<rect width=\"4\" height=\"3\"/>"));
    site.approve(&format!("content/{name}"), "2026-06-01T01:00:00Z", QUORUM);
}

fn drawing(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\">{inside}</svg>\n")
}

/// Puts a payload behind the words of a setting.
fn poison(site: &Scratch, file: &str, places: &[(&str, usize)]) {
    let mut text = site.read(file);
    for (line, payload) in places {
        assert!(text.contains(line), "{file} has no {line}");
        let (key, words) = line.split_once(": ").expect("key: words");
        let quoted = serde_json::to_string(&format!("{words}{}", PAYLOADS[*payload])).expect("text");
        text = text.replacen(line, &format!("{key}: {quoted}"), 1);
    }
    site.write(file, text);
}

/// What lives in one file of the output.
fn live(name: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    match name.rsplit('.').next() {
        Some("html") => live::in_html(&text),
        Some("xml") => live::in_xml(&text),
        Some("svg") => kepu::markup::svg::inspect(bytes).map_or_else(
            |fault| vec![fault.what.en],
            |facts| facts.active.into_iter().map(|fault| fault.what.en).collect(),
        ),
        Some("json") => live::in_json(&text),
        Some("css") => {
            ["__pwned", "evil.example"].into_iter().filter(|word| text.contains(word)).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The skeleton of a page: elements and names of attributes, in order.
fn skeleton(html: &[u8]) -> Vec<String> {
    let (tags, _) = live::tags(&String::from_utf8_lossy(html));
    let names = |(name, attributes): &live::Tag| {
        let keys: Vec<&str> = attributes.iter().map(|(key, _)| key.as_str()).collect();
        format!("{name} {}", keys.join(" "))
    };
    tags.iter().map(names).collect()
}

#[test]
fn no_payload_lives_in_any_output() {
    let site = hostile_site();
    let ran = site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.code, 0, "every hostile article is sound and approved: {ran:?}");
    let files = site.files("public");
    let carrying = files.values().filter(|bytes| String::from_utf8_lossy(bytes).contains("__pwned")).count();
    assert!(carrying > PAYLOADS.len() * 6, "only {carrying} files carry payloads");
    let found: Vec<String> = files
        .iter()
        .flat_map(|(name, bytes)| live(name, bytes).into_iter().map(move |what| format!("{name}: {what}")))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));

    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let _ = fs::remove_dir_all(&kept);
    copy_tree(&site.path("public"), &kept);
}

#[test]
fn payloads_change_no_page() {
    let site = hostile_site();
    let ran = site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let files = site.files("public");
    let page = |edition: &str, name: &str| skeleton(&files[&format!("{edition}a/jx-{name}/index.html")]);
    for edition in ["", "minors/", "farmers/", "workers/", "elderly/", "officials/"] {
        let harmless = page(edition, "harmless");
        assert!(harmless.len() > 100, "the scanner reads the page");
        for (at, payload) in PAYLOADS.iter().enumerate() {
            let hostile = page(edition, &format!("hostile-{at:02}"));
            let other = hostile.iter().zip(&harmless).position(|(a, b)| a != b);
            assert_eq!(other.map(|at| &hostile[at]), None, "{edition} {payload}");
            assert_eq!(hostile.len(), harmless.len(), "{edition} {payload}");
        }
    }
    let template = String::from_utf8_lossy(&files["a/jx-hostile-04/index.html"]).into_owned();
    assert!(template.contains("7*7"), "template syntax is printed as it was written");
}

#[test]
fn review_sheets_are_inert_even_of_refused_articles() {
    let site = Scratch::new(Base::Settings);
    lay(&site, "harmless", HARMLESS);
    let sheet = |name: &str| {
        let ran =
            site.kepu(&["sheet", &format!("content/{name}"), "--stage", "initial", "--for", "ed-wu", "--now", NOW]);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    assert!(sheet("harmless").len() > 2000);
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let name = format!("hostile-{at:02}");
        site.write(
            &format!("content/{name}/index.md"),
            rebuttal(&format!("jx-{name}"), payload) + "\n" + payload + "\n",
        );
        site.write(&format!("content/{name}/leaf.svg"), drawing("<rect width=\"4\" height=\"3\"/>"));
        let html = sheet(&name);
        // A sheet is one file: its pictures stand in it, where a browser draws them and runs nothing of theirs.
        let expected = |what: &String| what == "<style>" || what.starts_with("<img src=data:image/");
        let found: Vec<String> = live::in_html(&html).into_iter().filter(|what| !expected(what)).collect();
        assert_eq!(found, Vec::<String>::new(), "{payload}");
    }
}

#[test]
fn what_is_not_text_is_refused_by_its_rule() {
    let site = Scratch::new(Base::Settings);
    for (at, (_, body)) in BODIES.iter().enumerate() {
        site.write(
            &format!("content/body-{at:02}/index.md"),
            article(&format!("jx-body-{at:02}"), "\"例文\"", "", body),
        );
    }
    for (at, (_, title)) in TITLES.iter().enumerate() {
        site.write(
            &format!("content/title-{at:02}/index.md"),
            article(&format!("jx-title-{at:02}"), title, "", "看水。"),
        );
    }
    for (at, inside) in DRAWINGS.iter().enumerate() {
        let media = "media:\n  - {src: leaf.svg, credit: 甲, licence: CC-BY-4.0, origin: original}\n";
        let text =
            article(&format!("jx-drawing-{at:02}"), "\"例文\"", media, "![一片柑橘叶的示意图，叶脉清楚](leaf.svg)");
        site.write(&format!("content/drawing-{at:02}/index.md"), text);
        site.write(&format!("content/drawing-{at:02}/leaf.svg"), drawing(inside));
    }
    let found = errors(&site);
    let of = |folder: &str| -> Vec<&str> {
        let below = found.iter().filter(|(path, _)| path.starts_with(&format!("content/{folder}/")));
        below.flat_map(|(_, rules)| rules.iter().map(String::as_str)).collect()
    };
    for (at, (rule, body)) in BODIES.iter().enumerate() {
        assert!(of(&format!("body-{at:02}")).contains(rule), "{body:?}: {:?}", of(&format!("body-{at:02}")));
    }
    for (at, (rule, title)) in TITLES.iter().enumerate() {
        assert!(of(&format!("title-{at:02}")).contains(rule), "{title:?}: {:?}", of(&format!("title-{at:02}")));
    }
    for (at, inside) in DRAWINGS.iter().enumerate() {
        assert!(of(&format!("drawing-{at:02}")).contains(&"KP306"), "{inside:?}");
    }
    let ran = site.kepu(&["build", "--now", NOW]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        site.files("public").keys().all(|name| !name.contains("/a/") && !name.starts_with("a/")),
        "nothing of them is shown"
    );
}

#[test]
fn settings_that_would_run_are_refused() {
    for (file, from, to) in DANGEROUS_SETTINGS {
        let site = Scratch::new(Base::Settings);
        let text = site.read(file);
        assert!(text.contains(from), "{file} has no {from}");
        site.write(file, text.replacen(from, to, 1));
        let ran = site.kepu(&["build", "--now", NOW]);
        assert_eq!(ran.code, 2, "{to}: {ran:?}");
        assert!(!site.path("public").exists(), "{to}");
    }
}

#[test]
fn the_scanner_sees_what_lives() {
    for html in [
        "<img src=x.png onerror=a()>",
        "<p style='x'>",
        "<script>a()</script>",
        "<script src=https://a.example/b.js></script>",
        "<a href=' java\nscript:a()'>",
        "<a href='data:text/html,x'>",
        "<iframe>",
        "<img src='https://a.example/b.png'>",
        "<meta http-equiv=refresh>",
        "<form action='javascript:a()'>",
        "<title></title><script>a()</script>",
    ] {
        assert!(!live::in_html(html).is_empty(), "{html}");
    }
    let sound = "<title><script>a()</script></title><a href='https://a.example'>甲</a><img src='../a.png'><script src='a.js'></script>\
                 <script type='application/ld+json'>{\"a\":\"<\\/script>\"}</script>";
    assert_eq!(live::in_html(sound), Vec::<String>::new());
    assert!(!live::in_xml("<a><description>&lt;img src=x.png onerror=a()&gt;</description></a>").is_empty());
    assert!(!live::in_xml("<a><description><![CDATA[<script>a()</script>]]></description></a>").is_empty());
    assert!(!live::in_xml("<a><b></a>").is_empty());
    assert!(!live::in_json("{\"content_html\":\"<svg onload=a()>\"}").is_empty());
    assert!(!live::in_json("{\"url\":\"javascript:a()\"}").is_empty());
}

/// Rules that refuse the articles of each file, errors only.
fn errors(site: &Scratch) -> BTreeMap<String, Vec<String>> {
    let ran = site.kepu(&["check", "--format", "json", "--now", NOW]);
    let report: serde_json::Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{ran:?}"));
    let mut found = BTreeMap::<String, Vec<String>>::new();
    for finding in report["findings"].as_array().expect("findings") {
        if matches!(finding["severity"].as_str(), Some("error" | "fatal")) {
            let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            found.entry(word("path")).or_default().push(word("rule"));
        }
    }
    found
}

/// An ordinary article with another title, further front matter and another body.
fn article(id: &str, title: &str, front: &str, body: &str) -> String {
    RICE.replacen("jx-demo-text", id, 1)
        .replacen("title: 例文", &format!("title: {title}"), 1)
        .replacen("review:", &format!("{front}review:"), 1)
        .replacen("# 看水\n\n晒田到田边开细裂就复水。", body, 1)
}
