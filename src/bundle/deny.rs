//! The deny list: what was retracted, for good. Lines are added at its end and never changed.
//!
//! One JSON object a line, fields in the order of [`DenyEntry`], without spaces. The reader takes only what the writer
//! would write, so that one list has one spelling and one sum.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::manifest::ManifestEntry;
use crate::model::path::SitePath;
use crate::model::units::{ContentDigest, Sha256};

/// Largest deny list that is read.
pub const MAX_DENY_BYTES: usize = 16 * 1024 * 1024;

/// One retraction; or, where it names neither paths nor objects, the end of the article's retractions: what stands there in
/// its release and in later ones may be shown, what stood there before may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyEntry {
    /// The first release without it.
    pub serial: u64,
    /// Day of the retraction, in China.
    pub date: Date,
    /// Id of the article.
    pub article: String,
    /// Why, for readers.
    pub reason: String,
    /// Id of the article that stands in its place.
    pub replaced_by: Option<String>,
    /// The version that was called back by hand, before any record said so: it stays away until another one is approved.
    pub version: Option<ContentDigest>,
    /// Its files in releases before `serial`; in later ones, what stands there is the publisher's word about it.
    pub paths: Vec<SitePath>,
    /// Its bytes, under whatever name and in whatever release: only files that no other page uses.
    pub objects: Vec<Sha256>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    serial: u64,
    date: Date,
    article: String,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    paths: Vec<String>,
    objects: Vec<String>,
}

/// Why a deny list is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DenyFault {
    /// Larger than any honest one.
    #[error("the deny list is larger than any honest one")]
    TooLarge,
    /// A line is not one that the writer writes.
    #[error("line {0} of the deny list is not a retraction")]
    Line(usize),
    /// A line names an earlier release than the line before it.
    #[error("line {0} of the deny list is out of order")]
    Order(usize),
}

/// Every retraction there was.
#[derive(Clone, Debug, Default)]
pub struct DenyList {
    text: String,
    entries: Vec<DenyEntry>,
    /// The last entry of each path, which has the highest serial.
    paths: BTreeMap<String, usize>,
    /// The last entry of some bytes, unless the retraction was ended.
    objects: BTreeMap<Sha256, usize>,
    /// The last entry of each article.
    articles: BTreeMap<String, usize>,
}

impl DenyEntry {
    /// The line of this entry, with its line end; paths and objects sorted, each once.
    #[must_use]
    pub fn line(&self) -> String {
        let mut paths: Vec<String> = self.paths.iter().map(ToString::to_string).collect();
        let mut objects: Vec<String> = self.objects.iter().map(Sha256::hex).collect();
        paths.sort();
        paths.dedup();
        objects.sort();
        objects.dedup();
        let Self { serial, date, article, reason, replaced_by, version, .. } = self.clone();
        let version = version.map(|version| version.to_string());
        let wire = Wire { serial, date, article, reason, replaced_by, version, paths, objects };
        // Texts and whole numbers always have a JSON form.
        serde_json::to_string(&wire).unwrap_or_default() + "\n"
    }

    fn read(line: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(line).ok()?;
        let entry = Self {
            serial: wire.serial,
            date: wire.date,
            article: wire.article,
            reason: wire.reason,
            replaced_by: wire.replaced_by,
            version: wire.version.map(|version| ContentDigest::parse(&version).ok_or(())).transpose().ok()?,
            paths: wire.paths.iter().map(|path| SitePath::new(path).ok()).collect::<Option<_>>()?,
            objects: wire.objects.iter().map(|sum| Sha256::from_hex(sum)).collect::<Option<_>>()?,
        };
        let says_something = !entry.article.is_empty();
        Some(entry).filter(|entry| says_something && entry.line().strip_suffix('\n') == Some(line))
    }

    /// Whether it ends the retractions of its article.
    #[must_use]
    pub fn is_end(&self) -> bool {
        self.paths.is_empty() && self.objects.is_empty()
    }
}

