//! Whole libraries from memory: what an editor writes, and what is said about it.

mod reread;

use std::collections::BTreeMap;

use super::*;
use crate::diag::source_map::position_in;
use crate::diag::{Diagnostic, Severity};
use crate::model::sources::{EntryKind, ListedFile, Sources};

/// A source tree in memory.
#[derive(Clone, Default)]
struct Tree(BTreeMap<SourcePath, Vec<u8>>);

impl Tree {
    fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(SourcePath::new(path).expect("clean"), bytes.into());
        self
    }
}

impl Sources for Tree {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let below = self.0.iter().filter(|(path, _)| path.below(dir).is_some());
        let file = |(path, bytes): (&SourcePath, &Vec<u8>)| ListedFile {
            path: path.clone(),
            kind: EntryKind::File,
            size: bytes.len() as u64,
        };
        Ok(below.map(file).collect())
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.0.get(path).cloned())
    }
}

fn profile(label: &str, label_en: &str, order: i32, common: bool) -> String {
    format!(
        "label: {label}\nlabel_en: {label_en}\naliases: [{label}朋友]\norder: {order}\ncommon: {common}\nintro: 说清楚。\n\
         reading: {{mean_sentence: 18, p90_sentence: 35, mean_clause: 8.5}}\n\
         type: {{body_px: 20, kiosk_px: 28, line_height: 1.7, measure: 30, paragraph_gap: 1.3, target_px: 48, kiosk_target_px: 72, family: \"'Noto Sans SC', sans-serif\"}}\n\
         colour: {{text: \"#1A1A1A\", ground: \"#ffffff\", accent: \"#1b5e20\", contrast_min: 7}}\nimage_edge_px: 1280\n"
    )
}

fn site() -> Tree {
    let mut tree = Tree::default()
        .with("site.yaml", include_str!("../../site.yaml"))
        .with("reviewers.yaml", include_str!("../../reviewers.yaml"));
    for (order, (id, label)) in [
        ("public", "公众"),
        ("minors", "未成年人"),
        ("farmers", "农民"),
        ("elderly", "老年人"),
        ("workers", "产业工人"),
        ("officials", "领导干部"),
    ]
    .iter()
    .enumerate()
    {
        let text = profile(label, id, i32::try_from(order).unwrap_or(0), *id == "public");
        tree = tree.with(&format!("themes/base/audiences/{id}/audience.yaml"), text);
    }
    tree
}

const GOOD: &str = "---\nkepu: 1\nid: jx-test-0001\ntitle: 高温天气如何预防中暑\nsummary: 三句话讲清补水、避暑和送医。\nkind: 科普文章\naudience: [农民, elderly]\ntopics: [health.heat, 柑橘]\nregion: [江西省]\nauthors:\n  - {name: 张三, org: 某某医院, interests: none}\neditor: ed-lin\ncreated: 2026-03-18\nrisk: [medical]\nreview:\n  status: 送审\n---\n先补水。\n";

const INDEX: &str = "content/a/index.md";

/// `line:column code message` of every finding about the front matter `text`.
fn findings_of(text: &str) -> Vec<(usize, usize, u16, String)> {
    let library = library(&site().with(INDEX, text)).expect("settings are sound");
    let path = SourcePath::new(INDEX).expect("clean");
    let shown = encoding::shown(text.as_bytes());
    let found = library.findings.get(&path).cloned().unwrap_or_default().sorted();
    found
        .into_iter()
        .map(|finding| {
            let at = position_in(&shown, finding.primary.span.map_or(0, |span| span.start as usize));
            (at.line, at.column, finding.code.0, finding.message.zh)
        })
        .collect()
}

#[test]
fn a_sound_article_is_read_without_a_word() {
    let library = library(&site().with(INDEX, GOOD).with("content/a/img/图.svg", "<svg/>")).expect("sound");
    assert!(library.findings.is_empty(), "{:?}", library.findings);
    let article = library.articles.values().next().expect("one article");
    let words =
        |items: &[crate::model::span::Spanned<String>]| items.iter().map(|item| item.value.clone()).collect::<Vec<_>>();
    assert_eq!(words(&article.front.audience), ["farmers", "elderly"]);
    assert_eq!(words(&article.front.topics), ["health.heat", "agriculture.citrus"]);
    assert_eq!(words(&article.front.region), ["360000"]);
    assert_eq!(article.front.lang, "zh-CN");
    assert_eq!(&*article.body.text, "先补水。\n");
    assert_eq!(&GOOD[article.body.offset as usize..], "先补水。\n");
    assert_eq!(article.assets.iter().map(|asset| asset.name.as_str()).collect::<Vec<_>>(), ["img/图.svg"]);
    let editions: Vec<&str> = library.audiences.iter().map(|audience| audience.id.as_str()).collect();
    assert_eq!(editions, ["public", "minors", "farmers", "elderly", "workers", "officials"]);
    assert_eq!(library.roster.people.len(), 17);
    assert_eq!(library.audiences[0].colour.text, "#1a1a1a");
}

