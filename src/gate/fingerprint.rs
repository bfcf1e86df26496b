//! What exactly was approved: one walk over an article that feeds both the digest and its explanation.
//!
//! `kepu-content-v1`: a text of one line a part, each with the SHA-256 of that part; the digest is the SHA-256 of
//! that text. The text itself (`*.parts`) therefore needs no signature: a forged one has another digest.
//! Deliberately absent: the `review` block (intent only), commits, paths of the article, YAML's spelling.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::Bilingual;
use crate::model::article::{Article, ArticleId, Asset};
use crate::model::tree::{Entry, Node};
use crate::model::units::{ContentDigest, Sha256};

/// First line of the manifest; a new form gets a new name, never a changed meaning.
const FORM: &str = "kepu-content-v1";

/// The only key of the front matter outside the digest.
const INTENT_KEY: &str = "review";

/// One part of what is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The permanent id.
    Id(&'a str),
    /// The front matter in canonical JSON, without intent.
    Meta(&'a str),
    /// The bytes after the front matter.
    Body(&'a str),
    /// One file beside the text.
    Asset(&'a Asset),
}

/// The digest of an article: what approvals are bound to.
#[must_use]
pub fn digest(article: &Article) -> ContentDigest {
    Manifest::of(article).digest()
}

/// Visits every approved part of an article in canonical order.
pub fn walk(article: &Article, visit: &mut dyn FnMut(Part<'_>)) {
    walk_parts(article.id().as_str(), &article.authored.node(), &article.body.authored, &article.assets, visit);
}

/// The walk over bare parts, for text that is no valid article.
pub fn walk_parts(id: &str, authored: &Node, body: &str, assets: &[Asset], visit: &mut dyn FnMut(Part<'_>)) {
    visit(Part::Id(id));
    visit(Part::Meta(&canonical_json(authored)));
    visit(Part::Body(body));
    let mut sorted: Vec<&Asset> = assets.iter().collect();
    sorted.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    sorted.into_iter().for_each(|asset| visit(Part::Asset(asset)));
}

/// The manifest text of an article: the content of `records/<id>/<12 digits>.parts`.
#[must_use]
pub fn manifest_text(article: &Article) -> String {
    Manifest::of(article).text()
}

/// The file name, below `records/<id>/`, under which the manifest of a digest is kept.
#[must_use]
pub fn parts_file_name(digest: &ContentDigest) -> String {
    // 64 hexadecimal digits are ASCII, so the cut is at a character boundary.
    format!("{}.parts", &digest.0.hex()[..12])
}

/// The sums of an article's parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The permanent id.
    pub id: String,
    /// Sum of the front matter.
    pub meta: Sha256,
    /// Sum of the body.
    pub body: Sha256,
    /// Files by name.
    pub assets: BTreeMap<String, FilePart>,
}

/// Sum and size of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilePart {
    /// Sum of its bytes.
    pub sum: Sha256,
    /// Size in bytes.
    pub size: u64,
}

impl Manifest {
    /// Sums the parts of an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self::of_parts(article.id().as_str(), &article.authored.node(), &article.body.authored, &article.assets)
    }

    /// Sums bare parts.
    #[must_use]
    pub fn of_parts(id: &str, authored: &Node, body: &str, assets: &[Asset]) -> Self {
        let nothing = Sha256::of(b"");
        let mut manifest = Self { id: String::new(), meta: nothing, body: nothing, assets: BTreeMap::new() };
        walk_parts(id, authored, body, assets, &mut |part| manifest.take(&part));
        manifest
    }

    fn take(&mut self, part: &Part<'_>) {
        match part {
            Part::Id(id) => self.id = (*id).to_owned(),
            Part::Meta(json) => self.meta = Sha256::of(json.as_bytes()),
            Part::Body(text) => self.body = Sha256::of(text.as_bytes()),
            Part::Asset(asset) => {
                self.assets.insert(asset.name.clone(), FilePart { sum: asset.sum, size: asset.size });
            }
        }
    }

    /// The canonical text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{FORM}\nid {}\nmeta {}\nbody {}\n", self.id, self.meta.hex(), self.body.hex());
        for (name, file) in &self.assets {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "asset {} {} {name}", file.sum.hex(), file.size);
        }
        text
    }

    /// The digest.
    #[must_use]
    pub fn digest(&self) -> ContentDigest {
        ContentDigest(Sha256::of(self.text().as_bytes()))
    }

    /// One line a part, for people: what it is and its sum.
    #[must_use]
    pub fn explain(&self) -> Vec<PartLine> {
        let line = |name: Bilingual, sum, size| PartLine { name, sum, size };
        let mut lines = vec![
            line(Bilingual::new("前置元数据（不含 review）", "front matter (without review)"), self.meta, None),
            line(Bilingual::new("正文", "body"), self.body, None),
        ];
        for (name, file) in &self.assets {
            lines.push(line(Bilingual::new(format!("文件 {name}"), format!("file {name}")), file.sum, Some(file.size)));
        }
        lines
    }
}

