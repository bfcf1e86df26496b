//! `--base` and `--head`: a proposed change read from git objects.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use clap::ArgMatches;

use super::Globals;
use super::context::{root, settings_fault_of, source_error, texts};
use super::exit::{CliError, Exit};
use super::history::GitHistory;
use crate::compare::{self, Version};
use crate::diag::source_map::SourceMap;
use crate::diag::{Bilingual, Code, Diagnostic, Lang};
use crate::host::git::{GitError, GitTree, Oid, Repository};
use crate::load::LoadStop;
use crate::model::article::{Article, ArticleId, Kind};
use crate::model::path::SourcePath;
use crate::model::record::Decision;
use crate::model::sources::{ListedFile, SourceError, Sources};
use crate::model::units::ContentDigest;
use crate::pipeline::proposal::{self, Proposal, Proposed, Reviewed, StoredVersion};
use crate::rules::change::ChangedFile;

/// A judged change with the texts its findings point into.
pub(super) struct Change {
    pub(super) reviewed: Reviewed,
    pub(super) texts: SourceMap,
    pub(super) since: BTreeMap<(ArticleId, ContentDigest), String>,
    pub(super) ends: (Oid, Oid),
    /// The site's folder below the top of the repository.
    pub(super) prefix: String,
}

/// Both ends of a change and the point where it began.
pub(super) struct Ends {
    pub(super) repository: Repository,
    pub(super) base: GitTree,
    pub(super) head: GitTree,
    /// Where the head left the base.
    pub(super) fork: Oid,
    pub(super) files: Vec<ChangedFile>,
}

impl Ends {
    /// Finds both revisions and what lies between them.
    pub(super) fn find(globals: &Globals, base: &str, head: &str) -> Result<Self, CliError> {
        let repository = Repository::around(&root(globals)?).map_err(|error| git_error(&error))?;
        let faulty = |error| git_error(&error);
        let (base, head) = (repository.commit(base).map_err(faulty)?, repository.commit(head).map_err(faulty)?);
        let fork = repository.merge_base(&base, &head).map_err(faulty)?;
        let changes = repository.changes(&fork, &head).map_err(faulty)?;
        let mut files = Vec::new();
        for change in changes {
            let path = SourcePath::new(&change.path).map_err(|_| unclean(&change.path))?;
            files.push(ChangedFile { path, before: change.before, after: change.after });
        }
        // Two listings of a large repository, side by side.
        let (base, head) = rayon::join(|| repository.tree(&base), || repository.tree(&head));
        Ok(Self { base: base.map_err(faulty)?, head: head.map_err(faulty)?, repository, fork, files })
    }

    /// The past of the base, with the articles of some directories at hand.
    pub(super) fn history(&self, dirs: &BTreeSet<String>) -> Result<GitHistory, CliError> {
        let ids = proposal::ids(&self.base, dirs).map_err(|error| source_error(&error))?;
        let at_tip = ids.into_iter().map(|(dir, id)| (id, dir)).collect();
        Ok(GitHistory::new(self.repository.clone(), self.base.commit().clone()).knowing(at_tip))
    }

    /// The article directories that the change touches, by their files or by their records.
    pub(super) fn touched(&self) -> Result<BTreeSet<String>, CliError> {
        let holds = |path: &str| self.base.blob(path).is_some() || self.head.blob(path).is_some();
        let mut dirs = proposal::touched(&self.files, &holds);
        let ids = proposal::with_records(&self.files);
        let near = proposal::ids(&self.head, &dirs).map_err(|error| source_error(&error))?;
        // Usually a record comes with its text; only others have to be looked for in every text.
        let far = ids.iter().filter(|id| !near.values().any(|near| near == *id));
        let candidates = self.mentioning(&far.map(ToString::to_string).collect::<Vec<_>>())?;
        let found = proposal::ids(&self.head, &candidates).map_err(|error| source_error(&error))?;
        dirs.extend(found.into_iter().filter(|(_, id)| ids.contains(id)).map(|(dir, _)| dir));
        Ok(dirs)
    }

