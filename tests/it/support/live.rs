//! What in an output file could run, load or leave: read as browsers, feed readers and programs read it.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use quick_xml::events::Event;

/// Elements that fetch, embed or restyle, and have no place on any page.
const FORBIDDEN: &[&str] = &[
    "applet",
    "base",
    "embed",
    "frame",
    "frameset",
    "iframe",
    "noembed",
    "object",
    "plaintext",
    "portal",
    "style",
    "xmp",
];
/// Attributes whose value is an address.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "poster",
    "src",
    "srcset",
    "usemap",
    "xlink:href",
];

/// One opening tag: its name, its attributes in order of name.
pub(crate) type Tag = (String, Vec<(String, String)>);

/// The opening tags of a page in order, and the texts of its scripts.
pub(crate) fn tags(html: &str) -> (Vec<Tag>, Vec<String>) {
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    let (mut tags, mut scripts, mut in_script) = (Vec::new(), Vec::new(), false);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                in_script = name == "script";
                let word = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                tags.push((name, tag.attributes.iter().map(|(key, value)| (word(key), word(value))).collect()));
            }
            Token::String(text) if in_script => scripts.push(String::from_utf8_lossy(&text).into_owned()),
            Token::EndTag(_) => in_script = false,
            _ => {}
        }
    }
    (tags, scripts)
}

/// Everything of a page that is more than text, pictures and links.
pub(crate) fn in_html(html: &str) -> Vec<String> {
    let (tags, scripts) = tags(html);
    let mut found: Vec<String> = tags.iter().flat_map(in_tag).collect();
    let data = scripts.iter().filter(|text| !text.trim().is_empty());
    found.extend(
        data.filter(|text| serde_json::from_str::<serde_json::Value>(text).is_err())
            .map(|text| format!("script {text}")),
    );
    found
}

fn in_tag((name, attributes): &Tag) -> Vec<String> {
    let value = |key: &str| attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
    let mut found = Vec::new();
    if FORBIDDEN.contains(&name.as_str()) {
        found.push(format!("<{name}>"));
    }
    if name == "meta" && value("http-equiv").is_some_and(|word| !word.eq_ignore_ascii_case("content-security-policy")) {
        found.push(format!("<meta http-equiv={:?}>", value("http-equiv")));
    }
    if name == "script" && value("type") != Some("application/ld+json") && value("src").is_none_or(|src| !is_own(src)) {
        found.push(format!("<script src={:?}>", value("src")));
    }
    for (key, value) in attributes {
        let loads = matches!(key.as_str(), "src" | "srcset" | "poster" | "data" | "background") || name == "link";
        let is_address = ADDRESSES.contains(&key.as_str());
        let runs = key.starts_with("on") || matches!(key.as_str(), "style" | "srcdoc" | "ping");
        let leads_away = is_address && (!is_harmless(value) || (loads && name != "link" && !is_own(value)));
        if runs || leads_away {
            found.push(format!("<{name} {key}={value}>"));
        }
    }
    found
}

/// A file of the same output.
fn is_own(address: &str) -> bool {
    let absolute = address.starts_with("https://kepu.example.org/");
    !address.is_empty() && (absolute || (scheme(address).is_none() && !address.starts_with("//")))
}

/// An address that at most opens a page, a letter or a call.
fn is_harmless(address: &str) -> bool {
    !address.starts_with("//")
        && scheme(address).is_none_or(|word| matches!(&*word, "https" | "http" | "mailto" | "tel"))
}

/// The scheme as browsers read it: control characters and blanks before and inside do not count.
fn scheme(address: &str) -> Option<String> {
    let clean: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (word, _) = clean.split_once(':')?;
    let is_word = word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_word.then(|| word.to_ascii_lowercase())
}

/// The same for XML: it is well-formed, is no document that a browser runs, and its HTML inside is judged as HTML.
pub(crate) fn in_xml(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    // What readers take as HTML: by its type in Atom, by its name in RSS; all else is text by the standards.
    let (mut inside, mut is_html) = (String::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let name = element.name().as_ref().to_owned();
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("a sound attribute");
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("a sound value");
                    (attribute.key.as_ref().to_owned(), value.into_owned())
                });
                let attributes: Vec<(String, String)> = attributes.collect();
                let typed = attributes.iter().any(|(key, value)| key == "type" && value == "html");
                is_html = typed || matches!(name.as_str(), "description" | "content:encoded");
                let attributes = attributes.into_iter();
                found.extend(in_tag(&(name, attributes.filter(|(key, _)| !key.starts_with("xml")).collect())));
                inside.clear();
            }
            Ok(Event::End(_)) => {
                let text = std::mem::take(&mut inside);
                found.extend(Some(text).filter(|_| is_html).iter().flat_map(|text| in_html(text)));
                is_html = false;
            }
            Ok(Event::Text(text)) => inside.push_str(&text),
            Ok(Event::CData(text)) => inside.push_str(&text),
            Ok(Event::GeneralRef(name)) => inside.push_str(&character(&name)),
            Ok(Event::DocType(_) | Event::PI(_)) => found.push("a DOCTYPE or processing instruction".to_owned()),
            Ok(_) => {}
            Err(error) => {
                found.push(format!("malformed XML: {error}"));
                break;
            }
        }
    }
    found
}

fn character(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    match (number.and_then(char::from_u32), name) {
        (Some(c), _) => c.to_string(),
        (_, "lt") => "<".to_owned(),
        (_, "gt") => ">".to_owned(),
        (_, "amp") => "&".to_owned(),
        (_, "quot") => "\"".to_owned(),
        (_, "apos") => "'".to_owned(),
        (_, other) => panic!("entity {other}"),
    }
}

/// The same for JSON: every text that is HTML by its key.
pub(crate) fn in_json(text: &str) -> Vec<String> {
    fn walk(key: &str, value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) if key == "content_html" => found.extend(in_html(text)),
            serde_json::Value::String(text) if key.ends_with("url") && !is_harmless(text) => {
                found.push(format!("{key}: {text}"))
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(key, item, found)),
            serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| walk(key, value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    match serde_json::from_str(text) {
        Ok(value) => walk("", &value, &mut found),
        Err(error) => found.push(format!("malformed JSON: {error}")),
    }
    found
}
