//! The page: self-contained, trouble first, the same words on screen and on paper. A state is said in words before it
//! is said in colour.

use std::fmt::Write as _;

use super::heard::Heard;
use super::judge::{Grade, days};
use super::ledger::Ledger;
use super::months::Month;
use super::report::{Report, Row};
use super::totals::{Total, channel_label, prefecture, region_label};
use super::view::token;
use crate::kiosk::journal::Clock;
use crate::model::units::{china_date, china_datetime};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
pub(super) const NO_DATA: &str = "<span class=\"none\">无数据</span>";

/// Grades in the order of the page, with their names.
const GRADES: [(Grade, &str, &str); 4] = [
    (Grade::Bad, "要处理", "bad"),
    (Grade::NoData, "无数据", "no-data"),
    (Grade::Attention, "要留意", "attention"),
    (Grade::Fine, "正常", "fine"),
];

/// A clock in words.
pub(super) fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Sound => "准",
        Clock::Behind => "慢了",
        Clock::Ahead => "快了",
    }
}

pub(super) fn page(report: &Report<'_>) -> String {
    let title = &report.ground.settings.title;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>科普e站状态 · {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">跳到站点</a>\n<header>\n<h1>科普e站状态</h1>\n<p class=\"soft\">{}；{}</p>\n",
        escaped(title),
        escaped(title),
        spoken_span(report),
    );
    cards(report, &mut out);
    out += "</header>\n<main id=\"main\">\n";
    register_faults(report, &mut out);
    out += "<p class=\"find\" id=\"finder\" hidden><label for=\"find\">找站点</label><input id=\"find\" type=\"search\" \
            placeholder=\"名称、编号、地方、状态\" autocomplete=\"off\"><span id=\"found\" role=\"status\"></span></p>\n";
    for (grade, name, id) in GRADES {
        stations(report, grade, (name, id), &mut out);
    }
    strangers(report, &mut out);
    sums(report, &mut out);
    all_months(report, &mut out);
    out_of_service(report, &mut out);
    out += &report.ledger.as_ref().map(Ledger::section).unwrap_or_default();
    out += "</main>\n";
    footer(report, &mut out);
    let _ = write!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

fn spoken_span(report: &Report<'_>) -> String {
    let now = china_datetime(report.ground.now);
    let now = format!("{}年{}月{}日 {:02}:{:02} 生成", now.year(), now.month(), now.day(), now.hour(), now.minute());
    match report.span {
        Some((from, to)) => format!("{now}；所据消息从 {from} 到 {to}"),
        None => format!("{now}；没有任何消息"),
    }
}

fn cards(report: &Report<'_>, out: &mut String) {
    let n = report.rows.len();
    *out += "<ul class=\"cards\">\n";
    let _ = writeln!(out, "<li>在册站点<b>{n}</b></li>");
    for (grade, name, id) in GRADES {
        let count = report.count(grade);
        let _ = writeln!(out, "<li class=\"g-{id}\"><a href=\"#{id}\">{name}<b>{count}</b></a></li>");
    }
    *out += "</ul>\n<p class=\"soft\">“正常”只给：展示本频道最新版、逐个文件核对过、近日有消息、没有别的毛病的站点。没有消息就是无数据，不算零，也不算正常。</p>\n";
}

fn register_faults(report: &Report<'_>, out: &mut String) {
    let n = report.ground.unreadable;
    if n > 0 {
        let _ = writeln!(
            out,
            "<p class=\"g-bad\"><strong>登记册 stations.yaml 有 {n} 处错误</strong>，读不出的站点不在下面；运行 kepu check 看在哪里。</p>"
        );
    }
    let unknown: Vec<&str> = report
        .ground
        .newest
        .iter()
        .filter(|(_, newest)| newest.is_none())
        .map(|(channel, _)| channel_label(report.ground, channel))
        .collect();
    if !unknown.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"g-attention\">不知道最新版的频道：{}（离线包库里没有，或签名没有核对通过）；这些频道的站点不会显示为正常。</p>",
            escaped(&unknown.join("、"))
        );
    }
}

