//! Files beside an article that its body takes in, put where their link stands.
//!
//! The text that rules, editions and reviewers see is the whole one; each part of it remembers its file, so that a
//! finding points there. The digest covers the text as authored and, like every file of the folder, the included one.
//! A file includes nothing itself.

use std::collections::BTreeSet;

use super::encoding;
use super::report::Report;
use crate::diag::Diagnostic;
use crate::markup::include::{Include, TITLE, includes};
use crate::markup::{self, href::Href};
use crate::model::article::{Asset, Body, JOINT, Part};
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::Span;

/// Bytes of an included file at most: what is longer is an article.
const LARGEST: u64 = 32 << 10;

/// The body of an article with the files that it includes.
pub(super) fn body(
    text: &str,
    offset: u32,
    assets: &[Asset],
    sources: &dyn Sources,
    report: &mut Report<'_>,
) -> Result<Body, SourceError> {
    let authored: std::sync::Arc<str> = text.into();
    if !text.contains(TITLE) {
        return Ok(Body { text: authored.clone(), authored, offset, parts: Vec::new() });
    }
    let mut whole = String::with_capacity(text.len());
    let (mut parts, mut from, mut seen) = (Vec::new(), 0, BTreeSet::new());
    for include in includes(&markup::parse(text)) {
        let place = include.span.shifted(offset);
        let (asset, range) = match wanted(&include, assets, &mut seen) {
            Ok(found) => found,
            Err(fault) => {
                report.push(fault.at(place, report));
                continue;
            }
        };
        let Some(bytes) = sources.bytes(&asset.path)? else { continue };
        match content(&bytes, &asset.path, report) {
            Ok(Some(inner)) => {
                whole.push_str(&text[from..range.start]);
                let start = whole.len();
                whole.push_str(&inner);
                parts.push(Part {
                    source: asset.path.clone(),
                    at: Span::new(start, whole.len()),
                    removed: Span::new(range.start, range.end),
                });
                // Whatever stood behind the paragraph begins a block of its own.
                whole.extend(std::iter::repeat_n('\n', JOINT as usize));
                from = range.end;
            }
            Ok(None) => {}
            Err(fault) => report.push(fault.at(place, report)),
        }
    }
    whole.push_str(&text[from..]);
    Ok(Body { text: whole.into(), authored, offset, parts })
}

/// What keeps a file from being included.
enum Fault {
    NotAlone,
    NotBeside(String),
    NotMarkdown,
    Missing(String),
    Twice(String),
    TooLarge,
    FrontMatter,
    Nested,
}

impl Fault {
    fn at(&self, place: Span, report: &Report<'_>) -> Diagnostic {
        let (zh, en) = match self {
            Self::NotAlone => ("引用要独占一段，这里不起作用".to_owned(), "an include must stand alone".to_owned()),
            Self::NotBeside(dest) => (
                format!("只能引用本文目录里的文件，不能引用“{dest}”"),
                format!("only a file beside the article can be included, not `{dest}`"),
            ),
            Self::NotMarkdown => ("引用的文件要以 .md 结尾".to_owned(), "an included file must end in .md".to_owned()),
            Self::Missing(name) => (format!("没有找到文件“{name}”"), format!("there is no file `{name}`")),
            Self::Twice(name) => (format!("“{name}”引用了两次"), format!("`{name}` is included twice")),
            Self::TooLarge => {
                (format!("引用的文件超过 {} KiB", LARGEST >> 10), format!("the file exceeds {} KiB", LARGEST >> 10))
            }
            Self::FrontMatter => {
                ("引用的文件里不能有前置元数据".to_owned(), "an included file cannot have front matter".to_owned())
            }
            Self::Nested => {
                ("引用的文件里不能再引用别的文件".to_owned(), "an included file cannot include another".to_owned())
            }
        };
        let (help_zh, help_en) = match self {
            Self::NotAlone => ("前后各空一行，不放在列表、引文里", "leave a blank line before and after it"),
            Self::NotBeside(_) => (
                "把文件复制到本文目录；要给读者看另一篇文章，用普通链接",
                "copy the file beside the article, or use an ordinary link",
            ),
            Self::NotMarkdown => {
                ("文件改名为 .md；图片写成 ![说明](图.png)", "rename the file; write a picture as ![…](…)")
            }
            Self::Missing(_) => ("检查文件名；文件要和 index.md 在同一个目录", "check the name"),
            Self::Twice(_) => ("删掉一处", "remove one"),
            Self::TooLarge => ("太长的内容写成另一篇文章，用链接", "make it an article of its own"),
            Self::FrontMatter => ("删掉开头两行 --- 和中间的内容", "remove the block between the two lines ---"),
            Self::Nested => ("把那个文件直接引用到正文里", "include that file from the article itself"),
        };
        report.error(221, place, zh, en).help(help_zh, help_en)
    }
}

/// The file that an include means, and the bytes it takes the place of.
fn wanted<'a>(
    include: &Include,
    assets: &'a [Asset],
    seen: &mut BTreeSet<String>,
) -> Result<(&'a Asset, std::ops::Range<usize>), Fault> {
    let range = include.alone.clone().ok_or(Fault::NotAlone)?;
    let name = match Href::read(&include.dest) {
        Href::Relative(relative) if relative.up == 0 && relative.names.len() == 1 => relative.path(),
        _ => return Err(Fault::NotBeside(include.dest.clone())),
    };
    let asset = assets.iter().find(|asset| asset.name == name).ok_or_else(|| Fault::Missing(name.clone()))?;
    if asset.path.extension() != "md" {
        return Err(Fault::NotMarkdown);
    }
    if asset.size > LARGEST {
        return Err(Fault::TooLarge);
    }
    if !seen.insert(name.clone()) {
        return Err(Fault::Twice(name));
    }
    Ok((asset, range))
}

/// The text of an included file; `None` when it cannot be read, which is told with its place there.
fn content(bytes: &[u8], path: &SourcePath, report: &mut Report<'_>) -> Result<Option<String>, Fault> {
    let (text, findings) = encoding::read(bytes, path);
    report.absorb(findings);
    let Some(text) = text else { return Ok(None) };
    if text.starts_with("---\n") {
        return Err(Fault::FrontMatter);
    }
    if text.contains(TITLE) && !includes(&markup::parse(&text)).is_empty() {
        return Err(Fault::Nested);
    }
    Ok(Some(text.trim_end().to_owned()))
}
