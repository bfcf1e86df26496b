//! Which sentence became which: unchanged ones first, then changed ones beside them by likeness, then moved ones.
//!
//! Contract: every old and every new sentence stands in exactly one step.

use std::collections::{BTreeMap, BTreeSet};

use super::align;
use super::sentence::Sentence;
use super::token::{Class, tokens};

/// What happened to a sentence; the numbers are places in the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Same words at the same place.
    Kept(usize, usize),
    /// Other words at the same place.
    Changed(usize, usize),
    /// Same words at another place.
    Moved(usize, usize),
    /// Other words at another place.
    MovedAndChanged(usize, usize),
    /// Gone.
    Removed(usize),
    /// New.
    Added(usize),
}

/// Sentences at the same place with so much in common (0 to 1) are the same one, changed.
const LIKE: f64 = 0.4;
/// At another place more is asked, or chance would pair strangers.
const LIKE_FAR: f64 = 0.7;
/// Pairs that are weighed at most in one gap, and among all that is left over.
const MAX_WEIGHED: usize = 40_000;

/// The steps from the old sentences to the new ones, in the order of the new text; what is gone stands where it was.
pub(super) fn steps(old: &[Sentence], new: &[Sentence]) -> Vec<Step> {
    let texts = |all: &[Sentence]| -> Vec<String> { all.iter().map(|sentence| sentence.text.clone()).collect() };
    let kept = align::pairs(&texts(old), &texts(new));
    let mut book = Book::of(old, new);
    for &(from, to) in &kept {
        book.put(from, to, Step::Kept(from, to));
    }
    let mut before = (0, 0);
    for &(from, to) in kept.iter().chain([&(old.len(), new.len())]) {
        book.gap((before.0..from).collect(), (before.1..to).collect());
        before = (from + 1, to + 1);
    }
    book.moved();
    book.in_order()
}

struct Book<'a> {
    old: &'a [Sentence],
    new: &'a [Sentence],
    /// Words of each sentence, sorted: what likeness is measured by.
    old_words: Vec<Vec<&'a str>>,
    new_words: Vec<Vec<&'a str>>,
    from: Vec<Option<Step>>,
    to: Vec<Option<Step>>,
}

impl<'a> Book<'a> {
    fn of(old: &'a [Sentence], new: &'a [Sentence]) -> Self {
        let words = |all: &'a [Sentence]| all.iter().map(|sentence| words(&sentence.text)).collect();
        Self {
            old,
            new,
            old_words: words(old),
            new_words: words(new),
            from: vec![None; old.len()],
            to: vec![None; new.len()],
        }
    }

    fn put(&mut self, from: usize, to: usize, step: Step) {
        self.from[from] = Some(step);
        self.to[to] = Some(step);
    }

    fn likeness(&self, from: usize, to: usize) -> f64 {
        likeness(&self.old_words[from], &self.new_words[to])
    }

    /// Pairs what lies between two unchanged sentences, without crossing, so that the sum of likeness is greatest.
    fn gap(&mut self, from: Vec<usize>, to: Vec<usize>) {
        if from.is_empty() || to.is_empty() {
            return;
        }
        if from.len().saturating_mul(to.len()) > MAX_WEIGHED {
            for (from, to) in from.into_iter().zip(to) {
                if self.likeness(from, to) >= LIKE {
                    self.put(from, to, Step::Changed(from, to));
                }
            }
            return;
        }
        let width = to.len() + 1;
        let mut best = vec![0.0_f64; (from.len() + 1) * width];
        let mut like = vec![0.0_f64; from.len() * to.len()];
        for i in (0..from.len()).rev() {
            for j in (0..to.len()).rev() {
                let own = self.likeness(from[i], to[j]);
                like[i * to.len() + j] = own;
                let paired = if own >= LIKE { own + best[(i + 1) * width + j + 1] } else { 0.0 };
                best[i * width + j] = paired.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < from.len() && j < to.len() {
            let (own, here) = (like[i * to.len() + j], best[i * width + j]);
            if own >= LIKE && here <= own + best[(i + 1) * width + j + 1] {
                self.put(from[i], to[j], Step::Changed(from[i], to[j]));
                (i, j) = (i + 1, j + 1);
            } else if here <= best[(i + 1) * width + j] {
                i += 1;
            } else {
                j += 1;
            }
        }
    }

    /// Pairs what is left over, wherever it stands: first the same words, then the most alike.
    fn moved(&mut self) {
        let mut gone: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, _) in self.from.iter().enumerate().rev().filter(|(_, step)| step.is_none()) {
            gone.entry(&self.old[at].text).or_default().push(at);
        }
        for to in 0..self.to.len() {
            if self.to[to].is_none()
                && let Some(from) = gone.get_mut(self.new[to].text.as_str()).and_then(Vec::pop)
            {
                self.put(from, to, Step::Moved(from, to));
            }
        }
        let open = |steps: &[Option<Step>]| -> Vec<usize> {
            steps.iter().enumerate().filter(|(_, step)| step.is_none()).map(|(at, _)| at).collect()
        };
        let (left, right) = (open(&self.from), open(&self.to));
        if left.len().saturating_mul(right.len()) > MAX_WEIGHED {
            return;
        }
        let mut taken = BTreeSet::new();
        for to in right {
            let free = left.iter().copied().filter(|from| !taken.contains(from));
            let scored = free.map(|from| (self.likeness(from, to), from)).filter(|(like, _)| *like >= LIKE_FAR);
            // The first of equals, so that the answer does not depend on chance.
            let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
            if let Some((_, from)) = best {
                taken.insert(from);
                self.put(from, to, Step::MovedAndChanged(from, to));
            }
        }
    }

    fn in_order(self) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.from.len() + self.to.len());
        let mut next = 0;
        for (to, step) in self.to.iter().enumerate() {
            let step = step.unwrap_or(Step::Added(to));
            if let Step::Kept(from, _) | Step::Changed(from, _) = step {
                removed(&self.from, next..from, &mut steps);
                next = next.max(from + 1);
            }
            steps.push(step);
        }
        removed(&self.from, next..self.from.len(), &mut steps);
        steps
    }
}

