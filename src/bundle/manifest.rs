//! The manifest: every file with its sum and size, in lines sorted by path bytes.

use crate::model::path::SitePath;
use crate::model::portable::name_fault;
use crate::model::units::Sha256;

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestEntry {
    /// Sum of its bytes.
    pub sum: Sha256,
    /// Size in bytes.
    pub size: u64,
    /// Path.
    pub path: SitePath,
}

/// Every file of a bundle. The sum of its text is the identity of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(Vec<ManifestEntry>);

/// Why a manifest is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// A line has another shape.
    #[error("line {0} is not `sha256 size flags path`")]
    Line(usize),
    /// A path could leave its folder or cannot exist on every file system.
    #[error("unsafe path in line {0}: {1:?}")]
    Path(usize, String),
    /// Lines are not sorted, or one path stands twice (upper and lower case count as one).
    #[error("line {0} is out of order or repeated")]
    Order(usize),
}

/// Longest path in bytes: old Windows tools and FAT32 sticks cut longer ones.
const MAX_PATH_BYTES: usize = 200;
/// Deepest path in parts.
const MAX_DEPTH: usize = 12;

impl Manifest {
    /// Makes a manifest, sorting its entries.
    ///
    /// # Errors
    /// When a path cannot exist on every file system or stands twice.
    pub fn new(mut entries: Vec<ManifestEntry>) -> Result<Self, ManifestFault> {
        entries.sort_by(|a, b| a.path.as_str().as_bytes().cmp(b.path.as_str().as_bytes()));
        let manifest = Self(entries);
        manifest.check()?;
        Ok(manifest)
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// When anything differs from what [`Manifest::text`] would write.
    pub fn read(text: &str) -> Result<Self, ManifestFault> {
        let entry = |(at, line): (usize, &str)| {
            let mut parts = line.splitn(4, ' ');
            let mut part = || parts.next().ok_or(ManifestFault::Line(at + 1));
            let sum = Sha256::from_hex(part()?).ok_or(ManifestFault::Line(at + 1))?;
            let digits = part()?;
            let size: u64 = digits.parse().map_err(|_| ManifestFault::Line(at + 1))?;
            if part()? != "-" || size.to_string() != digits {
                return Err(ManifestFault::Line(at + 1));
            }
            let path = part()?;
            let path = SitePath::new(path).map_err(|_| ManifestFault::Path(at + 1, path.to_owned()))?;
            Ok(ManifestEntry { sum, size, path })
        };
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(ManifestFault::Line(text.lines().count()));
        }
        let manifest = Self(text.lines().enumerate().map(entry).collect::<Result<_, _>>()?);
        manifest.check()?;
        Ok(manifest)
    }

    /// The text form: `sha256 size flags path`, LF. No flag is defined yet; `-` stands for none.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|entry| format!("{} {} - {}\n", entry.sum.hex(), entry.size, entry.path)).collect()
    }

    /// The files, sorted.
    #[must_use]
    pub fn entries(&self) -> &[ManifestEntry] {
        &self.0
    }

    /// The file of a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&ManifestEntry> {
        let at = self.0.binary_search_by(|entry| entry.path.as_str().as_bytes().cmp(path.as_bytes())).ok()?;
        self.0.get(at)
    }

    /// All bytes together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(|entry| entry.size).sum()
    }

    fn check(&self) -> Result<(), ManifestFault> {
        let mut folded = std::collections::BTreeSet::new();
        let mut before: Option<&str> = None;
        for (at, entry) in self.0.iter().enumerate() {
            let path = entry.path.as_str();
            if !portable(path) {
                return Err(ManifestFault::Path(at + 1, path.to_owned()));
            }
            let in_order = before.is_none_or(|before| before.as_bytes() < path.as_bytes());
            if !in_order || !folded.insert(path.to_lowercase()) {
                return Err(ManifestFault::Order(at + 1));
            }
            before = Some(path);
        }
        Ok(())
    }
}

/// Whether a path can exist on FAT32, NTFS, APFS and ext4 alike.
fn portable(path: &str) -> bool {
    path.len() <= MAX_PATH_BYTES
        && path.split('/').count() <= MAX_DEPTH
        && path.split('/').all(|part| name_fault(part).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(path: &str) -> ManifestEntry {
        // Test paths are clean by construction.
        ManifestEntry { sum: Sha256::of(path.as_bytes()), size: 3, path: SitePath::new(path).unwrap() }
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let manifest = Manifest::new(vec![entry("b/图.svg"), entry("a.html")]).unwrap();
        assert_eq!(Manifest::read(&manifest.text()), Ok(manifest));
    }

    #[test]
    fn refuses_paths_that_some_system_cannot_hold() {
        for bad in ["con", "a/NUL.txt", "a/com1", "a./b", "a /b", "a:b", &"x".repeat(201)] {
            assert!(Manifest::new(vec![entry(bad)]).is_err(), "{bad}");
        }
        assert!(Manifest::new(vec![entry("A.html"), entry("a.html")]).is_err(), "case twins");
    }

    #[test]
    fn refuses_tampered_text() {
        let text = Manifest::new(vec![entry("a"), entry("b")]).unwrap().text();
        let swapped: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
        assert!(Manifest::read(&swapped).is_err());
        assert!(Manifest::read(text.trim_end()).is_err());
        assert!(Manifest::read(&text.replace(" 3 ", " 03 ")).is_err());
        assert!(Manifest::read(&text.replace("- a", "- ../a")).is_err());
    }

    #[test]
    fn a_manifest_with_one_bad_path_is_refused_as_a_whole() {
        let good = Manifest::new(vec![entry("a"), entry("b")]).unwrap().text();
        let line = good.lines().next().unwrap().strip_suffix(" a").unwrap().to_owned();
        let long = "x/".repeat(2_500);
        let bad = [
            "../x",
            "/etc/x",
            "C:\\x",
            "a/..",
            "a/./b",
            "a//b",
            "CON",
            "con.html",
            "a.",
            "a ",
            "a\0b",
            "a\u{7}b",
            "a\\b",
            &long,
            "",
            "e\u{301}.html",
            "A",
        ];
        for path in bad {
            let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
            lines.push(format!("{line} {path}"));
            lines.sort_by_key(|line| line.splitn(4, ' ').nth(3).map(str::to_owned));
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            assert!(Manifest::read(&text).is_err(), "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_accepts_only_its_own_form(text in "\\PC*") {
            if let Ok(manifest) = Manifest::read(&text) {
                prop_assert_eq!(manifest.text(), text);
            }
        }
    }
}