/// Line, column and code of each finding.
type Places = &'static [(usize, usize, u16)];

/// Every row: what to replace in the sound article, and where which finding is expected.
const BROKEN: &[(&str, &str, Places)] = &[
    ("title: 高温", "title：高温", &[(4, 6, 102)]),
    ("title: 高温", "title:高温", &[(4, 6, 102)]),
    ("title: 高温", "title: 高温: ", &[(4, 10, 102)]),
    ("title: 高温", "title: \"高温", &[(4, 8, 102)]),
    ("title: 高温天气如何预防中暑", "title: \"高温\"天气", &[(4, 12, 102)]),
    ("title: 高温天气如何预防中暑", "title: \"高温天气”", &[(4, 13, 102)]),
    ("title: 高温天气如何预防中暑", "title:", &[(4, 1, 104)]),
    ("title: 高温天气如何预防中暑\n", "", &[(1, 1, 104)]),
    ("title: 高温天气如何预防中暑", "title: [高温]", &[(4, 8, 105)]),
    ("title: 高温天气如何预防中暑", "title: 高温\ntitle: 再来", &[(5, 1, 102)]),
    ("title: 高温天气如何预防中暑", "titel: 高温", &[(4, 1, 103)]),
    ("title: 高温天气如何预防中暑", "title: &x 高温", &[(4, 8, 102)]),
    ("title: 高温天气如何预防中暑", "title: *高温*", &[(4, 8, 102)]),
    ("title: 高温天气如何预防中暑", "title: !高温 天气", &[(4, 8, 102)]),
    ("title: 高温天气如何预防中暑", "title: @高温", &[(4, 8, 102)]),
    ("title: 高温天气如何预防中暑", "title: 得分 #1", &[(4, 11, 102)]),
    ("title: 高温天气如何预防中暑", "title: |\n  高温\n  中暑", &[(5, 3, 105)]),
    ("audience: [农民, elderly]", "audience: [农民, elderly", &[(7, 11, 102)]),
    ("audience: [农民, elderly]", "audience: [农民, elderly】", &[(7, 23, 102)]),
    ("audience: [农民, elderly]", "audience: [农民，elderly]", &[(7, 12, 105)]),
    ("audience: [农民, elderly]", "audience: [农名, elderly]", &[(7, 12, 105)]),
    ("audience: [农民, elderly]", "audience: [农民, farmers]", &[(7, 16, 105)]),
    ("audience: [农民, elderly]", "audience: 农民", &[(7, 11, 105)]),
    ("audience: [农民, elderly]", "audience: []", &[(7, 1, 104)]),
    ("audience: [农民, elderly]", "audience: - 农民", &[(7, 11, 102)]),
    ("kind: 科普文章", "kind: 科普", &[(6, 7, 105)]),
    ("id: jx-test-0001", "id: JX_0001", &[(3, 5, 106)]),
    ("created: 2026-03-18", "created: 2026-13-18", &[(13, 10, 105)]),
    ("created: 2026-03-18", "created: 2026/03/18", &[(13, 10, 105)]),
    ("created: 2026-03-18", "created: 2026-03-18\nupdated: 2026-01-01", &[(14, 10, 105)]),
    ("created: 2026-03-18", "created: 2026-03-18\npublish_at: 2026-03-25 08:00", &[(14, 13, 105)]),
    ("created: 2026-03-18", "created: 2026-03-18\n  lang: zh-CN", &[(14, 3, 102)]),
    ("name: 张三", "name：张三", &[(11, 6, 102)]),
    ("name: 张三, ", "", &[(11, 5, 104)]),
    ("interests: none}", "interests: none", &[(11, 5, 102)]),
    ("  - {name", "\t- {name", &[(11, 1, 102)]),
    ("status: 送审", "status: 送审\n  approved: true", &[(17, 3, 109)]),
    ("status: 送审", "status: 送审\n  extra: {终审: 0}", &[(17, 15, 109)]),
    ("kepu: 1", "kepu: 2", &[(2, 7, 105)]),
    ("---\n先补水", "先补水", &[(1, 1, 101)]),
    ("---\n先补水", "---- \n先补水", &[(17, 1, 101)]),
    ("---\nkepu", "——\nkepu", &[(1, 1, 101)]),
    ("先补水", "先补\u{0}水", &[(18, 3, 108)]),
];

