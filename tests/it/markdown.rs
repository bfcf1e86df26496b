//! Markdown as this house reads it: the standard's own examples, and Chinese cases through the real renderer.

use std::fs;

use crate::support::{assert_or_bless, checkout};
use kepu::edition::Layout;
use kepu::markup::{self, hanzi};
use kepu::model::article::ArticleId;
use kepu::model::audience::Pinyin;
use kepu::render::body::{self, BodyCx, Picture, TermCx};
use kepu::render::card::CardPartView;
use kepu::render::terms::{Term, Terms};
use pulldown_cmark::html::push_html;

/// One example of the standard.
struct Example {
    number: usize,
    markdown: String,
    html: String,
}

fn examples_of_the_standard() -> Vec<Example> {
    let text = fs::read_to_string(checkout().join("tests/fixtures/commonmark/spec.txt")).expect("the standard");
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    for part in text.split(&format!("{fence} example\n")).skip(1) {
        let (markdown, rest) = part.split_once(".\n").filter(|(head, _)| head.is_empty()).unwrap_or_else(|| {
            let (head, rest) = part.split_once("\n.\n").expect("a line with a full stop");
            (head, rest)
        });
        let html = rest.split(&fence).next().expect("the end of an example");
        let markdown = if markdown.is_empty() { String::new() } else { format!("{markdown}\n") };
        let tabs = |text: &str| text.replace('→', "\t");
        examples.push(Example { number: examples.len() + 1, markdown: tabs(&markdown), html: tabs(html) });
    }
    examples
}

#[test]
fn strict_mode_passes_the_standard() {
    let examples = examples_of_the_standard();
    assert_eq!(examples.len(), 652);
    let mut faults = Vec::new();
    for Example { number, markdown, html } in examples {
        let mut ours = String::new();
        push_html(&mut ours, markup::commonmark(&markdown).into_iter().map(|(event, _)| event));
        if normal(&ours) != normal(&html) {
            faults.push(format!("example {number}: {markdown:?}\n  standard: {html:?}\n  ours:     {ours:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Line ends around tags are nobody's business, and neither is how `"` is written in text.
fn normal(html: &str) -> String {
    html.replace(">\n", ">").replace("\n<", "<").replace("&quot;", "\"").replace(" />", ">")
}

/// One of our cases.
struct Case {
    name: String,
    body: String,
    expected: String,
}

fn cases(file: &str) -> (String, Vec<Case>) {
    let text = fs::read_to_string(checkout().join("tests/fixtures/markdown").join(file)).expect("the cases");
    let (head, _) = text.split_once("\n@@ ").expect("a first case");
    let cases = text.split("\n@@ ").skip(1).map(|part| {
        let (name, rest) = part.split_once('\n').expect("a name");
        let (body, expected) = rest.split_once("\n=>").expect("a body");
        Case { name: name.to_owned(), body: body.to_owned(), expected: expected.trim().to_owned() }
    });
    (head.to_owned(), cases.collect())
}

fn term(name: &str, meaning: &str, folk: &[&str]) -> Term {
    let article = ArticleId::new("jx-terms-demo").expect("an id");
    let folk = folk.iter().map(|name| (*name).to_owned()).collect();
    Term { name: name.to_owned(), meaning: meaning.to_owned(), folk, article, title: "农业术语".to_owned() }
}

fn rendered(body: &str) -> String {
    let sources = ["s1".to_owned()];
    let link = |address: &str| Some(address.to_owned());
    let picture = |src: &str| {
        let (src, sizes) = (src.to_owned(), String::new());
        Some(Picture { src, width: 640, height: 360, credit: None, sizes, choices: Vec::new() })
    };
    let document = markup::parse(body);
    let card = |card: &CardPartView| Ok(card.plain());
    let terms = Terms::new(vec![
        term("黄龙病", "柑橘的细菌病，由木虱传播。", &["黄梢病", "青果病"]),
        term("柑橘木虱", "吸柑橘汁液的小虫。", &[]),
    ]);
    let href = |term: &Term| format!("../{}/index.html", term.article);
    let terms = Some(TermCx { terms: &terms, href: &href });
    let (pinyin, edition) = (Pinyin::Marked, "x");
    let (link, picture, card) = (&link, &picture, &card);
    let cx = BodyCx { link, picture, sources: &sources, edition, body_px: 18, target_px: 48, card, pinyin, terms };
    body::html(&document, &Layout::whole(&document), &cx).expect("no template is asked").html
}

#[test]
fn cases_give_the_expected_page() {
    for (file, least) in [("cjk.txt", 200), ("blocks.txt", 30), ("chinese.txt", 40)] {
        let (mut text, cases) = cases(file);
        assert!(cases.len() >= least, "{file}: {} cases", cases.len());
        for Case { name, body, .. } in &cases {
            text.push_str(&format!("\n@@ {name}\n{body}\n=>\n{}\n", rendered(body).trim()));
        }
        assert_or_bless(&checkout().join("tests/fixtures/markdown").join(file), &text).expect("the page of every case");
    }
}

/// Another parser with the same amendment sees the same emphasis.
#[test]
fn chinese_cases_agree_with_the_oracle() {
    let mut options = comrak::Options::default();
    options.extension.cjk_friendly_emphasis = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.description_lists = true;
    let mut faults = Vec::new();
    // A single `~` inside a word strikes out there and not here; a rule refuses it.
    for Case { name, body, expected } in cases("cjk.txt").1.into_iter().filter(|case| case.body != "~水。~稻") {
        let theirs = emphasis_of(&comrak::markdown_to_html(&body, &options));
        let ours = emphasis_of(&without(&without(&expected, "<sup class=\"note\">"), "<p class=\"alert-title\">"));
        if theirs != ours {
            faults.push(format!("{name}: {body:?}\n  oracle: {theirs}\n  ours:   {ours}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A page without the elements that begin so and hold words of ours.
fn without(html: &str, start: &str) -> String {
    let mut parts = html.split(start);
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once("</sup>").or(part.split_once("</p>")).map_or("", |(_, after)| after));
    rest.fold(first, |kept, part| kept + part)
}

/// The emphasis of a page and its Chinese characters: all else is another test's.
fn emphasis_of(html: &str) -> String {
    let mut kept = String::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let mark = ["<strong>", "</strong>", "<em>", "</em>", "<del>", "</del>"];
        if let Some(mark) = mark.iter().find(|mark| rest.starts_with(**mark)) {
            kept.push_str(mark);
            rest = &rest[mark.len()..];
            continue;
        }
        if matches!(c, '*' | '_' | '~') || hanzi::is_han(c) {
            kept.push(c);
        }
        rest = if c == '<' { rest.find('>').map_or("", |end| &rest[end + 1..]) } else { &rest[c.len_utf8()..] };
    }
    kept
}
