//! The site's own font: cut once, named after what it was cut from, and put before the fonts of every edition.

use std::collections::BTreeSet;

use super::desk::Desk;
use super::plan::Plan;
use super::{BuildFault, letters, route};
use crate::gate::clearance::Lane;
use crate::model::audience::Audience;
use crate::model::path::{SitePath, SourcePath};
use crate::model::site::SiteFont;
use crate::model::units::Sha256;
use crate::render::font::{self, CUTS_FONTS};

/// The font of a site, ready to be named in style sheets.
pub(super) struct Lettering<'a> {
    font: &'a SiteFont,
    path: SitePath,
}

/// Plans the files of the font; `None` when the site has none that can be used, and pages show the fonts of the system.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, output: &mut Plan<'a, L>) -> Option<Lettering<'a>> {
    let font = desk.inputs.settings.font.as_ref().filter(|_| CUTS_FONTS)?;
    let bytes = desk.file(&font.file.value).ok()??;
    font::lacking(&bytes, &BTreeSet::new()).ok()?;
    let mut wanted = letters::of_frame(desk.inputs.theme);
    wanted.extend(desk.letters());
    let list: String = wanted.iter().collect();
    let name = Sha256::of(format!("{}{list}", Sha256::of(&bytes).hex()).as_bytes()).hex();
    let path = route::asset(&format!("font-{}.woff2", name.get(..16).unwrap_or(&name)));
    let sum = Sha256::of(&bytes);
    output.data(path.clone(), move |desk| {
        let bytes = unchanged(desk, &font.file.value)?;
        let fault = |reason| BuildFault::Changed { path: reason };
        if Sha256::of(&bytes) != sum {
            return Err(fault(font.file.value.to_string()));
        }
        font::subset(&bytes, &wanted)
            .map_err(|refused| BuildFault::Encode(format!("{}: {}", font.file.value, refused.words().en)))
    });
    output.data(route::asset("font-licence.txt"), move |desk| unchanged(desk, &font.licence_file.value));
    Some(Lettering { font, path })
}

fn unchanged<L: Lane>(desk: &Desk<'_, L>, path: &SourcePath) -> Result<Vec<u8>, BuildFault> {
    desk.file(path)?.ok_or_else(|| BuildFault::Changed { path: path.to_string() })
}

impl Lettering<'_> {
    /// What the style sheet of an edition says of the font; the fonts of the profile stay behind it.
    pub(super) fn css(&self, audience: &Audience) -> String {
        if !self.font.serves(&audience.id) {
            return String::new();
        }
        let family = &self.font.family;
        let file = self.path.file_name();
        format!(
            "/* {family}, {licence}: font-licence.txt */\n@font-face{{font-family:\"{family}\";\
             src:url(\"{file}\") format(\"woff2\");font-display:swap;}}\n\
             :root{{--family:\"{family}\",{stack};}}\n",
            licence = self.font.licence.replace("*/", ""),
            stack = audience.typography.family,
        )
    }
}
