//! The safe part of an editor's errors, repaired: encoding, layout, canonical words, spelling of marks.
//!
//! Contract: no word changes. Every single repair is applied only if the text reads the same before and
//! after it; one that does not is left for people. Repairing twice is repairing once, and any bytes may come in.
//! What no rule finds fault with is not touched: trailing spaces are line breaks in Markdown, a final line end counts
//! in the digest, and neither harms anybody. Deliberately absent: files, approvals, and every decision about words.

mod characters;
pub mod diff;
mod emphasis;
mod encoding;
mod id;
mod numbers;
mod ranges;
mod reading;

use crate::diag::remedy::{Remedy, apply};
use crate::diag::{Bilingual, Code};
use crate::load::layout;
use crate::load::schema::SiteWords;
use crate::model::tree::Node;

pub use id::id_for;

/// A repair: the rules that it serves, and how it finds its work.
struct Repair {
    codes: &'static [u16],
    find: fn(&str, &Cx<'_>) -> Vec<Remedy>,
}

/// What repairs may know besides the text.
struct Cx<'a> {
    site: &'a SiteWords,
    id: &'a dyn Fn(&Node) -> Option<String>,
}

/// In the order in which they help each other: characters, then the front matter from outside in, then the body.
static REPAIRS: &[Repair] = &[
    Repair { codes: &[108], find: |text, _| encoding::composed(text) },
    Repair {
        codes: &[201, 202],
        find: |text, _| characters::hidden_ones(text, layout::body(text).unwrap_or(text.len())),
    },
    Repair { codes: &[203], find: |text, _| characters::radicals(text) },
    Repair { codes: &[101], find: |text, _| layout::fences(text) },
    Repair { codes: &[102], find: |text, _| layout::yaml(text) },
    Repair { codes: &[102, 103, 105], find: |text, cx| layout::words(text, cx.site) },
    Repair { codes: &[104], find: |text, cx| layout::missing(text, cx.id) },
    Repair { codes: &[208], find: |text, _| in_body(text, ranges::remedies) },
    Repair { codes: &[209], find: |text, _| in_body(text, emphasis::remedies) },
    Repair { codes: &[211], find: |text, _| in_body(text, numbers::remedies) },
];

/// A repair that finds nothing new after so many turns is at its end, whatever it says.
const MAX_TURNS: usize = 512;
/// Rounds over all repairs; one repair can make work for an earlier one.
const MAX_ROUNDS: usize = 8;
/// Remedies of one turn that are tried one by one when all together would change a word.
const MAX_TRIES: usize = 200;

/// Whether errors of a rule can be repaired, at least some of them.
#[must_use]
pub fn serves(code: Code) -> bool {
    code.0 == 108 || REPAIRS.iter().any(|repair| repair.codes.contains(&code.0))
}

/// What was done to one file, with how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The rule.
    pub code: Code,
    /// What was done.
    pub did: Bilingual,
    /// How often.
    pub times: usize,
}

/// A file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The text as it was, decoded, with LF line ends: what a difference is shown against.
    pub before: String,
    /// The text as it should be. These are the bytes to write.
    pub after: String,
    /// What was done, in order of first doing.
    pub done: Vec<Done>,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing that can be repaired.
    Nothing,
    /// The text can be had in a better form that reads the same.
    Repaired(Repaired),
    /// The text would read otherwise: a fault of this program, so nothing may be written.
    Unproven,
}

/// Repairs the bytes of an `index.md`; `id` gives the id of an article that has none.
#[must_use]
pub fn repair(bytes: &[u8], site: &SiteWords, id: &dyn Fn(&Node) -> Option<String>) -> Outcome {
    if bytes.len() as u64 > crate::load::encoding::MAX_ARTICLE_BYTES {
        return Outcome::Nothing;
    }
    let Some(read) = encoding::read(bytes) else { return Outcome::Nothing };
    let mut work = Work { text: read.text.clone(), cx: Cx { site, id }, done: Vec::new() };
    read.done.iter().for_each(|remedy| work.note(remedy));
    for _ in 0..MAX_ROUNDS {
        let before = work.text.clone();
        REPAIRS.iter().for_each(|repair| work.apply(repair));
        if work.text == before {
            break;
        }
    }
    // Each step was proved by itself; the whole way is looked at once more where both ends can be read alike.
    if !reading::bodies(&read.text, &work.text) {
        return Outcome::Unproven;
    }
    if work.text.as_bytes() == bytes {
        return Outcome::Nothing;
    }
    Outcome::Repaired(Repaired { before: read.text, after: work.text, done: work.done })
}

struct Work<'a> {
    text: String,
    cx: Cx<'a>,
    done: Vec<Done>,
}

impl Work<'_> {
    fn apply(&mut self, repair: &Repair) {
        for _ in 0..MAX_TURNS {
            let found = (repair.find)(&self.text, &self.cx);
            let Some(after) = self.proved(&found) else { return };
            self.text = after;
        }
    }

    /// The text with all remedies, or with those that change no word.
    fn proved(&mut self, remedies: &[Remedy]) -> Option<String> {
        if remedies.is_empty() {
            return None;
        }
        let all = apply(&self.text, remedies);
        if reading::same(&self.text, &all, self.cx.site) {
            remedies.iter().for_each(|remedy| self.note(remedy));
            return (all != self.text).then_some(all);
        }
        let mut text = self.text.clone();
        // From the end, so that places before it stay what they are.
        let mut sorted: Vec<&Remedy> = remedies.iter().collect();
        sorted.sort_by_key(|remedy| std::cmp::Reverse(remedy.place.start));
        for remedy in sorted.into_iter().take(MAX_TRIES) {
            let after = apply(&text, std::slice::from_ref(remedy));
            if after != text && reading::same(&text, &after, self.cx.site) {
                text = after;
                self.note(remedy);
            }
        }
        (text != self.text).then_some(text)
    }

    fn note(&mut self, remedy: &Remedy) {
        match self.done.iter_mut().find(|done| done.code == remedy.code && done.did == remedy.did) {
            Some(done) => done.times += 1,
            None => self.done.push(Done { code: remedy.code, did: remedy.did.clone(), times: 1 }),
        }
    }
}

/// Remedies of a body as remedies of the whole text.
fn in_body(text: &str, find: fn(&str) -> Vec<Remedy>) -> Vec<Remedy> {
    let Some(body) = layout::body(text) else { return Vec::new() };
    let moved = |remedy: Remedy| Remedy { place: remedy.place.start + body..remedy.place.end + body, ..remedy };
    find(&text[body..]).into_iter().map(moved).collect()
}
