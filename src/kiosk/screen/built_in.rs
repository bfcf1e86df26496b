//! Pages inside the binary: the frame around the content, and what is shown where content is lacking.

use jiff::Timestamp;

use super::Draft;
use crate::bundle::deny::DenyEntry;
use crate::model::address;
use crate::model::units::china_date;

const PAGE: &str = include_str!("pages/page.html");
const FRAME: &str = include_str!("pages/frame.html");
const FRAME_CSS: &str = include_str!("pages/frame.css");
const FRAME_JS: &str = include_str!("pages/frame.js");
const ALARM_CSS: &str = include_str!("pages/alarm.css");
const ALARM_JS: &str = include_str!("pages/alarm.js");
const ICON: &str = include_str!("pages/icon.svg");
/// Stands in the place of a picture that the disk does not take.
pub(super) const NO_PICTURE: &str = include_str!("pages/no-picture.svg");
const PAGE_CSS: &str = include_str!("pages/page.css");
/// How pages on the box come by their style.
const LINKS: &str = "<link rel=\"stylesheet\" href=\"/kiosk/page.css\">\n\
                     <link rel=\"icon\" type=\"image/svg+xml\" href=\"/kiosk/icon.svg\">\n";

/// First steps that everybody is taught, in our own words: short, and nothing in them that experts argue about.
const FIRST_AID: [(&str, &str, &str); 5] = [
    ("first/calls.html", "遇险求助电话", include_str!("pages/calls.html")),
    ("first/heat.html", "有人中暑", include_str!("pages/heat.html")),
    ("first/water.html", "有人溺水", include_str!("pages/water.html")),
    ("first/power.html", "有人触电", include_str!("pages/power.html")),
    ("first/fire.html", "着火了", include_str!("pages/fire.html")),
];

const NOT_REVIEWED: &str = "<p class=\"mark\">内置常识 · 不是本站审核的稿件</p>\n";

/// Built-in pages of the evergreen set: name below `/kiosk/` and title.
pub(super) fn first_aid() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIRST_AID.iter().map(|(name, title, _)| (*name, *title))
}

/// A file below `/kiosk/`.
pub(super) fn file(name: &str) -> Option<(&'static str, Vec<u8>)> {
    let html = |text: String| (address::HTML, text.into_bytes());
    match name {
        "" => Some(html(FRAME.to_owned())),
        "frame.css" => Some(("text/css; charset=utf-8", FRAME_CSS.into())),
        "frame.js" => Some(("text/javascript; charset=utf-8", FRAME_JS.into())),
        "alarm.css" => Some(("text/css; charset=utf-8", ALARM_CSS.into())),
        "alarm.js" => Some(("text/javascript; charset=utf-8", ALARM_JS.into())),
        "icon.svg" => Some(("image/svg+xml", ICON.into())),
        "page.css" => Some(("text/css; charset=utf-8", PAGE_CSS.into())),
        "first/" => Some(html(evergreen())),
        _ => FIRST_AID.iter().find(|(known, ..)| *known == name).map(|(_, title, text)| {
            let text = format!("{NOT_REVIEWED}{text}<p><a class=\"go\" href=\"/kiosk/first/\">看其他常识</a></p>\n");
            html(page(title, &text))
        }),
    }
}

/// The home page of a box that has no content of its own.
pub(super) fn home() -> Draft {
    Draft::page(200, evergreen())
}

fn evergreen() -> String {
    let links: String = first_aid()
        .map(|(name, title)| format!("<li><a class=\"go\" href=\"/kiosk/{name}\">{title}</a></li>\n"))
        .collect();
    page(
        "安全常识",
        &format!("{NOT_REVIEWED}<p>本机内容正在准备。先看这些：</p>\n<ul class=\"first\">\n{links}</ul>\n"),
    )
}

/// No such page.
pub(super) fn nothing() -> String {
    page("没有找到这一页", "<p>可能已经换了地址。</p>\n")
}

/// A damaged file.
pub(super) fn broken() -> String {
    page("这一页暂时打不开", "<p>本机的这份文件坏了，下次更新时会重新取来。</p>\n")
}

/// A file that the disk does not take.
pub(super) fn left_out() -> String {
    page(
        "本机空间不足，这一篇没有下载",
        "<p>不是坏了：这台机器的存储放不下全部内容，先留下了新的和要紧的。</p>\n\
         <p>想看这一篇，请告诉本站的管理员：腾出空间或换大一点的存储，下次更新会自动补上。</p>\n",
    )
}

/// An article whose review is over.
pub(super) fn expired(until: Timestamp) -> String {
    expired_in(until, (LINKS, "/"))
}

/// The same where no built-in style and no home at `/` can be counted on; `home` leads to it.
pub(super) fn expired_alone(until: Timestamp, home: &str) -> String {
    expired_in(until, (&format!("<style>{PAGE_CSS}</style>\n"), home))
}

fn expired_in(until: Timestamp, frame: (&str, &str)) -> String {
    let date = china_date(until);
    page_in("这一篇已过有效期", &format!("<p>它的审核有效至 {date}，复核之前不再展示。</p>\n"), frame)
}

/// A retracted article whose release says nothing itself.
pub(super) fn retracted(deny: &DenyEntry, replaced_by: Option<&str>) -> String {
    let mut text = format!("<p>{} 撤下。原因：{}</p>\n", deny.date, escaped(&deny.reason));
    if let Some(href) = replaced_by {
        text += &format!("<p><a class=\"go\" href=\"{href}\">看更正后的文章</a></p>\n");
    }
    page("这一篇已撤下", &text)
}

pub(super) fn page(title: &str, text: &str) -> String {
    page_in(title, text, (LINKS, "/"))
}

/// A page with the style that it can count on, and the address of the home page. The text comes last: nothing in it is a
/// place to fill.
fn page_in(title: &str, text: &str, (style, home): (&str, &str)) -> String {
    PAGE.replace("{style}", style).replace("{home}", home).replace("{title}", title).replace("{text}", text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
