//! KP432 · safety-card · A safety card is read at a glance: signal word, hazard, what to do, whom to call.

use crate::diag::{Findings, Severity};
use crate::markup::anatomy::SIGNALS;
use crate::markup::container::Kind;
use crate::markup::hanzi::count_han;

use super::card::{cards, opening};
use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 432,
    name: "safety-card",
    severity: Severity::Error,
    since: "0.1",
    zh: "安全卡片缺信号词或必需的栏目，或太长上不了海报",
    en: "a safety card lacks its signal word or a field, or is too long for a poster",
    what: "检查“::: 安全”卡片：第一行以信号词“危险”“警告”或“注意”开头，后面写一句危险是什么；要有“危害”“要做”“不要做”；\
           信号词是“危险”的，还要有“求助”；整张卡片不超过 200 个汉字，才印得进一张海报。",
    why: "信号词分三级，颜色和图形跟着它走；出事时人只扫一眼，缺了“不要做”和“求助”，照着做也会出事。",
    fix: "第一行写成“::: 安全 危险 有限空间缺氧”，下面一行一项：“- 危害：…”“- 要做：…”“- 不要做：…”“- 求助：…”。",
    english: "A `safety` card begins with 危险 (danger), 警告 (warning) or 注意 (notice) and a few words, has the fields 危害, 要做 and \
              不要做 (and 求助 when it is a danger), and at most 200 characters, so that it fits a poster.",
    source: Some("GB 2894《安全标志及其使用导则》"),
    bad: &[
        page!("⟦::: 安全 下井⟧\n\n- 危害：缺氧。\n- 要做：先通风。\n- 不要做：盲目下井。\n\n:::"),
        page!("⟦::: 安全 危险 缺氧⟧\n\n- 危害：缺氧。\n- 要做：先通风。\n- 不要做：盲目下井。\n\n:::"),
    ],
    good: &[page!("::: 安全 注意 地滑\n\n- 危害：摔倒。\n- 要做：扶栏杆。\n- 不要做：跑。\n\n:::")],
    check: Check::Article(check),
};

/// What fits an A4 poster that is read from three metres, in Han characters.
const POSTER: usize = 200;

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for (card, anatomy) in cards(cx, Kind::Safety) {
        let place = opening(cx, card);
        let signal = SIGNALS.iter().find(|(word, _)| card.words.starts_with(word)).map(|(_, level)| *level);
        if signal.is_none() {
            let finding = RULE.in_body(cx, place, "第一行没有信号词", "the first line has no signal word");
            out.push(finding.help("以“危险”“警告”或“注意”开头", "begin with 危险, 警告 or 注意"));
        }
        let mut fields = vec!["危害", "要做", "不要做"];
        fields.extend((signal == Some("danger")).then_some("求助"));
        for field in fields.into_iter().filter(|name| anatomy.field(name).is_none()) {
            let (zh, en) = (format!("这张安全卡片没有“{field}”"), format!("this card has no field {field}"));
            let finding = RULE.in_body(cx, place, zh, en);
            out.push(finding.help(format!("加一行“- {field}：…”"), format!("add a line `- {field}：…`")));
        }
        let han = count_han(cx.article.body.text.get(card.span.range()).unwrap_or_default());
        if han > POSTER {
            let (zh, en) = (
                format!("这张安全卡片有 {han} 个字，海报只放得下 {POSTER} 个"),
                format!("this card has {han} characters, a poster takes {POSTER}"),
            );
            out.push(RULE.in_body(cx, place, zh, en).help("把解释移到卡片外面", "move explanations out of the card"));
        }
    }
}
