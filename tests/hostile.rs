//! Hostile content: whatever the rules let through is text and nothing else, in every file that kepu writes; the rest
//! is refused by the rule that is meant for it. The built site stays below `target/tmp/hostile` for a real browser.
#![cfg(feature = "studio")]
#![expect(clippy::disallowed_methods, reason = "tests lay out files and start programs")]

#[path = "support/live.rs"]
mod live;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use support::repository::NOW;
use support::{Base, Scratch, copy_tree};

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
         > [!NOTE]\n> 壬{escaped}癸\n",
        cell = escaped.replace('|', "\\|"),
    )
}

/// A site whose settings, people and articles all carry the payloads; for each payload a twin that is harmless.
fn hostile_site() -> Scratch {
    let site = Scratch::new(Base::Settings);
    poison(
        &site,
        "site.yaml",
        &[
            ("title: 科普江西（示例站）", 0),
            ("description: 一份稿件，五类读者，逐句可查是谁审的。", 1),
            ("publisher: 示例省科普中心", 2),
        ],
    );
    poison(
        &site,
        "reviewers.yaml",
        &[("name: 示例编辑·吴", 3), ("name: 示例理工大学", 4), ("name: 示例教授·辛", 5), ("name: 示例复审·陈", 11)],
    );
    poison(
        &site,
        "themes/base/audiences/elderly/audience.yaml",
        &[("label: 老年人", 1), ("intro: 字大，句短，照着做就行。", 0)],
    );
    for (at, payload) in PAYLOADS.iter().enumerate() {
        for (name, words) in [("hostile", *payload), ("harmless", HARMLESS)] {
            let folder = format!("content/{name}-{at}");
            site.write(&format!("{folder}/index.md"), rebuttal(&format!("jx-{name}-{at:02}"), words));
            site.write(&format!("{folder}/leaf.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><rect width=\"4\" height=\"3\"/></svg>\n");
        }
    }
    site
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

/// Rules that refuse each article: errors only.
fn errors(site: &Scratch) -> BTreeMap<String, Vec<String>> {
    let ran = site.kepu(&["check", "--format", "json", "--now", NOW]);
    let report: serde_json::Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{ran:?}"));
    let mut found = BTreeMap::<String, Vec<String>>::new();
    for finding in report["findings"].as_array().expect("findings") {
        if matches!(finding["severity"].as_str(), Some("error" | "fatal")) {
            let path = finding["path"].as_str().unwrap_or_default();
            found.entry(path.to_owned()).or_default().push(format!(
                "{} {}",
                finding["rule"].as_str().unwrap_or_default(),
                finding["message"]
            ));
        }
    }
    found
}

#[test]
fn try_it() {
    let site = hostile_site();
    for (path, rules) in errors(&site) {
        eprintln!("{path}: {rules:?}");
    }
    panic!("look");
}