/// One explained part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine {
    /// What it is.
    pub name: Bilingual,
    /// Its sum.
    pub sum: Sha256,
    /// Its size in bytes, for files.
    pub size: Option<u64>,
}

/// The explained parts of an article, in the order of the digest.
#[must_use]
pub fn explain(article: &Article) -> Vec<PartLine> {
    Manifest::of(article).explain()
}

/// Reads a manifest. Only the one canonical text is accepted, so its SHA-256 is the digest of what it lists.
#[must_use]
pub fn parse_manifest(text: &str) -> Option<Manifest> {
    let mut lines = text.lines();
    (lines.next()? == FORM).then_some(())?;
    let id = ArticleId::new(lines.next()?.strip_prefix("id ")?)?.to_string();
    let meta = Sha256::from_hex(lines.next()?.strip_prefix("meta ")?)?;
    let body = Sha256::from_hex(lines.next()?.strip_prefix("body ")?)?;
    let mut assets = BTreeMap::new();
    for line in lines {
        let (sum, rest) = line.strip_prefix("asset ")?.split_once(' ')?;
        let (size, name) = rest.split_once(' ')?;
        let file = FilePart { sum: Sha256::from_hex(sum)?, size: size.parse().ok()? };
        assets.insert(name.to_owned(), file);
    }
    let manifest = Manifest { id, meta, body, assets };
    (manifest.text() == text).then_some(manifest)
}

/// What differs between two manifests, one line a part. Empty exactly when their digests are equal.
#[must_use]
pub fn changed_parts(old: &Manifest, new: &Manifest) -> Vec<Bilingual> {
    let mut changes = Vec::new();
    let mut say = |zh: String, en: String| changes.push(Bilingual::new(zh, en));
    if old.id != new.id {
        say(format!("编号由 {} 改为 {}", old.id, new.id), format!("id changed from {} to {}", old.id, new.id));
    }
    if old.meta != new.meta {
        say("前置元数据有改动".to_owned(), "front matter changed".to_owned());
    }
    if old.body != new.body {
        say("正文有改动".to_owned(), "body changed".to_owned());
    }
    for (name, file) in &new.assets {
        match old.assets.get(name) {
            None => say(format!("新增文件 {name}"), format!("file {name} added")),
            Some(before) if before != file => say(format!("文件 {name} 有改动"), format!("file {name} changed")),
            Some(_) => {}
        }
    }
    for name in old.assets.keys().filter(|name| !new.assets.contains_key(*name)) {
        say(format!("删除文件 {name}"), format!("file {name} removed"));
    }
    changes
}

/// The front matter as RFC 8785 JSON without the intent block; every scalar is a string.
#[must_use]
pub fn canonical_json(authored: &Node) -> String {
    let mut json = String::new();
    match authored {
        Node::Map(entries) => {
            let hashed = entries.iter().filter(|entry| entry.key.value != INTENT_KEY);
            write_map(hashed, &mut json);
        }
        other => write_node(other, &mut json),
    }
    json
}

fn write_node(node: &Node, json: &mut String) {
    match node {
        Node::Scalar(text) => write_string(text, json),
        Node::List(items) => {
            json.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    json.push(',');
                }
                write_node(&item.value, json);
            }
            json.push(']');
        }
        Node::Map(entries) => write_map(entries.iter(), json),
    }
}

