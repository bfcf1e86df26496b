//! KP416 · bare-abbreviation · Latin letters say nothing to a reader who was never told what they are short for.

use std::collections::BTreeSet;

use crate::diag::{Findings, Severity};
use crate::lexicon::Name;
use crate::model::audience::Manner;

use super::abbreviation::{Lists, abbreviations, is_explained};
use super::edition_text::{editions_asking, labels, shown_by};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 416,
    name: "bare-abbreviation",
    severity: Severity::Warning,
    since: "0.1",
    zh: "字母缩写旁边没有中文",
    en: "an abbreviation without its Chinese",
    what: "受众档案的写法要求（language.manners）里有 abbreviations_explained（缩写有中文）的，正文里的字母缩写第一次出现时，旁边要有中文：\
           “自动体外除颤器（AED）”“AED（自动体外除颤器）”“AED 就是……”。人人认得的（WiFi、APP、CT）、单位、化学式（CO2）、\
           标准代号（GB 2763-2021）、罗马数字和网址不算；词表是 lexicons/abbreviations.txt。",
    why: "看不懂的几个字母，老人和孩子只能跳过去，跳过的往往是最要紧的东西。",
    fix: "第一次写成“中文（缩写）”，后面可以只用缩写；只出现一次的，直接写中文。人人认得的，请治理人员在词表里标“常用”。",
    english: "Where a profile asks for `abbreviations_explained`, the first use of a Latin abbreviation has its Chinese beside it. \
              Those that everybody knows (lexicons/abbreviations.txt), units, formulas, codes of standards, Roman numerals and \
              addresses are fine. Write the Chinese first and the abbreviation in brackets.",
    source: Some("《国家通用语言文字法》第十一条；国务院办公厅2010年关于公文中字母词的通知：首次出现应括注汉语译名"),
    bad: &[page!("拿⟦AED⟧来，照着语音做。")],
    good: &[page!("叫人拿自动体外除颤器（AED）来，连上WiFi也行。AED会说话。限量见GB 2763-2021，防CO2。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let editions = editions_asking(cx, Manner::AbbreviationsExplained);
    let (label, label_en) = labels(&editions.iter().collect::<Vec<_>>());
    let lexicons = cx.site.lexicons;
    let lists = Lists { abbreviations: lexicons.get(Name::Abbreviations), units: lexicons.get(Name::DoseUnits) };
    let mut seen = BTreeSet::new();
    for block in shown_by(&editions) {
        for found in abbreviations(&block.text, lists) {
            let word = &block.text[found.range.clone()];
            if block.is_code(found.range.start) || !seen.insert(word) || is_explained(&block.text, &found) {
                continue;
            }
            let finding = RULE.in_body(
                cx,
                block.place(found.range.start, found.range.end),
                format!("“{word}”旁边没有中文，{label}版的读者看不懂"),
                format!("“{word}” stands without its Chinese, which the {label_en} edition needs"),
            );
            out.push(match found.entry {
                Some(entry) => finding.help(
                    format!("写成“{}（{word}）”，或只写中文", entry.text(0)),
                    format!("write “{}（{word}）”, or the Chinese alone", entry.text(0)),
                ),
                None => finding.help(
                    "写成“中文（缩写）”，或只写中文",
                    "write its Chinese with the abbreviation in brackets, or the Chinese alone",
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::audience::Language;

    #[test]
    fn only_the_first_use_and_only_where_it_is_asked_for() {
        let run = |body: &str, manners: Vec<Manner>| {
            let mut bed = Bed::new(body);
            bed.article.front.audience = vec![at("e".to_owned())];
            let mut reader = audience("e");
            reader.language = Language { manners, ..Language::default() };
            bed.audiences = vec![reader];
            bed.marks(&RULE)
        };
        let asked = || vec![Manner::AbbreviationsExplained];
        assert_eq!(run("拿AED来。AED会说话。`CPR`", asked()), ["AED"]);
        assert_eq!(run("除颤器（AED）。拿AED来。", asked()), [""; 0]);
        assert_eq!(run("拿AED来。", Vec::new()), [""; 0]);
    }
}
