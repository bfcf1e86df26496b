//! KP206 · unsafe-link · Only addresses that are safe, readable and lasting; no remote picture.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::markup::href::{Href, host};
use crate::model::span::Span;
use crate::model::tree::Node;

use super::example::page;
use super::{ArticleCx, Check, Rule};

pub(super) static RULE: Rule = Rule {
    code: 206,
    name: "unsafe-link",
    severity: Severity::Error,
    since: "0.1",
    zh: "链接协议不允许或引用远程资源",
    en: "forbidden URL scheme or remote resource",
    what: "正文链接只允许 https、http、mailto、tel，以及本文目录和其他文章的相对路径；图片必须放在本文目录里；\
           不允许 `//网址`，也不允许主机名前带“用户名@”。前置元数据里的网址只允许 https 和 http。",
    why: "javascript: 一类的链接会执行程序；外站图片随时可能被换掉，审过的图就不是那张图了，e站断网时也看不到；\
          “用户名@”常被用来冒充政府网站。",
    fix: "网址写全，以 https:// 开头。图片下载到本文目录再引用，并在 `media` 里写明来源。",
    english: "Links may use https, http, mailto, tel or a relative path; pictures must lie beside the article; `//host` and \
              `user@host` are refused. A remote picture can change after review and is missing on an offline kiosk. Write \
              whole addresses and keep pictures in the directory.",
    source: Some("WHATWG URL；OWASP XSS 防护要点"),
    bad: &[
        page!("请点⟦[这里](javascript:alert(1))⟧。"),
        page!("请看⟦[公告](//example.org/a)⟧。"),
        page!("⟦![一张柑橘叶片的照片](https://example.org/leaf.jpg)⟧"),
    ],
    good: &[page!("请看[公告](https://example.org/a)，或[写信](mailto:a@example.org)，急救打[120](tel:120)。")],
    check: Check::Article(check),
};

/// Schemes that a phone, a browser and a printed page can all make sense of.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel"];

fn check(cx: &ArticleCx<'_>, out: &mut Findings) {
    for link in &cx.document.outline.links {
        if let Some((zh, en)) = fault_of(&link.dest, SCHEMES) {
            out.push(
                RULE.in_body(cx, link.span, zh, en).help("改用完整的 https:// 网址", "write a whole https:// address"),
            );
        }
    }
    for image in &cx.document.outline.images {
        if matches!(Href::read(&image.dest), Href::Scheme(_) | Href::ProtocolRelative) {
            out.push(remote_image(cx, &image.dest, image.span));
        }
    }
    front(cx, cx.authored, out);
}

fn fault_of(dest: &str, schemes: &[&str]) -> Option<(String, String)> {
    match Href::read(dest) {
        Href::Scheme(scheme) if !schemes.contains(&&*scheme) => {
            Some((format!("不允许的链接协议 {scheme}:"), format!("forbidden scheme {scheme}:")))
        }
        Href::ProtocolRelative => Some(("网址没有写协议".to_owned(), "the address has no scheme".to_owned())),
        Href::Scheme(scheme) if scheme.starts_with("http") && has_user(dest) => {
            let real = host(dest).unwrap_or_default();
            Some((format!("网址带“用户名@”，实际打开的是 {real}"), format!("`user@` in the address; it opens {real}")))
        }
        Href::Scheme(scheme) if scheme.starts_with("http") && host(dest).is_none() => {
            Some(("网址没有主机名".to_owned(), "the address has no host".to_owned()))
        }
        _ => None,
    }
}

fn has_user(dest: &str) -> bool {
    let authority = dest.split_once("//").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    authority.contains('@')
}

fn remote_image(cx: &ArticleCx<'_>, dest: &str, span: Span) -> Diagnostic {
    RULE.in_body(
        cx,
        span,
        format!("图片在本文目录之外：{dest}"),
        format!("the picture is not beside the article: {dest}"),
    )
    .help("把图片存到本文目录，引用文件名", "save it in the article's directory and name the file")
}

/// Addresses in the front matter: every value of a key `url`, and the items of `related`.
fn front(cx: &ArticleCx<'_>, node: &Node, out: &mut Findings) {
    let items: Vec<&crate::model::span::Spanned<Node>> = match node {
        Node::Scalar(_) => return,
        Node::List(items) => return items.iter().for_each(|item| front(cx, &item.value, out)),
        Node::Map(entries) => entries
            .iter()
            .flat_map(|entry| {
                front(cx, &entry.value.value, out);
                match (&*entry.key.value, &entry.value.value) {
                    ("url", Node::Scalar(_)) => vec![&entry.value],
                    ("related", Node::List(items)) => items.iter().collect(),
                    _ => Vec::new(),
                }
            })
            .collect(),
    };
    for item in items {
        let Some(url) = item.value.as_str().filter(|url| !url.is_empty()) else { continue };
        let fault = match Href::read(url) {
            Href::Scheme(_) => fault_of(url, &["https", "http"]),
            _ => Some((format!("“{url}”不是完整的网址"), format!("“{url}” is no whole address"))),
        };
        if let Some((zh, en)) = fault {
            out.push(
                RULE.in_front(cx, item.span, zh, en).help("改用完整的 https:// 网址", "write a whole https:// address"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bed, at, marks};
    use super::*;
    use crate::model::packed::PackedNode;
    use crate::model::tree::Entry;

    #[test]
    fn schemes() {
        for bad in [
            "javascript:1",
            "JAVASCRIPT:1",
            "data:text/html,1",
            "file:///etc",
            "//a.cn",
            "ftp://a.cn",
            "weixin://x",
            "https://gov.cn@a.cn/",
            "https:///a",
            "vbscript:1",
        ] {
            assert_eq!(marks(&RULE, &format!("[甲](<{bad}>)")).len(), 1, "{bad}");
        }
        assert_eq!(marks(&RULE, "[甲](java&#9;script:1)").len(), 1);
        for good in [
            "https://a.cn",
            "http://a.cn/@b",
            "mailto:a@b.cn",
            "tel:120",
            "../x/",
            "图.png",
            "#h1",
            "a/index.md",
            "https://a.cn/?q=a@b",
        ] {
            assert_eq!(marks(&RULE, &format!("[甲](<{good}>)")), [""; 0], "{good}");
        }
        assert_eq!(marks(&RULE, "![甲](data:image/png;base64,A)![乙](a.png)"), ["![甲](data:image/png;base64,A)"]);
    }

    #[test]
    fn addresses_of_the_front_matter() {
        let mut bed = Bed::new("字");
        let url = |text: &str| at(Node::Scalar(text.to_owned()));
        let source = Node::Map(vec![Entry { key: at("url".to_owned()), value: url("javascript:1") }]);
        let entries = vec![
            Entry { key: at("sources".to_owned()), value: at(Node::List(vec![at(source)])) },
            Entry { key: at("related".to_owned()), value: at(Node::List(vec![url("www.a.cn"), url("https://a.cn")])) },
        ];
        bed.article.authored = PackedNode::of(&Node::Map(entries));
        assert_eq!(bed.findings(&RULE).len(), 2);
    }
}
