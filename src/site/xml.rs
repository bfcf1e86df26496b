//! A thin hand on quick-xml: elements with text, in order, escaped.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::BuildFault;

/// Writes one XML document.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// Starts a document in UTF-8.
    pub(super) fn new() -> Result<Self, BuildFault> {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        Ok(xml)
    }

    fn put(&mut self, event: Event<'_>) -> Result<(), BuildFault> {
        self.0.write_event(event).map_err(|error| BuildFault::Encode(error.to_string()))
    }

    /// An element around other elements.
    pub(super) fn inside(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        fill: impl FnOnce(&mut Self) -> Result<(), BuildFault>,
    ) -> Result<(), BuildFault> {
        self.put(Event::Start(start(name, attributes)))?;
        fill(self)?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    /// An element around text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<(), BuildFault> {
        self.put(Event::Start(start(name, attributes)))?;
        self.put(Event::Text(BytesText::new(&allowed(text))))?;
        self.put(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), BuildFault> {
        self.put(Event::Empty(start(name, attributes)))
    }

    /// The finished document with a final line end.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    element.extend_attributes(attributes.iter().copied());
    element
}

/// Drops characters that XML 1.0 cannot hold at all.
fn allowed(text: &str) -> Cow<'_, str> {
    let can_be_held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(|c| can_be_held(&c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(can_be_held).collect())
}
