//! Text into HTML: escaping, and the one test an address must pass.
//!
//! Deliberately absent: any element.

/// Appends text, escaped for content and for quoted attributes alike.
pub fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Text, escaped for content and for quoted attributes alike.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_into(&mut out, text);
    out
}

/// The scheme of an address in lower case, if it has one.
#[must_use]
pub fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    // A colon after one of these belongs to a path, a query or a fragment.
    (!scheme.contains(['/', '?', '#'])).then(|| scheme.trim().to_ascii_lowercase())
}

/// Whether an address leads out of the site.
#[must_use]
pub fn is_outside(address: &str) -> bool {
    address.starts_with("//") || matches!(scheme(address).as_deref(), Some("http" | "https"))
}

/// Whether an address may stand in `href` or `src`: relative, or a scheme that runs nothing.
#[must_use]
pub fn is_safe(address: &str) -> bool {
    let clean = !address.chars().any(|c| c.is_control() || c == '\\');
    clean && scheme(address).is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_the_five() {
        assert_eq!(escaped("a<b>&\"c\"'d'汉"), "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39;汉");
    }

    #[test]
    fn only_harmless_schemes_pass() {
        for good in ["a/index.html", "../a:b", "#s1", "?a:b", "https://x", "HTTP://x", "mailto:a@b", "tel:120", ""] {
            assert!(is_safe(good), "{good}");
        }
        for bad in ["javascript:x", " JavaScript:x", "java\tscript:x", "data:text/html,x", "file:///etc", "vbscript:x"]
        {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
