//! KP217 · official-name · Official documents and bodies are called what they are called, with their own years.

mod register;

use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::hanzi::sentences;

use super::example::page;
use super::prose::prose;
use super::{ArticleCx, Check, Rule};

use register::{Entry, Fact, REGISTER};

pub(super) static RULE: Rule = Rule {
    code: 217,
    name: "official-name",
    severity: Severity::Warning,
    since: "0.1",
    zh: "文件年限写错，或用了已经废止的名称",
    en: "wrong years of an official document, or an obsolete name",
    what: "拿标题、摘要和正文与 `src/rules/data/official-names.txt` 对照：规划、纲要括号里的起止年份，已经更名的机构、\
           活动和病名，已被替代的标准和法律。叙述历史的句子（写明了当年的年份，或有“原”“时任”“当时的”）不算。\
           检查合并请求时，只说改动的行。",
    why: "公文名称和年限是读者查找原文的依据，写错一位就查不到；沿用旧称，会让人以为旧规定还有效。",
    fix: "按提示改成正式写法；引用历史文件时写明年份，或在旧称前加“原”。",
    english: "The years in brackets after a plan's title, renamed bodies, events and diseases, and replaced standards and laws \
              are compared with a list that names its sources. Sentences that tell of the past (with a year of that time, or \
              原 before the name) are fine. Of a change only its lines are told.",
    source: Some("党政机关公文处理工作条例（2012）；各条目的出处见数据文件"),
    bad: &[
        page!("实施《全民科学素质行动规划纲要（⟦2020-2035⟧）》。"),
        page!("九月参加⟦全国科普日⟧活动。"),
        page!("水质按 ⟦GB 5749-2006⟧ 检验。"),
    ],
    good: &[page!(
        "实施《全民科学素质行动规划纲要（2021—2035年）》，见“十四五”规划（2021-2025）。2023年全国科普日我们去了湖边，\
         原国家卫计委也派人来。九月是全国科普月。"
    )],
    check: Check::Proofing(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for text in prose(cx) {
        for (part, entry) in faults(text.text) {
            if text.is_code(part.start) {
                continue;
            }
            let written = &text.text[part.clone()];
            let (name, right, source) = (entry.name, entry.right, entry.source);
            let finding = match entry.fact {
                Fact::Years(_) => {
                    let zh = format!("{name}的年份写成了“{written}”");
                    let finding = text.finding(cx, &RULE, part, (zh, format!("“{written}” is not the span of {name}")));
                    finding.help(format!("应为 {right}（{source}）"), format!("it is {right} ({source})"))
                }
                Fact::Until(_) => {
                    let zh = format!("“{written}”是旧称");
                    let finding = text.finding(cx, &RULE, part, (zh, format!("“{written}” is an obsolete name")));
                    finding.help(format!("现为“{right}”（{source}）"), format!("it is now {right} ({source})"))
                }
            };
            out.push(finding);
        }
    }
}

/// Parts of a text that the register contradicts.
fn faults(text: &str) -> Vec<(Range<usize>, &'static Entry)> {
    let mut found = Vec::new();
    let mut past = 0;
    for (at, c) in text.char_indices() {
        let entries = REGISTER.get(&c).into_iter().flatten().filter(|entry| text[at..].starts_with(entry.name));
        let Some(entry) = entries.max_by_key(|entry| entry.name.len()).filter(|_| at >= past) else { continue };
        let end = at + entry.name.len();
        past = end;
        match &entry.fact {
            Fact::Years(spans) => {
                let wrong = years_after(text, end).filter(|(_, years)| !spans.contains(years));
                found.extend(wrong.map(|(part, _)| (part, entry)));
            }
            Fact::Until(year) if !is_history(text, at, *year) && !entry.is_another(&text[end..]) => {
                found.push((at..end, entry));
            }
            Fact::Until(_) => {}
        }
    }
    found
}

/// The years in the bracket that follows a title, perhaps after 》, and where they stand.
fn years_after(text: &str, end: usize) -> Option<(Range<usize>, Vec<u16>)> {
    let rest = text[end..].trim_start_matches(['》', '”', ' ']);
    let inner = rest.strip_prefix(['（', '('])?;
    let start = text.len() - inner.len();
    let is_year = |c: char| c.is_ascii_digit() || matches!(c, '-' | '－' | '—' | '–' | '～' | '~' | '至' | '年' | ' ');
    let written = inner[..inner.find(|c| !is_year(c)).unwrap_or(inner.len())].trim_end_matches(['年', ' ']);
    let years: Vec<u16> = register::years(written);
    (!years.is_empty()).then(|| (start..start + written.len(), years))
}

/// Whether the sentence tells of the time when the old name was right.
fn is_history(text: &str, at: usize, until: u16) -> bool {
    let before = &text[..at];
    if ["原", "时任", "当时的", "前身是", "前身为", "曾用名", "旧称", "更名前的"]
        .iter()
        .any(|word| before.ends_with(word))
    {
        return true;
    }
    let sentence = sentences(text).into_iter().find(|part| part.contains(&at)).unwrap_or(0..text.len());
    // A standard carries its year in its name.
    let told = register::years_told(&text[sentence]);
    told.into_iter().any(|year| year <= until)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn years_of_documents() {
        let table: &[(&str, &[&str])] = &[
            ("《全民科学素质行动规划纲要（2020-2035）》", &["2020-2035"]),
            ("《全民科学素质行动规划纲要》（2021～2030年）", &["2021～2030"]),
            ("《全民科学素质行动规划纲要（2020-2035》", &["2020-2035"]),
            ("《全民科学素质行动规划纲要（2021—2035年）》", &[]),
            ("《全民科学素质行动规划纲要(2021 - 2035)》", &[]),
            ("《全民科学素质行动计划纲要（2006—2010—2020年）》", &[]),
            ("《全民科学素质行动规划纲要》（下称《纲要》）", &[]),
            ("某省全民科学素质行动计划纲要实施方案（2016-2020年）", &[]),
            ("“十四五”规划（2020—2025年）", &["2020—2025"]),
            ("科学技术普及法（2023年修订）", &["2023"]),
            ("科学技术普及法（2024年修订）", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn obsolete_names() {
        let table: &[(&str, &[&str])] = &[
            ("国土资源部发布通知", &["国土资源部"]),
            ("国土资源部门发布通知", &[]),
            ("国土资源部令第5号", &[]),
            ("2016年，国土资源部发布通知", &[]),
            ("2026年，国土资源部发布通知", &["国土资源部"]),
            ("原国土资源部发布通知", &[]),
            ("按GB 5749-2006检验。2005年建成。", &["GB 5749-2006"]),
            ("`新冠肺炎`", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
        let bed = Bed::new("字").front(|front| front.title.value = "全国科普日来了".to_owned());
        assert_eq!(bed.marks(&RULE), ["front"]);
    }

    #[test]
    fn the_register_is_whole() {
        let lines = include_str!("data/official-names.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(REGISTER.values().map(Vec::len).sum::<usize>(), lines);
        let sound = |entry: &Entry| !entry.right.is_empty() && !entry.source.is_empty();
        assert!(REGISTER.values().flatten().all(sound));
    }
}
