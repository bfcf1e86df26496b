//! The sign-off records of a tree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bundle::vanished;
use super::library::ByFile;
use super::signoff;
use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::model::path::SourcePath;
use crate::model::record::SignOff;
use crate::model::sources::{EntryKind, ListedFile, SourceError, Sources};

/// Where records lie.
const FOLDER: &str = "records";

/// Every readable record by folder, and what is wrong with the others by file.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    pub(super) by_folder: Arc<BTreeMap<String, Arc<Vec<SignOff>>>>,
    pub(super) findings: ByFile,
}

impl Records {
    /// Every record of a tree.
    pub(super) fn whole(sources: &dyn Sources) -> Result<Self, SourceError> {
        let (by_folder, findings) = read(sources.list(FOLDER)?, sources)?;
        Ok(Self { by_folder: Arc::new(by_folder), findings })
    }

    /// Takes in what happened to these paths of the tree: a folder is read as a whole. After an error all is as it was.
    pub(super) fn follow(&mut self, touched: &[String], sources: &dyn Sources) -> Result<(), SourceError> {
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in touched {
            if path == FOLDER {
                *self = Self::whole(sources)?;
                return Ok(());
            }
            let below = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
            folders.extend(below.and_then(|rest| rest.split('/').next()));
        }
        let mut files = Vec::new();
        for folder in &folders {
            files.extend(sources.list_at(FOLDER, &format!("{FOLDER}/{folder}"))?);
        }
        let (read, found) = read(files, sources)?;
        let is_of = |path: &SourcePath| {
            path.below(FOLDER).is_some_and(|rest| folders.contains(rest.split('/').next().unwrap_or_default()))
        };
        self.findings.retain(|path, _| !is_of(path));
        self.findings.extend(found);
        if !folders.is_empty() {
            let by_folder = Arc::make_mut(&mut self.by_folder);
            folders.iter().for_each(|folder| drop(by_folder.remove(*folder)));
            by_folder.extend(read);
        }
        Ok(())
    }
}

type Read = (BTreeMap<String, Arc<Vec<SignOff>>>, ByFile);

fn read(files: Vec<ListedFile>, sources: &dyn Sources) -> Result<Read, SourceError> {
    let mut findings = ByFile::new();
    let mut records: BTreeMap<String, Vec<SignOff>> = BTreeMap::new();
    let mut project: Option<Arc<str>> = None;
    for file in files {
        let name = file.path.file_name();
        // `*.parts` holds what a digest was made of; the gate reads it.
        if name == "README.md" || name == ".gitkeep" || file.path.extension() == "parts" {
            continue;
        }
        let folder =
            file.path.below(FOLDER).and_then(|rest| rest.split_once('/')).filter(|(_, name)| !name.contains('/'));
        let sound =
            file.path.extension() == "signoff" && file.kind == EntryKind::File && file.size <= signoff::MAX_BYTES;
        let Some((folder, _)) = folder.filter(|_| sound) else {
            findings.insert(file.path.clone(), [misplaced_record(&file.path)].into_iter().collect());
            continue;
        };
        let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
        match signoff::parse(&bytes, &file.path) {
            Ok(mut record) => {
                share(&mut project, &mut record.statement.project);
                records.entry(folder.to_owned()).or_default().push(record);
            }
            Err(faults) => {
                findings.insert(file.path.clone(), faults);
            }
        }
    }
    records.values_mut().for_each(Vec::shrink_to_fit);
    Ok((records.into_iter().map(|(folder, records)| (folder, Arc::new(records))).collect(), findings))
}

/// Lets a text that was read before take the place of an equal one: records of one site name one project.
fn share(known: &mut Option<Arc<str>>, own: &mut Arc<str>) {
    let known = known.get_or_insert_with(|| Arc::clone(own));
    if **known == **own {
        *own = Arc::clone(known);
    }
}

fn misplaced_record(path: &SourcePath) -> Diagnostic {
    let message = Bilingual::new(
        "这里只放 records/<文章编号>/*.signoff，不超过 16 KiB 的普通文件",
        "only records/<article id>/*.signoff, regular files of 16 KiB at most, lie here",
    );
    Diagnostic::whole_file(701, Severity::Error, path, message)
        .help("把它移走，或用 kepu sign 重新生成", "move it away, or make it again with kepu sign")
}
