//! KP307 · unapproved-map · A displayed map needs its approval number and its producer.

use crate::diag::{Findings, Severity};
use crate::model::article::MapApproval;

use super::example::{DRAWING, page};
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 307,
    name: "unapproved-map",
    severity: Severity::Error,
    since: "0.1",
    zh: "地图缺少审图号或制作单位，或改动后未重新送审",
    en: "map lacks approval number/unit, or modified without new approval",
    what: "`media` 里带 `map` 的图片，要写审图号 approval_no（如 赣S（2026）012号）和制作单位 unit，并且没有改动过（modified: false）。",
    why: "公开展示地图必须标明审图号；哪怕只加了一个箭头，标准地图也算改动，要重新送审。",
    fix: "从自然资源部门的标准地图服务下载原图并照抄审图号和制作单位；改动过的图送审，拿到新的审图号后填新号并写 modified: false。",
    english: "A displayed map carries its approval number and the producing unit; a standard map that was changed in any way \
              needs a new approval. Use the original and copy its number, or have the changed map approved.",
    source: Some("地图管理条例（国务院令第664号）第十五条、第二十条；地图审核管理规定"),
    bad: &[page!(
        "media:\n  - {src: ⟦map.svg⟧, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original, map: {unit: 示例地图院, modified: false}}";
        "![全省分区图](map.svg)", "map.svg" => DRAWING,
    )],
    good: &[page!(
        "media:\n  - {src: map.svg, credit: 示例科普中心绘, licence: CC-BY-4.0, origin: original, map: {approval_no: 赣S（2026）012号, unit: 示例地图院, modified: false}}";
        "![全省分区图](map.svg)", "map.svg" => DRAWING,
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for medium in &cx.article.front.media {
        let Some((zh, en)) = medium.map.as_ref().and_then(fault_of) else { continue };
        let name = &medium.src.value;
        let finding = RULE.in_front(cx, medium.src.span, format!("地图“{name}”{zh}"), format!("map “{name}” {en}"));
        out.push(finding.help("补齐审图号和制作单位；改动过的先送审", "add number and unit; have a changed map approved first"));
    }
}

fn fault_of(map: &MapApproval) -> Option<(String, &'static str)> {
    let number = map.approval_no.as_deref().unwrap_or("").trim();
    let has_unit = map.unit.as_deref().is_some_and(|unit| !unit.trim().is_empty());
    if number.is_empty() {
        Some(("没有审图号".to_owned(), "has no approval number"))
    } else if !is_approval_number(number) {
        Some((format!("的审图号“{number}”不合格式，应如 赣S（2026）012号"), "has a number not of the form 赣S（2026）012号"))
    } else if !has_unit {
        Some(("没有制作单位".to_owned(), "has no producing unit"))
    } else if map.modified {
        Some(("改动过，还没有新的审图号".to_owned(), "was modified and has no new approval"))
    } else {
        None
    }
}

/// `GS（2019）1822号`, `赣S(2026)012号`, `GS京（2022）0061号`: letters, a year in brackets, a number, 号.
fn is_approval_number(text: &str) -> bool {
    let plain = text.replace('（', "(").replace('）', ")").replace(' ', "");
    let parts = plain.split_once('(').and_then(|(head, rest)| rest.split_once(')').map(|(year, tail)| (head, year, tail)));
    let Some((head, year, tail)) = parts else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    head.contains('S') && year.len() == 4 && is_number(year) && tail.strip_suffix('号').is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, medium};
    use super::*;
    use crate::model::article::Medium;

    #[test]
    fn numbers() {
        for good in ["赣S（2026）012号", "GS(2019)1822号", "GS京（2022）0061号", "GS （2024） 0650 号"] {
            assert!(is_approval_number(good), "{good}");
        }
        for bad in ["", "赣S2026", "无", "赣S（26）012号", "赣S（2026）号", "（2026）012号"] {
            assert!(!is_approval_number(bad), "{bad}");
        }
    }

    #[test]
    fn completeness() {
        let n_faults = |number: &str, unit: &str, modified| {
            let map = MapApproval { approval_no: Some(number.to_owned()), unit: Some(unit.to_owned()), modified };
            Bed::new("字").front(|front| front.media.push(Medium { map: Some(map), ..medium("m.png") })).findings(&RULE).len()
        };
        assert_eq!(n_faults("赣S（2026）012号", "院", false), 0);
        assert_eq!(n_faults("赣S（2026）012号", "院", true), 1);
        assert_eq!(n_faults("赣S（2026）012号", "", false), 1);
        assert_eq!(n_faults("", "院", false), 1);
    }
}
