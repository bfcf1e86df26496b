use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::draft::{Draft, Meaning, Wanted, meaning};
use super::message::{
    Area, Category, Certainty, Info, Message, MessageType, Reference, ResponseType, Scope, Severity, Status, Urgency,
};
use super::outbox::{Sender, Sheet, messages};
use super::{CapFault, read, write};
use crate::model::alert::Alert;
use crate::model::article::{EmergencyCategory, EmergencyLevel};
use crate::model::site::contains;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("a time")
}

/// Texts that survive XML: no outer blanks, no characters that XML cannot hold.
fn words() -> impl Strategy<Value = String> {
    "[^\\s\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,20}[^\\s\\p{C}\\p{Z}])?|<&>\"'\\]\\]>|寒潮\n橙色预警|𠀀𠮷"
}

fn names() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9:@._\"'>-]{1,30}"
}

fn times() -> impl Strategy<Value = Timestamp> {
    (-100_000_000_i64..100_000_000).prop_map(at)
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    vec((words(), words()), 0..3)
}

prop_compose! {
    fn infos()(
        (language, event) in (select(vec!["zh-CN", "en-US"]), words()),
        categories in vec(select(Category::ALL), 1..4),
        responses in vec(select(ResponseType::ALL), 0..3),
        (urgency, severity, certainty) in (select(Urgency::ALL), select(Severity::ALL), select(Certainty::ALL)),
        (effective, onset, expires) in (of(times()), of(times()), of(times())),
        (sender_name, headline, description, instruction) in (of(words()), of(words()), of(words()), of(words())),
        parameters in pairs(),
        areas in vec((words(), pairs()).prop_map(|(name, codes)| Area { name, codes }), 0..3),
    ) -> Info {
        Info {
            language: language.to_owned(), categories, event, responses, urgency, severity, certainty, effective, onset,
            expires, sender_name, headline, description, instruction, parameters, areas,
        }
    }
}

prop_compose! {
    fn any_message()(
        (identifier, sender, sent) in (names(), names(), times()),
        (status, kind, scope) in (select(Status::ALL), select(MessageType::ALL), select(Scope::ALL)),
        note in of(words()),
        references in vec((names(), names(), times()), 0..3),
        incidents in vec("[a-z0-9-]{1,20}", 0..3),
        infos in vec(infos(), 0..3),
    ) -> Message {
        let reference = |(sender, identifier, sent)| Reference { sender, identifier, sent };
        Message {
            identifier, sender, sent, status, kind, scope, note, incidents, infos,
            references: references.into_iter().map(reference).collect(),
        }
    }
}

prop_compose! {
    fn alerts()(
        level in select(EmergencyLevel::ALL),
        category in select(EmergencyCategory::ALL),
        regions in select(vec![vec!["360000"], vec!["360700", "360733"], vec!["361000"]]),
        (title, act, authority) in (words(), words(), words()),
        (issued, length, provisional) in (-90_000_i64..90_000, 1_i64..900_000, any::<bool>()),
    ) -> Alert {
        let regions: Vec<String> = regions.into_iter().map(str::to_owned).collect();
        Alert {
            article: "jx-flood".into(), event: "2026-11-flood".into(), level, category: category.zh().into(),
            area: regions.clone(), regions, title, act, authority, issued: at(issued), expires: at(issued + length),
            provisional,
        }
    }
}

fn sent(alert: &Alert, is_drill: bool) -> Message {
    let sheet = Sheet { number: 7, signed: alert.issued, notices: std::slice::from_ref(alert), omitted: 0 };
    let sender = Sender { sender: "urn:uuid:p", project: "p", is_drill };
    messages(&[sheet], sender).remove(0)
}

fn wanted<'a>(topics: &'a [String], known: &'a [String], now: Timestamp) -> Wanted<'a> {
    Wanted { id: None, topics, level: None, category: None, regions: &[], known_regions: known, now }
}

fn known() -> Vec<String> {
    ["360000", "360700", "360733", "361000"].map(str::to_owned).to_vec()
}

proptest! {
    /// What is written is read as it was.
    #[test]
    fn a_message_comes_back_as_it_went(message in any_message()) {
        let bytes = write(&message).expect("written");
        prop_assert_eq!(read(&bytes).expect("read"), message);
    }

    /// What goes out as an alert comes back as an entry of the same values.
    #[test]
    fn an_alert_comes_back_as_an_entry_of_the_same_values(alert in alerts(), is_drill in any::<bool>()) {
        let bytes = write(&sent(&alert, is_drill)).expect("written");
        let message = read(&bytes).expect("read");
        let (topics, known) = (vec!["safety.water".to_owned()], known());
        let draft = meaning(&message, wanted(&topics, &known, alert.issued)).expect("a meaning");
        let title = alert.title.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(draft, Meaning::Opens(Draft {
            id: alert.event.clone(),
            title,
            category: EmergencyCategory::read(&alert.category).expect("a category"),
            level: alert.level,
            topics,
            region: alert.regions.clone(),
            opened: alert.issued,
            is_drill,
        }));
    }

    /// Nothing that comes in makes the reader panic, and no text gets past its line.
    #[test]
    fn no_bytes_break_the_reader(bytes in vec(any::<u8>(), 0..300), cut in 0..3000_usize, message in any_message()) {
        let _ = read(&bytes);
        let mut whole = write(&message).expect("written");
        whole.truncate(cut);
        if let Err(faults) = read(&whole) {
            prop_assert!(!faults.is_empty());
        }
        if let Ok(message) = read(&write(&message).expect("written")) {
            let comments = super::draft::origin(&message);
            prop_assert!(comments.lines().all(|line| line.starts_with("  # ")), "{}", comments);
        }
    }
}

