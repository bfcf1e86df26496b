//! KP406 · advertising · No selling, no absolute promises, no private contacts.

mod contact;

use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::lexicon::{Entry, Lexicon, Lexicons, Name};
use crate::markup::hanzi::sentences;
use crate::markup::href::host;
use crate::model::span::Spanned;

use super::example::page;
use super::quoted::is_quoted;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 406,
    name: "advertising",
    severity: Severity::Error,
    since: "0.1",
    zh: "含广告、绝对化用语、联系方式或购买链接",
    en: "advertising, absolute claims or sales contact",
    what: "检查标题、摘要和正文里有没有促销和绝对化用语（词表 lexicons/advertising.txt，否定和警示的词见 lexicons/negations.txt）、手机和座机号码、QQ 号、微信号，\
           以及指向购物网站的链接。引号里转述的话、带否定的话（不能根治）、提醒防骗的句子不算；110、120、12345 等公共电话不算。",
    why: "健康科普不得变相发布广告、带货和引流；“根治”“百分之百有效”这样的话本身就不科学。",
    fix: "删掉推销的话和联系方式；要留咨询渠道，写 12345、12320 等公共电话；转述骗子的话请加引号。",
    english: "Science texts may not sell: no promotion or absolute claims (lexicons/advertising.txt, negations.txt), private numbers, QQ or WeChat \
              ids, or shop links. Quoted words, negated words and warnings against fraud are fine, and so are short public \
              numbers. Delete the rest.",
    source: Some("广告法（2021 修正）第九、十六、十九条；四部门《关于规范“自媒体”医疗科普行为的通知》（2025）"),
    bad: &[
        page!("本品对老寒腿⟦药到病除⟧。"),
        page!("详情请打⟦13912345678⟧。"),
        page!("可以在⟦[这里](https://item.taobao.com/1)⟧买到。"),
    ],
    good: &[page!("高血压不能根治，要长期管理。说“包治百病”的都是骗人。急救打120，咨询打12345。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let lists = cx.site.lexicons;
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    for Spanned { value, span } in [&front.title, &front.summary].into_iter().chain(own) {
        for fault in faults(value, lists) {
            out.push(finish(RULE.in_front(cx, *span, fault.zh, fault.en)));
        }
    }
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for fault in faults(&block.text, lists) {
            let span = block.place(fault.range.start, fault.range.end);
            out.push(finish(RULE.in_body(cx, span, fault.zh, fault.en)));
        }
    }
    for link in &cx.document.outline.links {
        let Some(shop) = host(&link.dest).and_then(|host| shop_of(&host, lists)) else { continue };
        let (zh, en) = (
            format!("链接指向{} {}", shop.text(0), shop.word.trim_start_matches('@')),
            format!("the link leads to {} {}", shop.text(1), shop.word.trim_start_matches('@')),
        );
        out.push(finish(RULE.in_body(cx, link.span, zh, en)));
    }
}

fn finish(finding: Diagnostic) -> Diagnostic {
    finding.help("删掉；转述别人的话请加引号", "delete it, or quote what others say")
}

/// The shop whose domain, written `@domain` in the list, holds a host.
fn shop_of<'a>(host: &str, lists: &'a Lexicons) -> Option<&'a Entry> {
    lists.get(Name::Advertising).entries().iter().find(|shop| {
        let domain = shop.word.strip_prefix('@');
        domain.is_some_and(|domain| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
    })
}

struct Fault {
    range: Range<usize>,
    zh: String,
    en: String,
}

fn faults(text: &str, lists: &Lexicons) -> Vec<Fault> {
    let contacts = contact::contacts(text).into_iter().map(|(range, zh, en)| {
        let shown = text[range.clone()].to_owned();
        Fault { range, zh: format!("{zh} {shown}"), en: format!("{en} {shown}") }
    });
    let mut found: Vec<Fault> = contacts.collect();
    let (words, negations) = (lists.get(Name::Advertising), lists.get(Name::Negations));
    if words.find(text).next().is_none() {
        return found;
    }
    for sentence in sentences(text) {
        if !negations.occurs(&text[sentence.clone()], |entry| entry.has(0, "warning")) {
            words_in(text, sentence, words, negations, &mut found);
        }
    }
    found
}

fn words_in(text: &str, sentence: Range<usize>, words: &Lexicon, negations: &Lexicon, found: &mut Vec<Fault>) {
    let own = &text[sentence.clone()];
    for hit in words.find(own).filter(|hit| !hit.entry.word.starts_with('@')) {
        let before = &own[..hit.range.start];
        if is_quoted(before) || is_negated(before, negations) {
            continue;
        }
        let Entry { word, .. } = hit.entry;
        let (zh, en) = (format!("“{word}”：{}", hit.entry.text(0)), format!("“{word}”: {}", hit.entry.text(1)));
        found.push(Fault { range: sentence.start + hit.range.start..sentence.start + hit.range.end, zh, en });
    }
}

/// Whether a negation stands in the six characters before, within the same clause.
fn is_negated(before: &str, negations: &Lexicon) -> bool {
    let clause = before.rsplit(['，', '、', '：', ',']).next().unwrap_or("");
    let near = clause.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    negations.occurs(&clause[near..], |entry| entry.has(0, "negation"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;

    #[test]
    fn selling_and_telling() {
        let table: &[(&str, &[&str])] = &[
            ("此药包治百病，永不复发", &["包治百病", "永不复发"]),
            ("糖尿病目前不能根治", &[]),
            ("“根治”“零副作用”都靠不住", &[]),
            ("骗子让你加微信", &[]),
            ("快加微信", &["加微信"]),
            ("不必多说，限时优惠", &["限时优惠"]),
            ("[店](https://m.jd.com/1)[局](https://www.gov.cn)[他](https://notjd.com)", &["[店](https://m.jd.com/1)"]),
            ("联系微信号：abc_12345", &["微信号：abc_12345"]),
        ];
        for (body, found) in table {
            assert_eq!(&marks(&RULE, body), found, "{body}");
        }
    }

    #[test]
    fn titles_and_summaries() {
        let bed = Bed::new("字").front(|front| front.title.value = "神药来了，限时优惠".to_owned());
        assert_eq!(bed.marks(&RULE), ["front", "front"]);
    }
}
