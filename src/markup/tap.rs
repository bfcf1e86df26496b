//! The place to tap that the title of a step's picture marks: `点这里 40,62`, in per cent from left and top.

/// What the title of a step's picture says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tap {
    /// A caption, or nothing.
    None,
    /// A place.
    At {
        /// What stands before the numbers.
        words: String,
        /// Per cent from the left.
        x: u8,
        /// Per cent from the top.
        y: u8,
    },
    /// A place that cannot be read, or that lies outside the picture.
    Unreadable,
}

/// Words by which a title with a single number is known to mean a place.
const ACTS: [&str; 3] = ["点", "按", "tap"];

impl Tap {
    /// Reads the title of a picture.
    #[must_use]
    pub fn read(title: &str) -> Self {
        let words = title.trim_end_matches(is_of_a_place);
        let tail = title[words.len()..].trim();
        let n_numbers = tail.split(|c: char| !is_digit(c)).filter(|part| !part.is_empty()).count();
        let comma = tail.split_once([',', '，']);
        let is_meant = ACTS.iter().any(|act| words.contains(act)) || comma.is_some();
        let per_cent = |text: &str| text.trim().parse::<u8>().ok().filter(|value| *value <= 100);
        match comma.and_then(|(x, y)| per_cent(x).zip(per_cent(y))) {
            Some((x, y)) => Self::At { words: words.trim().to_owned(), x, y },
            None if n_numbers > 0 && is_meant => Self::Unreadable,
            None => Self::None,
        }
    }
}

/// `左上方`: where a place of a picture lies, for those who do not see the mark.
#[must_use]
pub fn place(x: u8, y: u8) -> &'static str {
    const ROWS: [[&str; 3]; 3] =
        [["左上方", "上方", "右上方"], ["左边", "正中间", "右边"], ["左下方", "下方", "右下方"]];
    let third = |value: u8| usize::from(value.min(100) / 34);
    ROWS[third(y)][third(x)]
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_of_a_place(c: char) -> bool {
    is_digit(c) || c.is_whitespace() || ",，、.．:：;；%％×x*/-－".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let at = |words: &str, x, y| Tap::At { words: words.to_owned(), x, y };
        for (title, expected) in [
            ("点这里 40,62", at("点这里", 40, 62)),
            ("点这里 0，100", at("点这里", 0, 100)),
            ("点“扫一扫” 5, 9 ", at("点“扫一扫”", 5, 9)),
            ("40,62", at("", 40, 62)),
            ("", Tap::None),
            ("设置页面", Tap::None),
            ("图 1", Tap::None),
            ("摄于 2024-05", Tap::None),
            ("点这里 101,3", Tap::Unreadable),
            ("点这里 -4,3", Tap::Unreadable),
            ("点这里 40 62", Tap::Unreadable),
            ("点这里 40", Tap::Unreadable),
            ("点这里 40%,62%", Tap::Unreadable),
            ("点这里 ４０,62", Tap::Unreadable),
            ("点这里 40,62,3", Tap::Unreadable),
            ("右上 999,1", Tap::Unreadable),
        ] {
            assert_eq!(Tap::read(title), expected, "{title}");
        }
    }

    #[test]
    fn places_have_names() {
        assert_eq!(
            (place(0, 0), place(33, 50), place(34, 34), place(100, 100)),
            ("左上方", "左边", "正中间", "右下方")
        );
    }
}
