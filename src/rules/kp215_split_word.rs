//! KP215 · split-word · 服 务: a space or a page break that was left inside a sentence.

use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::{count_han, is_han, is_wide_punctuation};
use crate::markup::outline::BlockKind;

use super::example::page;
use super::prose::{Prose, prose};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 215,
    name: "split-word",
    severity: Severity::Warning,
    since: "0.1",
    zh: "词句被空格或分段拆开",
    en: "a space or a break stands inside a word or sentence",
    what: "检查成句的文字里两个汉字之间的空格（服 务），以及话没说完就分了段、下一段接着说的地方。标题、表格、诗句式的分行，\
           “图1 ”“第一章 ”这样的题名，加粗两边的空格不算。检查合并请求时，只说改动的行。",
    why: "多半是从 PDF 或扫描件粘来的：屏幕上词被拆成两半，朗读会停顿，站内搜索也找不到这个词。",
    fix: "删掉空格；把被拆开的两段接起来（删掉中间的空行）。",
    english: "A space between two Han characters of a running sentence, or a paragraph that stops in mid-sentence and goes on \
              in the next, comes from a PDF or a scan: words fall apart for the eye, for speech and for search. Headings, \
              tables, captions and spaces beside emphasis are fine. Of a change only its lines are told.",
    source: Some("GB/T 15834-2011 标点符号用法 5.1：汉字文本内字与字之间不留空"),
    bad: &[
        page!("提供一体化、便捷化的管理和服⟦ ⟧务，少跑路。"),
        page!("省科技馆把流动展览送到乡村学校，孩子们在家门口就能看到科学实验，还能向科学⟦家⟧\n\n请教问题。"),
    ],
    good: &[page!("先看水， 再施肥。\n\n图一 晒田\n\n要 **先** 复水，再追肥。\n\n材料如下：\n\n竹竿、绳子")],
    check: Check::Proofing(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let texts = prose(cx);
    for text in &texts {
        for part in spaces(text.text).into_iter().filter(|part| is_one_run(cx, text, part)) {
            let around = around(text.text, &part);
            let says = (format!("“{around}”中间多了空格"), format!("a space stands inside “{around}”"));
            out.push(text.finding(cx, &RULE, part, says).help("删掉空格", "delete the space"));
        }
    }
    for two in texts.windows(2) {
        let [text, next] = two else { continue };
        if let Some(part) = broken_end(text, next) {
            let says = ("这一段话没说完就断了".to_owned(), "the paragraph stops in mid-sentence".to_owned());
            let finding = text.finding(cx, &RULE, part, says);
            out.push(
                finding
                    .help("和下一段接起来；说完了就补上句号", "join it with the next one, or end it with a full stop"),
            );
        }
    }
}

/// Spaces between Han characters in a sentence.
fn spaces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains(['，', '。', '；', '！', '？']) {
        return found;
    }
    let mut clause = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if c == ' ' && before.is_some_and(is_han) {
            let rest = text[at..].trim_start_matches(' ');
            let end = text.len() - rest.len();
            if rest.starts_with(is_han) && !is_label(&text[clause..at]) {
                found.push(at..end);
            }
        }
        if is_wide_punctuation(c) || c == '\n' {
            clause = at + c.len_utf8();
        }
        before = Some(c);
    }
    found
}

/// Whether what stands before a space is a caption or a number with its unit: 图一, 第一章, 附录, 问.
fn is_label(head: &str) -> bool {
    let head = head.trim();
    let is_numbered = head.starts_with(['图', '表', '第', '附', '例', '注', '问', '答']);
    is_numbered && head.chars().count() <= 6
}

/// Whether a space was written between its two characters, and not between marks such as `**`.
fn is_one_run(cx: &ArticleCx<'_>, text: &Prose<'_>, part: &Range<usize>) -> bool {
    let is_running = match text.kind() {
        Some(BlockKind::Paragraph | BlockKind::Item | BlockKind::Term) => true,
        Some(BlockKind::Heading(_) | BlockKind::Label | BlockKind::Cell { .. } | BlockKind::Code | BlockKind::Alt) => {
            false
        }
        None => return true,
    };
    let whole = around_range(text.text, part);
    is_running && !text.is_code(part.start) && text.source(cx, whole.clone()) == text.text.get(whole)
}

fn around_range(text: &str, part: &Range<usize>) -> Range<usize> {
    let before = text[..part.start].chars().next_back().map_or(0, char::len_utf8);
    let after = text[part.end..].chars().next().map_or(0, char::len_utf8);
    part.start - before..part.end + after
}

fn around<'t>(text: &'t str, part: &Range<usize>) -> &'t str {
    &text[around_range(text, part)]
}

/// A paragraph this long with a comma in it is a sentence and no caption or signature.
const SHORTEST_SENTENCE: usize = 20;

/// The last character of a paragraph that breaks off, if the next paragraph goes on.
fn broken_end(text: &Prose<'_>, next: &Prose<'_>) -> Option<Range<usize>> {
    let are_paragraphs = [text, next].iter().all(|text| text.kind() == Some(BlockKind::Paragraph));
    let last = text.text.char_indices().next_back().filter(|&(_, c)| is_han(c) || matches!(c, '，' | '、'))?;
    let is_sentence = count_han(text.text) >= SHORTEST_SENTENCE && text.text.contains(['，', '。', '；']);
    let goes_on = next.text.starts_with(is_han) && next.text.contains(['，', '。', '；', '！', '？']);
    (are_paragraphs && is_sentence && goes_on && !text.is_code(last.0)).then_some(last.0..text.text.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn stray_spaces() {
        let table: &[(&str, &[&str])] = &[
            ("精细化的管理和服 务，进一步", &[" "]),
            ("科  普，好", &["  "]),
            ("- 科 普，好", &[" "]),
            ("科 普", &[]),
            ("## 科 普，好", &[]),
            ("| 科 普，好 |\n|--|", &[]),
            ("图一 水稻，见右", &[]),
            ("第一章 总则，共五条", &[]),
            ("要 **先** 复水，再追肥", &[]),
            ("2026 年 5 月，DNA 检测", &[]),
            ("水稻\n螟虫，早防", &[]),
            ("`科 普`，好", &[]),
            ("科\u{3000}普，好", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn broken_paragraphs() {
        let long = "省科技馆把流动展览送到乡村学校，孩子们在家门口就能看到科学实验和";
        let run = |end: &str, next: &str| marks(&RULE, &format!("{long}{end}\n\n{next}")).len();
        assert_eq!(run("", "讲座，都很高兴。"), 1);
        assert_eq!(run("。", "讲座，都很高兴。"), 0);
        assert_eq!(run("：", "讲座，都很高兴。"), 0);
        assert_eq!(run("", "## 讲座"), 0);
        assert_eq!(run("", "- 讲座，都很高兴。"), 0);
        assert_eq!(run("", "2026年，都很高兴。"), 0);
        assert_eq!(marks(&RULE, "某某中心\n\n讲座，都很高兴。"), [""; 0]);
    }

    #[test]
    fn titles() {
        let bed = Bed::new("字").front(|front| front.summary.value = "服 务，好".to_owned());
        assert_eq!(bed.marks(&RULE), ["front"]);
    }
}
