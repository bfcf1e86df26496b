//! One audience: every knob of its edition, as data with units. No audience id occurs in this program.

use std::collections::BTreeMap;

use super::article::{EditionWords, Risk};
use super::path::SourcePath;
use super::token::vocabulary;

/// The profile read from `themes/<theme>/audiences/<id>/audience.yaml`; the id is the directory's name.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Directory name; also the first part of every address of the edition.
    pub id: String,
    /// The profile file.
    pub source: SourcePath,
    /// Chinese name.
    pub label: String,
    /// English name.
    pub label_en: String,
    /// Other words that editors may write for it.
    pub aliases: Vec<String>,
    /// Place in lists of editions.
    pub order: i32,
    /// Whether this is the common edition at the root, which shows every published article.
    pub common: bool,
    /// One sentence under the name.
    pub intro: String,
    /// Articles with one of these risks never reach it.
    pub excludes_risk: Vec<Risk>,
    /// Whether links out of the site are kept as links.
    pub outside_links: bool,
    /// The weakest evidence tier that an article for it may rest on alone (`source_tier`, 1 is strongest).
    pub sources_tier_min: Option<u8>,
    /// Reading limits.
    pub reading: ReadingLimits,
    /// What else its readers need of the language.
    pub language: Language,
    /// Its readers by age, the youngest first; none when one text serves all.
    pub bands: Vec<Band>,
    /// Type on screen.
    pub typography: Typography,
    /// Colours.
    pub colour: Colours,
    /// Order of parts: `text` and tokens of cards; empty keeps the author's order.
    pub parts: Vec<String>,
    /// Tokens of cards that this edition does not show.
    pub leaves_out: Vec<String>,
    /// Marks and words of the edition.
    pub manner: Look,
    /// Whether every experiment must say at its head if an adult is needed.
    pub needs_adult_mark: bool,
    /// Whether readers are asked if they understood.
    pub feedback: bool,
    /// What becomes of marked readings.
    pub pinyin: Pinyin,
    /// Whether terms of the glossaries are explained at the end of an article.
    pub terms: bool,
    /// Longest edge of a raster image, in px.
    pub image_edge_px: u32,
    /// Feed entries at most; the site's number when absent.
    pub feed_entries: Option<u32>,
    /// Entries on one page of a list; the site's number when absent.
    pub list_entries: Option<u32>,
}

vocabulary! {
    /// Which readings an edition prints above their words.
    Pinyin {
        None = "none", "不注音", "none";
        Marked = "marked", "标了就注", "every marked word";
        FirstUse = "first_use", "只注第一次", "the first time a word is marked";
    }
}

/// Reading limits in Han characters. Source: `docs/design-notes.md`, "Reading limits".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadingLimits {
    /// Mean sentence.
    pub mean_sentence: f64,
    /// 90th percentile of sentences.
    pub p90_sentence: f64,
    /// Mean clause.
    pub mean_clause: f64,
}

/// What an edition asks of the language beside the length of sentences; what is absent is not asked.
#[derive(Clone, Debug)]
pub struct Language {
    /// Words of the edition at most, counted as the page shows them.
    pub length: Option<u32>,
    /// Words a minute of silent reading.
    pub per_minute: u32,
    /// Which characters need an explanation.
    pub characters: Option<CharacterLimit>,
    /// New technical terms in 500 words at most.
    pub terms_per_500: Option<u32>,
    /// Manners of writing that it asks for.
    pub manners: Vec<Manner>,
}

/// Readers of one age within an edition; limits that are absent are those of the edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Last part of addresses, such as `8-12`.
    pub id: String,
    /// Chinese name, such as 8至12岁.
    pub label: String,
    /// English name.
    pub label_en: String,
    /// Words at most.
    pub length: Option<u32>,
    /// Which characters need an explanation.
    pub characters: Option<CharacterLimit>,
}

impl Band {
    /// Whether an editor's word means this band: its id or name.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        self.id == word || self.label == word || self.label_en == word
    }
}

/// Which characters are rare for the readers: those behind every given place of an ordered table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CharacterLimit {
    /// The last place of the official table (通用规范汉字表) that needs no explanation.
    pub official: Option<u32>,
    /// The last place by frequency of use that needs no explanation.
    pub frequency: Option<u32>,
    /// Characters beyond that the readers know all the same: names of places, of what they grow and cook.
    pub known: String,
}

vocabulary! {
    /// A manner of writing that an edition asks for.
    Manner {
        AbbreviationsExplained = "abbreviations_explained", "缩写有中文", "abbreviations with their Chinese";
        TermsExplained = "terms_explained", "术语有解释", "terms explained";
        QuantitiesWithUnits = "quantities_with_units", "用量有单位", "quantities with units";
        UnitsWithMetric = "units_with_metric", "亩和斤带公制", "mu and jin with metric units";
        FiguresSourcedAndDated = "figures_sourced_and_dated", "数据有年份有来源", "figures with year and source";
        OneActPerStep = "one_act_per_step", "一步一件事", "one act a step";
        DatesInWords = "dates_in_words", "日期写几月几日", "dates in words";
    }
}

impl Default for Language {
    fn default() -> Self {
        Self { length: None, per_minute: Self::PER_MINUTE, characters: None, terms_per_500: None, manners: Vec::new() }
    }
}

