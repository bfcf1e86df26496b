//! KP207 · disguised-link · A link that shows one address and opens another.

use crate::diag::{Findings, Severity};
use crate::markup::href::host;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 207,
    name: "disguised-link",
    severity: Severity::Error,
    since: "0.1",
    zh: "链接文字与实际网址不一致",
    en: "link text shows another address",
    what: "链接的文字本身是网址、邮箱或电话号码时，检查它和点开后的地址是不是同一个。",
    why: "文字写着政府网站，点开却是别处，是钓鱼网站的惯用手法；即使只是改网址时漏改，读者也会上错门。",
    fix: "让文字和网址一致，或者把文字改成说明性的中文，例如“省疾控中心公告”。",
    english: "When the text of a link is itself an address, an e-mail or a telephone number, it must be the one that opens. \
              Make them agree or use words that describe the target.",
    source: Some("WCAG 2.2，2.4.4 Link Purpose"),
    bad: &[page!("请登录⟦[www.gov.cn](https://example.org/)⟧查询。")],
    good: &[page!("请登录[www.gov.cn](https://www.gov.cn/)查询，或看[示例公告](https://example.org/)。")],
    check: Check::Article(check),
};

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for link in cx.document.outline.links.iter().filter(|link| !link.is_autolink) {
        let (Some(shown), opened) = (address(&link.text, &link.dest), opened(&link.dest)) else { continue };
        if shown != opened {
            let (zh, en) = (
                format!("文字写的是 {shown}，点开的是 {opened}"),
                format!("the text says {shown}, the link opens {opened}"),
            );
            out.push(RULE.in_body(cx, link.span, zh, en).help("让两者一致", "make them agree"));
        }
    }
}

/// The host, mailbox or number that a destination opens.
fn opened(dest: &str) -> String {
    let plain = dest.strip_prefix("mailto:").map(|mail| mail.split('?').next().unwrap_or(mail).to_lowercase());
    let number = || dest.strip_prefix("tel:").map(digits);
    plain.or_else(number).or_else(|| host(dest)).unwrap_or_else(|| dest.to_owned())
}

/// The address a text shows, or `None` when it is words.
fn address(text: &str, dest: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let word = lower.split(|c: char| c.is_whitespace() || !c.is_ascii()).find(|word| !word.is_empty())?;
    if word.starts_with("http://") || word.starts_with("https://") {
        return host(word);
    }
    if let Some((user, domain)) = word.split_once('@') {
        let is_mail = word == lower && !user.is_empty() && is_domain(domain);
        return is_mail.then(|| word.to_owned());
    }
    if dest.starts_with("tel:") {
        return digits_only(text).then(|| digits(text));
    }
    let domain = word.split(['/', '?', '#', ':']).next().unwrap_or("");
    let is_shown = domain.starts_with("www.") || (word == lower && is_domain(domain));
    is_shown.then(|| domain.strip_prefix("www.").unwrap_or(domain).to_owned())
}

/// Endings of the domains that Chinese readers meet; without a list `报告.md` would be an address.
const ENDINGS: &[&str] = &[
    "cn", "com", "net", "org", "gov", "edu", "int", "info", "top", "xyz", "cc", "vip", "shop", "club", "site", "online",
    "app", "tv", "io", "co", "hk", "tw", "mo", "us", "uk", "jp", "de", "ru", "eu", "wang", "link", "ltd", "biz",
];

fn is_domain(text: &str) -> bool {
    let legal = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    let ending = text.rsplit_once('.').is_some_and(|(name, ending)| !name.is_empty() && ENDINGS.contains(&ending));
    legal && ending
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn digits_only(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) && text.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::testing::marks;
    use super::*;

    #[test]
    fn shown_and_opened() {
        let table = [
            ("[https://gov.cn/a](https://www.gov.cn/b)", false),
            ("[https://gov.cn](https://gov.cn.evil.com)", true),
            ("[https://gov.cn](https://gov.cn@evil.com)", true),
            ("[gov.cn](https://evil.cn)", true),
            ("[请看 https://gov.cn](https://evil.cn)", true),
            ("[WWW.GOV.CN](https://gov.cn)", false),
            ("[www.gov.cn](../a/)", true),
            ("[报告.md](a.md)", false),
            ("[GB5749.2022](https://a.cn)", false),
            ("[a@b.cn](mailto:A@b.cn)", false),
            ("[a@b.cn](mailto:c@b.cn)", true),
            ("[120](tel:110)", true),
            ("[0791-12345](tel:079112345)", false),
            ("[拨打120](tel:120)", false),
            ("[`gov.cn`](https://evil.cn)", true),
            ("<https://a.cn>", false),
        ];
        for (body, found) in table {
            assert_eq!(!marks(&RULE, body).is_empty(), found, "{body}");
        }
    }
}
