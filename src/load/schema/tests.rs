//! The key tables against the loader: every field, every word and every usual value is fed to it.

use super::*;
use crate::load::article::Words;
use crate::load::decode::Key;
use crate::load::form::{Form, SiteWord};
use crate::load::report::{Report, Voice};
use crate::load::settings;
use crate::load::yaml::{Limits, tree};
use crate::model::path::SourcePath;
use crate::model::span::{Span, Spanned};
use crate::model::tree::{Entry, Node};

fn site_words() -> SiteWords {
    let path = SourcePath::new("site.yaml").expect("clean");
    let (found, faults) = settings::decode(include_bytes!("../../../site.yaml"), &path, Voice::Settings, site::decode);
    assert!(faults.is_empty());
    let settings = found.expect("settings");
    let profile = |id: &str, common: bool| {
        let (found, faults) = settings::decode(
            include_bytes!("../../../themes/base/audiences/public/audience.yaml"),
            &path,
            Voice::Settings,
            |tree, report| audience::decode(id, &path, tree, report),
        );
        assert!(faults.is_empty());
        Audience { common, aliases: vec![format!("{id}们")], ..found.expect("a profile") }
    };
    let audiences = vec![profile("all", true), profile("few", false)];
    let nobody = std::collections::BTreeMap::new();
    let words = Words::new(&audiences, &settings, &nobody);
    let (found, _) =
        settings::decode(include_bytes!("../../../reviewers.yaml"), &path, Voice::Settings, |tree, report| {
            roster::decode(tree, words, report)
        });
    SiteWords { roster: found.expect("a roster"), settings, themes: Vec::new(), audiences }
}

/// What the loader makes of a tree: its value, and how many faults it tells.
fn load(document: Document, node: Node, site: &SiteWords) -> (String, usize) {
    let path = SourcePath::new("some.yaml").expect("clean");
    let mut report = Report::new(&path, Voice::Article);
    let tree = Spanned::new(node, Span::default());
    let words = Words::new(&site.audiences, &site.settings, &site.roster.people);
    let found = match document {
        Document::FrontMatter => {
            format!("{:?}", crate::load::article::decode(Some(&tree), Span::default(), words, &mut report))
        }
        Document::Reviewers => format!("{:?}", roster::decode(&tree, words, &mut report)),
        Document::Site => format!("{:?}", super::site::decode(&tree, &mut report)),
        Document::Emergencies => format!("{:?}", emergencies::decode(&tree, words, &mut report)),
        Document::Theme => format!("{:?}", crate::load::theme::decode("t", &path, &tree, &mut report)),
        Document::Stations => format!("{:?}", stations::decode(&tree, &mut report)),
        Document::Days => format!("{:?}", days::decode(&tree, words, &mut report)),
        Document::Audience => format!("{:?}", audience::decode("all", &path, &tree, &mut report)),
    };
    (found, report.finish().iter().count())
}

fn scalar(text: &str) -> Node {
    Node::Scalar(text.to_owned())
}

fn list(item: Node) -> Node {
    Node::List(vec![Spanned::new(item, Span::default())])
}

fn map(members: Vec<(String, Node)>) -> Node {
    let spanned = |text| Spanned::new(text, Span::default());
    let entry = |(key, value)| Entry { key: spanned(key), value: Spanned::new(value, Span::default()) };
    Node::Map(members.into_iter().map(entry).collect())
}

/// The words a form takes from the tables or the site, in the order of the schema.
fn choices(form: &Form, document: Document, site: &SiteWords) -> Vec<String> {
    let found = match form {
        Form::Word(choices) => words_of(&choices()),
        Form::Flag => ["true", "false", "是", "否"].map(str::to_owned).into(),
        Form::Site(word) => match (word, document) {
            (SiteWord::Organisation, _) => vec!["name-1".to_owned()],
            (SiteWord::OrganisationName, _) => vec!["某某医院".to_owned()],
            (SiteWord::Domain, _) => vec!["medicine".to_owned()],
            // A site's own file is read before its words are known.
            (SiteWord::Region, Document::Site) => vec!["100000".to_owned()],
            (SiteWord::Person, _) => site.roster.people.keys().cloned().collect(),
            _ => words_of(&Writer { document, words: Some(site) }.offered(*word)),
        },
        _ => Vec::new(),
    };
    assert!(!found.is_empty() || !matches!(form, Form::Word(_) | Form::Flag | Form::Site(_)), "{form:?}");
    found
}

