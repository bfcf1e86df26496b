//! The index that a build writes, read from its files as the page reads it. Ranking and recall are seen in the browser
//! (`.ci/browser/search.mjs`).

use std::collections::{BTreeMap, BTreeSet};

use crate::support::repository::{NOW, QUORUM, RICE};
use crate::support::{Base, Scratch, key};
use serde_json::Value;

/// The files of one edition's index.
struct Index {
    start: Value,
    shards: BTreeMap<usize, (String, String)>,
    rows: Vec<Value>,
}

impl Index {
    fn read(site: &Scratch, edition: &str) -> Self {
        let files = site.files(&format!("public/{edition}search"));
        let text = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
        let json = |text: &str, open: char, close: char| -> Value {
            let (from, to) = (text.find(open).expect("a start"), text.rfind(close).expect("an end"));
            serde_json::from_str(&text[from..=to]).expect("JSON")
        };
        let start = json(&text("start.js"), '{', '}');
        let n_shards = start["shards"].as_u64().expect("a number");
        let shards = (0..n_shards).map(|n| (n as usize, shard(&text(&format!("{n}.js"))))).collect();
        let n_files = files.keys().filter(|name| name.starts_with('t')).count();
        let rows =
            (0..n_files).flat_map(|n| json(&text(&format!("t{n}.js")), '[', ']').as_array().expect("entries").clone());
        Self { start, shards, rows: rows.collect() }
    }

    /// The articles of a term with the weight of the place it stands in: 0 text to 3 title.
    fn places(&self, term: &str) -> BTreeMap<usize, u64> {
        let units: Vec<usize> = term.encode_utf16().map(usize::from).collect();
        let in_row = self.shards.len() / 32;
        let at = units[0] % 32 * in_row + units[1..].iter().sum::<usize>() % in_row;
        let (terms, postings) = &self.shards[&at];
        let (pairs, others) = terms.split_once('|').expect("a bar");
        let pairs = pairs.split(' ').flat_map(|group| {
            let first = group.chars().next();
            group.chars().skip(1).map(move |second| first.into_iter().chain([second]).collect::<String>())
        });
        let all = pairs.chain(others.split(' ').filter(|term| !term.is_empty()).map(str::to_owned));
        let mut digits = postings.chars();
        for one in all {
            let (mut article, mut found) = (0, BTreeMap::new());
            loop {
                let value = number(&mut digits);
                article += (value >> 3) as usize;
                found.insert(article, value >> 1 & 3);
                if value & 1 == 0 {
                    break;
                }
            }
            if one == term {
                return found;
            }
        }
        BTreeMap::new()
    }

    /// Addresses of the articles that have every pair of a text, in a place of at least this weight.
    fn having(&self, text: &str, least: u64) -> BTreeSet<&str> {
        let runs = text.split(|c| !('\u{4E00}'..='\u{9FFF}').contains(&c)).map(|run| run.chars().collect::<Vec<_>>());
        let pairs: Vec<String> =
            runs.flat_map(|run| run.windows(2).map(String::from_iter).collect::<Vec<_>>()).collect();
        assert!(!pairs.is_empty(), "{text}");
        let of = |pair: &String| -> BTreeSet<usize> {
            self.places(pair).into_iter().filter(|(_, weight)| *weight >= least).map(|(article, _)| article).collect()
        };
        let all = pairs.iter().map(of).reduce(|a, b| a.intersection(&b).copied().collect()).unwrap_or_default();
        all.into_iter().map(|article| self.rows[article]["href"].as_str().expect("an address")).collect()
    }

    /// Every way to say a query: a name of the glossary may stand for the others.
    fn ways(&self, query: &str) -> Vec<String> {
        let mut all = vec![query.to_owned()];
        for names in self.start["same"].as_array().expect("a list") {
            let names: Vec<&str> = names.as_array().expect("names").iter().filter_map(Value::as_str).collect();
            for name in names.iter().filter(|name| query.contains(**name)) {
                all.extend(names.iter().map(|other| query.replace(name, other)));
            }
        }
        all
    }

    fn found(&self, query: &str) -> BTreeSet<&str> {
        self.ways(query).iter().flat_map(|way| self.having(way, 0)).collect()
    }
}

/// `K(n,"terms","postings")`.
fn shard(text: &str) -> (String, String) {
    let parts: Vec<&str> = text.split('"').collect();
    (parts[1].to_owned(), parts[3].to_owned())
}

