//! `RETRACTED.txt` for plain consumers, who have no deny list: what was called back, in words, also that nothing was.

use std::fmt::Write as _;

use super::deny::DenyEntry;
use super::release::Release;
use crate::model::units::china_date;

/// The text of a release, from every entry of its deny list in order.
#[must_use]
pub fn text<'a>(release: &Release, entries: impl Iterator<Item = &'a DenyEntry>) -> String {
    let (channel, serial, day) = (&release.channel, release.serial, china_date(release.published));
    let mut out = format!(
        "已撤下的内容 / Retracted content\n频道 / channel: {channel}\n第几版 / release: {serial}\n日期 / day: {day}\n\n\
         撤下的内容请从一切副本中删去，不要再展示、转发。\n\
         Remove what was retracted from every copy, and neither show nor pass it on.\n"
    );
    let mut is_none = true;
    for entry in entries {
        is_none = false;
        one(entry, &mut out);
    }
    if is_none {
        out += "\n至今没有撤下任何内容。\nNothing has been retracted so far.\n";
    }
    out
}

/// One entry. Writing to a String cannot fail.
fn one(entry: &DenyEntry, out: &mut String) {
    let (day, serial, article) = (entry.date, entry.serial, one_line(&entry.article));
    if entry.is_end() {
        let _ = writeln!(out, "\n{day} 从第 {serial} 版起恢复 / shown again from release {serial}: {article}");
        return;
    }
    let _ = writeln!(out, "\n{day} 从第 {serial} 版起撤下 / retracted from release {serial}: {article}");
    if !entry.reason.trim().is_empty() {
        let _ = writeln!(out, "  原因 / reason: {}", one_line(&entry.reason));
    }
    if let Some(other) = &entry.replaced_by {
        let _ = writeln!(out, "  改看 / read instead: {}", one_line(other));
    }
    for path in &entry.paths {
        let _ = writeln!(out, "  文件 / file: {path}");
    }
}

/// A text that cannot pass for a line of ours.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
