//! The sign-off records of a tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::library::{ByFile, vanished};
use super::memo::{Memo, Witness};
use super::signoff;
use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::model::path::SourcePath;
use crate::model::record::SignOff;
use crate::model::sources::{EntryKind, SourceError, Sources};

/// Every readable record by folder, and what is wrong with the others by file.
pub(super) type Records = (Arc<BTreeMap<String, Vec<SignOff>>>, ByFile);

/// Every readable record, by folder.
pub(super) fn records(
    (sources, memo): (&dyn Sources, &Memo),
    findings: &mut ByFile,
) -> Result<Arc<BTreeMap<String, Vec<SignOff>>>, SourceError> {
    let (records, found) = match memo.records(sources) {
        Some(known) => known,
        None => {
            let witness = Witness::new(sources);
            let read = read_records(&witness)?;
            memo.keep_records(witness.grounds(), &read);
            read
        }
    };
    findings.extend(found);
    Ok(records)
}

fn read_records(sources: &dyn Sources) -> Result<Records, SourceError> {
    let mut findings = ByFile::new();
    let mut records: BTreeMap<String, Vec<SignOff>> = BTreeMap::new();
    for file in sources.list("records")? {
        let name = file.path.file_name();
        // `*.parts` holds what a digest was made of; the gate reads it.
        if name == "README.md" || name == ".gitkeep" || file.path.extension() == "parts" {
            continue;
        }
        let folder =
            file.path.below("records").and_then(|rest| rest.split_once('/')).filter(|(_, name)| !name.contains('/'));
        let sound =
            file.path.extension() == "signoff" && file.kind == EntryKind::File && file.size <= signoff::MAX_BYTES;
        let Some((folder, _)) = folder.filter(|_| sound) else {
            findings.insert(file.path.clone(), [misplaced_record(&file.path)].into_iter().collect());
            continue;
        };
        let Some(bytes) = sources.bytes(&file.path)? else { return Err(vanished(&file.path)) };
        match signoff::parse(&bytes, &file.path) {
            Ok(record) => records.entry(folder.to_owned()).or_default().push(record),
            Err(faults) => {
                findings.insert(file.path.clone(), faults);
            }
        }
    }
    records.values_mut().for_each(Vec::shrink_to_fit);
    Ok((Arc::new(records), findings))
}

fn misplaced_record(path: &SourcePath) -> Diagnostic {
    let message = Bilingual::new(
        "这里只放 records/<文章编号>/*.signoff，不超过 16 KiB 的普通文件",
        "only records/<article id>/*.signoff, regular files of 16 KiB at most, lie here",
    );
    Diagnostic::whole_file(701, Severity::Error, path, message)
        .help("把它移走，或用 kepu sign 重新生成", "move it away, or make it again with kepu sign")
}
