//! The one comment on a pull request: what blocks, what is missing and who may give it, what changed since each
//! earlier approval. Written for an editor who never opens a terminal and for a reviewer with a telephone: lists, no
//! wide tables. The summary of a run says the same at full length.
//!
//! Deliberately absent: posting it. The first line is a stable mark, so that whoever posts can find and replace it.

mod budget;
mod items;
mod links;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::judging::Judged;
use super::proposal::Reviewed;
use super::standing::Standing;
use crate::diag::markdown::{code, fenced, inert};
use crate::diag::{Bilingual, Diagnostic, Lang, Report, Severity};
use crate::load::Library;
use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::state::State;
use crate::model::units::{ContentDigest, china_rfc3339};
use budget::{Budget, Rank, Section};

pub use links::Links;

/// The first line of every comment. Never changed: a new one would leave old comments behind.
pub const MARK: &str = "<!-- kepu:check -->";

/// How long a text may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// A comment. GitHub takes 65,536 characters, GitLab a million; Gitee does not say, so bytes are counted.
    Comment,
    /// The summary of a run: whatever there is. GitHub takes 1 MiB a step.
    Summary,
}

impl Length {
    fn bytes(self) -> usize {
        match self {
            Self::Comment => 60_000,
            Self::Summary => 1_000_000,
        }
    }

    /// Places of one finding that occurs again and again; more are counted.
    fn places(self) -> usize {
        match self {
            Self::Comment => 10,
            Self::Summary => usize::MAX,
        }
    }

    /// Different findings of one list; of more only the rules are named.
    fn items(self) -> usize {
        match self {
            Self::Comment => 50,
            Self::Summary => usize::MAX,
        }
    }
}

/// The articles that findings are sorted under.
pub struct Subject<'a> {
    library: &'a Library,
    standings: BTreeMap<&'a str, &'a Standing>,
    /// Article folders with their ids.
    places: BTreeMap<&'a str, &'a ArticleId>,
    /// The articles with a section of their own.
    ids: BTreeSet<&'a ArticleId>,
}

fn by_id(standings: &[Standing]) -> BTreeMap<&str, &Standing> {
    standings.iter().map(|standing| (standing.id.as_str(), standing)).collect()
}

impl<'a> Subject<'a> {
    /// Every article that a change touches.
    #[must_use]
    pub fn of_change(reviewed: &'a Reviewed) -> Self {
        let mut places = sound_and_faulty(&reviewed.library);
        places.extend(
            reviewed.articles.iter().filter_map(|article| {
                Some((article.dir.as_str(), article.after.as_ref().or(article.before.as_ref())?))
            }),
        );
        let standings = by_id(&reviewed.judged.standings);
        Self { library: &reviewed.library, standings, places, ids: reviewed.ids.iter().collect() }
    }

    /// Every article of a site about which something was found.
    #[must_use]
    pub fn of_site(library: &'a Library, judged: &'a Judged, findings: &[Diagnostic]) -> Self {
        let (standings, places) = (by_id(&judged.standings), sound_and_faulty(library));
        let mut subject = Self { library, standings, places, ids: BTreeSet::new() };
        subject.ids = findings.iter().filter_map(|finding| subject.owner(finding)).collect();
        subject
    }

    /// The folder of the article that a file lies in, and the article's id.
    fn around(&self, path: &SourcePath) -> Option<(&'a str, &'a ArticleId)> {
        let mut folder = path.parent();
        while let Some(here) = folder {
            if let Some((dir, id)) = self.places.get_key_value(here.as_str()) {
                return Some((dir, id));
            }
            folder = here.parent();
        }
        None
    }

    /// The article that a finding belongs to: by its folder, or by the folder of its records.
    fn owner(&self, finding: &Diagnostic) -> Option<&'a ArticleId> {
        let path = &finding.primary.path;
        self.around(path).map(|(_, id)| id).or_else(|| {
            let name = ArticleId::new(path.below("records")?.split('/').next()?)?;
            let known = self.library.articles.get_key_value(&name).map(|(id, _)| id);
            known.or_else(|| self.ids.get(&name).copied())
        })
    }
}

fn sound_and_faulty(library: &Library) -> BTreeMap<&str, &ArticleId> {
    let sound = library.articles.iter().map(|(id, article)| (article.dir.as_str(), id));
    let faulty = library.faulty.iter().filter_map(|faulty| Some((faulty.dir.as_str(), faulty.id.as_ref()?)));
    sound.chain(faulty).collect()
}

/// What a comment or summary is made from.
pub struct Comment<'a> {
    /// The findings.
    pub report: Report<'a>,
    /// The articles.
    pub subject: Subject<'a>,
    /// What changed since a version that somebody approved, already in Markdown, by article and version.
    pub since: &'a BTreeMap<(ArticleId, ContentDigest), String>,
    /// Both ends of a change, as short commit names.
    pub ends: Option<(&'a str, &'a str)>,
    /// Where files are shown.
    pub links: Option<&'a Links>,
    /// The clock, as a value.
    pub now: jiff::Timestamp,
}

