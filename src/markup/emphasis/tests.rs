use comrak::{Options as Oracle, markdown_to_html};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use super::flank::is_punctuation;
use super::*;
use crate::markup::parse;

/// Events of a body with the repair and without any other pass.
fn repaired(body: &str, options: Options) -> Vec<Ranged> {
    let prepared = prepare(body);
    let events = Parser::new_ext(prepared.text(), options).into_offset_iter();
    events.map(|(event, range)| prepared.restored(event, &range)).collect()
}

fn plain(body: &str, options: Options) -> Vec<Ranged> {
    let events = Parser::new_ext(body, options).into_offset_iter();
    events.map(|(event, range)| (event.into_static(), range)).collect()
}

fn ours(body: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, repaired(body, Options::ENABLE_STRIKETHROUGH).into_iter().map(|(event, _)| event));
    out
}

fn theirs(body: &str) -> String {
    let mut options = Oracle::default();
    options.extension.cjk_friendly_emphasis = true;
    options.extension.strikethrough = true;
    options.render.r#unsafe = true;
    markdown_to_html(body, &options)
}

#[test]
fn the_marks_that_chinese_authors_write() {
    let table = [
        ("**锈病。**发病", "<p><strong>锈病。</strong>发病</p>\n"),
        ("古籍**《本草》**已载", "<p>古籍<strong>《本草》</strong>已载</p>\n"),
        ("*提示：*注", "<p><em>提示：</em>注</p>\n"),
        ("~~错（谣）。~~正", "<p><del>错（谣）。</del>正</p>\n"),
        ("用**`kepu`**查", "<p>用<strong><code>kepu</code></strong>查</p>\n"),
        ("见**[表](a)**中", "<p>见<strong><a href=\"a\">表</a></strong>中</p>\n"),
        ("说**“好。”**他", "<p>说<strong>“好。”</strong>他</p>\n"),
        ("***重：***轻", "<p><em><strong>重：</strong></em>轻</p>\n"),
        ("`中**。`中\\**。\\*中", "<p><code>中**。</code>中**。*中</p>\n"),
    ];
    for (body, expected) in table {
        assert_eq!(ours(body), expected, "{body}");
        assert_eq!(theirs(body), expected, "the oracle on {body}");
    }
}

#[test]
fn the_parser_and_the_repair_agree_on_punctuation() {
    let candidates = ('\u{80}'..='\u{1FFFF}').chain('\u{E0000}'..='\u{E01FF}').filter(|c| !c.is_whitespace());
    for c in candidates {
        // A run that punctuation follows does not open after a letter.
        let body = format!("a*{c}b*");
        let opens =
            plain(&body, Options::empty()).iter().any(|(event, _)| matches!(event, Event::Start(Tag::Emphasis)));
        if opens == is_punctuation(c) {
            assert!(opens && is_unassigned_or_unseen(c), "U+{:04X}", u32::from(c));
        }
    }
}

/// Characters that the repair takes for punctuation and the parser does not: then nothing is repaired, or needlessly.
fn is_unassigned_or_unseen(c: char) -> bool {
    let width = unicode_width::UnicodeWidthChar::width(c);
    width == Some(0) || !c.is_alphabetic()
}

#[test]
fn a_sign_is_one_that_the_body_does_not_use() {
    let all: String = ('\u{101D0}'..='\u{101FC}').collect();
    let first = "**锈病。**发\u{101D0}";
    assert_eq!(ours(first), theirs(first));
    let number = "**锈&#x101D0;病。**发&#66001;";
    assert_eq!(ours(number), theirs(number));
    assert_eq!(ours(&format!("**锈病。**发{all}")), format!("<p>**锈病。**发{all}</p>\n"));
}

#[test]
fn links_notes_and_tables_keep_their_words() {
    let body = "| 甲**（乙）**丙 |\n|--|\n| **丁。**戊 |\n\n[标**。签](中*。png \"题*。\")[^注*。]\n\n```语*。\n码*。\n```\n\n\
                [标**。签][标**。签]\n\n[标**。签]: 址*。 \"目*。\"\n\n[^注*。]: 注**。";
    let options = crate::markup::options();
    assert_ne!(repaired(body, options), plain(body, options));
    let document = parse(body);
    assert_eq!(document.outline.links[0].dest, "中*。png");
    assert_eq!(document.outline.links[1].dest, "址*。");
    assert!(document.outline.definitions[0].used);
    assert_eq!(document.outline.notes[0].value, "注*。");
    assert_eq!(document.outline.code_languages[0].value, "语*。");
}

#[test]
fn the_standard_reads_the_same_with_the_repair() {
    let spec = include_str!("../../../tests/fixtures/commonmark/spec.txt");
    for line in spec.lines() {
        assert_eq!(repaired(line, Options::empty()), plain(line, Options::empty()), "{line}");
    }
    assert_eq!(repaired(spec, Options::empty()), plain(spec, Options::empty()));
}

