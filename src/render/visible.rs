//! What a reader can see of a page: its text without comments, attributes and whatever is hidden inline.
//!
//! Read with tolerance, because the page comes from a theme that may not be well-formed; in doubt a text counts as
//! hidden. Style sheets are not read: a class that hides is for the eyes of whoever reviews the theme.

use std::borrow::Cow;

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
    let mut reader = Reader { rest: html, text: String::with_capacity(html.len() / 2), hidden: None };
    while let Some(at) = reader.rest.find('<') {
        let (before, tag) = reader.rest.split_at(at);
        reader.show(before);
        reader.rest = tag;
        reader.markup();
    }
    reader.show(reader.rest);
    reader.text
}

/// A text without white space, as [`visible_text`] has it.
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| is_shown(*c)).collect()
}

fn is_shown(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

struct Reader<'a> {
    rest: &'a str,
    text: String,
    /// The hiding element that is open, and how many of its name are inside each other.
    hidden: Option<(String, usize)>,
}

impl<'a> Reader<'a> {
    fn show(&mut self, text: &str) {
        if self.hidden.is_none() {
            self.text.extend(decoded(text).chars().filter(|c| is_shown(*c)));
        }
    }

    /// Takes what begins with `<`.
    fn markup(&mut self) {
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            self.rest = self.rest.split_once('>').map_or("", |(_, rest)| rest);
        } else if let Some(end) = self.rest.strip_prefix("</") {
            let (tag, rest) = end.split_once('>').unwrap_or((end, ""));
            self.rest = rest;
            self.close(&name_of(tag));
        } else if self.rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = Tag::read(&self.rest[1..]);
            self.rest = tag.rest;
            self.open(&tag);
        } else {
            self.show("&lt;");
            self.rest = &self.rest[1..];
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden
            && hidden == name
        {
            *depth -= 1;
            if *depth == 0 {
                self.hidden = None;
            }
        }
    }

    fn open(&mut self, tag: &Tag<'a>) {
        let name = tag.name.as_str();
        if RAW.contains(&name) {
            self.rest = after_raw(tag.rest, name);
        }
        if VOID.contains(&name) || RAW.contains(&name) || (tag.is_closed && UNSEEN.contains(&name)) {
            return;
        }
        match &mut self.hidden {
            Some((hidden, depth)) if hidden == name => *depth += 1,
            Some(_) => {}
            None if tag.hides() => self.hidden = Some((name.to_owned(), 1)),
            None => {}
        }
    }
}

/// What follows the end of an element whose content is no markup.
fn after_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</").map(|at| from + at + 2) {
        if name_of(&rest[at..]) == name {
            return rest[at..].split_once('>').map_or("", |(_, rest)| rest);
        }
        from = at;
    }
    ""
}

/// The name of a tag, in lower case.
fn name_of(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

struct Tag<'a> {
    name: String,
    attributes: Vec<(String, Cow<'a, str>)>,
    is_closed: bool,
    /// What follows the tag.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads a tag from its name on.
    fn read(text: &'a str) -> Self {
        let name = name_of(text);
        let mut rest = &text[name.len()..];
        let mut attributes = Vec::new();
        let mut is_closed = false;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            if let Some(after) = rest.strip_prefix('>') {
                return Self { name, attributes, is_closed, rest: after };
            }
            if rest.is_empty() {
                return Self { name, attributes, is_closed, rest };
            }
            is_closed = rest.starts_with('/');
            if let Some(after) = rest.strip_prefix('/') {
                rest = after;
                continue;
            }
            let (attribute, after) = attribute(rest);
            attributes.push(attribute);
            rest = after;
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    fn hides(&self) -> bool {
        let is_shut = matches!(self.name.as_str(), "details" | "dialog") && self.get("open").is_none();
        let style: String = self.get("style").map(squeezed).unwrap_or_default().to_ascii_lowercase();
        UNSEEN.contains(&self.name.as_str())
            || is_shut
            || self.get("hidden").is_some()
            || self.get("popover").is_some()
            || HIDING.iter().any(|hiding| hides(&style, hiding))
    }
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

/// One attribute and what follows it.
fn attribute(text: &str) -> ((String, Cow<'_, str>), &str) {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '=');
    // A stray sign begins a name, so that every step takes something.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(ends).map_or(text.len(), |at| first + at);
    let name = text[..end].to_ascii_lowercase();
    let rest = text[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = rest.strip_prefix('=') else { return ((name, Cow::Borrowed("")), &text[end..]) };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let (inner, rest) = inner.split_once(quote).unwrap_or((inner, ""));
            return ((name, decoded(inner)), rest);
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
    ((name, decoded(&value[..end])), &value[end..])
}

/// A text with its character references resolved; those that no page of ours writes stay as they are.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_seen() {
        for (html, seen) in [
            ("<p>审 核人 <b>张</b>三</p>", "审核人张三"),
            ("&lt;甲&gt; &amp;&#39;&#x4E59;&hellip;", "<甲>&'乙&hellip;"),
            ("甲<!-- 乙 -->丙<!DOCTYPE html>", "甲丙"),
            ("<img alt=\"甲\" title='乙'><input value=丙>丁", "丁"),
            ("<p hidden>甲<span>乙</span></p>丙", "丙"),
            ("<div hidden><div>甲</div>乙</div>丙", "丙"),
            ("<p style=\"color:red; DISPLAY : none\">甲</p>乙", "乙"),
            ("<p style=\"display&#58;none\">甲</p>乙", "乙"),
            ("<p style='opacity:0'>甲</p><p style='opacity:0.9'>乙</p><p style='opacity:0.0;'>丙</p>", "乙"),
            ("<p style='padding-left:-1px'>甲</p>", "甲"),
            ("<head><title>甲</title></head>乙", "乙"),
            ("<script>document.write('<p>甲</p>')</script><style>乙</style>丙", "丙"),
            ("<template>甲</template><noscript>乙</noscript>丙", "丙"),
            ("<details><summary>甲</summary>乙</details>丙", "丙"),
            ("<details open><summary>甲</summary>乙</details>丙", "甲乙丙"),
            ("<svg><defs/><title>甲</title><text>乙</text></svg>", "乙"),
            ("1 < 2 <3", "1<2<3"),
            ("<p hidden>甲<p>乙", ""),
            ("甲<p", "甲"),
            ("甲<!-- 乙", "甲"),
            ("<p a=\"<b hidden>\">甲</p>", "甲"),
            ("<p =hidden hidden>甲</p>乙", "乙"),
        ] {
            assert_eq!(visible_text(html), seen, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_page_can_be_read(html in "([<>/=\"'&;!#x -]|[a-d]|p|hidden|style|甲|<!--|-->|&#x|&lt;|details|script){0,60}") {
            let seen = visible_text(&html);
            prop_assert!(seen.chars().count() <= html.chars().count());
        }
    }
}
