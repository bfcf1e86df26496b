//! KP405 · weak-sources · Some readers decide for others; what they read rests on official or standard sources.

use crate::diag::{Findings, Severity};

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 405,
    name: "weak-sources",
    severity: Severity::Error,
    since: "0.1",
    zh: "面向领导干部的内容缺少官方或标准类来源",
    en: "official or standard source missing for this audience",
    what: "受众设置了来源等级（source_tier）的，点名这个受众的稿件至少要有一条达到该等级的来源。\
           一级是指南、标准、官方文件、系统综述和论文。",
    why: "领导干部会拿稿件作决策参考。只有媒体报道和网页作依据，错了会被放大。",
    fix: "补一条官方文件、标准、指南或论文类的来源并在正文引用；找不到就去掉这个受众。",
    english: "An audience may ask for a tier of evidence (`source_tier`; tier 1 is guidelines, standards, official documents, \
              reviews and papers). Public servants decide on what they read, so add and cite such a source or drop the \
              audience.",
    source: Some("全民科学素质行动规划纲要（2021—2035年），领导干部和公务员科学素质提升行动"),
    bad: &[page!(
        "audience: [⟦领导干部和公务员⟧]\nsources:\n  - {id: s1, type: media, title: 示例报道, publisher: 示例日报, published: 2025}";
        "正文。[^s1]"
    )],
    good: &[page!(
        "audience: [领导干部和公务员]\nsources:\n  - {id: s1, type: official, title: 示例文件, publisher: 示例机关, published: 2025}";
        "正文。[^s1]"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let sources = &cx.article.front.sources;
    for named in &cx.article.front.audience {
        let audience = cx.site.audiences.iter().find(|audience| audience.id == named.value);
        let Some((audience, tier)) = audience.and_then(|a| a.sources_tier_min.map(|tier| (a, tier))) else { continue };
        if !sources.iter().any(|source| source.source_type.value.tier() <= tier) {
            let (zh, en) = (
                format!("{}版要求至少一条 {tier} 级来源，本文没有", audience.label),
                format!("the {} edition asks for a source of tier {tier}, this article has none", audience.label_en),
            );
            out.push(RULE.in_front(cx, named.span, zh, en).help("补官方文件、标准、指南或论文", "add an official document, standard, guideline or paper"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, audience, source};
    use super::*;
    use crate::model::article::SourceType;
    use crate::model::audience::Audience;

    #[test]
    fn tiers() {
        let run = |named: &str, sources: &[SourceType]| {
            let mut bed = Bed::new("字").front(|front| {
                front.audience = vec![at(named.to_owned())];
                front.sources = sources.iter().map(|&kind| source("s1", kind)).collect();
            });
            bed.audiences = vec![Audience { sources_tier_min: Some(1), ..audience("o") }, audience("f")];
            bed.findings(&RULE).len()
        };
        assert_eq!(run("o", &[]), 1);
        assert_eq!(run("o", &[SourceType::Media, SourceType::Textbook]), 1);
        assert_eq!(run("o", &[SourceType::Media, SourceType::Standard]), 0);
        assert_eq!(run("f", &[]), 0);
    }
}
