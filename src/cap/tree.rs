//! XML from strangers as a small tree, within bounds that no honest message comes near. Elements of other namespaces, such
//! as a signature, are passed over; entities are never expanded and a DOCTYPE ends the reading.

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

use super::CapFault;
use super::write::NAMESPACE;

/// Bytes of a file.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// Levels; the standard has five.
const MAX_DEPTH: usize = 32;
/// Elements.
const MAX_ELEMENTS: usize = 5000;

/// An element of the standard's namespace.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    /// Byte at which it begins.
    pub(super) at: usize,
    /// Its own text, without what its children hold.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

const HOSTILE: (&str, &str) = ("不要用这个文件；向发来的单位核实", "do not use this file; ask whoever sent it");
const BROKEN: (&str, &str) = ("请发来的单位重新导出", "have it exported again by whoever sent it");

/// Reads the root.
pub(super) fn root(bytes: &[u8]) -> Result<Node, CapFault> {
    if bytes.len() > MAX_BYTES {
        let kib = MAX_BYTES / 1024;
        let what = (format!("文件超过 {kib} KiB"), format!("the file is larger than {kib} KiB"));
        return Err(CapFault::refused(0, what, HOSTILE));
    }
    let text = std::str::from_utf8(bytes).map_err(|fault| {
        let help = ("另存为 UTF-8，声明的编码一并改掉", "save it as UTF-8 and change the declared encoding");
        CapFault::refused(fault.valid_up_to(), ("不是 UTF-8 文本", "it is not UTF-8 text"), help)
    })?;
    let mark = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let mut walk = Walk { open: Vec::new(), foreign: 0, elements: 0, root: None };
    let mut reader = NsReader::from_str(&text[mark..]);
    loop {
        let at = mark + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_resolved_event() {
            Ok((_, Event::Eof)) => return walk.finish(at),
            Ok((space, event)) => {
                let space = match space {
                    ResolveResult::Bound(name) => Some(name.as_ref().to_owned()),
                    _ => None,
                };
                walk.event((space.as_deref(), &event), at)?;
            }
            Err(fault) => {
                let what = (format!("XML 有误：{fault}"), format!("malformed XML: {fault}"));
                return Err(CapFault::refused(at, what, BROKEN));
            }
        }
    }
}

struct Walk {
    open: Vec<Node>,
    /// Levels of elements of other namespaces that are open.
    foreign: usize,
    elements: usize,
    root: Option<Node>,
}

impl Walk {
    fn event(&mut self, (space, event): (Option<&str>, &Event<'_>), at: usize) -> Result<(), CapFault> {
        match event {
            Event::Start(element) => self.start(space, element.local_name().as_ref(), at)?,
            Event::Empty(element) => {
                self.start(space, element.local_name().as_ref(), at)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text, at)?,
            Event::CData(text) => self.text(text, at)?,
            Event::GeneralRef(name) => self.reference(name, at)?,
            Event::DocType(_) => {
                return Err(CapFault::refused(at, ("含 DOCTYPE 声明", "it has a DOCTYPE declaration"), HOSTILE));
            }
            Event::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding()
                    && !encoding.eq_ignore_ascii_case("utf-8")
                {
                    let what = (format!("声明的编码是 {encoding}"), format!("its declared encoding is {encoding}"));
                    let help = ("另存为 UTF-8，声明的编码一并改掉", "save it as UTF-8 and change the declaration");
                    return Err(CapFault::refused(at, what, help));
                }
            }
            Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, space: Option<&str>, name: &str, at: usize) -> Result<(), CapFault> {
        self.elements += 1;
        if self.open.len() + self.foreign >= MAX_DEPTH {
            return Err(CapFault::refused(at, ("元素嵌套过深", "its elements are nested too deeply"), HOSTILE));
        }
        if self.elements > MAX_ELEMENTS {
            return Err(CapFault::refused(at, ("元素过多", "it has too many elements"), HOSTILE));
        }
        let is_ours = space == Some(NAMESPACE);
        if self.open.is_empty() && self.foreign == 0 {
            if self.root.is_some() {
                return Err(CapFault::refused(at, ("有第二个根元素", "it has a second root element"), BROKEN));
            }
            if !is_ours || name != "alert" {
                let shown = space.unwrap_or("-");
                let what = (
                    format!("根元素是 {name}（命名空间 {shown}），不是 CAP 1.2 的 alert"),
                    format!("its root is `{name}` of {shown}, not the `alert` of CAP 1.2"),
                );
                return Err(CapFault::refused(at, what, ("要 CAP 1.2 的消息", "a message of CAP 1.2 is needed")));
            }
        }
        if self.foreign > 0 || !is_ours {
            self.foreign += 1;
        } else {
            self.open.push(Node { name: name.to_owned(), at, ..Node::default() });
        }
        Ok(())
    }

    fn end(&mut self) {
        if self.foreign > 0 {
            self.foreign -= 1;
            return;
        }
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
    }

    fn text(&mut self, text: &str, at: usize) -> Result<(), CapFault> {
        match self.open.last_mut() {
            Some(node) if self.foreign == 0 => node.text.push_str(text),
            None if !text.trim().is_empty() => {
                return Err(CapFault::refused(at, ("根元素之外有文字", "it has text outside the root"), BROKEN));
            }
            _ => {}
        }
        Ok(())
    }

    /// The five names of XML and numbers; any other name would need a DOCTYPE.
    fn reference(&mut self, name: &str, at: usize) -> Result<(), CapFault> {
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            other => other.strip_prefix('#').and_then(|digits| {
                let hex = digits.strip_prefix('x').map(|hex| u32::from_str_radix(hex, 16));
                char::from_u32(hex.unwrap_or_else(|| digits.parse()).ok()?)
            }),
        };
        let Some(character) = character.filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
        else {
            let what = (format!("实体 &{name}; 没有定义"), format!("entity &{name}; is not defined"));
            return Err(CapFault::refused(at, what, HOSTILE));
        };
        self.text(character.encode_utf8(&mut [0; 4]), at)
    }

    fn finish(self, at: usize) -> Result<Node, CapFault> {
        if let Some(open) = self.open.last() {
            let name = &open.name;
            let what = (format!("元素 <{name}> 没有闭合"), format!("<{name}> is not closed"));
            return Err(CapFault::refused(at, what, BROKEN));
        }
        self.root.ok_or_else(|| CapFault::refused(at, ("没有 alert 元素", "it has no `alert`"), BROKEN))
    }
}
