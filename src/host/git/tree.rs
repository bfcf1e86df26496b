//! The files of one commit as [`Sources`].
//!
//! Listing needs one process; bytes and sizes come from long-lived `git cat-file` processes, one for each thread
//! that reads at the same time.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::{GitError, Oid, Repository};
use crate::model::path::SourcePath;
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};

/// One entry of the tree.
#[derive(Clone, Debug)]
struct Entry {
    kind: EntryKind,
    oid: Oid,
}

/// The files of one commit.
#[derive(Debug)]
pub struct GitTree {
    repository: Repository,
    commit: Oid,
    /// By the name git gives, which may be no clean path.
    entries: BTreeMap<String, Entry>,
    readers: Mutex<Vec<Reader>>,
}

impl GitTree {
    pub(super) fn read(repository: &Repository, commit: &Oid, folder: Option<&str>) -> Result<Self, GitError> {
        let within = folder.map(|folder| format!("{}{folder}", repository.prefix));
        let mut args = vec!["ls-tree", "-r", "-z", "--full-tree", commit.as_str()];
        if let Some(within) = &within {
            args.extend(["--", within]);
        }
        let out = repository.run(&args)?;
        let mut entries = BTreeMap::new();
        for record in out.split(|byte| *byte == 0).filter(|record| !record.is_empty()) {
            let text = String::from_utf8_lossy(record);
            let (name, entry) = entry(&text).ok_or_else(|| GitError::Failed {
                command: "ls-tree".to_owned(),
                message: format!("unexpected line: {text}"),
            })?;
            if let Some(name) = name.strip_prefix(repository.prefix.as_str()) {
                entries.insert(name.to_owned(), entry);
            }
        }
        let readers = Mutex::default();
        Ok(Self { repository: repository.clone(), commit: commit.clone(), entries, readers })
    }

    /// The commit.
    #[must_use]
    pub fn commit(&self) -> &Oid {
        &self.commit
    }

    /// The object of a file: equal names mean equal bytes.
    #[must_use]
    pub fn blob(&self, path: &str) -> Option<&Oid> {
        self.entries.get(path).map(|entry| &entry.oid)
    }

    /// Every path of the commit, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Lends a reader, so that threads do not wait for each other.
    fn with_reader<T>(&self, use_it: impl FnOnce(&mut Reader) -> std::io::Result<T>) -> std::io::Result<T> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => Reader::start(&self.repository)?,
        };
        let answer = use_it(&mut reader)?;
        // A reader that failed is dropped: its place in the stream is unknown.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(answer)
    }

    fn fault(&self, path: &str, reason: impl Into<String>) -> SourceError {
        SourceError { path: format!("{}:{path}", self.commit), reason: reason.into() }
    }
}

/// `<mode> SP <type> SP <object> TAB <name>`.
fn entry(record: &str) -> Option<(&str, Entry)> {
    let (head, name) = record.split_once('\t')?;
    let mut words = head.split(' ');
    let (mode, _type, oid) = (words.next()?, words.next()?, words.next()?);
    let kind = match mode {
        "100644" => EntryKind::File,
        "100755" => EntryKind::Executable,
        "120000" => EntryKind::Symlink,
        _ => EntryKind::Other,
    };
    Some((name, Entry { kind, oid: Oid::new(oid)? }))
}

impl Sources for GitTree {
    fn list(&self, dir: &str) -> Result<Vec<ListedFile>, SourceError> {
        let start = format!("{dir}/");
        let below = self.entries.range(start.clone()..).take_while(|(name, _)| name.starts_with(&start));
        let mut files = Vec::new();
        for (name, entry) in below {
            let path = SourcePath::new(name)
                .map_err(|_| self.fault(name, "文件名不是合法的 UTF-8 / the name is not clean UTF-8"))?;
            let size = match entry.kind {
                EntryKind::Other => 0,
                _ => self
                    .with_reader(|reader| reader.size(&entry.oid))
                    .map_err(|error| self.fault(name, error.to_string()))?,
            };
            files.push(ListedFile { path, kind: entry.kind, size });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn bytes(&self, path: &SourcePath) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(entry) = self.entries.get(path.as_str()) else { return Ok(None) };
        if entry.kind == EntryKind::Other {
            return Ok(None);
        }
        let read = self.with_reader(|reader| reader.bytes(&entry.oid));
        read.map(Some).map_err(|error| self.fault(path.as_str(), error.to_string()))
    }
}

/// A `git cat-file --batch-command` process.
#[derive(Debug)]
pub(super) struct Reader {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Reader {
    pub(super) fn start(repository: &Repository) -> std::io::Result<Self> {
        let mut command = repository.command(&["cat-file", "--batch-command"]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let gone = || std::io::Error::other("git cat-file has no pipes");
        let input = child.stdin.take().ok_or_else(gone)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(gone)?);
        Ok(Self { child, input, output })
    }

    /// Asks and reads the line `<object> SP <type> SP <size>`.
    fn ask(&mut self, verb: &str, oid: &Oid) -> std::io::Result<u64> {
        writeln!(self.input, "{verb} {oid}")?;
        self.input.flush()?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let size = line.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse().ok());
        size.ok_or_else(|| std::io::Error::other(format!("git cat-file: {}", line.trim_end())))
    }

    fn size(&mut self, oid: &Oid) -> std::io::Result<u64> {
        self.ask("info", oid)
    }

    pub(super) fn bytes(&mut self, oid: &Oid) -> std::io::Result<Vec<u8>> {
        let size = self.ask("contents", oid)?;
        let mut bytes = Vec::new();
        self.output.by_ref().take(size).read_to_end(&mut bytes)?;
        let mut end = [0_u8; 1];
        self.output.read_exact(&mut end)?;
        if bytes.len() as u64 == size { Ok(bytes) } else { Err(std::io::Error::other("git cat-file ended early")) }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // The process ends when its input closes; it holds nothing that could be lost.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
