//! Random lives of an article: it is never shown unless a naive recount of the records agrees.

use std::sync::Arc;

use proptest::prelude::*;

use crate::gate::testing::{Desk, article, generated, sign};
use crate::gate::{Outcome, digest};
use crate::model::article::Article;
use crate::model::record::{Decision, SignOff};
use crate::model::roster::Stage;
use crate::model::units::plus_days;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Event {
    /// The text becomes one of three versions.
    Edit(usize),
    /// A person approves the present text at a stage, or another version by mistake.
    Approve { who: usize, stage: usize, astray: bool },
    /// A person withdraws.
    Withdraw(usize),
    /// A person objects.
    Reject(usize),
    /// Somebody else's key.
    Forge { who: usize, stage: usize },
}

const PEOPLE: [&str; 7] = ["ed-wu", "kn-gen-a", "kn-gen-b", "kn-agr-a", "se-luo", "se-chen", "fi-zhou"];
const STAGES: [Stage; 4] = [Stage::Initial, Stage::Knowledge, Stage::Second, Stage::Final];

fn event() -> impl Strategy<Value = Event> {
    let (who, stage) = (0..PEOPLE.len(), 0..STAGES.len());
    prop_oneof![
        1 => (0..3_usize).prop_map(Event::Edit),
        4 => (who.clone(), stage.clone(), prop::bool::weighted(0.1))
            .prop_map(|(who, stage, astray)| Event::Approve { who, stage, astray }),
        // Approvals at the stage a person holds, or runs would hardly ever end in publication.
        12 => (who.clone(), prop::bool::weighted(0.05))
            .prop_map(|(who, astray)| Event::Approve { who, stage: [0, 1, 1, 1, 2, 2, 3][who], astray }),
        1 => who.clone().prop_map(Event::Withdraw),
        1 => who.clone().prop_map(Event::Reject),
        1 => (who, stage).prop_map(|(who, stage)| Event::Forge { who, stage }),
    ]
}

/// The stages a person holds in the test roster, and whether he knows the topic.
fn holds(person: &str, stage: Stage) -> bool {
    match stage {
        Stage::Initial => ["ed-wu", "se-luo"].contains(&person),
        Stage::Knowledge => ["kn-gen-a", "kn-gen-b"].contains(&person),
        Stage::Second => ["se-luo", "se-chen"].contains(&person),
        Stage::Final => person == "fi-zhou",
        Stage::Governance => false,
    }
}

/// What a clerk would do by hand: for each person look up the last word on this text, then count.
fn recount(article: &Article, records: &[(SignOff, bool)], knowledge: usize) -> bool {
    let on_it: Vec<&SignOff> = records
        .iter()
        .filter(|(record, genuine)| *genuine && record.statement.digest == digest(article))
        .map(|(record, _)| record)
        .filter(|record| {
            record.statement.decision != Decision::Approve
                || record.statement.stage.is_some_and(|stage| holds(&record.statement.reviewer, stage))
        })
        .collect();
    let last_word = |person: &str| on_it.iter().rfind(|record| record.statement.reviewer == person);
    let stands = |person: &&&str, stage: Stage| {
        last_word(person)
            .is_some_and(|last| last.statement.decision == Decision::Approve && last.statement.stage == Some(stage))
    };
    let count = |stage: Stage| PEOPLE.iter().filter(|person| stands(person, stage)).count();
    let enough = count(Stage::Initial) >= 1
        && count(Stage::Knowledge) >= knowledge
        && count(Stage::Second) >= 1
        && count(Stage::Final) >= 1;
    let final_at = last_word("fi-zhou").map(|last| last.statement.at);
    let first_of = |stage: Stage| {
        let approvals = on_it.iter().filter(|record| record.statement.stage == Some(stage));
        approvals
            .filter(|record| record.statement.decision == Decision::Approve)
            .map(|record| record.statement.at)
            .min()
    };
    let in_order = STAGES[..3].iter().all(|stage| first_of(*stage) <= final_at);
    let objected = PEOPLE.iter().any(|person| {
        let words = records.iter().filter(|(record, genuine)| *genuine && record.statement.reviewer == *person);
        let last = words.map(|(record, _)| record.statement.decision).next_back();
        last == Some(Decision::Reject)
    });
    enough && in_order && !objected
}

fn act(event: &Event, versions: &[Arc<Article>], present: &mut usize, day: i64) -> Option<(SignOff, bool)> {
    let when = plus_days(crate::gate::testing::at("2026-01-01"), day);
    let on_it = digest(&versions[*present]);
    match event {
        Event::Edit(version) => {
            *present = *version;
            None
        }
        Event::Approve { who, stage, astray } => {
            let target = if *astray { digest(&versions[(*present + 1) % versions.len()]) } else { on_it };
            let short = format!("approve {} {} {when}", STAGES[*stage].token(), PEOPLE[*who]);
            Some((sign(&short, target), true))
        }
        Event::Withdraw(who) => Some((sign(&format!("withdraw - {} {when}", PEOPLE[*who]), on_it), true)),
        Event::Reject(who) => Some((sign(&format!("reject - {} {when}; note=有误", PEOPLE[*who]), on_it), true)),
        Event::Forge { who, stage } => {
            let short = format!("approve {} {} {when}; key=outsider", STAGES[*stage].token(), PEOPLE[*who]);
            Some((sign(&short, on_it), false))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_shown_that_a_recount_does_not_confirm(
        events in prop::collection::vec(event(), 1..40),
        by_machine: bool,
    ) {
        let desk = Desk::new("2026-12-01");
        let edit = if by_machine { generated } else { |_: &mut crate::model::article::FrontMatter| {} };
        let versions: Vec<Arc<Article>> = ["一\n", "二\n", "三\n"].into_iter().map(|body| article(body, edit)).collect();
        let mut present = 0;
        let mut records: Vec<(SignOff, bool)> = Vec::new();
        for (day, event) in (0_i64..).zip(&events) {
            records.extend(act(event, &versions, &mut present, day));
            let files: Vec<SignOff> = records.iter().map(|(record, _)| record.clone()).collect();
            let article = &versions[present];
            let verdict = desk.judge(article, &files);
            let state = verdict.state;
            let shown = matches!(verdict.into_cleared(), Outcome::Cleared(_));
            let confirmed = recount(article, &records, if by_machine { 2 } else { 1 });
            prop_assert!(!shown || confirmed, "{state:?} after {:?}", &events[..=usize::try_from(day).unwrap_or(0)]);
            prop_assert_eq!(shown, state.is_listed());
        }
    }
}

#[test]
fn the_recount_can_say_yes() {
    let desk = Desk::new("2026-12-01");
    let article = article("一\n", |_| {});
    let records = crate::gate::testing::ordinary("2026-03-20", digest(&article));
    let genuine: Vec<(SignOff, bool)> = records.iter().map(|record| (record.clone(), true)).collect();
    assert!(recount(&article, &genuine, 1));
    assert!(desk.judge(&article, &records).state.is_listed());
}
