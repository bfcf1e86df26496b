//! What a reader can see of a page: its text without comments, attributes and whatever is hidden inline.
//!
//! Read with tolerance, because the page comes from a theme that may not be well-formed; in doubt a text counts as
//! hidden. Style sheets are not read: a class that hides is for the eyes of whoever reviews the theme.

use std::borrow::Cow;
use std::ops::Range;

/// Elements whose content is never shown on a page without scripts, or only after a click.
const UNSEEN: &[&str] = &[
    "head", "template", "noscript", "datalist", "select", "object", "audio", "video", "canvas", "defs", "desc",
    "symbol", "metadata", "noframes", "noembed", "rp",
];

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "title", "textarea", "xmp", "iframe"];

/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"];

/// Inline declarations that hide, without spaces.
const HIDING: &[&str] = &[
    "display:none",
    "visibility:hidden",
    "visibility:collapse",
    "content-visibility:hidden",
    "opacity:0",
    "font-size:0",
    "color:transparent",
    "text-indent:-",
    "clip-path:",
    "clip:rect",
    "left:-",
    "top:-",
];

/// The text that a page shows, without any white space.
#[must_use]
pub fn visible_text(html: &str) -> String {
    let mut reader = Reader::of(html);
    reader.read_to(0);
    reader.text
}

/// The text that a page shows, and where in it stands what a part of its markup shows. The page is read once.
///
/// `None` when that cannot be told by reading once: the part is not in the page as it is, is no whole piece of markup, or
/// is first met where it is not shown. The texts of both must then be compared.
#[must_use]
pub fn visible_text_with(html: &str, part: &str) -> Option<(String, Range<usize>)> {
    let part = part.trim_end();
    // Text and references at its edges would be read together with what stands around it.
    if !(part.starts_with('<') && part.ends_with('>')) {
        return None;
    }
    let at = find_long(html, part)?;
    let (before, after) = (html.len() - at, html.len() - at - part.len());
    let mut reader = Reader::of(html);
    reader.read_to(before);
    if reader.rest.len() != before || reader.hidden.is_some() {
        return None;
    }
    let start = reader.text.len();
    reader.read_to(after);
    if reader.rest.len() != after {
        return None;
    }
    let end = reader.text.len();
    reader.read_to(0);
    Some((reader.text, start..end))
}

/// Where a part as long as an article first stands: preparing a search for all of it costs more than looking for its
/// first bytes.
fn find_long(html: &str, part: &str) -> Option<usize> {
    let (html, part) = (html.as_bytes(), part.as_bytes());
    let beginning = memchr::memmem::Finder::new(&part[..part.len().min(64)]);
    let mut from = 0;
    // Byte by byte after each: beginnings may overlap, and it must be the first that counts.
    while let Some(at) = beginning.find(&html[from..]).map(|at| from + at) {
        if html[at..].starts_with(part) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// A text without white space, as [`visible_text`] has it.
#[must_use]
pub fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    push_squeezed(text, &mut squeezed);
    squeezed
}

/// Copies run by run: pages are long and this is done for each of them.
fn push_squeezed(text: &str, into: &mut String) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        // Whatever begins like a white or invisible character; the blocks of Han begin higher.
        let is_suspect =
            byte <= b' ' || matches!(byte, 0xC2 | 0xE1 | 0xE2) || bytes[at..].starts_with(&[0xE3, 0x80, 0x80]);
        if is_suspect
            && let Some(c) = text[at..].chars().next()
            && is_left_out(c)
        {
            into.push_str(&text[from..at]);
            at += c.len_utf8();
            from = at;
        } else {
            at += 1;
        }
    }
    into.push_str(&text[from..]);
}

fn is_left_out(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

struct Reader<'a> {
    rest: &'a str,
    text: String,
    /// The hiding element that is open, and how many of its name are inside each other.
    hidden: Option<(&'a str, usize)>,
}

impl<'a> Reader<'a> {
    fn of(html: &'a str) -> Self {
        Self { rest: html, text: String::with_capacity(html.len() / 2), hidden: None }
    }

    /// Reads until no more than `left` bytes are left, fewer when a tag or a comment reaches into them.
    fn read_to(&mut self, left: usize) {
        while self.rest.len() > left {
            let stop = self.rest.len() - left;
            let at = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(stop);
            let (before, tag) = self.rest.split_at(at.min(stop));
            self.show(before);
            self.rest = tag;
            if at < stop {
                self.markup();
            }
        }
    }

    fn show(&mut self, text: &str) {
        if self.hidden.is_none() {
            push_squeezed(&decoded(text), &mut self.text);
        }
    }

    /// Takes what begins with `<`.
    fn markup(&mut self) {
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            self.rest = after(b'>', self.rest);
        } else if let Some(end) = self.rest.strip_prefix("</") {
            self.rest = after(b'>', end);
            self.close(name_of(end));
        } else if self.rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = Tag::read(&self.rest[1..]);
            self.rest = tag.rest;
            self.open(&tag);
        } else {
            self.show("<");
            self.rest = &self.rest[1..];
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden
            && hidden.eq_ignore_ascii_case(name)
        {
            *depth -= 1;
            if *depth == 0 {
                self.hidden = None;
            }
        }
    }

    fn open(&mut self, tag: &Tag<'a>) {
        let is_raw = is_among(tag.name, RAW);
        if is_raw {
            self.rest = after_raw(tag.rest, tag.name);
        }
        if is_raw || is_among(tag.name, VOID) || (tag.is_closed && is_among(tag.name, UNSEEN)) {
            return;
        }
        match &mut self.hidden {
            Some((hidden, depth)) if hidden.eq_ignore_ascii_case(tag.name) => *depth += 1,
            Some(_) => {}
            None if tag.hides() => self.hidden = Some((tag.name, 1)),
            None => {}
        }
    }
}

