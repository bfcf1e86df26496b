//! One article of one edition as finished data: everything a template prints, and nothing it must work out.
//!
//! Deliberately absent: HTML; addresses (they come in as closures); any decision whether the article may be shown —
//! the ticket is that decision.

mod reference;

use super::html::is_outside;
use super::view::{
    ArticleView, AuthorView, Chrome, CitationView, ClaimView, CorrectionView, CreditView, EmergencyView, EvidenceView,
    LinkView, MediumView, RetractionView, SmallFixView, SourceView,
};
use crate::gate::clearance::{Approval, Credit, Lane, Ticket};
use crate::model::article::{
    AiDeclaration, AiUse, ArticleHead, Author, CitedSource, Claim, EmergencyLevel, EmergencyNotice, FrontMatter,
    MapApproval, Medium,
};
use crate::model::audience::Audience;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::state::State;
use crate::model::units::{china_date, china_datetime, china_rfc3339};

/// What an article page needs beside its ticket.
#[derive(Clone, Copy)]
pub struct ArticleViewCx<'a> {
    /// Names of topics and regions.
    pub settings: &'a SiteSettings,
    /// Names of audiences.
    pub audiences: &'a [Audience],
    /// Names of people.
    pub roster: &'a Roster,
    /// Words of the body.
    pub words: usize,
    /// Reading time in minutes.
    pub minutes: usize,
    /// The address of the recording from this page.
    pub audio: Option<&'a str>,
    /// The address of the text to be read aloud from this page.
    pub script: Option<&'a str>,
    /// The address of a topic's list from this page, if the edition has one.
    pub topic_href: &'a dyn Fn(&str) -> Option<String>,
    /// Title and address of another article in this edition, if it is shown there.
    pub link_article: &'a dyn Fn(&str) -> Option<LinkView>,
}

impl std::fmt::Debug for ArticleViewCx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArticleViewCx")
            .field("words", &self.words)
            .field("minutes", &self.minutes)
            .finish_non_exhaustive()
    }
}

/// Fills the view of one article page.
#[must_use]
pub fn article_view<L: Lane>(
    ticket: &Ticket<'_, L>,
    body: String,
    mut chrome: Chrome,
    cx: &ArticleViewCx<'_>,
) -> ArticleView {
    chrome.watermark = L::WATERMARK;
    let cleared = ticket.cleared();
    let shown = Shown {
        article: cleared.article(),
        audience: ticket.audience(),
        approval: L::approval(cleared.stamp()),
        state: cleared.state(),
    };
    shown.view(body, chrome, cx)
}

/// The lane is settled; the rest is compiled once.
struct Shown<'a> {
    article: &'a ArticleHead,
    audience: &'a Audience,
    /// Absent on the editor's desk.
    approval: Option<&'a Approval>,
    state: State,
}

