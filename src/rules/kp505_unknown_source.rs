//! KP505 · unknown-source · A citation must lead to a source, and a source id to one source.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::citations;
use crate::model::span::Span;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 505,
    name: "unknown-source",
    severity: Severity::Error,
    since: "0.1",
    zh: "引用的来源不存在、已撤稿或已失效",
    en: "cited source missing, retracted or superseded",
    what: "正文里的 `[^编号]` 和 `claim.evidence` 的 `source`，都要在 `sources` 里有同名的一条；`sources` 里的编号不能重复。",
    why: "引用落空，等于没有来源；编号重复，读者看到的可能是另一份文件。",
    fix: "在 sources 里补上这一条，或改正编号。",
    english: "Each `[^id]` of the body and each `source` of the evidence must be an id of `sources`, and ids must be unique. Add \
              the source or correct the id.",
    source: Some("GB/T 7714-2015 信息与文献 参考文献著录规则"),
    bad: &[page!(
        "sources:\n  - {id: s1, type: official, title: 示例文件, publisher: 示例机关, published: 2025}";
        "每天晒太阳。⟦[^s2]⟧"
    )],
    good: &[page!(
        "sources:\n  - {id: s1, type: official, title: 示例文件, publisher: 示例机关, published: 2025}";
        "每天晒太阳。[^s1]"
    )],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    for source in &front.sources {
        let id = &source.id;
        if let Some(first) = known.get(&*id.value) {
            let (zh, en) = (format!("来源编号“{}”重复", id.value), format!("source id “{}” is used twice", id.value));
            let finding = RULE.in_front(cx, id.span, zh, en);
            let finding = finding.also(&cx.article.source, *first, "第一次在这里", "first here");
            out.push(finding.help("换一个编号", "give it another id"));
        } else {
            known.insert(&id.value, id.span);
        }
    }
    let evidence = front.claim.iter().flat_map(|claim| &claim.evidence);
    for cited in evidence.map(|evidence| &evidence.source).filter(|cited| !known.contains_key(&*cited.value)) {
        out.push(unknown(cx, cited.span, &cited.value));
    }
    for block in &cx.document.outline.blocks {
        for (range, id) in citations(&block.text) {
            let is_note = || cx.document.outline.notes.iter().any(|note| note.value.eq_ignore_ascii_case(id));
            if !known.contains_key(id) && !block.is_code(range.start) && !is_note() {
                let span = block.place(range.start, range.end);
                out.push(unknown(cx, span.shifted(cx.article.body.offset), id));
            }
        }
    }
}

fn unknown(cx: &ArticleCx<'_>, at: Span, id: &str) -> Diagnostic {
    RULE.in_front(cx, at, format!("sources 里没有“{id}”"), format!("“{id}” is not in sources"))
        .help("在 sources 里补上，或改正编号", "add it to sources or correct the id")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, claim, source};
    use super::*;
    use crate::model::article::{Claim, Evidence, SourceType};

    #[test]
    fn citations_and_evidence() {
        let bed = |body: &str| Bed::new(body).front(|front| front.sources.push(source("s1", SourceType::Paper)));
        assert_eq!(bed("水[^s1]。**土**[^s2]").marks(&RULE), ["[^s2]"]);
        assert_eq!(bed("`[^s2]` 和 [^1]\n\n[^1]: 注[^s3]\n\n```\n[^s9]\n```").marks(&RULE), ["[^s3]"]);
        assert_eq!(bed("| 甲[^s7] |\n|--|\n| 乙 |").marks(&RULE), ["[^s7]"]);
        let twice = bed("水").front(|front| front.sources.push(source("s1", SourceType::Web)));
        assert_eq!(twice.marks(&RULE), ["front"]);
        let evidence = vec![Evidence { source: at("s8".to_owned()), says: String::new() }];
        let claimed = bed("水").front(|front| front.claim = Some(Box::new(Claim { evidence, ..*claim("谣") })));
        assert_eq!(claimed.marks(&RULE), ["front"]);
    }
}
