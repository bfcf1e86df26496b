//! KP216 · two-spellings · One programme under two names: “蓓蕾行动” in the heading, “培蕾行动” in the text.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Findings, Severity};

use super::example::page;
use super::prose::{Prose, prose};
use super::{ArticleCx, Check, Rule};

use names::{Name, names};

pub(super) static RULE: Rule = Rule {
    code: 216,
    name: "two-spellings",
    severity: Severity::Warning,
    since: "0.1",
    zh: "同一名称前后写法不一致",
    en: "one name in two spellings",
    what: "在一篇文章里找只差一个字的两个名称：书名号里的文件名，引号里的行动、计划、工程、规划等名称，\
           以及没加引号的“……行动计划”一类长名称。在同一段里并列的、差的是数字、方位、省市县一类字的，当作两个不同的名称。\
           检查合并请求时，只说改动的行。",
    why: "标题写一个名，正文写另一个名，读者不知道哪个对，也搜不到；多半是录入时打错了一个同音字。",
    fix: "查对文件原文，全文统一；如果本来就是两件事，不必改。",
    english: "Two names in one article that differ in one character — titles in 《》, quoted programmes, long names that end in \
              计划 or 行动 — are usually one name typed wrongly once. Names side by side in one paragraph, and those that \
              differ by a number, direction or level, are two. Of a change only its lines are told.",
    source: None,
    bad: &[page!("## 青少年科学素质“蓓蕾行动”\n\n实施青少年科学素质“⟦培蕾行动⟧”。")],
    good: &[page!(
        "## “蓓蕾行动”\n\n实施“蓓蕾行动”，还有“春雨行动”和“春雷行动”。\n\n见《科普规划（一）》。\n\n见《科普规划（二）》。"
    )],
    check: Check::Proofing(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let texts = prose(cx);
    let found: Vec<Name> = texts.iter().enumerate().flat_map(|(at, text)| names(at, text)).collect();
    let mut told = BTreeSet::new();
    for (one, other) in near(&found) {
        let (right, wrong) = settle(&found, one, other);
        if !told.insert((right.text.as_str(), wrong.text.as_str())) || told.contains(&(&*wrong.text, &*right.text)) {
            continue;
        }
        let says = (
            format!("“{}”与“{}”只差一个字", wrong.text, right.text),
            format!("“{}” and “{}” differ in one character", wrong.text, right.text),
        );
        let finding = place(&texts, wrong).finding(cx, &RULE, wrong.part.clone(), says);
        let there = place(&texts, right).span(cx, right.part.clone());
        let finding = finding.also(&cx.article.source, there, "另一种写法在这里", "the other spelling is here");
        out.push(finding.help("查对原文，全文用同一个名称", "look the name up and use it throughout"));
    }
}

fn place<'t, 'a>(texts: &'t [Prose<'a>], name: &Name) -> &'t Prose<'a> {
    &texts[name.unit]
}

/// Pairs of different names that are equal but for one character and never stand in one paragraph.
fn near(found: &[Name]) -> Vec<(&Name, &Name)> {
    // Names without the character at one place: those that meet under a key differ at that place only.
    let mut holed: BTreeMap<(names::Kind, usize, String), BTreeMap<&str, &Name>> = BTreeMap::new();
    let mut units: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for name in found {
        units.entry(&name.text).or_default().insert(name.unit);
        for (at, rest) in name.holes() {
            holed.entry((name.kind, at, rest)).or_default().entry(&name.text).or_insert(name);
        }
    }
    let mut pairs = Vec::new();
    for ((_, at, _), group) in &holed {
        let group: Vec<&Name> = group.values().copied().collect();
        for (place, one) in group.iter().enumerate() {
            let others = group.iter().skip(place + 1).filter(|other| !names::are_counted(one, other, *at));
            let others = others.filter(|other| units[&*one.text].is_disjoint(&units[&*other.text]));
            pairs.extend(others.map(|other| (*one, *other)));
        }
    }
    pairs
}

/// Which of two spellings is told: the rarer one, else the later one; at its first place.
fn settle<'n>(found: &[Name], one: &'n Name, other: &'n Name) -> (&'n Name, &'n Name) {
    let rank = |name: &Name| {
        let count = found.iter().filter(|own| own.text == name.text).count();
        (std::cmp::Reverse(count), name.unit, name.part.start)
    };
    if rank(one) <= rank(other) { (one, other) } else { (other, one) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn pairs_of_names() {
        let table: &[(&str, &[&str])] = &[
            ("## “蓓蕾行动”\n\n“培蕾行动”", &["培蕾行动"]),
            ("“培蕾行动”\n\n“蓓蕾行动”\n\n“蓓蕾行动”", &["培蕾行动"]),
            ("“蓓蕾”行动\n\n“培蕾”行动", &["培蕾"]),
            ("《科学技术普及条例》\n\n《科学技术普及条列》", &["科学技术普及条列"]),
            ("实施青年科技人才计划\n\n推进青年科技人材计划", &["年科技人材计划"]),
            ("“春雨行动”“春雷行动”", &[]),
            ("“数字科普”\n\n“数字科创”", &[]),
            ("“第一期计划”\n\n“第二期计划”", &[]),
            ("英才计划\n\n人才计划", &[]),
            ("推动科学素质行动\n\n实施科学素质行动", &[]),
            ("“一村计划”\n\n“一乡计划”", &[]),
            ("全民科学素质行动规划纲要\n\n全民科学素质行动计划纲要", &[]),
            ("《水》\n\n《火》", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn a_title_that_differs_from_the_text() {
        let bed = Bed::new("实施“培蕾行动”。").front(|front| front.title.value = "“蓓蕾行动”开始了".to_owned());
        assert_eq!(bed.marks(&RULE), ["培蕾行动"]);
    }
}
