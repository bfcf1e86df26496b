//! KP418 · unit-form · Units, digits, dates and telephone numbers in the form that everybody reads alike.

mod digits;
mod units;

use std::ops::Range;

use crate::diag::{Findings, Severity};
use crate::markup::outline::Block;
use crate::model::audience::Manner;

use super::edition_text::{editions_asking, shown_by};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 418,
    name: "unit-form",
    severity: Severity::Warning,
    since: "0.1",
    zh: "单位、数字、日期或电话的写法",
    en: "the form of a unit, a number, a date or a telephone number",
    what: "全角的数字（２５）；不用的单位（ppm、公分、华氏度）；同一单位在一篇里写成几种（毫克和 mg、亩和公顷）；写成“2026/7/1”“2026.7.1”\
           的日期；电话号码里的全角横线、括号和断开的空格。点名的受众要求 units_with_metric（亩和斤带公制）的，\
           “几亩”“几斤”第一次出现时旁边要有公制；要求 dates_in_words（日期写几月几日）的，“7/1”“2026-07-01”也不行。\
           换算写在括号里的不算两种写法。单位表见 `src/rules/data/units.txt`。",
    why: "同一个量写成两样，读的人要停下来想是不是一回事；7/1 有人读成七月一日，有人读成七分之一。",
    fix: "照提示改成一种写法。",
    english: "Full-width digits, units that are no longer used, one unit in two spellings, dates such as 2026/7/1 and broken telephone \
              numbers are told; where a profile asks, 亩 and 斤 carry their metric value at the first use and dates are written in \
              words. A conversion in brackets is no second spelling.",
    source: Some(
        "GB/T 15835-2011 出版物上数字用法；GB 3100-1993 国际单位制及其应用；国务院《关于在我国统一实行法定计量单位的命令》（1984）",
    ),
    bad: &[
        page!("存放⟦２５⟧天。"),
        page!("残留不超过0.5⟦ppm⟧。"),
        page!("一次5毫升，一天10⟦mL⟧。"),
        page!("⟦2026/7/1⟧起施行。"),
        page!("audience: [老年人]"; "⟦7/1⟧来领。"),
        page!("我家有⟦3亩⟧地。"),
        page!("打⟦0791－88888888⟧。"),
    ],
    good: &[
        page!("存放25天，残留不超过0.5毫克/千克。2026年7月1日起施行。我家有3亩（约2000平方米）地。"),
        page!("audience: [老年人]"; "7月1日来领，每次吃1/2片，打0791-88888888。"),
    ],
    check: Check::Article(check),
};

/// A part of a text in the wrong form.
struct Slip {
    range: Range<usize>,
    says: (String, String),
    help: (String, String),
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let blocks: Vec<&Block> = cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()).collect();
    let wants_words = !editions_asking(cx, Manner::DatesInWords).is_empty();
    let mut spellings = units::Spellings::default();
    let mut report = |block: &Block, slip: Slip| {
        if !block.is_code(slip.range.start) {
            let place = block.place(slip.range.start, slip.range.end);
            out.push(RULE.in_body(cx, place, slip.says.0, slip.says.1).help(slip.help.0, slip.help.1));
        }
    };
    for block in &blocks {
        let text = &block.text;
        let slips =
            [digits::full_width(text), digits::dates(text, wants_words), digits::phones(text), units::old(text)];
        slips.into_iter().flatten().for_each(|slip| report(block, slip));
        spellings.read(text).into_iter().for_each(|slip| report(block, slip));
    }
    let local = shown_by(&editions_asking(cx, Manner::UnitsWithMetric));
    let texts: Vec<&str> = local.iter().map(|block| block.text.as_str()).collect();
    for (at, slip) in units::without_metric(&texts) {
        report(local[at], slip);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn forms() {
        let table: &[(&str, &[&str])] = &[
            ("存放２５天，占３．５％", &["２５", "３．５"]),
            ("ppm是什么，浓度5ppm、10 ppm", &["ppm", "ppm"]),
            ("身高170公分，放100分", &["公分"]),
            ("吃5毫克，再吃5mg，又吃6mg", &["mg"]),
            ("吃5毫克（5mg），再吃6毫克", &[]),
            ("5升水，5升高", &[]),
            ("3亩地，2公顷林", &["公顷"]),
            ("2026.7.1起，2026/07/01止，版本1.2.3，2026年7月1日", &["2026.7.1", "2026/07/01"]),
            ("2026-07-01，1/2片，24/7", &[]),
            ("（0791）88888888，0791—88888888，０791-8888，400-123-4567", &["（0791）88888888", "0791—88888888", "０"]),
            ("`２５`，http://a.cn/2026/7/1", &[]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }
}
