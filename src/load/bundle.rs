//! One directory of `content/`, loaded.

use std::sync::Arc;

use super::article::{self, Words};
use super::memo::Witness;
use super::report::{Report, Voice};
use super::walk::{self, Bundle};
use super::{encoding, fence, front, include};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::markup::picture;
use crate::model::article::{Article, ArticleHead, ArticleId, Asset};
use crate::model::packed::PackedNode;
use crate::model::path::SourcePath;
use crate::model::sources::{EntryKind, SourceError, Sources};
use crate::model::span::Spanned;
use crate::model::units::Sha256;

/// Largest file beside an article. A kiosk on a village line fetches what lies here.
const MAX_ASSET_BYTES: u64 = 32 << 20;

/// One directory after loading.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) bundle: Bundle,
    pub(super) id: Option<Spanned<ArticleId>>,
    pub(super) article: Option<Arc<Article>>,
    /// Whether the article has every required field.
    pub(super) sound: bool,
    pub(super) findings: Findings,
}

/// Loads a directory. What it gives rests on the words and on files in the directory alone.
pub(super) fn load(sources: &dyn Sources, bundle: Bundle, words: Words<'_>) -> Result<Loaded, SourceError> {
    if cfg!(debug_assertions) {
        let witness = Witness::new(sources);
        let loaded = load_bundle(&witness, bundle, words)?;
        debug_assert!(witness.grounds().lie_within(&loaded.bundle.dir), "a collection would miss a change of it");
        return Ok(loaded);
    }
    load_bundle(sources, bundle, words)
}

fn load_bundle(sources: &dyn Sources, bundle: Bundle, words: Words<'_>) -> Result<Loaded, SourceError> {
    let path = &bundle.index.path;
    let mut report = Report::new(path, Voice::Article);
    walk::faults(&bundle).into_iter().for_each(|fault| report.push_always(fault));
    let assets = assets(sources, &bundle, &mut report)?;
    let text = index_text(sources, &bundle, &mut report)?;
    let front = text.as_deref().and_then(|text| front::read(text, &mut report));
    let (Some(text), Some(front)) = (text, front) else {
        return Ok(Loaded { id: None, article: None, sound: false, findings: report.finish(), bundle });
    };
    let id = front.tree.as_ref().and_then(|tree| article::id_of(&tree.value));
    let decoded = article::decode(front.tree.as_ref(), front.open, words, &mut report);
    let sound = decoded.as_ref().is_some_and(|decoded| decoded.whole);
    let offset = crate::model::span::Span::new(front.body, front.body).start;
    let body = include::body(&text[front.body..], offset, &assets, sources, &mut report)?;
    let article = decoded.map(|decoded| {
        let authored = front.tree.map(|tree| PackedNode::of(&tree.value)).unwrap_or_default();
        Arc::new(Article::new((bundle.dir.clone(), path.clone()), (decoded.front, authored), body, assets))
    });
    Ok(Loaded { id, article, sound, findings: report.finish(), bundle })
}

/// The text of an article, read again as it is now: whether it is the one that was loaded its sum tells.
///
/// # Errors
/// When a file cannot be read.
pub fn text_of(sources: &dyn Sources, article: &ArticleHead) -> Result<Option<Arc<str>>, SourceError> {
    let path = &article.source;
    let Some(bytes) = sources.bytes(path)? else { return Ok(None) };
    let (Some(text), _) = encoding::read(&bytes, path) else { return Ok(None) };
    let Some(fence) = fence::split(&text, path, &mut Findings::default()) else { return Ok(None) };
    let mut report = Report::new(path, Voice::Article);
    let body = include::body(&text[fence.body..], 0, &article.assets, sources, &mut report)?;
    Ok(Some(body.text))
}

/// The normalised text of the article; links and oversized files are not even opened.
fn index_text(sources: &dyn Sources, bundle: &Bundle, report: &mut Report<'_>) -> Result<Option<String>, SourceError> {
    let file = &bundle.index;
    if let Some(finding) = encoding::too_large(file.size, &file.path) {
        report.push_always(finding);
        return Ok(None);
    }
    if !matches!(file.kind, EntryKind::File | EntryKind::Executable) {
        return Ok(None);
    }
    let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
    let (text, findings) = encoding::read(&bytes, &file.path);
    report.absorb(findings);
    Ok(text)
}

pub(super) fn vanished(path: &SourcePath) -> SourceError {
    SourceError { path: path.to_string(), reason: "listed, but not there when read".to_owned() }
}

fn assets(sources: &dyn Sources, bundle: &Bundle, report: &mut Report<'_>) -> Result<Vec<Asset>, SourceError> {
    let mut assets = Vec::with_capacity(bundle.assets.len());
    for file in &bundle.assets {
        let regular = matches!(file.kind, EntryKind::File | EntryKind::Executable);
        let Some(name) = file.path.below(bundle.dir.as_str()).filter(|_| regular) else { continue };
        if file.size > MAX_ASSET_BYTES {
            let (size, limit) = (file.size >> 20, MAX_ASSET_BYTES >> 20);
            let message = Bilingual::new(
                format!("文件有 {size} MiB，上限是 {limit} MiB"),
                format!("the file has {size} MiB, the limit is {limit} MiB"),
            );
            let finding = Diagnostic::whole_file(108, Severity::Error, &file.path, message);
            report.push_always(finding.help("压缩图片或音频后再放进来", "compress the picture or sound"));
            continue;
        }
        let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
        if let Some(fault) = walk::pointer_fault(&file.path, &bytes) {
            report.push_always(fault);
        }
        let (size, sum) = (bytes.len() as u64, Sha256::of(&bytes));
        let picture = picture::inspect(&file.path.extension(), &bytes);
        assets.push(Asset { name: name.to_owned(), path: file.path.clone(), size, sum, picture });
    }
    assets.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(assets)
}
