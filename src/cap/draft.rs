//! From a message of somebody else to a draft of an entry of `emergencies.yaml`. What the message cannot say, or says in
//! two ways, a person says; the entry opens nothing before the people of the register have approved it.

use jiff::Timestamp;

use super::CapFault;
use super::message::{Info, Message, MessageType, Scope, Status};
use super::outbox::{COLOUR, DRILL, LEVEL};
use super::scale;
use crate::model::article::{EmergencyCategory, EmergencyLevel};
use crate::model::units::china_rfc3339;

/// Longest title of an entry, in characters.
const TITLE_CHARS: usize = 80;
/// What of a text is quoted beside the entry.
const QUOTE_CHARS: usize = 200;

/// What a person says of it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Id of the event.
    pub id: Option<&'a str>,
    /// Topics that the event covers; no message has any.
    pub topics: &'a [String],
    /// Level.
    pub level: Option<EmergencyLevel>,
    /// Kind of event.
    pub category: Option<EmergencyCategory>,
    /// Codes of its regions.
    pub regions: &'a [String],
    /// Codes of the regions that the site has.
    pub known_regions: &'a [String],
    /// The clock.
    pub now: Timestamp,
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Kind of event.
    pub category: EmergencyCategory,
    /// Level.
    pub level: EmergencyLevel,
    /// Topics.
    pub topics: Vec<String>,
    /// Regions.
    pub region: Vec<String>,
    /// Open from.
    pub opened: Timestamp,
    /// Whether it is a drill.
    pub is_drill: bool,
}

/// What a message means for the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An event begins, or is said otherwise.
    Opens(Draft),
    /// Events are over.
    Closes {
        /// Their ids.
        events: Vec<String>,
        /// Since when.
        at: Timestamp,
    },
}

/// Finds it.
///
/// # Errors
/// Everything that is in the way.
pub fn meaning(message: &Message, wanted: Wanted<'_>) -> Result<Meaning, Vec<CapFault>> {
    let mut faults = Vec::new();
    about(message, &mut faults);
    let events: Vec<String> = match wanted.id {
        Some(id) => vec![id.to_owned()],
        None => message.incidents.iter().filter(|id| is_name(id)).cloned().collect(),
    };
    if message.kind == MessageType::Cancel {
        if events.is_empty() {
            faults.push(lacks_id());
        }
        return if faults.is_empty() { Ok(Meaning::Closes { events, at: message.sent }) } else { Err(faults) };
    }
    let draft = draft(message, &events, wanted, &mut faults);
    match draft {
        Some(draft) if faults.is_empty() => Ok(Meaning::Opens(draft)),
        _ => Err(faults),
    }
}

fn fault(what: (String, String), help: (&str, &str)) -> CapFault {
    CapFault::new(0, what, help)
}

fn lacks_id() -> CapFault {
    let what =
        ("消息没有可用的事件编号（incidents）", "the message has no id of an event that can be used (incidents)");
    fault((what.0.to_owned(), what.1.to_owned()), ("用 --id 2026-06-flood 给出", "give one with --id 2026-06-flood"))
}

/// Whether the message may be used at all.
fn about(message: &Message, faults: &mut Vec<CapFault>) {
    let (status, kind, scope) = (message.status, message.kind, message.scope);
    if !matches!(status, Status::Actual | Status::Exercise) {
        let what = (
            format!("status 是 {}（{}），不是真实预警也不是演练", status.token(), status.zh()),
            format!("its status is {}: neither real nor an exercise", status.token()),
        );
        faults.push(fault(what, ("不要登记", "do not register it")));
    }
    if matches!(kind, MessageType::Ack | MessageType::Error) {
        let what = (
            format!("msgType 是 {}（{}），不是预警", kind.token(), kind.zh()),
            format!("its msgType is {}: no warning", kind.token()),
        );
        faults.push(fault(what, ("不要登记", "do not register it")));
    }
    if scope != Scope::Public {
        let what = (
            format!("scope 是 {}（{}），不得公开", scope.token(), scope.zh()),
            format!("its scope is {}: not for the public", scope.token()),
        );
        faults.push(fault(what, ("向发来的单位要公开版本", "ask whoever sent it for a public one")));
    }
}

