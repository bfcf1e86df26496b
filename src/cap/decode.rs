//! From the tree to a message: every fault in one run.

use jiff::Timestamp;

use super::CapFault;
use super::message::{Area, Info, Message, Reference};
use super::tree::{Node, root};
use crate::model::token::Vocabulary;

/// Elements of a message that are understood, and those that are allowed and passed over.
const ALERT: (&[&str], &[&str]) = (
    &["identifier", "sender", "sent", "status", "msgType", "scope", "note", "references", "incidents", "info"],
    &["source", "restriction", "addresses", "code"],
);
const INFO: (&[&str], &[&str]) = (
    &[
        "language",
        "category",
        "event",
        "responseType",
        "urgency",
        "severity",
        "certainty",
        "effective",
        "onset",
        "expires",
        "senderName",
        "headline",
        "description",
        "instruction",
        "parameter",
        "area",
    ],
    &["audience", "eventCode", "web", "contact", "resource"],
);
const AREA: (&[&str], &[&str]) = (&["areaDesc", "geocode"], &["polygon", "circle", "altitude", "ceiling"]);
const PAIR: (&[&str], &[&str]) = (&["valueName", "value"], &[]);
/// Elements that may stand more than once.
const MANY: [&str; 11] = [
    "info",
    "code",
    "category",
    "responseType",
    "eventCode",
    "parameter",
    "resource",
    "area",
    "polygon",
    "circle",
    "geocode",
];

/// Reads a message.
///
/// # Errors
/// Everything wrong with it; a file that is none, or that was made to harm its reader, is refused at once.
pub fn read(bytes: &[u8]) -> Result<Message, Vec<CapFault>> {
    let root = root(bytes).map_err(|fault| vec![fault])?;
    let mut desk = Desk { faults: Vec::new() };
    let message = desk.message(&root);
    desk.faults.sort_by_key(|fault| fault.at);
    match message {
        Some(message) if desk.faults.is_empty() => Ok(message),
        _ => Err(desk.faults),
    }
}

struct Desk {
    faults: Vec<CapFault>,
}

impl Desk {
    fn fault(&mut self, at: usize, what: (String, String), help: (&str, &str)) {
        self.faults.push(CapFault::new(at, what, help));
    }

    /// Names that do not belong here, and those that stand twice.
    fn known(&mut self, node: &Node, (read, passed): (&[&str], &[&str])) {
        let parent = &node.name;
        for (n, child) in node.children.iter().enumerate() {
            let name = child.name.as_str();
            if !read.contains(&name) && !passed.contains(&name) {
                let what =
                    (format!("<{parent}> 里没有 <{name}> 这一项"), format!("<{parent}> has no element <{name}>"));
                self.fault(child.at, what, ("删去，或改正拼写", "remove it, or mend its spelling"));
            } else if !MANY.contains(&name) && node.children[..n].iter().any(|before| before.name == name) {
                let what = (format!("<{name}> 写了不止一次"), format!("<{name}> stands more than once"));
                self.fault(child.at, what, ("只留一个", "leave one"));
            }
        }
    }

