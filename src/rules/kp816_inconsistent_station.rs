//! KP816 · inconsistent-station · A station is of a kind nobody defined, or was taken away before it stood.

use super::{Check, Example, Rule, SiteCx};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Spanned;
use crate::model::station::{Named, Station};

macro_rules! station {
    ($rest:literal) => {
        Example {
            files: &[(
                "stations.yaml",
                concat!(
                    "kepu_stations: 1\nvenues: [{id: school, label: 学校}]\nhardware: [{id: box, label: 一体机}]\n",
                    "checklist: {title: 五有, items: [{id: place, label: 有场所}]}\n",
                    "stations:\n  - id: demo-1\n    name: 示例站\n    owner: 德育处主任\n    office: {name: 示例县科协}\n",
                    "    address: 示例路 1 号\n    region: \"360733\"\n    installed: 2026-03-18\n",
                    $rest
                ),
            )],
            now: None,
        }
    };
}

pub(super) static RULE: Rule = Rule {
    code: 816,
    name: "inconsistent-station",
    severity: Severity::Error,
    since: "0.1",
    zh: "站点登记前后对不上",
    en: "an entry of the register of stations does not hold together",
    what: "stations.yaml 里站点的频道不在 site.yaml 的 channels 里，场所类型、机型、符合的条件不在登记册自己的清单里，\
           或者撤站日期早于启用日期。",
    why: "频道写错，报告就拿它和别的频道的最新版比；类型写错，汇总就多出一个只有一站的类。",
    fix: "核对拼写；真有新的类型，就先加进 venues、hardware 或 checklist。",
    english: "A station names a channel that site.yaml does not have, a venue, a box or an item of the checklist that the register \
              does not define, or a day of removal before its first day. Check the spelling, or define the new kind first.",
    source: None,
    bad: &[
        station!("    venue: school\n    hardware: box\n    channel: ⟦villages⟧\n"),
        station!("    venue: ⟦library⟧\n    hardware: box\n    channel: village\n"),
        station!("    venue: school\n    hardware: ⟦boxes⟧\n    channel: village\n"),
        station!("    venue: school\n    hardware: box\n    channel: village\n    retired: ⟦2026-03-01⟧\n"),
        station!("    venue: school\n    hardware: box\n    channel: village\n    visit: {day: 2026-05-01, met: [⟦staff⟧]}\n"),
    ],
    good: &[station!(
        "    venue: school\n    hardware: box\n    channel: village\n    retired: 2026-09-01\n    visit: {day: 2026-05-01, met: [place]}\n"
    )],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let channels: Vec<&str> = cx.settings.channels.iter().map(|channel| channel.id.value.as_str()).collect();
    let register = cx.stations;
    let (venues, boxes) = (ids(&register.venues), ids(&register.hardware));
    let items = register.checklist.as_ref().map(|list| ids(&list.items)).unwrap_or_default();
    for station in &register.stations {
        let words = [
            (&station.channel, &channels, ("频道", "channel")),
            (&station.venue, &venues, ("场所类型", "kind of venue")),
            (&station.hardware, &boxes, ("机型", "kind of box")),
        ];
        let met = station.visit.iter().flat_map(|visit| &visit.met);
        let met = met.map(|word| (word, &items, ("条件", "item of the checklist")));
        words.into_iter().chain(met).for_each(|(word, known, what)| defined(station, word, known, what, out));
        if let Some(retired) = station.retired.as_ref().filter(|retired| retired.value < station.installed) {
            let message = Bilingual::new(
                format!("站点 {} 的撤站日期早于启用日期", station.id.value),
                format!("station {} was taken away before its first day", station.id.value),
            );
            push(retired.span, message, ("核对两个日期", "check both days"), out);
        }
    }
}

fn ids(named: &[Named]) -> Vec<&str> {
    named.iter().map(|one| one.id.value.as_str()).collect()
}

fn defined(station: &Station, word: &Spanned<String>, known: &[&str], what: (&str, &str), out: &mut Findings) {
    if known.contains(&word.value.as_str()) {
        return;
    }
    let (id, given) = (&station.id.value, &word.value);
    let message = Bilingual::new(
        format!("站点 {id}：没有这个{}“{given}”", what.0),
        format!("station {id}: there is no {} `{given}`", what.1),
    );
    let known = known.join(" ");
    let help = (&*format!("现有：{known}"), &*format!("there are: {known}"));
    push(word.span, message, help, out);
}

fn push(span: crate::model::span::Span, message: Bilingual, help: (&str, &str), out: &mut Findings) {
    let Ok(path) = SourcePath::new("stations.yaml") else { return };
    out.push(Diagnostic::at(RULE.code, RULE.severity, &path, span, message).help(help.0, help.1));
}
