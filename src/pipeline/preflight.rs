//! What must be right before any page: the theme compiles, profiles keep their floors, ids do not collide.

use std::collections::BTreeMap;

use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::load::Library;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::Span;
use crate::render::profile;
use crate::render::template::{TemplateFault, Theme, compile};
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
    let Ok(site) = crate::model::path::SourcePath::new("site.yaml") else { return findings };
    for channel in &library.settings.channels {
        for id in &channel.audiences {
            if !library.audiences.iter().any(|audience| audience.id == id.value) {
                findings.push(unknown_audience(&site, id.span, &channel.id.value, &id.value));
            }
        }
    }
    findings
}

fn unknown_audience(site: &crate::model::path::SourcePath, span: Span, channel: &str, id: &str) -> Diagnostic {
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
    /// Templates are wrong.
    #[error("{} template faults", .0.len())]
    Templates(Vec<TemplateFault>),
}

/// Reads and compiles the theme of a site.
///
/// # Errors
/// Every fault of every template in one run.
pub fn compile_theme(library: &Library, sources: &dyn Sources) -> Result<Theme, ThemeStop> {
    let name = &library.settings.theme.value;
    let folder = format!("themes/{name}");
    let mut files = BTreeMap::new();
    for file in sources.list(&folder)? {
        let Some(below) = file.path.below(&folder).map(str::to_owned) else { continue };
        if let Some(bytes) = sources.bytes(&file.path)? {
            files.insert(below, bytes);
        }
    }
    if files.is_empty() {
        return Err(ThemeStop::Missing(name.clone()));
    }
    let ids: Vec<String> = library.audiences.iter().map(|audience| audience.id.clone()).collect();
    compile(name, &files, &ids).map_err(ThemeStop::Templates)
}
