//! What a link in an article points at, read from its text alone.
//!
//! Deliberately absent: whether the target exists; that needs the site.

/// The kinds of address an author can write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Href {
    /// Nothing, or only a place on the same page.
    Here,
    /// With a scheme, in lower case: `https`, `mailto`, `javascript` …
    Scheme(String),
    /// `//host/…`: the scheme of whoever shows the page.
    ProtocolRelative,
    /// `/…`: the root of whoever shows the page.
    Rooted,
    /// A file or directory from the article's own directory.
    Relative(Relative),
}

/// A relative address, decoded and without dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// How many directories up it goes first.
    pub up: usize,
    /// The names that follow.
    pub names: Vec<String>,
    /// Whether it was written with a final `/`.
    pub is_directory: bool,
}

impl Href {
    /// Reads a destination as the parser gives it.
    #[must_use]
    pub fn read(dest: &str) -> Self {
        let dest = dest.trim();
        if let Some(scheme) = scheme_of(dest) {
            return Self::Scheme(scheme);
        }
        // Browsers read `\` as `/` in addresses of the web.
        let slashed = |c: char| c == '/' || c == '\\';
        let path = dest.split(['#', '?']).next().unwrap_or("");
        let mut first = path.chars();
        match (first.next(), first.next()) {
            (None, _) => Self::Here,
            (Some(a), Some(b)) if slashed(a) && slashed(b) => Self::ProtocolRelative,
            (Some(a), _) if slashed(a) => Self::Rooted,
            _ => Self::Relative(relative(path)),
        }
    }
}

impl Relative {
    /// The names joined with `/`.
    #[must_use]
    pub fn path(&self) -> String {
        self.names.join("/")
    }
}

/// The scheme as a browser sees it: control characters and spaces inside do not hide it.
fn scheme_of(dest: &str) -> Option<String> {
    let (before, _) = dest.split_once(':')?;
    let name: String = before.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let rest = chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (starts && rest).then(|| name.to_ascii_lowercase())
}

fn relative(path: &str) -> Relative {
    let mut up = 0;
    let mut names: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if names.pop().is_none() {
                    up += 1;
                }
            }
            name => names.push(percent_decoded(name)),
        }
    }
    let is_directory = path.ends_with('/') || path.ends_with("..") || path.ends_with("/.") || path == ".";
    Relative { up, names, is_directory }
}

/// Decodes `%E5%9B%BE`; a sequence that is no UTF-8 or would make a separator stays as written.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = (bytes.get(at + 1).copied().and_then(hex), bytes.get(at + 2).copied().and_then(hex));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) if !matches!(high * 16 + low, b'/' | b'\\' | b'%' | 0) => {
                decoded.push(high * 16 + low);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The host of an address with `//`, in lower case and without `www.`, or `None`.
///
/// What stands before `@` is left out, as a browser leaves it out.
#[must_use]
pub fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("//")?;
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or("");
    let after_user = authority.rsplit('@').next().unwrap_or("");
    let host = after_user.split(':').next().unwrap_or("").trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").map(str::to_owned).unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(up: usize, names: &[&str], is_directory: bool) -> Href {
        Href::Relative(Relative { up, names: names.iter().map(|&n| n.to_owned()).collect(), is_directory })
    }

    #[test]
    fn reads_every_kind() {
        let scheme = |name: &str| Href::Scheme(name.to_owned());
        let table = [
            ("", Href::Here),
            ("#s1", Href::Here),
            ("?a", Href::Here),
            ("https://a.cn", scheme("https")),
            ("JavaScript:alert(1)", scheme("javascript")),
            ("java\tscript:alert(1)", scheme("javascript")),
            (" data:x", scheme("data")),
            ("//a.cn/x", Href::ProtocolRelative),
            ("\\\\a.cn", Href::ProtocolRelative),
            ("/\\a.cn", Href::ProtocolRelative),
            ("/a", Href::Rooted),
            ("图.png", to(0, &["图.png"], false)),
            ("%E5%9B%BE.png#x", to(0, &["图.png"], false)),
            ("./a/../b.png", to(0, &["b.png"], false)),
            ("../other/", to(1, &["other"], true)),
            ("../../x/y/index.md?z", to(2, &["x", "y", "index.md"], false)),
            ("a/../../b", to(1, &["b"], false)),
            ("..", to(1, &[], true)),
            ("图：一.png", to(0, &["图：一.png"], false)),
        ];
        for (dest, kind) in table {
            assert_eq!(Href::read(dest), kind, "{dest:?}");
        }
    }

    #[test]
    fn decodes_with_care() {
        assert_eq!(percent_decoded("a%20b%2Fc%zz%"), "a b%2Fc%zz%");
        assert_eq!(percent_decoded("%FF"), "%FF");
    }

    #[test]
    fn the_host_is_what_a_browser_opens() {
        assert_eq!(host("https://www.Gov.cn:443/a").as_deref(), Some("gov.cn"));
        assert_eq!(host("https://gov.cn@evil.com/a").as_deref(), Some("evil.com"));
        assert_eq!(host("https://evil.com\\@gov.cn").as_deref(), Some("evil.com"));
        assert_eq!(host("mailto:a@b.cn"), None);
        assert_eq!(host("https:///"), None);
    }
}
