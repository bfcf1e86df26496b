//! KP225 · unknown-edition-word · A passage for nobody is a passage that nobody reads.

use crate::diag::{Bilingual, Findings, Severity};
use crate::edition::order::Part;
use crate::edition::passages::{self, Passage, REST};
use crate::markup::container::{Container, KINDS, Kind};
use crate::model::span::Spanned;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 225,
    name: "unknown-edition-word",
    severity: Severity::Error,
    since: "0.1",
    zh: "人群、地区或部分的名字不认识",
    en: "an audience, a region or a part has an unknown name",
    what: "检查这几处的名字：“::: 人群 …”一行里的受众（受众档案里的名称、别名或编号，或“其他”）；块的 {地区=…} 里的地区\
           （site.yaml 里的名称或代码，可省“市、县、区”）；前置元数据 editions.<受众>.order 里的部分（正文，或卡片的名字）；\
           editions.<受众>.bands 里的年龄段（那个受众的档案里写的；档案不分年龄段的不查）。",
    why: "名字写错，这一段就谁也看不到，或者人人都看到：审的是一个样，读者看到的是另一个样。",
    fix: "照提示改成认识的名字；新的受众或地区先由治理人员加进设置。",
    english: "The audiences of an `audience` block, the regions of `{region=…}`, the parts in `editions.<audience>.order` and \
              the ages in `editions.<audience>.bands` must be known. A misspelt one is a passage that nobody reads, or everybody.",
    source: None,
    bad: &[
        page!("::: 人群 ⟦农明⟧\n\n看天打药。\n\n:::"),
        page!("⟦::: 人群⟧\n\n看天打药。\n\n:::"),
        page!("::: 农时 早稻 {地区=⟦赣洲⟧}\n\n- 时段：3月\n- 做法：浸种。\n\n:::"),
        page!("editions: {老年人: {order: [⟦步聚⟧]}}"; "正文。"),
        page!("audience: [minors]\neditions: {minors: {bands: [⟦8-14⟧]}}"; "正文。"),
    ],
    good: &[
        page!("::: 人群 农民 老年人\n\n看天打药。\n\n:::\n\n::: 人群 其他 {地区=赣州}\n\n看预报。\n\n:::"),
        page!("editions: {老年人: {order: [步骤, 正文]}}"; "正文。"),
        page!("audience: [minors]\neditions: {minors: {bands: [8-12]}}"; "正文。"),
        page!("editions: {老年人: {bands: [8-12]}}"; "正文。"),
    ],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let passages = passages::read(cx.document, cx.site.audiences, &cx.site.settings.regions);
    for (card, passage) in cx.document.containers.iter().zip(&passages) {
        nobody(cx, card, passage, out);
        for word in &passage.unknown_audiences {
            let known = cx.site.audiences.iter().map(|audience| audience.label.as_str()).chain([REST[0]]);
            unknown(cx, word, ("受众", "audience"), known.collect(), out);
        }
        for word in &passage.unknown_regions {
            let known = cx.site.settings.regions.iter().map(|region| region.label.as_str());
            unknown(cx, word, ("地区", "region"), known.collect(), out);
        }
    }
    unknown_bands(cx, out);
    let orders = cx.article.front.editions.values().flat_map(|edition| &edition.order);
    for word in orders.filter(|word| Part::read(&word.value).is_none()) {
        let cards = KINDS.iter().filter(|(kind, ..)| *kind != Kind::Audience).map(|(_, zh, _)| *zh);
        let help = nearest(&word.value, cards.chain(["正文"]).collect());
        let (zh, en) = (format!("没有名叫“{}”的部分", word.value), format!("no part is named “{}”", word.value));
        out.push(RULE.in_front(cx, word.span, zh, en).help(help.zh, help.en));
    }
}

/// Ages must be those that the profile of the edition names.
fn unknown_bands(cx: &ArticleCx<'_>, out: &mut Findings) {
    for (id, words) in &cx.article.front.editions {
        let Some(audience) = cx.site.audiences.iter().find(|audience| &audience.id == id) else { continue };
        // An edition that does not tell its readers apart takes the text for all of them.
        let is_unknown = |word: &&Spanned<String>| !audience.bands.iter().any(|band| band.is_called(&word.value));
        for word in words.bands.iter().filter(|_| !audience.bands.is_empty()).filter(is_unknown) {
            let (zh, en) = (format!("没有名叫“{}”的年龄段", word.value), format!("no age band is “{}”", word.value));
            let known: Vec<&str> = audience.bands.iter().map(|band| band.id.as_str()).collect();
            let help = nearest(&word.value, known);
            out.push(RULE.in_front(cx, word.span, zh, en).help(help.zh, help.en));
        }
    }
}

/// A passage must say whom it is for.
fn nobody(cx: &ArticleCx<'_>, card: &Container, passage: &Passage, out: &mut Findings) {
    if card.kind == Kind::Audience && card.words.is_empty() && !passage.is_rest {
        let line = cx.article.body.text[card.span.range()].lines().next().map_or(0, str::len);
        let place = crate::model::span::Span::new(card.span.range().start, card.span.range().start + line);
        let finding = RULE.in_body(cx, place, "这一段没有写给谁看", "this passage names no audience");
        out.push(finding.help("例如“::: 人群 农民”", "for instance `::: audience 农民`"));
    }
}

fn unknown(cx: &ArticleCx<'_>, word: &Spanned<String>, what: (&str, &str), known: Vec<&str>, out: &mut Findings) {
    let (zh, en) =
        (format!("没有名叫“{}”的{}", word.value, what.0), format!("no {} is called “{}”", what.1, word.value));
    let help = nearest(&word.value, known);
    out.push(RULE.in_body(cx, word.span, zh, en).help(help.zh, help.en));
}

fn nearest(word: &str, known: Vec<&str>) -> Bilingual {
    let near = known.iter().map(|name| (strsim::damerau_levenshtein(name, word), *name)).min();
    match near.filter(|(distance, name)| *distance <= name.chars().count() / 2) {
        Some((_, name)) => Bilingual::new(format!("是不是“{name}”？"), format!("did you mean `{name}`?")),
        None => {
            Bilingual::new(format!("用其中一个：{}", known.join("、")), format!("use one of: {}", known.join(", ")))
        }
    }
}
