//! A box through a day of flood, minute by minute, under every clock that a box may have.

use super::*;

/// What the clock of the machine says at a time.
type Wrong = fn(Timestamp) -> Timestamp;

const DAY_SECONDS: i64 = 86_400;

fn shifted(at: Timestamp, days: i64) -> Timestamp {
    at + SignedDuration::from_secs(days * DAY_SECONDS)
}

const WRONG: [(&str, Wrong); 7] = [
    ("right", |at| at),
    // Counted from the start of the machine, as without a battery.
    ("1970", |at| Timestamp::UNIX_EPOCH + at.duration_since(hours(day(0), -1))),
    ("three days behind", |at| shifted(at, -3)),
    ("three days ahead", |at| shifted(at, 3)),
    ("a year ahead", |at| shifted(at, 365)),
    ("ten years ahead", |at| shifted(at, 3650)),
    ("2100", |at| shifted(at, 27_000)),
];

struct Machine {
    disk: Arc<Simulated>,
    truth: Timestamp,
    boot: u32,
    started: Timestamp,
    clock: Wrong,
}

impl Machine {
    /// Switched on an hour before the flood.
    fn new(clock: Wrong) -> Self {
        let start = hours(day(0), -1);
        Self { disk: enrolled().0, truth: start, boot: 1, started: start, clock }
    }

    fn clocks(&self) -> Clocks {
        let ran = self.truth.as_second() - self.started.as_second();
        let seconds = 40 + u64::try_from(ran).expect("forward");
        Clocks { system: (self.clock)(self.truth), uptime: Uptime { boot: self.boot.to_string(), seconds } }
    }

    fn store(&self) -> Store {
        Store::open(self.disk.clone() as Arc<dyn Disk>).expect("a store")
    }

    /// Runs until an hour of the flood; every two minutes it looks at its clocks, and at the source if it has a line.
    fn run(&mut self, until: i64, is_online: bool) -> &mut Self {
        while self.truth < hours(day(0), until) {
            let mut store = self.store();
            let mut board = store.emergency().expect("a board");
            if is_online {
                let source = Shelf::of(&published(self.truth));
                poll(&mut store, &mut board, &[&source], (&self.clocks(), false)).expect("an answer");
            }
            board.settle(&BTreeSet::new(), &self.clocks());
            store.keep_emergency(&mut board).expect("kept");
            self.truth += SignedDuration::from_mins(2);
        }
        self
    }

    /// Off until an hour of the flood, then on again.
    fn off_until(&mut self, hour: i64) -> &mut Self {
        self.truth = hours(day(0), hour);
        self.started = self.truth;
        self.boot += 1;
        self
    }

    fn showing(&self) -> Option<Showing> {
        self.store().emergency().expect("a board").showing(Some("360733"), &self.clocks())
    }

    fn shows(&self) -> bool {
        self.showing().is_some()
    }
}

/// What the publisher offers at a time: signed anew every ten minutes; the flood from hour 0 to hour 6.
fn published(at: Timestamp) -> Vec<u8> {
    let minutes = at.as_second() / 600 * 600;
    let at = Timestamp::from_second(minutes).expect("a time");
    let version = u64::try_from(minutes).expect("after 1970");
    if at < day(0) || hours(day(0), 6) <= at {
        return file::<Emergency>(11, bulletin(version, at, Vec::new()));
    }
    flood(version, at)
}

#[test]
fn online_every_clock_shows_it_and_drops_it_in_time() {
    for (name, clock) in WRONG {
        let mut machine = Machine::new(clock);
        assert!(!machine.run(0, true).shows(), "{name}: before");
        // The signature of minute 0 is there; the next poll after it brings it.
        machine.truth = day(0) + SignedDuration::from_mins(10);
        let mut store = machine.store();
        let mut board = store.emergency().expect("a board");
        poll(&mut store, &mut board, &[&Shelf::of(&published(machine.truth))], (&machine.clocks(), false))
            .expect("heard");
        store.keep_emergency(&mut board).expect("kept");
        assert!(machine.shows(), "{name}: with the first poll after it was published");
        for hour in 1..6 {
            assert!(machine.run(hour, true).shows(), "{name}: in hour {hour}");
        }
        for hour in [7, 12, 30] {
            assert!(!machine.run(hour, true).shows(), "{name}: after its end, hour {hour}");
        }
    }
}

#[test]
fn without_a_line_the_machine_counts_the_time_itself() {
    for (name, clock) in WRONG {
        let mut machine = Machine::new(clock);
        assert!(machine.run(1, true).shows(), "{name}");
        for hour in 2..6 {
            assert!(machine.run(hour, false).shows(), "{name}: nobody ends it early, hour {hour}");
        }
        // What was signed ten minutes before it was heard is over ten minutes late.
        machine.run(6, false).truth += SignedDuration::from_mins(11);
        assert!(!machine.shows(), "{name}: over by itself");
        assert!(!machine.run(40, false).shows(), "{name}: and it stays away");
        assert!(!machine.off_until(50).shows(), "{name}: also after another start");
    }
}

