//! KP203 · confusable-character · A look-alike is another character to search, to speech and to fonts.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::diag::{Findings, Severity};
use crate::lexicon::{Lexicon, Name};
use crate::markup::signs::is_strange;

use super::example::page;
use super::passage::{code_points, passages};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 203,
    name: "confusable-character",
    severity: Severity::Error,
    since: "0.1",
    zh: "含易混淆字符（康熙部首、兼容汉字、混用字母、私用区）",
    en: "confusable, compatibility or private-use character",
    what: "检查正文、前置元数据和文件名：有没有康熙部首（⽇ 不是 日）、兼容汉字、私用区造字；\
           一个英文词里有没有混进长得一样的俄文或希腊字母（词表 lexicons/confusables.txt）。μg、kΩ、TNFα 这样的写法不受影响。",
    why: "它们看上去是同一个字，电脑却当成另一个字：搜不到，读不出，换一种字体就变成方框；网址和药名里的混用字母还可能是故意的。",
    fix: "换成普通的字。多半来自 PDF 复制，把该词重打一遍即可。",
    english: "Kangxi radicals, compatibility ideographs, private-use characters and Latin words with a Cyrillic or Greek \
              look-alike inside (lexicons/confusables.txt) are other characters to search, speech and fonts. Usually they come from a PDF. Type the \
              ordinary character.",
    source: Some("Unicode UAX #15、UTS #39；GB 18030-2022 取消了部分私用区编码"),
    bad: &[page!("每⟦⽇⟧两次，每次一片。"), page!("请看 ⟦gоv⟧ 网站的说明。")],
    good: &[page!("每日两次，每次 5 μg，电阻 3 kΩ，温度 25℃，ＡＢＣ 三组。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let list = cx.site.lexicons.get(Name::Confusables);
    for passage in passages(cx) {
        for run in passage.runs(|_, c| is_strange(c)) {
            let text = &passage.text[run.clone()];
            let (names, plain) = (code_points(text), text.nfkc().collect::<String>());
            let says =
                (format!("“{text}”（{names}）不是通用汉字"), format!("“{text}” ({names}) is no ordinary character"));
            let finding = passage.finding(cx, &RULE, run, says);
            out.push(match plain.chars().any(is_strange) {
                true => finding.help("换成通用的字", "type the ordinary character"),
                false => finding.help(format!("改为“{plain}”"), format!("write “{plain}”")),
            });
        }
        for word in mixed_words(passage.text, list) {
            let text = &passage.text[word.clone()];
            let odd: String = text.chars().filter(|&c| list.of_character(c).is_some()).collect();
            let names = code_points(&odd);
            let says = (
                format!("“{text}”里混进了长得像拉丁字母的“{odd}”（{names}）"),
                format!("“{text}” mixes in “{odd}” ({names}), which only looks Latin"),
            );
            let finding = passage.finding(cx, &RULE, word, says);
            out.push(match retyped(text, list) {
                Some(plain) => finding.help(format!("用英文键盘重打：{plain}"), format!("retype it: {plain}")),
                None => finding.help("用英文键盘重打这个词", "retype the word in Latin letters"),
            });
        }
    }
}

/// Words of letters in which Latin letters and look-alikes stand together.
fn mixed_words(text: &str, list: &Lexicon) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    let is_look_alike = |c| list.of_character(c).is_some();
    // Every word of interest has a letter of Greek or Cyrillic, so most texts end here.
    if !text.chars().any(|c| is_letter(c) && !c.is_ascii()) {
        return words;
    }
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_letter(c) {
            continue;
        }
        let word = &text[start..at];
        if word.chars().any(|c| c.is_ascii_alphabetic()) && word.chars().any(is_look_alike) {
            words.push(start..at);
        }
        start = at + c.len_utf8();
    }
    words
}

/// Latin, Greek and Cyrillic letters.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(u32::from(c), 0xC0..=0x24F | 0x370..=0x52F)
}

/// The word as it was meant, if the list says so of every look-alike in it.
fn retyped(word: &str, list: &Lexicon) -> Option<String> {
    let letter = |c| match list.of_character(c).map(|entry| entry.text(0)) {
        None => Some(c),
        Some(latin) => latin.chars().next(),
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn look_alikes_and_honest_letters() {
        let table: &[(&str, &[&str])] = &[
            ("⽇⽤品", &["⽇⽤"]),
            ("⺼", &["⺼"]),
            ("\u{e000}", &["\u{e000}"]),
            ("金\u{f90a}", &["\u{f90a}"]),
            ("\u{fa0e}", &[]),
            ("раураl 和 pаypal", &["раураl", "pаypal"]),
            ("Москва", &[]),
            ("μg κB TNFα Δt kΩ λmax ℃ ㎡ ＡＢ１", &[]),
            ("ΑTP", &["ΑTP"]),
            ("&#x2F47;", &["&#x2F47;"]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }
}