#[test]
fn punctuation_moves_out_of_the_marks() {
    let table = [
        ("**锈病。**发病", Some("**锈病**。发病")),
        ("古籍**《本草》**已载", Some("古籍《**本草**》已载")),
        ("说**“好。”**他", Some("说“**好**。”他")),
        ("说**“好”**。他", Some("说“**好**”。他")),
        ("~~错（谣）。~~正", Some("~~错（谣）~~。正")),
        ("***重：***轻", Some("***重***：轻")),
        ("**水稻。[^s1]**发", Some("**水稻**。[^s1]发")),
        ("**好！！**他", Some("**好**！！他")),
        ("**用`药`。**防", Some("**用`药`**。防")),
        // To move a bracket without the other half would tear them apart.
        ("**见（甲）**发", None),
        ("见**[表](a)**中", None),
        ("用**`kepu`**查", None),
        ("**。**发", None),
    ];
    for (body, expected) in table {
        let found = misread(&parse(body), body);
        assert_eq!(found.len(), 1, "{body}");
        let span = found[0].span.range();
        let mended = found[0].rewritten(body).map(|text| format!("{}{text}{}", &body[..span.start], &body[span.end..]));
        assert_eq!(mended.as_deref(), expected, "{body}");
    }
    for body in ["**锈病**。发病", "**锈病。** 发病", "水__稻。__发", "a**b.** c", "2**8"] {
        assert_eq!(misread(&parse(body), body), [], "{body}");
    }
    let body = "**甲*乙。*丙。**丁";
    assert_eq!(misread(&parse(body), body).iter().map(|found| found.edits.len()).collect::<Vec<_>>(), [1, 1]);
}

const STARS: &str =
    "[a中。]([*]{1,3}|[*]|\\*\\*|[ab1]|[中病]|[。（）《》，：“”]|[.,()!:-]| |\\\\|&amp;|\\[|\\]|_){1,24}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn text_without_chinese_is_left_alone(body in "([*]{1,3}|~~|[ab1é]|[.,()!:“”…-]| |\n|\\\\|`|&amp;|\\[|\\]|_|\\||> ){0,40}") {
        let options = crate::markup::options();
        prop_assert!(matches!(prepare(&body).text, Cow::Borrowed(_)));
        prop_assert_eq!(repaired(&body, options), plain(&body, options));
    }

    #[test]
    fn no_sign_is_seen_and_every_range_is_of_the_body(body in "([*]{1,3}|~~|[ab]|[中病]|[。（》，“]|[.)<>|=\"'/-]| |\n|\n\n|\\\\|`|&amp;|\\[|\\]|\\(|\\^|_|!|<a b=|<!--|-->|```|\\| - \\|\n){0,40}") {
        let options = crate::markup::options();
        let events = repaired(&body, options);
        let prepared = prepare(&body);
        let seen = format!("{events:?}").contains(prepared.sign);
        prop_assert!(prepared.signs.is_empty() || !seen);
        let ranges = Parser::new_ext(prepared.text(), options).into_offset_iter().map(|(_, range)| range);
        for ((event, range), unmapped) in events.iter().zip(ranges) {
            prop_assert!(body.get(range.clone()).is_some(), "{event:?} {range:?}");
            let slice = prepared.text()[unmapped].replace(prepared.sign, "");
            prop_assert!(prepared.signs.is_empty() || slice == body[range.clone()], "{event:?}");
        }
    }

    #[test]
    fn only_emphasis_changes(body in "([*]{1,3}|~~|[ab]|[中病]|[。（》，“]|[.)<>|=\"'/-]| |\n|\n\n|\\\\|`|&amp;|\\[|\\]|\\(|\\^|_|!|<a b=|<!--|-->|```|> |\\| - \\|\n){0,40}") {
        let options = crate::markup::options();
        prop_assert_eq!(skeleton(repaired(&body, options)), skeleton(plain(&body, options)));
    }

    #[test]
    fn the_oracle_agrees(body in STARS) {
        prop_assert_eq!(ours(&body), theirs(&body));
    }

    /// The two parsers part on `~` beside narrow punctuation, escapes and stars, whatever the neighbours are.
    #[test]
    fn the_oracle_agrees_on_deletions(body in "[a中。](~~|[ab1]|[中病]|[。（）《》，：]| ){1,16}") {
        prop_assert_eq!(ours(&body), theirs(&body));
    }

    #[test]
    fn moved_punctuation_says_the_same_everywhere(
        parts in prop::collection::vec("[中a](\\*\\*|~~)[“（《]?[病稻]{1,2}[。：？]?[”）》]?", 1..4),
    ) {
        let body: String = parts.iter().map(|part| format!("{part}{}中", if part.contains('~') { "~~" } else { "**" })).collect();
        let mut mended = body.clone();
        let found = misread(&parse(&body), &body);
        for edit in found.iter().rev().flat_map(|one| one.edits.iter().rev()) {
            mended.replace_range(edit.span.range(), &edit.text);
        }
        prop_assert_eq!(parse(&mended).outline.plain_text(), parse(&body).outline.plain_text());
        let left = found.iter().filter(|one| one.edits.is_empty()).count();
        prop_assert_eq!(misread(&parse(&mended), &mended).len(), left, "{}", mended);
    }
}

/// Everything but emphasis: blocks, links, code, each with the text before it.
fn skeleton(events: Vec<Ranged>) -> Vec<(String, Option<Ranged>)> {
    let mut kept = Vec::new();
    let mut text = String::new();
    for (event, range) in events {
        match event {
            Event::Text(words) => text.push_str(&words.replace(['*', '~', '_'], "")),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            other => kept.push((std::mem::take(&mut text), Some((other, range)))),
        }
    }
    kept.push((text, None));
    kept
}
