//! What must be right before any page: the theme compiles, profiles keep their floors, ids do not collide.

use std::collections::BTreeMap;

use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::load::Library;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::Span;
use crate::render::profile;
use crate::render::style_floor::{self, StyleFault};
use crate::render::template::{Layer, TemplateFault, Theme, compile};
use crate::site::route::RESERVED;

/// Faults of profiles and channels, each at its file.
#[must_use]
pub fn faults(library: &Library) -> Findings {
    let mut findings = Findings::default();
    for audience in &library.audiences {
        for fault in profile::faults(audience) {
            findings.push(Diagnostic::whole_file(112, Severity::Fatal, &audience.source, fault));
        }
        if RESERVED.contains(&audience.id.as_str()) {
            let id = &audience.id;
            let message = Bilingual::new(
                format!("受众目录名 {id} 与站点自己的地址冲突"),
                format!("the audience directory {id} collides with an address of the site itself"),
            );
            findings.push(Diagnostic::whole_file(112, Severity::Fatal, &audience.source, message));
        }
    }
    let Ok(site) = SourcePath::new("site.yaml") else { return findings };
    for channel in &library.settings.channels {
        for id in &channel.audiences {
            if !library.audiences.iter().any(|audience| audience.id == id.value) {
                findings.push(unknown_audience(&site, id.span, &channel.id.value, &id.value));
            }
        }
    }
    findings
}

fn unknown_audience(site: &SourcePath, span: Span, channel: &str, id: &str) -> Diagnostic {
    let message = Bilingual::new(
        format!("频道 {channel} 引用了不存在的受众 {id}"),
        format!("channel {channel} names the audience {id}, which does not exist"),
    );
    Diagnostic::at(112, Severity::Fatal, site, span, message)
}

/// Why there is no theme.
#[derive(Debug, thiserror::Error)]
pub enum ThemeStop {
    /// A file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The theme folder is empty or missing.
    #[error("themes/{0}")]
    Missing(String),
    /// Templates or style sheets are wrong.
    #[error("{} faults in the theme", .0.iter().count())]
    Faults(Findings),
}

/// Reads and compiles the theme of a site with those it stands on.
///
/// # Errors
/// Every fault of every template and style sheet in one run.
pub fn compile_theme(library: &Library, sources: &dyn Sources) -> Result<Theme, ThemeStop> {
    let layers = library.themes.iter().map(|theme| layer(&theme.folder, sources)).collect::<Result<Vec<_>, _>>()?;
    let name = &library.settings.theme.value;
    if layers.first().is_none_or(|layer| layer.files.is_empty()) {
        return Err(ThemeStop::Missing(name.clone()));
    }
    let ids: Vec<String> = library.audiences.iter().map(|audience| audience.id.clone()).collect();
    let mut findings = Findings::default();
    findings.extend(style_floor::faults(&layers, &library.audiences).into_iter().filter_map(style_finding));
    match compile(&layers, &ids) {
        Ok(theme) if findings.is_empty() => Ok(theme),
        Ok(_) => Err(ThemeStop::Faults(findings)),
        Err(faults) => {
            findings.extend(faults.into_iter().filter_map(|fault| template_finding(&layers, fault)));
            Err(ThemeStop::Faults(findings))
        }
    }
}

fn layer(folder: &str, sources: &dyn Sources) -> Result<Layer, SourceError> {
    let dir = format!("themes/{folder}");
    let mut files = BTreeMap::new();
    for file in sources.list(&dir)? {
        let Some(below) = file.path.below(&dir).map(str::to_owned) else { continue };
        if let Some(bytes) = sources.bytes(&file.path)? {
            files.insert(below, bytes);
        }
    }
    Ok(Layer { name: folder.to_owned(), files })
}

fn style_finding(fault: StyleFault) -> Option<Diagnostic> {
    let path = SourcePath::new(&fault.path).ok()?;
    let finding = Diagnostic::at(112, Severity::Fatal, &path, fault.span, fault.message);
    Some(finding.help(fault.help.zh, fault.help.en))
}

/// A fault of a template at its character, with the way to learn where the file came from.
fn template_finding(layers: &[Layer], fault: TemplateFault) -> Option<Diagnostic> {
    let path = SourcePath::new(&fault.path).ok()?;
    let text = layers.iter().find_map(|layer| {
        let below = fault.path.strip_prefix("themes/")?.strip_prefix(&layer.name)?.strip_prefix('/')?;
        std::str::from_utf8(layer.files.get(below)?).ok()
    });
    let at = text.and_then(|text| offset(text, fault.line, fault.column));
    let finding = match at {
        Some(at) => Diagnostic::at(801, Severity::Fatal, &path, Span::new(at, at + 1), fault.message),
        None => Diagnostic::whole_file(801, Severity::Fatal, &path, fault.message),
    };
    let name = fault.path.rsplit_once("templates/").map(|(_, name)| name.to_owned())?;
    Some(finding.help(
        format!("这个模板从哪里来，运行 kepu theme why {name}"),
        format!("kepu theme why {name} tells where this template comes from"),
    ))
}

/// The byte of a line and a column in characters, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(before..)?;
    let width = rest.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    (before + width < text.len()).then_some(before + width)
}
