//! Word lists as data: their names, how their files are written, the set that is built in, and the search for words.
//!
//! A site replaces or extends a list with a file of the same name below `lexicons/`; see `docs/lexicons.md`.
//! Deliberately absent: reading of files, and what a rule makes of a word.

mod built_in;
pub mod format;
mod list;

use std::sync::Arc;

use crate::model::token::vocabulary;

pub use built_in::{built_in, built_in_text};
pub use list::{Entry, Found, Lexicon};

vocabulary! {
    /// A word list; the token is the name of its file below `lexicons/`, without `.txt`.
    Name {
        Drugs = "drugs", "药品名", "drug names";
        Pesticides = "pesticides", "农药名", "pesticide names";
        DoseUnits = "dose-units", "计量单位", "units of measure";
        Instructions = "instructions", "用法用语", "words of instruction";
        RiskWords = "risk-words", "风险词", "risk words";
        Advice = "advice", "规定提示", "mandatory advice";
        Advertising = "advertising", "广告和绝对化用语", "advertising and absolute claims";
        Negations = "negations", "否定词和警示词", "negations and warnings";
        Sensitive = "sensitive", "慎用词", "sensitive words";
        Seasons = "seasons", "节气和时令", "seasonal names";
        Abbreviations = "abbreviations", "字母缩写", "abbreviations";
        Amounts = "amounts", "用量的说法", "words of amount";
        Confusables = "confusables", "易混淆字符", "confusable characters";
    }
}

/// Every list of a site.
#[derive(Clone, Debug)]
pub struct Lexicons {
    /// By the place of the name in [`Name::ALL`].
    lists: Vec<Arc<Lexicon>>,
}

impl Lexicons {
    /// One list.
    #[must_use]
    pub fn get(&self, name: Name) -> &Lexicon {
        &self.lists[name as usize]
    }

    /// Puts another list in the place of one.
    pub fn set(&mut self, name: Name, list: Lexicon) {
        self.lists[name as usize] = Arc::new(list);
    }
}
