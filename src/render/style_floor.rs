//! What a theme's style sheets set under the floor of a profile, told at its place before a browser is needed.
//!
//! Measured here is what can be known from the sheet alone: sizes of text and of touch targets, colours that nobody has
//! held against their ground, tokens set by hand, files from elsewhere. What depends on the page is measured in a
//! browser. Deliberately absent: the floors of profiles themselves.

mod colours;
mod sizes;

use std::collections::BTreeMap;

use super::stylesheet::{Declaration, declarations, without_comments};
use super::template::{Layer, layers::sheets};
use super::tokens;
use crate::diag::Bilingual;
use crate::model::audience::Audience;
use crate::model::span::Span;
use colours::raw_colour;
use sizes::{Floors, target_fault, text_fault};

/// Something in a style sheet that no page may be made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleFault {
    /// Path below the site.
    pub path: String,
    /// The value.
    pub span: Span,
    /// What is wrong.
    pub message: Bilingual,
    /// What to write.
    pub help: Bilingual,
}

/// Every fault of every sheet. A sheet of all editions is held against the highest floor of any.
#[must_use]
pub fn faults(layers: &[Layer], audiences: &[Audience]) -> Vec<StyleFault> {
    let ids: Vec<&str> = audiences.iter().map(|audience| audience.id.as_str()).collect();
    let mut faults = Vec::new();
    for (path, id, bytes) in sheets(layers, &ids) {
        let meant: Vec<&Audience> =
            audiences.iter().filter(|audience| id.as_ref().is_none_or(|id| *id == audience.id)).collect();
        // A sheet that is no text is told with the templates, or copied as it is.
        if let Ok(css) = std::str::from_utf8(bytes) {
            faults.extend(sheet_faults(&path, css, &Floors::of(&meant)));
        }
    }
    faults
}

fn sheet_faults(path: &str, css: &str, floors: &Floors) -> Vec<StyleFault> {
    let clean = without_comments(css);
    let all = declarations(&clean);
    let own: BTreeMap<&str, &str> =
        all.iter().filter(|d| d.property.starts_with("--")).map(|d| (d.property, d.value)).collect();
    let fault = |declaration: &Declaration<'_>| {
        let (message, help) = token_fault(declaration)
            .or_else(|| text_fault(declaration, floors, &own))
            .or_else(|| target_fault(declaration, floors))
            .or_else(|| colour_fault(declaration))
            .or_else(|| outside_fault(declaration))?;
        let span = Span::new(declaration.at, declaration.at + declaration.value.len());
        Some(StyleFault { path: path.to_owned(), span, message, help })
    };
    all.iter().filter_map(fault).collect()
}

/// A message and what to write.
type Told = (Bilingual, Bilingual);

/// A token may point at another one, but not be given a value: the profile is its only source.
fn token_fault(declaration: &Declaration<'_>) -> Option<Told> {
    let name = declaration.property;
    let value = plain(declaration.value);
    let points = value.starts_with("var(--") && value.ends_with(')') && !value[6..value.len() - 1].contains([',', '(']);
    if points || declaration.is_paper || !tokens::NAMES.contains(&name) {
        return None;
    }
    Some((
        Bilingual::new(
            format!("变量 {name} 由受众档案算出，样式里不能另设值"),
            format!("{name} is worked out from the profile; a style sheet may not set it"),
        ),
        Bilingual::new(
            "改 audience.yaml 里的数值，或指向另一个变量，如 var(--edge)",
            "change the number in audience.yaml, or point at another token, such as var(--edge)",
        ),
    ))
}

fn colour_fault(declaration: &Declaration<'_>) -> Option<Told> {
    if declaration.is_paper || declaration.is_forced {
        return None;
    }
    if declaration.property == "opacity" && plain(declaration.value).parse::<f64>().is_ok_and(|value| value < 1.0) {
        return Some((
            Bilingual::new("半透明会让文字的对比度低于底线", "transparency takes the contrast of text below the floor"),
            Bilingual::new("次要文字用 var(--muted)", "use var(--muted) for lesser text"),
        ));
    }
    let colour = raw_colour(declaration.property, declaration.value)?;
    Some((
        Bilingual::new(
            format!("颜色 {colour} 没有经过对比度核算"),
            format!("nobody has worked out the contrast of {colour}"),
        ),
        Bilingual::new(
            "只用变量里的颜色，如 var(--text)、var(--accent-text)、var(--soft)",
            "use the colours of tokens only, such as var(--text), var(--accent-text), var(--soft)",
        ),
    ))
}

fn outside_fault(declaration: &Declaration<'_>) -> Option<Told> {
    let value = declaration.value.to_ascii_lowercase();
    let is_import = declaration.property == "@" && value.starts_with("@import");
    let asks =
        value.contains("url(") && ["http:", "https:", "\"//", "'//", "(//"].iter().any(|way| value.contains(way));
    (is_import || asks).then(|| {
        (
            Bilingual::new("样式不得引用别处的文件", "a style sheet may not take files from elsewhere"),
            Bilingual::new(
                "把文件放进主题的 static/，写相对路径；不用 @import",
                "put the file into static/ of the theme and write a relative path; no @import",
            ),
        )
    })
}

/// A value without `!important`.
fn plain(value: &str) -> &str {
    value.strip_suffix("!important").unwrap_or(value).trim()
}

#[cfg(test)]
mod tests;
