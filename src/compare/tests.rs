//! What the comparison promises: nothing lost, nothing invented, the dangerous first.

use proptest::prelude::*;

use super::sentence::sentences;
use super::*;
use crate::diag::Lang;
use crate::markup::parse;
use crate::model::path::SourcePath;
use crate::model::span::{Span, Spanned};
use crate::model::tree::Entry;
use crate::model::units::Sha256;

fn scalar(text: &str) -> Node {
    Node::Scalar(text.to_owned())
}

fn map(entries: &[(&str, Node)]) -> Node {
    let spanned = |key: &str| Spanned::new(key.to_owned(), Span::default());
    let entry =
        |(key, value): &(&str, Node)| Entry { key: spanned(key), value: Spanned::new(value.clone(), Span::default()) };
    Node::Map(entries.iter().map(entry).collect())
}

fn list(items: &[Node]) -> Node {
    Node::List(items.iter().map(|item| Spanned::new(item.clone(), Span::default())).collect())
}

fn front() -> Node {
    map(&[
        ("id", scalar("jx-demo-0001")),
        ("title", scalar("药怎么吃")),
        ("audience", list(&[scalar("甲"), scalar("乙")])),
        ("claim", map(&[("verdict", scalar("misleading"))])),
        ("sources", list(&[map(&[("id", scalar("s1")), ("url", scalar("https://a.cn"))])])),
        ("review", map(&[("status", scalar("ready"))])),
    ])
}

fn asset(name: &str, bytes: &[u8]) -> Asset {
    let path = SourcePath::new(&format!("content/a/{name}")).expect("a clean path");
    Asset { name: name.to_owned(), path, size: 3, sum: Sha256::of(bytes), picture: None }
}

fn compare(old: &str, new: &str) -> Comparison {
    let front = front();
    let version = |body| Version { front: Cow::Borrowed(&front), body, assets: &[] };
    articles(&version(old), &version(new))
}

fn compare_fronts(old: &Node, new: &Node) -> Comparison {
    let version = |front| Version { front: Cow::Borrowed(front), body: "", assets: &[] };
    articles(&version(old), &version(new))
}

const BODY: &str = "## 怎么吃\n\n成人每次服5毫克，每天3次。[^s1]不可与酒同服。\n\n发热时可服布洛芬，见[用药指南](https://a.cn/1)。\
                    \n\n- 饭后半小时服用。\n- 药品放在阴凉处。\n\n2026年3月1日起执行。\n\n老人要有人陪着。";

/// Edits of [`BODY`], one of each kind, with what the change must be.
const EDITS: &[(&str, &str, Kind)] = &[
    ("5毫克", "50毫克", Kind::Figure),
    ("每天3次", "每天3遍", Kind::Figure),
    ("不可与酒", "可与酒", Kind::Meaning),
    ("布洛芬", "萘普生", Kind::Meaning),
    ("3月1日", "3月8日", Kind::Meaning),
    ("https://a.cn/1", "https://b.cn/1", Kind::Source),
    ("[^s1]", "[^s2]", Kind::Source),
    ("有人陪着", "家人陪着", Kind::Wording),
    ("阴凉处。", "阴凉处！", Kind::Form),
    ("老人要", "**老人**要", Kind::Form),
    ("老人要", "~~老人~~要", Kind::Meaning),
    ("## 怎么吃", "### 怎么吃", Kind::Form),
];

#[test]
fn each_seeded_edit_is_listed_as_what_it_is() {
    for (from, to, kind) in EDITS {
        assert!(BODY.contains(from), "{from}");
        let found = compare(BODY, &BODY.replace(from, to)).changes;
        assert_eq!(found.first().map(|change| change.kind), Some(*kind), "{from} → {to}: {found:?}");
        assert_eq!(found.len(), 1, "{from} → {to}: {found:?}");
    }
}

#[test]
fn all_seeded_edits_together_come_in_order_of_danger() {
    let edited = EDITS.iter().take(9).fold(BODY.to_owned(), |body, (from, to, _)| body.replace(from, to));
    let found = compare(BODY, &edited).changes;
    assert!(found.windows(2).all(|two| two[0].weight <= two[1].weight));
    let after: String = found.iter().flat_map(|c| &c.after).filter(|p| p.changed).map(|p| p.text.as_str()).collect();
    for word in ["50毫克", "3遍", "3月8日", "b.cn", "[^s2]", "家", "！"] {
        assert!(after.contains(word), "{word} in {after}");
    }
    let before: String = found.iter().flat_map(|c| &c.before).filter(|p| p.changed).map(|p| p.text.as_str()).collect();
    assert!(before.contains("不可") && before.contains("布"), "{before}");
}

#[test]
fn a_sentence_that_changes_its_block_is_a_change_of_meaning() {
    let old = "::: 谣言\n\n热一热就好。\n\n:::\n\n快送医。";
    let new = "::: 谣言\n\n热一热就好。\n\n快送医。\n\n:::";
    let found = compare(old, new).changes;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(format!("{found:?}").contains("〔谣言〕快送医。"), "{found:?}");
}

#[test]
fn moved_sentences_are_moved() {
    let found = compare("甲药要放好。\n\n乙药要收好。\n\n丙药要看好。", "乙药要收好。\n\n丙药要看好。\n\n甲药要放好。");
    assert_eq!(found.changes.len(), 1);
    let change = &found.changes[0];
    assert_eq!((change.act, change.was, change.moved, change.kind), (Act::Moved, Some(1), true, Kind::Wording));
    assert_eq!(change.place, Place::Sentence { number: 3, section: String::new() });
}

