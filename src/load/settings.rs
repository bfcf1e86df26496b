//! What all settings files share: reading one from the sources into a tree.

use super::encoding;
use super::mend;
use super::report::{Report, Voice};
use super::yaml::Limits;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::path::SourcePath;
use crate::model::span::Spanned;
use crate::model::tree::Node;

/// Decodes the YAML bytes of a settings file with `decode`; every finding carries the code of its voice.
pub(super) fn decode<T>(
    bytes: &[u8],
    path: &SourcePath,
    voice: Voice,
    decode: impl FnOnce(&Spanned<Node>, &mut Report<'_>) -> Option<T>,
) -> (Option<T>, Findings) {
    let mut report = Report::new(path, voice);
    let (text, coding) = encoding::read(bytes, path);
    for mut finding in coding {
        let (code, severity) = voice.weigh(108);
        (finding.code, finding.severity) = (crate::diag::Code(code), severity);
        report.push_always(finding);
    }
    let Some(text) = text else { return (None, report.finish()) };
    let tree = mend::read(&text, 0..text.len(), Limits::SETTINGS, &mut report);
    let value = tree.and_then(|tree| decode(&tree, &mut report));
    (value, report.finish())
}

/// A settings file that must be there and is not.
pub(super) fn missing(path: &SourcePath, zh: &str, en: &str) -> Diagnostic {
    let message = Bilingual::new(format!("缺少 {path}：{zh}"), format!("{path} is missing: {en}"));
    Diagnostic::whole_file(801, Severity::Fatal, path, message)
}
