//! How a list is written: a first line that says what it does to the built-in one, remarks, and one word a line.
//!
//! Contract: every line is an entry, a removal, a remark, blank, or a fault. Nothing is skipped.

use std::collections::BTreeSet;

use super::list::characters_of;
use super::{Entry, Name};
use crate::diag::Bilingual;
use crate::model::span::Span;
use crate::model::token::Vocabulary as _;
use crate::model::token::vocabulary;
use crate::model::vocabularies::Risk;

/// What the first line of every list begins with.
pub const DIRECTIVE: &str = "# kepu-lexicon:";

vocabulary! {
    /// What a site's list does to the built-in list of the same name.
    Mode {
        Replace = "replace", "替换", "replace";
        Extend = "extend", "扩充", "extend";
    }
}

/// A list as read, with the places of its words.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What the first line says; `replace` when it cannot be read, which is a fault.
    pub mode: Mode,
    lines: Vec<(Entry, Span)>,
    removed: Vec<(String, Span)>,
}

/// What is wrong with a line, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place in the file.
    pub span: Span,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub help: Bilingual,
}

impl Draft {
    /// Its lines by themselves.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        self.lines.into_iter().map(|(entry, _)| entry).collect()
    }

    /// Its lines laid over a base: a word that both have is taken from here. Removals of absent words are faults.
    #[must_use]
    pub fn over(self, base: Vec<Entry>) -> (Vec<Entry>, Vec<Fault>) {
        let mut entries = base;
        let mut faults = Vec::new();
        for (word, span) in self.removed {
            let before = entries.len();
            entries.retain(|entry| entry.word != word);
            if entries.len() == before {
                faults.push(Fault {
                    span,
                    message: Bilingual::new(
                        format!("要去掉的“{word}”不在内置词表里"),
                        format!("“{word}” is to be removed and is not in the built-in list"),
                    ),
                    help: Bilingual::new("核对写法，或删掉这一行", "check how it is written, or delete the line"),
                });
            }
        }
        entries.retain(|entry| !self.lines.iter().any(|(own, _)| own.word == entry.word));
        entries.extend(self.lines.into_iter().map(|(entry, _)| entry));
        (entries, faults)
    }
}

