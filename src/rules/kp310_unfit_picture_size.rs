//! KP310 · unfit-picture-size · A picture too small to be read, or too heavy to be kept.

use crate::diag::{Findings, Severity};
use crate::model::picture::PictureFormat;

use super::example::page;
use super::{ArticleCx, Check, Rule};

/// Longest edge in px under which a picture is blurred even on a telephone: half of its width, at twice the density.
const MIN_EDGE: u32 = 400;

/// Bytes above which a picture only burdens the repository: no page shows more than 4096 px.
const MAX_BYTES: u64 = 12 << 20;

pub(super) static RULE: Rule = Rule {
    code: 310,
    name: "unfit-picture-size",
    severity: Severity::Warning,
    since: "0.1",
    zh: "图片太小或太大",
    en: "picture too small or too heavy",
    what: "照片和截图的长边不少于 400 像素，文件不超过 12 MiB。SVG 不限。",
    why: "小图在科普e站的大屏幕上会糊成一片，字看不清；太大的原图让每个人取稿件都变慢，而网页上用不到那么多像素。",
    fix: "小图换成原图，或重新拍、重新画成 SVG；太大的图缩到长边 4000 像素以内，另存为质量 85 的 JPEG。",
    english: "A raster picture needs 400 px on its longest edge and at most 12 MiB. Small ones blur on a kiosk's screen, large \
              ones slow everyone's checkout down and no page shows that much. Use the original, or shrink it.",
    source: None,
    bad: &[page!(
        "media:\n  - {src: leaf.gif, credit: 示例科普中心摄, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片上的黄斑](leaf.gif)",
        "leaf.gif" => "GIF89a\x40\0\x30\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;",
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
        let Some(Ok(shape)) = &asset.picture else { continue };
        if shape.format == PictureFormat::Svg {
            continue;
        }
        if shape.width.max(shape.height) < MIN_EDGE {
            let (width, height, name) = (shape.width, shape.height, &asset.name);
            let zh = format!("“{name}”只有 {width} × {height} 像素，在大屏幕上会模糊");
            let en = format!("“{name}” has {width} × {height} pixels and blurs on large screens");
            out.push(RULE.on_asset(asset, zh, en).help(
                format!("换成长边不少于 {MIN_EDGE} 像素的图"),
                format!("use one with {MIN_EDGE} px on its longest edge"),
            ));
        }
        if asset.size > MAX_BYTES {
            let (size, name) = (asset.size >> 20, &asset.name);
            let (zh, en) = (format!("“{name}”有 {size} MiB"), format!("“{name}” has {size} MiB"));
            out.push(
                RULE.on_asset(asset, zh, en)
                    .help("缩到长边 4000 像素以内再放进来", "shrink it to 4000 px on its longest edge"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bed;
    use super::*;

    #[test]
    fn weight_is_told_apart_from_size() {
        let bed = |width: u8| {
            let head = [b"GIF89a\0", &[width][..], b"\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;"].concat();
            Bed::new("字").file("a.gif", &head)
        };
        assert_eq!(bed(1).findings(&RULE).len(), 1, "256 px");
        assert_eq!(bed(2).findings(&RULE).len(), 0, "512 px");
        let mut heavy = bed(2);
        heavy.article.assets[0].size = MAX_BYTES + 1;
        assert_eq!(heavy.findings(&RULE).len(), 1);
    }
}
