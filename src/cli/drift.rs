//! How one text became another, line by line, in the unified form that every reviewer knows.
//!
//! Deliberately absent: words inside a line; large texts (both sides are generated files of some hundred lines).

/// Lines shown around a change.
const AROUND: usize = 2;
/// Above this many pairs of lines the whole text counts as replaced; the table would take more memory than it tells.
const MOST_PAIRS: usize = 16 << 20;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Same,
    Gone,
    New,
}

/// The changed parts with some lines around, `-` for what is there and `+` for what should be; empty when equal.
pub(super) fn unified(there: &str, should: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (there.lines().collect(), should.lines().collect());
    let steps = steps(&old, &new);
    let mut text = String::new();
    let mut printed = 0;
    for (at, (step, _, _)) in steps.iter().enumerate() {
        if *step == Step::Same || at < printed {
            continue;
        }
        let first = at.saturating_sub(AROUND).max(printed);
        let last = end(&steps, at);
        text.push_str(&hunk(steps.get(first..last).unwrap_or_default(), &old, &new));
        printed = last;
    }
    text
}

/// Where the hunk that begins with the change at `from` ends: after the lines around its last change.
fn end(steps: &[(Step, usize, usize)], from: usize) -> usize {
    let mut last = from;
    for (at, (step, _, _)) in steps.iter().enumerate().skip(from) {
        if *step != Step::Same {
            last = at;
        } else if at > last + 2 * AROUND {
            break;
        }
    }
    (last + 1 + AROUND).min(steps.len())
}

fn hunk(steps: &[(Step, usize, usize)], old: &[&str], new: &[&str]) -> String {
    let count = |skip: Step| steps.iter().filter(|(step, _, _)| *step != skip).count();
    let (_, from_old, from_new) = steps.first().copied().unwrap_or((Step::Same, 0, 0));
    let mut text = format!("@@ -{},{} +{},{} @@\n", from_old + 1, count(Step::New), from_new + 1, count(Step::Gone));
    for (step, in_old, in_new) in steps {
        let (mark, line) = match step {
            Step::Same => (' ', old.get(*in_old)),
            Step::Gone => ('-', old.get(*in_old)),
            Step::New => ('+', new.get(*in_new)),
        };
        text.push_str(&format!("{mark}{}\n", line.copied().unwrap_or_default()));
    }
    text
}

/// Every line of both texts in order with its place in each: the longest common part stays.
fn steps(old: &[&str], new: &[&str]) -> Vec<(Step, usize, usize)> {
    let width = new.len() + 1;
    let mut found = Vec::new();
    let (mut a, mut b) = (0, 0);
    if old.len().saturating_mul(new.len()) <= MOST_PAIRS {
        // common[a * width + b]: how many lines the rests from a and from b share.
        let mut common = vec![0_u32; (old.len() + 1) * width];
        let get = |common: &[u32], a: usize, b: usize| common.get(a * width + b).copied().unwrap_or(0);
        for a in (0..old.len()).rev() {
            for b in (0..new.len()).rev() {
                let best = if old.get(a) == new.get(b) {
                    get(&common, a + 1, b + 1) + 1
                } else {
                    get(&common, a + 1, b).max(get(&common, a, b + 1))
                };
                if let Some(cell) = common.get_mut(a * width + b) {
                    *cell = best;
                }
            }
        }
        while a < old.len() && b < new.len() {
            if old.get(a) == new.get(b) {
                found.push((Step::Same, a, b));
                (a, b) = (a + 1, b + 1);
            } else if get(&common, a + 1, b) >= get(&common, a, b + 1) {
                found.push((Step::Gone, a, b));
                a += 1;
            } else {
                found.push((Step::New, a, b));
                b += 1;
            }
        }
    }
    found.extend((a..old.len()).map(|at| (Step::Gone, at, b)));
    found.extend((b..new.len()).map(|at| (Step::New, old.len(), at)));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_the_change_with_its_neighbours() {
        let there = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(unified(there, "a\nb\nc\nX\ne\nf\n"), "@@ -2,5 +2,5 @@\n b\n c\n-d\n+X\n e\n f\n");
        assert_eq!(unified(there, there), "");
        assert_eq!(unified("", "a\n"), "@@ -1,0 +1,1 @@\n+a\n");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_steps(old in prop::collection::vec("[ab]", 0..9), new in prop::collection::vec("[ab]", 0..9)) {
            let (old, new): (Vec<&str>, Vec<&str>) = (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
            let steps = steps(&old, &new);
            let there: Vec<&str> = steps.iter().filter(|(step, _, _)| *step != Step::New).map(|(_, at, _)| old[*at]).collect();
            let should: Vec<&str> = steps.iter().filter(|(step, _, _)| *step != Step::Gone).map(|(step, a, b)| if *step == Step::New { new[*b] } else { old[*a] }).collect();
            prop_assert_eq!(there, old.clone());
            prop_assert_eq!(should, new.clone());
            let shown = unified(&old.join("\n"), &new.join("\n"));
            prop_assert_eq!(shown.is_empty(), old == new);
        }
    }
}
