//! Each mistake is found where it was made, and sound YAML has none.

use super::*;

#[test]
fn finds_the_mistake_and_its_place() {
    use CauseKind as K;
    for (block, kind, place) in [
        ("title：高温\n", K::FullColon, "："),
        ("title ：高温\n", K::FullColon, "："),
        ("title:高温\n", K::TightColon, ":"),
        ("标题：高温\n", K::FullColon, "："),
        ("标题:高温\n", K::TightColon, ":"),
        ("标题: 高温: 怎么办\n", K::InnerColon, ":"),
        ("title:　高温\n", K::WideSpace, "　"),
        ("title:\u{a0} 高温\n", K::WideSpace, "\u{a0} "),
        ("a:\n  -　x\n", K::WideSpace, "　"),
        ("a:\n  - name:张\n    org: x\n", K::TightColon, ":"),
        ("a: \"高温\n", K::OpenQuote('"'), "\""),
        ("a: \"高温”\n", K::FullQuote('”'), "”"),
        ("a: \"高温\"怎么办\n", K::AfterQuote, "怎么办"),
        ("a: [x, y\n", K::OpenBracket('['), "["),
        ("a: [x, y】\n", K::FullBracket('[', '】'), "】"),
        ("a: [x, y}\n", K::WrongBracket('[', '}'), "}"),
        ("a: [x]]\n", K::AfterBracket, "]"),
        ("a: 高温: 怎么办\n", K::InnerColon, ":"),
        ("a:\n  - {x: 1 y: 2}\n", K::FlowColon, ":"),
        ("a:\n  - {x: 1\n     y: 2}\n", K::FlowColon, ":"),
        ("a:\n  - {x: 1\n  - {y: 2}\n", K::OpenBracket('{'), "{"),
        ("a:\n  - {x: 一，y: 2}\n", K::FullComma, "，"),
        ("a:\n  -{x: 1}\n", K::TightItem, "-"),
        ("a:\n  * {x: 1}\n", K::StarItem, "*"),
        ("a: @x\n", K::Reserved('@'), "@"),
        ("a: >50岁\n", K::Reserved('>'), ">"),
        ("a: - x\n", K::ItemAfterKey, "-"),
        ("a: x\n  b: 1\n", K::TooDeep, "b: 1"),
        ("  a: x\n", K::TooDeep, "a: x"),
        ("a:\n  - x\n - y\n", K::Misaligned, "- y"),
    ] {
        let cause = find(block);
        let found = cause.as_ref().map(|cause| (cause.kind, &block[cause.place.clone()]));
        assert_eq!(found, Some((kind, place)), "{block:?}");
    }
}

#[test]
fn sound_blocks_have_no_mistake() {
    for block in [
        "a: |\n  b:c\n   [x\nc: 1\n",
        "a: \"x: y\"  # c\n",
        "a:\n- {b: c, d: [e, 'f: g'], \"h\": i}\n- k: https://example.org/a:b\n  l: 12:30\n",
        "a:\n  b:\n    - c\n  d: e\n",
        "a: [x,\n  y]\n",
        "a: 'it''s'\n",
        "a: {b: \"x\\\"y\"}\n",
        "\"a\": 1\n",
    ] {
        assert_eq!(find(block), None, "{block:?}");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics_and_always_points_inside(block in "([a-c:,\\[\\]{}\"' \n#&|>-]|高|：|”){0,50}") {
        if let Some(cause) = find(&block) {
            proptest::prop_assert!(block.get(cause.place.clone()).is_some(), "{:?}", cause);
            proptest::prop_assert!(block.get(cause.blank.clone()).is_some(), "{:?}", cause);
            proptest::prop_assert!(block.get(cause.lines.clone()).is_some(), "{:?}", cause);
        }
    }
}
