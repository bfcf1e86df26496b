//! Which lines of a text a change added or edited.

use std::ops::Range;

use super::align;

/// The byte ranges of the lines of `after` that correspond to no line of `before`, in order, each with its line end.
#[must_use]
pub fn changed_lines(before: &str, after: &str) -> Vec<Range<usize>> {
    let split = |text| str::split_inclusive(text, '\n').map(str::trim_end).collect::<Vec<_>>();
    let (old, new) = (split(before), split(after));
    let mut kept = align::pairs(&old, &new).into_iter().map(|(_, at)| at).peekable();
    let mut changed = Vec::new();
    let mut start = 0;
    for (number, line) in after.split_inclusive('\n').enumerate() {
        let end = start + line.len();
        if kept.next_if_eq(&number).is_none() {
            changed.push(start..end);
        }
        start = end;
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::changed_lines;

    #[test]
    fn lines_added_and_edited() {
        let lines = |before: &str, after: &'static str| -> Vec<&str> {
            changed_lines(before, after).into_iter().map(|range| after[range].trim_end()).collect()
        };
        assert_eq!(lines("甲\n乙\n丙\n", "甲\n乙二\n丙\n丁"), ["乙二", "丁"]);
        assert_eq!(lines("甲\n乙\n", "乙\n甲\n").len(), 1);
        assert_eq!(lines("甲\n乙\n", "甲\n"), [""; 0]);
        assert_eq!(lines("甲\r\n乙", "甲\n乙\n"), [""; 0]);
        assert_eq!(lines("", "甲"), ["甲"]);
    }
}
