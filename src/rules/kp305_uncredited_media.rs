//! KP305 · uncredited-media · A picture without source, licence or words for those who cannot see it.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::outline::Image;
use crate::model::article::Medium;

use super::example::{DRAWING, page};
use super::target::{Target, near_asset, resolve};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 305,
    name: "uncredited-media",
    severity: Severity::Error,
    since: "0.1",
    zh: "素材缺少来源、许可或替代文字",
    en: "media lacks credit, licence or alt text",
    what: "正文里的每张图片都要有替代文字，并在 `media` 里有一条，写明署名 credit、许可 licence 和来源类型 origin；\
           `media` 里写的文件必须在本文目录里。",
    why: "没有授权的图片会带来侵权纠纷；没有替代文字，看不见的读者和听朗读的老人就不知道图上是什么；来源类型决定要不要加人工智能标识。",
    fix: "在 `media` 里补一条，例如 `{src: fig.svg, credit: 李四, licence: CC-BY-4.0, origin: original}`；\
          替代文字写图上看得到的内容，例如 `![叶片正面的黄斑](fig.svg)`。",
    english: "Each displayed picture needs an alternative text and an entry in `media` with credit, licence and origin, and \
              each entry must name a file that is there. Add the entry; describe in words what the picture shows.",
    source: Some("著作权法（2020 修正）第二十四条；WCAG 2.2，1.1.1；GB 45438-2025"),
    bad: &[
        page!("⟦![柑橘叶片](leaf.svg)⟧", "leaf.svg" => DRAWING),
        page!(
            "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
            "⟦![](leaf.svg)⟧", "leaf.svg" => DRAWING,
        ),
    ],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![叶片正面的黄斑](leaf.svg)", "leaf.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

/// Words that say that there is a picture, not what it shows.
const EMPTY_WORDS: &[&str] = &["图", "图片", "插图", "配图", "照片", "示意图", "image", "photo", "picture", "img"];

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let mut seen = BTreeSet::new();
    for image in &cx.document.outline.images {
        let Target::Asset(asset) = resolve(cx, &image.dest) else { continue };
        out.extend(alt_fault(cx, image, &asset.name));
        let is_first = seen.insert(&asset.name);
        let has_entry = cx.article.front.media.iter().any(|medium| medium.src.value == asset.name);
        if is_first && !has_entry {
            let (zh, en) = (format!("media 里没有“{}”", asset.name), format!("“{}” has no entry in media", asset.name));
            out.push(RULE.in_body(cx, image.span, zh, en).help("在 media 里写明署名、许可和来源类型", "add an entry with credit, licence and origin"));
        }
    }
    for medium in &cx.article.front.media {
        out.extend(missing_file(cx, medium));
        out.extend(incomplete(cx, medium));
    }
}

fn alt_fault(cx: &ArticleCx<'_>, image: &Image, name: &str) -> Option<Diagnostic> {
    let alt = image.alt.trim();
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let (zh, en) = if alt.is_empty() {
        ("图片没有替代文字".to_owned(), "the picture has no alternative text".to_owned())
    } else if alt == name || alt == stem || EMPTY_WORDS.contains(&&*alt.to_lowercase()) {
        (format!("替代文字“{alt}”没有说图上是什么"), format!("alternative text “{alt}” does not say what is shown"))
    } else {
        return None;
    };
    Some(RULE.in_body(cx, image.span, zh, en).help("用一句话写图上看得到的内容", "say in a sentence what the picture shows"))
}

fn missing_file(cx: &ArticleCx<'_>, medium: &Medium) -> Option<Diagnostic> {
    let src = &medium.src;
    if cx.article.asset(&src.value).is_some() {
        return None;
    }
    let finding = RULE.in_front(
        cx,
        src.span,
        format!("media 里的“{}”不在本文目录", src.value),
        format!("“{}” of media is not beside the article", src.value),
    );
    Some(match near_asset(cx.article, &src.value) {
        Some(near) => finding.help(format!("改为 {near}"), format!("write {near}")),
        None => finding.help("把文件放进本文目录，或删掉这一条", "add the file or delete the entry"),
    })
}

fn incomplete(cx: &ArticleCx<'_>, medium: &Medium) -> Option<Diagnostic> {
    let blank = |field: &Option<String>| field.as_deref().is_none_or(|text| text.trim().is_empty());
    let fields = [
        (blank(&medium.credit), "署名 credit", "credit"),
        (blank(&medium.licence), "许可 licence", "licence"),
        (medium.origin.is_none(), "来源类型 origin", "origin"),
    ];
    let missing: Vec<_> = fields.into_iter().filter(|(is_missing, ..)| *is_missing).collect();
    if missing.is_empty() {
        return None;
    }
    let name = &medium.src.value;
    let zh = missing.iter().map(|(_, zh, _)| *zh).collect::<Vec<_>>().join("、");
    let en = missing.iter().map(|(.., en)| *en).collect::<Vec<_>>().join(", ");
    let finding = RULE.in_front(cx, medium.src.span, format!("“{name}”缺少 {zh}"), format!("“{name}” lacks {en}"));
    Some(finding.help(format!("补上 {zh}"), format!("add {en}")))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, medium};
    use super::*;

    #[test]
    fn what_is_missing() {
        let bed = |body: &str| Bed::new(body).file("a.png", b"").front(|front| front.media.push(medium("a.png")));
        assert_eq!(bed("![叶片](a.png)").marks(&RULE), [""; 0]);
        for alt in ["", " ", "图片", "a", "a.png", "Image"] {
            assert_eq!(bed(&format!("![{alt}](a.png)")).findings(&RULE).len(), 1, "{alt:?}");
        }
        let bare = Bed::new("![叶片](a.png)![果实](a.png)").file("a.png", b"");
        assert_eq!(bare.marks(&RULE), ["![叶片](a.png)"]);
    }

    #[test]
    fn entries() {
        let bed = Bed::new("字").file("a.png", b"").front(|front| {
            front.media.push(Medium { credit: None, licence: Some(" ".to_owned()), origin: None, ..medium("a.png") });
            front.media.push(medium("A.png"));
        });
        let messages: Vec<String> = bed.findings(&RULE).into_iter().map(|finding| finding.message.zh).collect();
        assert_eq!(messages.len(), 2);
        assert!(messages[0].contains("credit") || messages[1].contains("credit"), "{messages:?}");
    }
}