/// Keys go in order of their UTF-16 code units, which differs from the order of bytes beyond U+FFFF.
fn write_map<'a>(entries: impl Iterator<Item = &'a Entry>, json: &mut String) {
    let mut sorted: Vec<&Entry> = entries.collect();
    sorted.sort_by(|a, b| a.key.value.encode_utf16().cmp(b.key.value.encode_utf16()));
    json.push('{');
    for (at, entry) in sorted.into_iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        write_string(&entry.key.value, json);
        json.push(':');
        write_node(&entry.value.value, json);
    }
    json.push('}');
}

/// `serde_json` escapes strings exactly as RFC 8785 §3.2.2.2 asks: the two-character forms, `\u00xx` in lower case
/// for other controls, everything else as it is.
fn write_string(text: &str, json: &mut String) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(all(test, feature = "studio"))]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gate::testing::{self, list, map, text};

    /// The bundle printed in the design as a test vector.
    struct Vector {
        authored: Node,
        body: &'static str,
        figure: &'static str,
    }

    impl Vector {
        fn published() -> Self {
            let intent = map(&[("status", text("in_review"))]);
            let authored = map(&[
                ("kepu", text("1")),
                ("id", text("jx-demo-0001")),
                ("title", text("高温天气如何预防中暑")),
                ("audience", list(&["farmers", "elderly"])),
                ("review", intent),
            ]);
            let body = "# 先补水\n\n每小时饮水 **200 mL**。\n\n![示意图](fig.svg)\n";
            Self { authored, body, figure: "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n" }
        }

        fn manifest(&self) -> Manifest {
            let asset = testing::asset("fig.svg", self.figure.as_bytes());
            Manifest::of_parts("jx-demo-0001", &self.authored, self.body, &[asset])
        }

        fn hex(&self) -> String {
            self.manifest().digest().0.hex()
        }
    }

    #[test]
    fn gives_the_published_sums() {
        let vector = Vector::published();
        let canonical =
            r#"{"audience":["farmers","elderly"],"id":"jx-demo-0001","kepu":"1","title":"高温天气如何预防中暑"}"#;
        assert_eq!(canonical_json(&vector.authored), canonical);
        let manifest = vector.manifest();
        assert_eq!(manifest.meta.hex(), "6ff2f42c23a8fa8c255d3d18da26f759d0383bc2b921bb9d928ef8f15c078f3b");
        assert_eq!(manifest.body.hex(), "907569b6df3dd47077281186d8fdfc89506c649562eba0e794525e63de6d83eb");
        let figure = manifest.assets.get("fig.svg").map(|file| (file.sum.hex(), file.size));
        let sum = "fb91f9a03c202c5f160eef644da6f2f704b19ac5c5f8b4c124e1b0b485ad57a0";
        assert_eq!(figure, Some((sum.to_owned(), 42)));
        assert_eq!(
            manifest.digest().to_string(),
            "sha256:b3ab92f7428f06f020887028288da49b888d93475e4acb6e4330424d1668459f"
        );
        assert_eq!(parts_file_name(&manifest.digest()), "b3ab92f7428f.parts");
    }

    #[test]
    fn gives_the_published_digests_of_changed_bundles() {
        let mut dose = Vector::published();
        dose.body = "# 先补水\n\n每小时饮水 **2000 mL**。\n\n![示意图](fig.svg)\n";
        assert_eq!(dose.hex(), "96723ffd861759bd1d96775a38ac4be0d58f30ec8312fde1516b7745166588ef");
        let mut figure = Vector::published();
        figure.figure = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n ";
        assert_eq!(figure.hex(), "ec4a343668dad2c2c881d44090c7407a718b87f5208e1e2cc15174c88a9773c1");
        let mut order = Vector::published();
        order.authored = map(&[
            ("kepu", text("1")),
            ("id", text("jx-demo-0001")),
            ("title", text("高温天气如何预防中暑")),
            ("audience", list(&["elderly", "farmers"])),
        ]);
        assert_eq!(order.hex(), "17dbcb2f64dfaa1105693d677e6dabf7ce8cd269bcfbf5172e4ed47261bf03ae");
        let mut newline = Vector::published();
        newline.body = "# 先补水\n\n每小时饮水 **200 mL**。\n\n![示意图](fig.svg)\n\n";
        assert_eq!(newline.hex(), "7d8b9020ddb2ef29557221f36c18d43c072acd5a7072770d5a2957e0ea1d704e");
    }

    #[test]
    fn key_order_and_intent_change_nothing() {
        let mut other = Vector::published();
        other.authored = map(&[
            ("title", text("高温天气如何预防中暑")),
            ("audience", list(&["farmers", "elderly"])),
            ("review", map(&[("note", text("请核对剂量"))])),
            ("id", text("jx-demo-0001")),
            ("kepu", text("1")),
        ]);
        assert_eq!(other.hex(), Vector::published().hex());
    }

    #[test]
    fn a_review_key_deeper_down_is_hashed() {
        let plain = map(&[("claim", map(&[]))]);
        let nested = map(&[("claim", map(&[("review", text("x"))]))]);
        assert_ne!(canonical_json(&plain), canonical_json(&nested));
    }

    #[test]
    fn json_is_rfc_8785() {
        // U+1F600 comes before U+FB01 in UTF-16 though not in UTF-8.
        let node = map(&[("\u{fb01}", text("a")), ("\u{1f600}", text("b\u{1}\u{8}\t\n\u{c}\r\"\\/\u{7f}\u{2028}"))]);
        let json = "{\"\u{1f600}\":\"b\\u0001\\b\\t\\n\\f\\r\\\"\\\\/\u{7f}\u{2028}\",\"\u{fb01}\":\"a\"}";
        assert_eq!(canonical_json(&node), json);
    }

    #[test]
    fn names_the_part_that_changed() {
        let old = Vector::published().manifest();
        let mut new = old.clone();
        new.assets.insert("fig.svg".to_owned(), FilePart { sum: Sha256::of(b"x"), size: 42 });
        new.assets.insert("new.png".to_owned(), FilePart { sum: Sha256::of(b"y"), size: 1 });
        new.body = Sha256::of(b"z");
        let zh = |changes: Vec<Bilingual>| changes.into_iter().map(|change| change.zh).collect::<Vec<_>>();
        assert_eq!(zh(changed_parts(&old, &new)), ["正文有改动", "文件 fig.svg 有改动", "新增文件 new.png"]);
        assert_eq!(zh(changed_parts(&new, &old)), ["正文有改动", "文件 fig.svg 有改动", "删除文件 new.png"]);
        assert!(changed_parts(&old, &old).is_empty());
        assert_eq!(old.explain().len(), 3);
    }

    #[test]
    fn only_the_canonical_manifest_is_read() {
        let manifest = Vector::published().manifest();
        let good = manifest.text();
        assert_eq!(parse_manifest(&good), Some(manifest));
        for bad in [
            String::new(),
            good.trim_end().to_owned(),
            good.replace('\n', "\r\n"),
            format!("{good}\n"),
            format!("{good}asset x"),
            good.replace("kepu-content-v1", "kepu-content-v2"),
            good.replace(" 42 ", " 042 "),
            good.replace("body 9075", "body 9075G"),
            good.replace("meta 6ff", "meta 6FF"),
        ] {
            assert_eq!(parse_manifest(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(names in proptest::collection::btree_set("[a-z 一-龥]{1,8}", 0..5), size: u64) {
            let assets = names.into_iter().map(|name| (name, FilePart { sum: Sha256::of(b"x"), size })).collect();
            let manifest = Manifest { id: "jx-demo-0001".to_owned(), meta: Sha256::of(b"m"), body: Sha256::of(b"b"), assets };
            prop_assert_eq!(parse_manifest(&manifest.text()), Some(manifest));
        }

        #[test]
        fn canonical_json_is_json(value in "\\PC*\u{0}?\u{1f}?") {
            let node = map(&[("k", text(&value))]);
            let read: serde_json::Value = serde_json::from_str(&canonical_json(&node)).unwrap_or_default();
            prop_assert_eq!(read["k"].as_str(), Some(value.as_str()));
        }
    }
}
