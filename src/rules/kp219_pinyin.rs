//! KP219 · wrong-pinyin · A reading that its word cannot have.

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::is_han;
use crate::markup::outline::{Block, BlockKind};
use crate::markup::ruby::{self, Fault, LONGEST};
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 219,
    name: "wrong-pinyin",
    severity: Severity::Error,
    since: "0.2",
    zh: "注音和字对不上",
    en: "a pinyin reading that does not fit its characters",
    what: "检查 `{中暑|zhòng shǔ}` 这样的注音：音节数要和字数一致（儿化算一个音节，`{花儿|huār}`；也可以整个词连写），每个音节\
           必须是那个字有的读音，多音字的哪个读音都可以；“一”“不”和上声的变调、后字的轻声都算对。没有生效的注音（写在强调\
           里面、没有合上、表格里没写成 `\\|`）也指出来。",
    why: "孩子照着注音念。错的注音比没有注音更坏，而写的人很难自己看出来：输入法不出声。",
    fix: "照提示里的读音改；竖线用半角；不要注音就去掉花括号；真要显示花括号写 `\\{`。",
    english: "In `{word|pīn yīn}` the syllables must match the characters in number, and each must be a reading that its \
              character has: any reading of a heteronym, with tone sandhi and neutral tones allowed. Correct the reading, \
              remove the braces, or escape the first one.",
    source: Some("《汉语拼音方案》（1958）；GB/T 16159—2012《汉语拼音正词法基本规则》"),
    bad: &[
        page!("高温天要防⟦{中暑|zhòng shū}⟧。"),
        page!("高温天要防⟦{中暑|zhòng}⟧。"),
        page!("高温天要防⟦{中暑|}⟧。"),
        page!("高温天要防⟦{中暑｜zhòng shǔ}⟧。"),
        page!("高温天要防⟦{**中暑**|zhòng shǔ}⟧。"),
    ],
    good: &[page!(
        "{一点儿|yì diǎnr}也不怕{中暑|zhòng shǔ}，{不是|bú shì}吗？地区写成{地区=赣州}，选{是|否}，见 `{中暑|zhong}`。"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for wrong in &cx.document.wrong_readings {
        let (zh, en) = message(&wrong.what, &wrong.word);
        let (help_zh, help_en) = help(&wrong.what, &wrong.word);
        out.push(RULE.in_body(cx, wrong.span, zh, en).help(help_zh, help_en));
    }
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for span in leftovers(cx, block) {
            let finding = RULE.in_body(
                cx,
                span,
                "这处注音没有生效，会原样显示",
                "this reading has no effect and stays on the page",
            );
            out.push(finding.help(
                "写成“{中暑|zhòng shǔ}”：花括号里只有汉字、半角竖线和拼音；表格里竖线前加反斜杠“\\|”",
                "write {中暑|zhòng shǔ} with characters, a bar and pinyin alone; in a table write the bar as \\|",
            ));
        }
    }
}

fn message(what: &Fault, word: &str) -> (String, String) {
    match what {
        Fault::Empty => ("注音缺了字或拼音".into(), "the word or its reading is missing".into()),
        Fault::NotHan(c) => (format!("“{c}”不是汉字，不能注音"), format!("“{c}” is no Chinese character")),
        Fault::TooLong => (
            format!("注音的词超过 {LONGEST} 个字"),
            format!("a word with a reading has more than {LONGEST} characters"),
        ),
        Fault::WideBar => ("竖线要用半角“|”".into(), "the bar must be an ASCII one".into()),
        Fault::Count { han, syllables } => {
            (format!("{han} 个字，写了 {syllables} 个音节"), format!("{han} characters, {syllables} syllables"))
        }
        Fault::Illegal { han, reading } => {
            (format!("“{han}”不读 {reading}"), format!("“{han}” is never read {reading}"))
        }
        Fault::IllegalWord { reading } => {
            (format!("“{word}”不读 {reading}"), format!("“{word}” cannot be read {reading}"))
        }
    }
}

fn help(what: &Fault, word: &str) -> (String, String) {
    match what {
        Fault::Illegal { han, .. } => {
            let legal = ruby::legal(*han);
            (format!("“{han}”读 {legal}"), format!("“{han}” is read {legal}"))
        }
        Fault::IllegalWord { .. } | Fault::Count { .. } => {
            let legal: Vec<String> = word.chars().map(|c| format!("{c} {}", ruby::legal(c))).collect();
            let list = legal.join("；");
            (format!("每个字的读音：{list}；音节之间空一格"), format!("readings: {list}; one space between syllables"))
        }
        Fault::WideBar => ("把“｜”改成“|”".into(), "write | for ｜".into()),
        Fault::Empty | Fault::NotHan(_) | Fault::TooLong => {
            ("写成“{中暑|zhòng shǔ}”，或者去掉花括号".into(), "write {中暑|zhòng shǔ}, or remove the braces".into())
        }
    }
}

/// Braces that were meant as a reading and stayed text.
fn leftovers(cx: &ArticleCx<'_>, block: &Block) -> Vec<Span> {
    let text = block.text.as_str();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('{') {
        let place = block.place(at, at + 1);
        let escaped = cx.article.body.text[..place.range().start].ends_with('\\');
        let rest = &text[at + 1..];
        let end = rest.find(['{', '}']).map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with('}')));
        if !escaped && !block.is_code(at) && !is_entity(cx, place) && is_meant(&rest[..end], block.kind) {
            found.push(block.place(at, at + 1 + end));
        }
    }
    found
}

fn is_entity(cx: &ArticleCx<'_>, place: Span) -> bool {
    cx.article.body.text.get(place.range()) != Some("{")
}

/// A Chinese word, a bar, and letters with tones behind it; in a table the bar has ended the cell.
fn is_meant(inner: &str, kind: BlockKind) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(is_han);
    match inner.split_once(['|', '｜']) {
        Some((word, reading)) => {
            let toned = |c: char| c.is_alphabetic() && !is_han(c) && !c.is_ascii();
            word.chars().any(is_han) && !word.contains(['=', ':', '"']) && reading.chars().any(toned)
        }
        None => matches!(kind, BlockKind::Cell { .. }) && !inner.ends_with('}') && is_word(inner.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn what_stays_text_is_told_when_it_was_meant() {
        let table: &[(&str, &[&str])] = &[
            ("{中暑|zhòng shǔ", &["{中暑|zhòng shǔ"]),
            ("{中\n暑|zhòng shǔ}", &["{中\n暑|zhòng shǔ}"]),
            ("| 甲 | 乙 |\n|--|--|\n| {中暑|zhòng shǔ} |", &["{中暑"]),
            ("| 甲 |\n|--|\n| {中暑\\|zhòng shǔ} |", &[]),
            ("\\{中暑|zhòng shū}", &[]),
            ("{|zhòng}", &["{|zhòng}"]),
            ("{甲|乙}和{a=中|é}", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn the_help_lists_what_can_be_read() {
        let help = |body: &str| Bed::new(body).findings(&RULE)[0].helps[0].zh.clone();
        assert_eq!(help("{中暑|zhòng shū}"), "“暑”读 shǔ");
        assert_eq!(help("{中暑|zhòng}"), "每个字的读音：中 zhōng、zhòng；暑 shǔ；音节之间空一格");
    }
}
