//! What is to be said of the site's own font before any page is made. A font never stops a site: pages are read in the
//! fonts of the system meanwhile.

use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::gate::clearance::Production;
use crate::gate::shelf::Shelf;
use crate::load::Library;
use crate::markup::documents::NO_TEXTS;
use crate::model::path::SourcePath;
use crate::model::sources::{SourceError, Sources};
use crate::model::span::Spanned;
use crate::render::font::{self, FontFault};
use crate::site::letters;

/// Characters named in the finding at most.
const NAMED: usize = 20;

/// Findings about the font, each at its line of `site.yaml`.
///
/// # Errors
/// When a file exists and cannot be read.
pub(super) fn findings(
    library: &Library,
    shelf: &Shelf<Production>,
    sources: &dyn Sources,
) -> Result<Vec<Diagnostic>, SourceError> {
    let Some(site_font) = &library.settings.font else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for file in [&site_font.file, &site_font.licence_file] {
        if sources.bytes(&file.value)?.is_none() {
            found.push(missing(file));
        }
    }
    let Some(bytes) = sources.bytes(&site_font.file.value)? else { return Ok(found) };
    let wanted = letters::of_texts(shelf, sources, &NO_TEXTS);
    match font::lacking(&bytes, &wanted) {
        Ok(lacking) => found.extend(lacks(&site_font.file, &lacking)),
        Err(fault) => found.push(unusable(&site_font.file, &fault)),
    }
    Ok(found)
}

fn on(file: &Spanned<SourcePath>, severity: Severity, message: Bilingual) -> Diagnostic {
    // The path is a constant and clean.
    let site = SourcePath::new("site.yaml").unwrap_or_else(|_| file.value.clone());
    Diagnostic::at(312, severity, &site, file.span, message)
}

fn missing(file: &Spanned<SourcePath>) -> Diagnostic {
    let message = Bilingual::new(format!("没有 {} 这个文件", file.value), format!("there is no file {}", file.value));
    on(file, Severity::Error, message).help("改正路径，或把文件放进去", "mend the path or put the file there")
}

fn unusable(file: &Spanned<SourcePath>, fault: &FontFault) -> Diagnostic {
    let severity = if *fault == FontFault::Unable { Severity::Warning } else { Severity::Error };
    let (words, help) = (fault.words(), fault.help());
    let message = Bilingual::new(format!("字体{}", words.zh), format!("the font {}", words.en));
    on(file, severity, message).help(help.zh, help.en)
}

fn lacks(file: &Spanned<SourcePath>, lacking: &[char]) -> Option<Diagnostic> {
    // Blanks and signs of other scripts are drawn by every system.
    let lacking: Vec<char> = lacking.iter().copied().filter(|c| !c.is_whitespace()).collect();
    let first: String = lacking.iter().take(NAMED).collect();
    let more = if lacking.len() > NAMED { "…" } else { "" };
    let count = lacking.len();
    let message = Bilingual::new(
        format!("字体缺 {count} 个用到的字：{first}{more}"),
        format!("the font lacks {count} characters in use: {first}{more}"),
    );
    (count > 0).then(|| {
        on(file, Severity::Warning, message).help(
            "这些字会用系统字体显示；想要一致，换一个收字更全的字体",
            "they are shown in a font of the system; use a larger font if they should match",
        )
    })
}