fn words_of(choices: &[crate::load::values::Choice<'_>]) -> Vec<String> {
    choices
        .iter()
        .flat_map(|choice| std::iter::once(choice.token).chain(choice.labels.iter().copied()))
        .map(str::to_owned)
        .collect()
}

/// The first value of a form, every field of every mapping filled in.
fn sample(form: &Form, document: Document, site: &SiteWords) -> Node {
    match form {
        Form::Text | Form::Line => scalar("一行字"),
        Form::Schema => scalar("1"),
        Form::Name => scalar("name-1"),
        Form::ArticleId => scalar("jx-test-0001"),
        Form::Day | Form::Published => scalar("2026-03-18"),
        Form::Instant => scalar("2026-03-18T08:00:00+08:00"),
        Form::Whole(_) | Form::Integer => scalar("1"),
        Form::Factor => scalar("1.5"),
        Form::Digest => scalar(&format!("sha256:{}", "0".repeat(64))),
        Form::PublicKey => scalar("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtVzyb551B14d/xzrzCQJvbgJgG1T9dZHisdpOE25kC"),
        Form::Pattern(text, _) | Form::Digits(text, _) => scalar(fits(text)),
        Form::Exactly(word) => scalar(word),
        Form::Word(_) | Form::Flag | Form::Site(_) => scalar(&choices(form, document, site)[0]),
        Form::List(Form::Table(shape)) if shape.en == "a quorum class" => {
            let base = tree("{id: base, when: {}, need: {final: 1}}", 0, Limits::ARTICLE).expect("sound").root;
            let own = Spanned::new(sample(&Form::Table(shape), document, site), Span::default());
            Node::List(vec![base, own])
        }
        Form::List(of) => list(sample(of, document, site)),
        Form::Table(shape) => {
            map(shape.keys.iter().map(|key| (key.name.to_owned(), sample(&key.form, document, site))).collect())
        }
        Form::Names(key, of) => {
            let names = match key {
                Form::Word(of) => of().iter().map(|choice| choice.token.to_owned()).collect(),
                Form::Site(_) => vec![choices(key, document, site)[0].clone()],
                _ => vec!["name-1".to_owned()],
            };
            map(names.into_iter().map(|name| (name, sample(of, document, site))).collect())
        }
        Form::Either(forms) => sample(&forms[0], document, site),
    }
}

/// A text of a pattern.
fn fits(pattern: &str) -> &'static str {
    use crate::load::form;
    [
        (form::LANG, "zh-CN"),
        (form::EMAIL, "a@example.org"),
        (form::REPO, "gitee:jxkx/kepu"),
        (form::ACCOUNT_ID, "1234567"),
        (form::UUID, "3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55"),
        (form::BASE_URL, "https://kepu.example.org/"),
        (form::REGION_CODE, "100000"),
        (form::CHANNEL_ID, "village"),
        (form::THEME_FILE, "themes/base/fonts/a.ttf"),
        (form::FONT_NAME, "LXGW WenKai"),
        (form::HOTLINE, "119"),
        (form::YEAR, "2026"),
        (form::MONTH, "5"),
        (form::NTH, "2"),
        (form::MONTH_DAY, "05-12"),
        (form::HOURS, "01:00-05:00"),
        (form::WEB_URL, "https://www.example.org/"),
        (form::COMPLAINT_URL, "mailto:a@example.org"),
        (form::COLOUR, "#1A1A1A"),
        (form::FAMILY, "'Noto Sans SC', sans-serif"),
    ]
    .into_iter()
    .find(|(known, _)| *known == pattern)
    .map(|(_, text)| text)
    .unwrap_or_else(|| panic!("no text for {pattern}"))
}

