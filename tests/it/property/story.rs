//! What can happen, and what must hold after it.

use std::collections::BTreeSet;

use kepu::diag::Severity;
use kepu::model::article::ArticleId;
use kepu::model::record::Decision;
use kepu::model::roster::Stage;
use kepu::model::state::State;
use kepu::model::units::{ContentDigest, plus_seconds};
use kepu::pipeline;
use kepu::pipeline::proposal::{Proposal, Reviewed, review, touched, with_records};
use proptest::prelude::*;

use super::clerk::Desk;
use super::model::{
    ARTICLES, Files, Order, PEOPLE, Text, WORDINGS, World, difference, digest_of, dir, put_text, sources, text_of,
};

/// Which text somebody speaks of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    Branch,
    Main,
    Seen(usize),
}

/// One thing that happens. Numbers that pick something are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Somebody writes on the branch; if honest, the text says which version it corrects.
    Edit { article: usize, wording: usize, risky: bool, figure: usize, by: usize, honest: bool },
    /// The right people approve what lies on the branch, one after another.
    Approvals { article: usize, count: usize, on_main: bool, by_machine: bool },
    /// Anybody decides anything about any text.
    Decide { order: Order, which: Which, on_main: bool },
    /// A text that main holds or has held is worded anew on the branch, and those who are asked call it a small fix.
    SmallFix { article: usize, of: Which, wording: usize, count: usize, on_main: bool },
    /// The text on main is given a retraction on the branch, and the two who are asked decide it.
    Retract { article: usize, count: usize, on_main: bool },
    /// A record is copied, maybe below another article.
    Copy { nth: usize, article: usize, on_main: bool },
    /// A record disappears.
    Delete { nth: usize, on_main: bool },
    /// A record is changed by hand: its decision, its stage, or the version it speaks of.
    Alter { nth: usize, what: usize, on_main: bool },
    /// The merge button, which a red check closes.
    Merge,
    /// An administrator merges all the same.
    Force,
    /// The branch takes in main.
    Update,
    /// The branch is given up.
    Abandon,
    /// An earlier text comes back.
    Restore { article: usize, nth: usize, on_main: bool },
    /// Somebody left yesterday.
    End { who: usize },
    /// Somebody's key is not believed any more from some days ago on.
    Distrust { who: usize, days_ago: i64 },
    /// The clock is moved.
    Clock { hours: i64 },
}

/// How eventful a life was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Pages that nightly builds showed.
    pub(crate) shown: usize,
    /// Pages among them that were small fixes.
    pub(crate) fixed: usize,
    /// Merges that the check let pass.
    pub(crate) green: usize,
    /// Merges that it refused.
    pub(crate) refused: usize,
    /// The rules that it refused them for.
    pub(crate) rules: BTreeSet<u16>,
    /// Merges against it.
    pub(crate) forced: usize,
}

fn order() -> impl Strategy<Value = Order> {
    let what = prop_oneof![
        6 => Just(Decision::Approve), 2 => Just(Decision::Withdraw), 2 => Just(Decision::Reject),
        1 => Just(Decision::Suspend), 1 => Just(Decision::Resume),
    ];
    let stage = prop_oneof![
        4 => Just(None),
        1 => prop::sample::select(vec![Stage::Initial, Stage::Knowledge, Stage::Second, Stage::Final]).prop_map(Some),
    ];
    let days_off = prop_oneof![8 => Just(0_i64), 1 => Just(-3_i64), 1 => Just(-10_i64), 1 => Just(1_i64)];
    let seldom = || prop::bool::weighted(0.1);
    (0..2_usize, 0..PEOPLE.len(), stage, what, (prop::bool::weighted(0.3), seldom()), days_off).prop_map(
        |(article, who, stage, what, (by_machine, forged), days_off)| {
            let own = PEOPLE[who].stages.first().copied();
            Order { article, who, stage: stage.or(own), what, by_machine, forged, days_off, from: None }
        },
    )
}

