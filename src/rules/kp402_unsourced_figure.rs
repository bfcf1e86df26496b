//! KP402 · unsourced-figure · A dose or figure that can hurt says where it comes from.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::citations;
use crate::markup::hanzi::sentences;
use crate::markup::outline::{Block, BlockKind};
use crate::model::article::Risk;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 402,
    name: "unsourced-figure",
    severity: Severity::Error,
    since: "0.1",
    zh: "高风险内容的剂量或数值没有标注来源",
    en: "dose or figure in high-risk text has no cited source",
    what: "声明了 medical（医疗健康）或 agrichem（农药化肥）的稿件，正文里带单位的数值（毫克、毫升、克/亩、倍液、%、℃、片……）\
           所在的段落、列表项或表格行里，要有来源标注，例如 `[^s1]`。",
    why: "剂量差一位小数就会伤人。标明来源，审核人能逐条核对，读者能查证，以后指南更新了也知道该改哪里。",
    fix: "在句末标上来源编号 `[^s1]`，并在 `sources` 里登记；查不到来源的数值就删掉，或改成定性的说法。",
    english: "In medical and agrichemical articles each number with a unit needs a citation such as `[^s1]` in the same \
              paragraph, list item or table row: a decimal place can hurt, and reviewers must be able to check it. Cite the \
              source or leave the number out.",
    source: Some("九部门《关于建立健全全媒体健康科普知识发布和传播机制的指导意见》（2022）：应注明来源"),
    bad: &[page!(
        "risk: [medical]";
        "⟦成人每次服500毫克。⟧不舒服请及时就医。"
    )],
    good: &[page!(
        "risk: [medical]\nsources:\n  - {id: s1, type: guideline, title: 示例用药指南, publisher: 示例卫生机构, published: 2025}";
        "成人每次服500毫克。[^s1]不舒服请及时就医，拨打120。\n\n| 年龄 | 用量 |\n| --- | --- |\n| 成人 | 500毫克[^s1] |"
    )],
    check: Check::Article(check),
};

/// Units of doses, concentrations and temperatures, and of proportions.
const UNITS: &[&str] = &[
    "毫克", "微克", "千克", "公斤", "克", "斤", "毫升", "升", "倍液", "倍", "毫米汞柱", "毫摩尔", "国际单位", "摄氏度", "%", "％",
    "‰", "℃", "°C", "mg", "μg", "µg", "ug", "mcg", "kg", "g", "mL", "ml", "ML", "L", "IU", "ppm", "mmol", "mmHg",
];

/// Units that only a medicine has; in farm texts they count leaves and grains.
const PILL_UNITS: &[&str] = &["片", "粒", "丸", "滴", "支", "袋", "单位"];

/// Units that follow a number written in characters only when it is a dose.
const SPOKEN_UNITS: &[&str] = &["毫克", "微克", "毫升", "倍液", "毫米汞柱", "摄氏度"];

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let is_medical = front.has_risk(Risk::Medical);
    if !is_medical && !front.has_risk(Risk::Agrichem) {
        return;
    }
    let blocks = &cx.document.outline.blocks;
    let cited_rows: BTreeSet<u32> = blocks.iter().filter(|block| is_cited(block)).filter_map(row_of).collect();
    for block in blocks.iter().filter(|block| block.kind.is_prose() && !matches!(block.kind, BlockKind::Heading(_))) {
        if is_cited(block) || row_of(block).is_some_and(|row| cited_rows.contains(&row)) {
            continue;
        }
        for part in sentences(&block.text) {
            let sentence = &block.text[part.clone()];
            if let Some(figure) = figure(sentence, is_medical) {
                let found = &sentence[figure];
                let span = block.place(part.start, part.end);
                let (zh, en) = (format!("“{found}”没有标注来源"), format!("“{found}” has no cited source"));
                out.push(RULE.in_body(cx, span, zh, en).help("在句末加 [^来源编号]", "add [^source-id] after the sentence"));
            }
        }
    }
}

fn row_of(block: &Block) -> Option<u32> {
    if let BlockKind::Cell { row } = block.kind { Some(row) } else { None }
}

