//! The templates of one edition, compiled together, and tera's faults as places in files.

use std::collections::BTreeMap;

use tera::{Context, ErrorKind, ReportError, Tera};

use super::layers::Sources;
use super::{TemplateFault, blocks, whole};
use crate::diag::Bilingual;

/// The templates of one edition by name, and where each was read.
pub(super) struct TemplateSet {
    tera: Tera,
    paths: BTreeMap<String, String>,
}

impl TemplateSet {
    /// Compiles templates that may use each other; tera stops at the first syntax error of a set, so each file is
    /// tried alone before.
    pub(super) fn build(sources: &Sources<'_>, faults: &mut Vec<TemplateFault>) -> Option<Self> {
        let paths = sources.iter().map(|(name, source)| (name.clone(), source.path.clone())).collect();
        let mut set = Self { tera: Tera::default(), paths };
        let mut found = blocks::faults(sources);
        for (name, source) in sources {
            if let Err(error) = Tera::default().add_raw_template(name, source.text)
                && let ErrorKind::SyntaxError(report) = error.kind()
            {
                let fault = set.reported(report);
                // Tera stumbles over a block's Chinese name before anyone can say that nobody asks for that block.
                let is_told = found.iter().any(|other| other.path == fault.path && other.line == fault.line);
                found.extend((!is_told).then_some(fault));
            }
        }
        if !found.is_empty() {
            faults.extend(found);
            return None;
        }
        let all = sources.iter().map(|(name, source)| (name.as_str(), source.text));
        if let Err(error) = set.tera.add_raw_templates(all) {
            faults.extend(set.references(&error));
            return None;
        }
        Some(set)
    }

    /// Where a template was read.
    pub(super) fn path(&self, name: &str) -> String {
        self.paths.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// Whether there is a template of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.paths.contains_key(name)
    }

    /// A page made with a template.
    pub(super) fn render(&self, template: &str, context: &Context) -> Result<String, TemplateFault> {
        self.tera.render(template, context).map_err(|error| self.fault(template, &error))
    }

    fn reported(&self, report: &ReportError) -> TemplateFault {
        let span = report.span();
        TemplateFault {
            path: self.path(report.filename()),
            line: span.start_line,
            column: span.start_col + 1,
            message: words(report.message()),
        }
    }

    /// What went wrong while a page was made.
    pub(super) fn fault(&self, template: &str, error: &tera::Error) -> TemplateFault {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => self.reported(report),
            _ => whole(&self.path(template), words(&error.to_string())),
        }
    }

    /// Broken references come as one text of reports; their places are read back from it.
    fn references(&self, error: &tera::Error) -> Vec<TemplateFault> {
        let name = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => return vec![self.reported(report)],
            ErrorKind::MissingParent { current: tpl, .. }
            | ErrorKind::CircularExtend { tpl, .. }
            | ErrorKind::CircularInclude { tpl, .. } => tpl.as_str(),
            ErrorKind::Msg(text) => {
                let faults: Vec<_> = text.split("\n\nerror: ").filter_map(|report| self.read_report(report)).collect();
                if !faults.is_empty() {
                    return faults;
                }
                ""
            }
            _ => "",
        };
        let path = if name.is_empty() { "themes".to_owned() } else { self.path(name) };
        vec![whole(&path, words(&error.to_string()))]
    }

    fn read_report(&self, report: &str) -> Option<TemplateFault> {
        let (message, rest) = report.split_once('\n')?;
        let place = rest.lines().next()?.trim_start().strip_prefix("--> ")?;
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let path = self.path(parts.next()?);
        let message = words(message.strip_prefix("error: ").unwrap_or(message));
        Some(TemplateFault { path, line, column, message })
    }
}

/// Tera speaks English; its words are kept and framed.
fn words(english: &str) -> Bilingual {
    let english = english.trim_end_matches('.');
    Bilingual::new(format!("模板有误：{english}"), english)
}
