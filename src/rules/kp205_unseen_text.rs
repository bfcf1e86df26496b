//! KP205 · unseen-text · Text of the source that no reader sees, or only one who hovers.

use std::collections::BTreeSet;

use crate::diag::{Findings, Severity};
use crate::model::span::Span;

use crate::markup::anatomy::is_setting;
use crate::markup::container::{Container, Kind};
use crate::markup::tap::Tap;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 205,
    name: "unseen-text",
    severity: Severity::Error,
    since: "0.1",
    zh: "含读者看不到的文字（未引用的脚注或链接定义、悬停标题）",
    en: "text readers cannot see (unused definitions, hover titles)",
    what: "检查三种情形：脚注写了却没有被引用，或同一编号写了两次；链接定义 `[名]: 网址` 没有被用到；链接、图片带有悬停标题。",
    why: "脚注和定义没被引用，有的平台显示，有的平台丢弃；悬停标题在手机和 e站上根本看不到。审核过的文字应当人人看得到。",
    fix: "要紧的话写进正文；用不着的删掉。链接一律写成 `[文字](网址)`。",
    english: "Unreferenced footnotes and definitions are shown by some platforms and dropped by others; hover titles do not \
              exist on phones and kiosks. Put what matters into the text and delete the rest.",
    source: Some("CommonMark 0.31，Link reference definitions；GFM 脚注"),
    bad: &[
        page!("多喝水。\n\n⟦[^甲]: 没有人引用的脚注。⟧"),
        page!("多喝水。\n\n⟦[旧]: https://example.org/ \"一句话\"⟧"),
        page!("请看⟦[说明](https://example.org/ \"悬停才看得到\")⟧。"),
    ],
    good: &[page!("多喝水。[^甲]请看[说明](https://example.org/)。\n\n[^甲]: 少量多次。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let outline = &cx.document.outline;
    // Labels are compared as the parser compares them: without regard to case.
    let mut referenced: BTreeSet<String> = outline.note_references.iter().map(|r| r.value.to_lowercase()).collect();
    for note in &outline.notes {
        let label = &note.value;
        if !referenced.remove(&label.to_lowercase()) {
            let (zh, en) = (
                format!("脚注“{label}”没有被引用，或前面已有同名脚注"),
                format!("nothing refers to footnote “{label}”"),
            );
            out.push(RULE.in_block(cx, note.span, zh, en).help("在正文引用它，或删掉它", "refer to it or delete it"));
        }
    }
    for definition in outline.definitions.iter().filter(|definition| !definition.used) {
        let label = &definition.label;
        let (zh, en) = (format!("链接定义“{label}”没有被用到"), format!("no link uses the definition “{label}”"));
        out.push(RULE.in_body(cx, definition.span, zh, en).help("删掉这一行", "delete the line"));
    }
    let links = outline.links.iter().map(|link| (&link.title, link.span));
    let images = outline.images.iter().map(|image| (&image.title, image.span));
    let said = links.chain(images).filter(|(title, _)| !title.is_empty() && !is_setting(title));
    let said = said.filter(|(title, span)| !is_place_to_tap(cx, title, *span));
    for (title, span) in said {
        out.push(hover_title(cx, title, span));
    }
}

/// A step prints the title of its picture below it, when it marks a place.
fn is_place_to_tap(cx: &ArticleCx<'_>, title: &str, span: Span) -> bool {
    let around = |card: &&Container| card.span.start <= span.start && span.end <= card.span.end;
    let mut steps = cx.document.containers.iter().filter(|card| card.kind == Kind::Steps);
    Tap::read(title) != Tap::None && steps.any(|card| around(&card))
}

fn hover_title(cx: &ArticleCx<'_>, title: &str, span: Span) -> crate::diag::Diagnostic {
    RULE.in_body(
        cx,
        span,
        format!("悬停标题“{title}”在手机和 e站上看不到"),
        format!("hover title “{title}” is unseen on phones and kiosks"),
    )
    .help("删掉引号里的标题，要紧的话写进正文", "delete the title; put what matters into the text")
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn a_place_to_tap_is_printed_in_steps_alone() {
        let picture = "![图](a.png \"点“设置” 40,62\")";
        assert_eq!(marks(&RULE, &format!("::: 步骤\n\n1. 看。{picture}\n\n:::")), [""; 0]);
        assert_eq!(marks(&RULE, picture), [picture]);
        assert_eq!(marks(&RULE, "::: 步骤\n\n1. ![图](a.png \"图注\")\n\n:::"), ["![图](a.png \"图注\")"]);
    }

    #[test]
    fn unseen_things() {
        assert_eq!(marks(&RULE, "水[^1]\n\n[^1]: 甲\n\n[^1]: 乙").len(), 1);
        assert_eq!(marks(&RULE, "水[^S1]\n\n[^s1]: 甲"), [""; 0]);
        assert_eq!(marks(&RULE, "![图](a.png \"题\")"), ["![图](a.png \"题\")"]);
        assert_eq!(marks(&RULE, "[甲][a]\n\n[a]: https://a.cn \"题\""), ["[甲][a]"]);
        assert_eq!(marks(&RULE, "水[^s1]，见[甲][a]\n\n[a]: https://a.cn"), [""; 0]);
    }
}