fn stations(report: &Report<'_>, grade: Grade, (name, id): (&str, &str), out: &mut String) {
    let rows: Vec<&Row<'_>> = report.rows.iter().filter(|row| row.verdict.grade() == grade).collect();
    let _ = writeln!(out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{name}：{} 个</h2>", rows.len());
    if rows.is_empty() {
        *out += "<p class=\"soft\">没有。</p>\n</section>\n";
        return;
    }
    let _ = write!(
        out,
        "<div class=\"scroll\"><table class=\"stations\" role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\">"
    );
    for head in ["站点", "状态", "展示的版本", "内容新旧", "上次更新", "多久没消息", "空闲磁盘", "时钟", "本月在线"]
    {
        let _ = write!(out, "<th scope=\"col\" role=\"columnheader\">{head}</th>");
    }
    *out += "</tr></thead>\n<tbody role=\"rowgroup\">\n";
    for row in rows {
        station(report, row, out);
    }
    *out += "</tbody>\n</table></div>\n</section>\n";
}

fn station(report: &Report<'_>, row: &Row<'_>, out: &mut String) {
    let (ground, station) = (report.ground, row.station);
    let place = region_label(ground, &prefecture(&station.region));
    let phone = station.office.phone.as_ref().map(|phone| format!(" {}", phone.value)).unwrap_or_default();
    let _ = write!(
        out,
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">{}<small>{} · {} · {}</small><small>{}；{}{}</small></th>",
        escaped(&station.name),
        escaped(&station.id.value),
        escaped(&place),
        escaped(ground.stations.venue(&station.venue.value)),
        escaped(&station.owner.value),
        escaped(&station.office.name.value),
        escaped(&phone),
    );
    let todo = row.verdict.todo();
    let todo = if todo.is_empty() { String::new() } else { format!("<small>{}</small>", escaped(todo)) };
    let tag = format!("<span class=\"tag g-{}\">{}</span>{todo}", token(row.verdict.grade()), row.verdict.zh());
    cell("状态", &tag, out);
    let known = row.known();
    let newest = report.newest(&station.channel.value);
    cell("展示的版本", &version(ground_channel(report, row), known, newest, row.last.as_ref()), out);
    cell("内容新旧", &age(known), out);
    cell("上次更新", &outcome(known), out);
    let silent = row.last.as_ref().map(|last| {
        let n = days(last.at, ground.now);
        let about = if last.is_timed { "" } else { "<small>它的时钟不准，至多这么久</small>" };
        if n == 0 { format!("今天有消息{about}") } else { format!("{n} 天{about}") }
    });
    cell("多久没消息", silent.as_deref().unwrap_or("<span class=\"none\">从未有过</span>"), out);
    let free = known.and_then(|known| known.free_mib).map(mib);
    let left = known.and_then(|known| known.left_out);
    let left = left.map(|(n, mib)| format!("<small>放不下 {n} 篇、{mib} MiB</small>")).unwrap_or_default();
    cell("空闲磁盘", &format!("{}{left}", free.as_deref().unwrap_or(NO_DATA)), out);
    cell("时钟", known.and_then(|known| known.clock).map_or(NO_DATA, clock), out);
    cell("本月在线", &month(row.months.last(), china_date(ground.now)), out);
    *out += "</tr>\n";
}

fn ground_channel<'a>(report: &Report<'a>, row: &Row<'a>) -> &'a str {
    channel_label(report.ground, &row.station.channel.value)
}

fn cell(label: &str, html: &str, out: &mut String) {
    let _ = write!(out, "<td role=\"cell\" data-l=\"{label}\"><span>{html}</span></td>");
}

fn version(channel: &str, known: Option<&Heard>, newest: Option<u64>, last: Option<&Heard>) -> String {
    let newest = newest.map_or_else(|| "最新版不知".to_owned(), |newest| format!("最新第 {newest} 版"));
    let told = match known.map(|known| known.serial) {
        None => {
            let before = last.and_then(|last| last.serial);
            let before =
                before.map(|serial| format!("<small>最后一次说的是第 {serial} 版</small>")).unwrap_or_default();
            format!("{NO_DATA}{before}")
        }
        Some(None) => NO_DATA.to_owned(),
        Some(Some(0)) => "没有内容".to_owned(),
        Some(Some(serial)) => {
            let verified = match known.and_then(|known| known.is_verified) {
                Some(true) => "已逐个核对",
                Some(false) => "未核对",
                None => "是否核对过不知",
            };
            format!("第 {serial} 版<small>{verified}</small>")
        }
    };
    format!("{told}<small>{newest} · {}</small>", escaped(channel))
}

fn age(known: Option<&Heard>) -> String {
    let Some(known) = known else { return NO_DATA.to_owned() };
    let spoken = |days: i64| if days == 0 { "当天".to_owned() } else { format!("{days} 天前") };
    match (known.content_days, known.signed_days) {
        (None, None) => NO_DATA.to_owned(),
        (content, signed) => {
            let content = content.map_or_else(|| "发布日不知".to_owned(), |days| format!("{}发布", spoken(days)));
            let signed = signed.map_or_else(|| "签名不知".to_owned(), |days| format!("{}签名", spoken(days)));
            format!("{content}<small>{signed}</small>")
        }
    }
}

fn outcome(known: Option<&Heard>) -> String {
    let Some(known) = known else { return NO_DATA.to_owned() };
    let words = match known.code {
        None => return NO_DATA.to_owned(),
        Some(0) => "换上了新版",
        Some(10) => "没有新内容",
        Some(11) => "来源不完整",
        Some(13) => "另一次在进行",
        Some(20) => "来源连不上",
        Some(30) => "来源被拒",
        Some(31) => "文件损坏",
        Some(40) => "磁盘写不下",
        Some(50) => "要重新入网",
        Some(_) => "出错",
    };
    let detail =
        known.message.as_deref().or(known.fault.as_deref()).map(|text| format!("<small>{}</small>", escaped(text)));
    let code = known.code.filter(|code| !matches!(code, 0 | 10)).map(|code| format!("（{code}）")).unwrap_or_default();
    format!("{words}{code}{}", detail.unwrap_or_default())
}

fn mib(mib: u64) -> String {
    if mib >= 10_240 { format!("{} GB", mib / 1024) } else { format!("{mib} MB") }
}

fn month(month: Option<&Month>, today: jiff::civil::Date) -> String {
    let name = format!("{:04}-{:02}", today.year(), today.month());
    let Some(month) = month.filter(|month| month.month == name) else { return NO_DATA.to_owned() };
    if month.online == 0 {
        return format!("{NO_DATA}<small>{} 天里没有消息</small>", month.days);
    }
    let age = month.content_days.map(|days| format!("<small>内容中位 {days} 天</small>")).unwrap_or_default();
    format!("{}/{} 天{age}", month.online, month.days)
}

fn strangers(report: &Report<'_>, out: &mut String) {
    if report.strangers.is_empty() {
        return;
    }
    *out += "<section aria-labelledby=\"unknown\">\n<h2 id=\"unknown\">登记册里没有的编号</h2>\n\
             <p class=\"soft\">不计入任何合计。补进登记册，或到现场改正入网编号。</p>\n<ul>\n";
    for stranger in &report.strangers {
        let day = china_date(stranger.last.at);
        let serial = stranger.last.serial.map_or_else(|| "版本不知".to_owned(), |serial| format!("第 {serial} 版"));
        let _ = writeln!(out, "<li>{}：{} 条消息，最后 {day}，{serial}</li>", escaped(&stranger.id), stranger.times);
    }
    *out += "</ul>\n</section>\n";
}

fn sums(report: &Report<'_>, out: &mut String) {
    *out += "<section aria-labelledby=\"sums\">\n<h2 id=\"sums\">合计</h2>\n";
    for (kind, totals) in &report.totals {
        let name = match *kind {
            "region" => "按设区市",
            "venue" => "按场所类型",
            _ => "按频道",
        };
        let _ = write!(
            out,
            "<div class=\"scroll\"><table class=\"sums\">\n<caption>{name}</caption>\n<thead><tr><th scope=\"col\">{}</th>",
            name.trim_start_matches('按')
        );
        for head in ["站点", "要处理", "无数据", "要留意", "正常"] {
            let _ = write!(out, "<th scope=\"col\" class=\"n\">{head}</th>");
        }
        *out += "</tr></thead>\n<tbody>\n";
        for Total { label, stations, bad, no_data, attention, fine, .. } in totals {
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td class=\"n\">{stations}</td><td class=\"n\">{bad}</td>\
                 <td class=\"n\">{no_data}</td><td class=\"n\">{attention}</td><td class=\"n\">{fine}</td></tr>",
                escaped(label)
            );
        }
        *out += "</tbody>\n</table></div>\n";
    }
    *out += "</section>\n";
}

