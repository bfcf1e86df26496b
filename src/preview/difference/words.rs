//! The frame of the reviewer's own pages, and what is added to a page of the site.

use crate::compare::escape;
use crate::diag::Lang;

/// The style of the reviewer's own pages: name and text.
pub(super) const STYLE: (&str, &str) = ("review.css", include_str!("files/review.css"));
/// What keeps a reader of a framed page from following a link to a page that is not in the folder.
pub(super) const FRAME_SCRIPT: (&str, &str) = ("frame.js", include_str!("files/frame.js"));

/// Own pages run nothing and load nothing but their style and the two frames; `file:` is for opening them from a disk,
/// where a page has no origin of its own.
const OWN_POLICY: &str =
    "default-src 'none'; style-src 'self' file:; frame-src 'self' file:; base-uri 'none'; form-action 'none'";
/// A page under review may come from anybody: it shows what lies beside it and asks the network for nothing.
const FRAMED_POLICY: &str = "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; \
                             img-src 'self' file: data:; font-src 'self' file: data:; media-src 'self' file:; \
                             base-uri 'none'; form-action 'none'";

/// One of two texts.
pub(super) fn t<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A page of the reviewer's own; `up` leads to the top of the folder.
pub(super) fn page(lang: Lang, (title, class, up): (&str, &str, &str), body: &str) -> String {
    let (title, name) = (escape::html(title), STYLE.0);
    let tongue = t(lang, "zh-CN", "en");
    format!(
        "<!DOCTYPE html>\n<html lang=\"{tongue}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{OWN_POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{up}{name}\">\n</head>\n<body class=\"{class}\">\n{body}</body>\n</html>\n"
    )
}

/// A page of the site with the policy at the start of its head and the script at its end.
pub(super) fn dressed(mut bytes: Vec<u8>, script: &str) -> Vec<u8> {
    let end = find(&bytes, b"</body>").unwrap_or(bytes.len());
    bytes.splice(end..end, format!("<script src=\"{script}\" defer></script>\n").into_bytes());
    if let Some(head) = find(&bytes, b"<head>").map(|at| at + b"<head>".len()) {
        let policy = format!(
            "\n<meta http-equiv=\"Content-Security-Policy\" content=\"{FRAMED_POLICY}\">\n<meta name=\"robots\" content=\"noindex\">"
        );
        bytes.splice(head..head, policy.into_bytes());
    }
    bytes
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted))
}

/// The words of a page's `<title>`.
pub(super) fn title_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let title = text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    unescaped(title)
}

/// The five signs that a template escapes.
fn unescaped(text: &str) -> String {
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#x2F;", "/")];
    signs.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign)).replace("&amp;", "&")
}
