//! KP301 · missing-target · A picture or a link that leads nowhere.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::span::Span;

use crate::markup::anatomy::INCLUDE;

use super::example::{DRAWING, page};
use super::target::{Target, near_asset, resolve};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 301,
    name: "missing-target",
    severity: Severity::Error,
    since: "0.1",
    zh: "引用的素材不存在（含大小写不符）",
    en: "referenced asset not found (case matters)",
    what: "检查正文里的图片、相对链接，以及 `claim.appearances` 的 `archive`：文件或文章在不在，大小写是否完全一致。",
    why: "找不到的图片在网页上是一个破图标，在 e站上是一块空白。Windows 不分大小写，服务器和 e站分：自己电脑上能看到，发布后就没了。",
    fix: "核对文件名，把文件放进本文目录；链接其他文章写它的目录，例如 `../citrus/index.md`。",
    english: "Every picture, relative link and archived copy must exist with exactly this spelling: servers and kiosks tell \
              case apart even if the editor's computer does not. Correct the name or add the file; link other articles by \
              their directory.",
    source: None,
    bad: &[
        page!("⟦![柑橘叶片](leaf.svg)⟧"),
        page!(
            "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
            "⟦![柑橘叶片](Leaf.svg)⟧", "leaf.svg" => DRAWING,
        ),
        page!("请看⟦[另一篇](../nowhere/index.md)⟧。"),
    ],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片](leaf.svg)\n\n请看[本文](index.md)和[网站](https://example.org/)。", "leaf.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let outline = &cx.document.outline;
    // A file that is to stand in place of its link is told by the rule for such files.
    let links = outline.links.iter().filter(|link| link.title != INCLUDE).map(|link| (&link.dest, link.span));
    let images = outline.images.iter().map(|image| (&image.dest, image.span));
    for (dest, span) in links.chain(images) {
        if let Target::Missing { path, near } = resolve(cx, dest) {
            let at = span.shifted(cx.article.body.offset);
            out.push(missing(cx, at, &path, near.as_deref()));
        }
    }
    let appearances = cx.article.front.claim.iter().flat_map(|claim| &claim.appearances);
    for archive in appearances.filter_map(|appearance| appearance.archive.as_ref()) {
        if cx.article.asset(&archive.value).is_none() {
            let near = near_asset(cx.article, &archive.value);
            out.push(missing(cx, archive.span, &archive.value, near.as_deref()));
        }
    }
}

fn missing(cx: &ArticleCx<'_>, at: Span, path: &str, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => RULE
            .in_front(
                cx,
                at,
                format!("没有“{path}”，只有大小写不同的“{near}”"),
                format!("no “{path}”, only “{near}” in other case"),
            )
            .help(format!("改为 {near}"), format!("write {near}")),
        None => RULE
            .in_front(cx, at, format!("找不到“{path}”"), format!("“{path}” is not there"))
            .help("核对名称，或把文件放进本文目录", "check the name or add the file to the article's directory"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, article, at, claim};
    use super::*;
    use crate::model::article::Appearance;

    fn bed(body: &str) -> Bed {
        let mut bed = Bed::new(body).file("图.png", b"").file("sub/a.png", b"");
        bed.others.push(article("content/乙组/other", "other-article", ""));
        bed
    }

    #[test]
    fn targets() {
        let found = [
            "图.png",
            "./图.png",
            "%E5%9B%BE.png",
            "sub/a.png",
            "../../乙组/other/",
            "../../乙组/other/index.md#h1",
            "../../乙组/other",
            "index.md",
            "",
            "#h1",
            "https://a.cn/x.png",
            "/rooted",
        ];
        for dest in found {
            assert_eq!(bed(&format!("[字](<{dest}>)")).marks(&RULE), [""; 0], "{dest}");
        }
        for dest in
            ["图2.png", "sub/A.png", "sub/", "../other/", "../../乙组/Other/", "../../乙组/other/more/index.md", "无"]
        {
            assert_eq!(bed(&format!("[字](<{dest}>)")).findings(&RULE).len(), 1, "{dest}");
        }
    }

    #[test]
    fn the_right_name_is_given() {
        let finding = &bed("![字](SUB/a.png)").findings(&RULE)[0];
        assert!(finding.message.zh.contains("sub/a.png"), "{finding:?}");
        let finding = &bed("[字](../../乙组/OTHER/)").findings(&RULE)[0];
        assert!(finding.message.zh.contains("content/乙组/other"), "{finding:?}");
    }

    #[test]
    fn archived_copies() {
        let mut claim = claim("谣");
        let archive = Some(at("无.png".to_owned()));
        claim.appearances.push(Appearance { platform: "群".to_owned(), url: None, archive, seen: None });
        assert_eq!(bed("字").front(|front| front.claim = Some(claim)).marks(&RULE), ["front"]);
    }
}