    /// Article directories of the head whose text holds one of some words.
    fn mentioning(&self, words: &[String]) -> Result<BTreeSet<String>, CliError> {
        let found = self.repository.mentioning(self.head.commit(), "content", words);
        let found = found.map_err(|error| git_error(&error))?;
        Ok(found.iter().filter_map(|path| path.strip_suffix("/index.md")).map(str::to_owned).collect())
    }

    /// Addresses of the makers, by touched directory and, under the empty name, of the protected part of the change.
    pub(super) fn hands(&self, dirs: &BTreeSet<String>) -> Result<BTreeMap<String, BTreeSet<String>>, CliError> {
        let mut hands: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let owned = dirs.iter().map(|dir| (dir.clone(), dir.clone()));
        for (part, folder) in owned.chain(self.beside_articles().into_iter().map(|top| (String::new(), top))) {
            let commits = self.repository.commits(&self.fork, self.head.commit(), &folder);
            let emails = hands.entry(part).or_default();
            for commit in commits.map_err(|error| git_error(&error))? {
                emails.extend(commit.authors().map(|person| person.email.clone()));
                // Beside an author it only says which button was pressed.
                emails.extend(Some(&commit.committer.email).filter(|email| !proposal::is_web_button(email)).cloned());
            }
        }
        Ok(hands)
    }

    /// The first folders, or files, of what changes besides articles. Records are left out: whoever brings a signature
    /// along has changed nothing that is signed.
    fn beside_articles(&self) -> BTreeSet<String> {
        let top = |file: &ChangedFile| file.path.as_str().split('/').next().unwrap_or_default().to_owned();
        let tops: BTreeSet<String> = self.files.iter().map(top).filter(|top| top != "records").collect();
        if tops.iter().all(|top| top == "content") { BTreeSet::new() } else { tops }
    }

    /// Articles that have to be known besides the touched ones: those they link to, those that mention a new id, and
    /// for a refutation all others.
    fn neighbours(&self, dirs: &BTreeSet<String>) -> Result<BTreeSet<String>, CliError> {
        let read = |error: SourceError| source_error(&error);
        let mut neighbours = proposal::linked(&self.head, dirs).map_err(read)?;
        let before: BTreeSet<ArticleId> = proposal::ids(&self.base, dirs).map_err(read)?.into_values().collect();
        let after = proposal::ids(&self.head, dirs).map_err(read)?;
        let mut words: Vec<String> =
            after.values().filter(|id| !before.contains(id)).map(ToString::to_string).collect();
        if self.touches_a_refutation(dirs) {
            words.push(format!("kind: {}", Kind::Rebuttal.token()));
            words.push(format!("kind: {}", Kind::Rebuttal.zh()));
        }
        // Whatever links to a corrected article names its folder.
        let corrected = dirs.iter().filter(|dir| self.head_text(dir).contains("\ncorrections:"));
        words.extend(corrected.filter_map(|dir| dir.rsplit('/').next().map(str::to_owned)));
        neighbours.extend(self.mentioning(&words)?);
        neighbours.retain(|dir| !dirs.contains(dir));
        Ok(neighbours)
    }

    fn touches_a_refutation(&self, dirs: &BTreeSet<String>) -> bool {
        dirs.iter().any(|dir| self.head_text(dir).contains("\nclaim:"))
    }