fn all_months(report: &Report<'_>, out: &mut String) {
    *out += "<section aria-labelledby=\"months\">\n<h2 id=\"months\">逐月</h2>\n\
             <p class=\"soft\">在线天数：至少有一条消息的天数（按北京时间），分母是所据消息跨度内、站点在册的天数。新旧：各站各天最后一条消息的中位数，没有消息的天不计。各站逐月的数在 months.csv。</p>\n\
             <div class=\"scroll\"><table class=\"sums\">\n<thead><tr><th scope=\"col\">月份</th><th scope=\"col\" class=\"n\">在线站天</th>\
             <th scope=\"col\" class=\"n\">应在线站天</th><th scope=\"col\" class=\"n\">在线率</th><th scope=\"col\" class=\"n\">发布距今（中位，天）</th>\
             <th scope=\"col\" class=\"n\">签名距今（中位，天）</th></tr></thead>\n<tbody>\n";
    for month in &report.months {
        let rate = u64::from(month.online) * 1000 / u64::from(month.days.max(1));
        let shown = |value: Option<f64>| value.map_or_else(|| NO_DATA.to_owned(), |value| value.to_string());
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}.{}%</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            month.month,
            month.online,
            month.days,
            rate / 10,
            rate % 10,
            shown(month.content_days),
            shown(month.signed_days)
        );
    }
    *out += "</tbody>\n</table></div>\n</section>\n";
}