    fn maybe<'n>(&mut self, node: &'n Node, name: &str) -> Option<(&'n Node, String)> {
        let child = node.children.iter().find(|child| child.name == name)?;
        Some((child, child.text.replace("\r\n", "\n").trim().to_owned())).filter(|(_, text)| !text.is_empty())
    }

    fn must<'n>(&mut self, node: &'n Node, name: &str) -> Option<(&'n Node, String)> {
        let found = self.maybe(node, name);
        if found.is_none() {
            let parent = &node.name;
            let what = (format!("<{parent}> 缺少 <{name}>"), format!("<{parent}> lacks <{name}>"));
            self.fault(node.at, what, ("补上", "add it"));
        }
        found
    }

    fn words<T: Vocabulary>(&mut self, at: usize, name: &str, text: &str) -> Option<T> {
        let found = T::all().iter().copied().find(|word| word.token() == text);
        if found.is_none() {
            let all: Vec<&str> = T::all().iter().map(|word| word.token()).collect();
            let all = all.join(" ");
            let what = (
                format!("<{name}> 不能写“{}”；可选：{all}", cut(text)),
                format!("<{name}> cannot be `{}`; one of: {all}", cut(text)),
            );
            self.fault(at, what, ("大小写也要一致", "letters as they stand here"));
        }
        found
    }

    fn word<T: Vocabulary>(&mut self, node: &Node, name: &str) -> Option<T> {
        let (child, text) = self.must(node, name)?;
        self.words(child.at, name, &text)
    }

    fn all<T: Vocabulary>(&mut self, node: &Node, name: &str) -> Vec<T> {
        let children = node.children.iter().filter(|child| child.name == name);
        children.filter_map(|child| self.words(child.at, name, child.text.trim())).collect()
    }

    fn time(&mut self, at: usize, name: &str, text: &str) -> Option<Timestamp> {
        let found = instant(text);
        if found.is_none() {
            let what = (
                format!("<{name}> 不是 CAP 的时间：“{}”", cut(text)),
                format!("<{name}> is no time of CAP: `{}`", cut(text)),
            );
            let help = (
                "写成 2026-06-19T20:00:00+08:00，时区用数字",
                "as 2026-06-19T20:00:00+08:00, with the zone in figures",
            );
            self.fault(at, what, help);
        }
        found
    }

    /// A name that other messages point to.
    fn name(&mut self, node: &Node, name: &str) -> Option<String> {
        let (child, text) = self.must(node, name)?;
        if text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '&')) {
            let what = (format!("<{name}> 里有空格、逗号、< 或 &"), format!("<{name}> has a space, a comma, < or &"));
            self.fault(child.at, what, ("请发来的单位改正", "have it mended by whoever sent it"));
            return None;
        }
        Some(text)
    }

    fn message(&mut self, alert: &Node) -> Option<Message> {
        self.known(alert, ALERT);
        let (identifier, sender) = (self.name(alert, "identifier"), self.name(alert, "sender"));
        let sent = self.must(alert, "sent").map(|(node, text)| (node.at, text));
        let sent = sent.and_then(|(at, text)| self.time(at, "sent", &text));
        let (status, kind, scope) =
            (self.word(alert, "status"), self.word(alert, "msgType"), self.word(alert, "scope"));
        let note = self.maybe(alert, "note").map(|(_, text)| text);
        let references = self.maybe(alert, "references").map(|(node, text)| (node.at, text));
        let references = references.map(|(at, text)| self.references(at, &text)).unwrap_or_default();
        let incidents = self.maybe(alert, "incidents").map(|(_, text)| text).unwrap_or_default();
        let infos = alert.children.iter().filter(|child| child.name == "info");
        let infos: Vec<Option<Info>> = infos.map(|info| self.info(info)).collect();
        Some(Message {
            identifier: identifier?,
            sender: sender?,
            sent: sent?,
            status: status?,
            kind: kind?,
            scope: scope?,
            note,
            references,
            incidents: incidents.split_whitespace().map(|id| id.trim_matches('"').to_owned()).collect(),
            infos: infos.into_iter().collect::<Option<_>>()?,
        })
    }

    fn references(&mut self, at: usize, text: &str) -> Vec<Reference> {
        let mut found = Vec::new();
        for word in text.split_whitespace() {
            let parts: Vec<&str> = word.split(',').collect();
            let read = match parts.as_slice() {
                [sender, identifier, sent] if !sender.is_empty() && !identifier.is_empty() => instant(sent)
                    .map(|sent| Reference { sender: (*sender).to_owned(), identifier: (*identifier).to_owned(), sent }),
                _ => None,
            };
            match read {
                Some(reference) => found.push(reference),
                None => {
                    let what = (
                        format!("<references> 里的“{}”不是“发送方,编号,时间”", cut(word)),
                        format!("`{}` in <references> is no `sender,identifier,sent`", cut(word)),
                    );
                    self.fault(
                        at,
                        what,
                        ("三段用逗号隔开，多条用空格隔开", "three parts with commas, several with spaces"),
                    );
                }
            }
        }
        found
    }

    fn info(&mut self, info: &Node) -> Option<Info> {
        self.known(info, INFO);
        let categories = self.all(info, "category");
        if !info.children.iter().any(|child| child.name == "category") {
            let what = ("<info> 缺少 <category>".to_owned(), "<info> lacks <category>".to_owned());
            self.fault(info.at, what, ("补上", "add it"));
        }
        let event = self.must(info, "event").map(|(_, text)| text);
        let (urgency, severity) = (self.word(info, "urgency"), self.word(info, "severity"));
        let certainty = self.word(info, "certainty");
        let [effective, onset, expires] = ["effective", "onset", "expires"].map(|name| {
            let (node, text) = self.maybe(info, name)?;
            self.time(node.at, name, &text)
        });
        let [sender_name, headline, description, instruction] =
            ["senderName", "headline", "description", "instruction"]
                .map(|name| self.maybe(info, name).map(|(_, text)| text));
        let responses = self.all(info, "responseType");
        let parameters = self.pairs(info, "parameter");
        let areas = info.children.iter().filter(|child| child.name == "area");
        let areas: Vec<Option<Area>> = areas.map(|area| self.area(area)).collect();
        Some(Info {
            language: self.maybe(info, "language").map_or_else(|| "en-US".to_owned(), |(_, text)| text),
            categories,
            event: event?,
            responses,
            urgency: urgency?,
            severity: severity?,
            certainty: certainty?,
            effective,
            onset,
            expires,
            sender_name,
            headline,
            description,
            instruction,
            parameters,
            areas: areas.into_iter().collect::<Option<_>>()?,
        })
    }

    fn area(&mut self, area: &Node) -> Option<Area> {
        self.known(area, AREA);
        let name = self.must(area, "areaDesc").map(|(_, text)| text);
        let codes = self.pairs(area, "geocode");
        Some(Area { name: name?, codes })
    }

    fn pairs(&mut self, node: &Node, name: &str) -> Vec<(String, String)> {
        let children = node.children.iter().filter(|child| child.name == name);
        let pair = |child: &Node| {
            self.known(child, PAIR);
            let (key, value) = (self.must(child, "valueName"), self.must(child, "value"));
            Some((key?.1, value?.1))
        };
        children.filter_map(pair).collect()
    }
}

/// A time as the standard writes it: whole seconds, the zone in figures.
fn instant(text: &str) -> Option<Timestamp> {
    let pattern = "dddd-dd-ddTdd:dd:dd+dd:dd";
    let fits = |(c, form): (char, char)| match form {
        'd' => c.is_ascii_digit(),
        '+' => matches!(c, '+' | '-'),
        form => c == form,
    };
    let is_whole = text.len() == pattern.len() && text.chars().zip(pattern.chars()).all(fits);
    if is_whole { text.parse().ok() } else { None }
}

/// Enough of a text to find it again.
fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
