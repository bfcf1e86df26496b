//! Where a child lives, to the door. Three things must stand in one sentence: a child, living, and a door.

use std::ops::Range;

use super::{Datum, Kind};
use crate::markup::hanzi::sentences;

const CHILD: &[&str] = &[
    "小学",
    "中学",
    "初中",
    "高中",
    "幼儿园",
    "年级",
    "学生",
    "同学",
    "女童",
    "男童",
    "女孩",
    "男孩",
    "孩子",
    "小朋友",
    "未成年",
    "儿子",
    "女儿",
    "孙子",
    "孙女",
];
const LIVES: &[&str] = &["家住", "住在", "住址", "家庭地址", "居住地址", "现住"];
/// Words after a number that name a door inside a building.
const DOORS: &[&str] = &["号楼", "栋", "幢", "单元", "室"];
/// Words after a number that name a house, where the street or village is named.
const HOUSES: &[&str] = &["号", "组", "户", "弄"];
const STREETS: &[&str] = &["路", "街", "巷", "弄", "村", "大道", "胡同"];

/// Every such sentence, from the word of living to the door.
pub(super) fn addresses(text: &str) -> Vec<Datum> {
    let in_sentence = |part: Range<usize>| {
        let sentence = &text[part.clone()];
        let lives = LIVES.iter().filter_map(|word| sentence.find(word)).min()?;
        let is_child = CHILD.iter().any(|word| sentence.contains(word)) || is_young(sentence);
        let end = door(&sentence[lives..]).filter(|_| is_child)?;
        Some(Datum { kind: Kind::Address, range: part.start + lives..part.start + lives + end })
    };
    sentences(text).into_iter().filter_map(in_sentence).collect()
}

/// Whether an age below eighteen is told.
fn is_young(sentence: &str) -> bool {
    sentence.match_indices('岁').any(|(at, _)| {
        let before = &sentence[..at];
        let start = before.char_indices().rev().take_while(|(_, c)| is_number(*c)).last().map(|(at, _)| at);
        start.and_then(|start| age(&before[start..])).is_some_and(|age| age < 18)
    })
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || "一二两三四五六七八九十".contains(c)
}

/// A number below one hundred, in digits or characters.
fn age(text: &str) -> Option<u32> {
    if let Ok(age) = text.parse() {
        return Some(age);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|own| own == c).or((c == '两').then_some(2));
    let value = |part: &str| part.chars().next().and_then(digit).and_then(|value| u32::try_from(value).ok());
    match text.split_once('十') {
        Some((tens, ones)) => Some(if tens.is_empty() { 10 } else { value(tens)? * 10 } + value(ones).unwrap_or(0)),
        None => value(text),
    }
}

/// The end of the last door or house in an address.
fn door(address: &str) -> Option<usize> {
    let has_street = STREETS.iter().any(|word| address.contains(word));
    let mut end = None;
    let mut before = None;
    for (at, c) in address.char_indices() {
        let after_number = before.is_some_and(is_number);
        let words = DOORS.iter().chain(HOUSES.iter().filter(|_| has_street));
        if let Some(word) =
            words.filter(|word| after_number && address[at..].starts_with(**word)).max_by_key(|w| w.len())
        {
            end = Some(at + word.len());
        }
        before = Some(c);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_and_doors() {
        let table: &[(&str, &[&str])] = &[
            ("小明今年8岁，家住人民路12号3栋501室，很乖。", &["家住人民路12号3栋501室"]),
            ("十二岁的女孩住在红旗村3组15号。", &["住在红旗村3组15号"]),
            ("三年级学生王某，家庭地址：阳光小区5栋2单元301室。", &["家庭地址：阳光小区5栋2单元301室"]),
            ("二十岁的小李家住人民路12号。", &[]),
            ("孩子们住在村里。", &[]),
            ("学校在人民路12号，学生坐3路车来。", &[]),
            ("孩子家住3楼，从1号门进。", &[]),
            ("老人家住人民路12号3栋501室。", &[]),
        ];
        for (text, found) in table {
            let shown: Vec<&str> = addresses(text).into_iter().map(|datum| &text[datum.range]).collect();
            assert_eq!(&shown, found, "{text}");
        }
        for (text, years) in [("8", 8), ("十", 10), ("十七", 17), ("二十", 20), ("二十五", 25), ("两", 2)] {
            assert_eq!(age(text), Some(years), "{text}");
        }
    }
}
