//! What a drawing contains that is not drawing (the only quick-xml reader of pictures).
//!
//! Contract: an allow-list. Elements and attributes that are not known to be inert are named, never guessed about.
//! Entities are never expanded and a DOCTYPE is refused, so no input grows while it is read.
//!
//! Deliberately absent: repair. A drawing is shown as reviewed or not at all.

mod reuse;
mod style;
mod vocabulary;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::diag::Bilingual;
use reuse::Reuse;

/// The only namespace a drawing may use. Source: SVG 1.1 and 2, section "namespace".
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Open elements at most; real drawings have fewer than thirty levels.
const MAX_DEPTH: usize = 256;

/// What was found in a drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SvgFacts {
    /// Width in CSS px, when it says.
    pub width: Option<f64>,
    /// Height in CSS px, when it says.
    pub height: Option<f64>,
    /// Everything that is not inert drawing, in order.
    pub active: Vec<SvgFault>,
}

/// One thing that does not belong into a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgFault {
    /// What it is.
    pub what: Bilingual,
    /// Byte in the file.
    pub offset: u64,
}

impl SvgFault {
    fn new(offset: u64, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { what: Bilingual::new(zh, en), offset }
    }
}

/// Reads a drawing.
///
/// # Errors
/// When the bytes are no well-formed UTF-8 XML with one `svg` root.
pub fn inspect(bytes: &[u8]) -> Result<SvgFacts, SvgFault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|fault| SvgFault::new(fault.valid_up_to() as u64, "不是 UTF-8 文本", "is not UTF-8 text"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut inspector = Inspector::default();
    let mut reader = Reader::from_str(text);
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Eof) => return inspector.finish(at),
            Ok(event) => inspector.event(&event, at)?,
            Err(fault) => {
                let offset = reader.error_position();
                return Err(SvgFault::new(offset, format!("XML 有误：{fault}"), format!("is malformed XML: {fault}")));
            }
        }
    }
}

#[derive(Default)]
struct Inspector {
    facts: SvgFacts,
    /// Names of the open elements.
    open: Vec<String>,
    has_root: bool,
    style: String,
    reuse: Reuse,
}

impl Inspector {
    fn event(&mut self, event: &Event<'_>, at: u64) -> Result<(), SvgFault> {
        match event {
            Event::Start(element) => {
                self.element(element, at)?;
                self.open.push(element.name().as_ref().to_owned());
                self.reuse.enter();
                if self.open.len() > MAX_DEPTH {
                    return Err(SvgFault::new(at, "元素嵌套过深", "nests elements too deeply"));
                }
            }
            Event::Empty(element) => {
                self.element(element, at)?;
                self.reuse.enter();
                self.reuse.leave();
            }
            Event::End(_) => self.end(at),
            Event::Text(text) => self.text(text, at)?,
            Event::CData(text) => self.text(text, at)?,
            Event::GeneralRef(name) => self.reference(name, at),
            Event::DocType(_) => self.fault(at, "DOCTYPE 声明", "a DOCTYPE declaration"),
            Event::PI(_) => self.fault(at, "处理指令", "a processing instruction"),
            Event::Decl(declaration) => self.declaration(declaration, at),
            Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    /// Bytes read in another encoding than the one inspected would be another drawing.
    fn declaration(&mut self, declaration: &BytesDecl<'_>, at: u64) {
        if let Some(Ok(encoding)) = declaration.encoding()
            && !encoding.eq_ignore_ascii_case("utf-8")
        {
            self.fault(at, format!("编码 {encoding}，应为 UTF-8"), format!("encoding {encoding}, not UTF-8"));
        }
    }

    fn element(&mut self, element: &BytesStart<'_>, at: u64) -> Result<(), SvgFault> {
        let name = element.name().as_ref().to_owned();
        let is_root = self.open.is_empty();
        if is_root && (self.has_root || name != "svg") {
            return Err(SvgFault::new(
                at,
                format!("根元素应是一个 svg，现为 {name}"),
                format!("has root `{name}`, not one `svg`"),
            ));
        }
        self.has_root = true;
        if !vocabulary::is_inert_element(&name) {
            self.fault(at, format!("元素 <{name}>"), format!("element <{name}>"));
        }
        let mut size = RootSize::default();
        self.reuse.element();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|fault| {
                SvgFault::new(at, format!("属性有误：{fault}"), format!("has a malformed attribute: {fault}"))
            })?;
            self.attribute(&name, &attribute, at, is_root.then_some(&mut size))?;
        }
        if is_root {
            if !size.has_namespace {
                self.fault(
                    at,
                    "根元素没有 SVG 命名空间，浏览器不会显示",
                    "a root without the SVG namespace, which browsers do not show",
                );
            }
            (self.facts.width, self.facts.height) = size.in_px();
        }
        Ok(())
    }

