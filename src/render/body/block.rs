//! Blocks: paragraphs, headings, lists, tables, quotes, code.

use super::Writer;
use crate::markup::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};
use crate::render::highlight;

impl Writer<'_> {
    pub(super) fn start(&mut self, tag: &Tag<'_>) {
        if is_block(tag) {
            self.close_label();
        }
        match tag {
            Tag::Paragraph => {
                self.open.figures = self.holds_pictures_only();
                if !self.open.figures {
                    self.out.push_str("<p>");
                }
            }
            Tag::Heading { level, .. } => self.heading(*level),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => self.open.code = Some((language(kind), String::new())),
            Tag::HtmlBlock => self.out.push_str("<p>"),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(from)) => self.out.push_str(&format!("<ol start=\"{from}\">\n")),
            Tag::Item => self.out.push_str(if self.is_task() { "<li class=\"task\">" } else { "<li>" }),
            Tag::FootnoteDefinition(label) => {
                let around = std::mem::take(&mut self.out);
                self.open.asides.push((label.to_string(), around));
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(columns) => {
                self.open.columns.clone_from(columns);
                self.open.tables += 1;
                // A region that scrolls is reached by keyboard and is a landmark; no two landmarks share a name.
                self.out.push_str(&format!(
                    "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"表{}\">\n<table>\n",
                    self.open.tables
                ));
            }
            Tag::TableHead => {
                self.open.in_table_head = true;
                self.open.column = 0;
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.open.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::MetadataBlock(_) => self.skip_metadata(),
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. } => self.start_inline(tag),
        }
    }

    pub(super) fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close_label();
                if !std::mem::take(&mut self.open.figures) {
                    self.out.push_str("</p>\n");
                }
            }
            TagEnd::Heading(level) => self.out.push_str(&format!("</h{}>\n", rank(*level))),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::HtmlBlock => self.out.push_str("</p>\n"),
            TagEnd::List(ordered) => self.out.push_str(if *ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.close_label();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                if let Some((label, around)) = self.open.asides.pop() {
                    let note = std::mem::replace(&mut self.out, around);
                    self.notes.define(label, note);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.out.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.open.in_table_head = false;
                self.out.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.open.in_table_head { "</th>" } else { "</td>" }),
            TagEnd::MetadataBlock(_) | TagEnd::Image => {}
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => self.end_inline(tag),
        }
    }

    pub(super) fn close_label(&mut self) {
        if std::mem::take(&mut self.open.label) {
            self.out.push_str("</label>");
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let id = self.heading_here().map_or_else(String::new, |heading| heading.id.clone());
        self.out.push_str(&format!("<h{} id=\"", rank(level)));
        self.push_escaped(&id);
        self.out.push_str("\">");
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (token, title) = match kind {
            None => return self.out.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "说明"),
            Some(BlockQuoteKind::Tip) => ("tip", "小提示"),
            Some(BlockQuoteKind::Important) => ("important", "重要"),
            Some(BlockQuoteKind::Warning) => ("warning", "注意"),
            Some(BlockQuoteKind::Caution) => ("caution", "危险"),
        };
        self.out.push_str(&format!(
            "<div class=\"alert alert-{token}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
        ));
    }

    fn code_block(&mut self) {
        let Some((language, text)) = self.open.code.take() else { return };
        // A region that scrolls must be reachable by keyboard.
        self.out.push_str("<pre class=\"code\" tabindex=\"0\"><code>");
        self.out.push_str(&highlight::code(&language, &text));
        self.out.push_str("</code></pre>\n");
    }

    fn cell(&mut self) {
        let align = match self.open.columns.get(self.open.column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.open.column += 1;
        let tag = if self.open.in_table_head { "<th scope=\"col\"" } else { "<td" };
        self.out.push_str(tag);
        self.out.push_str(align);
        self.out.push('>');
    }

    fn skip_metadata(&mut self) {
        while let Some((event, _)) = self.events.get(self.at) {
            if matches!(event, Event::End(TagEnd::MetadataBlock(_))) {
                break;
            }
            self.at += 1;
        }
    }

    /// Whether the item that begins here is a task.
    fn is_task(&self) -> bool {
        let mut next = self.events.get(self.at..).unwrap_or_default().iter().map(|(event, _)| event);
        match next.next() {
            Some(Event::TaskListMarker(_)) => true,
            Some(Event::Start(Tag::Paragraph)) => matches!(next.next(), Some(Event::TaskListMarker(_))),
            _ => false,
        }
    }

    /// Whether the paragraph that begins here shows pictures and nothing else.
    fn holds_pictures_only(&self) -> bool {
        let (mut inside, mut pictures) = (false, false);
        for (event, _) in self.events.get(self.at..).unwrap_or_default() {
            match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::Start(Tag::Image { .. }) => (inside, pictures) = (true, true),
                Event::End(TagEnd::Image) => inside = false,
                Event::SoftBreak | Event::HardBreak => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ if inside => {}
                _ => return false,
            }
        }
        pictures
    }
}

/// The page's own title is the only first-rank heading.
fn rank(level: HeadingLevel) -> usize {
    (level as usize).clamp(2, 6)
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::Table(_)
            | Tag::DefinitionList
            | Tag::FootnoteDefinition(_)
    )
}
