//! Digits, dates and telephone numbers.

use std::ops::Range;

use super::Slip;

fn slip(range: Range<usize>, says: (String, String), help: (String, String)) -> Slip {
    Slip { range, says, help }
}

/// Runs of full-width digits.
pub(super) fn full_width(text: &str) -> Vec<Slip> {
    let is_wide = |c: char| ('０'..='９').contains(&c);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let goes_on = found.last().is_some_and(|run| run.end == at);
        match found.last_mut() {
            Some(run) if goes_on && (is_wide(c) || (c == '．' && text[end..].starts_with(is_wide))) => run.end = end,
            _ if is_wide(c) => found.push(at..end),
            _ => {}
        }
    }
    let narrow = |run: &str| -> String {
        let digit = |c: char| char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).unwrap_or(c);
        run.chars().map(digit).collect()
    };
    let told = |range: Range<usize>| {
        let (run, half) = (&text[range.clone()], narrow(&text[range.clone()]));
        slip(
            range.clone(),
            (format!("“{run}”是全角数字"), format!("“{run}” are full-width digits")),
            (format!("改为半角“{half}”"), format!("write “{half}”")),
        )
    };
    found.into_iter().map(told).collect()
}

/// Dates written with slashes or points; with hyphens and without a year too where words are asked for.
pub(super) fn dates(text: &str, wants_words: bool) -> Vec<Slip> {
    let mut found = Vec::new();
    for range in runs(text) {
        let run = &text[range.clone()];
        let Some((year, month, day)) = date(run, wants_words) else { continue };
        if year.is_none() && !means_a_day(text, &range) {
            continue;
        }
        let words = year.map_or_else(String::new, |year| format!("{year}年")) + &format!("{month}月{day}日");
        found.push(slip(
            range,
            (format!("日期写成了“{run}”"), format!("the date is written “{run}”")),
            (format!("改为“{words}”"), format!("write “{words}”")),
        ));
    }
    found
}

/// Runs of digits, slashes, points and hyphens that stand outside words and addresses.
fn runs(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '/' | '.' | '-');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|n| at + n) {
        let end = text[start..].find(|c: char| !part(c)).map_or(text.len(), |n| start + n);
        let before = text[..start].chars().next_back();
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | ':' | '_' | '=');
        let after = text[end..].chars().next();
        if !before.is_some_and(inside) && !after.is_some_and(|c| c.is_ascii_alphabetic()) {
            found.push(start..start + text[start..end].trim_end_matches(['/', '.', '-']).len());
        }
        at = end;
    }
    found
}

fn date(run: &str, wants_words: bool) -> Option<(Option<u32>, u32, u32)> {
    let mark = run.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = run.split(mark).collect();
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let day = |month: &str, day: &str| {
        let (month, day) = (number(month)?, number(day)?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
    };
    match parts[..] {
        [year, month, of_month] if year.len() == 4 && (mark != '-' || wants_words) => {
            let (month, of_month) = day(month, of_month)?;
            Some((Some(number(year).filter(|year| (1900..2100).contains(year))?), month, of_month))
        }
        [month, of_month] if mark == '/' && wants_words => day(month, of_month).map(|(month, day)| (None, month, day)),
        _ => None,
    }
}

/// Whether `7/1` is a day and no fraction: what is done on it follows, or it begins a clause.
fn means_a_day(text: &str, range: &Range<usize>) -> bool {
    let after = text[range.end..].trim_start();
    let verbs =
        ["前", "后", "起", "止", "来", "去", "到", "开", "上午", "下午", "早上", "晚上", "（周", "(周", "之前", "当天"];
    let is_half = text[..range.start].ends_with(['吃', '服', '取', '的', '约', '少', '多', '占', '剩', '用', '加']);
    !is_half && verbs.iter().any(|word| after.starts_with(word))
}

/// Telephone numbers with a wide hyphen, brackets around the area code, or a gap inside.
pub(super) fn phones(text: &str) -> Vec<Slip> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['0', '（', '(', '4']).map(|n| at + n) {
        let length = phone(&text[start..]);
        let before = text[..start].chars().next_back();
        let is_inside = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'));
        let (length, right) = match length {
            Some(found) if !is_inside => found,
            _ => {
                at = start + text[start..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        let written = &text[start..start + length];
        if written != right {
            found.push(slip(
                start..start + length,
                (format!("电话写成了“{written}”"), format!("the telephone number is written “{written}”")),
                (format!("改为“{right}”，点了就能拨"), format!("write “{right}”, which can be dialled")),
            ));
        }
        at = start + length;
    }
    found
}

/// The length of a number of a fixed line or a 400 line at the beginning of a text, with its right form.
fn phone(text: &str) -> Option<(usize, String)> {
    let is_mark = |c: char| matches!(c, '（' | '(' | '）' | ')' | '-' | '－' | '—' | '–' | ' ');
    let mut digits = String::new();
    let mut end = 0;
    let mut n_marks = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            digits.push(c);
            end = at + 1;
            n_marks = 0;
        } else if is_mark(c) && n_marks < 2 {
            n_marks += 1;
        } else {
            break;
        }
    }
    let after_area =
        |n: usize| text.trim_start_matches(['（', '(']).get(n..).is_some_and(|rest| rest.starts_with(is_mark));
    let area = if digits.starts_with("01") || digits.starts_with("02") { 3 } else { 4 };
    let right = match (digits.as_bytes().first()?, digits.len()) {
        (b'0', n) if (n == area + 7 || n == area + 8) && after_area(area) => {
            format!("{}-{}", &digits[..area], &digits[area..])
        }
        // A 400 line may be written in one group or in three.
        (b'4', 10) if digits.starts_with("400") => match text[..end].contains(|c| is_mark(c) && c != '-') {
            true => format!("{}-{}-{}", &digits[..3], &digits[3..6], &digits[6..]),
            false => text[..end].to_owned(),
        },
        _ => return None,
    };
    Some((end, right))
}
