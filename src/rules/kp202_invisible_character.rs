//! KP202 · invisible-character · Characters without a shape hide text, split words and defeat search.

use crate::diag::{Findings, Severity};
use crate::markup::signs::is_invisible;

use super::example::page;
use super::passage::{code_points, passages};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 202,
    name: "invisible-character",
    severity: Severity::Error,
    since: "0.1",
    zh: "含零宽或不可见字符",
    en: "zero-width or invisible character",
    what: "检查正文、前置元数据和文件名里有没有零宽空格、零宽连接符、软连字符、字体变体选择符、控制字符等看不见的字符，\
           写成 `&zwnj;`、`&#8203;` 的也查。彩色符号后面的 U+FE0F 不算。",
    why: "看不见的字符会把词切断，搜索搜不到，朗读读不顺；也可能被用来在稿件里藏东西，让两篇看起来一样的稿子不一样。",
    fix: "删掉它们。光标停在该处按一次退格键即可；找不到时把整句重打一遍。",
    english: "Zero-width and other invisible characters split words, defeat search and can hide a difference between two \
              texts that look the same. Body, front matter, file names and decoded entities are checked; only U+FE0F after \
              a symbol is let through. Delete them.",
    source: Some("Unicode UAX #44（Default_Ignorable_Code_Point）、UTS #39"),
    bad: &[page!("每日两⟦\u{200b}⟧次，每次一片。"), page!("每日两⟦&#8203;⟧次，每次一片。")],
    good: &[page!("每日两次，每次一片。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for passage in passages(cx) {
        // A zero byte in the body is told with the encoding of the file.
        let is_told = |c: char| c == '\0' && passage.is_body();
        for run in passage.runs(|before, c| is_invisible(before, c) && !is_told(c)) {
            let names = code_points(&passage.text[run.clone()]);
            let says = (format!("这里有看不见的字符 {names}"), format!("invisible character {names} here"));
            out.push(
                passage.finding(cx, &RULE, run, says).help("删掉这个看不见的字符", "delete the invisible character"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn invisible_and_visible() {
        for bad in [
            '\u{200b}',
            '\u{200d}',
            '\u{ad}',
            '\u{feff}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{e0101}',
            '\u{3164}',
            '\u{7}',
            '\u{fdd0}',
            '\u{fffe}',
            '\u{1ffff}',
            '\u{85}',
        ] {
            assert_eq!(marks(&RULE, &format!("水{bad}稻")), [bad.to_string()], "{bad:?}");
        }
        for good in ["水　稻", "水\u{a0}稻", "⚠️水", "1️", "a\tb", "水\n稻"] {
            assert_eq!(marks(&RULE, good), [""; 0], "{good:?}");
        }
        assert_eq!(marks(&RULE, "水&zwnj;稻"), ["&zwnj;"]);
        assert_eq!(marks(&RULE, "水\u{200b}\u{200b}稻"), ["\u{200b}\u{200b}"]);
    }
}
