//! `kepu fix` as a function: whatever is wrong with a text, repairing it changes no word and has an end.

use crate::support::checkout;
use kepu::host::disk::DiskSources;
use kepu::load::schema::SiteWords;
use kepu::load::site_words;
use kepu::model::tree::Node;
use kepu::repair::{Outcome, repair};
use proptest::prelude::*;

fn site() -> &'static SiteWords {
    static SITE: std::sync::OnceLock<SiteWords> = std::sync::OnceLock::new();
    SITE.get_or_init(|| site_words(&DiskSources::new(checkout())).expect("the sample's settings"))
}

fn id(_: &Node) -> Option<String> {
    Some("a-20260301-1a2b3c4d".to_owned())
}

/// The text after a repair, or as it was.
fn repaired(bytes: &[u8], site: &SiteWords) -> Option<String> {
    match repair(bytes, site, &id) {
        Outcome::Nothing => None,
        Outcome::Repaired(repaired) => Some(repaired.after),
        Outcome::Unproven => panic!("not proved: {:?}", String::from_utf8_lossy(bytes)),
    }
}

/// The letters of a text: what must be there before and after any repair, in this order.
fn letters(text: &str) -> String {
    kepu::markup::signs::seen(text).chars().filter(|c| c.is_alphabetic()).collect()
}

const FRONT: &str = "---\nkepu: 1\nid: jx-example-article\ntitle: 稻瘟病怎么防\nsummary: 一句话说清。\nkind: article\naudience: [farmers, elderly]\ntopics: [agriculture.rice]\nregion: [\"360000\"]\nauthors:\n  - {name: 张三, org: 某某中心, interests: none}\neditor: ed-lin\ncreated: 2026-03-01\nreview:\n  status: draft\n---\n";

/// What editors do to a text: a piece of it and what it becomes.
const SLIPS: &[(&str, &str)] = &[
    ("title: ", "title："),
    ("title: ", "title:"),
    ("title: ", "title:\u{3000}"),
    ("title: ", "标题: "),
    ("title: ", "标题："),
    ("summary: 一句话说清。", "summary: \"一句话说清。"),
    ("summary: 一句话说清。", "summary: \"一句话说清。”"),
    ("summary: 一句话说清。", "summary: 一句话: 说清。"),
    ("[farmers, elderly]", "[农民，老年人]"),
    ("[farmers, elderly]", "【农民、老年人】"),
    ("[farmers, elderly]", "[farmers, elderly"),
    ("[farmers, elderly]", "农民"),
    ("[agriculture.rice]", "[水稻]"),
    ("kind: article", "kind: “科普文章”"),
    ("2026-03-01", "2026年3月1日"),
    ("2026-03-01", "2026/3/1"),
    ("  status", "\tstatus"),
    ("  status", "\u{3000}status"),
    ("draft", "草稿"),
    ("name: 张三", "name：张三"),
    ("张三, org", "张三，org"),
    ("  - {", "  -{"),
    ("  - {", "  * {"),
    ("2026-03-01", "２０２６-０３-０１"),
    ("---\nkepu: 1\n", "———\n"),
    ("id: jx-example-article\n", ""),
    ("review:\n  status: draft\n---\n", "review:\n  status: draft\n\n"),
    ("\n", "\r\n"),
    ("\n", "\r"),
    ("---\nkepu", "\u{feff}---\nkepu"),
    ("稻", "稻\u{200b}"),
    ("日", "⽇"),
    ("1～2", "1~2"),
    ("**。", "。**"),
    ("2. ", "3. "),
];

fn body() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("稻瘟病又叫稻热病，**见穗打药**。每日1～2次。\n\n"),
        Just("1. 选种\n2. 晒田\n2. 打药\n\n"),
        Just("## 日常做法[^s1]\n\n"),
        Just("> **“早防。”**再治 `a~b`\n\n"),
        Just("| 药 | 量 |\n|--|--|\n| **甲。**乙 | 1~2 |\n\n"),
        Just("- 稻\n  - 麦*提示：*注\n\n"),
        Just("```\n1~2 **甲。**乙\n```\n\n"),
        "[稻*~_`1\\-#>\\[\\](). \n。，“”（）\u{200b}⽇&;]{0,24}\n"
            .prop_map(|text| Box::leak(text.into_boxed_str()) as &str),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn slipped() -> impl Strategy<Value = String> {
    (body(), proptest::collection::vec((0..SLIPS.len(), any::<bool>()), 0..7)).prop_map(|(body, slips)| {
        let mut text = format!("{FRONT}\n{body}");
        for (slip, everywhere) in slips {
            let (from, to) = SLIPS[slip];
            text = if everywhere { text.replace(from, to) } else { text.replacen(from, to, 1) };
        }
        text
    })
}

#[test]
fn the_sample_needs_no_repair() {
    let site = site();
    let articles =
        crate::support::list(&checkout().join("content")).into_iter().filter(|path| path.ends_with("index.md"));
    let mut count = 0;
    for path in articles {
        let bytes = std::fs::read(&path).expect("an article");
        assert_eq!(repaired(&bytes, site), None, "{}", path.display());
        count += 1;
    }
    assert!(count > 50, "{count}");
}

#[test]
fn each_slip_is_put_right_by_itself() {
    let site = site();
    let right = format!("{FRONT}\n稻日，每日1～2次。**锈病**。发病\n\n1. 甲\n2. 乙\n");
    for (from, to) in SLIPS {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, right, "{from:?}");
        let after = repaired(wrong.as_bytes(), site).unwrap_or_else(|| panic!("{to:?} is not repaired"));
        let expected = match (*from, *to) {
            // The value is what was written; only its quotes are new.
            (_, "summary: \"一句话说清。" | "summary: \"一句话说清。”") => {
                right.replacen("一句话说清。", "\"一句话说清。\"", 1)
            }
            (_, "summary: 一句话: 说清。") => right.replacen("一句话说清。", "\"一句话: 说清。\"", 1),
            (_, "农民") => right.replacen("[farmers, elderly]", "[farmers]", 1),
            (_, "") => right.replacen("jx-example-article", "a-20260301-1a2b3c4d", 1),
            (_, "review:\n  status: draft\n\n") => right.replacen("---\n\n稻", "---\n\n\n稻", 1),
            _ => right.clone(),
        };
        assert_eq!(after, expected, "{to:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn repairing_twice_is_repairing_once_and_keeps_every_letter(text in slipped()) {
        let site = site();
        if let Some(once) = repaired(text.as_bytes(), site) {
            prop_assert_eq!(repaired(once.as_bytes(), site), None, "{:?}", once);
            let body = |text: &str| text.rsplit("status").next().unwrap_or_default().to_owned();
            let (before, after) = (letters(&body(&text)), letters(&body(&once)));
            prop_assert_eq!(before.replace("草稿", "draft"), after.replace("草稿", "draft"), "{:?}", once);
        }
    }

    #[test]
    fn any_bytes_come_to_an_end(bytes: Vec<u8>) {
        let site = site();
        if let Some(once) = repaired(&bytes, site) {
            prop_assert_eq!(repaired(once.as_bytes(), site), None);
        }
    }

    #[test]
    fn gbk_comes_through_whole(text in slipped()) {
        let (bytes, _, lost) = encoding_rs::GBK.encode(&text);
        prop_assume!(!lost && std::str::from_utf8(&bytes).is_err());
        let site = site();
        let direct = repaired(text.as_bytes(), site).unwrap_or_else(|| text.clone());
        prop_assert_eq!(repaired(&bytes, site), Some(direct));
    }
}
