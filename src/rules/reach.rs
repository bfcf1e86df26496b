//! Which editions would show an article.

use crate::model::article::Risk;
use crate::model::audience::Audience;

use super::ArticleCx;

/// Whether an edition that is kept free of a risk would show this article as it is declared.
pub(super) fn reaches_edition_without(cx: &ArticleCx<'_>, risk: Risk) -> bool {
    let front = &cx.article.front;
    let commons = cx.site.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let risks: Vec<Risk> = front.risk.iter().map(|risk| risk.value).collect();
    let named = || front.audience.iter().map(|id| id.value.as_str());
    let mut editions = cx.site.audiences.iter().filter(|audience| audience.excludes_risk.contains(&risk));
    editions.any(|audience| audience.admits(commons, named(), &risks))
}

/// The editions that would show this article as it is declared.
pub(super) fn editions<'a>(cx: &ArticleCx<'a>) -> Vec<&'a Audience> {
    let front = &cx.article.front;
    let commons = cx.site.audiences.iter().find(|audience| audience.common).map_or("", |audience| &audience.id);
    let risks: Vec<Risk> = front.risk.iter().map(|risk| risk.value).collect();
    let named = || front.audience.iter().map(|id| id.value.as_str());
    cx.site.audiences.iter().filter(|audience| audience.admits(commons, named(), &risks)).collect()
}
