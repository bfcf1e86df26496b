//! KP408 · personal-data · A number that names a person stands in no article, and not in the history of its file.

mod address;
mod number;

use std::ops::Range;

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::span::Span;

use super::example::page;
use super::folded::Folded;
use super::passage::authored;
use super::telephone::phones;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 408,
    name: "personal-data",
    severity: Severity::Error,
    since: "0.1",
    zh: "含身份证号、银行卡号等个人信息",
    en: "personal data: identity, bank or passport number, address of a minor",
    what: "检查正文（表格、代码、图片说明、链接也算）、前置元数据和文件名里有没有：18 位身份证号（按校验码判断）、写明是身份证号的 15 位旧号、\
           银行卡号（按校验位判断）、护照和通行证号码、未成年人的详细住址（住在几号几室）。KP406 不看的地方（代码、图片说明、其他字段）\
           里的手机和座机号码也在这里查。订单号、审图号、标准号、ISBN、热线电话不算，已经打了星号的也不算。",
    why: "稿件公开，git 里的历史也公开，发出去就收不回。举例、截图、公示名单是泄露个人信息最常见的来路。",
    fix: "用星号遮住中间几位（例如 3601**********1234），住址只写到村或街道；和内容无关的整段删掉。",
    english: "Identity numbers (GB 11643 checksum), bank cards (Luhn), passports and the street address of a minor do not belong into \
              a public text; telephone numbers in places that KP406 does not read count too. Mask the middle, e.g. \
              3601**********1234, or delete it. Order numbers, standards, ISBNs and hotlines are fine.",
    source: Some(
        "个人信息保护法第六、二十八、三十一条；未成年人网络保护条例（2024）第四章；GB 11643-1999；ISO/IEC 7812-1",
    ),
    bad: &[
        page!("他的身份证号是⟦11010519491231002X⟧。"),
        page!("请把钱打到 ⟦6222 0212 3456 7890 128⟧。"),
        page!("护照号码：⟦E12345678⟧。"),
        page!("八岁的小明⟦家住人民路12号3栋501室⟧。"),
        page!("```\nphone = ⟦13912345678⟧\n```"),
    ],
    good: &[page!("身份证号写成 3601**********1234。订单号 6222021234567890，审图号 GS(2024)0650号，急救打120。")],
    check: Check::Article(check),
};

/// What a found piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    IdCard,
    BankCard,
    Passport,
    Phone,
    Address,
}

/// A piece of personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Datum {
    kind: Kind,
    range: Range<usize>,
}

impl Kind {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::IdCard => ("身份证号", "an identity number"),
            Self::BankCard => ("银行卡号", "a bank card number"),
            Self::Passport => ("护照或通行证号", "a passport number"),
            Self::Phone => ("电话号码", "a telephone number"),
            Self::Address => ("未成年人的详细住址", "the address of a minor"),
        }
    }
}

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for block in &cx.document.outline.blocks {
        // KP406 speaks of telephone numbers in running text.
        for (kind, range, masked) in found(&block.text, !block.kind.is_prose()) {
            let span = block.place(range.start, range.end).shifted(cx.article.body.offset);
            out.push(finding(cx, kind, span, &masked));
        }
    }
    for link in &cx.document.outline.links {
        for text in [&link.dest, &link.title] {
            for (kind, _, masked) in found(text, true) {
                out.push(finding(cx, kind, link.span.shifted(cx.article.body.offset), &masked));
            }
        }
    }
    let front = &cx.article.front;
    let own = front.editions.values().flat_map(|words| [&words.title, &words.summary]).flatten();
    let shown: Vec<Span> = [&front.title, &front.summary].into_iter().chain(own).map(|text| text.span).collect();
    for (text, span) in authored(cx) {
        for (kind, _, masked) in found(text, !shown.contains(&span)) {
            out.push(finding(cx, kind, span, &masked));
        }
    }
    for asset in &cx.article.assets {
        for (kind, _, masked) in found(&asset.name, true) {
            let (zh, en) = kind.words();
            out.push(helped(
                RULE.on_asset(asset, format!("文件名里有{zh}{masked}"), format!("{en}{masked} in a file name")),
                kind,
                &masked,
            ));
        }
    }
}

fn finding(cx: &ArticleCx<'_>, kind: Kind, span: Span, masked: &str) -> Diagnostic {
    let (zh, en) = kind.words();
    helped(RULE.in_front(cx, span, format!("{zh}{masked}"), format!("{en}{masked}")), kind, masked)
}

fn helped(finding: Diagnostic, kind: Kind, masked: &str) -> Diagnostic {
    let finding = match kind {
        Kind::Address => {
            finding.help("只写到村或街道，不写几号几室", "name the village or street, no house and no room")
        }
        _ => finding.help(format!("写成{masked}，或删掉"), format!("write{masked} or delete it")),
    };
    finding.help(
        "如果已经推送，历史里仍看得到，请告诉站点负责人",
        "if it was pushed, it can still be read in the history: tell whoever runs the site",
    )
}

