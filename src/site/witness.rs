//! KP909: a finished page is read again, as a reader sees it, before it may be written.
//!
//! Whatever the gate found out about an article is worth nothing if the theme does not show it: who approved it, which
//! version this is, what was corrected, that a machine helped, that it is outdated, and every word of the text itself.

use super::BuildFault;
use crate::diag::Bilingual;
use crate::model::path::SitePath;
use crate::render::template::Theme;
use crate::render::view::{ArticleView, Chrome, ClaimView, PageLink, PagerView};
use crate::render::visible::{squeezed, visible_text, visible_text_with};

/// What a page must show and does not, in order of weight.
pub(super) fn missing(view: &ArticleView, html: &str) -> Vec<Bilingual> {
    let mut missing = Vec::new();
    // The words of the text vouch for nothing else: a reviewer named in it is not thereby credited.
    let around = around(&view.body, html);
    if around.is_none() {
        missing.push(Bilingual::new("审定的正文", "the approved text"));
    }
    let around = around.unwrap_or_else(|| (visible_text(html), String::new()));
    for (thing, words) in owed(view) {
        let words = squeezed(words);
        if !(around.0.contains(&words) || around.1.contains(&words)) {
            missing.push(thing);
        }
    }
    missing
}

/// What a page shows before and after its body; nothing when it does not show the body.
fn around(body: &str, html: &str) -> Option<(String, String)> {
    let (mut before, at) = visible_text_with(html, body).or_else(|| {
        let (page, body) = (visible_text(html), visible_text(body));
        let at = page.find(&body)?;
        Some((page, at..at + body.len()))
    })?;
    let after = before.split_off(at.end);
    before.truncate(at.start);
    Some((before, after))
}

/// What a page made of an article's cards must show and does not: whose it is, in which state, who approved it.
pub(super) fn missing_on_sheet(view: &ArticleView, html: &str) -> Vec<Bilingual> {
    let page = visible_text(html);
    let whole =
        ArticleView { summary: String::new(), corrections: Vec::new(), media: Vec::new(), claim: None, ..view.clone() };
    let owed = owed(&whole).into_iter();
    owed.filter(|(_, words)| !page.contains(&squeezed(words))).map(|(thing, _)| thing).collect()
}

/// What a home page must show of the site itself and does not: the filing numbers and the complaint entry.
pub(super) fn missing_on_home(chrome: &Chrome, html: &str) -> Vec<Bilingual> {
    let site = &chrome.site;
    let page = visible_text(html);
    let shows = |words: &str| page.contains(&squeezed(words));
    let filings = site.filings.iter().map(|filing| filing.label.as_str()).filter(|label| !shows(label));
    let named = |label| Bilingual::new(format!("备案号“{label}”"), format!("the filing number {label}"));
    let mut missing: Vec<Bilingual> = filings.map(named).collect();
    if site.complaint.as_ref().is_some_and(|complaint| !shows(&complaint.label)) {
        missing.push(Bilingual::new("投诉入口", "the complaint entry"));
    }
    missing
}

/// What a page of a list must show and does not: the way to the entries that stand on the pages beside it.
pub(super) fn missing_pages(pager: &PagerView, html: &str) -> Vec<Bilingual> {
    let leads = |link: &PageLink| html.contains(&format!("\"{}\"", link.href));
    let named = |link: &PageLink, zh: &str, en: &str| {
        (!leads(link)).then(|| Bilingual::new(format!("{zh}（{}）", link.href), format!("{en} ({})", link.href)))
    };
    let older = pager.older.iter().filter_map(|link| named(link, "较早一页的链接", "the link to the older page"));
    let newer = pager.newer.iter().filter_map(|link| named(link, "较新一页的链接", "the link to the newer page"));
    older.chain(newer).collect()
}

/// Stops the build when something is missing on a page that a template of an edition made.
pub(super) fn refuse(
    theme: &Theme,
    (edition, template): (&str, &str),
    page: &SitePath,
    missing: Vec<Bilingual>,
) -> Result<(), BuildFault> {
    if missing.is_empty() {
        return Ok(());
    }
    let template = theme.path_of(edition, template);
    Err(BuildFault::Concealed { page: page.to_string(), template, missing })
}

/// Each thing owed to the reader and the words that show it.
fn owed(view: &ArticleView) -> Vec<(Bilingual, &str)> {
    let mut owed: Vec<(Bilingual, &str)> = Vec::new();
    let mut add = |zh: String, en: String, words| owed.push((Bilingual::new(zh, en), words));
    let mut one = |zh: &str, en: &str, words| add(zh.to_owned(), en.to_owned(), words);
    one("标题", "the title", view.title.as_str());
    one("摘要", "the summary", &view.summary);
    if let Some(banner) = &view.banner {
        one("状态提示", "the state of the article", banner);
    }
    if let Some(mark) = view.chrome.watermark {
        one("未审核水印", "the mark of an unreviewed page", mark);
    }
    if let Some(label) = &view.ai {
        one("人工智能标识", "the label of generated content", label);
    }
    if let Some(retraction) = &view.retraction {
        one("撤稿原因", "the reason of the retraction", &retraction.reason);
    }
    if let Some(notice) = &view.emergency {
        one("应急信息的依据", "the authority behind the emergency", &notice.authority);
        one("应急信息的有效期", "the end of the emergency", &notice.expires);
    }
    one("核对码", "the short digest", &view.digest_short);
    for credit in &view.credits {
        add(format!("审核人“{}”", credit.name), format!("the reviewer {}", credit.name), &credit.name);
    }
    for correction in &view.corrections {
        let summary = &correction.summary;
        add(format!("更正“{summary}”"), format!("the correction “{summary}”"), summary);
    }
    for map in view.media.iter().filter_map(|medium| medium.map.as_deref()) {
        add(map.to_owned(), format!("the map approval “{map}”"), map);
    }
    for (zh, en, words) in view.claim.iter().flat_map(of_claim) {
        add(zh.to_owned(), en.to_owned(), words);
    }
    owed
}

fn of_claim(claim: &ClaimView) -> [(&'static str, &'static str, &str); 3] {
    [
        ("辟谣结论", "the verdict", claim.verdict_label),
        ("真相", "the conclusion", &claim.conclusion),
        ("流言原话", "the claim", &claim.text),
    ]
}
