//! KP415 · unexplained-term · New words come one at a time, each with what it means.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::lexicon::{Lexicons, Name};
use crate::markup::counting::count_words;
use crate::markup::outline::{Block, BlockKind};
use crate::model::audience::Manner;

use super::abbreviation::{self, Lists, abbreviations};
use super::edition_text::{Named, editions};
use super::example::page;
use super::terms::Terms;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 415,
    name: "unexplained-term",
    severity: Severity::Info,
    since: "0.1",
    zh: "新术语太多，或没有解释",
    en: "too many new terms, or a term without an explanation",
    what: "数稿件点名的受众会看到几个术语：药名、农药名、字母缩写（lexicons/ 里的词表），和术语稿（kind: glossary）里的词。\
           受众档案的 language.terms_per_500 是每 500 字最多几个（不足 500 字按 500 字算）；写法要求里有 terms_explained（术语有解释）的，\
           每个术语第一次出现时要有解释：后面跟括号、写成“……是……”，或列在定义列表里；术语稿里的词，这个版文末有解释的，不用再写。",
    why: "孩子读一段话，能记住的新词只有两三个；一个没有解释的词，会让后面整段都白读。",
    fix: "去掉可有可无的术语，换成平常话；留下的，第一次出现时用一句话说清是什么。",
    english: "Counts the terms an edition shows (names of drugs and pesticides, abbreviations, terms of glossaries) against \
              `terms_per_500` of its profile, and asks for an explanation at the first use of each where the profile wants \
              `terms_explained`. Use everyday words and say in one sentence what a term means.",
    source: None,
    bad: &[page!("audience: [未成年人]\nrisk: [medical]"; "医生开了⟦阿莫西林⟧。请及时就医。")],
    good: &[page!("audience: [未成年人]\nrisk: [medical]"; "医生开了阿莫西林（一种抗生素）。请及时就医。")],
    check: Check::Article(check),
};

/// The length of text for which a profile says how many terms it takes.
const STRETCH: usize = 500;

/// A term at its first place.
struct Term<'a> {
    block: &'a Block,
    range: Range<usize>,
    is_abbreviation: bool,
    is_explained: bool,
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let mut told = BTreeSet::new();
    for named in editions(cx) {
        let language = &named.audience.language;
        if language.terms_per_500.is_none() && !language.asks(Manner::TermsExplained) {
            continue;
        }
        let terms = terms(&named, cx);
        if let Some(limit) = language.terms_per_500 {
            too_many(cx, &named, &terms, limit, out);
        }
        // Abbreviations have a rule of their own.
        let unexplained = terms.iter().filter(|term| !term.is_explained && !term.is_abbreviation);
        for term in unexplained.filter(|_| language.asks(Manner::TermsExplained)) {
            let word = &term.block.text[term.range.clone()];
            if told.insert(word.to_owned()) {
                let finding = RULE.in_body(
                    cx,
                    term.block.place(term.range.start, term.range.end),
                    format!("“{word}”没有解释，{}版的读者不认得", named.audience.label),
                    format!("“{word}” is not explained to the {} edition", named.audience.label_en),
                );
                out.push(finding.help(
                    "在后面加括号说一句是什么，或换成平常话",
                    "say in brackets what it is, or use an everyday word",
                ));
            }
        }
    }
}

