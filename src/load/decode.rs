//! Field-by-field decoding of a tree of strings: every fault is told at its own place, none hides another.
//!
//! A [`Shape`] is the schema of one mapping as data, so that what is checked and what is documented cannot drift.
//! Deliberately absent: serde; defaults that depend on other fields; files.

use crate::diag::Diagnostic;
use crate::model::span::{Span, Spanned};
use crate::model::tree::{Entry, Node};

use super::form::Form;
use super::report::Report;

/// The schema of one mapping.
#[derive(Debug)]
pub(super) struct Shape {
    /// What it describes.
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Its fields in the order they are written.
    pub(super) keys: &'static [Key],
    /// The code of an unknown field.
    pub(super) unknown: u16,
}

/// One field.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// Chinese name, also understood as a slip for the field itself.
    pub(super) zh: &'static str,
    pub(super) required: bool,
    /// A line as it could be written.
    pub(super) example: &'static str,
    /// What may stand as its value.
    pub(super) form: Form,
    /// What holds when it is left out.
    pub(super) usual: Option<&'static str>,
}

impl Key {
    /// The field with another form than text.
    pub(super) const fn is(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The field with what holds when it is left out.
    pub(super) const fn usually(self, value: &'static str) -> Self {
        Self { usual: Some(value), ..self }
    }
}

/// A field that must be there.
pub(super) const fn must(name: &'static str, zh: &'static str, example: &'static str) -> Key {
    Key { name, zh, required: true, example, form: Form::Text, usual: None }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, zh: &'static str) -> Key {
    Key { name, zh, required: false, example: "", form: Form::Text, usual: None }
}

/// A mapping of a known shape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'n> {
    entries: &'n [Entry],
    /// Where something about the mapping as a whole is told.
    pub(super) place: Span,
}

impl<'n> Table<'n> {
    /// A mapping without fields.
    pub(super) fn empty(place: Span) -> Self {
        Self { entries: &[], place }
    }

    /// The entry of a field; an empty scalar counts as left out.
    pub(super) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key.value == key).filter(|entry| !is_blank(&entry.value.value))
    }

    /// All entries, for mappings whose keys are names.
    pub(super) fn entries(&self) -> &'n [Entry] {
        self.entries
    }
}

fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Scalar(text) if text.trim().is_empty())
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Scalar(text) => text.trim().is_empty(),
        Node::List(items) => items.is_empty(),
        Node::Map(entries) => entries.is_empty(),
    }
}

/// What a node is, in words.
fn kind_words(node: &Node) -> (&'static str, &'static str) {
    match node {
        Node::Scalar(_) => ("一个值", "a single value"),
        Node::List(_) => ("清单", "a list"),
        Node::Map(_) => ("一组字段", "a mapping"),
    }
}