    /// The article that the head has in a directory, or nothing.
    fn head_text(&self, dir: &str) -> String {
        let index = SourcePath::new(&format!("{dir}/index.md")).ok();
        let bytes = index.and_then(|path| self.head.bytes(&path).ok().flatten()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Judges the change that `--base` and `--head` name.
pub(super) fn review(globals: &Globals, args: &ArgMatches, base: &str) -> Result<Change, CliError> {
    let head = args.get_one::<String>("head").map_or("HEAD", String::as_str);
    let ends = Ends::find(globals, base, head)?;
    let dirs = ends.touched()?;
    let hands = ends.hands(&dirs)?;
    let neighbours = if args.get_flag("all") { None } else { Some(ends.neighbours(&dirs)?) };
    let proposal = Proposal {
        base: &ends.base,
        head: &ends.head,
        files: &ends.files,
        neighbours: neighbours.as_ref(),
        hands: &hands,
        history: &ends.history(&dirs)?,
        now: globals.now,
    };
    let reviewed = proposal::review(&proposal, &dirs).map_err(|stop| match stop {
        LoadStop::Source(error) => source_error(&error),
        LoadStop::Settings(findings) => base_fault(globals, &ends.base, findings.sorted()),
    })?;
    let texts = ends.texts(&reviewed.findings);
    let since = ends.since(&reviewed, globals.lang)?;
    let prefix = ends.repository.prefix().to_owned();
    Ok(Change { reviewed, texts, since, ends: (ends.base.commit().clone(), ends.head.commit().clone()), prefix })
}

impl Ends {
    /// The texts of findings: of the head where the change touched a file, else of the trusted tree.
    fn texts(&self, findings: &[Diagnostic]) -> SourceMap {
        let trusted = Proposed::new(&self.base, &self.head, None, &BTreeSet::new());
        let changed: BTreeSet<&SourcePath> = self.files.iter().map(|file| &file.path).collect();
        texts(&ChangedFirst { changed, head: &self.head, trusted: &trusted }, findings)
    }
}

/// Approved versions that a comment compares with, newest first; older ones are of no use to anybody.
const MAX_COMPARED: usize = 3;

impl Ends {
    /// What changed since each version that somebody approved, in Markdown, as far as git still has that version.
    fn since(&self, reviewed: &Reviewed, lang: Lang) -> Result<BTreeMap<(ArticleId, ContentDigest), String>, CliError> {
        let mut since = BTreeMap::new();
        for change in &reviewed.articles {
            let Some(article) = change.after.as_ref().and_then(|id| reviewed.library.articles.get(id)) else {
                continue;
            };
            let wanted = approved(reviewed, article);
            for version in self.stored(change.dir.as_str(), &wanted)? {
                let old =
                    Version { front: Cow::Borrowed(&version.authored), body: &version.body, assets: &version.assets };
                let comparison = compare::articles(&old, &Version::of(article));
                since.insert((version.id, version.digest), compare::markdown::render(&comparison, lang));
            }
        }
        Ok(since)
    }

    /// Some versions of an article, where a commit of its folder still has them.
    fn stored(&self, dir: &str, wanted: &BTreeSet<ContentDigest>) -> Result<Vec<StoredVersion>, CliError> {
        let mut found: Vec<StoredVersion> = Vec::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        // What was approved is usually what the base still shows; only else is the history walked.
        let present = proposal::version_in(&self.base, dir).map_err(|error| source_error(&error))?;
        found.extend(present.filter(|version| wanted.contains(&version.digest)));
        if found.len() == wanted.len() {
            return Ok(found);
        }
        let faulty = |error: GitError| git_error(&error);
        for commit in self.repository.versions(self.head.commit(), dir).map_err(faulty)? {
            let tree = self.repository.folder(&commit, dir).map_err(faulty)?;
            let version = proposal::version_in(&tree, dir).map_err(|error| source_error(&error))?;
            let fresh = version.filter(|version| wanted.contains(&version.digest));
            let fresh = fresh.filter(|version| found.iter().all(|known| known.digest != version.digest));
            found.extend(fresh);
            if found.len() == wanted.len() {
                break;
            }
        }
        Ok(found)
    }
}

/// The versions that people approved last, without the present one.
fn approved(reviewed: &Reviewed, article: &Article) -> BTreeSet<ContentDigest> {
    let standing = reviewed.judged.standings.iter().find(|standing| standing.id == article.id().as_str());
    let present = standing.and_then(|standing| standing.digest);
    let records = reviewed.library.records_of(article.id().as_str()).iter();
    let approvals = records.map(|record| &record.statement).filter(|said| said.decision == Decision::Approve);
    let mut versions: Vec<_> = approvals.map(|said| (said.at, said.digest)).collect();
    versions.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut newest: Vec<ContentDigest> = Vec::new();
    for (_, digest) in versions {
        if Some(digest) != present && !newest.contains(&digest) {
            newest.push(digest);
        }
    }
    newest.into_iter().take(MAX_COMPARED).collect()
}

/// Shows a changed file as the head has it.
struct ChangedFirst<'a> {
    changed: BTreeSet<&'a SourcePath>,
    head: &'a GitTree,
    trusted: &'a Proposed<'a>,
}

impl Sources for ChangedFirst<'_> {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        self.trusted.list(dir)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        if self.changed.contains(path) { self.head.bytes(path) } else { self.trusted.bytes(path) }
    }
}