#[test]
fn each_mistake_is_told_where_it_stands() {
    let mut wrong = Vec::new();
    for (from, to, expected) in BROKEN {
        assert!(GOOD.contains(from), "{from:?}");
        let found = findings_of(&GOOD.replacen(from, to, 1));
        let places: Vec<(usize, usize, u16)> =
            found.iter().map(|(line, column, code, _)| (*line, *column, *code)).collect();
        if places != *expected {
            wrong.push(format!("{to:?}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn seven_mistakes_give_seven_findings() {
    let text = "---\nkepu: 1\nid: JX_1\ntitle：高温\nsummary: \"补水\naudience: [农名]\ntopics: [health.heat]\nregion: [江西省]\nauthors:\n  - {name: 张三}\neditor: nobody\ncreated: 2026-02-30\nkind: article\ncolor: red\nreview: {status: ready}\n---\n";
    let found = findings_of(text);
    let places: Vec<(usize, usize, u16)> =
        found.iter().map(|(line, column, code, _)| (*line, *column, *code)).collect();
    assert_eq!(
        places,
        [(3, 5, 106), (4, 6, 102), (5, 10, 102), (6, 12, 105), (11, 9, 110), (12, 10, 105), (14, 1, 103)],
        "{found:?}"
    );
}

#[test]
fn messages_name_the_remedy() {
    let help = |from: &str, to: &str| -> String {
        let library = library(&site().with(INDEX, GOOD.replacen(from, to, 1))).expect("sound settings");
        let findings = library.findings.into_values().next().unwrap_or_default().sorted();
        findings.first().and_then(|finding| finding.helps.first()).map(|help| help.zh.clone()).unwrap_or_default()
    };
    for (from, to, word) in [
        ("农民", "农名", "是不是“农民”"),
        ("农民, elderly", "农民，elderly", "半角逗号"),
        ("[农民, elderly]", "农民、老年人", "audience: [农民, 老年人]"),
        ("2026-03-18", "2026年3月18日", "2026-03-18"),
        ("title: 高温天气如何预防中暑\n", "", "title: "),
        ("summary", "摘要", "summary"),
        ("科普文章", "“科普文章”", "全角引号"),
    ] {
        let found = help(from, to);
        assert!(found.contains(word), "{to:?}: {found}");
    }
}

#[test]
fn a_shared_id_takes_both_articles_out() {
    let library = library(&site().with(INDEX, GOOD).with("content/b/index.md", GOOD)).expect("sound");
    assert!(library.articles.is_empty());
    assert_eq!(library.faulty.len(), 2);
    for (path, findings) in &library.findings {
        let finding: Vec<&Diagnostic> = findings.iter().collect();
        assert_eq!(
            (finding[0].code.0, finding[0].severity, finding[0].others.len()),
            (107, Severity::Error, 1),
            "{path}"
        );
    }
}

#[test]
fn what_lies_beside_and_outside_articles_is_told() {
    let tree = site()
        .with(INDEX, GOOD)
        .with("content/a/.DS_Store", "x")
        .with("content/a/big.png", "version https://git-lfs.github.com/spec/v1\n")
        .with("content/note.md", "x")
        .with("content/README.md", "x")
        .with("records/jx-test-0001/a.signoff", "x")
        .with("records/b.signoff", "x")
        .with("records/jx-test-0001/x.parts", "x");
    let library = library(&tree).expect("sound");
    let codes: Vec<(String, Vec<u16>)> = library
        .findings
        .iter()
        .map(|(path, found)| (path.to_string(), found.iter().map(|finding| finding.code.0).collect()))
        .collect();
    let expected = [
        (INDEX, vec![303, 303]),
        ("content/note.md", vec![101]),
        ("records/b.signoff", vec![701]),
        ("records/jx-test-0001/a.signoff", vec![701]),
    ];
    assert_eq!(codes, expected.map(|(path, codes)| (path.to_owned(), codes)));
    assert_eq!(library.articles.len(), 1, "the article itself is sound; its findings hold it back");
}

#[test]
fn settings_faults_stop_the_load_and_are_told_together() {
    let stop = |tree: Tree| match library(&tree) {
        Err(LoadStop::Settings(findings)) => findings.sorted(),
        other => panic!("{:?}", other.map(|library| library.findings)),
    };
    assert_eq!(stop(Tree::default()).len(), 1);
    let roster = include_str!("../../reviewers.yaml");
    let broken = roster
        .replacen("stages: [initial]", "stages: [inital]", 1)
        .replacen("from: 2022-01-01, until: 2036-12-31", "from: 2022-01-01, until: 2020-12-31", 1)
        .replacen("when: {}", "when: {risk: [medical]}", 1);
    let found = stop(site().with("reviewers.yaml", broken));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|finding| finding.code.0 == 801 && finding.severity == Severity::Fatal));
    let two = site().with("themes/base/audiences/farmers/audience.yaml", profile("农民", "farmers", 1, true));
    assert!(stop(two)[0].message.zh.contains("common"));
    let unknown =
        include_str!("../../site.yaml").replacen("feed_entries: 20", "feed_entries: 20\naudiences: [农民, 渔民]", 1);
    assert!(stop(site().with("site.yaml", unknown))[0].message.zh.contains("渔民"));
}

#[test]
fn a_site_may_build_some_editions_only() {
    let text = include_str!("../../site.yaml").replacen("feed_entries: 20", "audiences: [老年人, farmers]", 1);
    let library =
        library(&site().with("site.yaml", text).with(INDEX, GOOD.replacen("elderly", "minors", 1))).expect("sound");
    let ids: Vec<&str> = library.audiences.iter().map(|audience| audience.id.as_str()).collect();
    assert_eq!(ids, ["public", "elderly", "farmers"]);
    assert!(library.findings.is_empty(), "{:?}", library.findings);
}

#[test]
fn a_broken_event_opens_nothing_and_stops_nothing() {
    let text = "kepu_emergencies: 1\nevents:\n  - {id: 2026-06-a, title: 洪水, category: 自然灾害, level: II, topics: [safety], region: [江西省], opened: 2026-06-19T20:00:00+08:00}\n  - {id: 2026-06-b, title: 洪水, category: 自然灾害, level: II, topics: [safety], region: [江西省], opened: 2026-06-19T20:00:00+08:00, closed: 2026-07}\n";
    let library = library(&site().with("emergencies.yaml", text)).expect("no stop");
    assert_eq!(library.emergencies.events.len(), 1);
    let found: Vec<Diagnostic> = library.findings.into_values().flat_map(Findings::sorted).collect();
    assert_eq!(
        found.iter().map(|finding| (finding.code.0, finding.severity)).collect::<Vec<_>>(),
        [(801, Severity::Error)]
    );
}

#[test]
fn front_matter_can_be_had_alone() {
    let path = SourcePath::new(INDEX).expect("clean");
    let (found, findings) = front_matter(GOOD, &path);
    let (node, offset) = found.expect("sound");
    assert!(findings.is_empty());
    assert_eq!(node.get("kepu").and_then(|entry| entry.value.value.as_str()), Some("1"));
    assert_eq!(&GOOD[offset as usize..], "先补水。\n");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn a_damaged_article_never_stops_the_library(at in 0..GOOD.len(), bytes: Vec<u8>) {
        let mut damaged = GOOD.as_bytes().to_vec();
        damaged.splice(at..(at + bytes.len()).min(GOOD.len()), bytes);
        let library = library(&site().with(INDEX, damaged.clone())).expect("settings are sound");
        proptest::prop_assert_eq!(library.articles.len() + library.faulty.len(), 1);
        let text = encoding::shown(&damaged);
        for finding in library.findings.into_values().flatten() {
            for label in std::iter::once(&finding.primary).chain(&finding.others) {
                if let Some(span) = label.span {
                    proptest::prop_assert!(text.get(span.range()).is_some(), "{:?}", finding);
                }
            }
        }
    }

    #[test]
    fn damaged_settings_stop_but_never_panic(file in 0..3_usize, at in 0..8_000_usize, bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..20)) {
        let path = ["site.yaml", "reviewers.yaml", "themes/base/audiences/public/audience.yaml"][file];
        let mut damaged = site().0.remove(&SourcePath::new(path).expect("clean")).expect("there");
        let at = at.min(damaged.len());
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes);
        let _ = library(&site().with(path, damaged));
    }
}