#[test]
fn switched_off_and_on_again_without_a_line() {
    for (name, clock) in WRONG {
        let mut machine = Machine::new(clock);
        machine.run(3, true).off_until(4);
        // Three days and one year ahead: it may as well have been off for so long.
        let may_have_been_off = ["three days ahead", "a year ahead"].contains(&name);
        assert_eq!(machine.shows(), !may_have_been_off, "{name}: in force, and nobody knows better");
        if let Some(showing) = machine.showing() {
            assert_eq!(showing.is_doubtful, name != "right", "{name}: it says that it may be over");
        }
        // The next signature tells the hour, and so what a wrong clock took away comes back.
        machine.run(4, true).truth += SignedDuration::from_mins(1);
        assert!(machine.run(5, true).shows(), "{name}: with a line again");
        assert!(machine.showing().is_some_and(|showing| !showing.is_doubtful), "{name}");
        machine.off_until(6).run(7, false);
        // Of the hour that it was off a machine with a broken clock knows nothing: no more than that is it late.
        let is_lost = !["right", "three days ahead", "a year ahead"].contains(&name);
        assert_eq!(machine.shows(), is_lost, "{name}");
        machine.run(8, false);
        assert!(!machine.shows(), "{name}: over");
    }
}

#[test]
fn what_a_sound_clock_ended_stays_over_when_the_clock_is_lost() {
    let mut machine = Machine::new(|at| at);
    assert!(machine.run(1, true).shows());
    machine.off_until(20).run(21, false);
    assert!(!machine.shows());
    machine.clock = WRONG[1].1;
    machine.off_until(22);
    assert!(!machine.shows(), "by its own count it would be hour 1");
    assert!(!machine.run(24, false).shows());
}

#[test]
fn an_old_stick_brings_nothing_old_back() {
    for (name, clock) in WRONG {
        let mut machine = Machine::new(clock);
        machine.run(30, true);
        let mut store = machine.store();
        let mut board = store.emergency().expect("a board");
        let heard = poll(&mut store, &mut board, &[&Shelf::of(&flood(9, day(0)))], (&machine.clocks(), false));
        assert!(heard.is_err_and(|fault| fault.is_refusal()), "{name}");
        assert!(!machine.shows(), "{name}");
    }
    // A box that never heard anything, with a right clock, is handed last week's file.
    let mut machine = Machine::new(|at| at);
    machine.off_until(24 * 7);
    let mut store = machine.store();
    let mut board = store.emergency().expect("a board");
    poll(&mut store, &mut board, &[&Shelf::of(&flood(9, day(0)))], (&machine.clocks(), false)).expect("it is genuine");
    store.keep_emergency(&mut board).expect("kept");
    assert!(!machine.shows());
}

#[test]
fn whoever_has_the_key_of_drills_ends_no_alarm() {
    let mut machine = Machine::new(|at| at);
    machine.run(2, true);
    let mut store = machine.store();
    let mut board = store.emergency().expect("a board");
    let drill = file::<Drill>(12, bulletin(u64::MAX, day(36_500), Vec::new()));
    let shelf = Shelf::of(&published(machine.truth)).with("drill.json", &drill);
    poll(&mut store, &mut board, &[&shelf], (&machine.clocks(), false)).expect("heard");
    store.keep_emergency(&mut board).expect("kept");
    assert!(machine.shows() && machine.run(4, false).shows());
}

#[test]
fn a_notice_begins_at_its_hour_and_one_that_is_put_off_goes_on() {
    let mut machine = Machine::new(|at| at);
    machine.truth = day(0);
    let (_, mut store) = enrolled();
    let mut board = store.emergency().expect("a board");
    let early = alert("early", EmergencyLevel::II, &["360733"], hours(day(0), 2), hours(day(0), 4));
    let mut take = |board: &mut Board, version: u64, notice: Alert, clocks: &Clocks| {
        let file = file::<Emergency>(11, bulletin(version, day(0), vec![notice]));
        poll(&mut store, board, &[&Shelf::of(&file)], (clocks, false)).expect("heard");
        board.settle(&BTreeSet::new(), clocks);
    };
    take(&mut board, 1, early.clone(), &machine.clocks());
    for (hour, is_seen) in [(0, false), (1, false), (2, true), (3, true), (4, false)] {
        machine.truth = hours(day(0), hour);
        board.settle(&BTreeSet::new(), &machine.clocks());
        assert_eq!(board.showing(None, &machine.clocks()).is_some(), is_seen, "hour {hour}");
    }
    machine.truth = hours(day(0), 5);
    let longer = Alert { expires: hours(day(0), 9), ..early };
    take(&mut board, 2, longer, &machine.clocks());
    assert!(board.showing(None, &machine.clocks()).is_some());
}
