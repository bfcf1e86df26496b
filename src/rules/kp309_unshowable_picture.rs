//! KP309 · unshowable-picture · A picture that no page can show.

use crate::diag::{Findings, Severity};
use crate::markup::picture::{MAX_PIXELS, words};
use crate::model::article::Asset;
use crate::model::picture::{PictureFault, PictureFormat};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 309,
    name: "unshowable-picture",
    severity: Severity::Error,
    since: "0.1",
    zh: "图片无法显示",
    en: "picture cannot be shown",
    what: "检查图片文件是不是完整的 JPEG、PNG、WebP 或 GIF，扩展名与内容是否一致，像素是否不超过 6000 万；\
           SVG 是否写了宽高或 viewBox。",
    why: "传了一半的照片、改了扩展名的手机照片，在作者的电脑上也许看得见，到了读者那里是一片空白。\
          声称有几十亿像素的文件会占满生成网站的电脑的内存。",
    fix: "重新导出或重新上传；手机的 HEIC 照片另存为 JPEG；扩展名改成与内容一致；太大的图缩到长边 4000 像素以内。",
    english: "A picture must be a whole JPEG, PNG, WebP or GIF file whose name says what it is, with 60 megapixels at most, \
              and a drawing must state its size. Export or upload it again, rename it, or shrink it.",
    source: None,
    bad: &[
        page!(
            "media:\n  - {src: leaf.png, credit: 示例科普中心摄, licence: CC-BY-4.0, origin: original}";
            "![柑橘叶片上的黄斑](leaf.png)", "leaf.png" => "<html>登录后才能下载</html>\n",
        ),
        page!(
            "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
            "![柑橘叶片上的黄斑](leaf.svg)", "leaf.svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n",
        ),
    ],
    good: &[page!(
        "media:\n  - {src: leaf.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original}";
        "![柑橘叶片上的黄斑](leaf.svg)", "leaf.svg" => super::example::DRAWING,
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for asset in &cx.article.assets {
        let Some(Err(fault)) = &asset.picture else { continue };
        // What is wrong inside a drawing is told by the rule about drawings.
        let is_drawing = asset.path.extension() == PictureFormat::Svg.extension();
        let is_told = is_drawing && *fault != PictureFault::Sizeless || is_pointer(cx, asset, fault);
        if is_told {
            continue;
        }
        let fault_words = words(fault);
        let (zh, en) = (format!("“{}”{}", asset.name, fault_words.zh), format!("“{}” {}", asset.name, fault_words.en));
        let (help_zh, help_en) = help(fault, &asset.name);
        out.push(RULE.on_asset(asset, zh, en).help(help_zh, help_en));
    }
}

/// Whether Git LFS left its note in place of the picture, which is told while loading.
fn is_pointer(cx: &ArticleCx<'_>, asset: &Asset, fault: &PictureFault) -> bool {
    *fault == PictureFault::Unknown
        && (cx.asset_bytes)(asset).is_some_and(|bytes| bytes.starts_with(b"version https://git-lfs"))
}

fn help(fault: &PictureFault, name: &str) -> (String, String) {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match fault {
        PictureFault::Unknown => pair("换成真正的图片文件", "put the picture itself there"),
        PictureFault::Phone => pair(
            "在手机相机设置里选“兼容性最佳”，或用看图软件另存为 JPEG",
            "set the camera to “most compatible”, or save it as JPEG",
        ),
        PictureFault::Misnamed(format) => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let right = format!("{stem}.{}", format.extension());
            (format!("把文件和正文里的名字都改为 {right}"), format!("rename the file, and its mention, to {right}"))
        }
        PictureFault::TooLarge { .. } => {
            let limit = MAX_PIXELS / 1_000_000;
            (
                format!("缩到长边 4000 像素以内（上限 {limit} 百万像素）"),
                format!("shrink it; {limit} megapixels at most"),
            )
        }
        PictureFault::Cut | PictureFault::Damaged(_) => pair("重新导出或重新上传", "export or upload it again"),
        PictureFault::Sizeless => pair(
            "在 <svg> 上写 viewBox，例如 viewBox=\"0 0 800 450\"",
            "give <svg> a viewBox such as viewBox=\"0 0 800 450\"",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bed;
    use super::*;

    #[test]
    fn what_is_told_and_how() {
        let text = |name: &str, bytes: &[u8]| {
            let found = Bed::new("字").file(name, bytes).findings(&RULE);
            found.first().map(|finding| finding.message.zh.clone()).unwrap_or_default()
        };
        assert_eq!(text("a.jpg", b"\x89PNG\r\n\x1a\n"), "“a.jpg”不完整，文件没有到结尾");
        assert_eq!(text("a.jpg", b"\0\0\0\x18ftypheic"), "“a.jpg”是手机的 HEIC 或 AVIF 照片，很多浏览器打不开");
        assert_eq!(text("a.png", SMALL_GIF), "“a.png”内容其实是 GIF 图片");
        assert_eq!(text("a.gif", SMALL_GIF), "");
        assert_eq!(text("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'"), "", "told by another rule");
        assert_eq!(text("a.mp3", b""), "");
    }

    const SMALL_GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;";
}
