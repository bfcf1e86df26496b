//! The ledger for people.

use std::fmt::Write as _;

use super::{Entry, Event, Ledger, Signed};
use crate::diag::Lang;
use crate::model::units::china_datetime;

/// A length in the two largest units that say something.
pub(super) fn length(seconds: i64, lang: Lang) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let n = seconds.unsigned_abs();
    let units = [(86_400, "天", "d"), (3600, "小时", "h"), (60, "分", "min"), (1, "秒", "s")];
    let mut rest = n;
    let mut words = Vec::new();
    for (size, zh, en) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 && words.len() < 2 {
            words.push(match lang {
                Lang::Zh => format!("{count} {zh}"),
                Lang::En => format!("{count} {en}"),
            });
        }
    }
    if words.is_empty() {
        words.push(if lang == Lang::Zh { "0 秒" } else { "0 s" }.to_owned());
    }
    format!("{sign}{}", words.join(" "))
}

/// A moment as people in China read it.
pub(super) fn moment(at: jiff::Timestamp) -> String {
    let at = china_datetime(at);
    format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
}

pub(super) fn text(ledger: &Ledger, lang: Lang) -> String {
    let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut out = String::new();
    if ledger.events.is_empty() {
        out += t("没有应急事件\n", "no emergency events\n");
    }
    for one in &ledger.events {
        event(one, lang, &mut out);
    }
    // Writing to a String cannot fail.
    let (files, refused) = (ledger.files, ledger.refused);
    let _ = match lang {
        Lang::Zh => writeln!(out, "有内容变化的签名文件 {files} 份；“未知”是没有依据，不是零"),
        Lang::En => writeln!(out, "{files} signed files with news; `unknown` is what nothing tells, not zero"),
    };
    if refused > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(out, "注意：另有 {refused} 份文件不是这些根文件认可的，没有采用"),
            Lang::En => writeln!(out, "note: {refused} more files are not vouched for by these roots and not used"),
        };
    }
    out
}

fn event(event: &Event, lang: Lang, out: &mut String) {
    let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let unknown = t("未知", "unknown");
    let title = event.known.as_ref().map_or("", |known| known.title.as_str());
    let level = event.known.as_ref().map_or(unknown, |known| known.level.token());
    let drill = if event.is_drill() { t("【演练】", "[drill] ") } else { "" };
    let opened = event.known.as_ref().map_or_else(|| unknown.to_owned(), |known| moment(known.opened));
    let _ = match lang {
        Lang::Zh => writeln!(out, "{} {drill}{title}（{level}级）：事件时间 {opened}", event.id),
        Lang::En => writeln!(out, "{} {drill}{title} (level {level}): event at {opened}", event.id),
    };
    for one in &event.entries {
        entry(one, lang, out);
    }
    if event.entries.is_empty() {
        *out += t("  没有应急稿\n", "  no notice\n");
    }
    let closed = event.known.as_ref().and_then(|known| known.closed);
    if closed.is_some() || event.all_clear.is_some() {
        let closed = closed.map_or_else(|| unknown.to_owned(), moment);
        let told = file(event.all_clear, lang);
        let _ = match lang {
            Lang::Zh => writeln!(out, "  解除：{closed}；发布解除 {told}"),
            Lang::En => writeln!(out, "  all-clear: {closed}; published {told}"),
        };
    }
}

fn file(file: Option<Signed>, lang: Lang) -> String {
    match (file, lang) {
        (None, Lang::Zh) => "未知".to_owned(),
        (None, Lang::En) => "unknown".to_owned(),
        (Some(Signed { number, at }), Lang::Zh) => format!("{}（序号 {number}）", moment(at)),
        (Some(Signed { number, at }), Lang::En) => format!("{} (number {number})", moment(at)),
    }
}

fn entry(entry: &Entry, lang: Lang, out: &mut String) {
    let t = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let (origin, spans) = (&entry.origin, &entry.spans);
    let _ = writeln!(out, "  {} {}", origin.article, origin.title);
    let mut step = |name: &str, told: String, after: (&str, Option<i64>)| {
        let after = after.1.map(|seconds| format!("  {}{}", after.0, length(seconds, lang))).unwrap_or_default();
        let _ = writeln!(out, "    {name}{told}{after}");
    };
    let by = |at, zh: &str, en: &str| match lang {
        Lang::Zh => format!("{}（{zh}）", moment(at)),
        Lang::En => format!("{} ({en})", moment(at)),
    };
    let unknown = || t("未知", "unknown").to_owned();
    let draft = origin.draft.map_or_else(unknown, |(at, by_what)| by(at, by_what.zh(), by_what.en()));
    step(t("成稿 ", "drafted   "), draft, (t("事件后 ", "after the event: "), spans.event_to_draft));
    let approved = origin.approved.map_or_else(unknown, |(at, track)| by(at, track.zh(), track.en()));
    step(t("放行 ", "approved  "), approved, (t("成稿后 ", "after the draft: "), spans.draft_to_approval));
    let after = (t("放行后 ", "after approval: "), spans.approval_to_publication);
    step(t("发布 ", "published "), file(entry.published, lang), after);
    step(t("上屏 ", "shown     "), screens(entry, lang), ("", None));
    if let Some(dropped) = entry.dropped {
        step(t("停止 ", "dropped   "), file(Some(dropped), lang), ("", None));
    }
}

/// Which stations said what.
pub(super) fn screens(entry: &Entry, lang: Lang) -> String {
    let (all, silent) = (entry.addressed.len(), entry.silent().count());
    let told = entry.shown.iter().filter(|showing| showing.is_addressed).count();
    let counted = entry.spans.publication_to_screens.as_ref();
    let other = told - counted.map_or(0, |spread| spread.stations);
    let mut words = vec![match lang {
        Lang::Zh => format!("应到 {all} 站，有回执 {told} 站，没有消息 {silent} 站"),
        Lang::En => format!("{told} of {all} stations said so, {silent} said nothing"),
    }];
    if let Some(spread) = counted {
        let [first, median, p95, last] =
            [spread.first, spread.median, spread.p95, spread.last].map(|seconds| length(seconds, lang));
        words.push(match lang {
            Lang::Zh => format!("发布后最快 {first}，半数 {median}，95% {p95}，最慢 {last}"),
            Lang::En => format!("after publication: first {first}, half {median}, 95 % {p95}, last {last}"),
        });
    }
    if other > 0 {
        words.push(match lang {
            Lang::Zh => format!("{other} 站的用时算不出（时钟不准，或发布时间未知）"),
            Lang::En => format!("{other} without a length (wrong clock, or publication unknown)"),
        });
    }
    words.join(if lang == Lang::Zh { "；" } else { "; " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_in_two_units() {
        let told = [0, 59, 61, 3600, 90_061, -75].map(|seconds| length(seconds, Lang::Zh));
        assert_eq!(told, ["0 秒", "59 秒", "1 分 1 秒", "1 小时", "1 天 1 小时", "-1 分 15 秒"]);
        assert_eq!(length(3725, Lang::En), "1 h 2 min");
    }
}