fn number(digits: &mut impl Iterator<Item = char>) -> u64 {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    for shift in (0..).step_by(5) {
        let digit = digits.next().and_then(|digit| DIGITS.find(digit)).expect("a digit") as u64;
        value |= (digit & 31) << shift;
        if digit < 32 {
            break;
        }
    }
    value
}

fn built(site: &Scratch) {
    let ran = site.kepu(&["build", "--now", NOW]);
    assert!(matches!(ran.code, 0 | 1), "{ran:?}");
}

/// An article that says 晒田, and a glossary that knows another name for it.
fn lay_out(folk: &str) -> Scratch {
    let site = Scratch::new(Base::Settings);
    site.write("content/demo/index.md", RICE.replace("title: 例文", "title: 看水"));
    site.approve("content/demo", "2026-11-22T00:00:00Z", QUORUM);
    let front = RICE.split("\n# ").next().expect("a front matter");
    let front = front.replace("jx-demo-text", "jx-demo-terms").replace("kind: article", "kind: glossary");
    site.write(
        "content/terms/index.md",
        format!("{front}\n晒田\n: 把水排干，让田面晾硬。\n: 又叫：{folk}\n").replace("title: 例文", "title: 术语"),
    );
    site
}

#[test]
fn an_article_is_found_by_a_name_that_only_the_glossary_has() {
    let site = lay_out("亮塘底");
    built(&site);
    // Nobody has approved the glossary: what it says is nowhere, in the search neither.
    let index = Index::read(&site, "farmers/");
    assert_eq!(index.found("晒田"), BTreeSet::from(["../a/jx-demo-text/index.html"]));
    assert!(index.found("亮塘底").is_empty() && index.start["same"] == Value::Array(Vec::new()));
    site.approve("content/terms", "2026-11-22T00:00:00Z", QUORUM);
    built(&site);
    let page = site.read("public/farmers/a/jx-demo-text/index.html");
    assert!(!page.split("class=\"terms\"").next().expect("a text").contains("亮塘底"));
    let both = BTreeSet::from(["../a/jx-demo-terms/index.html", "../a/jx-demo-text/index.html"]);
    let index = Index::read(&site, "farmers/");
    assert_eq!(index.having("亮塘底", 0), BTreeSet::from(["../a/jx-demo-terms/index.html"]));
    assert_eq!(index.found("亮塘底"), both);
    assert_eq!(index.found("晒田"), both);
    assert_eq!(index.found("亮塘底到田边"), BTreeSet::from(["../a/jx-demo-text/index.html"]), "within a sentence, too");
}

/// Three articles that came one after the other; the first is for one edition alone.
fn three() -> Scratch {
    let site = Scratch::new(Base::Settings);
    for (nth, (name, audience)) in
        (0..).zip([("一", "farmers"), ("二", "farmers, elderly"), ("三", "farmers, elderly")])
    {
        let text = RICE.replace("jx-demo-text", &format!("jx-demo-{nth}")).replace("例文", &format!("看水{name}遍"));
        let text = text.replace("audience: [farmers]", &format!("audience: [{audience}]"));
        site.write(&format!("content/n{nth}/index.md"), text);
        site.approve(&format!("content/n{nth}"), &format!("2026-11-2{nth}T00:00:00Z"), QUORUM);
    }
    site
}