/// The part in Chinese, else the first.
fn said(message: &Message) -> Option<&Info> {
    let chinese = message.infos.iter().find(|info| info.language.to_ascii_lowercase().starts_with("zh"));
    chinese.or(message.infos.first())
}

fn draft(message: &Message, events: &[String], wanted: Wanted<'_>, faults: &mut Vec<CapFault>) -> Option<Draft> {
    let Some(info) = said(message) else {
        let what =
            ("没有 <info>，不知道是什么事".to_owned(), "it has no <info>: nobody knows what it is about".to_owned());
        faults.push(fault(what, ("请发来的单位重发", "have it sent again")));
        return None;
    };
    if events.len() != 1 {
        faults.push(lacks_id());
    }
    if let Some(end) = info.expires.filter(|end| *end <= wanted.now) {
        let end = china_rfc3339(end);
        let what = (format!("已于 {end} 失效"), format!("it was over at {end}"));
        faults.push(fault(what, ("不要登记；需要时向发来的单位要新的", "do not register it; ask for a newer one")));
    }
    let level = level(info, wanted, faults);
    let category = category(info, wanted, faults);
    let region = regions(info, wanted, faults);
    if wanted.topics.is_empty() {
        let what = ("消息不带本站的主题".to_owned(), "a message has none of this site's topics".to_owned());
        faults.push(fault(
            what,
            ("用 --topic safety.water 给出，可多次", "give some with --topic safety.water, repeatedly"),
        ));
    }
    let title = title(info);
    Some(Draft {
        id: events.first()?.clone(),
        title,
        category: category?,
        level: level?,
        topics: wanted.topics.to_vec(),
        region,
        opened: info.onset.or(info.effective).unwrap_or(message.sent),
        is_drill: message.status == Status::Exercise,
    })
}

/// The level that a person says, else the one that the message says; where it says two nobody guesses.
fn level(info: &Info, wanted: Wanted<'_>, faults: &mut Vec<CapFault>) -> Option<EmergencyLevel> {
    if wanted.level.is_some() {
        return wanted.level;
    }
    let ours = info.parameter(LEVEL).and_then(EmergencyLevel::read);
    let colour = info.parameter(COLOUR).and_then(scale::level_of_colour);
    let mut all = [ours, colour, scale::level_of(info.severity)].into_iter().flatten();
    let first = all.next();
    let help = ("核对原文后用 --level I、II、III 或 IV 给出", "look at the original and give --level I, II, III or IV");
    if all.any(|other| Some(other) != first) {
        let what = (
            format!("级别不一致：{LEVEL}、{COLOUR} 与 severity {} 对不上", info.severity.token()),
            format!("levels differ: {LEVEL}, {COLOUR} and severity {}", info.severity.token()),
        );
        faults.push(fault(what, help));
        return None;
    }
    if first.is_none() {
        let what = ("没有级别（severity 是 Unknown）".to_owned(), "it has no level (severity Unknown)".to_owned());
        faults.push(fault(what, help));
    }
    first
}

fn category(info: &Info, wanted: Wanted<'_>, faults: &mut Vec<CapFault>) -> Option<EmergencyCategory> {
    let found = wanted.category.or_else(|| scale::kind_of(&info.categories));
    if found.is_none() {
        let words: Vec<&str> = info.categories.iter().map(|category| category.token()).collect();
        let words = words.join(" ");
        let what =
            (format!("事件类别 {words} 不能归入一类"), format!("categories {words} are not of one kind of event"));
        let help = (
            "用 --category natural_disaster、accident、public_health 或 social_security 给出",
            "give --category natural_disaster, accident, public_health or social_security",
        );
        faults.push(fault(what, help));
    }
    found
}

/// A code of six digits; statistical codes of twelve are those with zeros behind.
fn code(value: &str) -> Option<&str> {
    let is_digits = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.len() {
        6 if is_digits => Some(value),
        12 if is_digits && value.ends_with("000000") => value.get(..6),
        _ => None,
    }
}

