//! KP404 · unfit-for-audience · What an edition keeps out may not be written for it.

use crate::diag::{Findings, Severity};
use crate::markup::href::Href;
use crate::model::audience::Audience;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 404,
    name: "unfit-for-audience",
    severity: Severity::Error,
    since: "0.1",
    zh: "面向未成年人的内容不得包含此类信息",
    en: "not allowed for this audience (children)",
    what: "受众设置里声明了不收的风险（如 minors_sensitive），稿件就不能既声明这种风险、又点名这个受众；\
           受众设置了不带外部链接的，正文里不能有外部链接。",
    why: "未成年人产品里不得出现可能影响其身心健康的信息，也要防止孩子顺着链接离开专属内容池。",
    fix: "去掉 audience 里的这个受众，或改写内容、去掉风险声明；把外部链接删掉，要紧的话写进正文。",
    english: "An edition may exclude risks and outside links (children's editions do). An article that declares such a risk or \
              holds such a link cannot name that audience. Take the audience out or rewrite.",
    source: Some("未成年人网络保护条例（2024）第二十二至二十四条；未成年人模式建设指南（2024）"),
    bad: &[
        page!("audience: [⟦未成年人⟧]\nrisk: [minors_sensitive]"; "正文。"),
        page!("audience: [未成年人]"; "请看⟦[这里](https://example.org/)⟧。"),
    ],
    good: &[page!("audience: [未成年人]"; "一滴水的旅行。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for named in &cx.article.front.audience {
        let Some(audience) = cx.site.audiences.iter().find(|audience| audience.id == named.value) else { continue };
        excluded_risks(cx, audience, named.span, out);
        if !audience.outside_links {
            outside_links(cx, audience, out);
        }
    }
}

fn excluded_risks(cx: &ArticleCx<'_>, audience: &Audience, at: Span, out: &mut Findings) {
    for risk in cx.article.front.risk.iter().filter(|risk| audience.excludes_risk.contains(&risk.value)) {
        let (zh, en) = (
            format!("{}版不收“{}”的内容", audience.label, risk.value.zh()),
            format!("the {} edition excludes “{}”", audience.label_en, risk.value.en()),
        );
        let finding = RULE.in_front(cx, at, zh, en).also(&cx.article.source, risk.span, "在这里声明", "declared here");
        out.push(finding.help("去掉这个受众，或改写内容", "take the audience out or rewrite"));
    }
}

fn outside_links(cx: &ArticleCx<'_>, audience: &Audience, out: &mut Findings) {
    for link in &cx.document.outline.links {
        let leaves = match Href::read(&link.dest) {
            Href::Scheme(scheme) => scheme != "tel",
            Href::ProtocolRelative => true,
            _ => false,
        };
        if leaves {
            let (zh, en) = (
                format!("{}版不能有外部链接", audience.label),
                format!("the {} edition has no outside links", audience.label_en),
            );
            out.push(RULE.in_body(cx, link.span, zh, en).help("删掉链接，只留文字", "keep the words, delete the link"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience};
    use super::*;
    use crate::model::article::Risk;

    #[test]
    fn named_audiences_only() {
        let run = |body: &str, named: &str, risk: Option<Risk>| {
            let mut bed = Bed::new(body).front(|front| {
                front.audience = vec![at(named.to_owned())];
                front.risk.extend(risk.map(at));
            });
            let children =
                Audience { excludes_risk: vec![Risk::MinorsSensitive], outside_links: false, ..audience("k") };
            bed.audiences = vec![audience("all"), children];
            bed.marks(&RULE)
        };
        assert_eq!(run("字", "k", Some(Risk::MinorsSensitive)), ["front"]);
        assert_eq!(run("字", "all", Some(Risk::MinorsSensitive)), [""; 0]);
        assert_eq!(run("[网](https://a.cn)[邮](mailto:a@b.cn)[急](tel:120)[文](../x/)", "k", None).len(), 2);
        assert_eq!(run("[网](https://a.cn)", "all", None), [""; 0]);
    }
}
