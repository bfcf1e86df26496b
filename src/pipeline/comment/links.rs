//! Addresses of files on a forge, from a pattern that the workflow gives: forges differ in how they show a line.

use crate::diag::report::percent_encoded;

/// A pattern with `{path}` and `{line}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links(String);

impl Links {
    /// Takes a pattern; `None` when it is no web address, has no `{path}`, or could break out of a link.
    #[must_use]
    pub fn read(pattern: &str) -> Option<Self> {
        let web = pattern.starts_with("https://") || pattern.starts_with("http://");
        let breaks = |c: char| c.is_whitespace() || c.is_control() || "()<>[]\"'`|\\".contains(c);
        (web && pattern.contains("{path}") && !pattern.contains(breaks)).then(|| Self(pattern.to_owned()))
    }

    /// The address of a line.
    #[must_use]
    pub fn to(&self, path: &str, line: usize) -> String {
        // The line first: a file may be called `{line}`, which the encoding of the path hides.
        self.0.replace("{line}", &line.to_string()).replace("{path}", &percent_encoded(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_addresses() {
        let links = Links::read("https://forge.example.org/o/r/blob/abc/{path}?plain=1#L{line}").expect("a pattern");
        assert_eq!(
            links.to("content/高温/{line}.md", 3),
            "https://forge.example.org/o/r/blob/abc/content/%E9%AB%98%E6%B8%A9/%7Bline%7D.md?plain=1#L3"
        );
        for bad in ["javascript:{path}", "https://e.org/", "https://e.org/{path}) [x](y", "https://e.org/{path} x"] {
            assert_eq!(Links::read(bad), None, "{bad}");
        }
    }
}
