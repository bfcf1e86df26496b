//! KP304 · unused-asset · A file beside the article that nothing mentions.

use std::collections::BTreeSet;

use crate::diag::{Findings, Severity};
use crate::model::article::Asset;

use super::example::{DRAWING, page};
use super::target::{Target, resolve};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 304,
    name: "unused-asset",
    severity: Severity::Warning,
    since: "0.1",
    zh: "素材未被引用",
    en: "asset not referenced",
    what: "检查本文目录里有没有正文、`media` 和 `claim.appearances` 都没有提到的文件。",
    why: "用不着的文件也要经过审核，也会进入内容摘要值：删改它会让已有的签署作废。它还会占 e站的流量。",
    fix: "删掉它，或在正文里引用它。草稿、原图放到文章目录以外。",
    english: "Every file in the directory is part of what reviewers sign, so an unused one costs review and kiosk traffic and \
              its removal voids approvals. Delete it or refer to it.",
    source: None,
    bad: &[page!("正文。", "old.svg" => DRAWING)],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片](leaf.svg)", "leaf.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let appearances = front.claim.iter().flat_map(|claim| &claim.appearances);
    let archives = appearances.filter_map(|appearance| appearance.archive.as_ref());
    let mut used: BTreeSet<&str> =
        front.media.iter().map(|medium| &medium.src).chain(archives).map(|name| name.value.as_str()).collect();
    let outline = &cx.document.outline;
    let dests = outline.links.iter().map(|link| &link.dest).chain(outline.images.iter().map(|image| &image.dest));
    for dest in dests {
        if let Target::Asset(asset) = resolve(cx, dest) {
            used.insert(&asset.name);
        }
    }
    let is_included = |asset: &Asset| cx.article.body.parts.iter().any(|part| part.source == asset.path);
    for asset in cx.article.assets.iter().filter(|asset| !used.contains(&*asset.name) && !is_included(asset)) {
        let (zh, en) = (format!("没有哪里用到“{}”", asset.name), format!("nothing uses “{}”", asset.name));
        out.push(RULE.on_asset(asset, zh, en).help("删掉它，或在正文引用它", "delete it or refer to it"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, medium};
    use super::*;

    #[test]
    fn every_way_to_use_a_file() {
        let bed = Bed::new("![图](a.png) [表](b.csv)").front(|front| front.media.push(medium("c.mp3")));
        let bed = bed.file("a.png", b"").file("b.csv", b"").file("c.mp3", b"").file("d.png", b"");
        assert_eq!(bed.marks(&RULE), ["d.png"]);
    }
}
