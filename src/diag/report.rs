//! Findings together with what every written form of them needs.

use super::source_map::SourceMap;
use super::{Diagnostic, Lang, fingerprint};
use crate::model::path::SourcePath;
use crate::model::token::vocabulary;

vocabulary! {
    /// A form of the findings.
    Format {
        Human = "human", "带原文和改法，给人看", "with source lines and fixes, for people";
        Short = "short", "每个问题一行", "one line a finding";
        Json = "json", "给程序，格式见 kepu schema findings", "for programs, see kepu schema findings";
        Sarif = "sarif", "SARIF 2.1.0，如 GitHub 代码扫描", "SARIF 2.1.0, such as GitHub code scanning";
        Github = "github", "GitHub Actions 标注，每级最多 10 条", "GitHub Actions annotations, ten a level";
        Gitlab = "gitlab", "GitLab 代码质量报告", "GitLab code quality report";
        Markdown = "markdown", "合并请求里的一条评论", "one comment for a pull request";
        Summary = "summary", "同评论，但完整，给任务摘要", "the comment in full, for a job summary";
    }
}

/// Findings in their order, the texts they point into, and how they are to be told.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The findings in order of file and place.
    pub findings: &'a [Diagnostic],
    /// The texts.
    pub sources: &'a SourceMap,
    /// The language.
    pub lang: Lang,
    /// The site's folder below the top of its repository with a slash at its end, or nothing. Hosts count from the top.
    pub prefix: &'a str,
}

impl<'a> Report<'a> {
    /// A path as the host knows it.
    #[must_use]
    pub fn path(&self, path: &SourcePath) -> String {
        format!("{}{path}", self.prefix)
    }

    /// One name a finding, in their order: the same while the line it is about stays the same, wherever that line
    /// moves; never given twice.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        fingerprint::of_all(self)
    }

    /// One of two texts.
    pub(super) fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The fact and, a line each, what to do.
    pub(super) fn told(&self, finding: &Diagnostic) -> String {
        let word = self.t("怎么改：", "help: ");
        let helps = finding.helps.iter().map(|help| format!("\n{word}{}", help.get(self.lang)));
        std::iter::once(finding.message.get(self.lang).to_owned()).chain(helps).collect()
    }
}

/// A path as part of an address: everything but unreserved characters and `/` as `%XX`. Source: RFC 3986.
#[must_use]
pub fn percent_encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (path, expected) in [
            ("content/a-b_c.md", "content/a-b_c.md"),
            ("高温 1.md", "%E9%AB%98%E6%B8%A9%201.md"),
            ("a:b?c#d%e", "a%3Ab%3Fc%23d%25e"),
        ] {
            assert_eq!(percent_encoded(path), expected);
        }
    }
}