fn is_among(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What follows the end of an element whose content is no markup.
fn after_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&rest.as_bytes()[from..], b"</").map(|at| from + at + 2) {
        if name_of(&rest[at..]).eq_ignore_ascii_case(name) {
            return after(b'>', &rest[at..]);
        }
        from = at;
    }
    ""
}

/// What follows the first `sign`, which is ASCII.
fn after(sign: u8, text: &str) -> &str {
    memchr::memchr(sign, text.as_bytes()).map_or("", |at| &text[at + 1..])
}

/// The name of a tag.
fn name_of(tag: &str) -> &str {
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    &tag[..tag.bytes().position(ends).unwrap_or(tag.len())]
}

/// A start tag, as far as it matters here.
struct Tag<'a> {
    name: &'a str,
    style: &'a str,
    /// `hidden` or `popover`.
    is_hidden: bool,
    is_open: bool,
    is_closed: bool,
    /// What follows the tag.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads a tag from its name on.
    fn read(text: &'a str) -> Self {
        let name = name_of(text);
        let mut tag =
            Self { name, style: "", is_hidden: false, is_open: false, is_closed: false, rest: &text[name.len()..] };
        loop {
            tag.rest = tag.rest.trim_ascii_start();
            if let Some(after) = tag.rest.strip_prefix('>') {
                tag.rest = after;
                return tag;
            }
            if tag.rest.is_empty() {
                return tag;
            }
            tag.is_closed = tag.rest.starts_with('/');
            match tag.rest.strip_prefix('/') {
                Some(after) => tag.rest = after,
                None => tag.attribute(),
            }
        }
    }

    /// Takes one attribute.
    fn attribute(&mut self) {
        let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'=');
        // A stray sign begins a name, so that every step takes something.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest.as_bytes()[first..].iter().copied().position(ends).map_or(self.rest.len(), |at| first + at);
        let (name, rest) = self.rest.split_at(end);
        let (value, rest) = match rest.trim_ascii_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_ascii_start()),
            None => ("", rest),
        };
        self.rest = rest;
        // Of two attributes of one name the first counts; a second one that hides is taken as seriously.
        if name.eq_ignore_ascii_case("style") && self.style.is_empty() {
            self.style = value;
        }
        self.is_hidden |= is_among(name, &["hidden", "popover"]);
        self.is_open |= name.eq_ignore_ascii_case("open");
    }

    fn hides(&self) -> bool {
        let is_shut = is_among(self.name, &["details", "dialog"]) && !self.is_open;
        if self.is_hidden || is_shut || is_among(self.name, UNSEEN) {
            return true;
        }
        if self.style.is_empty() {
            return false;
        }
        let style = squeezed(&decoded(self.style)).to_ascii_lowercase();
        HIDING.iter().any(|hiding| hides(&style, hiding))
    }
}

/// The value of an attribute and what follows it.
fn value_of(text: &str) -> (&str, &str) {
    if let Some(quote @ (b'"' | b'\'')) = text.as_bytes().first() {
        let inner = &text[1..];
        return memchr::memchr(*quote, inner.as_bytes()).map_or((inner, ""), |at| (&inner[..at], &inner[at + 1..]));
    }
    let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'>';
    text.split_at(text.bytes().position(ends).unwrap_or(text.len()))
}

/// Whether a style holds a hiding declaration; `opacity:0.9` and `padding-left:-1px` are none.
fn hides(style: &str, hiding: &str) -> bool {
    style.match_indices(hiding).any(|(at, _)| {
        let begins = style[..at].is_empty() || style[..at].ends_with(';');
        let after = &style[at + hiding.len()..];
        let is_whole = !hiding.ends_with('0') || number_is_zero(after);
        begins && is_whole
    })
}

/// Whether the rest of a number that began with 0 keeps it 0.
fn number_is_zero(after: &str) -> bool {
    let digits = after.split(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or_default();
    digits.chars().all(|c| matches!(c, '0' | '.'))
}

/// A text with its character references resolved; those that no page of ours writes stay as they are.
fn decoded(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference =
            rest[1..].find(';').filter(|end| *end <= 10).and_then(|end| Some((character(&rest[1..=end])?, end)));
        match reference {
            Some((c, end)) => {
                plain.push(c);
                rest = &rest[end + 2..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn character(name: &str) -> Option<char> {
    let number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "ensp" => Some('\u{2002}'),
        "emsp" => Some('\u{2003}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            }
        }
    }
}

#[cfg(test)]
mod tests;