fn is_cited(block: &Block) -> bool {
    !citations(&block.text).is_empty()
}

/// The first number with a unit, both together.
fn figure(sentence: &str, is_medical: bool) -> Option<Range<usize>> {
    let mut at = 0;
    while let Some(c) = sentence[at..].chars().next() {
        if !is_digit(c) && !is_numeral(c) {
            at += c.len_utf8();
            continue;
        }
        let start = at;
        let spoken = is_numeral(c);
        at += number_len(&sentence[at..], spoken);
        let rest = sentence[at..].trim_start();
        let unit = match spoken {
            true => unit_of(rest, SPOKEN_UNITS),
            false => unit_of(rest, UNITS).or_else(|| unit_of(rest, PILL_UNITS).filter(|_| is_medical)),
        };
        if let Some(unit) = unit {
            let end = sentence.len() - rest.len() + unit.len();
            return Some(start..end);
        }
    }
    None
}

fn number_len(text: &str, spoken: bool) -> usize {
    let part = |c: char| if spoken { is_numeral(c) } else { is_digit(c) || matches!(c, '.' | ',' | '．') };
    text.find(|c: char| !part(c)).unwrap_or(text.len())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_numeral(c: char) -> bool {
    "一二两三四五六七八九十百千万半".contains(c)
}

/// The unit a text begins with, unless it is the beginning of another word (`4G`, `3克服`, `2片叶`).
fn unit_of<'a>(text: &'a str, units: &[&str]) -> Option<&'a str> {
    let unit = units.iter().filter(|unit| text.starts_with(**unit)).max_by_key(|unit| unit.len())?;
    let next = text[unit.len()..].chars().next();
    let is_latin = unit.ends_with(|c: char| c.is_ascii_alphabetic());
    let goes_on = match next {
        Some(c) if is_latin => c.is_ascii_alphanumeric(),
        Some(c) if *unit == "克" => matches!(c, '服' | '隆'),
        Some(c) if *unit == "升" => matches!(c, '高' | '到' | '至' | '级' | '温' | '旗'),
        Some(c) if PILL_UNITS.contains(unit) => matches!(c, '叶' | '地' | '区' | '田' | '林' | '云' | '种' | '装' | '垃'),
        _ => false,
    };
    (!goes_on).then(|| &text[..unit.len()])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at};
    use super::*;

    #[test]
    fn figures_with_units() {
        let table = [
            ("每次500毫克", Some("500毫克")),
            ("每次 0.5 g", Some("0.5 g")),
            ("每亩15～20千克", Some("20千克")),
            ("稀释1,000倍液", Some("1,000倍液")),
            ("三毫升", Some("三毫升")),
            ("体温37.5℃", Some("37.5℃")),
            ("占３％", Some("３％")),
            ("吃2片药", Some("2片")),
            ("第2片叶", None),
            ("一克拉", None),
            ("4G手机", None),
            ("打120", None),
            ("3天", None),
            ("第三升高", None),
            ("2升高", None),
            ("10 Lux", None),
        ];
        for (text, found) in table {
            assert_eq!(figure(text, true).map(|range| &text[range]), found, "{text}");
        }
        assert_eq!(figure("每穗120粒", false), None);
    }

    #[test]
    fn citations_cover_their_block_or_row() {
        let marks = |body: &str| {
            Bed::new(body).front(|front| front.risk.push(at(Risk::Medical))).marks(&RULE)
        };
        assert_eq!(marks("先看。每次5毫克！再看。"), ["每次5毫克！"]);
        assert_eq!(marks("先看。每次5毫克。再看。[^s1]"), [""; 0]);
        assert_eq!(marks("- 每次5毫克\n- 每次6毫克[^s1]"), ["每次5毫克"]);
        assert_eq!(marks("| 甲 | 乙 |\n|--|--|\n| 5毫克 | 源[^s1] |\n| 6毫克 | 无 |"), ["6毫克"]);
        assert_eq!(marks("## 5毫克\n\n`5毫克`也算[^1]\n\n[^1]: 注[^s1]"), [""; 0]);
        assert_eq!(Bed::new("每次5毫克").marks(&RULE), [""; 0]);
    }
}