/// Puts every value of `of` (made by `make` from a form) where one stands, all else being the sample.
fn with_each(
    form: &Form,
    document: Document,
    site: &SiteWords,
    make: &dyn Fn(&Form) -> Vec<Node>,
) -> Vec<(String, Node)> {
    let own = make(form).into_iter().map(|node| (String::new(), node));
    let inner = match form {
        Form::List(of) => {
            let whole = sample(form, document, site);
            let put = |(path, node): (String, Node)| {
                let mut items = match &whole {
                    Node::List(items) => items.clone(),
                    _ => Vec::new(),
                };
                items.pop();
                items.push(Spanned::new(node, Span::default()));
                (format!("[]{path}"), Node::List(items))
            };
            with_each(of, document, site, make).into_iter().map(put).collect()
        }
        Form::Table(shape) => {
            let put = |key: &Key| {
                let whole = sample(form, document, site);
                let name = key.name;
                let swap = move |(path, node): (String, Node)| (format!(".{name}{path}"), swapped(&whole, name, node));
                with_each(&key.form, document, site, make).into_iter().map(swap).collect::<Vec<_>>()
            };
            shape.keys.iter().flat_map(put).collect()
        }
        Form::Names(_, of) => {
            let whole = sample(form, document, site);
            let name = match &whole {
                Node::Map(entries) => entries[0].key.value.clone(),
                _ => String::new(),
            };
            let swap = |(path, node): (String, Node)| (format!(".{name}{path}"), swapped(&whole, &name, node));
            with_each(of, document, site, make).into_iter().map(swap).collect()
        }
        Form::Either(forms) => forms.iter().flat_map(|form| with_each(form, document, site, make)).collect(),
        _ => Vec::new(),
    };
    own.chain(inner).collect()
}

fn swapped(whole: &Node, name: &str, node: Node) -> Node {
    let mut whole = whole.clone();
    if let Node::Map(entries) = &mut whole {
        entries.iter_mut().filter(|entry| entry.key.value == name).for_each(|entry| entry.value.value = node.clone());
    }
    whole
}

fn each(make: &dyn Fn(Document, &SiteWords, &Form) -> Vec<Node>, check: &dyn Fn(Document, &str, usize)) -> usize {
    let site = site_words();
    let mut count = 0;
    for document in Document::ALL.iter().copied() {
        let top = Form::Table(document.shape());
        for (path, node) in with_each(&top, document, &site, &|form| make(document, &site, form)) {
            let (_, faults) = load(document, node, &site);
            check(document, &path, faults);
            count += 1;
        }
    }
    count
}

#[test]
fn every_field_of_the_schemas_is_read() {
    let site = site_words();
    for document in Document::ALL.iter().copied() {
        let node = sample(&Form::Table(document.shape()), document, &site);
        let (found, faults) = load(document, node, &site);
        assert!(faults == 0 && found != "None", "{document:?}: {faults} faults\n{found}");
    }
}

#[test]
fn every_word_of_the_schemas_is_understood() {
    let make = |document, site: &SiteWords, form: &Form| match form {
        Form::Word(_) | Form::Flag | Form::Site(_) => {
            choices(form, document, site).iter().map(|word| scalar(word)).collect()
        }
        Form::Names(Form::Word(keys), _) => {
            let whole = sample(form, document, site);
            let rename = |choice: &crate::load::values::Choice<'_>| {
                let mut whole = whole.clone();
                if let Node::Map(entries) = &mut whole {
                    let entry = entries.iter_mut().find(|entry| entry.key.value == choice.token).expect("the key");
                    choice.labels[0].clone_into(&mut entry.key.value);
                }
                whole
            };
            keys().iter().map(rename).collect()
        }
        Form::Names(Form::Site(SiteWord::Audience), of) => {
            let names = words_of(&Writer { document, words: Some(site) }.offered(SiteWord::Audience));
            names.into_iter().map(|name| map(vec![(name, sample(of, document, site))])).collect()
        }
        _ => Vec::new(),
    };
    let count = each(&make, &|document, path, faults| assert_eq!(faults, 0, "{document:?} {path}"));
    assert!(count > 300, "{count}");
}

#[test]
fn what_no_form_allows_is_refused() {
    let make = |document, _: &SiteWords, form: &Form| match form {
        // Which words a site has is known only when all its files are.
        Form::Site(_) if document == Document::Site => Vec::new(),
        Form::Text | Form::Line | Form::Site(SiteWord::OrganisationName) => vec![list(scalar("字"))],
        Form::Table(_) => {
            // The mapping with one field too many.
            vec![map(vec![("no-such-field".to_owned(), scalar("1"))])]
        }
        Form::List(_) | Form::Names(..) | Form::Either(_) => vec![scalar(";(")],
        _ => vec![scalar(";(")],
    };
    let count = each(&make, &|document, path, faults| assert!(faults > 0, "{document:?} {path} takes anything"));
    assert!(count > 200, "{count}");
}