    fn attribute(
        &mut self,
        element: &str,
        attribute: &Attribute<'_>,
        at: u64,
        root: Option<&mut RootSize>,
    ) -> Result<(), SvgFault> {
        let name = attribute.key.as_ref();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|fault| {
            SvgFault::new(
                at,
                format!("属性 {name} 的实体不允许：{fault}"),
                format!("has a forbidden entity in `{name}`: {fault}"),
            )
        })?;
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        self.reuse.attribute(&local, &value);
        if name == "xmlns" && value != SVG_NAMESPACE {
            self.fault(at, format!("其他命名空间 {value}"), format!("foreign namespace {value}"));
        } else if name.starts_with("xmlns") {
            // Declaring a prefix draws nothing; using it on an element is refused above.
        } else if local.starts_with("on") {
            self.fault(at, format!("事件属性 {name}"), format!("event handler `{name}`"));
        } else if matches!(&*local, "href" | "src" | "base") && !is_own_fragment(&value) {
            self.fault(at, format!("{name} 指向文件之外"), format!("`{name}` pointing out of the file"));
        } else if local == "attributename" && vocabulary::is_active_attribute(&value) {
            self.fault(at, format!("动画改写 {value}"), format!("an animation of `{value}`"));
        } else if let Some(what) = style::active_part(&value, style::is_css(name)) {
            self.fault(
                at,
                format!("<{element}> 的属性 {name} 含 {what}"),
                format!("`{what}` in `{name}` of <{element}>"),
            );
        }
        if let Some(size) = root {
            size.see(name, &value);
        }
        Ok(())
    }

    fn end(&mut self, at: u64) {
        self.reuse.leave();
        if self.open.pop().as_deref() == Some("style") {
            let css = std::mem::take(&mut self.style);
            if let Some(what) = style::active_part(&css, true) {
                self.fault(at, format!("样式表含 {what}"), format!("`{what}` in a style sheet"));
            }
        }
    }

    fn text(&mut self, text: &str, at: u64) -> Result<(), SvgFault> {
        if self.open.is_empty() && !text.trim().is_empty() {
            return Err(SvgFault::new(at, "根元素之外有文字", "has text outside the root"));
        }
        if self.open.last().is_some_and(|name| name == "style") {
            self.style.push_str(text);
        }
        Ok(())
    }

    /// `&amp;`, `&#27700;` are characters; any other name would need a DOCTYPE.
    fn reference(&mut self, name: &str, at: u64) {
        if !name.starts_with('#') && !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
            self.fault(at, format!("实体 &{name};"), format!("entity &{name};"));
        } else if self.open.last().is_some_and(|open| open == "style") {
            self.fault(at, "样式表含字符引用", "a character reference in a style sheet");
        }
    }

    fn fault(&mut self, at: u64, zh: impl Into<String>, en: impl Into<String>) {
        self.facts.active.push(SvgFault::new(at, zh, en));
    }

    fn finish(mut self, at: u64) -> Result<SvgFacts, SvgFault> {
        match self.open.last() {
            Some(name) => Err(SvgFault::new(at, format!("元素 <{name}> 没有闭合"), format!("does not close <{name}>"))),
            None if !self.has_root => Err(SvgFault::new(at, "没有 svg 根元素", "has no `svg` root")),
            None => {
                if self.reuse.is_excessive() {
                    self.fault(
                        0,
                        "互相引用的图形，展开后多到浏览器画不动",
                        "shapes that refer to each other and expand to more than a browser can draw",
                    );
                }
                Ok(self.facts)
            }
        }
    }
}

fn is_own_fragment(value: &str) -> bool {
    value.starts_with('#')
}

/// What the root says about its size.
#[derive(Default)]
struct RootSize {
    has_namespace: bool,
    width: Option<f64>,
    height: Option<f64>,
    view: Option<(f64, f64)>,
}

impl RootSize {
    fn see(&mut self, name: &str, value: &str) {
        match name {
            "xmlns" => self.has_namespace = value == SVG_NAMESPACE,
            "width" => self.width = px(value),
            "height" => self.height = px(value),
            "viewBox" => self.view = view_size(value),
            _ => {}
        }
    }

    /// The stated size; a missing side follows from the view box.
    fn in_px(&self) -> (Option<f64>, Option<f64>) {
        match (self.width, self.height, self.view) {
            (Some(w), None, Some((vw, vh))) => (Some(w), Some(w * vh / vw)),
            (None, Some(h), Some((vw, vh))) => (Some(h * vw / vh), Some(h)),
            (None, None, Some((vw, vh))) => (Some(vw), Some(vh)),
            (w, h, _) => (w, h),
        }
    }
}

/// A length in CSS px; percentages and font units have no size of their own. Source: CSS Values, absolute lengths.
fn px(value: &str) -> Option<f64> {
    let value = value.trim();
    let digits = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let factor = match &value[digits..] {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    positive(&value[..digits]).map(|number| number * factor)
}

fn view_size(value: &str) -> Option<(f64, f64)> {
    let mut numbers = value.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).skip(2);
    Some((positive(numbers.next()?)?, positive(numbers.next()?)?))
}

fn positive(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0)
}

#[cfg(test)]
mod tests;
