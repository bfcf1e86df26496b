//! KP406 · advertising · No selling, no absolute promises, no private contacts.

mod contact;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::hanzi::sentences;
use crate::markup::href::host;
use crate::model::span::Spanned;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 406,
    name: "advertising",
    severity: Severity::Error,
    since: "0.1",
    zh: "含广告、绝对化用语、联系方式或购买链接",
    en: "advertising, absolute claims or sales contact",
    what: "检查标题、摘要和正文里有没有促销和绝对化用语（词表见 `src/rules/data/advertising.txt`）、手机和座机号码、QQ 号、微信号，\
           以及指向购物网站的链接。引号里转述的话、带否定的话（不能根治）、提醒防骗的句子不算；110、120、12345 等公共电话不算。",
    why: "健康科普不得变相发布广告、带货和引流；“根治”“百分之百有效”这样的话本身就不科学。",
    fix: "删掉推销的话和联系方式；要留咨询渠道，写 12345、12320 等公共电话；转述骗子的话请加引号。",
    english: "Science texts may not sell: no promotion or absolute claims (see the word list), private numbers, QQ or WeChat \
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

struct Word {
    text: &'static str,
    zh: &'static str,
    en: &'static str,
}

struct WordList {
    /// Words by their first character, so that one walk over a text finds all of them.
    words: BTreeMap<char, Vec<Word>>,
    shops: Vec<Word>,
}

static LIST: LazyLock<WordList> = LazyLock::new(|| read_list(include_str!("data/advertising.txt")));

fn read_list(text: &'static str) -> WordList {
    let mut list = WordList { words: BTreeMap::new(), shops: Vec::new() };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('|').map(str::trim);
        let (Some(text), Some(zh), Some(en)) = (fields.next(), fields.next(), fields.next()) else { continue };
        match (text.strip_prefix('@'), text.chars().next()) {
            (Some(shop), _) => list.shops.push(Word { text: shop, zh, en }),
            (None, Some(first)) => list.words.entry(first).or_default().push(Word { text, zh, en }),
            (None, None) => {}
        }
    }
    list
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    for Spanned { value, span } in [&front.title, &front.summary].into_iter().chain(own) {
        for fault in faults(value) {
            out.push(finish(RULE.in_front(cx, *span, fault.zh, fault.en)));
        }
    }
    for block in cx.document.outline.blocks.iter().filter(|block| block.kind.is_prose()) {
        for fault in faults(&block.text) {
            let span = block.place(fault.range.start, fault.range.end);
            out.push(finish(RULE.in_body(cx, span, fault.zh, fault.en)));
        }
    }
    for link in &cx.document.outline.links {
        let Some(shop) = host(&link.dest).and_then(|host| shop_of(&host)) else { continue };
        let (zh, en) = (format!("链接指向{} {}", shop.zh, shop.text), format!("the link leads to {} {}", shop.en, shop.text));
        out.push(finish(RULE.in_body(cx, link.span, zh, en)));
    }
}

fn finish(finding: Diagnostic) -> Diagnostic {
    finding.help("删掉；转述别人的话请加引号", "delete it, or quote what others say")
}

fn shop_of(host: &str) -> Option<&'static Word> {
    LIST.shops.iter().find(|shop| host == shop.text || host.strip_suffix(shop.text).is_some_and(|rest| rest.ends_with('.')))
}

struct Fault {
    range: Range<usize>,
    zh: String,
    en: String,
}

fn faults(text: &str) -> Vec<Fault> {
    let contacts = contact::contacts(text).into_iter().map(|(range, zh, en)| {
        let shown = text[range.clone()].to_owned();
        Fault { range, zh: format!("{zh} {shown}"), en: format!("{en} {shown}") }
    });
    let mut found: Vec<Fault> = contacts.collect();
    for sentence in sentences(text) {
        if !is_warning(&text[sentence.clone()]) {
            words_in(text, sentence, &mut found);
        }
    }
    found
}

fn words_in(text: &str, sentence: Range<usize>, found: &mut Vec<Fault>) {
    let mut quotes = 0_u32;
    let mut skip_to = 0;
    for (offset, c) in text[sentence.clone()].char_indices() {
        let at = sentence.start + offset;
        match c {
            '“' | '‘' | '「' | '『' | '《' => quotes += 1,
            '”' | '’' | '」' | '』' | '》' => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        if quotes > 0 || at < skip_to {
            continue;
        }
        let words = LIST.words.get(&c).into_iter().flatten();
        let word = words.filter(|word| text[at..].starts_with(word.text)).max_by_key(|word| word.text.len());
        if let Some(word) = word.filter(|_| !is_negated(&text[sentence.start..at])) {
            skip_to = at + word.text.len();
            let (zh, en) = (format!("“{}”：{}", word.text, word.zh), format!("“{}”: {}", word.text, word.en));
            found.push(Fault { range: at..skip_to, zh, en });
        }
    }
}

/// Whether a negation stands in the six characters before, within the same clause.
fn is_negated(before: &str) -> bool {
    let clause = before.rsplit(['，', '、', '：', ',']).next().unwrap_or("");
    clause.chars().rev().take(6).any(|c| "不没无未非别勿莫难禁".contains(c))
}

/// Whether a sentence warns: it names what it warns against.
fn is_warning(sentence: &str) -> bool {
    ["骗", "诈", "谣", "陷阱", "警惕", "当心", "小心", "虚假", "轻信"].iter().any(|word| sentence.contains(word))
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

    #[test]
    fn the_list_is_whole() {
        let lines = include_str!("data/advertising.txt").lines().filter(|line| !line.starts_with('#')).count();
        let words: usize = LIST.words.values().map(Vec::len).sum();
        assert_eq!(words + LIST.shops.len(), lines);
    }
}
