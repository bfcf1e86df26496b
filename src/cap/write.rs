//! A message as XML, in the order that the schema wants.

use std::io;

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::message::{Area, Info, Message, Reference};
use crate::model::units::china_rfc3339;

/// The namespace of version 1.2.
pub(super) const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// Writes a message: UTF-8, with a final line end.
///
/// # Errors
/// Never for what fits into memory.
pub fn write(message: &Message) -> io::Result<Vec<u8>> {
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
    xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut alert = BytesStart::new("alert");
    alert.push_attribute(("xmlns", NAMESPACE));
    xml.put(Event::Start(alert))?;
    xml.text("identifier", &message.identifier)?;
    xml.text("sender", &message.sender)?;
    xml.text("sent", &time(message.sent))?;
    xml.text("status", message.status.token())?;
    xml.text("msgType", message.kind.token())?;
    xml.text("scope", message.scope.token())?;
    xml.maybe("note", message.note.as_deref())?;
    let references: Vec<String> = message.references.iter().map(reference).collect();
    xml.maybe("references", (!references.is_empty()).then(|| references.join(" ")).as_deref())?;
    let incidents = (!message.incidents.is_empty()).then(|| message.incidents.join(" "));
    xml.maybe("incidents", incidents.as_deref())?;
    message.infos.iter().try_for_each(|info| xml.info(info))?;
    xml.put(Event::End(BytesEnd::new("alert")))?;
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// The standard wants an offset in figures; `Z` is not allowed.
fn time(at: Timestamp) -> String {
    china_rfc3339(at)
}

fn reference(earlier: &Reference) -> String {
    format!("{},{},{}", earlier.sender, earlier.identifier, time(earlier.sent))
}

struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn put(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.write_event(event).map_err(|error| io::Error::other(error.to_string()))
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.put(Event::Start(BytesStart::new(name)))?;
        self.put(Event::Text(BytesText::new(&allowed(text))))?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    fn maybe(&mut self, name: &str, text: Option<&str>) -> io::Result<()> {
        text.map_or(Ok(()), |text| self.text(name, text))
    }

    fn at(&mut self, name: &str, at: Option<Timestamp>) -> io::Result<()> {
        self.maybe(name, at.map(time).as_deref())
    }

    fn pair(&mut self, name: &str, (key, value): &(String, String)) -> io::Result<()> {
        self.put(Event::Start(BytesStart::new(name)))?;
        self.text("valueName", key)?;
        self.text("value", value)?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    fn info(&mut self, info: &Info) -> io::Result<()> {
        self.put(Event::Start(BytesStart::new("info")))?;
        self.text("language", &info.language)?;
        info.categories.iter().try_for_each(|category| self.text("category", category.token()))?;
        self.text("event", &info.event)?;
        info.responses.iter().try_for_each(|response| self.text("responseType", response.token()))?;
        self.text("urgency", info.urgency.token())?;
        self.text("severity", info.severity.token())?;
        self.text("certainty", info.certainty.token())?;
        self.at("effective", info.effective)?;
        self.at("onset", info.onset)?;
        self.at("expires", info.expires)?;
        self.maybe("senderName", info.sender_name.as_deref())?;
        self.maybe("headline", info.headline.as_deref())?;
        self.maybe("description", info.description.as_deref())?;
        self.maybe("instruction", info.instruction.as_deref())?;
        info.parameters.iter().try_for_each(|pair| self.pair("parameter", pair))?;
        info.areas.iter().try_for_each(|area| self.area(area))?;
        self.put(Event::End(BytesEnd::new("info")))
    }

    fn area(&mut self, area: &Area) -> io::Result<()> {
        self.put(Event::Start(BytesStart::new("area")))?;
        self.text("areaDesc", &area.name)?;
        area.codes.iter().try_for_each(|pair| self.pair("geocode", pair))?;
        self.put(Event::End(BytesEnd::new("area")))
    }
}

/// Drops characters that XML 1.0 cannot hold at all.
fn allowed(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..)).collect()
}
