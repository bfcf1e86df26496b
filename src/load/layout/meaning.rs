//! What a front matter says, whatever its spelling: the values by which remedies are proved.

use crate::load::article::{SHAPE, Words};
use crate::load::decode::Shape;
use crate::load::form::{Form, SiteWord};
use crate::load::schema::SiteWords;
use crate::load::values::{Choice, narrow, read_day};
use crate::markup::signs::seen;
use crate::model::span::Spanned;
use crate::model::tree::Node;

use super::{sound, tree};

/// A front matter without its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Front {
    /// There are no sound fences: every line that is neither blank nor like a fence.
    Lines(Vec<String>),
    /// The YAML cannot be read: its characters in order, without spaces, quotes and brackets.
    Letters(String),
    /// Every value by the way to it, in order; words in their canonical form.
    Values(Vec<(String, String)>),
}

impl Front {
    /// Whether two front matters say the same. Where one of them cannot be read as values, both are compared as the
    /// coarser of the two; `texts` are what they were made of.
    ///
    /// `kepu` and `id` may be new: they say nothing to a reader, and the program fills them.
    #[must_use]
    pub fn same(before: &str, after: &str, site: &SiteWords) -> bool {
        match (front(before, site), front(after, site)) {
            (Self::Values(old), Self::Values(new)) => {
                let filled = |entry: &(String, String)| {
                    matches!(entry.0.as_str(), "/kepu" | "/id") && !old.iter().any(|known| known.0 == entry.0)
                };
                new.iter().filter(|entry| !filled(entry)).eq(old.iter())
            }
            (Self::Lines(_), _) | (_, Self::Lines(_)) => lines(before) == lines(after),
            _ => letters(before) == letters(after),
        }
    }
}

/// What the front matter of a text says.
#[must_use]
pub fn front(text: &str, site: &SiteWords) -> Front {
    if let Some((tree, _)) = tree(text) {
        let words = Words::new(&site.audiences, &site.settings, &site.roster.people);
        let mut values = Values { words, found: Vec::new() };
        values.table(&tree.value, &SHAPE, "");
        return Front::Values(values.found);
    }
    match letters(text) {
        Some(letters) => Front::Letters(letters),
        None => Front::Lines(lines(text)),
    }
}

fn lines(text: &str) -> Vec<String> {
    let telling = |line: &String| !line.trim().is_empty() && !crate::load::fence::looks_like_fence(line);
    text.lines().map(|line| seen(line).into_owned()).filter(telling).collect()
}

fn letters(text: &str) -> Option<String> {
    const SIGNS: &str = "\"“”＂'‘’＇[]【】［］{}｛｝」〕";
    let yaml = sound(text)?.yaml;
    let kept = |c: &char| !c.is_whitespace() && !SIGNS.contains(*c);
    let plain = |c: char| match c {
        '：' => ':',
        '，' => ',',
        '*' => '-',
        other => other,
    };
    Some(seen(&text[yaml]).chars().filter(kept).map(plain).collect())
}

struct Values<'a> {
    words: Words<'a>,
    found: Vec<(String, String)>,
}

impl Values<'_> {
    fn table(&mut self, node: &Node, shape: &Shape, path: &str) {
        let Node::Map(entries) = node else { return self.raw(node, path) };
        for entry in entries {
            let (name, rest) = self.glued(&entry.key.value, &entry.value.value, shape);
            let key = shape.keys.iter().find(|key| key.name == name || key.zh == name);
            let path = format!("{path}/{}", key.map_or(name, |key| key.name));
            match (key, rest) {
                (Some(key), Some(rest)) => self.value(&Node::Scalar(rest.trim().to_owned()), &key.form, &path),
                (Some(key), None) => self.value(&entry.value.value, &key.form, &path),
                (None, _) => self.raw(&entry.value.value, &path),
            }
        }
    }

    /// `name：张三` as a key without a value is `name` with one.
    fn glued<'k>(&self, key: &'k str, value: &Node, shape: &Shape) -> (&'k str, Option<&'k str>) {
        let whole = (key, None);
        let Some((name, rest)) = key.split_once([':', '：']) else { return whole };
        let known = shape.keys.iter().any(|known| known.name == name.trim() || known.zh == name.trim());
        if known && value.as_str().is_some_and(str::is_empty) { (name.trim(), Some(rest)) } else { whole }
    }

    fn value(&mut self, node: &Node, form: &Form, path: &str) {
        match (form, node) {
            (Form::Table(shape), _) => self.table(node, shape, path),
            (Form::List(inner), Node::List(items)) => {
                let mut at = 0;
                for Spanned { value, .. } in items {
                    match value.as_str().and_then(|given| parts(given, inner, self.words)) {
                        Some(words) => self.list(words, path, &mut at),
                        None => {
                            self.value(value, inner, &format!("{path}/{at}"));
                            at += 1;
                        }
                    }
                }
            }
            (Form::List(inner), Node::Scalar(given)) => {
                let one = || vec![canonical(given, inner, self.words).unwrap_or_else(|| given.clone())];
                let words = parts(given, inner, self.words).unwrap_or_else(one);
                self.list(words, path, &mut 0);
            }
            (Form::Names(name, value), Node::Map(entries)) => {
                for entry in entries {
                    let key = &entry.key.value;
                    let key = canonical(key, name, self.words).unwrap_or_else(|| key.clone());
                    self.value(&entry.value.value, value, &format!("{path}/{key}"));
                }
            }
            (_, Node::Scalar(given)) => {
                let word = canonical(given, form, self.words).unwrap_or_else(|| given.clone());
                self.say(path, &word);
            }
            _ => self.raw(node, path),
        }
    }

    fn list(&mut self, words: Vec<String>, path: &str, at: &mut usize) {
        for word in words {
            self.say(&format!("{path}/{at}"), &word);
            *at += 1;
        }
    }

    fn raw(&mut self, node: &Node, path: &str) {
        match node {
            Node::Scalar(text) => self.say(path, text),
            Node::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.raw(&item.value, &format!("{path}/{at}"));
                }
            }
            Node::Map(entries) => {
                for entry in entries {
                    self.raw(&entry.value.value, &format!("{path}/{}", entry.key.value));
                }
            }
        }
    }

    fn say(&mut self, path: &str, text: &str) {
        self.found.push((seen(path).into_owned(), seen(text).into_owned()));
    }
}