fn refused(text: &str) -> CapFault {
    let faults = read(text.as_bytes()).expect_err("refused");
    assert!(faults.len() == 1 && faults[0].is_refused, "{faults:?}");
    faults[0].clone()
}

const ROOT: &str = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">";

#[test]
fn what_was_made_to_harm_its_reader_is_refused_at_once() {
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>{ROOT}<note>&b;</note></alert>"
    );
    assert!(refused(&bomb).what.zh.contains("DOCTYPE"));
    assert!(refused(&format!("{ROOT}<note>&b;</note></alert>")).what.zh.contains("&b;"));
    assert!(refused(&format!("{ROOT}<note>&#0;</note></alert>")).what.zh.contains("&#0;"));
    assert!(refused(&format!("{ROOT}{}", "<info>".repeat(100_000 / 6))).what.zh.contains("嵌套过深"));
    let foreign = format!("{ROOT}{}", "<x xmlns=\"urn:x\">".repeat(40));
    assert!(refused(&foreign).what.zh.contains("嵌套过深"), "elements of others count, too");
    assert!(refused(&format!("{ROOT}{}</alert>", "<code/>".repeat(6000))).what.zh.contains("元素过多"));
    assert!(refused(&" ".repeat(300 * 1024)).what.zh.contains("KiB"));
    assert!(refused("").what.zh.contains("没有 alert"));
    assert!(refused(&format!("{ROOT}</alert>{ROOT}</alert>")).what.zh.contains("第二个根元素"));
    assert!(refused(&format!("{ROOT}<info></alert>")).what.zh.contains("XML 有误"));
    assert!(refused(ROOT).what.zh.contains("没有闭合"));
    assert!(refused(&ROOT.replace("cap:1.2", "cap:1.1")).what.zh.contains("cap:1.1"));
    assert!(refused("<alert></alert>").what.zh.contains("命名空间 -"));
    let other = format!("<?xml version=\"1.0\" encoding=\"GB18030\"?>{ROOT}</alert>");
    assert!(refused(&other).what.zh.contains("GB18030"));
    assert!(read(b"\xff\xfe<\0").expect_err("refused")[0].what.zh.contains("UTF-8"));
}

const FAULTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">
 <identifier>a b</identifier>
 <sent>2026-11-24T00:00:00Z</sent>
 <status>actual</status>
 <msgType>Alert</msgType><msgType>Update</msgType>
 <scope>Public</scope>
 <references>x,y</references>
 <colour>red</colour>
 <info>
  <event>寒潮</event>
  <urgency>Immediate</urgency>
  <severity>Severe</severity>
  <certainty>Likely</certainty>
  <area><geocode><valueName>x</valueName></geocode></area>
 </info>
 <ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:x>passed over</ds:x></ds:Signature>
</alert>
";

#[test]
fn every_fault_is_told_in_one_run_at_its_place() {
    let faults = read(FAULTY.as_bytes()).expect_err("faults");
    let told: Vec<((usize, usize), &str)> =
        faults.iter().map(|fault| (fault.place(FAULTY), fault.what.en.as_str())).collect();
    let expected = [
        ((2, 1), "<alert> lacks <sender>"),
        ((3, 2), "<identifier> has a space, a comma, < or &"),
        ((4, 2), "<sent> is no time of CAP: `2026-11-24T00:00:00Z`"),
        ((5, 2), "<status> cannot be `actual`; one of: Actual Exercise System Test Draft"),
        ((6, 26), "<msgType> stands more than once"),
        ((8, 2), "`x,y` in <references> is no `sender,identifier,sent`"),
        ((9, 2), "<alert> has no element <colour>"),
        ((10, 2), "<info> lacks <category>"),
        ((15, 3), "<area> lacks <areaDesc>"),
        ((15, 9), "<geocode> lacks <value>"),
    ];
    assert_eq!(told, expected);
    assert!(faults.iter().all(|fault| !fault.is_refused && !fault.help.zh.is_empty()));
}

