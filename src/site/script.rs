//! `script.txt`: an article of one edition as plain text, for whoever records it.

use super::BuildFault;
use super::article_pages::{body_is_removed, layout};
use super::desk::{Desk, Edition};
use super::plan::Plan;
use super::prepared::Prepared;
use super::route::{self, Route};
use crate::gate::clearance::Lane;
use crate::render::spoken::{self, Opening};

/// Whether an article has such a text: only what is still recommended is worth a recording.
pub(super) fn has_one<L: Lane>(prepared: &Prepared<'_, L>) -> bool {
    prepared.cleared.state().is_listed() && !body_is_removed(prepared)
}

/// Plans the text of an article in an edition.
pub(super) fn plan<'a, L: Lane>(desk: &Desk<'a, L>, (at, member): (usize, usize), output: &mut Plan<'a, L>) {
    let (Ok(edition), Some(prepared)) = (desk.edition(at), desk.article(member)) else { return };
    if has_one(prepared) {
        let path = route::path(edition.audience, &Route::Script(prepared.cleared.id().clone()));
        output.asset(path, prepared.cleared, move |desk| script(desk, at, member));
    }
}

fn script<L: Lane>(desk: &Desk<'_, L>, at: usize, member: usize) -> Result<Vec<u8>, BuildFault> {
    let missing = || BuildFault::Encode("the plan names an article that the edition does not show".to_owned());
    let edition = desk.edition(at)?;
    let prepared = desk.article(member).ok_or_else(missing)?;
    let front = &prepared.cleared.article().front;
    let id = &edition.audience.id;
    let opening = Opening { title: front.title_for(id), summary: front.summary_for(id), claim: front.claim.as_deref() };
    let lines = spoken::lines(&opening, &prepared.document(), &layout(desk, edition, prepared));
    Ok(format!("{}\n\n{}\n", head(edition, prepared), lines.join("\n\n")).into_bytes())
}

/// Which text this is; not read aloud.
fn head<L: Lane>(edition: &Edition<'_>, prepared: &Prepared<'_, L>) -> String {
    let label = &edition.audience.label;
    let of = match L::approval(prepared.cleared.stamp()) {
        Some(approval) => format!("核对码 {}", approval.digest.short()),
        None => L::WATERMARK.unwrap_or_default().to_owned(),
    };
    format!("【朗读稿 · {label}版 · {} · {of}】（这一行不读）", prepared.cleared.id())
}
