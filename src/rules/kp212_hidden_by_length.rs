//! KP212 · hidden-by-length · Text pushed beyond the edge of every review window.

use std::ops::Range;

use crate::diag::{Findings, Severity};

use super::example::page;
use super::passage::passages;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 212,
    name: "hidden-by-length",
    severity: Severity::Error,
    since: "0.1",
    zh: "超长行或大段空格会把文字藏到审阅窗口之外",
    en: "over-long line or space run hides text in diffs",
    what: "检查有没有超过 2000 个字符的行，以及连续 40 个以上的空格（含全角空格和制表符）。",
    why: "审阅网页不会自动折行，太长的行和大段空格后面的字在窗口外面，审核人看不到就通过了。",
    fix: "长段落分成几段，或在句号后换行（中文换行不会产生空格）；删掉多余的空格。",
    english: "Review pages do not wrap, so what follows 2,000 characters or 40 spaces on a line is outside the window. Break \
              paragraphs and delete runs of spaces; a line break between Chinese characters leaves no gap.",
    source: None,
    bad: &[page!("每日一片。⟦                                             ⟧孕妇每日十片。")],
    good: &[page!("每日一片。\n孕妇请先问医生。")],
    check: Check::Article(check),
};

/// Several screens of text; the longest honest paragraph of the sample texts has 300 characters.
const MAX_LINE: usize = 2_000;

/// Half the width of a review column; padded tables of the sample texts stay below 30.
const MAX_SPACES: usize = 40;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for passage in passages(cx) {
        for line in long_lines(passage.text) {
            let n = passage.text[line.clone()].chars().count();
            let says = (format!("这一行有 {n} 个字符，超过 {MAX_LINE}"), format!("a line of {n} characters, over {MAX_LINE}"));
            out.push(passage.finding(cx, &RULE, line, says).help("分段或换行", "break the line"));
        }
        for run in passage.runs(|_, c| is_space(c)) {
            let n = passage.text[run.clone()].chars().count();
            if n >= MAX_SPACES {
                let says = (format!("连续 {n} 个空格，后面的字可能看不到"), format!("{n} spaces in a row may hide what follows"));
                out.push(passage.finding(cx, &RULE, run, says).help("删掉多余的空格", "delete the spaces"));
            }
        }
    }
}

fn is_space(c: char) -> bool {
    c != '\n' && c.is_whitespace()
}

fn long_lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        if line.len() > MAX_LINE && line.chars().count() > MAX_LINE {
            found.push(start..start + line.len());
        }
        start += line.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn limits() {
        let long = "水".repeat(2_001);
        assert_eq!(marks(&RULE, &format!("短\n{long}\n短")), [&*long]);
        assert_eq!(marks(&RULE, &"水".repeat(2_000)), [""; 0]);
        let spaces = "　".repeat(40);
        assert_eq!(marks(&RULE, &format!("甲{spaces}乙")), [&*spaces]);
        assert_eq!(marks(&RULE, &format!("甲{}乙", " ".repeat(39))), [""; 0]);
        assert_eq!(marks(&RULE, &format!("甲{}乙", "\n".repeat(60))), [""; 0]);
    }
}