/// Anything that can happen.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    let article = || prop_oneof![3 => Just(0_usize), 1 => Just(1_usize)];
    let which = prop_oneof![4 => Just(Which::Branch), 2 => Just(Which::Main), 1 => (0..9_usize).prop_map(Which::Seen)];
    let on_main = || prop::bool::weighted(0.25);
    let origin = prop_oneof![2 => Just(Which::Main), 1 => (0..9_usize).prop_map(Which::Seen)];
    // The second wording corrects a slip of the first; all others say something else.
    let wording = prop_oneof![1 => Just(1_usize), 1 => 0..WORDINGS.len()];
    let count = || prop_oneof![1 => Just(1_usize), 3 => Just(2_usize)];
    let (nth, who) = (|| 0..40_usize, || 0..PEOPLE.len());
    let hours =
        prop_oneof![6 => 1..48_i64, 1 => -48..0_i64, 1 => Just(24 * 8), 1 => Just(24 * 366), 1 => Just(-24 * 366)];
    let write =
        (article(), 0..WORDINGS.len(), prop::bool::weighted(0.3), 1..3_usize, 0..12_usize, prop::bool::weighted(0.8));
    prop_oneof![
        6 => write.prop_map(|(article, wording, risky, figure, by, honest)| {
            Event::Edit { article, wording, risky, figure, by, honest }
        }),
        8 => (article(), 1..=5_usize, on_main(), prop::bool::weighted(0.2)).prop_map(|(article, count, on_main, by_machine)| {
            // Most often all five, or hardly anything would ever be published.
            Event::Approvals { article, count: if count > 2 { 5 } else { count }, on_main, by_machine }
        }),
        6 => (order(), which, on_main()).prop_map(|(order, which, on_main)| Event::Decide { order, which, on_main }),
        1 => (nth(), article(), on_main()).prop_map(|(nth, article, on_main)| Event::Copy { nth, article, on_main }),
        1 => (nth(), on_main()).prop_map(|(nth, on_main)| Event::Delete { nth, on_main }),
        1 => (nth(), 0..3_usize, on_main()).prop_map(|(nth, what, on_main)| Event::Alter { nth, what, on_main }),
        4 => (article(), origin, wording, count(), on_main()).prop_map(|(article, of, wording, count, on_main)| {
            Event::SmallFix { article, of, wording, count, on_main }
        }),
        1 => (article(), count(), on_main()).prop_map(|(article, count, on_main)| Event::Retract { article, count, on_main }),
        6 => Just(Event::Merge),
        1 => Just(Event::Force),
        1 => Just(Event::Update),
        1 => Just(Event::Abandon),
        2 => (article(), nth(), prop::bool::weighted(0.5)).prop_map(|(article, nth, on_main)| Event::Restore { article, nth, on_main }),
        1 => who().prop_map(|who| Event::End { who }),
        1 => (who(), 0..4_i64).prop_map(|(who, days_ago)| Event::Distrust { who, days_ago }),
        2 => hours.prop_map(|hours| Event::Clock { hours }),
    ]
}

/// Lets events happen, with a nightly build after each.
pub(crate) fn live(events: &[Event]) -> Result<Tally, String> {
    let mut world = World::new();
    let mut tally = Tally::default();
    for event in events {
        // A minute passes, so that no two records are of the same second.
        world.now = plus_seconds(world.now, 60);
        happen(&mut world, event, &mut tally)?;
        let (shown, fixed) = nightly(&world)?;
        tally.shown += shown;
        tally.fixed += fixed;
    }
    Ok(tally)
}