impl Language {
    /// Words a minute that an edition promises when its profile names none.
    ///
    /// Source: 义务教育语文课程标准, 第三学段 (grades 5 and 6): 默读一般读物每分钟不少于300字. The slowest reader that a
    /// site writes for is the right measure of a promise of time.
    pub const PER_MINUTE: u32 = 300;

    /// Whether it asks for a manner of writing.
    #[must_use]
    pub fn asks(&self, manner: Manner) -> bool {
        self.manners.contains(&manner)
    }
}

/// Type on screen; sizes in CSS px.
#[derive(Clone, Debug)]
pub struct Typography {
    /// Body text on a phone.
    pub body_px: u32,
    /// Body text on a kiosk.
    pub kiosk_px: u32,
    /// Line height as a factor.
    pub line_height: f64,
    /// Han characters a line at most.
    pub measure: u32,
    /// Paragraph gap as a factor of the line gap.
    pub paragraph_gap: f64,
    /// Smallest side of a touch target on a phone.
    pub target_px: u32,
    /// Smallest side of a touch target on a kiosk.
    pub kiosk_target_px: u32,
    /// The smallest text on a phone; a kiosk's is in proportion.
    pub small_px: u32,
    /// Gap between two touch targets on a phone.
    pub target_gap_px: u32,
    /// Gap between two touch targets on a kiosk.
    pub kiosk_target_gap_px: u32,
    /// CSS font family list.
    pub family: String,
}

/// What tells an edition apart beside type and colour.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Name of its mark among the theme's signs; the first character of the label when absent.
    pub mark: Option<String>,
    /// Word before the summary of an article, such as `要点`.
    pub lead_label: Option<String>,
    /// Minutes of reading after which a break is advised.
    pub rest_minutes: Option<u32>,
    /// A word to whoever looks after the reader.
    pub note: Option<String>,
    /// Whether an article begins with a list of its parts.
    pub contents: bool,
    /// Whether an article says how to cite it.
    pub citation: bool,
}

/// Colours as `#rrggbb`.
#[derive(Clone, Debug)]
pub struct Colours {
    /// Text.
    pub text: String,
    /// Ground.
    pub ground: String,
    /// Links, headings, buttons.
    pub accent: String,
    /// Least contrast of text on ground (WCAG 2.2 ratio).
    pub contrast_min: f64,
}

impl Audience {
    /// Whether an editor's word means this audience: its id, name or one of its other names.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        self.id == word || self.label == word || self.aliases.iter().any(|alias| alias == word)
    }

    /// The bands that an article names for this edition, the youngest first.
    pub fn bands_of<'a>(&'a self, editions: &'a BTreeMap<String, EditionWords>) -> impl Iterator<Item = &'a Band> {
        let named = editions.get(&self.id).map(|words| words.bands.as_slice()).unwrap_or_default();
        self.bands.iter().filter(|band| named.iter().any(|word| band.is_called(&word.value)))
    }

    /// Words that an article of this edition may have: the youngest readers it names set the limit.
    #[must_use]
    pub fn length_for(&self, editions: &BTreeMap<String, EditionWords>) -> Option<u32> {
        self.bands_of(editions).find_map(|band| band.length).or(self.language.length)
    }

    /// Characters that an article of this edition may take for known: the youngest readers it names set the limit.
    #[must_use]
    pub fn characters_for<'a>(&'a self, editions: &'a BTreeMap<String, EditionWords>) -> Option<&'a CharacterLimit> {
        self.bands_of(editions).find_map(|band| band.characters.as_ref()).or(self.language.characters.as_ref())
    }

    /// Whether an article for `audiences` with `risks` belongs to this edition.
    ///
    /// `commons` is the id of the common edition: an article written for it belongs to every edition.
    #[must_use]
    pub fn admits<'a>(&self, commons: &str, audiences: impl IntoIterator<Item = &'a str>, risks: &[Risk]) -> bool {
        let named = self.common || audiences.into_iter().any(|id| id == self.id || id == commons);
        named && !risks.iter().any(|risk| self.excludes_risk.contains(risk))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A sound profile for tests.
    pub(crate) fn audience(id: &str) -> Audience {
        Audience {
            id: id.to_owned(),
            source: SourcePath::new("themes/base/audiences/x/audience.yaml").expect("a clean path in a test"),
            label: "某版".to_owned(),
            label_en: "some".to_owned(),
            aliases: Vec::new(),
            order: 1,
            common: false,
            intro: String::new(),
            excludes_risk: Vec::new(),
            outside_links: true,
            sources_tier_min: None,
            reading: ReadingLimits { mean_sentence: 20.0, p90_sentence: 30.0, mean_clause: 8.0 },
            language: Language::default(),
            bands: Vec::new(),
            typography: Typography {
                body_px: 18,
                kiosk_px: 26,
                line_height: 1.7,
                measure: 30,
                paragraph_gap: 1.3,
                target_px: 48,
                kiosk_target_px: 72,
                small_px: 16,
                target_gap_px: 8,
                kiosk_target_gap_px: 16,
                family: String::new(),
            },
            colour: Colours { text: String::new(), ground: String::new(), accent: String::new(), contrast_min: 4.5 },
            parts: Vec::new(),
            leaves_out: Vec::new(),
            manner: Look::default(),
            needs_adult_mark: false,
            feedback: true,
            pinyin: Pinyin::None,
            terms: true,
            image_edge_px: 1000,
            feed_entries: None,
            list_entries: None,
        }
    }
}
