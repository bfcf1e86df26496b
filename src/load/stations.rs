//! `stations.yaml` to [`Stations`].
//!
//! A station that cannot be read is left out and told. Whether words of one entry are defined elsewhere is KP816's to say.

use super::decode::{Shape, Table, may, must};
use super::form::{self, Form};
use super::report::Report;
use crate::model::span::Spanned;
use crate::model::station::{Checklist, Named, Office, Station, StationVisit, Stations};
use crate::model::tree::Node;

pub(super) static SHAPE: Shape = Shape {
    zh: "stations.yaml",
    en: "stations.yaml",
    unknown: 103,
    keys: &[
        must("kepu_stations", "版式号", "kepu_stations: 1").is(Form::Schema),
        may("venues", "场所类型").is(Form::List(&Form::Table(&NAMED))),
        may("hardware", "机型").is(Form::List(&Form::Table(&HARDWARE))),
        may("checklist", "建站条件").is(Form::Table(&CHECKLIST)),
        may("stations", "站点").is(Form::List(&Form::Table(&STATION))),
    ],
};

static NAMED: Shape = Shape {
    zh: "一种",
    en: "a kind",
    unknown: 103,
    keys: &[must("id", "编号", "id: school").is(Form::Name), must("label", "名称", "label: 学校")],
};

static HARDWARE: Shape = Shape {
    zh: "一种机型",
    en: "a kind of box",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: mini-set").is(Form::Name),
        must("label", "名称", "label: 小盒子接电视"),
        may("store_mib", "存储限额").is(Form::Whole(1)),
    ],
};

static CHECKLIST: Shape = Shape {
    zh: "建站条件",
    en: "the checklist",
    unknown: 103,
    keys: &[
        must("title", "名称", "title: 五有"),
        must("items", "各项", "items: [{id: place, label: 有场所}]").is(Form::List(&Form::Table(&NAMED))),
    ],
};

static STATION: Shape = Shape {
    zh: "站点",
    en: "a station",
    unknown: 103,
    keys: &[
        must("id", "编号", "id: jx-360733-0001").is(Form::Name),
        must("name", "名称", "name: 某镇文明实践所e站").is(Form::Line),
        must("owner", "责任人", "owner: 镇文化站站长").is(Form::Line),
        must("office", "联系单位", "office: {name: 某县科协, phone: 0797-0000000}").is(Form::Table(&OFFICE)),
        must("address", "地址", "address: 某镇某路 1 号").is(Form::Line),
        must("region", "行政区划代码", "region: \"360733\"")
            .is(Form::Pattern(form::REGION_CODE, "GB/T 2260 六位数字，加英文双引号")),
        must("venue", "场所类型", "venue: school").is(Form::Name),
        must("channel", "频道", "channel: village").is(Form::Pattern(form::CHANNEL_ID, "小写字母、数字和连字符")),
        must("hardware", "机型", "hardware: stand-43").is(Form::Name),
        must("installed", "启用日期", "installed: 2026-03-18").is(Form::Day),
        may("retired", "撤站日期").is(Form::Day),
        may("visit", "到站查看").is(Form::Table(&VISIT)),
    ],
};

static OFFICE: Shape = Shape {
    zh: "联系单位",
    en: "the office",
    unknown: 103,
    keys: &[must("name", "名称", "name: 某县科协").is(Form::Line), may("phone", "单位电话").is(Form::Line)],
};

static VISIT: Shape = Shape {
    zh: "到站查看",
    en: "the visit",
    unknown: 103,
    keys: &[must("day", "日期", "day: 2026-03-18").is(Form::Day), may("met", "符合的条件").is(Form::List(&Form::Name))],
};

/// Decodes the register.
pub(super) fn decode(tree: &Spanned<Node>, report: &mut Report<'_>) -> Option<Stations> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_stations");
    let venues = named(&table, ("venues", &NAMED), "场所类型", report);
    let hardware = named(&table, ("hardware", &HARDWARE), "机型", report);
    let checklist = report.sub(&table, "checklist", &CHECKLIST);
    let checklist = checklist.and_then(|table| checklist_of(&table, report));
    let mut stations: Vec<Station> = Vec::new();
    for item in report.tables(&table, "stations", &STATION) {
        let Some(station) = station(&item, report) else { continue };
        match stations.iter().find(|earlier| earlier.id.value == station.id.value) {
            Some(first) => report.twice(("站点", "station"), &station.id.value, first.id.span, station.id.span),
            None => stations.push(station),
        }
    }
    Some(Stations { venues, hardware, checklist, stations })
}

fn checklist_of(table: &Table<'_>, report: &mut Report<'_>) -> Option<Checklist> {
    let title = report.words(table, "title");
    let items = named(table, ("items", &NAMED), "建站条件", report);
    Some(Checklist { title: title?, items })
}

fn named(
    table: &Table<'_>,
    (key, shape): (&'static str, &'static Shape),
    what: &'static str,
    report: &mut Report<'_>,
) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for item in report.tables(table, key, shape) {
        let id = report.read(&item, "id", |report, text| report.name(text, key));
        let label = report.words(&item, "label");
        let store_mib = report.number(&item, "store_mib");
        let (Some(id), Some(label)) = (id, label) else { continue };
        match found.iter().find(|one| one.id.value == id.value) {
            Some(first) => report.twice((what, key), &id.value, first.id.span, id.span),
            None => found.push(Named { id, label, store_mib }),
        }
    }
    found
}

fn station(item: &Table<'_>, report: &mut Report<'_>) -> Option<Station> {
    let name_of = |report: &mut Report<'_>, key: &str| report.read(item, key, |report, text| report.name(text, key));
    let id = name_of(report, "id");
    let (name, owner, address) = (report.line(item, "name"), report.line(item, "owner"), report.line(item, "address"));
    let office = report.sub(item, "office", &OFFICE).and_then(|table| {
        let (name, phone) = (report.line(&table, "name"), report.line(&table, "phone"));
        Some(Office { name: name?, phone })
    });
    let region = report.read(item, "region", super::site::region_code);
    let channel = report.read(item, "channel", super::site::channel_id);
    let (venue, hardware) = (name_of(report, "venue"), name_of(report, "hardware"));
    let (installed, retired) = (report.date(item, "installed"), report.date(item, "retired"));
    let visit = report.sub(item, "visit", &VISIT).and_then(|table| {
        let day = report.date(&table, "day");
        let met = report.list(&table, "met", |report, text| report.name(text, "met"));
        Some(StationVisit { day: day?.value, met })
    });
    Some(Station {
        id: id?,
        name: name?.value,
        owner: owner?,
        office: office?,
        address: address?,
        region: region?.value,
        venue: venue?,
        channel: channel?,
        hardware: hardware?,
        installed: installed?.value,
        retired,
        visit,
    })
}