fn happen(world: &mut World, event: &Event, tally: &mut Tally) -> Result<(), String> {
    match event {
        Event::Edit { article, wording, risky, figure, by, honest } => {
            let (article, by) = (*article, PEOPLE.get(*by).map_or("ed-lin", |person| person.id));
            let mut text = Text {
                wording: *wording,
                risky: *risky,
                figure: *figure,
                retracts: false,
                corrects: corrected(world, article),
            };
            if !honest {
                text.corrects.clear();
            }
            let files = text.files(article);
            put_text(&mut world.branch, article, &files);
            world.seen[article].push(files);
            world.hands.entry(dir(article)).or_default().insert(format!("{by}@kepu.example.org"));
        }
        Event::Approvals { article, count, on_main, by_machine } => {
            approvals(world, *article, *count, (*on_main, *by_machine))
        }
        Event::Decide { order, which, on_main } => {
            let text = match which {
                Which::Branch => text_of(&world.branch, order.article),
                Which::Main => text_of(&world.main, order.article),
                Which::Seen(nth) => pick(&world.seen[order.article], *nth).cloned().unwrap_or_default(),
            };
            if let Some((path, bytes)) = world.sign(order, &text) {
                world.side(*on_main).insert(path, bytes);
            }
        }
        Event::SmallFix { article, of, wording, count, on_main } => {
            small_fix(world, *article, (*of, *wording), (*count, *on_main));
        }
        Event::Retract { article, count, on_main } => retract(world, *article, *count, *on_main),
        Event::Copy { .. } | Event::Delete { .. } | Event::Alter { .. } => tamper(world, event)?,
        Event::Merge => merge(world, tally)?,
        Event::Force => {
            tally.forced += 1;
            let (merged, _) = world.merged();
            world.advance(merged);
        }
        Event::Update => world.update_branch(),
        Event::Abandon => world.start_branch(),
        Event::Restore { article, nth, on_main } => {
            if let Some(text) = pick(&world.seen[*article], *nth).cloned() {
                put_text(world.side(*on_main), *article, &text);
                world.remember();
            }
        }
        Event::End { who } => {
            let yesterday = world.today().yesterday().expect("a day");
            world.staff.ended.entry(PEOPLE[*who].id).or_insert(yesterday);
            world.set_staff();
        }
        Event::Distrust { who, days_ago } => {
            let from = world.today().saturating_sub(jiff::ToSpan::days(*days_ago));
            world.staff.distrusted.entry(PEOPLE[*who].id).or_insert(from);
            world.set_staff();
        }
        Event::Clock { hours } => world.now = plus_seconds(world.now, hours * 3600),
    }
    Ok(())
}

fn pick<T>(all: &[T], nth: usize) -> Option<&T> {
    all.get(nth.checked_rem(all.len())?)
}

/// Every version of an article that main has held.
fn corrected(world: &World, article: usize) -> BTreeSet<String> {
    let held = world.held.0.keys().filter(|(of, _)| of == ARTICLES[article]);
    held.map(|(_, digest)| digest.to_string()).collect()
}

fn approvals(world: &mut World, article: usize, count: usize, (on_main, by_machine): (bool, bool)) {
    let text = text_of(&world.branch, article);
    let people = [
        ("ed-wu", Stage::Initial),
        ("kn-med-a", Stage::Knowledge),
        ("kn-med-b", Stage::Knowledge),
        ("se-chen", Stage::Second),
        ("fi-zhou", Stage::Final),
    ];
    for (id, stage) in people.into_iter().take(count) {
        let who = PEOPLE.iter().position(|person| person.id == id).expect("on the roster");
        let by_machine = by_machine && stage != Stage::Final;
        let order = Order {
            article,
            who,
            stage: Some(stage),
            what: Decision::Approve,
            by_machine,
            forged: false,
            days_off: 0,
            from: None,
        };
        if let Some((path, bytes)) = world.sign(&order, &text) {
            world.side(on_main).insert(path, bytes);
        }
    }
}

/// Words a text anew and has it agreed to as a small fix of that text.
fn small_fix(world: &mut World, article: usize, (of, wording): (Which, usize), (count, on_main): (usize, bool)) {
    let old = match of {
        Which::Main => text_of(&world.main, article),
        Which::Branch => text_of(&world.branch, article),
        Which::Seen(nth) => pick(&world.seen[article], nth).cloned().unwrap_or_default(),
    };
    let Some(from) = digest_of(&old, article) else { return };
    let reworded = |bytes: &Vec<u8>| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        WORDINGS.iter().fold(text, |text, old| text.replace(old, WORDINGS[wording])).into_bytes()
    };
    let text: Files = old.iter().map(|(path, bytes)| (path.clone(), reworded(bytes))).collect();
    put_text(&mut world.branch, article, &text);
    world.seen[article].push(text);
    world.hands.entry(dir(article)).or_default().insert("ed-lin@kepu.example.org".to_owned());
    let people = [("ed-wu", Stage::Initial), ("fi-zhou", Stage::Final)];
    decide(world, (article, Decision::Minor, Some(from)), &people[..count], on_main);
}

