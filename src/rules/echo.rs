//! Whether a title repeats a rumour without a word against it.

use crate::markup::hanzi::is_han;

/// Eight characters are a sentence's worth; shorter runs are names and set phrases.
const LONGEST_ECHO: usize = 8;

/// Words that tell a reader of the title alone not to believe it.
const MARKS: &[&str] = &[
    "辟谣",
    "谣言",
    "流言",
    "传言",
    "网传",
    "真相",
    "误区",
    "误传",
    "不实",
    "别信",
    "假的",
    "不是真的",
    "骗",
    "？",
    "?",
    "吗",
];

/// What a text repeats of a rumour, word for word, when nothing in it warns the reader.
pub(super) fn unmarked_echo(rumour: &str, text: &str) -> Option<String> {
    let han = |text: &str| -> Vec<char> { text.chars().filter(|&c| is_han(c)).collect() };
    let rumour = han(rumour);
    let shown = han(text);
    let echo = longest_common(&rumour, &shown);
    let is_whole = rumour.len() > 1 && echo.len() == rumour.len();
    let is_marked = MARKS.iter().any(|mark| text.contains(mark));
    ((echo.len() >= LONGEST_ECHO || is_whole) && !is_marked).then(|| echo.iter().collect())
}

/// The longest run of characters that both texts have.
fn longest_common<'a>(a: &'a [char], b: &[char]) -> &'a [char] {
    let mut best = 0..0;
    // `row[j]` is the length of the common run that ends before `a[i]` and `b[j]`.
    let mut row = vec![0; b.len() + 1];
    for (i, c) in a.iter().enumerate() {
        for j in (0..b.len()).rev() {
            row[j + 1] = if b[j] == *c { row[j] + 1 } else { 0 };
            if row[j + 1] > best.len() {
                best = i + 1 - row[j + 1]..i + 1;
            }
        }
    }
    &a[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_runs() {
        let common = |a: &str, b: &str| -> String {
            let chars = |text: &str| -> Vec<char> { text.chars().collect() };
            longest_common(&chars(a), &chars(b)).iter().collect()
        };
        assert_eq!(common("甲乙丙丁", "乙丙戊"), "乙丙");
        assert_eq!(common("", "甲"), "");
        assert_eq!(common("甲甲甲", "甲甲"), "甲甲");
    }
}
