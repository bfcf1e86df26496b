//! The one comment on a pull request: what blocks, what is missing and who may give it, what changed since each
//! earlier approval. Written for an editor who never opens a terminal.
//!
//! Deliberately absent: posting it. The first line is a stable mark, so that whoever posts can find and replace it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::proposal::Reviewed;
use super::standing::Standing;
use crate::diag::markdown::{code, inert};
use crate::diag::source_map::SourceMap;
use crate::diag::{Diagnostic, Lang, Severity};
use crate::model::article::ArticleId;
use crate::model::state::State;
use crate::model::units::{ContentDigest, china_rfc3339};

/// The first line of every comment. Never changed: a new one would leave old comments behind.
pub const MARK: &str = "<!-- kepu:check -->";

/// Findings in one table; more are counted and named by the command that shows them.
const MAX_ROWS: usize = 50;
/// Longest comment in bytes. GitHub cuts at 65,536 characters, Gitee earlier; whole sections are left out first.
const MAX_BYTES: usize = 60_000;

/// What a comment is made from.
pub struct Comment<'a> {
    /// The judged change.
    pub reviewed: &'a Reviewed,
    /// Texts of the findings.
    pub texts: &'a SourceMap,
    /// What changed since a version that somebody approved, already in Markdown, by article and version.
    pub since: &'a BTreeMap<(ArticleId, ContentDigest), String>,
    /// The language.
    pub lang: Lang,
    /// Both ends, as short commit names.
    pub ends: (&'a str, &'a str),
    /// The clock, as a value.
    pub now: jiff::Timestamp,
}

/// Findings that a comment says in another way: what is missing stands in its own list.
const SAID_OTHERWISE: &[u16] = &[712, 713];

