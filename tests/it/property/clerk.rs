//! What a clerk with paper and pencil would do: look at the records that lie there, ask the ledger who signed which
//! text, and count. Nothing of the gate is used; texts are compared as bytes, not as digests.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kepu::model::record::Decision;
use kepu::model::roster::Stage;
use kepu::model::units::{ContentDigest, china_date, plus_days, plus_seconds};

use super::model::{ARTICLES, Files, Held, PEOPLE, Staff, WORDINGS, text_of};

/// A decision that its person did sign.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) article: usize,
    pub(crate) who: usize,
    pub(crate) stage: Option<Stage>,
    pub(crate) what: Decision,
    pub(crate) text: Files,
    /// The version that a small fix names.
    pub(crate) from: Option<ContentDigest>,
    pub(crate) at: Timestamp,
    pub(crate) by_machine: bool,
}

/// Whether somebody worked on an article in a pull request.
pub(crate) type Worked<'a> = dyn Fn(usize, &str) -> bool + 'a;

/// What the clerk may look at.
pub(crate) struct Desk<'a> {
    pub(crate) files: &'a Files,
    pub(crate) ledger: &'a std::collections::BTreeMap<Vec<u8>, Given>,
    pub(crate) staff: &'a Staff,
    pub(crate) held: &'a Held,
    pub(crate) now: Timestamp,
    /// At the door of a pull request: who worked on which article, and the files that lie on main already.
    pub(crate) door: Option<(&'a Worked<'a>, &'a Files)>,
}

impl<'a> Desk<'a> {
    /// Whether the text of an article, as it lies here, may be shown now.
    pub(crate) fn confirms(&self, article: usize) -> Result<(), String> {
        let text = text_of(self.files, article);
        let given = self.given(article, true);
        let standing = standing(&given, &text);
        let refuse = |why: &str| Err(format!("{}: {why}", ARTICLES[article]));
        if given.iter().fold(false, |off, one| match one.what {
            Decision::Suspend if one.holds(Stage::Final) => true,
            Decision::Resume if one.holds(Stage::Final) => false,
            _ => off,
        }) {
            return refuse("suspended");
        }
        if retracts(&text) {
            return if retracted(&given, &text) { Ok(()) } else { refuse("a retraction that nobody decided") };
        }
        let mine = self.held.0.iter().filter(|((of, _), _)| of == ARTICLES[article]);
        if mine.map(|(_, old)| old).any(|old| retracts(old) && retracted(&given, old)) {
            return refuse("retracted for good");
        }
        if let Some(who) = objector(&given) {
            return refuse(&format!("{who} objects"));
        }
        let id = ARTICLES[article];
        let Some(completed) = complete(&standing, &text) else {
            let origins = self.held.0.iter().filter(|((of, _), _)| of == id);
            let reasons: Vec<&str> = origins
                .filter_map(|((_, digest), old)| self.small_fix((article, &given), (digest, old), &text).err())
                .collect();
            let has_one = reasons.len() < self.held.0.keys().filter(|(of, _)| of == id).count();
            return if has_one { Ok(()) } else { refuse(&format!("no quorum, nor a small fix: {reasons:?}")) };
        };
        let latest = standing.iter().map(|one| one.at).max().unwrap_or(completed);
        if risky(&text) && plus_days(latest, 365) <= self.now {
            return refuse("expired");
        }
        let others = self.held.0.iter().filter(|((of, _), other)| of == id && **other != text);
        for (_, other) in others {
            if complete(&self::standing(&given, other), other).is_some_and(|at| at > latest) {
                return refuse("an older version than another that was approved later");
            }
        }
        Ok(())
    }

    /// Whether a text is a small fix of a version that main has held, agreed to by those whom the policy asks.
    fn small_fix(
        &self,
        (article, given): (usize, &[&Given]),
        (digest, old): (&ContentDigest, &Files),
        text: &Files,
    ) -> Result<(), &'static str> {
        if !is_slip(old, text) {
            return Err("another text");
        }
        let agreed = standing_as(Decision::Minor, given, text);
        let agreed: Vec<&Given> = agreed.into_iter().filter(|one| one.from == Some(*digest)).collect();
        let first = |stage| agreed.iter().filter(|one| one.stage == Some(stage)).map(|one| one.at).min();
        let last = |stage| agreed.iter().filter(|one| one.stage == Some(stage)).map(|one| one.at).max();
        let (Some(read), Some(done)) = (first(Stage::Initial), last(Stage::Final)) else { return Err("not agreed to") };
        if done < read {
            return Err("the final came first");
        }
        // Whoever works on the fix may have approved the text before it.
        let given = &self.given(article, false);
        let before: Vec<&Given> = standing(given, old).into_iter().filter(|one| one.at <= done).collect();
        if complete(&before, old).is_none() {
            return Err("the version before was not complete");
        }
        let latest = before.iter().map(|one| one.at).max();
        let id = ARTICLES[article];
        let others = self.held.0.iter().filter(|((of, _), other)| of == id && *other != old && *other != text);
        for (_, other) in others {
            if complete(&standing(given, other), other) > latest {
                return Err("another version was approved after the one that is fixed");
            }
        }
        if risky(old) && latest.is_none_or(|at| plus_days(at, 365) <= self.now) {
            return Err("expired with the version before");
        }
        Ok(())
    }

    /// The believable decisions on an article that lie here, in order of time, each once.
    fn given(&self, article: usize, bars_makers: bool) -> Vec<&'a Given> {
        let folder = format!("records/{}/", ARTICLES[article]);
        let mut given: Vec<&Given> = Vec::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.starts_with(&folder)) {
            let Some(one) =
                self.ledger.get(bytes).filter(|one| one.article == article && self.believes(one, bars_makers))
            else {
                continue;
            };
            let entering = self.door.is_some_and(|(_, main)| !main.contains_key(path));
            let fresh = !entering || (plus_days(one.at, 7) >= self.now && self.trusts_on(one, self.now));
            if fresh && !given.iter().any(|other| other.at == one.at) {
                given.push(one);
            }
        }
        given.sort_by_key(|one| one.at);
        given
    }

    fn believes(&self, one: &Given, bars_makers: bool) -> bool {
        let id = PEOPLE[one.who].id;
        let there = self.staff.ended.get(id).is_none_or(|last| china_date(one.at) <= *last);
        let worked = bars_makers && self.door.is_some_and(|(worked, _)| worked(one.article, id));
        let barred = worked && !(id == "ed-lin" && one.stage == Some(Stage::Initial));
        let approves = matches!(one.what, Decision::Approve | Decision::Minor | Decision::Retract);
        there && self.trusts_on(one, one.at) && one.at <= plus_seconds(self.now, 300) && !(approves && barred)
    }

    /// Whether the key behind a decision may be used on a day.
    fn trusts_on(&self, one: &Given, day: Timestamp) -> bool {
        let distrusted = self.staff.distrusted.get(PEOPLE[one.who].id);
        one.by_machine || distrusted.is_none_or(|from| china_date(day) < *from)
    }
}

