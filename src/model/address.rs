//! From the target of a request to a path of a site, and back; types of files.

use std::fmt::Write as _;

use super::path::SitePath;

/// The type of a page.
pub const HTML: &str = "text/html; charset=utf-8";
/// The type of data.
pub const JSON: &str = "application/json; charset=utf-8";
const INDEX: &str = "index.html";

/// Names of this machine for itself. A page of another origin whose name was pointed at this machine is turned away.
#[must_use]
pub fn is_own_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Whether a host is given as a number or is this machine: no name of somebody else's that was pointed here.
#[must_use]
pub fn is_plain_host(host: &str) -> bool {
    let is_number = host.parse::<std::net::SocketAddr>().is_ok() || host.parse::<std::net::IpAddr>().is_ok();
    is_number || is_own_host(host)
}

/// The path that an absolute URL path means; nothing when no file can have it.
#[must_use]
pub fn path_of(path: &str) -> Option<SitePath> {
    let mut text = decoded(path.strip_prefix('/')?)?;
    if text.is_empty() || text.ends_with('/') {
        text.push_str(INDEX);
    }
    SitePath::new(&text).ok()
}

/// The index of a folder whose `/` was left out.
#[must_use]
pub fn folder(path: &SitePath) -> Option<SitePath> {
    path.join(INDEX).ok()
}

/// The URL path of a file. Never begins with `//`, which a browser would take for another host.
#[must_use]
pub fn target_of(path: &SitePath) -> String {
    let text = path.as_str();
    let text = text.strip_suffix(INDEX).filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(text);
    text.bytes().fold("/".to_owned(), |mut target, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            target.push(char::from(byte));
        } else {
            // A String takes all.
            let _ = write!(target, "%{byte:02X}");
        }
        target
    })
}

/// A text without its `%` escapes; nothing when it is no text.
#[must_use]
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The type of a file by its extension. What is not known is bytes, which a browser shows nobody.
#[must_use]
pub fn kind(path: &SitePath) -> &'static str {
    match path.extension().as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "map" => JSON,
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