impl Comment<'_> {
    /// The whole comment.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("{MARK}\n{}\n\n", self.headline());
        let general: Vec<&Diagnostic> = self.reviewed.findings.iter().filter(|f| self.owner(f).is_none()).collect();
        self.problems(&general, &mut text);
        for id in &self.reviewed.ids {
            self.article(id, &mut text);
        }
        let foot = self.t(
            "改完后提交到同一个分支，这条意见会自动更新。看不懂的规则：运行 `kepu explain 规则编号`。",
            "Commit to the same branch and this comment updates itself. To have a rule explained: `kepu explain CODE`.",
        );
        let (base, head) = self.ends;
        let now = china_rfc3339(self.now);
        let _ = write!(text, "---\n<sub>{foot} kepu · {} … {} · {now}</sub>\n", code(base), code(head));
        self.capped(text)
    }

    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn headline(&self) -> String {
        let count = |wanted: &dyn Fn(&&Diagnostic) -> bool| self.reviewed.findings.iter().filter(wanted).count();
        let errors = count(&|f| f.severity >= Severity::Error && !SAID_OTHERWISE.contains(&f.code.0));
        let waiting = count(&|f| f.code.0 == 713);
        match (errors, waiting) {
            (0, 0) => self.t("### ✅ 检查通过，可以合并", "### ✅ Nothing blocks this change").to_owned(),
            (0, _) => self.t("### 🕓 没有错误，等待审核", "### 🕓 No faults; waiting for review").to_owned(),
            (errors, _) => match self.lang {
                Lang::Zh => format!("### ⛔ 有 {errors} 个问题要改"),
                Lang::En => format!("### ⛔ {errors} to mend"),
            },
        }
    }

    /// The article that a finding belongs to: by its folder, or by the folder of its records.
    fn owner(&self, finding: &Diagnostic) -> Option<&ArticleId> {
        let path = &finding.primary.path;
        let by_dir = self.reviewed.articles.iter().find(|article| path.below(article.dir.as_str()).is_some());
        let by_dir = by_dir.and_then(|article| article.after.as_ref().or(article.before.as_ref()));
        by_dir.or_else(|| self.reviewed.ids.iter().find(|id| path.below(&format!("records/{id}")).is_some()))
    }

    fn article(&self, id: &ArticleId, text: &mut String) {
        let standing = self.reviewed.judged.standings.iter().find(|standing| standing.id == id.as_str());
        let own: Vec<&Diagnostic> =
            self.reviewed.findings.iter().filter(|finding| self.owner(finding) == Some(id)).collect();
        let Some(standing) = standing else {
            if !own.is_empty() {
                let _ = writeln!(text, "#### {}\n", code(id.as_str()));
                self.problems(&own, text);
            }
            return;
        };
        let title =
            standing.title.as_deref().map_or_else(|| code(id.as_str()), |title| format!("《{}》", inert(title)));
        let _ = writeln!(text, "#### {title} {}\n", code(id.as_str()));
        let state = self.t(standing.state.zh(), standing.state.en());
        let version = standing.digest.map_or_else(|| "—".to_owned(), |digest| digest.short());
        let _ = writeln!(
            text,
            "{}{} · {}{}\n",
            self.t("状态：", "State: "),
            inert(state),
            self.t("版本：", "version: "),
            code(&version)
        );
        self.problems(&own, text);
        self.missing(standing, text);
        self.changes(id, standing, text);
    }

    fn missing(&self, standing: &Standing, text: &mut String) {
        if standing.missing.is_empty() || standing.state == State::Invalid {
            return;
        }
        let _ = writeln!(text, "**{}**\n", self.t("还差", "Still missing"));
        for line in &standing.missing {
            let _ = writeln!(text, "- [ ] {}", inert(line.get(self.lang)));
        }
        let version = standing.digest.map_or_else(String::new, |digest| digest.short());
        let words = match self.lang {
            Lang::Zh => format!(
                "\n审核人：读过预览后点“通过”（Approve）即可，表示您与本文没有利益冲突；有冲突请写 `利益冲突：有`。签的是版本 {}。\n",
                code(&version)
            ),
            Lang::En => format!(
                "\nReviewers: read the preview and press Approve, which also says that you have no conflict of interest (else \
                 write `coi: yes`). It is for version {}.\n",
                code(&version)
            ),
        };
        text.push_str(&words);
        text.push('\n');
    }

    fn changes(&self, id: &ArticleId, standing: &Standing, text: &mut String) {
        let mut sections: Vec<(String, &str)> = Vec::new();
        for ((article, version), changes) in self.since {
            if article == id && Some(*version) != standing.digest {
                let head = match self.lang {
                    Lang::Zh => format!("自版本 {} 以来的改动{}", version.short(), self.approvers(id, *version)),
                    Lang::En => format!("Changed since version {}{}", version.short(), self.approvers(id, *version)),
                };
                sections.push((head, changes));
            }
        }
        if sections.is_empty() && !standing.changed.is_empty() {
            let _ =
                writeln!(text, "**{}**\n", self.t("与上次通过的版本相比", "Compared with the last approved version"));
            for line in &standing.changed {
                let _ = writeln!(text, "- {}", inert(line.get(self.lang)));
            }
            text.push('\n');
        }
        for (head, changes) in sections {
            let _ = writeln!(text, "<details open><summary>{}</summary>\n\n{changes}\n</details>\n", inert(&head));
        }
    }

    /// Who approved a version, in brackets.
    fn approvers(&self, id: &ArticleId, version: ContentDigest) -> String {
        let records = self.reviewed.library.records.get(id.as_str()).into_iter().flatten();
        let of_it = records.filter(|record| record.statement.digest == version);
        let mut names: Vec<&str> = of_it
            .filter_map(|record| self.reviewed.library.roster.people.get(&record.statement.reviewer))
            .map(|person| person.name.as_str())
            .collect();
        names.dedup();
        match (names.is_empty(), self.lang) {
            (true, _) => String::new(),
            (_, Lang::Zh) => format!("（{} 看过的版本）", names.join("、")),
            (_, Lang::En) => format!(" (read by {})", names.join(", ")),
        }
    }

    fn problems(&self, findings: &[&Diagnostic], text: &mut String) {
        let shown = |finding: &&&Diagnostic| !SAID_OTHERWISE.contains(&finding.code.0);
        let of =
            |wanted: Severity| findings.iter().filter(shown).filter(move |f| f.severity.min(Severity::Error) == wanted);
        let errors: Vec<&Diagnostic> = of(Severity::Error).copied().collect();
        let others: Vec<&Diagnostic> = of(Severity::Warning).chain(of(Severity::Info)).copied().collect();
        self.table(&errors, text);
        if !others.is_empty() {
            let summary = match self.lang {
                Lang::Zh => format!("{} 条提醒（不影响发布）", others.len()),
                Lang::En => format!("{} remarks (they block nothing)", others.len()),
            };
            let _ = writeln!(text, "<details><summary>{summary}</summary>\n");
            self.table(&others, text);
            text.push_str("</details>\n\n");
        }
    }

    fn table(&self, findings: &[&Diagnostic], text: &mut String) {
        if findings.is_empty() {
            return;
        }
        text.push_str(self.t("| 位置 | 问题 | 怎么改 | 规则 |\n", "| Place | Problem | What to do | Rule |\n"));
        text.push_str("| --- | --- | --- | --- |\n");
        for finding in findings.iter().take(MAX_ROWS) {
            let helps: Vec<String> = finding.helps.iter().map(|help| inert(help.get(self.lang))).collect();
            let _ = writeln!(
                text,
                "| {} | {}{} | {} | {} |",
                self.place(finding),
                inert(finding.message.get(self.lang)),
                self.quote(finding),
                helps.join("<br>"),
                finding.code
            );
        }
        if findings.len() > MAX_ROWS {
            let rest = findings.len() - MAX_ROWS;
            let _ = match self.lang {
                Lang::Zh => writeln!(text, "\n另有 {rest} 条，运行 `kepu check` 查看全部。"),
                Lang::En => writeln!(text, "\n{rest} more; run `kepu check` to see them all."),
            };
        }
        text.push('\n');
    }

    fn place(&self, finding: &Diagnostic) -> String {
        let path = &finding.primary.path;
        match finding.primary.span {
            None => code(path.as_str()),
            Some(span) => {
                let at = self.texts.position(path, span.start);
                code(&format!("{path}:{}:{}", at.line, at.column))
            }
        }
    }

    /// The words that a finding points at, where they are short enough to help.
    fn quote(&self, finding: &Diagnostic) -> String {
        let span = finding.primary.span.map(|span| span.range());
        let words = span.and_then(|range| self.texts.text(&finding.primary.path)?.get(range));
        let short = words
            .map(str::trim)
            .filter(|words| !words.is_empty() && words.chars().count() <= 40 && !words.contains('\n'));
        short.map_or_else(String::new, |words| format!("<br>{}", code(words)))
    }

    fn capped(&self, text: String) -> String {
        if text.len() <= MAX_BYTES {
            return text;
        }
        let mut end = MAX_BYTES;
        while !text.is_char_boundary(end) || !text[..end].ends_with('\n') {
            end -= 1;
        }
        let said = self.t(
            "内容太长，后面的没有显示；运行 `kepu check --base … --format markdown` 查看全部。",
            "This is too long for a comment; run `kepu check --base … --format markdown` to see the rest.",
        );
        format!("{}\n\n**{said}**\n", &text[..end])
    }
}
