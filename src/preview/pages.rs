//! What the preview adds to the site: one line in each page, pages where the site has none, a screen in a frame.

use super::generation::Generation;
use crate::model::address::{self, HTML};
use crate::model::path::SitePath;
use crate::site::BuildFault;

const SCRIPT: &str = include_str!("files/preview.js");
const PAGE: &str = include_str!("files/page.html");
const FRAME: &str = include_str!("files/kiosk.html");

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub kind: &'static str,
    /// The bytes.
    pub body: Vec<u8>,
    /// Where else to look.
    pub location: Option<String>,
}

impl Answer {
    fn page(status: u16, number: u64, title: &str, text: &str) -> Self {
        let html = PAGE.replace("{number}", &number.to_string()).replace("{title}", title).replace("{text}", text);
        Self { status, kind: HTML, body: html.into_bytes(), location: None }
    }

    /// Data.
    #[must_use]
    pub fn data(kind: &'static str, body: Vec<u8>) -> Self {
        Self { status: 200, kind, body, location: None }
    }
}

/// A file of the site, a page with the preview's script at its end.
#[must_use]
pub fn dressed(path: &SitePath, mut bytes: Vec<u8>, number: u64) -> Answer {
    let kind = address::kind(path);
    if kind == HTML {
        let line = format!("<script src=\"/kepu/preview.js\" data-number=\"{number}\" defer></script>\n");
        let end = bytes.windows(7).rposition(|window| window.eq_ignore_ascii_case(b"</body>")).unwrap_or(bytes.len());
        bytes.splice(end..end, line.into_bytes());
    }
    Answer::data(kind, bytes)
}

/// A file of the preview itself.
#[must_use]
pub fn file(name: &str) -> Option<Answer> {
    match name {
        "preview.js" => Some(Answer::data("text/javascript; charset=utf-8", SCRIPT.into())),
        _ => None,
    }
}

/// The screen of a kiosk, upright or lying, as large as the window allows.
#[must_use]
pub fn kiosk_frame() -> Answer {
    Answer::data(HTML, FRAME.into())
}

/// The page of a folder whose `/` was left out: its links would lead astray.
#[must_use]
pub fn moved(path: &SitePath) -> Answer {
    let mut answer = Answer::page(308, 0, "换个地址", "");
    answer.location = path.as_str().rsplit('/').next().map(|name| format!("{name}/"));
    answer
}

/// A page that this state of the tree does not have.
#[must_use]
pub fn absent(generation: &Generation) -> Answer {
    if generation.library().is_none() {
        let text = "<p>站点设置或主题有误，还不能预览。改好后这一页会自己刷新。</p>";
        return Answer::page(500, generation.number(), "还不能预览", text);
    }
    let text = "<p>没有这一页：文章可能换了编号、不在这一版里，或者稿件有误（见下方）。改好后这一页会自己刷新。</p>\
                <p><a href=\"/\">回首页</a></p>";
    Answer::page(404, generation.number(), "没有这一页", text)
}

/// A page that could not be made.
#[must_use]
pub fn fault(fault: &BuildFault, number: u64) -> Answer {
    let told = escaped(&fault.to_string());
    Answer::page(500, number, "这一页做不出来", &format!("<pre>{told}</pre><p>改好后这一页会自己刷新。</p>"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