/// The canonical form of a value, if it is one the form knows.
pub(super) fn canonical(given: &str, form: &Form, words: Words<'_>) -> Option<String> {
    let bare = bare(given);
    match form {
        Form::Word(choices) => chosen(bare, &choices()),
        Form::Site(word) => chosen(bare, &site_choices(*word, words)),
        Form::Flag => {
            chosen(bare, &[Choice { token: "true", labels: vec!["是"] }, Choice { token: "false", labels: vec!["否"] }])
        }
        Form::Day => day(bare),
        Form::Published => published(bare),
        _ => None,
    }
}

/// Without spaces and without full-width quotes around the whole.
fn bare(given: &str) -> &str {
    let text = given.trim();
    let pairs = [('“', '”'), ('‘', '’'), ('「', '」'), ('＂', '＂'), ('”', '”')];
    let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.map_or(text, str::trim)
}

fn chosen(given: &str, choices: &[Choice<'_>]) -> Option<String> {
    choices.iter().find(|choice| choice.means(given)).map(|choice| choice.token.to_owned())
}

/// The words of the site that have a canonical form. Names of people have none: two may bear the same.
fn site_choices(word: SiteWord, words: Words<'_>) -> Vec<Choice<'_>> {
    match word {
        SiteWord::Audience => words.audiences(),
        SiteWord::Topic => words.topics(),
        SiteWord::Region => words.regions(),
        _ => Vec::new(),
    }
}

fn day(given: &str) -> Option<String> {
    match read_day(&dated(given)?) {
        Ok(date) => Some(date.to_string()),
        Err(fault) => fault.meant.map(|date| date.to_string()),
    }
}

/// A text that is a date and nothing else: `约2026年` says more.
fn dated(given: &str) -> Option<String> {
    let plain = narrow(given);
    let fits = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '号' | '-' | '/' | '.' | ' ');
    plain.chars().all(fits).then_some(plain)
}

/// A year, a month or a day.
fn published(given: &str) -> Option<String> {
    if let Some(day) = day(given) {
        return Some(day);
    }
    let given = dated(given)?;
    let numbers: Vec<&str> = given.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match numbers[..] {
        [year] if year.len() == 4 => Some(year.to_owned()),
        [year, month] if year.len() == 4 => {
            month.parse().ok().filter(|month| (1..=12).contains(month)).map(|month: u8| format!("{year}-{month:02}"))
        }
        _ => None,
    }
}

/// The items of a list that were written as one value: `农民，老年人` or `【农民】`; all of them must be known words.
pub(super) fn parts(given: &str, form: &Form, words: Words<'_>) -> Option<Vec<String>> {
    if !matches!(form, Form::Word(_) | Form::Site(_)) {
        return None;
    }
    let text = given.trim();
    let pairs = [('【', '】'), ('［', '］')];
    let inner = pairs.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    let list = inner.unwrap_or(text);
    if inner.is_none() && !list.contains([',', '，', '、', '；', ';', ' ', '　']) {
        return None;
    }
    let items = list.split([',', '，', '、', '；', ';', ' ', '　']).map(str::trim).filter(|part| !part.is_empty());
    let found: Option<Vec<String>> = items.map(|item| canonical(item, form, words)).collect();
    found.filter(|found| !found.is_empty())
}
