//! Cards read aloud: what decides comes first.

use std::ops::Range;

use super::{Reader, chinese_number};
use crate::markup::anatomy::{Anatomy, Piece};
use crate::markup::container::{Container, Kind};
use crate::render::card::choice_mark;

impl Reader<'_> {
    pub(super) fn card(&mut self, container: &Container) {
        let anatomy = self.document.anatomy(container);
        let first = self.head(container, &anatomy);
        let mut n_choices = 0;
        for piece in &anatomy.pieces {
            match piece {
                Piece::Field(field) if first.contains(&field.name) => {}
                // Its first words are the name.
                Piece::Field(field) => self.fragment(&field.events, false),
                Piece::Step { number, events, .. } => {
                    self.begin(&format!("第{}步，", chinese_number(*number)));
                    self.fragment(events, container.kind == Kind::Steps);
                }
                Piece::Choice { events, .. } => {
                    self.begin(&format!("{}，", choice_mark(n_choices)));
                    self.fragment(events, false);
                    n_choices += 1;
                    if n_choices == anatomy.choices().count() {
                        self.answer(&anatomy);
                    }
                }
                Piece::Text(events) => self.fragment(events, false),
            }
        }
    }

    /// The name of the card and the fields that are read at once; gives their names.
    fn head(&mut self, container: &Container, anatomy: &Anatomy) -> &'static [&'static str] {
        let first: &[&str] = match container.kind {
            Kind::Rumour => {
                let written = anatomy.field("结论").map_or("还没有结论", |field| &field.text);
                let verdict = anatomy.verdict().map_or(written, |word| word.zh());
                self.say(&format!("流言核查。结论：{}。", verdict.trim_end_matches('。')));
                self.say(&format!("有人说：“{}”", container.words));
                &["真相"]
            }
            kind => {
                self.say(&format!("{}：{}", kind.label(), container.words));
                if kind == Kind::Experiment { &["大人陪同", "材料", "时间"] } else { &[] }
            }
        };
        for name in first {
            if let Some(field) = anatomy.field(name) {
                self.fragment(&field.events, false);
            }
        }
        if container.kind == Kind::Rumour { &["结论", "真相"] } else { first }
    }

    fn answer(&mut self, anatomy: &Anatomy) {
        let right = (0..).zip(anatomy.choices()).filter(|(_, (right, ..))| *right);
        let marks: Vec<String> = right.map(|(at, _)| choice_mark(at)).collect();
        self.say(&format!("答案：{}。", marks.join("、")));
    }

    fn begin(&mut self, words: &str) {
        self.flush();
        self.line.push_str(words);
    }

    fn fragment(&mut self, events: &Range<usize>, skips_pictures: bool) {
        self.open.skips_pictures = skips_pictures;
        self.run(events.clone(), 0..0);
        self.flush();
        self.open.skips_pictures = false;
    }
}