/// Says of the text on main that it is retracted, and has that decided.
fn retract(world: &mut World, article: usize, count: usize, on_main: bool) {
    let text = Text { wording: 0, risky: true, figure: 1, retracts: true, corrects: BTreeSet::new() }.files(article);
    put_text(&mut world.branch, article, &text);
    world.seen[article].push(text);
    world.hands.entry(dir(article)).or_default().insert("ed-lin@kepu.example.org".to_owned());
    let people = [("kn-med-a", Stage::Knowledge), ("fi-zhou", Stage::Final)];
    decide(world, (article, Decision::Retract, None), &people[..count], on_main);
}

/// Several people decide the same of what lies on the branch, each with the own key.
fn decide(
    world: &mut World,
    (article, what, from): (usize, Decision, Option<ContentDigest>),
    people: &[(&str, Stage)],
    on_main: bool,
) {
    let text = text_of(&world.branch, article);
    for (id, stage) in people {
        let who = PEOPLE.iter().position(|person| person.id == *id).expect("on the roster");
        let stage = Some(*stage);
        let order = Order { article, who, stage, what, by_machine: false, forged: false, days_off: 0, from };
        if let Some((path, bytes)) = world.sign(&order, &text) {
            world.side(on_main).insert(path, bytes);
        }
    }
}

/// Changes records by hand. On the branch that must be refused from then on.
fn tamper(world: &mut World, event: &Event) -> Result<(), String> {
    let records =
        |files: &Files| -> Vec<String> { files.keys().filter(|path| path.starts_with("records/")).cloned().collect() };
    let (nth, on_main) = match event {
        Event::Copy { nth, on_main, .. } | Event::Delete { nth, on_main } | Event::Alter { nth, on_main, .. } => {
            (*nth, *on_main)
        }
        _ => return Ok(()),
    };
    let Some(path) = pick(&records(world.side(on_main)), nth).cloned() else { return Ok(()) };
    let bytes = world.side(on_main).get(&path).cloned().unwrap_or_default();
    match event {
        Event::Copy { article, .. } => {
            let name = path.rsplit('/').next().unwrap_or_default();
            world.side(on_main).insert(format!("records/{}/copy-{name}", ARTICLES[*article]), bytes);
        }
        Event::Alter { what, .. } => {
            let article = usize::from(path.contains(ARTICLES[1]));
            let altered = alter(world, &String::from_utf8_lossy(&bytes), article, *what);
            world.side(on_main).insert(path.clone(), altered.into_bytes());
        }
        _ => drop(world.side(on_main).remove(&path)),
    }
    let rewritten = world.fork.contains_key(&path) && world.fork.get(&path) != world.branch.get(&path);
    if !on_main && rewritten {
        let reviewed = check(world);
        let refused =
            reviewed.findings.iter().any(|finding| finding.code.0 == 721 && finding.severity >= Severity::Error);
        if !refused {
            return Err(format!("{path} was rewritten and check said nothing"));
        }
    }
    Ok(())
}

fn alter(world: &World, record: &str, article: usize, what: usize) -> String {
    let line = |name: &str| record.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    let present = digest_of(&text_of(&world.branch, article), article);
    match (what, present) {
        (0, _) => record.replacen(&line("decision: "), "decision: approve", 1),
        (1, _) => record.replacen(&line("stage: "), "stage: final", 1),
        (_, Some(digest)) => record.replacen(&line("digest: "), &format!("digest: {digest}"), 1),
        (_, None) => String::new(),
    }
}

