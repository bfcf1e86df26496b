use super::*;
use crate::bundle::publish::testing::{Memory, day, first_root, key, root_of};
use crate::model::article::EmergencyLevel::{self, I, II, III};

fn alert(article: &str, level: EmergencyLevel, act: &str) -> Alert {
    Alert {
        article: article.into(),
        event: "e".into(),
        level,
        category: "自然灾害".into(),
        regions: vec!["360000".into()],
        area: vec!["江西省".into()],
        title: "洪水橙色预警".into(),
        act: act.into(),
        authority: "示例应急局".into(),
        issued: day(0),
        expires: day(1),
        provisional: false,
    }
}

fn notices(live: Vec<Alert>, drill: Vec<Alert>) -> Notices {
    Notices {
        project: "p".into(),
        hotlines: vec!["119 火灾".into()],
        live: (live, Vec::new()),
        drill: (drill, Vec::new()),
    }
}

fn send(notices: &Notices, n: u8, at: Timestamp, memory: &Memory) -> Result<Sent, SirenFault> {
    let roots = [first_root()];
    let chains = [Chain { channel: "village", roots: &roots }];
    notices.send(&key(n), (&chains, at), memory)
}

#[test]
fn numbers_only_grow_and_a_rerun_is_a_heartbeat() {
    let memory = Memory::default();
    let one = notices(vec![alert("flood", II, "走")], Vec::new());
    let first = send(&one, 11, day(0), &memory).expect("sent");
    assert!(first.is_news && first.bulletin.version == u64::try_from(day(0).as_second()).expect("after 1970"));
    let again = send(&one, 11, day(0), &memory).expect("sent");
    assert!(!again.is_news && again.bulletin.version == first.bulletin.version + 1, "the same second");
    let later = send(&one, 11, day(1), &memory).expect("sent");
    assert!(!later.is_news && later.bulletin.published == day(1));
    let none = send(&notices(Vec::new(), Vec::new()), 11, day(1), &memory).expect("sent");
    assert!(none.is_news && none.bulletin.notices.is_empty() && none.bulletin.version > later.bulletin.version);
    // The folder was lost: the number is above all that kiosks saw.
    memory.files().clear();
    assert!(send(&one, 11, day(2), &memory).expect("sent").bulletin.version > none.bulletin.version);
}

#[test]
fn a_clock_that_went_back_signs_nothing() {
    let memory = Memory::default();
    let one = notices(vec![alert("flood", II, "走")], Vec::new());
    let last = send(&one, 11, day(1), &memory).expect("sent");
    let near = day(1) - SignedDuration::from_mins(9);
    let sent = send(&one, 11, near, &memory).expect("two machines may differ by minutes");
    assert_eq!(sent.bulletin.published, last.bulletin.published);
    assert!(matches!(send(&one, 11, day(0), &memory), Err(SirenFault::Clock("emergency.json", _))));
}

#[test]
fn each_key_signs_its_own_kind() {
    let memory = Memory::default();
    let both = notices(vec![alert("flood", II, "走")], vec![alert("exercise", I, "演")]);
    assert!(matches!(send(&both, 12, day(0), &memory), Err(SirenFault::Key("emergency"))));
    assert!(memory.files().is_empty());
    let at = place::root("village", 1);
    let sent = send(&both, 11, day(0), &memory).expect("sent");
    assert_eq!(sent.bulletin.notices[0].article, "flood");
    let kept = place::notices("emergency", sent.bulletin.version);
    assert_eq!(*memory.order(), [at.as_str(), kept.as_str(), "emergency.json"], "the root first");
    let roots = [first_root()];
    let chains = [Chain { channel: "village", roots: &roots }];
    assert!(matches!(both.send_drill(&key(11), (&chains, day(0)), &memory), Err(SirenFault::Key("drill"))));
    let drill = both.send_drill(&key(12), (&chains, day(0)), &memory).expect("sent");
    assert!(both.has_drill() && drill.bulletin.notices[0].article == "exercise");
    let root = TrustedRoot::first(&first_root()).expect("a root");
    let file = |name: &str| memory.files().get(name).cloned().expect("a file");
    assert!(root.further::<Emergency>(&file("emergency.json")).is_ok());
    assert!(root.further::<Emergency>(&file("drill.json")).is_err());
    assert!(root.further::<Drill>(&file("emergency.json")).is_err());
}