impl Shown<'_> {
    fn view(&self, body: String, chrome: Chrome, cx: &ArticleViewCx<'_>) -> ArticleView {
        let front = &self.article.front;
        let id = self.audience.id.as_str();
        let day = |at| china_date(at).to_string();
        let removed = front.retraction.as_ref().is_some_and(|retraction| retraction.remove_body);
        let digest = self.approval.map(|approval| approval.digest);
        let citation = self.citation(&chrome.canonical, cx);
        ArticleView {
            chrome,
            id: self.article.id().to_string(),
            kind: front.kind.value.token(),
            kind_label: front.kind.value.zh(),
            title: front.title_for(id).to_owned(),
            summary: front.summary_for(id).to_owned(),
            topics: front.topics.iter().filter_map(|topic| topic_link(&topic.value, cx)).collect(),
            regions: front.region.iter().map(|code| cx.settings.region_label(&code.value).to_owned()).collect(),
            ages: Vec::new(),
            audiences: front.audience.iter().map(|audience| audience_label(&audience.value, cx.audiences)).collect(),
            published: self.approval.map_or_else(|| front.created.value.to_string(), |a| day(a.first_published)),
            approved: self.approval.map(|approval| day(approval.completed)).unwrap_or_default(),
            valid_until: self.approval.and_then(|approval| approval.valid_until).map(day),
            words: cx.words,
            minutes: cx.minutes.max(1),
            state: self.state.token(),
            state_label: self.state.zh(),
            banner: self.banner(),
            body: if removed { String::new() } else { body },
            contents: Vec::new(),
            sheets: Vec::new(),
            authors: front.authors.iter().map(author).collect(),
            editor: person(&front.editor.value, cx.roster),
            credits: self.approval.map(|approval| approval.credits.iter().map(credit).collect()).unwrap_or_default(),
            small_fix: self.approval.and_then(|approval| approval.fix.as_ref()).map(|fix| SmallFixView {
                from: fix.from.short(),
                date: day(fix.at),
                credits: fix.credits.iter().map(credit).collect(),
            }),
            digest_short: digest.map(|digest| digest.short()).unwrap_or_default(),
            digest: digest.map(|digest| digest.to_string()).unwrap_or_default(),
            sources: sources(&front.sources, self.audience.outside_links),
            media: front.media.iter().map(medium).collect(),
            ai: front.ai.as_deref().and_then(ai_label),
            corrections: corrections(front),
            audio: cx.audio.map(str::to_owned),
            script: cx.script.map(str::to_owned),
            feedback: self.audience.feedback && self.approval.is_some(),
            citation,
            claim: front.claim.as_ref().map(|claim| claim_view(claim, &front.sources)),
            emergency: front.emergency.as_deref().map(emergency),
            retraction: front.retraction.as_ref().map(|retraction| RetractionView {
                date: retraction.date.value.to_string(),
                reason: retraction.reason.value.clone(),
                replaced_by: retraction.replaced_by.as_ref().and_then(|other| (cx.link_article)(&other.value)),
                remove_body: retraction.remove_body,
            }),
            sharing: None,
        }
    }

    /// What is retracted is not to be cited, and without an approval there is no version to name.
    fn citation(&self, address: &str, cx: &ArticleViewCx<'_>) -> Option<CitationView> {
        let approval = self.approval.filter(|_| self.audience.manner.citation && self.state != State::Retracted)?;
        let front = &self.article.front;
        let title = front.title_for(&self.audience.id);
        Some(reference::of(front, (title, &cx.settings.publisher, address), approval))
    }

    /// What the reader must know before the first line.
    fn banner(&self) -> Option<String> {
        let ended = self.approval.and_then(|approval| approval.valid_until);
        let front = &self.article.front;
        match self.state {
            State::Expired => Some(match ended {
                Some(at) => format!("本文审核已于 {} 到期，内容可能已经过时", long_day(at)),
                None => "本文审核已经到期，内容可能已经过时".to_owned(),
            }),
            State::Archived => {
                let at = front.emergency.as_ref().map(|notice| notice.expires.value).or(ended);
                Some(match at {
                    Some(at) => format!("本应急信息已于 {} 结束，仅供查阅", long_day(at)),
                    None => "本应急信息已经结束，仅供查阅".to_owned(),
                })
            }
            State::Provisional => Some("先行发布，正在复核".to_owned()),
            State::Retracted => Some(match &front.retraction {
                Some(retraction) => format!("本文已于 {} 撤稿，请不要再引用或转发", chinese(retraction.date.value)),
                None => "本文已撤稿，请不要再引用或转发".to_owned(),
            }),
            State::Suspended => Some("内容正在复核，暂停展示".to_owned()),
            _ => None,
        }
    }
}

/// The level of an emergency as notices print it: `较大（III级）`.
#[must_use]
pub fn level_label(level: EmergencyLevel) -> String {
    format!("{}（{}级）", level.zh(), level.token())
}

/// A day as people say it: `2026年3月18日`.
#[must_use]
pub fn long_day(at: jiff::Timestamp) -> String {
    chinese(china_date(at))
}

/// A minute as people say it: `2026年3月18日 08:00`.
#[must_use]
pub fn long_minute(at: jiff::Timestamp) -> String {
    let local = china_datetime(at);
    format!("{} {:02}:{:02}", chinese(local.date()), local.hour(), local.minute())
}