fn removed(from: &[Option<Step>], range: std::ops::Range<usize>, steps: &mut Vec<Step>) {
    steps.extend(range.filter(|at| from[*at].is_none()).map(Step::Removed));
}

fn words(text: &str) -> Vec<&str> {
    let solid = tokens(text).into_iter().filter(|token| !matches!(token.class, Class::Mark | Class::Space));
    let mut words: Vec<&str> = solid.map(|token| &text[token.range]).collect();
    words.sort_unstable();
    words
}

/// Shared words over all words, counting repeats: 1 for the same words, 0 for none in common.
fn likeness(a: &[&str], b: &[&str]) -> f64 {
    if a.len().min(b.len()) * 8 < a.len().max(b.len()) {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0_u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    let all = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX);
    // Two sentences of punctuation only are alike.
    if all == 0 { 1.0 } else { 2.0 * f64::from(shared) / f64::from(all) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::sentence::sentences;
    use crate::markup::parse;

    fn of(old: &str, new: &str) -> (Vec<Sentence>, Vec<Sentence>, Vec<Step>) {
        let (old, new) = (sentences(&parse(old)), sentences(&parse(new)));
        let steps = steps(&old, &new);
        (old, new, steps)
    }

    #[test]
    fn every_fate_of_a_sentence() {
        let old = "一句。\n\n药放在阴凉干燥的地方。\n\n每次吃五毫克药。\n\n孩子够不着才安全。\n\n过期药不要吃了。";
        let new =
            "孩子够不着才安全。\n\n一句。\n\n药放在阴凉干燥的地方。\n\n每次吃五十毫克药。\n\n全新的一句话在这里。";
        assert_eq!(
            of(old, new).2,
            [
                Step::Moved(3, 0),
                Step::Kept(0, 1),
                Step::Kept(1, 2),
                Step::Changed(2, 3),
                Step::Added(4),
                Step::Removed(4)
            ]
        );
    }

    #[test]
    fn a_moved_sentence_with_another_number_is_still_known() {
        let old = "成人每次口服五毫克即可。\n\n甲乙丙丁。\n\n戊己庚辛。";
        let new = "甲乙丙丁。\n\n戊己庚辛。\n\n成人每次口服九毫克即可。";
        assert!(of(old, new).2.contains(&Step::MovedAndChanged(0, 2)));
    }

    proptest! {
        #[test]
        fn every_sentence_stands_once(old in "([水稻病虫药][。！；]?|\n\n){0,30}", new in "([水稻病虫药][。！；]?|\n\n){0,30}") {
            let (old, new, steps) = of(&old, &new);
            let (mut from, mut to) = (Vec::new(), Vec::new());
            for step in steps {
                match step {
                    Step::Kept(a, b) | Step::Moved(a, b) => {
                        prop_assert_eq!(&old[a].text, &new[b].text);
                        from.push(a);
                        to.push(b);
                    }
                    Step::Changed(a, b) | Step::MovedAndChanged(a, b) => {
                        from.push(a);
                        to.push(b);
                    }
                    Step::Removed(a) => from.push(a),
                    Step::Added(b) => to.push(b),
                }
            }
            prop_assert_eq!(to, (0..new.len()).collect::<Vec<_>>());
            from.sort_unstable();
            prop_assert_eq!(from, (0..old.len()).collect::<Vec<_>>());
        }
    }
}