fn too_many(cx: &ArticleCx<'_>, named: &Named<'_>, terms: &[Term<'_>], limit: u32, out: &mut Findings) {
    let n_words: usize = named.blocks.iter().map(|block| count_words(&block.text)).sum();
    let most = usize::try_from(limit).unwrap_or(usize::MAX).saturating_mul(n_words.max(STRETCH)) / STRETCH;
    let Some(first) = terms.get(most) else { return };
    let words: Vec<&str> = terms.iter().map(|term| &term.block.text[term.range.clone()]).collect();
    let finding = RULE.in_body(
        cx,
        first.block.place(first.range.start, first.range.end),
        format!(
            "{}版每 {STRETCH} 字最多 {limit} 个新术语，全文 {n_words} 字有 {} 个：{}",
            named.audience.label,
            words.len(),
            words.join("、")
        ),
        format!(
            "the {} edition takes {limit} new terms in {STRETCH} words; {n_words} words have {}: {}",
            named.audience.label_en,
            words.len(),
            words.join(", ")
        ),
    );
    out.push(finding.help("去掉可有可无的，换成平常话", "drop those that are not needed, or use everyday words"));
}

/// The terms of an edition in reading order, each once.
fn terms<'a>(named: &Named<'a>, cx: &ArticleCx<'_>) -> Vec<Term<'a>> {
    let defined: BTreeSet<&str> =
        named.blocks.iter().filter(|block| block.kind == BlockKind::Term).map(|block| block.text.trim()).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut terms = Vec::new();
    for block in &named.blocks {
        let mut here = found_in(block, cx.site.lexicons);
        here.extend(of_glossaries(block, &cx.site.terms, named.audience.terms));
        here.sort_by_key(|term| term.range.start);
        for mut term in here {
            let word = &term.block.text[term.range.clone()];
            if seen.insert(word) {
                let is_noted = named.audience.terms && cx.site.terms.knows(word);
                term.is_explained |= is_noted || defined.contains(word);
                terms.push(term);
            }
        }
    }
    terms
}

fn found_in<'a>(block: &'a Block, lexicons: &Lexicons) -> Vec<Term<'a>> {
    let lists = Lists { abbreviations: lexicons.get(Name::Abbreviations), units: lexicons.get(Name::DoseUnits) };
    let short = abbreviations(&block.text, lists).into_iter().map(|found| Term {
        block,
        is_explained: abbreviation::is_explained(&block.text, &found),
        range: found.range,
        is_abbreviation: true,
    });
    let named = [Name::Drugs, Name::Pesticides].into_iter().flat_map(|name| lexicons.get(name).find(&block.text));
    let named: Vec<Range<usize>> = named.map(|found| found.range).collect();
    let named = named.into_iter().map(|range| Term {
        block,
        is_explained: block.kind == BlockKind::Term || is_defined(&block.text[range.end..]),
        range,
        is_abbreviation: false,
    });
    short.chain(named).filter(|term| !block.is_code(term.range.start)).collect()
}

/// Terms of the glossaries; the edition explains them at the end of the article, if it does so.
fn of_glossaries<'a>(block: &'a Block, known: &Terms, explains: bool) -> Vec<Term<'a>> {
    let term = |range| Term { block, range, is_abbreviation: false, is_explained: explains };
    known.find(&block.text).into_iter().filter(|range| !block.is_code(range.start)).map(term).collect()
}

/// Whether the words after a term say what it is.
fn is_defined(after: &str) -> bool {
    let after = after.trim_start_matches(['”', '’', '》']);
    let openers = [
        "（",
        "(",
        "是一",
        "是指",
        "就是",
        "指的是",
        "，是",
        "，就是",
        "，一种",
        "，也叫",
        "，又叫",
        "这种",
        "这类",
        "——",
    ];
    openers.iter().any(|word| after.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, article, at, audience};
    use super::*;
    use crate::model::article::Kind;
    use crate::model::audience::Language;

    fn marks(body: &str, limit: Option<u32>, manners: Vec<Manner>) -> Vec<String> {
        let mut bed = Bed::new(body);
        bed.article.front.audience = vec![at("e".to_owned())];
        let mut reader = audience("e");
        reader.language = Language { terms_per_500: limit, manners, ..Language::default() };
        bed.audiences = vec![reader];
        bed.marks(&RULE)
    }

    #[test]
    fn each_term_once_unless_explained() {
        let run = |body: &str| marks(body, None, vec![Manner::TermsExplained]);
        assert_eq!(run("有布洛芬。又有布洛芬。"), ["布洛芬"]);
        assert_eq!(run("布洛芬（退烧的药）。布洛芬是一种药。"), [""; 0]);
        assert_eq!(run("布洛芬\n: 退烧的药"), [""; 0]);
        assert_eq!(run("AED"), [""; 0]);
    }

    #[test]
    fn the_glossary_explains_its_terms() {
        let mut glossary = article("content/demo/terms", "demo-terms", "布洛芬\n: 退烧的药。\n\n黄龙病\n: 柑橘的病。");
        glossary.front.kind = at(Kind::Glossary);
        let run = |explains: bool| {
            let mut bed = Bed::new("黄龙病要挖树，布洛芬退烧。AED。");
            bed.article.front.audience = vec![at("e".to_owned())];
            bed.others = vec![glossary.clone()];
            let mut reader = audience("e");
            reader.language =
                Language { terms_per_500: Some(2), manners: vec![Manner::TermsExplained], ..Language::default() };
            reader.terms = explains;
            bed.audiences = vec![reader];
            bed.marks(&RULE)
        };
        assert_eq!(run(true), ["AED"]);
        assert_eq!(run(false), ["黄龙病", "布洛芬", "AED"]);
    }

    #[test]
    fn more_text_takes_more_terms() {
        let body = "AED、CPR、布洛芬。";
        assert_eq!(marks(body, Some(3), Vec::new()), [""; 0]);
        assert_eq!(marks(body, Some(2), Vec::new()), ["布洛芬"]);
        assert_eq!(marks(&format!("{body}{}", "字".repeat(745)), Some(2), Vec::new()), [""; 0]);
    }
}
