//! KP417 · vague-quantity · How much of a chemical is a number with a unit, never 适量.

use crate::diag::{Findings, Severity};
use crate::lexicon::{Lexicons, Name};
use crate::markup::hanzi::sentences;
use crate::markup::outline::{Block, BlockKind};
use crate::model::article::Risk;
use crate::model::audience::Manner;

use super::edition_text::{editions_asking, shown_by};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 417,
    name: "vague-quantity",
    severity: Severity::Warning,
    since: "0.1",
    zh: "用量没有数或没有单位",
    en: "a quantity without a number or a unit",
    what: "两种：一句话里说到药、农药、肥料（lexicons/ 的 drugs、pesticides、amounts 词表），用量却写“适量”“少许”“酌情”；\
           “每亩施”“兑水”这样的动作后面只有数，没有单位。声明了 medical 或 agrichem 的稿件都查；别的稿件，\
           点名的受众要求 quantities_with_units（用量有单位）时查。同一句里写明由医生、标签、农技员来定的，不提示。",
    why: "“适量”每个人手里都不一样，多了伤人伤苗，少了白打一遍；数后面没有单位，斤和公斤差一倍。",
    fix: "查标签或指南，写“数+单位”，标上来源；没有依据的，写“按标签用”“听医生的”。",
    english: "In medical and agrichemical articles, and where a profile asks for `quantities_with_units`, a sentence about a drug, a \
              pesticide or a fertiliser may not say 适量 or 酌情, and a number after words such as 每亩施 needs its unit. Write \
              the number and the unit from the label or the guideline, or name who decides.",
    source: Some("农药管理条例（2022年修订）第三十四条：按照标签的剂量使用"),
    bad: &[page!("移栽前每株撒⟦少许⟧复合肥。"), page!("返青后⟦每亩施10⟧，再浇水。")],
    good: &[page!("每亩施10公斤尿素，兑水50升。做菜放盐少许。药量由医生酌情定。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let is_risky = front.has_risk(Risk::Medical) || front.has_risk(Risk::Agrichem);
    let editions = editions_asking(cx, Manner::QuantitiesWithUnits);
    let blocks: Vec<&Block> = match is_risky {
        true => cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()).collect(),
        false => shown_by(&editions),
    };
    for block in blocks {
        for part in sentences(&block.text) {
            let sentence = &block.text[part.clone()];
            for (range, is_vague) in quantities(sentence, cx.site.lexicons, block.kind) {
                let found = &sentence[range.clone()];
                let place = block.place(part.start + range.start, part.start + range.end);
                let (zh, en, help) = match is_vague {
                    true => (
                        format!("“{found}”不是用量：这一句说的是要紧的东西"),
                        format!("“{found}” is no quantity for something that can hurt"),
                        ("写“数+单位”，或写明按标签、听医生的", "write a number with its unit, or say who decides"),
                    ),
                    false => (
                        format!("“{found}”没有单位"),
                        format!("“{found}” has no unit"),
                        ("补上单位，如公斤、毫升", "add the unit"),
                    ),
                };
                out.push(RULE.in_body(cx, place, zh, en).help(help.0, help.1));
            }
        }
    }
}

/// Vague quantities and numbers without a unit, with whether each is vague.
fn quantities(sentence: &str, lexicons: &Lexicons, kind: BlockKind) -> Vec<(std::ops::Range<usize>, bool)> {
    let amounts = lexicons.get(Name::Amounts);
    let has = |role: &str| amounts.find(sentence).any(|found| found.entry.has(0, role));
    let names_input = has("input")
        || [Name::Drugs, Name::Pesticides].iter().any(|name| lexicons.get(*name).find(sentence).next().is_some());
    let mut found = Vec::new();
    if names_input && !has("decided") {
        let vague = amounts.find(sentence).filter(|found| found.entry.has(0, "vague"));
        found.extend(vague.map(|found| (found.range, true)));
    }
    // The unit of a cell may stand in the head of its column.
    if !matches!(kind, BlockKind::Cell { .. }) {
        let acts = amounts.find(sentence).filter(|found| found.entry.has(0, "act"));
        found.extend(acts.filter_map(|act| {
            let n = bare_number(&sentence[act.range.end..])?;
            Some((act.range.start..act.range.end + n, false))
        }));
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// The length of a number at the beginning of a text that nothing follows: the end, or a mark that ends the clause.
fn bare_number(text: &str) -> Option<usize> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text[..digits].trim_end_matches('.');
    let rest = &text[number.len()..];
    let is_end = rest.chars().next().is_none_or(|c| matches!(c, '，' | '。' | '；' | '、' | '！' | '）' | ')' | ';'));
    (!number.is_empty() && is_end).then_some(number.len())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;

    #[test]
    fn vague_words_beside_chemicals_and_numbers_alone() {
        let table: &[(&str, &[&str])] = &[
            ("撒少许尿素，酌情加量", &["少许", "酌情"]),
            ("炒菜放盐少许", &[]),
            ("吃适量布洛芬", &["适量"]),
            ("布洛芬由医生酌情定", &[]),
            ("每亩施10，兑水50升", &["每亩施10"]),
            ("每亩施10～15公斤，每亩用2.5千克", &[]),
            ("| 每亩施10 |\n|--|", &[]),
            ("兑水50。", &["兑水50"]),
        ];
        for (body, found) in table {
            let bed = Bed::new(body).front(|front| front.risk.push(at(Risk::Agrichem)));
            assert_eq!(&bed.marks(&RULE), found, "{body}");
        }
        assert_eq!(Bed::new("撒少许尿素").marks(&RULE), [""; 0]);
    }
}
