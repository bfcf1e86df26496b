//! `themes/<theme>/theme.yaml`, and the themes it stands on in turn.
//!
//! Deliberately absent: templates and styles; whether the files of a theme fit together.

use super::decode::{Shape, Table, may, must};
use super::form::Form;
use super::report::{Report, Voice};
use super::{LoadStop, settings};
use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::{Span, Spanned};
use crate::model::theme::{ThemeLayer, VIEWS};
use crate::model::tree::Node;

pub(super) static SHAPE: Shape = Shape {
    zh: "主题说明",
    en: "the description of the theme",
    unknown: 103,
    keys: &[
        may("kepu_theme", "版式号").is(Form::Schema),
        must("name", "名称", "name: 某省科普主题"),
        must("version", "版本", "version: \"1.0\""),
        must("licence", "许可", "licence: MIT"),
        must("views", "页面数据版本", "views: 1").is(Form::Whole(1)),
        may("extends", "上级主题").is(Form::Name),
        may("extends_version", "上级主题的版本"),
        may("css_baseline", "样式基线"),
        may("about", "说明"),
    ],
};

/// Decodes the description of one theme.
pub(super) fn decode(
    folder: &str,
    source: &SourcePath,
    tree: &Spanned<Node>,
    report: &mut Report<'_>,
) -> Option<ThemeLayer> {
    let table = report.table(tree, &SHAPE, tree.span)?;
    report.schema_number(&table, "kepu_theme");
    views(&table, report);
    let _ = (report.words(&table, "licence"), report.words(&table, "css_baseline"), report.words(&table, "about"));
    let extends = report.text(&table, "extends");
    let extends = extends.filter(|parent| report.name(parent, "extends").is_some());
    Some(ThemeLayer {
        folder: folder.to_owned(),
        source: source.clone(),
        name: report.words(&table, "name"),
        version: report.words(&table, "version"),
        extends,
        extends_version: report.text(&table, "extends_version"),
    })
}

fn views(table: &Table<'_>, report: &mut Report<'_>) {
    let Some(views) = report.number(table, "views").filter(|views| *views != VIEWS) else { return };
    let span = table.entry("views").map_or(table.place, |entry| entry.value.span);
    let finding = report.error(
        105,
        span,
        format!("主题按第 {views} 版页面数据写成，这个 kepu 给的是第 {VIEWS} 版"),
        format!("the theme was written for pages of version {views}, this kepu gives version {VIEWS}"),
    );
    report.push(finding.help(
        format!("按 docs/themes.md 改好模板，再写 views: {VIEWS}"),
        format!("change the templates as docs/themes.md says, then write views: {VIEWS}"),
    ));
}

/// The chosen theme, the one it stands on, and so on.
///
/// # Errors
/// When a description is wrong, a parent is missing or of another version, or the chain comes back to itself.
pub(super) fn chain(sources: &dyn Sources, first: &str) -> Result<Vec<ThemeLayer>, LoadStop> {
    let mut chain = vec![layer(sources, first)?];
    while let Some(parent) = chain.last().and_then(|last| last.extends.clone()) {
        if let Some(stop) = refused(sources, &chain, &parent)? {
            return Err(LoadStop::Settings([stop].into_iter().collect()));
        }
        let next = layer(sources, &parent.value)?;
        if let Some(stop) = chain.last().and_then(|last| other_version(last, &next)) {
            return Err(LoadStop::Settings([stop].into_iter().collect()));
        }
        chain.push(next);
    }
    Ok(chain)
}

fn layer(sources: &dyn Sources, folder: &str) -> Result<ThemeLayer, LoadStop> {
    let path = format!("themes/{folder}/theme.yaml");
    let path = SourcePath::new(&path).map_err(|fault| SourceError { path, reason: fault.to_string() })?;
    let Some(bytes) = sources.bytes(&path)? else {
        return Ok(ThemeLayer {
            folder: folder.to_owned(),
            source: path,
            name: None,
            version: None,
            extends: None,
            extends_version: None,
        });
    };
    let read = |tree: &Spanned<Node>, report: &mut Report<'_>| decode(folder, &path, tree, report);
    match settings::decode(&bytes, &path, Voice::Settings, read) {
        (Some(layer), findings) if findings.is_empty() => Ok(layer),
        (_, findings) => Err(LoadStop::Settings(findings)),
    }
}

fn refused(
    sources: &dyn Sources,
    chain: &[ThemeLayer],
    parent: &Spanned<String>,
) -> Result<Option<Diagnostic>, SourceError> {
    let Some(last) = chain.last() else { return Ok(None) };
    let name = &parent.value;
    if chain.iter().any(|layer| &layer.folder == name) {
        let walk: Vec<&str> = chain.iter().map(|layer| layer.folder.as_str()).chain([name.as_str()]).collect();
        let finding = fatal(
            last,
            parent.span,
            format!("主题绕回了自己：{}", walk.join(" → ")),
            format!("the themes stand on each other in a ring: {}", walk.join(" → ")),
        );
        return Ok(Some(finding.help("删去其中一处 extends", "remove one of the extends")));
    }
    if sources.list(&format!("themes/{name}"))?.is_empty() {
        let finding = fatal(
            last,
            parent.span,
            format!("没有上级主题 themes/{name}"),
            format!("there is no parent theme themes/{name}"),
        );
        return Ok(Some(finding.help(
            "把它放进 themes/，或改正 extends；不需要上级就删去这一行",
            "put it into themes/, or mend extends; without a parent remove the line",
        )));
    }
    Ok(None)
}

fn other_version(child: &ThemeLayer, parent: &ThemeLayer) -> Option<Diagnostic> {
    let version = parent.version.as_deref();
    if child.accepts(version) {
        return None;
    }
    let (wanted, had, name) = (child.extends_version.as_ref()?, version.unwrap_or("?"), &parent.folder);
    let finding = fatal(
        child,
        wanted.span,
        format!("本主题按 {name} {} 写成，现在的 {name} 是 {had}", wanted.value),
        format!("the theme was written for {name} {}, but {name} is {had}", wanted.value),
    );
    Some(finding.help(
        format!("看 themes/{name}/README.md 改了什么，改好自己的模板，再改这一行"),
        format!("see in themes/{name}/README.md what changed, mend the templates, then this line"),
    ))
}

fn fatal(layer: &ThemeLayer, span: Span, zh: String, en: String) -> Diagnostic {
    Diagnostic::at(801, Severity::Fatal, &layer.source, span, Bilingual::new(zh, en))
}
