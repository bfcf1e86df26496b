//! KP815 · private-number-in-register · The register of stations is public; a person's number must not stand in it.

use super::telephone::phones;
use super::{Check, Example, Rule, SiteCx};
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Spanned;

macro_rules! station {
    ($owner:literal, $office:literal) => {
        Example {
            files: &[(
                "stations.yaml",
                concat!(
                    "kepu_stations: 1\nvenues: [{id: school, label: 学校}]\nhardware: [{id: box, label: 一体机}]\n",
                    "stations:\n  - id: demo-1\n    name: 示例站\n    owner: ",
                    $owner,
                    "\n    office: ",
                    $office,
                    "\n    address: 示例路 1 号\n    region: \"360733\"\n    venue: school\n    channel: school\n",
                    "    hardware: box\n    installed: 2026-03-18\n"
                ),
            )],
            now: None,
        }
    };
}

pub(super) static RULE: Rule = Rule {
    code: 815,
    name: "private-number-in-register",
    severity: Severity::Error,
    since: "0.1",
    zh: "站点登记册里有个人手机号",
    en: "a person's mobile number in the register of stations",
    what: "stations.yaml 的责任人、联系单位、单位电话或地址里，有 11 位手机号。",
    why: "登记册随仓库公开。手机号是个人信息，公开后收不回来，人换了岗还会接到电话；单位电话换人不换号。",
    fix: "只写单位的固定电话；个人手机号记在单位内部的通讯录里。已经提交过的，改掉后还要告知本人，并按单位规定处理仓库历史。",
    english: "The owner, the office, its line or the address of a station holds an eleven-digit mobile number. The register is \
              public with the repository: write the line of the office and keep personal numbers in an address book of your own.",
    source: Some("《中华人民共和国个人信息保护法》第六条（最小范围）"),
    bad: &[
        station!("镇文化站站长", "{name: 示例县科协, phone: ⟦13800000000⟧}"),
        station!("⟦站长，138 0000 0000⟧", "{name: 示例县科协}"),
    ],
    good: &[station!("镇文化站站长", "{name: 示例县科协, phone: 0797-0000000}")],
    check: Check::Site(check),
};

fn check(cx: &SiteCx<'_>, out: &mut Findings) {
    let Ok(path) = SourcePath::new("stations.yaml") else { return };
    for station in &cx.stations.stations {
        let texts = [Some(&station.owner), Some(&station.office.name), station.office.phone.as_ref(), Some(&station.address)];
        for text in texts.into_iter().flatten().filter(|text| has_mobile(text)) {
            let id = &station.id.value;
            let message = Bilingual::new(
                format!("站点 {id} 写了个人手机号"),
                format!("the entry of station {id} has a mobile number"),
            );
            let finding = Diagnostic::at(RULE.code, RULE.severity, &path, text.span, message);
            out.push(finding.help("改写单位的固定电话", "write the line of the office instead"));
        }
    }
}

fn has_mobile(text: &Spanned<String>) -> bool {
    phones(&text.value).iter().any(|phone| text.value.get(phone.range.clone()).is_some_and(|it| it.starts_with('1')))
}