#[test]
fn fields_by_path() {
    let edit = |path: &str, node: Node| {
        let Node::Map(mut entries) = front() else { unreachable!() };
        let entry = entries.iter_mut().find(|entry| entry.key.value == path).expect("a field");
        entry.value.value = node;
        let found = compare_fronts(&front(), &Node::Map(entries)).changes;
        found.into_iter().map(|change| (change.kind, change.act, change.place)).collect::<Vec<_>>()
    };
    let field = |path: &str| Place::Field(path.to_owned());
    assert_eq!(edit("title", scalar("药这么吃")), [(Kind::Field, Act::Changed, field("title"))]);
    assert_eq!(edit("title", scalar("5片药怎么吃")), [(Kind::Figure, Act::Changed, field("title"))]);
    assert_eq!(
        edit("audience", list(&[scalar("甲"), scalar("丙"), scalar("乙")])),
        [(Kind::Field, Act::Added, field("audience"))]
    );
    let verdict = map(&[("verdict", scalar("true_claim"))]);
    assert_eq!(edit("claim", verdict), [(Kind::Meaning, Act::Changed, field("claim.verdict"))]);
    let source = list(&[map(&[("id", scalar("s1")), ("url", scalar("https://b.cn"))])]);
    assert_eq!(edit("sources", source), [(Kind::Source, Act::Changed, field("sources[s1].url"))]);
    assert_eq!(edit("review", map(&[("status", scalar("draft"))])), []);
}

#[test]
fn files_by_name() {
    let front = front();
    let (old, new) = ([asset("a.png", b"1"), asset("b.png", b"1")], [asset("a.png", b"2"), asset("c.png", b"1")]);
    let version = |assets| Version { front: Cow::Borrowed(&front), body: "", assets };
    let found = articles(&version(&old), &version(&new)).changes;
    let acts: Vec<_> = found.iter().map(|change| (change.kind, change.act)).collect();
    assert_eq!(acts, [(Kind::Media, Act::Changed), (Kind::Media, Act::Removed), (Kind::Media, Act::Added)]);
}

#[test]
fn all_three_forms_say_the_same_and_cannot_be_broken_out_of() {
    let found = compare("每次5毫克。", "每次50毫克。</ins><script>@zhao 见 #12");
    let markdown = markdown::render(&found, Lang::Zh);
    assert!(markdown.contains("旧：每次<del>5毫克</del>。"), "{markdown}");
    assert!(markdown.contains("新：每次<ins>50毫克</ins>。"), "{markdown}");
    let plain = plain::render(&found, Lang::Zh);
    assert!(plain.contains("旧：每次[-5毫克-]。"), "{plain}");
    assert!(plain.starts_with("数字、剂量、单位（"), "{plain}");
    let html = html::render(&found, Lang::En);
    assert!(html.contains("<del>5毫克</del>"), "{html}");
    for form in [&markdown, &html] {
        assert!(!form.contains("<script"), "{form}");
        assert_eq!(form.matches("<ins>").count(), form.matches("</ins>").count());
    }
    assert!(!markdown.contains("@zhao") && !markdown.contains("#12"));
}

/// The after-sides of the changes at their places; what no change names is taken from the old text, in order.
fn applied(old: &str, new: &str, found: &Comparison) -> Vec<String> {
    let old: Vec<String> = sentences(&parse(old)).into_iter().map(|sentence| sentence.text).collect();
    let n = sentences(&parse(new)).len();
    let join = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let (mut made, mut used) = (vec![None; n], vec![false; old.len()]);
    for change in found.changes.iter().filter(|change| change.act != Act::Marks) {
        let Place::Sentence { number, .. } = &change.place else { continue };
        if change.act != Act::Removed {
            made[number - 1] = Some(join(&change.after));
        }
        if let Some(from) = change.was {
            assert_eq!(old[from - 1], join(&change.before));
            used[from - 1] = true;
        }
    }
    let mut kept = (0..old.len()).filter(|at| !used[*at]);
    let rest: Vec<String> =
        made.into_iter().map(|text| text.unwrap_or_else(|| old[kept.next().expect("kept")].clone())).collect();
    assert_eq!(kept.next(), None, "an old sentence is in no change and in no new text");
    rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_new_text_comes_out(
        old in "([水稻病虫药]{1,4}|[0-9]毫克|不|[。！；，]|\n\n|- |\\*\\*|\\[水\\]\\(a\\)){0,40}",
        new in "([水稻病虫药]{1,4}|[0-9]毫克|不|[。！；，]|\n\n|- |\\*\\*|\\[水\\]\\(b\\)){0,40}",
    ) {
        let found = compare(&old, &new);
        let expected: Vec<String> = sentences(&parse(&new)).into_iter().map(|sentence| sentence.text).collect();
        prop_assert_eq!(applied(&old, &new, &found), expected);
        prop_assert_eq!(found.is_empty(), old == new);
        prop_assert!(found.changes.windows(2).all(|two| two[0].weight <= two[1].weight));
    }

    #[test]
    fn one_changed_character_is_always_listed(at in 0_usize..120, to in "[0-9不水。]") {
        let mut chars: Vec<char> = BODY.chars().collect();
        let at = at % chars.len();
        let to = to.chars().next().expect("a character");
        prop_assume!(chars[at] != to);
        chars[at] = to;
        let edited: String = chars.into_iter().collect();
        prop_assert!(!compare(BODY, &edited).is_empty());
        prop_assert!(compare(BODY, BODY).is_empty());
    }
}