#[test]
fn an_article_keeps_its_number_when_others_go_come_back_or_are_read_again() {
    let site = three();
    let numbers = |edition: &str| -> Vec<(String, usize)> {
        let index = Index::read(&site, edition);
        let name = |row: &Value| row["href"].as_str().and_then(|href| href.split('/').nth(2)).map(str::to_owned);
        index.rows.iter().enumerate().filter_map(|(number, row)| Some((name(row)?, number))).collect()
    };
    let named = |all: &[(&str, usize)]| all.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect::<Vec<_>>();
    built(&site);
    assert_eq!(numbers("farmers/"), named(&[("jx-demo-0", 0), ("jx-demo-1", 1), ("jx-demo-2", 2)]));
    assert_eq!(numbers("elderly/"), named(&[("jx-demo-1", 0), ("jx-demo-2", 1)]));

    // One is suspended, one changed and not read again; the edition that never had the first has no place for it.
    let key = key("fi-zhou").to_str().expect("a path").to_owned();
    let words =
        ["--decision", "suspend", "--note", "步骤有误", "--key", &key, "--yes", "--now", "2026-11-23T00:00:00Z"];
    let ran = site.kepu(&[&["sign", "jx-demo-0", "--as", "fi-zhou", "--stage", "final"], &words[..]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let status = site.kepu(&["status", "jx-demo-1", "--format", "json", "--now", NOW]).stdout;
    let status: Value = serde_json::from_str(&status).expect("JSON");
    let of = status["articles"][0]["digest"].as_str().expect("a digest");
    let said =
        format!("corrections:\n  - {{date: 2026-11-23, type: update, of: \"{of}\", summary: 多看一遍}}\nreview:");
    let text = site.read("content/n1/index.md").replace("review:", &said);
    site.write("content/n1/index.md", text + "\n次日另看。\n");
    built(&site);
    assert_eq!(numbers("farmers/"), named(&[("jx-demo-2", 2)]));
    assert_eq!(numbers("elderly/"), named(&[("jx-demo-2", 1)]));
    let index = Index::read(&site, "farmers/");
    assert_eq!(index.rows[..2], [Value::from(0), Value::from(0)], "what went has no entry");
    assert_eq!(index.having("三遍", 3), BTreeSet::from(["../a/jx-demo-2/index.html"]));
    assert!(index.having("一遍", 0).is_empty() && index.having("二遍", 0).is_empty());

    // Read again it stands where it stood.
    site.approve("content/n1", "2026-11-23T00:00:00Z", QUORUM);
    built(&site);
    assert_eq!(numbers("farmers/"), named(&[("jx-demo-1", 1), ("jx-demo-2", 2)]));
    assert_eq!(Index::read(&site, "farmers/").having("次日另看", 0), BTreeSet::from(["../a/jx-demo-1/index.html"]));
}

#[test]
fn the_sample_is_found_by_all_its_names_and_rumours_and_sends_nothing() {
    let site = Scratch::new(Base::Sample);
    built(&site);
    names_find_every_article_with_one_of_them(&site);
    rumours_are_indexed_in_their_own_words_and_have_a_verdict(&site);
    // FEATURES AU-03: nothing is asked of minors, nor of anybody else. A field without a form goes nowhere.
    let pages = site.files("public").into_iter().filter(|(name, _)| name.ends_with(".html"));
    let sends =
        |html: &str| ["<form", "formaction", "<input name", " name=\"q\""].iter().any(|part| html.contains(part));
    let senders: Vec<String> =
        pages.filter(|(_, html)| sends(&String::from_utf8_lossy(html))).map(|(name, _)| name).collect();
    assert!(senders.is_empty(), "{senders:?}");
}

fn names_find_every_article_with_one_of_them(site: &Scratch) {
    let mut helped = 0;
    for edition in ["", "farmers/", "elderly/"] {
        let index = Index::read(site, edition);
        for names in index.start["same"].as_array().expect("a list") {
            let names: Vec<&str> = names.as_array().expect("names").iter().filter_map(Value::as_str).collect();
            let all: BTreeSet<&str> = names.iter().flat_map(|name| index.having(name, 0)).collect();
            for name in &names {
                assert!(all.is_subset(&index.found(name)), "{edition} {name}");
                helped += all.difference(&index.having(name, 0)).count();
            }
        }
    }
    assert!(helped > 20, "only {helped} articles are found by a name that they do not have");
}

fn rumours_are_indexed_in_their_own_words_and_have_a_verdict(site: &Scratch) {
    let mut rumours = 0;
    for edition in ["", "minors/", "farmers/", "workers/", "elderly/", "officials/"] {
        let index = Index::read(site, edition);
        let shown = index.rows.iter().filter(|row| row.is_object()).count() as u64;
        assert_eq!(shown, index.start["count"].as_u64().expect("a number"), "{edition}");
        for row in index.rows.iter().filter(|row| !row["claim"].is_null()) {
            rumours += 1;
            let (claim, address) = (row["claim"].as_str().expect("words"), row["href"].as_str().expect("an address"));
            assert_eq!(index.having(claim, 2), BTreeSet::from([address]), "{edition} {claim}");
            assert!(row["verdict"].is_string() && row["label"].is_string(), "{row}");
        }
    }
    assert!(rumours > 10, "{rumours}");
}