fn chinese(day: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn topic_link(id: &str, cx: &ArticleViewCx<'_>) -> Option<LinkView> {
    let label = cx.settings.topic(id).map_or(id, |topic| &topic.label);
    (cx.topic_href)(id).map(|href| LinkView { label: label.to_owned(), href })
}

fn audience_label(id: &str, audiences: &[Audience]) -> String {
    audiences.iter().find(|audience| audience.id == id).map_or(id, |audience| &audience.label).to_owned()
}

fn person(id: &str, roster: &Roster) -> String {
    roster.people.get(id).map_or(id, |person| &person.name).to_owned()
}

fn author(author: &Author) -> AuthorView {
    let interests = author.interests.clone().filter(|words| !matches!(words.as_str(), "" | "none" | "无"));
    AuthorView { name: author.name.value.clone(), org: author.org.clone(), interests }
}

fn credit(credit: &Credit) -> CreditView {
    CreditView {
        stage: credit.stage.zh(),
        name: credit.name.to_string(),
        title: credit.title.as_deref().map(str::to_owned),
        org: credit.org.as_deref().map(str::to_owned),
        date: china_date(credit.at).to_string(),
        via: credit.via.zh(),
    }
}

/// The anchor a citation points at; `body` writes the same.
fn anchor(source: &CitedSource) -> String {
    format!("source-{}", source.id.value)
}

fn sources(sources: &[CitedSource], links_out: bool) -> Vec<SourceView> {
    let view = |(at, source): (usize, &CitedSource)| {
        let address = source.url.as_ref().map(|url| url.value.clone());
        let (href, address) = match address {
            Some(address) if links_out && is_outside(&address) => (Some(address), None),
            address => (None, address),
        };
        SourceView {
            anchor: anchor(source),
            number: at + 1,
            source_type: source.source_type.value.zh(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            published: source.published.clone(),
            href,
            address,
        }
    };
    sources.iter().enumerate().map(view).collect()
}

fn medium(medium: &Medium) -> MediumView {
    MediumView {
        name: medium.src.value.clone(),
        credit: medium.credit.clone().unwrap_or_default(),
        licence: medium.licence.clone().unwrap_or_default(),
        origin: medium.origin.map(|origin| origin.zh()).unwrap_or_default(),
        map: medium.map.as_ref().and_then(map_approval),
    }
}

fn map_approval(map: &MapApproval) -> Option<String> {
    let number = map.approval_no.as_ref().map(|number| format!("审图号：{number}"));
    let unit = map.unit.as_ref().map(|unit| format!("制图：{unit}"));
    let parts: Vec<String> = [number, unit].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("，"))
}

/// The explicit label that generated content must carry. Source: 人工智能生成合成内容标识办法 Art. 4.
fn ai_label(ai: &AiDeclaration) -> Option<String> {
    if ai.usage.value == AiUse::None {
        return None;
    }
    let word = |token: &str| match token {
        "text" => "文字".to_owned(),
        "image" => "图片".to_owned(),
        "audio" => "音频".to_owned(),
        "video" => "视频".to_owned(),
        other => other.to_owned(),
    };
    let scope: Vec<String> = ai.scope.iter().map(|token| word(token)).collect();
    let parts = [(!scope.is_empty()).then(|| scope.join("、")), ai.tool.clone()];
    let inside: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let label = ai.usage.value.zh();
    Some(if inside.is_empty() { label.to_owned() } else { format!("{label}（{}）", inside.join("；")) })
}

fn corrections(front: &FrontMatter) -> Vec<CorrectionView> {
    let mut newest: Vec<_> = front.corrections.iter().collect();
    newest.sort_by_key(|correction| std::cmp::Reverse(correction.date.value));
    let view = |correction: &crate::model::article::Correction| CorrectionView {
        date: correction.date.value.to_string(),
        label: correction.correction_type.zh(),
        summary: correction.summary.clone(),
    };
    newest.into_iter().map(view).collect()
}

fn claim_view(claim: &Claim, sources: &[CitedSource]) -> ClaimView {
    let mut seen_on: Vec<String> = Vec::new();
    for appearance in &claim.appearances {
        if !seen_on.contains(&appearance.platform) {
            seen_on.push(appearance.platform.clone());
        }
    }
    let evidence = claim.evidence.iter().filter_map(|evidence| {
        let at = sources.iter().position(|source| source.id.value == evidence.source.value)?;
        let source = sources.get(at)?;
        Some(EvidenceView { anchor: anchor(source), number: at + 1, says: evidence.says.clone() })
    });
    ClaimView {
        text: claim.text.value.clone(),
        verdict: claim.verdict.value.token(),
        verdict_label: claim.verdict.value.zh(),
        conclusion: claim.conclusion.value.clone(),
        explanation_needed: claim.explanation_needed.clone(),
        fallacy: claim.fallacy.clone(),
        harm: claim.harm.map(|harm| harm.zh()),
        first_seen: claim.first_seen.map(|day| day.to_string()),
        seen_on,
        evidence: evidence.collect(),
    }
}

fn emergency(notice: &EmergencyNotice) -> EmergencyView {
    EmergencyView {
        authority: notice.authority.clone(),
        level: level_label(notice.level.value),
        category: notice.category.value.zh(),
        issued: long_minute(notice.issued.value),
        expires: long_minute(notice.expires.value),
        expires_at: china_rfc3339(notice.expires.value),
    }
}

#[cfg(test)]
pub(super) mod tests;