/// What a column may hold.
#[derive(Clone, Copy)]
enum Form {
    /// Any words.
    Text,
    /// Words or characters between spaces, or nothing.
    Free,
    /// One of these, each a token with its Chinese label.
    One(&'static [(&'static str, &'static str)]),
    /// Any of these between spaces, or nothing.
    Some(&'static [(&'static str, &'static str)]),
    /// A risk of the front matter.
    Risk,
}

struct Column {
    zh: &'static str,
    form: Form,
}

const fn column(zh: &'static str, form: Form) -> Column {
    Column { zh, form }
}

/// What a list's lines look like.
struct Shape {
    /// Least number of characters of a word: one character would be found in every other sentence.
    least: usize,
    /// Whether a word may stand in more than one line.
    repeats: bool,
    columns: &'static [Column],
}

fn shape(name: Name) -> Shape {
    use Form::{Free, One, Risk, Some, Text};
    let plain = |least, columns| Shape { least, repeats: false, columns };
    match name {
        Name::Drugs | Name::Pesticides => plain(2, const { &[column("类别", Text)] }),
        Name::DoseUnits => plain(
            1,
            const {
                &[
                    column(
                        "用途",
                        Some(&[
                            ("dose", "剂量"),
                            ("bulk", "大宗"),
                            ("spoken", "汉字数"),
                            ("pill", "仅医药"),
                            ("rate", "兑水倍数"),
                        ]),
                    ),
                    column("后面不能跟的字", Free),
                ]
            },
        ),
        Name::Instructions => Shape {
            least: 1,
            repeats: true,
            columns: const {
                &[
                    column("风险", One(&[("medical", "医疗健康"), ("agrichem", "农药化肥")])),
                    column("性质", Some(&[("route", "途径"), ("before", "紧挨"), ("dosing", "频次"), ("mix", "兑药")])),
                ]
            },
        },
        Name::RiskWords => {
            Shape {
                least: 2, repeats: true, columns: const { &[column("风险", Risk), column("同句须有的词", Free)] }
            }
        }
        Name::Advice => plain(
            2,
            const {
                &[column(
                    "种类",
                    One(&[
                        ("doctor", "就医"),
                        ("label", "标签"),
                        ("adult", "成人陪同"),
                        ("experiment", "动手"),
                        ("danger", "危险"),
                    ]),
                )]
            },
        ),
        Name::Advertising => plain(2, const { &[column("说明", Text), column("英文说明", Text)] }),
        Name::Negations => plain(1, const { &[column("用途", One(&[("negation", "否定"), ("warning", "警示")]))] }),
        Name::Sensitive => plain(2, const { &[column("改成什么", Text), column("为什么", Text)] }),
        Name::Seasons => plain(2, const { &[column("常见的错写", Free)] }),
        Name::Abbreviations => plain(2, const { &[column("中文", Text), column("性质", Some(&[("common", "常用")]))] }),
        Name::Amounts => plain(
            2,
            const {
                &[column(
                    "用途",
                    One(&[("vague", "含糊"), ("input", "投入品"), ("act", "施用"), ("decided", "有人定")]),
                )]
            },
        ),
        Name::Confusables => plain(1, const { &[column("像什么", Free)] }),
    }
}

/// Reads a list from its text, which has LF line ends.
#[must_use]
pub fn read(name: Name, text: &str) -> (Draft, Vec<Fault>) {
    let mut reader = Reader {
        shape: shape(name),
        is_characters: name == Name::Confusables,
        has_mode: false,
        draft: Draft { mode: Mode::Replace, lines: Vec::new(), removed: Vec::new() },
        faults: Vec::new(),
        seen: BTreeSet::new(),
    };
    let mut at = 0;
    for (n, line) in text.split('\n').enumerate() {
        if n == 0 {
            reader.first(line);
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            reader.line(line, at);
        }
        at += line.len() + 1;
    }
    (reader.draft, reader.faults)
}

struct Reader {
    shape: Shape,
    is_characters: bool,
    has_mode: bool,
    draft: Draft,
    faults: Vec<Fault>,
    /// What makes a line of its own.
    seen: BTreeSet<String>,
}

impl Reader {
    fn fault(&mut self, span: Span, message: (String, String), help: (String, String)) {
        let (message, help) = (Bilingual::new(message.0, message.1), Bilingual::new(help.0, help.1));
        self.faults.push(Fault { span, message, help });
    }

    fn first(&mut self, line: &str) {
        let word = line.strip_prefix(DIRECTIVE).map(str::trim);
        match word.and_then(Mode::read) {
            Some(mode) => {
                self.draft.mode = mode;
                self.has_mode = true;
            }
            None => self.fault(
                Span::new(0, line.len()),
                (
                    "第一行没有说明是替换还是扩充内置词表".into(),
                    "the first line does not say what the list does".into(),
                ),
                (
                    format!("第一行写 {DIRECTIVE} replace（替换）或 {DIRECTIVE} extend（扩充）"),
                    format!("begin with {DIRECTIVE} replace or {DIRECTIVE} extend"),
                ),
            ),
        }
    }

    fn line(&mut self, line: &str, at: usize) {
        let start = at + line.len() - line.trim_start().len();
        let whole = Span::new(start, at + line.trim_end().len());
        if let Some(word) = line.strip_prefix("- ") {
            return self.removal(word.trim(), whole);
        }
        let mut cells = line.split('|').map(str::trim);
        let word = cells.next().unwrap_or_default().to_owned();
        let cells: Vec<&str> = cells.collect();
        let n = self.shape.columns.len();
        if cells.len() > n {
            let (found, most) = (cells.len() + 1, n + 1);
            return self.fault(
                whole,
                (format!("这一行有 {found} 栏，最多 {most} 栏"), format!("{found} fields, at most {most}")),
                ("去掉多余的“|”".into(), "take the surplus `|` out".into()),
            );
        }
        if !self.is_word(&word, whole) {
            return;
        }
        let mut fields = Vec::new();
        for (index, column) in self.shape.columns.iter().enumerate() {
            match value(column, cells.get(index).copied().unwrap_or_default()) {
                Ok(value) => fields.push(value),
                Err(help) => {
                    let (zh, text) = (column.zh, cells.get(index).copied().unwrap_or_default());
                    let message = if text.is_empty() {
                        (format!("“{word}”没有写{zh}"), format!("“{word}” lacks a field ({zh})"))
                    } else {
                        (format!("{zh}不能是“{text}”"), format!("a field ({zh}) cannot be `{text}`"))
                    };
                    return self.fault(whole, message, help);
                }
            }
        }
        let key = if self.shape.repeats { format!("{word}|{}", fields[0]) } else { word.clone() };
        if !self.seen.insert(key) {
            return self.fault(
                whole,
                (format!("“{word}”写了两次"), format!("“{word}” is listed twice")),
                ("留一行".into(), "keep one line".into()),
            );
        }
        self.draft.lines.push((Entry { word, fields }, whole));
    }

    fn removal(&mut self, word: &str, whole: Span) {
        // Without a mode nobody can say whether there is anything to remove.
        if self.draft.mode == Mode::Replace && self.has_mode {
            return self.fault(
                whole,
                ("替换的词表里不能写要去掉的词".into(), "a list that replaces has nothing to remove".into()),
                (
                    format!("删掉这一行，或把第一行改成 {DIRECTIVE} extend"),
                    format!("delete the line, or begin with {DIRECTIVE} extend"),
                ),
            );
        }
        self.draft.removed.push((word.to_owned(), whole));
    }

    fn is_word(&mut self, word: &str, whole: Span) -> bool {
        let n = word.chars().count();
        let least = self.shape.least;
        let (message, help) = if n < least {
            (
                (
                    format!("词太短：“{word}”，至少 {least} 个字"),
                    format!("“{word}” is shorter than {least} characters"),
                ),
                ("写完整的词".into(), "write the whole word".into()),
            )
        } else if word.chars().any(char::is_control) {
            (
                (format!("“{word}”里有控制字符"), format!("“{word}” holds a control character")),
                ("把这个词重打一遍".into(), "type the word again".into()),
            )
        } else if self.is_characters && characters_of(word).is_none() {
            (
                (format!("“{word}”不是一个字符，也不是范围"), format!("“{word}” is neither a character nor a range")),
                ("写一个字符，或 U+0400..U+052F".into(), "write a character or U+0400..U+052F".into()),
            )
        } else {
            return true;
        };
        self.fault(whole, message, help);
        false
    }
}

/// The canonical value of a cell, or what may be written there.
fn value(column: &Column, text: &str) -> Result<String, (String, String)> {
    let one = |choices: &[(&'static str, &'static str)], word: &str| {
        choices.iter().find(|(token, zh)| *token == word || *zh == word).map(|(token, _)| *token)
    };
    match column.form {
        Form::Text if text.is_empty() => Err((format!("补上{}", column.zh), format!("add the field ({})", column.zh))),
        Form::Text => Ok(text.to_owned()),
        Form::Free => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Form::One(choices) => one(choices, text).map(str::to_owned).ok_or_else(|| may_be(choices)),
        Form::Some(choices) => {
            let words: Option<Vec<&str>> = text.split_whitespace().map(|word| one(choices, word)).collect();
            words.map(|words| words.join(" ")).ok_or_else(|| may_be(choices))
        }
        Form::Risk => {
            let risks: Vec<(&str, &str)> = Risk::all().iter().map(|risk| (risk.token(), risk.zh())).collect();
            Risk::read(text).map(|risk| risk.token().to_owned()).ok_or_else(|| may_be(&risks))
        }
    }
}

fn may_be(choices: &[(&str, &str)]) -> (String, String) {
    let zh: Vec<String> = choices.iter().map(|(token, zh)| format!("{zh}（{token}）")).collect();
    let en: Vec<&str> = choices.iter().map(|(token, _)| *token).collect();
    (format!("可写：{}", zh.join("、")), format!("write {}", en.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(name: Name, text: &str) -> Vec<(String, String)> {
        let (_, faults) = read(name, text);
        faults.into_iter().map(|fault| (text[fault.span.range()].to_owned(), fault.message.zh)).collect()
    }

    #[test]
    fn every_fault_has_its_place() {
        let table = [
            (Name::Drugs, "阿司匹林 | 解热", "阿司匹林 | 解热", "第一行没有说明"),
            (Name::Drugs, "# kepu-lexicon: both", "# kepu-lexicon: both", "第一行没有说明"),
            (Name::Drugs, "# kepu-lexicon: extend\n\n  阿司匹林", "阿司匹林", "没有写类别"),
            (Name::Drugs, "# kepu-lexicon: extend\n钙 | 补", "钙 | 补", "词太短"),
            (Name::Drugs, "# kepu-lexicon: extend\n甲乙 | 补 | 多", "甲乙 | 补 | 多", "有 3 栏"),
            (Name::Drugs, "# kepu-lexicon: 扩充\n甲乙 | 补\n甲乙 | 泻", "甲乙 | 泻", "写了两次"),
            (Name::Drugs, "# kepu-lexicon: replace\n- 甲乙", "- 甲乙", "不能写要去掉的词"),
            (Name::RiskWords, "# kepu-lexicon: extend\n野菜 | foods", "野菜 | foods", "风险不能是“foods”"),
            (Name::DoseUnits, "# kepu-lexicon: extend\n剂 | 量", "剂 | 量", "用途不能是“量”"),
            (Name::Confusables, "# kepu-lexicon: extend\nab | b", "ab | b", "不是一个字符"),
        ];
        for (name, text, place, says) in table {
            let found = faults(name, text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, place);
            assert!(found[0].1.contains(says), "{found:?}");
        }
    }

    #[test]
    fn labels_and_tokens_are_one() {
        let (draft, faults) = read(Name::DoseUnits, "# kepu-lexicon: extend\n剂 | 剂量 pill | 型\n贴 |\n");
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(draft.mode, Mode::Extend);
        let entries = draft.into_entries();
        assert_eq!((entries[0].text(0), entries[0].text(1)), ("dose pill", "型"));
        assert_eq!(entries[1].text(0), "");
    }

    #[test]
    fn a_list_laid_over_another() {
        let entry = |word: &str, field: &str| Entry { word: word.into(), fields: vec![field.into()] };
        let text = "# kepu-lexicon: extend\n- 甲药\n- 无药\n乙药 | 新\n丙药 | 新";
        let (draft, _) = read(Name::Drugs, text);
        let (entries, faults) = draft.over(vec![entry("甲药", "旧"), entry("乙药", "旧"), entry("丁药", "旧")]);
        assert_eq!(entries, [entry("丁药", "旧"), entry("乙药", "新"), entry("丙药", "新")]);
        assert_eq!(faults.len(), 1);
        assert_eq!(&text[faults[0].span.range()], "- 无药");
    }

    proptest! {
        #[test]
        fn no_line_is_lost(lines in prop::collection::vec("[甲乙|#\\- 剂量medical\u{1}]{0,12}", 0..8)) {
            let text = format!("# kepu-lexicon: extend\n{}", lines.join("\n"));
            for &name in Name::ALL {
                let (draft, faults) = read(name, &text);
                let told = draft.lines.len() + draft.removed.len() + faults.len();
                let meant = lines.iter().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count();
                prop_assert_eq!(told, meant);
                for fault in &faults {
                    prop_assert!(text.get(fault.span.range()).is_some());
                }
            }
        }
    }
}