#[test]
fn updates_and_cancellations_follow_from_the_files() {
    let first = Alert {
        article: "jx-flood".into(),
        event: "2026-11-flood".into(),
        level: EmergencyLevel::II,
        category: "自然灾害".into(),
        regions: vec!["360700".into()],
        area: vec!["赣州市".into()],
        title: "洪水".into(),
        act: "走".into(),
        authority: "局".into(),
        issued: at(0),
        expires: at(9000),
        provisional: false,
    };
    let higher = Alert { level: EmergencyLevel::I, ..first.clone() };
    let other = Alert { article: "jx-heat".into(), expires: at(150), ..first.clone() };
    let lists: [(Vec<Alert>, usize); 5] = [
        (vec![first.clone(), other.clone()], 0),
        (vec![first, other.clone()], 0),
        // No room for the lower one.
        (vec![higher.clone()], 1),
        // It is over by itself.
        (vec![higher], 0),
        (Vec::new(), 0),
    ];
    let sheet = |(n, (notices, omitted)): (usize, &(Vec<Alert>, usize))| Sheet {
        number: n as u64,
        signed: at(100 * n as i64),
        notices: Box::leak(notices.clone().into_boxed_slice()),
        omitted: *omitted,
    };
    let sheets: Vec<Sheet<'_>> = lists.iter().enumerate().map(sheet).collect();
    let sender = Sender { sender: "s", project: "p", is_drill: false };
    let told: Vec<(String, MessageType, Option<String>)> = messages(&sheets, sender)
        .into_iter()
        .map(|m| (m.identifier, m.kind, m.references.first().map(|r| r.identifier.clone())))
        .collect();
    let id = |text: &str| text.to_owned();
    assert_eq!(
        told,
        [
            (id("p.emergency.0.jx-flood"), MessageType::Alert, None),
            (id("p.emergency.0.jx-heat"), MessageType::Alert, None),
            (id("p.emergency.2.jx-flood"), MessageType::Update, Some(id("p.emergency.0.jx-flood"))),
            (id("p.emergency.4.jx-flood"), MessageType::Cancel, Some(id("p.emergency.2.jx-flood"))),
        ]
    );
    let last = messages(&sheets, sender).pop().expect("a cancellation");
    assert!(last.infos[0].responses == [ResponseType::AllClear] && last.infos[0].urgency == Urgency::Past);
    assert_eq!(
        meaning(&last, wanted(&[], &known(), at(0))).expect("a meaning"),
        Meaning::Closes { events: vec!["2026-11-flood".into()], at: at(400) }
    );
}

#[test]
fn what_nobody_can_know_from_the_message_is_asked_for_in_one_run() {
    let alert = Alert {
        article: "jx-flood".into(),
        event: "2026-11-flood".into(),
        level: EmergencyLevel::II,
        category: "自然灾害".into(),
        regions: vec!["430100".into()],
        area: vec!["长沙市".into()],
        title: "洪水".into(),
        act: "走".into(),
        authority: "局".into(),
        issued: at(0),
        expires: at(9000),
        provisional: false,
    };
    let mut message = sent(&alert, false);
    message.status = Status::Test;
    message.scope = Scope::Private;
    message.incidents.clear();
    message.infos[0].categories = vec![Category::Met, Category::Health];
    message.infos[0].severity = Severity::Minor;
    let faults = meaning(&message, wanted(&[], &known(), at(9000))).expect_err("faults");
    let told: Vec<&str> = faults.iter().map(|fault| fault.what.en.as_str()).collect();
    assert_eq!(
        told,
        [
            "its status is Test: neither real nor an exercise",
            "its scope is Private: not for the public",
            "the message has no id of an event that can be used (incidents)",
            "it was over at 2026-11-18T21:36:40+08:00",
            "levels differ: kepu:level, kepu:colour and severity Minor",
            "categories Met Health are not of one kind of event",
            "site.yaml has no region 430100",
            "a message has none of this site's topics",
        ]
    );
    assert!(contains("360700", "360733"), "the register's own codes");
}

#[test]
fn a_statistical_code_and_a_colour_are_understood() {
    let alert = Alert {
        article: "jx-flood".into(),
        event: "2026-11-flood".into(),
        level: EmergencyLevel::III,
        category: "公共卫生事件".into(),
        regions: vec!["360733000000".into()],
        area: vec!["会昌县".into()],
        title: "疫情".into(),
        act: "走".into(),
        authority: "局".into(),
        issued: at(0),
        expires: at(9000),
        provisional: false,
    };
    let mut message = sent(&alert, false);
    message.infos[0].parameters = vec![("kepu:colour".into(), "黄".into())];
    message.infos[0].severity = Severity::Unknown;
    let topics = ["health".to_owned()];
    let Ok(Meaning::Opens(draft)) = meaning(&message, wanted(&topics, &known(), at(0))) else { panic!("a draft") };
    assert_eq!(
        (draft.level, draft.region, draft.category),
        (EmergencyLevel::III, vec!["360733".to_owned()], EmergencyCategory::PublicHealth)
    );
}
