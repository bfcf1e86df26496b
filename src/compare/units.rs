//! Units of measure that may follow a number, and what kind of number they make.
//!
//! Deliberately absent: conversion; judgement whether a number is right.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// A dose, a concentration, a mass, a volume, a dilution: what is swallowed, sprayed or mixed.
    Dose,
    /// Money.
    Money,
    /// Time, age or frequency.
    Time,
    /// A share or a multiple.
    Share,
    /// Any other physical quantity.
    Physical,
    /// A bare number or a count.
    Plain,
}

/// Units by what they measure. The longest that fits is taken, whatever its row.
const UNITS: &[(Measure, &[&str])] = &[
    (
        Measure::Dose,
        &[
            "毫克",
            "微克",
            "千克",
            "公斤",
            "市斤",
            "克",
            "斤",
            "两",
            "吨",
            "毫升",
            "微升",
            "升",
            "倍液",
            "国际单位",
            "单位",
            "毫摩尔",
            "片",
            "粒",
            "丸",
            "滴",
            "支",
            "袋",
            "剂",
            "瓶",
            "勺",
            "mg",
            "μg",
            "µg",
            "ug",
            "mcg",
            "kg",
            "g",
            "mL",
            "ml",
            "ML",
            "L",
            "IU",
            "ppm",
            "ppb",
            "mmol",
            "mol",
        ],
    ),
    (Measure::Money, &["元", "块钱", "万元", "亿元", "美元", "角", "分钱"]),
    (
        Measure::Time,
        &[
            "年",
            "个月",
            "月龄",
            "月",
            "周",
            "星期",
            "天",
            "日",
            "小时",
            "个小时",
            "分钟",
            "秒",
            "毫秒",
            "岁",
            "周岁",
            "次",
            "遍",
            "回",
            "h",
            "min",
            "s",
        ],
    ),
    (Measure::Share, &["%", "％", "‰", "个百分点", "倍", "成", "折"]),
    (
        Measure::Physical,
        &[
            "毫米汞柱",
            "摄氏度",
            "℃",
            "°C",
            "度",
            "千米",
            "公里",
            "米",
            "厘米",
            "毫米",
            "微米",
            "纳米",
            "平方米",
            "立方米",
            "公顷",
            "亩",
            "级",
            "伏",
            "千伏",
            "安",
            "瓦",
            "千瓦",
            "分贝",
            "帕",
            "千帕",
            "兆帕",
            "赫兹",
            "千卡",
            "千焦",
            "km",
            "m",
            "cm",
            "mm",
            "μm",
            "nm",
            "V",
            "kV",
            "A",
            "mA",
            "W",
            "kW",
            "kWh",
            "dB",
            "Pa",
            "kPa",
            "MPa",
            "Hz",
            "MHz",
            "GHz",
            "mmHg",
            "kcal",
            "kJ",
            "mSv",
            "μSv",
        ],
    ),
    (
        Measure::Plain,
        &[
            "个", "人", "名", "例", "种", "项", "条", "株", "棵", "头", "只", "尾", "层", "户", "处", "起", "家", "位",
            "件",
        ],
    ),
];

/// Units that make a number written in characters ("三毫升", "两天") a figure; the others follow numerals that are
/// mere words ("一个人", "三家").
fn fits_numerals(measure: Measure, unit: &str) -> bool {
    !matches!(measure, Measure::Plain)
        && !matches!(unit, "度" | "级" | "成" | "安" | "两" | "回" | "分钱" | "日" | "月")
}

/// The unit a text begins with and its measure; `by_words` when the number before is written in characters.
pub(crate) fn unit_at(text: &str, by_words: bool) -> Option<(Measure, usize)> {
    let all = UNITS.iter().flat_map(|(measure, units)| units.iter().map(move |unit| (*measure, *unit)));
    let fitting = all.filter(|(measure, unit)| text.starts_with(unit) && (!by_words || fits_numerals(*measure, unit)));
    let (measure, unit) = fitting.max_by_key(|(_, unit)| unit.len())?;
    (!goes_on(unit, &text[unit.len()..])).then_some((measure, unit.len()))
}

/// Whether what looks like a unit is the beginning of another word: `4G手机`, `3克服`, `2片叶`.
fn goes_on(unit: &str, rest: &str) -> bool {
    let Some(next) = rest.chars().next() else { return false };
    match unit {
        _ if unit.ends_with(|c: char| c.is_ascii_alphabetic()) => next.is_ascii_alphanumeric(),
        "克" => matches!(next, '服' | '隆' | '拉'),
        "升" => matches!(next, '高' | '到' | '至' | '级' | '温' | '旗'),
        "片" => matches!(next, '叶' | '地' | '区' | '田' | '林' | '云'),
        "安" => next != '培',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unit_that_is_not_a_word() {
        let unit = |text: &'static str| unit_at(text, false).map(|(measure, len)| (measure, &text[..len]));
        assert_eq!(unit("毫克每次"), Some((Measure::Dose, "毫克")));
        assert_eq!(unit("mmHg"), Some((Measure::Physical, "mmHg")));
        assert_eq!(unit("mgx"), None);
        assert_eq!(unit("克服"), None);
        assert_eq!(unit("个百分点"), Some((Measure::Share, "个百分点")));
        assert_eq!(unit_at("个人", true), None);
        assert_eq!(unit_at("毫升", true), Some((Measure::Dose, 6)));
    }
}