impl Report<'_> {
    /// A mapping of a shape: unknown, missing and empty fields are told here. `place` is where missing ones are told.
    pub(super) fn table<'n>(&mut self, node: &'n Spanned<Node>, shape: &Shape, place: Span) -> Option<Table<'n>> {
        let table = self.names(node, shape, place)?;
        let strange = table.entries.iter().filter(|entry| !shape.keys.iter().any(|key| key.name == entry.key.value));
        // A field written wrongly is told as that, and not as missing too.
        let meant: Vec<&str> = strange.filter_map(|entry| self.unknown_key(&entry.key, shape)).collect();
        for key in shape.keys.iter().filter(|key| key.required && !meant.contains(&key.name)) {
            self.require(&table, key, shape);
        }
        Some(table)
    }

    /// A mapping whose keys are names of the writer's choice.
    pub(super) fn names<'n>(&mut self, node: &'n Spanned<Node>, shape: &Shape, place: Span) -> Option<Table<'n>> {
        if let Node::Map(entries) = &node.value {
            return Some(Table { entries, place });
        }
        let (zh, en) = kind_words(&node.value);
        let mut finding = self.error(
            105,
            node.span,
            format!("{}应写成一组“字段: 值”，这里是{zh}", shape.zh),
            format!("{} must be a mapping, this is {en}", shape.en),
        );
        finding = match &node.value {
            Node::Scalar(text) if text.contains('：') => finding
                .help("全角冒号“：”不算，改为半角冒号加空格", "write a colon and a space, not a full-width colon"),
            _ => finding.help(format!("例如：{}", example_of(shape)), format!("for instance: {}", example_of(shape))),
        };
        self.push(finding);
        None
    }

    /// Tells of an unknown field; gives the one that was probably meant.
    fn unknown_key(&mut self, key: &Spanned<String>, shape: &Shape) -> Option<&'static str> {
        let given = key.value.as_str();
        if let Some(known) = key_before_colon(given, shape) {
            let finding = self.error(
                102,
                key.span,
                format!("“{known}”后面的冒号写法不对：要用半角冒号加空格"),
                format!("a colon and a space must follow {known}"),
            );
            self.push(finding.help(format!("改为“{known}: …”"), format!("write `{known}: …`")));
            return Some(known);
        }
        let mut finding = if shape.unknown == 109 {
            self.error(
                109,
                key.span,
                format!("review 区不能写“{given}”：这里只表达送审意图，不进入审核版本"),
                format!("`{given}` cannot stand in review, which only states intent"),
            )
        } else {
            self.error(
                shape.unknown,
                key.span,
                format!("{}没有“{given}”这个字段", shape.zh),
                format!("{} has no field `{given}`", shape.en),
            )
        };
        let names: Vec<&'static str> = shape.keys.iter().map(|key| key.name).collect();
        let near = shape.keys.iter().find(|key| key.zh == given).map(|key| key.name).or_else(|| nearest(given, &names));
        finding = match near {
            Some(near) => finding.help(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?")),
            None => finding.help(
                format!("删去它，或改用：{}", names.join("、")),
                format!("delete it, or use one of {}", names.join(", ")),
            ),
        };
        self.push(finding);
        near
    }

    fn require(&mut self, table: &Table<'_>, key: &Key, shape: &Shape) {
        let written = table.entries.iter().find(|entry| entry.key.value == key.name);
        let finding = match written {
            Some(entry) if is_empty(&entry.value.value) && self.lost_key(key.name) => return,
            Some(entry) if is_empty(&entry.value.value) => self.error(
                104,
                entry.key.span,
                format!("必填字段 {}（{}）是空的", key.name, key.zh),
                format!("the required field `{}` is empty", key.name),
            ),
            Some(_) => return,
            None if self.lost_key(key.name) => return,
            None => self.error(
                104,
                table.place,
                format!("{}缺少必填字段 {}（{}）", shape.zh, key.name, key.zh),
                format!("{} lacks the required field `{}`", shape.en, key.name),
            ),
        };
        self.push(finding.help(format!("写上：{}", key.example), format!("write: {}", key.example)));
    }

    /// The mapping of a field.
    pub(super) fn sub<'n>(&mut self, table: &Table<'n>, key: &str, shape: &Shape) -> Option<Table<'n>> {
        let entry = table.entry(key)?;
        self.table(&entry.value, shape, entry.key.span)
    }

    /// The mapping of a field whose keys are names.
    pub(super) fn sub_names<'n>(&mut self, table: &Table<'n>, key: &str, shape: &Shape) -> Option<Table<'n>> {
        let entry = table.entry(key)?;
        self.names(&entry.value, shape, entry.key.span)
    }

    /// Every item of a list of mappings.
    pub(super) fn tables<'n>(&mut self, table: &Table<'n>, key: &str, shape: &Shape) -> Vec<Table<'n>> {
        let items = self.items_of(table, key, Some(shape));
        items.iter().filter_map(|item| self.table(item, shape, item.span)).collect()
    }

    /// The items of a list; a single value is told to be none.
    pub(super) fn items<'n>(&mut self, table: &Table<'n>, key: &str) -> &'n [Spanned<Node>] {
        self.items_of(table, key, None)
    }

    /// The items of a list, whose items may be mappings.
    fn items_of<'n>(&mut self, table: &Table<'n>, key: &str, shape: Option<&Shape>) -> &'n [Spanned<Node>] {
        let Some(entry) = table.entry(key) else { return &[] };
        if let Node::List(items) = &entry.value.value {
            return items;
        }
        let (zh, en) = kind_words(&entry.value.value);
        let mut finding = self.error(
            105,
            entry.value.span,
            format!("{key} 应写成清单，这里是{zh}"),
            format!("`{key}` must be a list, this is {en}"),
        );
        finding = match (&entry.value.value, shape) {
            (Node::Scalar(_), Some(shape)) => {
                let example = example_of(shape);
                finding.help(format!("例如：{key}: [{example}]"), format!("for instance: {key}: [{example}]"))
            }
            (Node::Scalar(text), None) if text.starts_with(['【', '［']) => {
                finding.help("全角方括号不算，改为半角的 [ ]", "write ASCII brackets, not full-width ones")
            }
            (Node::Scalar(text), None) => {
                let parts: Vec<&str> =
                    text.split([',', '，', '、', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
                finding
                    .help(format!("改为 {key}: [{}]", parts.join(", ")), format!("write {key}: [{}]", parts.join(", ")))
            }
            _ => finding.help("每一项另起一行，以“- ”开头", "begin each item on a line of its own with `- `"),
        };
        self.push(finding);
        &[]
    }

    /// A list of values, each decoded by itself; the same value twice is told.
    pub(super) fn list<T: PartialEq>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        mut read: impl FnMut(&mut Self, &Spanned<String>) -> Option<T>,
    ) -> Vec<Spanned<T>> {
        let mut values: Vec<Spanned<T>> = Vec::new();
        for item in self.items(table, key) {
            let Some(text) = self.scalar(item, key) else { continue };
            let Some(value) = read(self, &text) else { continue };
            match values.iter().find(|earlier| earlier.value == value) {
                Some(earlier) => {
                    let finding = self
                        .error(
                            105,
                            item.span,
                            format!("{key} 里“{}”重复", text.value),
                            format!("`{}` stands twice in `{key}`", text.value),
                        )
                        .also(self.path, earlier.span, "第一次在这里", "first written here")
                        .help("删去重复的一项", "delete one of them");
                    self.push(finding);
                }
                None => values.push(Spanned::new(value, item.span)),
            }
        }
        values
    }

    /// The text of a node that must be a single, non-empty value.
    pub(super) fn scalar(&mut self, node: &Spanned<Node>, key: &str) -> Option<Spanned<String>> {
        match &node.value {
            Node::Scalar(text) if text.trim().is_empty() => {
                let finding =
                    self.error(105, node.span, format!("{key} 里有空的一项"), format!("an empty item in `{key}`"));
                self.push(finding.help("填上内容或删去这一项", "fill it in or delete it"));
                None
            }
            Node::Scalar(text) => Some(Spanned::new(text.clone(), node.span)),
            other => {
                let (zh, en) = kind_words(other);
                let finding = self.error(
                    105,
                    node.span,
                    format!("{key} 应是文字，这里是{zh}"),
                    format!("`{key}` must be text, this is {en}"),
                );
                self.push(finding.help(
                    "只写一个值；文字里有 [ ] { } 时给整个值加英文双引号",
                    "write one value, in double quotes when it holds brackets",
                ));
                None
            }
        }
    }

    /// The text of a field.
    pub(super) fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<String>> {
        let entry = table.entry(key)?;
        self.scalar(&entry.value, key)
    }

    /// The text of a field without its place.
    pub(super) fn words(&mut self, table: &Table<'_>, key: &str) -> Option<String> {
        self.text(table, key).map(|text| text.value)
    }

    /// The text of a field that must stand in one line.
    pub(super) fn line(&mut self, table: &Table<'_>, key: &str) -> Option<Spanned<String>> {
        let text = self.text(table, key)?;
        if text.value.trim_end_matches('\n').contains('\n') {
            let finding =
                self.error(105, text.span, format!("{key} 只能有一行"), format!("`{key}` must be a single line"));
            self.push(finding.help("写成一行", "write it in one line"));
            return None;
        }
        Some(text)
    }

    /// A field read by a function of its text.
    pub(super) fn read<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        read: impl FnOnce(&mut Self, &Spanned<String>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let text = self.text(table, key)?;
        read(self, &text).map(|value| Spanned::new(value, text.span))
    }

    /// A wrong value with what would be right.
    pub(super) fn wrong(&self, text: &Spanned<String>, zh: String, en: String) -> Diagnostic {
        self.error(105, text.span, zh, en)
    }
}

fn example_of(shape: &Shape) -> String {
    let lines: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.example).collect();
    if lines.is_empty() {
        shape.keys.first().map_or(String::new(), |key| format!("{{{}: …}}", key.name))
    } else {
        format!("{{{}}}", lines.join(", "))
    }
}

/// `name：张三` and `name:张三` between brackets become keys of that text.
fn key_before_colon(given: &str, shape: &Shape) -> Option<&'static str> {
    let (before, _) = given.split_once(['：', ':'])?;
    shape.keys.iter().map(|key| key.name).find(|name| *name == before.trim())
}

/// The most similar of some words, if one is similar at all.
pub(super) fn nearest<'w>(given: &str, words: &[&'w str]) -> Option<&'w str> {
    let given = given.to_lowercase();
    let score = |word: &str| strsim::normalized_damerau_levenshtein(&given, &word.to_lowercase());
    words
        .iter()
        .map(|word| (score(word), *word))
        // Half of a two-character Chinese word is one slip; for longer words half would be noise.
        .filter(|(score, word)| *score >= if word.chars().count() <= 3 { 0.5 } else { 0.6 })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
