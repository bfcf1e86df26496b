//! KP306 · active-asset · Files beside an article must only show or sound, never run.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::{self, svg};
use crate::model::article::Asset;

use crate::markup::anatomy::INCLUDE;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 306,
    name: "active-asset",
    severity: Severity::Error,
    since: "0.1",
    zh: "素材含脚本或活动内容",
    en: "active content in asset",
    what: "本文目录只能放图片（svg、png、jpg、jpeg、webp、gif）、声音（mp3、m4a、ogg、wav）、视频（mp4、webm）和数据（csv、txt）。\
           SVG 图里不能有脚本、事件、外部引用、内嵌网页、DOCTYPE 等。",
    why: "SVG 其实是程序也能读的文件，可以藏脚本、偷偷联网；网页、PDF、安装包更不用说。e站是公共设备，一个文件就能影响一批终端。",
    fix: "用绘图软件另存为“普通 SVG”（Inkscape 选 Plain SVG），或导出为 PNG；文档转成图片或写进正文。",
    english: "Beside an article only pictures, sound, video, csv and txt may lie, and a drawing may contain nothing but \
              drawing: no script, event handler, outside reference, embedded page or DOCTYPE. Save as plain SVG or export \
              to PNG.",
    source: Some("W3C SVG 2，Secure static mode；OWASP SVG 安全要点"),
    bad: &[
        page!(
            "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
            "![柑橘叶片](leaf.svg)",
            "leaf.svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"><script>alert(1)</script></svg>\n",
        ),
        page!("请看[表格](table.html)。", "table.html" => "<p>表格</p>\n"),
    ],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片](leaf.svg)", "leaf.svg" => super::example::DRAWING,
    )],
    check: Check::Article(check),
};

/// What a page can show or play without running anything. PDF is left out: it may hold scripts in packed parts.
const ALLOWED: &[&str] =
    &["svg", "png", "jpg", "jpeg", "webp", "gif", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "csv", "txt"];

/// Faults named of one drawing at most; more of them say nothing new.
const MAX_FAULTS: usize = 5;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for asset in &cx.article.assets {
        let extension = asset.path.extension();
        // A text that stands in the body of the article, or is meant to, is read by every rule as part of it.
        let is_included = extension == "md" && includes(cx, asset);
        if is_included {
            continue;
        }
        if !ALLOWED.contains(&&*extension) {
            out.push(forbidden(asset, &extension));
        } else if extension == "svg"
            && !is_only_drawing(asset)
            && let Some(bytes) = (cx.asset_bytes)(asset)
        {
            out.extend(drawing_faults(asset, &bytes));
        }
    }
}

/// Whether loading has found the file to be a drawing and nothing else, so that it need not be read again.
fn is_only_drawing(asset: &Asset) -> bool {
    matches!(&asset.picture, Some(Ok(shape)) if !shape.active)
}

/// Whether the article as authored asks for this file in place of a link.
fn includes(cx: &ArticleCx<'_>, asset: &Asset) -> bool {
    let links = markup::parse(&cx.article.body.authored).outline.links;
    links.iter().any(|link| link.title == INCLUDE && link.dest.trim_start_matches("./") == asset.name)
}

fn forbidden(asset: &Asset, extension: &str) -> Diagnostic {
    let (zh, en) = match extension {
        "" => (format!("“{}”没有扩展名", asset.name), format!("“{}” has no extension", asset.name)),
        other => {
            (format!("不允许 .{other} 文件：{}", asset.name), format!("a .{other} file is not allowed: {}", asset.name))
        }
    };
    RULE.on_asset(asset, zh, en).help("转成图片，或写进正文", "turn it into a picture or put it into the text")
}

fn drawing_faults(asset: &Asset, bytes: &[u8]) -> Vec<Diagnostic> {
    let faults = match svg::inspect(bytes) {
        Ok(facts) => facts.active,
        Err(fault) => vec![fault],
    };
    let finding = |fault: &svg::SvgFault| {
        let (zh, en) = (format!("{}：{}", asset.name, fault.what.zh), format!("{}: {}", asset.name, fault.what.en));
        RULE.on_asset(asset, zh, en).help("另存为普通 SVG，或导出为 PNG", "save as plain SVG or export to PNG")
    };
    faults.iter().take(MAX_FAULTS).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bed;
    use super::*;

    #[test]
    fn kinds_of_files() {
        let bed = Bed::new("字").file("a.PNG", b"").file("b.html", b"").file("c", b"").file("d.pdf", b"");
        let bed = bed.file("e.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>").file("f.svg", b"<svg onload='1'>");
        assert_eq!(bed.marks(&RULE), ["b.html", "c", "d.pdf", "f.svg"]);
    }

    #[test]
    fn a_broken_drawing_names_a_few_faults() {
        let many = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>", "<script/>".repeat(50));
        assert!(Bed::new("字").file("a.svg", many.as_bytes()).findings(&RULE).len() <= MAX_FAULTS);
    }
}
