//! Round numbers for an axis, found by plain arithmetic: a logarithm differs in its last digit from machine to machine.

/// An axis with its marks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Marks from low to high, both ends among them.
    pub(super) marks: Vec<f64>,
    /// Decimals of the marks.
    decimals: usize,
}

impl Scale {
    /// An axis that holds every value, with five marks at most.
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if low.is_finite() { (low, high) } else { (0.0, 1.0) };
        // A line far from nought is drawn from near its lowest point, any other from nought.
        let low = if low > 0.0 && low < high * 0.6 { 0.0 } else { low };
        let (low, high) =
            if low == high { (low.min(0.0), if high > low.min(0.0) { high } else { low + 1.0 }) } else { (low, high) };
        let (step, decimals) = step((high - low) / 4.0);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let mut marks = Vec::new();
        let mut at = first;
        while at <= last {
            marks.push(at * step);
            at += 1.0;
        }
        Self { low: first * step, high: last * step, marks, decimals }
    }

    /// The place of a value between 0 and 1.
    pub(super) fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// A mark in digits.
    pub(super) fn digits(&self, mark: f64) -> String {
        let text = format!("{mark:.*}", self.decimals);
        if text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.')) { "0".to_owned() } else { text }
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten that is not less than `least`, with the decimals it needs.
fn step(least: f64) -> (f64, usize) {
    let mut power = 1.0_f64;
    let mut decimals = 0;
    while power > least && decimals < 12 {
        power /= 10.0;
        decimals += 1;
    }
    while power * 10.0 <= least {
        power *= 10.0;
        decimals = 0;
    }
    for (factor, more) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
        if power * factor >= least {
            let more = if power * factor >= 10.0 { 0 } else { more };
            return (power * factor, decimals + more);
        }
    }
    (power * 10.0, decimals.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[f64]) -> Vec<String> {
        let scale = Scale::of(values.iter().copied());
        assert!(values.iter().all(|value| (0.0..=1.0).contains(&scale.place(*value))), "{values:?}");
        scale.marks.iter().map(|mark| scale.digits(*mark)).collect()
    }

    #[test]
    fn marks_are_round_and_few() {
        assert_eq!(marks(&[12.0, 100.0]), ["0", "25", "50", "75", "100"]);
        assert_eq!(marks(&[980.0, 1010.0]), ["980", "990", "1000", "1010"]);
        assert_eq!(marks(&[0.02, 0.31]), ["0.0", "0.1", "0.2", "0.3", "0.4"].map(|m| if m == "0.0" { "0" } else { m }));
        assert_eq!(marks(&[-3.0, 5.0]), ["-4", "-2", "0", "2", "4", "6"]);
        assert_eq!(marks(&[7.0, 7.0]), ["0", "2", "4", "6", "8"]);
        assert_eq!(marks(&[0.0, 0.0]).len(), 5);
        assert_eq!(marks(&[1.0, 3_000_000.0]), ["0", "1000000", "2000000", "3000000"]);
        assert_eq!(marks(&[]).first().map(String::as_str), Some("0"));
    }
}
