//! What one changed character says against a slip of the pen.

use std::ops::Range;

use super::Excess;
use crate::markup::hanzi::{is_han, is_wide_punctuation};
use crate::model::span::Span;

/// Numerals, which change a number when they change.
const NUMERALS: &[char] = &[
    '零', '〇', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '亿', '半', '几',
    '倍',
];

/// Last characters of names of places, bodies, people's posts, illnesses and substances, and how far before them a
/// name reaches.
const NAME_ENDS: &[char] = &[
    '省', '市', '县', '区', '乡', '镇', '村', '江', '河', '湖', '院', '校', '局', '厅', '部', '委', '会', '社', '病',
    '症', '炎', '癌', '药', '剂', '菌', '虫', '毒', '某',
];
const NAME_REACH: usize = 3;

/// Characters of which one for the other says the contrary: how much, where, when, whether, who.
const OPPOSITES: &[char] = &[
    '多', '少', '大', '小', '高', '低', '长', '短', '上', '下', '左', '右', '前', '后', '内', '外', '里', '早', '晚',
    '快', '慢', '冷', '热', '凉', '暖', '干', '湿', '生', '熟', '老', '幼', '男', '女', '开', '关', '进', '出', '增',
    '减', '升', '降', '轻', '重', '强', '弱', '好', '坏', '真', '假', '对', '错', '是', '可', '能', '会', '要', '应',
    '须', '必', '宜', '只', '都', '全', '每', '先', '停', '用', '吃', '喝', '睡', '醒', '死', '活', '买', '卖', '有',
    '阴', '阳', '酸', '碱', '公', '母', '雌', '雄', '易', '难', '深', '浅', '厚', '薄', '远', '近', '东', '西', '南',
    '北', '春', '夏', '秋', '冬', '昼', '夜',
];

/// What one changed character says against a slip.
pub(super) fn excess(text: &str, change: &Range<usize>, place: Span) -> Option<Excess> {
    let c = text[change.clone()].chars().next()?;
    let (zh, en) = if !is_han(c) && !is_wide_punctuation(c) {
        ("不是汉字或中文标点", "is neither a Chinese character nor Chinese punctuation")
    } else if NUMERALS.contains(&c) {
        ("是数字", "is a numeral")
    } else if OPPOSITES.contains(&c) {
        ("会改变意思", "turns the meaning")
    } else if is_in_unit(text, change.start) {
        ("是计量单位", "belongs to a unit")
    } else if is_in_name(text, change) {
        ("可能属于人名、地名、单位、病名或药名", "may belong to a name")
    } else {
        return None;
    };
    Some(super::excess(format!("改动的“{c}”{zh}"), format!("the changed “{c}” {en}"), Some(place)))
}

/// Whether a character stands in a written unit, such as the 克 of 毫克.
fn is_in_unit(text: &str, at: usize) -> bool {
    const LONGEST: usize = 4;
    let starts = text[..at].char_indices().rev().take(LONGEST - 1).map(|(start, _)| start).chain([at]);
    starts.into_iter().any(|start| {
        crate::compare::unit_at(&text[start..], false).is_some_and(|(_, len)| len > 3 && start + len > at)
            || (start == at && crate::compare::unit_at(&text[at..], true).is_some_and(|(_, len)| len > 0))
    })
}

/// Whether a name may end shortly behind a character.
fn is_in_name(text: &str, change: &Range<usize>) -> bool {
    let behind = text[change.start..].chars().take(NAME_REACH + 1).take_while(|c| is_han(*c));
    behind.into_iter().any(|c| NAME_ENDS.contains(&c))
}