/// What `kepu check` says of the branch.
fn check(world: &World) -> Reviewed {
    let files = difference(&world.fork, &world.branch);
    let holds = |path: &str| world.main.contains_key(path) || world.branch.contains_key(path);
    let mut dirs = touched(&files, &holds);
    let ids = with_records(&files);
    dirs.extend((0..2).filter(|at| ids.iter().any(|id| id.as_str() == ARTICLES[*at])).map(dir));
    let (base, head) = (sources(&world.main), sources(&world.branch));
    let proposal = Proposal {
        base: &base,
        head: &head,
        files: &files,
        neighbours: None,
        hands: &world.hands,
        history: &world.held,
        now: world.now,
    };
    review(&proposal, &dirs).unwrap_or_else(|stop| panic!("{stop:?}"))
}

/// The merge button. What it lets through is confirmed by the clerk and published by the next build.
fn merge(world: &mut World, tally: &mut Tally) -> Result<(), String> {
    let (merged, conflict) = world.merged();
    if conflict {
        return Ok(());
    }
    let reviewed = check(world);
    let errors = reviewed.findings.iter().filter(|finding| finding.severity >= Severity::Error);
    let rules: BTreeSet<u16> = errors.map(|finding| finding.code.0).collect();
    if !rules.is_empty() {
        tally.refused += 1;
        tally.rules.extend(rules);
        return Ok(());
    }
    tally.green += 1;
    // Main may have changed the text itself meanwhile; then the check was about something else than the merge.
    let as_read = (0..2).all(|article| text_of(&merged, article) == text_of(&world.branch, article));
    let records_kept = world.branch.keys().all(|path| !path.starts_with("records/") || merged.contains_key(path));
    if as_read && records_kept {
        let hands = world.hands.clone();
        // Who changed a text and changed it back has changed nothing.
        let changed = [0, 1].map(|article| text_of(&world.fork, article) != text_of(&world.branch, article));
        let worked = |article: usize, id: &str| {
            changed[article]
                && hands.get(&dir(article)).is_some_and(|emails| emails.contains(&format!("{id}@kepu.example.org")))
        };
        let before = world.main.clone();
        world.advance(merged);
        let desk = Desk { door: Some((&worked, &before)), ..desk(world) };
        for article in (0..2).filter(|article| !text_of(&world.main, *article).is_empty()) {
            let state = state_of(world, article)?;
            if state == Some(State::Suspended) {
                continue;
            }
            desk.confirms(article).map_err(|why| format!("check was green, the clerk says {why}"))?;
            if !state.is_some_and(State::is_listed) && !matches!(state, Some(State::Expired | State::Retracted)) {
                return Err(format!("check was green, the build says {state:?}"));
            }
        }
    } else {
        world.advance(merged);
    }
    Ok(())
}

fn desk(world: &World) -> Desk<'_> {
    Desk {
        files: &world.main,
        ledger: &world.ledger,
        staff: &world.staff,
        held: &world.held,
        now: world.now,
        door: None,
    }
}

fn judged(world: &World) -> Result<pipeline::Judged, String> {
    let main = sources(&world.main);
    let library = pipeline::load(&main).map_err(|stop| format!("{stop:?}"))?;
    pipeline::judge(&library, &main, &world.held, world.now).map_err(|error| error.to_string())
}

fn state_of(world: &World, article: usize) -> Result<Option<State>, String> {
    let judged = judged(world)?;
    Ok(judged.standings.iter().find(|standing| standing.id == ARTICLES[article]).map(|standing| standing.state))
}

/// A nightly build of main: the clerk confirms every page.
fn nightly(world: &World) -> Result<(usize, usize), String> {
    let judged = judged(world)?;
    for cleared in judged.shelf.articles() {
        let article = ARTICLES.iter().position(|id| ArticleId::new(id).as_ref() == Some(cleared.id()));
        let article = article.ok_or("an unknown article")?;
        desk(world).confirms(article).map_err(|why| format!("{:?} is shown, the clerk says {why}", cleared.state()))?;
        let digest = digest_of(&text_of(&world.main, article), article);
        if digest != Some(cleared.approval().digest) {
            return Err("the page is of another text".to_owned());
        }
    }
    let fixed = judged.shelf.articles().iter().filter(|cleared| cleared.approval().fix.is_some());
    Ok((judged.shelf.articles().len(), fixed.count()))
}
