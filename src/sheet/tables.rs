//! The tables of the sheet: what the checks say, sources, pictures, and every field that the version covers.

use std::fmt::Write as _;

use super::Sheet;
use super::inline::passage;
use super::picture::img;
use super::text::Text;
use crate::compare::{escape, fields};
use crate::diag::{Diagnostic, Severity};

/// Findings of checks with the number of the sentence they stand in.
pub(super) fn findings(sheet: &Sheet<'_>, text: &Text) -> String {
    let shown: Vec<&&Diagnostic> = sheet.findings.iter().filter(|f| f.severity >= Severity::Warning).collect();
    if shown.is_empty() {
        return "<p>自动检查没有发现问题。</p>\n".to_owned();
    }
    let mut html = "<table>\n<tr><th>句</th><th>问题</th><th>规则</th></tr>\n".to_owned();
    for finding in shown {
        let number = sentence_of(sheet, text, finding).map_or_else(|| "—".to_owned(), |number| number.to_string());
        // Writing to a String cannot fail.
        let _ = writeln!(
            html,
            "<tr><td>{number}</td><td>{}：{}</td><td>{}</td></tr>",
            finding.severity.word().zh,
            escape::html(&finding.message.zh),
            finding.code
        );
    }
    html.push_str("</table>\n");
    html
}

fn sentence_of(sheet: &Sheet<'_>, text: &Text, finding: &Diagnostic) -> Option<usize> {
    text.number_at(super::place_of(sheet.article, finding)?.start)
}

/// Every source with the sentences that rest on it.
pub(super) fn sources(sheet: &Sheet<'_>, text: &Text) -> String {
    let sources = &sheet.article.front.sources;
    if sources.is_empty() {
        return "<p class=\"lack\">没有登记来源。</p>\n".to_owned();
    }
    let mut html =
        "<table class=\"sources\">\n<tr><th>编号</th><th>来源</th><th>类型（证据层级）</th><th>支持哪几句</th></tr>\n"
            .to_owned();
    for source in sources {
        let id = &source.id.value;
        let kind = source.source_type.value;
        let mut about = escape::html(&source.title);
        for part in [Some(&source.publisher), source.published.as_ref()].into_iter().flatten() {
            about.push_str(&format!("，{}", escape::html(part)));
        }
        if let Some(url) = &source.url {
            about.push_str(&format!("<br><span class=\"address\">{}</span>", escape::html(&url.value)));
        }
        let numbers: Vec<String> = text.citing(id).iter().map(ToString::to_string).collect();
        let cited = if numbers.is_empty() {
            "<span class=\"lack\">正文未引用</span>".to_owned()
        } else {
            numbers.join("、")
        };
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td>{about}</td><td>{}（{} 级）</td><td>{cited}</td></tr>",
            escape::html(id),
            kind.zh(),
            kind.tier()
        );
    }
    html.push_str("</table>\n");
    html
}

/// Every file beside the text, with its credit and its sum.
pub(super) fn media(sheet: &Sheet<'_>) -> String {
    if sheet.article.assets.is_empty() {
        return "<p>没有图片等文件。</p>\n".to_owned();
    }
    let mut html = "<table class=\"media\">\n<tr><th>文件</th><th>署名与授权</th><th>校验和</th></tr>\n".to_owned();
    for asset in &sheet.article.assets {
        let medium = sheet.article.front.media.iter().find(|medium| medium.src.value == asset.name);
        let credit = medium.map_or_else(
            || "<span class=\"lack\">没有登记</span>".to_owned(),
            |medium| {
                let origin = medium.origin.map(|origin| origin.zh().to_owned());
                let map = medium.map.as_ref().map(|map| {
                    let number = map.approval_no.as_deref().unwrap_or("没有审图号");
                    format!("地图：{number}")
                });
                let parts = [medium.credit.clone(), medium.licence.clone(), origin, map];
                let parts: Vec<String> = parts.into_iter().flatten().map(|part| escape::html(&part)).collect();
                parts.join(" · ")
            },
        );
        let picture = (sheet.bytes)(asset).and_then(|bytes| img(&asset.name, &bytes)).unwrap_or_default();
        let sum = asset.sum.hex();
        let _ = writeln!(
            html,
            "<tr><td>{picture}<br>{}</td><td>{credit}</td><td class=\"sum\">{}<br>{} 字节</td></tr>",
            escape::html(&asset.name),
            sum.get(..16).unwrap_or_default(),
            asset.size
        );
    }
    html.push_str("</table>\n");
    html
}

/// Every field of the front matter: all of it is approved with the text.
pub(super) fn front(sheet: &Sheet<'_>) -> String {
    let mut html = "<table class=\"fields\">\n".to_owned();
    for (path, value) in fields(&sheet.article.authored.node()) {
        let _ = writeln!(html, "<tr><th>{}</th><td>{}</td></tr>", escape::html(&path), passage(&value));
    }
    html.push_str("</table>\n");
    html
}
