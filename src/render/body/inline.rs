//! Words, links, pictures, citations.

use super::{OpenLink, Picture, Writer, notes};
use crate::markup::anatomy::is_setting;
use crate::markup::tap::{self, Tap};
use crate::markup::{Event, LinkType, Tag, TagEnd, formula};
use crate::render::card::{StepPicture, TapView};
use crate::render::html::{escape_into, escaped, is_outside, is_safe};

impl Writer<'_> {
    pub(super) fn start_inline(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, .. } => self.start_link(*link_type, dest_url),
            Tag::Image { dest_url, title, .. } => self.picture(dest_url, title),
            _ => {}
        }
    }

    pub(super) fn end_inline(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    pub(super) fn reference(&mut self, label: &str) {
        match self.cx.sources.iter().position(|source| source == label) {
            Some(at) => self.citation(label, at + 1),
            None => self.notes.refer(label, &mut self.out),
        }
    }

    pub(super) fn citation(&mut self, id: &str, number: usize) {
        notes::open_mark("cite", &mut self.out);
        self.out.push_str("<a href=\"#source-");
        self.push_escaped(id);
        self.out.push_str(&format!("\">[{number}]</a></sup>"));
    }

    fn start_link(&mut self, kind: LinkType, dest: &str) {
        let address = if kind == LinkType::Email { format!("mailto:{dest}") } else { dest.to_owned() };
        let href = (self.cx.link)(&address).filter(|href| is_safe(href));
        let printed = match &href {
            Some(href) => {
                self.out.push_str("<a href=\"");
                escape_into(&mut self.out, href);
                self.out.push_str(if is_outside(href) { "\" rel=\"external noopener\">" } else { "\">" });
                None
            }
            None => Some(if is_outside(&address) { address } else { String::new() }),
        };
        self.open.links.push(OpenLink { from: self.out.len(), printed });
    }

    fn end_link(&mut self) {
        let Some(link) = self.open.links.pop() else { return };
        let Some(address) = link.printed else { return self.out.push_str("</a>") };
        let address = escaped(&address);
        let says_it_already = self.out.get(link.from..).is_some_and(|words| words.contains(&address));
        if !says_it_already {
            self.out.push_str("<span class=\"address\">（");
            self.out.push_str(&address);
            self.out.push_str("）</span>");
        }
    }

    fn picture(&mut self, dest: &str, title: &str) {
        let alt = self.words_until_end_of_picture();
        let picture = (self.cx.picture)(dest).filter(|picture| is_safe(&picture.src));
        let Some(picture) = picture else {
            let note = if self.open.figures { ("<p class=\"no-picture\">", "</p>\n") } else { ("", "") };
            self.out.push_str(note.0);
            self.push_escaped(&format!("［图：{alt}］"));
            return self.out.push_str(note.1);
        };
        if let Some(pictures) = &mut self.open.step {
            return pictures.push(of_step(picture, &alt, title));
        }
        if !self.open.figures {
            return self.image(&picture, &alt);
        }
        self.out.push_str("<figure>\n");
        match self.pins(title, &picture) {
            Some(pins) => {
                self.out.push_str("<div class=\"plan\">");
                self.image(&picture, &alt);
                self.out.push_str(&pins);
                self.out.push_str("</div>");
            }
            None => self.image(&picture, &alt),
        }
        let words = if is_setting(title) { "" } else { title };
        self.caption(words, picture.credit.as_deref());
        self.out.push_str("\n</figure>\n");
    }

    fn image(&mut self, picture: &Picture, alt: &str) {
        super::picture::print(&mut self.out, picture, alt);
    }

    fn caption(&mut self, title: &str, credit: Option<&str>) {
        let credit = credit.filter(|credit| !credit.is_empty());
        if title.is_empty() && credit.is_none() {
            return;
        }
        self.out.push_str("\n<figcaption>");
        self.push_escaped(title);
        if let Some(credit) = credit {
            self.out.push_str("<span class=\"credit\">图：");
            self.push_escaped(credit);
            self.out.push_str("</span>");
        }
        self.out.push_str("</figcaption>");
    }

    /// The replacement text: whatever stands in the brackets, without its marks.
    fn words_until_end_of_picture(&mut self) -> String {
        let mut words = String::new();
        let mut depth = 1;
        while let Some((event, _)) = self.events.get(self.at) {
            self.at += 1;
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::InlineMath(latex) | Event::DisplayMath(latex) => words.push_str(formula::spoken(latex)),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                _ => {}
            }
        }
        words
    }
}

/// A step's picture with the place that its title marks.
fn of_step(picture: Picture, alt: &str, title: &str) -> StepPicture {
    let mut html = String::new();
    super::picture::print(&mut html, &picture, alt);
    let Picture { width, height, credit, .. } = picture;
    let credit = credit.filter(|credit| !credit.is_empty());
    let (caption, tap) = match Tap::read(title) {
        Tap::At { words, x, y } => {
            let px = |side: u32, per_cent: u8| side * u32::from(per_cent) / 100;
            let r = width.min(height) / 9;
            let tap = TapView { cx: px(width, x), cy: px(height, y), r, place: tap::place(x, y) };
            (if words.is_empty() { "点这里".to_owned() } else { words }, Some(tap))
        }
        Tap::None | Tap::Unreadable => (title.to_owned(), None),
    };
    StepPicture { html, width, height, caption, credit, tap }
}