impl DenyList {
    /// Reads the text form.
    ///
    /// # Errors
    /// When anything differs from what [`DenyEntry::line`] would write, in order of serial.
    pub fn read(text: &str) -> Result<Self, DenyFault> {
        if text.len() > MAX_DENY_BYTES {
            return Err(DenyFault::TooLarge);
        }
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(DenyFault::Line(text.split('\n').count()));
        }
        let mut list = Self { text: text.to_owned(), ..Self::default() };
        for (at, line) in text.split_terminator('\n').enumerate() {
            let entry = DenyEntry::read(line).ok_or(DenyFault::Line(at + 1))?;
            if list.entries.last().is_some_and(|before| before.serial > entry.serial) {
                return Err(DenyFault::Order(at + 1));
            }
            list.paths.extend(entry.paths.iter().map(|path| (path.to_string(), at)));
            list.objects.extend(entry.objects.iter().map(|sum| (*sum, at)));
            if entry.is_end() {
                let is_other = |denied: &DenyEntry| denied.article != entry.article;
                list.objects.retain(|_, denied| list.entries.get(*denied).is_some_and(is_other));
            }
            list.articles.insert(entry.article.clone(), at);
            list.entries.push(entry);
        }
        Ok(list)
    }

    /// The text form.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The retractions, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[DenyEntry] {
        &self.entries
    }

    /// The list as it was with its first `count` lines; all of it when there are fewer.
    #[must_use]
    pub fn beginning(&self, count: u64) -> Self {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let text: String = self.text.split_inclusive('\n').take(count).collect();
        // The beginning of a sound list is sound.
        Self::read(&text).unwrap_or_default()
    }

    /// Sum of the text of the first `count` lines; nothing when there are fewer.
    #[must_use]
    pub fn sum_of(&self, count: u64) -> Option<Sha256> {
        let count = usize::try_from(count).ok().filter(|count| *count <= self.entries.len())?;
        let end: usize = self.text.split_inclusive('\n').take(count).map(str::len).sum();
        self.text.get(..end).map(|text| Sha256::of(text.as_bytes()))
    }

    /// The retraction in force of an article.
    #[must_use]
    pub fn article(&self, id: &str) -> Option<&DenyEntry> {
        self.articles.get(id).and_then(|at| self.entries.get(*at)).filter(|entry| !entry.is_end())
    }

    /// Every retraction in force, in order of id.
    pub fn in_force(&self) -> impl Iterator<Item = &DenyEntry> {
        self.articles.values().filter_map(|at| self.entries.get(*at)).filter(|entry| !entry.is_end())
    }

    /// The retraction in force of a path.
    #[must_use]
    pub fn path(&self, path: &str) -> Option<&DenyEntry> {
        self.last_of(path).filter(|entry| self.article(&entry.article).is_some())
    }

    fn last_of(&self, path: &str) -> Option<&DenyEntry> {
        self.paths.get(path).and_then(|at| self.entries.get(*at))
    }

    /// The retraction in force of these bytes.
    #[must_use]
    pub fn object(&self, sum: &Sha256) -> Option<&DenyEntry> {
        self.objects.get(sum).and_then(|at| self.entries.get(*at))
    }

    /// Why a line of the manifest of a release must not be shown.
    #[must_use]
    pub fn denies(&self, serial: u64, line: &ManifestEntry) -> Option<&DenyEntry> {
        let by_path = || self.last_of(line.path.as_str()).filter(|entry| entry.serial > serial);
        self.object(&line.sum).or_else(by_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(serial: u64, path: &str) -> DenyEntry {
        DenyEntry {
            serial,
            date: Date::constant(2026, 11, 24),
            article: "yn-0001".into(),
            reason: "剂量有误".into(),
            replaced_by: None,
            version: None,
            paths: vec![SitePath::new(path).unwrap()],
            objects: vec![Sha256::of(path.as_bytes())],
        }
    }

    #[test]
    fn one_spelling() {
        let line = entry(412, "a/x/index.html").line();
        assert!(line.starts_with(
            r#"{"serial":412,"date":"2026-11-24","article":"yn-0001","reason":"剂量有误","paths":["a/x/index.html"],"objects":[""#
        ));
        assert_eq!(DenyList::read(&line).unwrap().entries(), [entry(412, "a/x/index.html")]);
        for other in [
            line.replace(":412", ": 412"),
            line.replace("\"article\"", "\"more\":1,\"article\""),
            line.replace("a/x/", "../x/"),
            line.replace('\n', "\r\n"),
            line.replace('\n', ""),
            format!("{line}\n"),
            line.replace("yn-0001", ""),
        ] {
            assert!(DenyList::read(&other).is_err(), "{other}");
        }
    }

    #[test]
    fn serials_do_not_fall() {
        let text = entry(412, "a").line() + &entry(411, "b").line();
        assert_eq!(DenyList::read(&text).unwrap_err(), DenyFault::Order(2));
    }

    #[test]
    fn a_path_is_denied_in_older_releases_and_bytes_in_all() {
        let list = DenyList::read(&entry(412, "a").line()).unwrap();
        let line = |path: &str, bytes: &str| ManifestEntry {
            sum: Sha256::of(bytes.as_bytes()),
            size: 1,
            path: SitePath::new(path).unwrap(),
        };
        assert!(list.denies(411, &line("a", "other")).is_some());
        assert!(list.denies(412, &line("a", "tombstone")).is_none());
        assert!(list.denies(500, &line("b", "a")).is_some());
        assert!(list.denies(411, &line("b", "other")).is_none());
    }

    #[test]
    fn an_approval_afterwards_ends_a_retraction_and_brings_nothing_old_back() {
        let end = DenyEntry { serial: 420, paths: Vec::new(), objects: Vec::new(), ..entry(420, "a") };
        let list = DenyList::read(&(entry(412, "a").line() + &end.line())).unwrap();
        let line = |bytes: &str| ManifestEntry {
            sum: Sha256::of(bytes.as_bytes()),
            size: 1,
            path: SitePath::new("a").unwrap(),
        };
        assert!(list.denies(411, &line("a")).is_some(), "what was called back stays away where it stood");
        assert!(list.denies(420, &line("mended")).is_none() && list.path("a").is_none());
        assert!(list.object(&Sha256::of(b"a")).is_none(), "the same picture may stand in the mended article");
        assert!(list.article("yn-0001").is_none() && list.in_force().count() == 0);
        let again = DenyList::read(&format!("{}{}", list.text(), entry(430, "a").line())).unwrap();
        assert_eq!(again.article("yn-0001").map(|entry| entry.serial), Some(430));
        assert!(again.denies(420, &line("mended")).is_some() && again.path("a").is_some());
    }

    #[test]
    fn sums_of_beginnings() {
        let (one, two) = (entry(1, "a").line(), entry(2, "b").line());
        let list = DenyList::read(&format!("{one}{two}")).unwrap();
        assert_eq!(list.sum_of(0), Some(Sha256::of(b"")));
        assert_eq!(list.sum_of(1), Some(Sha256::of(one.as_bytes())));
        assert_eq!(list.sum_of(3), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_accepts_only_its_own_form(text in "\\PC*") {
            if let Ok(list) = DenyList::read(&text) {
                let again: String = list.entries().iter().map(DenyEntry::line).collect();
                prop_assert_eq!(again, text);
            }
        }
    }
}
