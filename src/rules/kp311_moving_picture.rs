//! KP311 · moving-picture · Pages show the first frame alone.

use crate::diag::{Findings, Severity};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 311,
    name: "moving-picture",
    severity: Severity::Warning,
    since: "0.1",
    zh: "动图只显示第一帧",
    en: "only the first frame of an animation is shown",
    what: "检查有没有会动的 GIF、PNG 或 WebP。网页只放它的第一帧。",
    why: "自己动的画面让很多人难以集中，也没有暂停键；有的读者会因此头晕。第一帧往往看不出动图想说什么。",
    fix: "把过程拆成几张图，写成步骤；确实要动的，做成视频（mp4、webm），由读者自己播放。",
    english: "Nothing on a page moves by itself, so an animated GIF, PNG or WebP is shown by its first frame. Break the act into \
              steps with a picture each, or supply a video that the reader starts.",
    source: Some("WCAG 2.2，2.2.2（暂停、停止、隐藏）"),
    bad: &[page!(
        "media:\n  - {src: leaf.gif, credit: 示例科普中心摄, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片上的黄斑](leaf.gif)",
        "leaf.gif" => "GIF89a\0\x04\0\x03\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;",
    )],
    good: &[page!(
        "media:\n  - {src: leaf.gif, credit: 示例科普中心摄, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片上的黄斑](leaf.gif)",
        "leaf.gif" => "GIF89a\0\x04\0\x03\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;",
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for asset in &cx.article.assets {
        if asset.picture.as_ref().is_some_and(|shape| shape.as_ref().is_ok_and(|shape| shape.moving)) {
            let zh = format!("“{}”是动图，网页上只有第一帧", asset.name);
            let en = format!("“{}” moves; pages show its first frame", asset.name);
            out.push(
                RULE.on_asset(asset, zh, en)
                    .help("拆成几张图写成步骤，或做成视频", "make steps with a picture each, or a video"),
            );
        }
    }
}
