//! How long steps took, in whole seconds. A step whose beginning or end is not known has no length; one that was taken
//! before the other is negative, as where a pack was approved before the event.

use jiff::Timestamp;

use super::{Origin, Showing, Signed};

/// Lengths of the steps of one notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Spans {
    /// From the event to the draft.
    pub event_to_draft: Option<i64>,
    /// From the draft to whoever let it out.
    pub draft_to_approval: Option<i64>,
    /// From there to the signed file.
    pub approval_to_publication: Option<i64>,
    /// From the event to the signed file.
    pub event_to_publication: Option<i64>,
    /// From the signed file to the screens, of stations in service where the notice is for, whose clock was right.
    pub publication_to_screens: Option<Spread>,
}

/// How some lengths are spread, by nearest rank.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Spread {
    /// How many there are.
    pub stations: usize,
    /// The shortest.
    pub first: i64,
    /// Half are no longer.
    pub median: i64,
    /// 95 % are no longer.
    pub p95: i64,
    /// The longest.
    pub last: i64,
}

/// Whole seconds from one instant to another.
pub(super) fn between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

impl Spans {
    pub(super) fn of(opened: Option<Timestamp>, origin: &Origin, published: Option<Signed>, shown: &[Showing]) -> Self {
        let span = |from: Option<Timestamp>, to: Option<Timestamp>| Some(between(from?, to?));
        let (draft, approved) = (origin.draft.map(|draft| draft.0), origin.approved.map(|approved| approved.0));
        let published = published.map(|file| file.at);
        let counted = shown.iter().filter(|showing| showing.is_addressed).filter_map(|showing| showing.seconds);
        Self {
            event_to_draft: span(opened, draft),
            draft_to_approval: span(draft, approved),
            approval_to_publication: span(approved, published),
            event_to_publication: span(opened, published),
            // Nothing is shown before it was signed: such a word is wrong.
            publication_to_screens: Spread::of(counted.filter(|seconds| *seconds >= 0).collect()),
        }
    }
}

impl Spread {
    fn of(mut lengths: Vec<i64>) -> Option<Self> {
        lengths.sort_unstable();
        let stations = lengths.len();
        let rank = |hundredths: usize| lengths.get((stations * hundredths).div_ceil(100).saturating_sub(1)).copied();
        Some(Self { stations, first: *lengths.first()?, median: rank(50)?, p95: rank(95)?, last: *lengths.last()? })
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn ranks_are_lengths_that_were_measured() {
        let spread = |lengths: Vec<i64>| Spread::of(lengths).map(|s| (s.stations, s.first, s.median, s.p95, s.last));
        assert_eq!(spread(Vec::new()), None, "none is not zero");
        assert_eq!(spread(vec![7]), Some((1, 7, 7, 7, 7)));
        assert_eq!(spread(vec![9, 1]), Some((2, 1, 1, 9, 9)));
        assert_eq!(spread((1..=100).rev().collect()), Some((100, 1, 50, 95, 100)));
        assert_eq!(spread((1..=20).collect()), Some((20, 1, 10, 19, 20)));
    }
}