fn out_of_service(report: &Report<'_>, out: &mut String) {
    if report.out_of_service.is_empty() {
        return;
    }
    *out += "<section aria-labelledby=\"out\">\n<h2 id=\"out\">不在用的</h2>\n<ul>\n";
    for station in &report.out_of_service {
        let why = match &station.retired {
            Some(retired) if retired.value <= china_date(report.ground.now) => format!("{} 撤站", retired.value),
            _ => format!("{} 启用", station.installed),
        };
        let _ = writeln!(out, "<li>{}（{}）：{why}</li>", escaped(&station.name), escaped(&station.id.value));
    }
    *out += "</ul>\n</section>\n";
}

fn footer(report: &Report<'_>, out: &mut String) {
    let counts = &report.counts;
    *out += "<footer class=\"soft\">\n<p>这一页怎么来的</p>\n<ul>\n";
    let _ = writeln!(
        out,
        "<li>状态文件 {} 份，另有 {} 份读不懂；日志 {} 行，其中信标 {} 条、写坏的信标 {} 条、不成行的 {} 行。</li>",
        counts.statuses,
        counts.broken_statuses,
        counts.lines,
        counts.beacons,
        counts.broken_beacons,
        counts.malformed_lines
    );
    let _ = writeln!(out, "<li>时钟不准的消息 {} 条：不计入在线天数。</li>", counts.untimed);
    let _ = writeln!(out, "<li>{} 天没有消息就算失联。</li>", report.ground.silent_days);
    *out += "<li>消息是各站自报的，没有签名：能连上网站的人可以冒充某个编号。要证明，就到现场 kepu kiosk verify。</li>\n\
             <li>不含任何访客数据；播放次数没有统计，因此不列。</li>\n</ul>\n</footer>\n";
}

/// Text in HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {}
            c => safe.push(c),
        }
    }
    safe
}