#[test]
fn a_required_field_is_not_empty() {
    let make = |_, _: &SiteWords, form: &Form| match form {
        Form::Table(shape) => shape.keys.iter().filter(|key| key.required).map(|key| (key, *shape)).collect(),
        _ => Vec::<(&Key, &Shape)>::new(),
    };
    let site = site_words();
    for document in Document::ALL.iter().copied() {
        let make = |form: &Form| {
            let whole = sample(form, document, &site);
            let empty = |(key, _): (&Key, &Shape)| match key.form {
                Form::List(_) => swapped(&whole, key.name, Node::List(Vec::new())),
                Form::Table(_) | Form::Names(..) => swapped(&whole, key.name, Node::Map(Vec::new())),
                _ => swapped(&whole, key.name, scalar("")),
            };
            make(document, &site, form).into_iter().map(empty).collect()
        };
        for (path, node) in with_each(&Form::Table(document.shape()), document, &site, &make) {
            assert!(load(document, node, &site).1 > 0, "{document:?} {path}");
        }
    }
}

#[test]
fn usual_values_are_those_of_the_loader() {
    let site = site_words();
    let mut count = 0;
    for document in Document::ALL.iter().copied() {
        let make = |form: &Form| {
            let Form::Table(shape) = form else { return Vec::new() };
            let whole = sample(form, document, &site);
            let usual = |key: &&Key| key.usual.is_some();
            let pair = |key: &Key| {
                let said = swapped(&whole, key.name, scalar(key.usual.unwrap_or_default()));
                [said, swapped(&whole, key.name, scalar(""))]
            };
            shape.keys.iter().filter(usual).flat_map(pair).collect()
        };
        let found = with_each(&Form::Table(document.shape()), document, &site, &make);
        for pair in found.chunks(2) {
            let said = load(document, pair[0].1.clone(), &site);
            let silent = load(document, pair[1].1.clone(), &site);
            assert_eq!(said, silent, "{document:?} {}", pair[0].0);
            count += 1;
        }
    }
    assert!(count >= 15, "{count}");
}

#[test]
fn examples_of_the_tables_are_all_readable() {
    fn walk(shape: &Shape, count: &mut usize) {
        for key in shape.keys {
            if !key.example.is_empty() && !key.example.contains('…') {
                assert!(example::of_key(key).is_some(), "{}: {}", shape.en, key.example);
                *count += 1;
            }
            match &key.form {
                Form::List(Form::Table(inner)) | Form::Names(_, Form::Table(inner)) | Form::Table(inner) => {
                    walk(inner, count);
                }
                _ => {}
            }
        }
    }
    let mut count = 0;
    Document::ALL.iter().for_each(|document| walk(document.shape(), &mut count));
    assert!(count > 80, "{count}");
}

/// What the loader says of one text in the place of a pattern.
fn accepted(form: &Form, text: &str) -> bool {
    use crate::load::values::{is_name, read_instant};
    match form {
        Form::Name => is_name(text),
        Form::ArticleId => crate::model::article::ArticleId::new(text).is_some(),
        Form::Instant => read_instant(text).is_some(),
        Form::Digest => crate::model::units::ContentDigest::parse(text).is_some(),
        _ => false,
    }
}

proptest::proptest! {
    /// Texts near the patterns mean the same to both; an instant of no such day is the loader's alone to find.
    #[test]
    fn patterns_say_what_the_loader_says(
        name in "[a-zA-Z0-9._-]{0,66}", id in "[a-z0-9-]{0,12}|[a-z]{60,66}", digest in "sha256:[0-9a-f]{63,65}",
        at in "20[0-9]{2}-[01][0-9]-[0-2][0-9][T ][01][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9]:00|)",
    ) {
        let writer = Writer { document: Document::FrontMatter, words: None };
        for (form, text) in [(Form::Name, &name), (Form::ArticleId, &id), (Form::Digest, &digest), (Form::Instant, &at)] {
            let Some(Json::Text(pattern)) = writer.value(&form).into_iter().find_map(|(key, value)| (key == "pattern").then_some(value)) else {
                panic!("{form:?} has no pattern");
            };
            let matched = fancy_regex::Regex::new(&pattern).expect("a pattern").is_match(text).expect("ends");
            let read = accepted(&form, text);
            let wider = matches!(form, Form::Instant) && matched && !read;
            proptest::prop_assert!(matched == read || wider, "{form:?} {text}: {matched} {read}");
        }
    }
}
