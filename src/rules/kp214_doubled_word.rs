//! KP214 · doubled-word · A character or word typed twice: 的的, 服服务, 进行进行.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::is_han;

use super::example::page;
use super::prose::prose;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 214,
    name: "doubled-word",
    severity: Severity::Warning,
    since: "0.1",
    zh: "字词重复",
    en: "a character or word typed twice",
    what: "检查标题、摘要和正文：连写两遍的虚词（的的、和和）；敲重一个字的常用词（服服务、管理理）；\
           原样连写两遍的词句（进行进行）。看看、常常、干干净净、研究研究、一步一步这样的叠词不算，\
           “为了了解”“目的的”这样两个词碰到一起的也不算。词表见 `src/rules/data/` 里的 doubled-characters.txt、\
           doubled-words.txt 和 reduplications.txt。检查合并请求时，只说改动的行。",
    why: "多出来的字是录入、粘贴留下的，读者会停下来猜少了什么；朗读时更刺耳。",
    fix: "删掉多的一个；本来就是叠词的，不必改。",
    english: "Particles typed twice (的的), common words with a doubled character (服服务) and words typed twice (进行进行) are \
              told; reduplication such as 看看, 研究研究 or 一步一步 and two words that meet (为了了解) are not. The lists are \
              data. Of a change only its lines are told. Delete the extra one.",
    source: None,
    bad: &[page!("规范管理和⟦服服⟧务。"), page!("水稻⟦的的⟧根系。"), page!("每天⟦进行进行⟧观察。")],
    good: &[page!("为了了解目的的变化，天天看看，一步一步研究研究，饮用水水源和长江江豚都干干净净。")],
    check: Check::Proofing(check),
};

/// The neighbours with which a doubled character is two words that meet.
#[derive(Default)]
struct Neighbours {
    before: &'static str,
    after: &'static str,
}

static CHARACTERS: LazyLock<BTreeMap<char, Neighbours>> = LazyLock::new(|| {
    let lines = lines(include_str!("data/doubled-characters.txt"));
    let entry = |[word, before, after]: [&'static str; 3]| Some((word.chars().next()?, Neighbours { before, after }));
    lines.filter_map(entry).collect()
});

/// Words by their first character, each with its neighbours before.
static WORDS: LazyLock<BTreeMap<char, Vec<(&str, &str)>>> = LazyLock::new(|| {
    let mut words: BTreeMap<char, Vec<(&str, &str)>> = BTreeMap::new();
    for [word, before, _] in lines(include_str!("data/doubled-words.txt")) {
        if let Some(first) = word.chars().next() {
            words.entry(first).or_default().push((word, before));
        }
    }
    words
});

static REDUPLICATIONS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("data/reduplications.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

fn lines(text: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut fields = line.split('|').map(str::trim);
        [(); 3].map(|()| fields.next().unwrap_or_default())
    })
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for text in prose(cx) {
        for part in doubled(text.text).into_iter().filter(|part| !text.is_code(part.start)) {
            let twice = &text.text[part.clone()];
            let once = &twice[..twice.len() / 2];
            let (zh, en) = (format!("“{twice}”重复了"), format!("“{twice}” says “{once}” twice"));
            let finding = text.finding(cx, &RULE, part, (zh, en));
            out.push(finding.help(format!("删掉一个“{once}”"), format!("delete one “{once}”")));
        }
    }
}

/// The places where something stands twice: both copies.
fn doubled(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().chain([(text.len(), '\n')]).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at + 1 < chars.len() {
        let length = repeated(&chars, at).filter(|&length| is_fault(text, &chars, at, length));
        at += match length {
            Some(length) => {
                found.push(chars[at].0..chars[at + 2 * length].0);
                2 * length
            }
            None => 1,
        };
    }
    found
}

/// The longest unit that reduplication is checked for; a longer repetition is a sentence pasted twice.
const LONGEST_UNIT: usize = 12;

/// How many Han characters repeat at once from a place on; one only when nothing longer does.
fn repeated(chars: &[(usize, char)], at: usize) -> Option<usize> {
    let same = |length: usize| {
        let unit = chars.get(at..at + length)?;
        let next = chars.get(at + length..at + 2 * length)?;
        unit.iter().zip(next).all(|(a, b)| a.1 == b.1 && is_han(a.1)).then_some(length)
    };
    (1..=LONGEST_UNIT).rev().find_map(same)
}

fn is_fault(text: &str, chars: &[(usize, char)], at: usize, length: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).map_or('\n', |c| c.1);
    let after = chars.get(at + 2 * length).map_or('\n', |c| c.1);
    let unit = &text[chars[at].0..chars[at + length].0];
    let first = chars[at].1;
    match length {
        1 => before != first && after != first && is_doubled_character(text, chars, at, (before, after)),
        _ => {
            let is_one_sound = unit.chars().all(|c| c == first);
            // 一个一个, 研究研究, and 建筑工程工程师.
            let is_counted = "一两半几".contains(first);
            let is_name_after = "员师家生者会部院馆".contains(after);
            !is_one_sound && !is_counted && !is_name_after && !REDUPLICATIONS.contains(unit)
        }
    }
}

/// Whether a single character that stands twice is a fault.
fn is_doubled_character(text: &str, chars: &[(usize, char)], at: usize, (before, after): (char, char)) -> bool {
    let c = chars[at].1;
    if let Some(neighbours) = CHARACTERS.get(&c) {
        return !neighbours.before.contains(before) && !neighbours.after.contains(after);
    }
    let second = &text[chars[at + 1].0..];
    let is_first_of = WORDS.get(&c).into_iter().flatten();
    let doubles_first = is_first_of.filter(|(word, _)| second.starts_with(word)).any(|(_, own)| !own.contains(before));
    doubles_first || doubles_last(&text[..chars[at + 1].0], after)
}

/// Whether a text ends with a word whose last character stands once more, where no other word can begin.
fn doubles_last(head: &str, after: char) -> bool {
    let ends = !is_han(after) || "的了和与及在是也都".contains(after);
    let Some((start, first)) = head.char_indices().rev().nth(1).filter(|_| ends) else { return false };
    WORDS.get(&first).into_iter().flatten().any(|(word, _)| head[start..] == **word)
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn faults_and_reduplications() {
        let table: &[(&str, &[&str])] = &[
            ("进一步规范管理和服服务，", &["服服"]),
            ("加强管理理的工作", &["理理"]),
            ("水稻的的根，进行进行观察", &["的的", "进行进行"]),
            ("不要打农药不要打农药", &["不要打农药不要打农药"]),
            ("**的**的", &["的**的"]),
            ("衣服服务，调研研究，推进进行，新建建筑，中国国家", &[]),
            ("为了了解，目的的确，但是是非，饱和和不饱和，现在在家，参与与否", &[]),
            ("看看天天常常人人，干干净净，绿油油，哈哈哈哈，的的的", &[]),
            ("研究研究，一步一步，一个一个，非常非常，农业大学大学生，建筑工程工程师", &[]),
            ("两院院士、饮用水水源、长江江豚、病果果蒂、叶叶脉、委员会会议、江西省省级", &[]),
            ("`的的`，10 10，aa", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn the_lists_are_whole() {
        let count = |text: &str| text.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(CHARACTERS.len(), count(include_str!("data/doubled-characters.txt")));
        let words: usize = WORDS.values().map(Vec::len).sum();
        assert_eq!(words, count(include_str!("data/doubled-words.txt")));
        assert!(REDUPLICATIONS.iter().all(|word| word.chars().count() == 2));
    }
}