#[test]
fn the_highest_levels_have_room_first() {
    let memory = Memory::default();
    let act = "立即往高处走，不要过河。".repeat(12);
    let mut many: Vec<Alert> = (0..8).map(|n| alert(&format!("low-{n}"), III, &act)).collect();
    many.insert(0, alert("high", I, &act));
    let sent = send(&notices(many, Vec::new()), 11, day(0), &memory).expect("sent");
    let kept = sent.bulletin.notices.len();
    assert!(sent.bulletin.notices[0].article == "high" && kept > 1 && sent.bulletin.omitted == 9 - kept);
    assert!(sent.bytes as u64 <= MAX_BYTES && memory.files()["emergency.json"].len() == sent.bytes);
    let one = notices(vec![alert("long", I, &"字".repeat(1400))], Vec::new());
    let before = memory.files().clone();
    assert!(matches!(send(&one, 11, day(1), &memory), Err(SirenFault::TooLong { article, .. }) if article == "long"));
    assert_eq!(*memory.files(), before);
}

#[test]
fn a_channel_that_is_not_ready_keeps_nobody_from_hearing() {
    let memory = Memory::default();
    let mut bare = root_of(1, 4, 5, day(0));
    bare.further.clear();
    let (ready, bare) = ([first_root()], [sign::file(&bare, &[&key(1), &key(2)]).expect("whole")]);
    let one = notices(vec![alert("flood", II, "走")], Vec::new());
    let chains = [Chain { channel: "school", roots: &bare }, Chain { channel: "village", roots: &ready }];
    assert_eq!(one.send(&key(11), (&chains, day(0)), &memory).expect("sent").deaf, ["school"]);
    let fault = one.send(&key(11), (&chains[..1], day(0)), &memory);
    assert!(matches!(fault, Err(SirenFault::Key("emergency"))));
}

#[test]
fn what_a_stranger_put_there_is_not_built_upon() {
    let memory = Memory::default();
    let one = notices(vec![alert("flood", II, "走")], Vec::new());
    memory.replace("emergency.json", b"{}").expect("memory");
    assert!(matches!(send(&one, 11, day(0), &memory), Err(SirenFault::Foreign("emergency.json", _))));
}

#[test]
fn what_was_signed_with_news_is_kept_and_read_back() {
    let memory = Memory::default();
    let roots = [first_root()];
    let chains = [Chain { channel: "village", roots: &roots }];
    let read = |memory: &Memory| past(&chains, memory).expect("readable");
    assert_eq!(read(&memory), Past::default());
    let flood = notices(vec![alert("flood", II, "走")], vec![alert("exercise", I, "演")]);
    let first = send(&flood, 11, day(0), &memory).expect("sent").bulletin;
    send(&flood, 11, day(1), &memory).expect("a heartbeat");
    let drill = flood.send_drill(&key(12), (&chains, day(1)), &memory).expect("sent").bulletin;
    let none = send(&notices(Vec::new(), Vec::new()), 11, day(2), &memory).expect("sent").bulletin;
    let whole = Past { live: vec![first.clone(), none.clone()], drill: vec![drill], refused: 0 };
    assert_eq!(read(&memory), whole, "no heartbeat");
    // A run is cut off after it kept the file, and the next one says the same.
    let before = memory.files()["emergency.json"].clone();
    let lost = send(&flood, 11, day(3), &memory).expect("sent").bulletin;
    memory.replace("emergency.json", &before).expect("memory");
    assert_eq!(read(&memory), whole, "it was never in force");
    let again = send(&flood, 11, day(4), &memory).expect("sent").bulletin;
    assert!(again.version > lost.version);
    assert_eq!(read(&memory).live, [first, none, again]);
    // Neither a stranger's file, nor a drill under another name, nor one under another number.
    let whole = read(&memory);
    let real = memory.files()["emergency.json"].clone();
    let practice = memory.files()["drill.json"].clone();
    for (path, bytes) in
        [("e/1.emergency.json", b"{}".as_slice()), ("e/2.emergency.json", &practice), ("e/3.emergency.json", &real)]
    {
        memory.replace(path, bytes).expect("memory");
    }
    memory.replace("e/notes.txt", b"mine").expect("memory");
    assert_eq!(read(&memory), Past { refused: 3, ..whole });
}