impl Given {
    fn holds(&self, stage: Stage) -> bool {
        PEOPLE[self.who].stages.contains(&stage)
    }

    /// Whether an approval is one that this person may give to this text at all.
    fn fits(&self) -> bool {
        let Some(stage) = self.stage else { return false };
        let expert = stage != Stage::Knowledge || PEOPLE[self.who].knows_medicine || self.what == Decision::Retract;
        let own_hand = !(stage == Stage::Final && risky(&self.text) && self.by_machine);
        let editor = PEOPLE[self.who].id == "ed-lin" && stage != Stage::Initial;
        self.holds(stage) && expert && own_hand && !editor
    }
}

fn retracts(text: &Files) -> bool {
    text.values().any(|bytes| String::from_utf8_lossy(bytes).contains("\nretraction:"))
}

/// Whether an expert and, after him, a final approver have retracted a text.
fn retracted(given: &[&Given], text: &Files) -> bool {
    let words = standing_as(Decision::Retract, given, text);
    let expert = words.iter().filter(|one| one.stage == Some(Stage::Knowledge)).map(|one| one.at).min();
    words.iter().any(|one| one.stage == Some(Stage::Final) && !one.by_machine && expert.is_some_and(|at| at <= one.at))
}

fn risky(text: &Files) -> bool {
    text.values().any(|bytes| String::from_utf8_lossy(bytes).contains("risk: [medical]"))
}

/// The approvals of one text by people who have not taken their word back since.
fn standing<'a>(given: &[&'a Given], text: &Files) -> Vec<&'a Given> {
    standing_as(Decision::Approve, given, text)
}

/// The two wordings that differ by a slip of the pen, and nothing else that differs.
fn is_slip(old: &Files, new: &Files) -> bool {
    let written = |text: &Files| -> Vec<String> {
        text.values().map(|bytes| String::from_utf8_lossy(bytes).replace(WORDINGS[0], WORDINGS[1])).collect()
    };
    old != new && written(old) == written(new)
}

fn standing_as<'a>(mark: Decision, given: &[&'a Given], text: &Files) -> Vec<&'a Given> {
    let on_it: Vec<&'a Given> = given.iter().copied().filter(|one| one.text == *text).collect();
    let lapsed = |one: &Given, at: usize| {
        on_it[at + 1..].iter().any(|later| {
            let moved = later.what == mark && later.fits_stage() && later.stage != one.stage;
            later.who == one.who && (moved || matches!(later.what, Decision::Withdraw | Decision::Reject))
        })
    };
    let stands = |(at, one): &(usize, &&Given)| one.what == mark && one.fits() && !lapsed(one, *at);
    on_it.iter().enumerate().filter(stands).map(|(_, one)| *one).collect()
}

impl Given {
    fn fits_stage(&self) -> bool {
        self.stage.is_some_and(|stage| self.holds(stage))
    }
}

/// The first moment at which a final approver could see everything that a text needs.
fn complete(standing: &[&Given], text: &Files) -> Option<Timestamp> {
    let finals = standing.iter().filter(|one| one.stage == Some(Stage::Final)).map(|one| one.at);
    finals.filter(|at| ready(standing, text, *at)).min()
}

fn ready(standing: &[&Given], text: &Files, by: Timestamp) -> bool {
    let at = |stage: Stage| standing.iter().filter(move |one| one.stage == Some(stage) && one.at <= by);
    let people = |stage: Stage| at(stage).map(|one| one.who).collect::<BTreeSet<_>>().len();
    let houses = at(Stage::Knowledge).map(|one| PEOPLE[one.who].org).collect::<BTreeSet<_>>().len();
    let experts = if risky(text) { 2 } else { 1 };
    people(Stage::Initial) >= 1 && people(Stage::Second) >= 1 && houses >= experts
}

/// Somebody whose last word, on whatever version, was an objection.
fn objector(given: &[&Given]) -> Option<&'static str> {
    let last = |who: usize| {
        let counts = |one: &&&Given| match one.what {
            // Who governs the files reviews no text.
            Decision::Reject => one.fits_stage() && one.stage != Some(Stage::Governance),
            Decision::Approve | Decision::Withdraw => true,
            _ => false,
        };
        given.iter().filter(|one| one.who == who).rfind(counts)
    };
    let objects = |who: &usize| last(*who).is_some_and(|one| one.what == Decision::Reject);
    (0..PEOPLE.len()).find(objects).map(|who| PEOPLE[who].id)
}