/// What is missing: said line by line instead.
const UNMET: u16 = 713;
/// An approval of another version: said over what changed since that version instead.
const OTHER_VERSION: u16 = 712;

/// The comment of a run that could not judge anything, so that no older one is taken for its result.
#[must_use]
pub fn failure(said: &str, lang: Lang) -> String {
    let (head, foot) = match lang {
        Lang::Zh => {
            ("### ⛔ 这次没有检查成，什么也没有判断", "此前的检查结果不再作数。请把下面的话转给负责仓库设置的人：")
        }
        Lang::En => (
            "### ⛔ The check could not run; nothing was judged",
            "Earlier results no longer hold. Please pass this on to whoever looks after the repository:",
        ),
    };
    format!("{MARK}\n{head}\n\n{foot}\n\n{}\n", fenced(said))
}

impl Comment<'_> {
    /// The whole text.
    #[must_use]
    pub fn markdown(&self, length: Length) -> String {
        let mut sections = Vec::new();
        let mut own: BTreeMap<Option<&ArticleId>, Vec<&Diagnostic>> = BTreeMap::new();
        for finding in self.report.findings {
            // What is said of an article without a section of its own stands with the shared files.
            let owner = self.subject.owner(finding).filter(|id| self.subject.ids.contains(id));
            own.entry(owner).or_default().push(finding);
        }
        let mut of = |id| own.remove(&id).unwrap_or_default();
        self.findings(self.t("公共文件", "Shared files"), &of(None), length, &mut sections);
        for id in &self.subject.ids {
            self.article(id, &of(Some(*id)), length, &mut sections);
        }
        let head = match length {
            Length::Comment => format!("{MARK}\n{}\n\n", self.headline()),
            Length::Summary => format!("{}\n\n", self.headline()),
        };
        Budget { limit: length.bytes(), lang: self.report.lang }.spend(&head, sections, &self.foot(length))
    }

    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.report.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn foot(&self, length: Length) -> String {
        let again = match (self.ends, length) {
            (Some(_), Length::Comment) => self.t(
                "改完后提交到同一个分支，这条意见会自动更新。",
                "Commit to the same branch and this comment updates itself. ",
            ),
            _ => "",
        };
        let explain =
            self.t("看不懂的规则：运行 `kepu explain 规则编号`。", "To have a rule explained: `kepu explain CODE`.");
        let ends = self.ends.map_or_else(String::new, |(base, head)| format!(" · {} … {}", code(base), code(head)));
        format!("---\n<sub>{again}{explain} kepu{ends} · {}</sub>\n", china_rfc3339(self.now))
    }

    fn headline(&self) -> String {
        let count = |wanted: &dyn Fn(&&Diagnostic) -> bool| self.report.findings.iter().filter(wanted).count();
        let errors = count(&|f| f.severity >= Severity::Error && f.code.0 != UNMET);
        let waiting = count(&|f| f.code.0 == UNMET);
        match (errors, waiting, self.report.lang) {
            (0, 0, _) if self.ends.is_some() => {
                self.t("### ✅ 检查通过，可以合并", "### ✅ Nothing blocks this change").to_owned()
            }
            (0, 0, _) => self.t("### ✅ 检查通过", "### ✅ No faults").to_owned(),
            (0, 1, _) => self.t("### 🕓 没有错误，等待审核", "### 🕓 No faults; waiting for review").to_owned(),
            (0, n, Lang::Zh) => format!("### 🕓 没有错误，{n} 篇等待审核"),
            (0, n, Lang::En) => format!("### 🕓 No faults; waiting for review: {n}"),
            (errors, 0, Lang::Zh) => format!("### ⛔ 有 {errors} 个问题要改"),
            (errors, 0, Lang::En) => format!("### ⛔ {errors} to mend"),
            (errors, n, Lang::Zh) => format!("### ⛔ 有 {errors} 个问题要改，{n} 篇等待审核"),
            (errors, n, Lang::En) => format!("### ⛔ {errors} to mend; waiting for review: {n}"),
        }
    }

    fn article(&self, id: &ArticleId, own: &[&Diagnostic], length: Length, sections: &mut Vec<Section>) {
        let standing = self.subject.standings.get(id.as_str()).copied();
        let title = standing.and_then(|standing| standing.title.as_deref());
        let name = title.map_or_else(|| code(id.as_str()), |title| format!("《{}》", inert(title)));
        let Some(standing) = standing else {
            self.findings(&name, own, length, sections);
            return;
        };
        let own: Vec<&Diagnostic> =
            own.iter().filter(|finding| !self.said_otherwise(finding, standing, length)).copied().collect();
        let own = own.as_slice();
        let state = self.t(standing.state.zh(), standing.state.en());
        let version = standing.digest.map_or_else(|| "—".to_owned(), |digest| digest.short());
        let folder = standing.source.as_ref().and_then(SourcePath::parent);
        let mut text = match (title, self.report.lang) {
            (Some(_), _) => format!("#### {name} {}\n\n", code(id.as_str())),
            (None, _) => format!("#### {name}\n\n"),
        };
        let _ = write!(
            text,
            "{}{} · {}{}",
            self.t("状态：", "State: "),
            inert(state),
            self.t("版本：", "version: "),
            code(&version)
        );
        if let Some(folder) = folder {
            let _ = write!(text, " · {}{}", self.t("目录：", "folder: "), code(folder.as_str()));
        }
        text.push_str("\n\n");
        self.errors(own, length, &mut text);
        self.missing(standing, own, &mut text);
        sections.push(Section { rank: Rank::Blocking, name: name.clone(), text });
        sections.extend(self.remarks(&name, own, length));
        self.changes(id, standing, &name, sections);
    }

    /// Findings that belong to no article with a state of its own.
    fn findings(&self, name: &str, own: &[&Diagnostic], length: Length, sections: &mut Vec<Section>) {
        let mut text = String::new();
        self.errors(own, length, &mut text);
        let remarks = self.remarks(name, own, length);
        if !text.is_empty() || remarks.is_some() {
            let text = format!("#### {name}\n\n{text}");
            sections.push(Section { rank: Rank::Blocking, name: name.to_owned(), text });
        }
        sections.extend(remarks);
    }

    fn said_otherwise(&self, finding: &Diagnostic, standing: &Standing, length: Length) -> bool {
        match finding.code.0 {
            UNMET => !standing.missing.is_empty(),
            OTHER_VERSION => length == Length::Comment && self.ends.is_some(),
            _ => false,
        }
    }

    fn missing(&self, standing: &Standing, own: &[&Diagnostic], text: &mut String) {
        let told = |line: &&Bilingual| own.iter().any(|f| f.severity >= Severity::Error && f.message == **line);
        let missing: Vec<&Bilingual> = standing.missing.iter().filter(|line| !told(line)).collect();
        if missing.is_empty() || standing.state == State::Invalid {
            return;
        }
        let _ = writeln!(text, "**{}**\n", self.t("还差", "Still missing"));
        // No boxes to tick: a tick approves nothing.
        for line in missing {
            let _ = writeln!(text, "- {}", inert(line.get(self.report.lang)));
        }
        if standing.state != State::InReview {
            text.push('\n');
            return;
        }
        let version = standing.digest.map_or_else(String::new, |digest| digest.short());
        let words = match self.report.lang {
            Lang::Zh => format!(
                "\n审核人：读过全文后点“通过”（Approve）即可，表示您与本文没有利益冲突；有冲突请写 `利益冲突：有`。\
                 写明须本人密钥的，用 `kepu sign` 签署。签的是版本 {}。\n",
                code(&version)
            ),
            Lang::En => format!(
                "\nReviewers: read the whole text and press Approve, which also says that you have no conflict of interest (else \
                 write `coi: yes`). Where your own key is asked for, use `kepu sign`. It is for version {}.\n",
                code(&version)
            ),
        };
        text.push_str(&words);
        text.push('\n');
    }

    fn changes(&self, id: &ArticleId, standing: &Standing, name: &str, sections: &mut Vec<Section>) {
        let of_it = |(key, _): &(&(ArticleId, ContentDigest), &String)| key.0 == *id && Some(key.1) != standing.digest;
        let known: Vec<_> = self.since.iter().filter(of_it).collect();
        if known.is_empty() && !standing.changed.is_empty() {
            let head = self.t("与上次通过的版本相比", "Compared with the last approved version");
            let lines = standing.changed.iter().map(|line| format!("- {}\n", inert(line.get(self.report.lang))));
            let text = format!("**{head}**\n\n{}\n", lines.collect::<String>());
            sections.push(Section { rank: Rank::Changes, name: format!("{name} {head}"), text });
        }
        for ((_, version), changes) in known {
            let head = match self.report.lang {
                Lang::Zh => format!("自版本 {} 以来的改动{}", version.short(), self.approvers(id, *version)),
                Lang::En => format!("Changed since version {}{}", version.short(), self.approvers(id, *version)),
            };
            let head = inert(&head);
            let text = format!("<details open><summary>{head}</summary>\n\n{changes}\n</details>\n\n");
            sections.push(Section { rank: Rank::Changes, name: format!("{name} {head}"), text });
        }
    }

    /// Who approved a version, in brackets.
    fn approvers(&self, id: &ArticleId, version: ContentDigest) -> String {
        let library = self.subject.library;
        let records = library.records_of(id.as_str()).iter();
        let of_it = records.filter(|record| record.statement.digest == version);
        let mut names: Vec<&str> = of_it
            .filter_map(|record| library.roster.people.get(&record.statement.reviewer))
            .map(|person| &*person.name)
            .collect();
        names.dedup();
        match (names.is_empty(), self.report.lang) {
            (true, _) => String::new(),
            (_, Lang::Zh) => format!("（{} 看过的版本）", names.join("、")),
            (_, Lang::En) => format!(" (read by {})", names.join(", ")),
        }
    }
}
