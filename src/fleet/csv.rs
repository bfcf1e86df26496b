//! The report for spreadsheets: UTF-8 with a mark, so that Chinese is read as such; an empty cell is what is not known.

use super::judge::days;
use super::report::{Report, Row};
use super::totals::{channel_label, prefecture, region_label};
use super::view::token;
use crate::model::units::china_rfc3339;

pub(super) const MARK: &str = "\u{feff}";

/// One line a station.
pub(super) fn stations(report: &Report<'_>) -> String {
    const HEAD: [&str; 24] = [
        "编号",
        "名称",
        "设区市",
        "行政区划代码",
        "场所类型",
        "频道",
        "机型",
        "责任人",
        "联系单位",
        "等级",
        "状态",
        "展示第几版",
        "最新第几版",
        "逐个核对过",
        "签名距今天数",
        "发布距今天数",
        "上次退出码",
        "错误号",
        "多少天没有消息",
        "空闲 MiB",
        "时钟",
        "最后一次消息",
        "放不下几篇",
        "放不下 MiB",
    ];
    let mut text = MARK.to_owned() + &line(HEAD.map(str::to_owned));
    for row in &report.rows {
        text += &line(cells(report, row));
    }
    text
}

fn cells(report: &Report<'_>, row: &Row<'_>) -> [String; 24] {
    let (ground, station, known) = (report.ground, row.station, row.known());
    fn shown<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let last = row.last.as_ref();
    [
        station.id.value.clone(),
        station.name.clone(),
        region_label(ground, &prefecture(&station.region)),
        station.region.clone(),
        ground.stations.venue(&station.venue.value).to_owned(),
        channel_label(ground, &station.channel.value).to_owned(),
        ground.stations.box_kind(&station.hardware.value).to_owned(),
        station.owner.value.clone(),
        station.office.name.value.clone(),
        token(row.verdict.grade()).to_owned(),
        row.verdict.zh().to_owned(),
        shown(known.and_then(|known| known.serial)),
        shown(report.newest(&station.channel.value)),
        shown(known.and_then(|known| known.is_verified).map(|yes| if yes { "是" } else { "否" })),
        shown(known.and_then(|known| known.signed_days)),
        shown(known.and_then(|known| known.content_days)),
        shown(known.and_then(|known| known.code)),
        shown(known.and_then(|known| known.fault.clone())),
        shown(last.map(|last| days(last.at, ground.now))),
        shown(known.and_then(|known| known.free_mib)),
        shown(known.and_then(|known| known.clock).map(super::page::clock)),
        shown(last.map(|last| china_rfc3339(last.at))),
        shown(known.and_then(|known| known.left_out).map(|(articles, _)| articles)),
        shown(known.and_then(|known| known.left_out).map(|(_, mib)| mib)),
    ]
}

/// One line a station and month.
pub(super) fn months(report: &Report<'_>) -> String {
    let head = ["编号", "名称", "月份", "应在线天数", "在线天数", "发布距今天数中位数", "签名距今天数中位数"];
    let mut text = MARK.to_owned() + &line(head.map(str::to_owned));
    let shown = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in &report.rows {
        for month in &row.months {
            text += &line([
                row.station.id.value.clone(),
                row.station.name.clone(),
                month.month.clone(),
                month.days.to_string(),
                month.online.to_string(),
                shown(month.content_days),
                shown(month.signed_days),
            ]);
        }
    }
    text
}

pub(super) fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|cell| quoted(&cell)).join(",") + "\r\n"
}

/// A cell that a spreadsheet would take for a formula is made a text.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("@x,\"y\""), "\"'@x,\"\"y\"\"\"");
        assert_eq!(quoted("平常"), "平常");
    }
}
