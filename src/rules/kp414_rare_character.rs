//! KP414 · rare-character · A character that few readers know is explained, or another word is used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::is_han;
use crate::markup::outline::{Block, BlockKind};
use crate::model::audience::CharacterLimit;

use super::edition_text::{Named, editions};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 414,
    name: "rare-character",
    severity: Severity::Info,
    since: "0.1",
    zh: "生僻字没有解释",
    en: "a rare character without an explanation",
    what: "受众档案 audience.yaml 的 language.characters 定了用字范围：official 是通用规范汉字表里的位次（一级字 3500 个），frequency 是按使用\
           频率排的位次；两个都写的，两个都排在后面才算生僻。正文里的生僻字第一次出现时，旁边要有读音或解释：后面跟括号、标了拼音，\
           或写成“……是……”“……就是……”。地名和当地人人认得的字，写在 known 里就不提。",
    why: "一个字不认识，一句话就断了；朗读的人也会停在那里。字表只是弱信号：葱、蒜、焯在书报里少见，做饭的人都认得，所以只提示。",
    fix: "换一个常用的说法；换不了的，在后面加括号写读音和意思，如“螟（míng）虫”。",
    english: "Profiles may limit the characters of their edition by the official table, by frequency, or by both. A character behind \
              every limit needs its reading or an explanation at its first place: brackets after the word, pinyin, or a sentence that says what \
              it is. Characters that everybody knows locally are listed in the profile. A table is a weak signal, so this only \
              tells.",
    source: Some("通用规范汉字表（国务院，2013）；义务教育语文课程标准（2022年版）的识字量"),
    bad: &[page!("audience: [老年人]"; "捉⟦螟⟧虫要趁早。")],
    good: &[page!("audience: [老年人]"; "捉螟（míng）虫要趁早。螟虫怕水。")],
    check: Check::Article(check),
};

/// The place of each character in the tables, from 1.
static PLACES: LazyLock<[BTreeMap<char, u32>; 2]> = LazyLock::new(|| {
    let places = |text: &'static str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::chars).zip(1..).collect()
    };
    [places(include_str!("data/characters.txt")), places(include_str!("data/frequency.txt"))]
});

/// Whether a character stands behind every place that a profile gives.
fn is_beyond(c: char, limit: &CharacterLimit) -> bool {
    let given: Vec<_> = PLACES.iter().zip([limit.official, limit.frequency]).collect();
    let is_behind = |table: &BTreeMap<char, u32>, last: u32| table.get(&c).is_none_or(|&place| place > last);
    let mut behind = given.into_iter().filter_map(|(table, last)| Some(is_behind(table, last?)));
    behind.next().is_some_and(|first| first && behind.all(|is_behind| is_behind))
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let mut told = BTreeSet::new();
    for named in editions(cx) {
        if let Some(limit) = named.audience.characters_for(&cx.article.front.editions) {
            rare(cx, &named, limit, &mut told, out);
        }
    }
}

fn rare(cx: &ArticleCx<'_>, named: &Named<'_>, limit: &CharacterLimit, told: &mut BTreeSet<char>, out: &mut Findings) {
    for block in named.blocks.iter().filter(|block| block.kind != BlockKind::Label) {
        for (at, c) in block.text.char_indices().filter(|&(at, c)| is_han(c) && !block.is_code(at)) {
            if !is_beyond(c, limit)
                || limit.known.contains(c)
                || !told.insert(c)
                || is_explained(cx, named, block, at, c)
            {
                continue;
            }
            let (label, label_en) = (&named.audience.label, &named.audience.label_en);
            let finding = RULE.in_body(
                cx,
                block.place(at, at + c.len_utf8()),
                format!("“{c}”不在{label}版的常用字里，没有读音或解释"),
                format!("“{c}” is rare for the {label_en} edition and has no reading or explanation"),
            );
            out.push(finding.help(
                "换个常用的说法，或在后面加括号写读音和意思",
                "use a common word, or write its reading and meaning in brackets",
            ));
        }
    }
}

/// A word with the character in it ends after so many more at most.
const LONGEST_TAIL: usize = 4;

/// Whether the word around a character is explained: brackets or a definition follow it, or its reading is marked.
fn is_explained(cx: &ArticleCx<'_>, named: &Named<'_>, block: &Block, at: usize, c: char) -> bool {
    if block.kind == BlockKind::Term {
        return true;
    }
    let after: Vec<char> = block.text[at + c.len_utf8()..].chars().collect();
    let tail = after.iter().take(LONGEST_TAIL).take_while(|&&c| is_han(c)).count();
    let opens = |n: usize| after.get(n).is_some_and(|c| matches!(c, '（' | '('));
    let closes = |n: usize| usize::from(after.get(n).is_some_and(|c| matches!(c, '”' | '》')));
    let bracketed = (0..=tail).any(|n| opens(n + closes(n)));
    let rest: String = after.iter().take(LONGEST_TAIL + 6).collect();
    let defined = ["是指", "就是", "指的是", "是一种", "，是", "，就是", "，也叫", "也叫", "又叫"]
        .iter()
        .any(|word| rest.contains(word));
    bracketed || defined || is_marked(cx, named, block, at, c)
}

/// Whether the author marked the reading, `{中暑|zhòng shǔ}`, or the edition explains the term at the end.
fn is_marked(cx: &ArticleCx<'_>, named: &Named<'_>, block: &Block, at: usize, c: char) -> bool {
    let place = block.place(at, at + c.len_utf8());
    let mut marks = cx.document.annotations.iter().map(|mark| mark.span);
    let in_term = || cx.site.terms.find(&block.text).iter().any(|term| term.contains(&at));
    marks.any(|span| span.start <= place.start && place.end <= span.end) || (named.audience.terms && in_term())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::Language;

    fn marks(body: &str, official: Option<u32>, frequency: Option<u32>) -> Vec<String> {
        let mut bed = Bed::new(body);
        bed.article.front.audience = vec![at("e".to_owned())];
        let mut reader = audience("e");
        let limit = CharacterLimit { official, frequency, known: "鄱".to_owned() };
        reader.language = Language { characters: Some(limit), ..Language::default() };
        bed.audiences = vec![reader];
        bed.marks(&RULE)
    }

    #[test]
    fn the_tables_are_whole() {
        let [official, frequency] = &*PLACES;
        assert_eq!((official.len(), official[&'一'], official[&'螟'] > 3500), (8105, 1, true));
        assert!(official[&'癌'] <= 3500 && frequency[&'一'] == 1 && frequency.len() > 7000);
        assert!(frequency.keys().all(|c| official.contains_key(c)));
    }

    #[test]
    fn once_each_unless_explained() {
        let run = |body: &str| marks(body, Some(3500), None);
        assert_eq!(run("捉螟虫，螟虫怕水。焯水。"), ["螟", "焯"]);
        assert_eq!(run("捉螟虫（一种虫）。螟虫怕水。"), [""; 0]);
        assert_eq!(run("螟虫是一种虫。鄱阳湖。`螟`"), [""; 0]);
        assert_eq!(run("螟虫\n: 吃稻秆的虫"), [""; 0]);
        assert_eq!(run("{螟虫|míng chóng}很多，[[焯水]]"), [""; 0]);
        assert_eq!(marks("水稻", None, Some(10)), ["水", "稻"]);
        assert_eq!(marks("水稻，勺，螟", Some(3500), Some(3000)), ["螟"]);
        assert_eq!(marks("水稻，勺，螟", None, None), [""; 0]);
    }
}
