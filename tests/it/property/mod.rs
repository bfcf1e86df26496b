//! Random lives of a repository: no sequence of edits, approvals, merges, clock moves, changes of people and deletions
//! of records ever publishes a text without its quorum, and what `check` lets pass is published after the merge.
//!
//! Each event is followed by a nightly build of main, whose every page a clerk must confirm who knows nothing of the
//! gate ([`clerk`]).

mod clerk;
mod model;
mod story;

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use self::story::{Event, Tally, Which, event, live};

#[test]
fn nothing_is_published_without_its_quorum() {
    let total: [AtomicUsize; 5] = Default::default();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) });
    // Most lives begin with a published text, or hardly any would come to corrections and withdrawals.
    // Events are often followed by a merge, for before it nothing of them is public.
    let step = (event(), prop::bool::weighted(0.3));
    let lives = (prop::bool::weighted(0.7), prop::collection::vec(step, 1..24));
    let outcome = runner.run(&lives, |(published, steps)| {
        let mut events: Vec<Event> = if published { publication().to_vec() } else { Vec::new() };
        for (event, merges) in steps {
            events.push(event);
            events.extend(merges.then_some(Event::Merge));
        }
        let tally = live(&events).map_err(TestCaseError::fail)?;
        let Tally { shown, fixed, green, refused, forced, .. } = tally;
        for (sum, more) in total.iter().zip([shown, fixed, green, refused, forced]) {
            sum.fetch_add(more, Ordering::Relaxed);
        }
        Ok(())
    });
    if let Err(fault) = outcome {
        panic!("{fault}");
    }
    let [shown, fixed, green, refused, forced] = total.map(AtomicUsize::into_inner);
    println!("shown {shown}, small fixes {fixed}, green {green}, refused {refused}, forced {forced}");
    assert!(
        shown > 500 && fixed > 5 && green > 50 && refused > 50 && forced > 20,
        "the lives were too dull to prove anything"
    );
}

/// Somebody writes, everybody approves, it is merged.
fn publication() -> [Event; 3] {
    [
        Event::Edit { article: 0, wording: 0, risky: true, figure: 1, by: 0, honest: true },
        Event::Approvals { article: 0, count: 5, on_main: false, by_machine: false },
        Event::Merge,
    ]
}

/// One life by hand: without it, a model that never publishes would pass as well.
#[test]
fn the_ordinary_way_leads_to_publication() {
    let [write, approvals, merge] = publication();
    let rewrite = Event::Edit { article: 0, wording: 2, risky: true, figure: 1, by: 0, honest: true };
    let events = [write, approvals.clone(), merge.clone(), rewrite, merge.clone(), approvals, merge];
    let tally = live(&events).expect("sound");
    assert_eq!((tally.green, tally.refused), (2, 1), "{tally:?}");
    assert_eq!(tally.shown, 5, "from the first merge on, before and after the second");
}

#[test]
fn a_small_fix_leads_to_publication() {
    let [write, approvals, merge] = publication();
    let fix = Event::SmallFix { article: 0, of: Which::Main, wording: 1, count: 2, on_main: false };
    let tally = live(&[write, approvals, merge.clone(), fix, merge]).expect("sound");
    assert_eq!((tally.green, tally.refused, tally.shown), (2, 0, 3), "{tally:?}");
}

/// A fix that turns the meaning round is none.
#[test]
fn a_small_fix_of_the_meaning_is_refused() {
    let [write, approvals, merge] = publication();
    let fix = Event::SmallFix { article: 0, of: Which::Main, wording: 3, count: 2, on_main: false };
    let tally = live(&[write, approvals, merge.clone(), fix, merge]).expect("sound");
    assert_eq!((tally.green, tally.refused), (1, 1), "{tally:?}");
    assert!(tally.rules.contains(&722), "{tally:?}");
}

/// Found by a random life: approvals of the words passed for a decision on the retraction, and the page went silently.
#[test]
fn approvals_do_not_decide_a_retraction() {
    let [_, approvals, merge] = publication();
    let retract = |count| Event::Retract { article: 0, count, on_main: false };
    let tally = live(&[retract(1), approvals, merge.clone(), retract(2), merge]).expect("sound");
    assert_eq!((tally.green, tally.refused, tally.shown), (1, 1, 1), "{tally:?}");
}

/// Found by a random life: the reviewer who also worked on the fix counts for the build and not for the check, so the
/// one saw a text read in full that owed a correction, the other a small fix.
#[test]
fn a_small_fix_that_is_read_in_full_as_well_stays_one() {
    let [write, approvals, merge] = publication();
    let by_a_reviewer = Event::Edit { article: 0, wording: 0, risky: false, figure: 1, by: 2, honest: false };
    let fix = Event::SmallFix { article: 0, of: Which::Main, wording: 1, count: 2, on_main: false };
    let tally = live(&[write, approvals.clone(), merge.clone(), by_a_reviewer, fix, approvals, merge]).expect("sound");
    assert_eq!((tally.green, tally.refused), (2, 0), "{tally:?}");
}