/// Personal data in a text: what it is, where, and how to write it.
fn found(text: &str, with_phones: bool) -> Vec<(Kind, Range<usize>, String)> {
    // Nothing that is looked for comes without a digit, and most texts have none.
    if !text.contains(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return Vec::new();
    }
    let folded = Folded::new(text);
    let shown = |datum: Datum| {
        let masked = masked(&folded.text[datum.range.clone()], datum.kind);
        (datum.kind, folded.written(&datum.range), masked)
    };
    data(&folded.text, with_phones).into_iter().map(shown).collect()
}

/// Everything in a folded text, each byte in one piece only.
fn data(text: &str, with_phones: bool) -> Vec<Datum> {
    let mut found = number::numbers(text);
    found.extend(address::addresses(text));
    if with_phones && !text.starts_with("http") {
        let phones = phones(text).into_iter().filter(|phone| !phone.is_service);
        let phones = phones.map(|phone| Datum { kind: Kind::Phone, range: phone.range });
        let free: Vec<Datum> = phones.filter(|phone| !found.iter().any(|other| overlap(other, phone))).collect();
        found.extend(free);
    }
    found.sort_by_key(|datum| datum.range.start);
    found
}

fn overlap(a: &Datum, b: &Datum) -> bool {
    a.range.start < b.range.end && b.range.start < a.range.end
}

/// The first and the last characters with stars between, after a blank; nothing of an address.
fn masked(text: &str, kind: Kind) -> String {
    let plain: Vec<char> = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let kept = match kind {
        Kind::Address => return String::new(),
        Kind::IdCard | Kind::BankCard => 4,
        Kind::Phone => 3,
        Kind::Passport => 2,
    };
    let stars = plain.len().saturating_sub(2 * kept);
    let (head, tail) = (plain.iter().take(kept), plain.iter().skip(kept + stars));
    [' '].iter().chain(head).chain(std::iter::repeat_n(&'*', stars)).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, marks};
    use super::*;
    use crate::model::span::Spanned;
    use crate::model::packed::PackedNode;
    use crate::model::tree::{Entry, Node};

    /// Labelled lines: `+` has personal data, `-` has none.
    const LINES: &str = include_str!("../../tests/fixtures/personal-data.txt");

    #[test]
    fn the_labelled_lines() {
        let lines: Vec<(bool, &str)> = LINES
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| (line.starts_with("+ "), line.get(2..).unwrap_or_default()))
            .collect();
        let told = |text: &str| !data(&Folded::new(text).text, true).is_empty();
        let count = |label: bool, says: bool| {
            let these = lines.iter().filter(|(own, text)| *own == label && told(text) == says);
            these
                .inspect(|(_, text)| {
                    if label != says {
                        println!("wrong: {text}")
                    }
                })
                .count()
        };
        let (hits, misses) = (count(true, true), count(true, false));
        let (alarms, quiet) = (count(false, true), count(false, false));
        assert!(hits + misses >= 60 && alarms + quiet >= 100, "{} and {} lines", hits + misses, alarms + quiet);
        assert!(hits * 100 >= (hits + misses) * 95, "recall: {hits} of {}", hits + misses);
        assert!(hits * 100 >= (hits + alarms) * 98, "precision: {hits} of {}", hits + alarms);
    }

    #[test]
    fn every_place_of_an_article() {
        assert_eq!(marks(&RULE, "| 号 |\n| --- |\n| 11010519491231002X |"), ["11010519491231002X"]);
        assert_eq!(marks(&RULE, "`110105 19491231 002X`"), ["110105 19491231 002X"]);
        assert_eq!(marks(&RULE, "１１０１０５１９４９１２３１００２Ｘ"), ["１１０１０５１９４９１２３１００２Ｘ"]);
        assert_eq!(marks(&RULE, "1101051949**1231002X**"), ["1101051949**1231002X"]);
        assert_eq!(marks(&RULE, "![13912345678](a.png)").len(), 1);
        assert_eq!(marks(&RULE, "[他](tel:13912345678)").len(), 1);
        // In running text KP406 speaks of it.
        assert_eq!(marks(&RULE, "请打13912345678"), [""; 0]);
        let mut bed = Bed::new("字");
        let scalar = Spanned::new(Node::Scalar("身份证11010519491231002X".to_owned()), Span::new(5, 9));
        let key = Spanned::new("note".to_owned(), Span::new(1, 4));
        bed.article.authored = PackedNode::of(&Node::Map(vec![Entry { key, value: scalar }]));
        assert_eq!(bed.marks(&RULE), ["front"]);
        assert_eq!(Bed::new("字").file("11010519491231002X.png", b"x").marks(&RULE), ["11010519491231002X.png"]);
    }

    #[test]
    fn a_finding_repeats_no_secret() {
        let found = Bed::new("他的号码 11010519491231002X").findings(&RULE);
        assert_eq!(found[0].message.zh, "身份证号 1101**********002X");
        assert!(found[0].helps.iter().all(|help| !help.zh.contains("19491231")));
        assert_eq!(masked("139-1234-5678", Kind::Phone), " 139*****678");
        assert_eq!(masked("E12345678", Kind::Passport), " E1*****78");
    }
}
