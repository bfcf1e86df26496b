//! Sizes of text and touch targets, as far as a sheet alone tells them.

use std::collections::BTreeMap;

use super::{Told, plain};
use crate::diag::Bilingual;
use crate::model::audience::Audience;
use crate::render::profile::SMALL_PX_MIN;
use crate::render::stylesheet::Declaration;

/// Readings above characters. Source: CLREQ §3.3.1; half of a small size is beyond recognition.
const RUBY_PX: f64 = 12.0;
/// Text on paper: 9 pt, the size that Chinese printers call 小五 and set notes in.
const PAPER_PX: f64 = 12.0;
const REM_PX: f64 = 16.0;
/// Variables of the base theme that only ever hold a size that was worked out.
const SIZE_TOKENS: [&str; 3] = ["--fine", "--letters", "--letters-small"];

/// The floors of the editions a sheet is for, in px.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floors {
    small: f64,
    target: f64,
}

impl Floors {
    pub(super) fn of(audiences: &[&Audience]) -> Self {
        let highest = |pick: fn(&Audience) -> u32, least: u32| {
            f64::from(audiences.iter().map(|audience| pick(audience)).max().unwrap_or(least).max(least))
        };
        Self {
            small: highest(|audience| audience.typography.small_px, SMALL_PX_MIN),
            target: highest(|audience| audience.typography.target_px, 44),
        }
    }
}

/// Text set smaller than the profile allows.
pub(super) fn text_fault(declaration: &Declaration<'_>, floors: &Floors, own: &BTreeMap<&str, &str>) -> Option<Told> {
    let value = plain(declaration.value);
    let size = match declaration.property {
        "font-size" => value,
        // The size is the word before the slash, or the first one with a unit.
        "font" => value.split_whitespace().map(|word| word.split('/').next().unwrap_or(word)).find(|w| is_size(w))?,
        _ => return None,
    };
    let is_ruby = declaration.selector.split(',').all(|one| matches!(subject(one).0, "rt" | "ruby" | "rtc"));
    let floor = if is_ruby {
        RUBY_PX
    } else if declaration.is_paper {
        PAPER_PX
    } else {
        floors.small
    };
    let reason = under(size, floor, is_ruby, own, 0)?;
    Some((
        Bilingual::new(
            format!("字号 {size} 小于底线：{}", reason.zh),
            format!("the size {size} is below the floor: {}", reason.en),
        ),
        Bilingual::new(
            "比正文小的字只用 var(--fine)，它由受众档案的 small_px 定",
            "text smaller than the body is var(--fine), which follows small_px of the profile",
        ),
    ))
}

fn is_size(word: &str) -> bool {
    measure(word).is_some() || word.contains('(') || KEYWORDS.contains(&word)
}

const KEYWORDS: [&str; 4] = ["xx-small", "x-small", "small", "smaller"];

enum Measure {
    Px(f64),
    /// Of the text around it.
    Times(f64),
}

fn measure(text: &str) -> Option<Measure> {
    let split = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let number: f64 = text.get(..split)?.trim().parse().ok()?;
    Some(match text.get(split..)?.to_ascii_lowercase().as_str() {
        "px" => Measure::Px(number),
        "pt" => Measure::Px(number * 4.0 / 3.0),
        "rem" => Measure::Px(number * REM_PX),
        "em" => Measure::Times(number),
        "%" => Measure::Times(number / 100.0),
        "" if number == 0.0 => Measure::Px(0.0),
        _ => return None,
    })
}

/// Why a size is too small; nothing when it is not, or cannot be known.
fn under(size: &str, floor: f64, is_ruby: bool, own: &BTreeMap<&str, &str>, depth: u8) -> Option<Bilingual> {
    let size = size.trim();
    if KEYWORDS.contains(&size) {
        return Some(Bilingual::new("这个词比正文小", "this word is smaller than the body"));
    }
    if let Some((name, inside)) = size.strip_suffix(')').and_then(|call| call.split_once('(')) {
        let mut arguments = split_arguments(inside).into_iter().map(|one| under(one, floor, is_ruby, own, depth));
        return match name {
            "var" if SIZE_TOKENS.contains(&inside.trim()) || depth > 4 => None,
            "var" => own.get(inside.trim()).and_then(|value| under(plain(value), floor, is_ruby, own, depth + 1)),
            "max" => {
                let all: Vec<_> = arguments.collect();
                // One argument that is large enough is enough.
                if all.iter().any(Option::is_none) { None } else { all.into_iter().flatten().next() }
            }
            "min" => arguments.find_map(|one| one),
            "clamp" => arguments.next().flatten(),
            "calc" => shrinks(inside).then(|| Bilingual::new("算式把字缩小了", "the sum makes the text smaller")),
            _ => None,
        };
    }
    match measure(size)? {
        Measure::Px(px) if px + 0.01 < floor => {
            let px = (px * 10.0).round() / 10.0;
            Some(Bilingual::new(format!("{px} 像素，应不小于 {floor}"), format!("{px} px, must be {floor} or more")))
        }
        Measure::Times(times) if times < 0.999 && !is_ruby => {
            Some(Bilingual::new("比外层的字小，层层相乘后没有底", "smaller than the text around it, again and again"))
        }
        _ => None,
    }
}

/// Whether a sum multiplies by less than one or divides by more than one.
fn shrinks(sum: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        text.get(..end).and_then(|digits| digits.parse::<f64>().ok())
    };
    let after = |sign: char| sum.split(sign).skip(1).filter_map(number).collect::<Vec<_>>();
    after('*').iter().any(|times| *times < 1.0) || after('/').iter().any(|by| *by > 1.0)
}

fn split_arguments(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut nested) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => nested += 1,
            ')' => nested = nested.saturating_sub(1),
            ',' if nested == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// A touch target set smaller than the profile allows.
pub(super) fn target_fault(declaration: &Declaration<'_>, floors: &Floors) -> Option<Told> {
    let sides = ["min-height", "height", "max-height", "min-width", "width", "max-width"];
    if declaration.is_paper || !sides.contains(&declaration.property) || !declaration.selector.split(',').any(is_target)
    {
        return None;
    }
    let Some(Measure::Px(px)) = measure(plain(declaration.value)) else { return None };
    (px + 0.01 < floors.target).then(|| {
        let (value, floor) = (declaration.value, floors.target);
        (
            Bilingual::new(
                format!("按键的边长 {value} 小于底线 {floor} 像素"),
                format!("a touch target with a side of {value} is below the floor of {floor} px"),
            ),
            Bilingual::new("写 var(--tap)，它随受众和屏幕变", "write var(--tap), which follows audience and screen"),
        )
    })
}

/// Whether a selector finds something that is pressed. A tick box is not: its label is.
fn is_target(selector: &str) -> bool {
    let (element, rest) = subject(selector);
    !rest.contains("::")
        && (matches!(element, "a" | "button" | "summary" | "select" | "textarea") || rest.contains(".button"))
}

/// The element a selector is about, and what else is said of it.
fn subject(selector: &str) -> (&str, &str) {
    let last = selector.trim().rsplit([' ', '>', '+', '~', '\n']).next().unwrap_or_default();
    let end = last.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(last.len());
    last.split_at(end)
}