fn regions(info: &Info, wanted: Wanted<'_>, faults: &mut Vec<CapFault>) -> Vec<String> {
    if !wanted.regions.is_empty() {
        return wanted.regions.to_vec();
    }
    let (mut found, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    // Codes of other kinds say nothing here.
    for code in info.areas.iter().flat_map(|area| &area.codes).filter_map(|(_, value)| code(value)) {
        let list = if wanted.known_regions.iter().any(|known| known == code) { &mut found } else { &mut unknown };
        if !list.iter().any(|known| known == code) {
            list.push(code.to_owned());
        }
    }
    if !unknown.is_empty() {
        let codes = unknown.join(" ");
        let what = (format!("site.yaml 没有地区 {codes}"), format!("site.yaml has no region {codes}"));
        let help = ("用 --region 给出包含它的地区，可多次", "give the region around it with --region, repeatedly");
        faults.push(fault(what, help));
    } else if found.is_empty() {
        let areas: Vec<&str> = info.areas.iter().map(|area| area.name.as_str()).collect();
        let areas = quote(&areas.join("、"));
        let what = (
            format!("没有行政区划代码（地区写的是“{areas}”）"),
            format!("it has no administrative code (its area: `{areas}`)"),
        );
        faults.push(fault(what, ("用 --region 360700 给出，可多次", "give some with --region 360700, repeatedly")));
    }
    found
}

fn title(info: &Info) -> String {
    let text = info.headline.as_deref().unwrap_or(&info.event);
    let text = text.trim().strip_prefix(DRILL).unwrap_or(text.trim());
    one_line(text, TITLE_CHARS)
}

fn quote(text: &str) -> String {
    one_line(text, QUOTE_CHARS)
}

/// One line of bounded length, without characters that hide or turn text.
fn one_line(text: &str, most: usize) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let words: Vec<String> =
        text.split_whitespace().map(|word| word.chars().filter(|c| !is_hidden(*c)).collect()).collect();
    words.join(" ").chars().take(most).collect()
}

/// As the register writes ids.
fn is_name(id: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = id.starts_with(inner) && id.ends_with(inner);
    ends && id.len() <= 64 && id.chars().all(|c| inner(c) || matches!(c, '-' | '_' | '.'))
}

impl Draft {
    /// The entry, indented for `events:`.
    #[must_use]
    pub fn yaml(&self) -> String {
        // A text in double quotes is JSON and YAML alike; texts always have a JSON form.
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let regions: Vec<String> = self.region.iter().map(|code| quoted(code)).collect();
        let drill = if self.is_drill { ", drill: true" } else { "" };
        format!(
            "  - {{id: {}, title: {}, category: {}, level: {}, topics: [{}], region: [{}], opened: {}{drill}}}\n",
            self.id,
            quoted(&self.title),
            self.category.token(),
            self.level.token(),
            self.topics.join(", "),
            regions.join(", "),
            china_rfc3339(self.opened),
        )
    }
}

/// Where an entry comes from, as comments: what the message says is quoted, not believed.
#[must_use]
pub fn origin(message: &Message) -> String {
    let mut lines = vec![format!(
        "CAP 1.2 导入，待审批：{} {}，{} 发出（{}、{}）",
        quote(&message.sender),
        quote(&message.identifier),
        china_rfc3339(message.sent),
        message.status.zh(),
        message.kind.zh(),
    )];
    if let Some(info) = said(message) {
        let parts = [
            ("标题", info.headline.as_deref()),
            ("发布单位", info.sender_name.as_deref()),
            ("情况", info.description.as_deref()),
            ("要做的", info.instruction.as_deref()),
        ];
        lines.extend(parts.into_iter().filter_map(|(name, text)| Some(format!("{name}：{}", quote(text?)))));
        lines.extend(info.expires.map(|end| format!("有效期到 {}", china_rfc3339(end))));
    }
    lines.into_iter().map(|line| format!("  # {line}\n")).collect()
}