/// KP802: the base itself cannot be used.
pub(super) fn base_fault(globals: &Globals, base: &GitTree, findings: Vec<Diagnostic>) -> CliError {
    let summary = Bilingual::new("基准分支的设置有误", "the settings of the base branch are wrong");
    let code = Code(802);
    settings_fault_of(globals, base, findings, Exit::Trust).hint(
        format!("{code} {}：先在基准分支上改好，再检查合并请求", summary.zh),
        format!("{code} {}: mend them there before checking a change", summary.en),
    )
}

fn unclean(path: &str) -> CliError {
    CliError::new(
        Exit::Trust,
        format!("合并请求里有文件名不规范的文件：{path:?}"),
        format!("the change holds a file with an unclean name: {path:?}"),
    )
    .hint("改用不含反斜杠、控制字符的 UTF-8 文件名", "use a UTF-8 name without backslashes and control characters")
}

/// What a git fault means to a person. Whatever cannot be read is refused, never taken for fine.
pub(super) fn git_error(error: &GitError) -> CliError {
    let deepen = |fault: CliError| {
        fault.hint(
            "这是浅克隆，缺历史：git fetch --unshallow origin（CI 里把 fetch-depth 设为 0）",
            "this clone is shallow: git fetch --unshallow origin (in CI set fetch-depth to 0)",
        )
    };
    match error {
        GitError::Program(reason) => {
            CliError::new(Exit::Files, format!("无法运行 git：{reason}"), format!("git cannot be run: {reason}"))
                .hint("安装 Git 2.36 以上版本", "install Git 2.36 or newer")
        }
        GitError::NoRepository(path) => {
            let path = path.display();
            CliError::new(
                Exit::Usage,
                format!("{path} 不在 git 仓库里，没有基准分支可比"),
                format!("{path} is in no git repository, so there is no base to compare with"),
            )
            .hint("不带 --base、--ref 可以检查当前目录里的文件", "without --base and --ref the files here are used")
        }
        GitError::UnknownRevision { rev, shallow } => {
            let fault = CliError::new(
                Exit::Trust,
                format!("KP802 本地没有提交 {rev}，什么也没有判断"),
                format!("KP802 this clone has no revision {rev}; nothing was judged"),
            );
            let name = rev.strip_prefix("origin/").unwrap_or(rev);
            let fault = fault
                .hint(format!("先取回：git fetch origin {name}"), format!("fetch it first: git fetch origin {name}"));
            if *shallow { deepen(fault) } else { fault }
        }
        GitError::NoMergeBase { base, head, shallow } => {
            let (base, head) = (base.short(), head.short());
            let fault = CliError::new(
                Exit::Trust,
                format!("KP802 本地历史里 {base} 与 {head} 没有共同起点，什么也没有判断"),
                format!("KP802 {base} and {head} have no common ancestor in this clone; nothing was judged"),
            );
            if *shallow {
                deepen(fault)
            } else {
                fault.hint("确认两个分支属于同一个仓库", "check that both belong to one repository")
            }
        }
        GitError::Failed { command, message } => CliError::new(
            Exit::Trust,
            format!("git {command} 失败，什么也没有判断：{message}"),
            format!("git {command} failed, nothing was judged: {message}"),
        )
        .hint("重新取回完整的历史后再试", "fetch the whole history and try again"),
    }
}
