//! An article: who wrote it, who reviewed it, for whom it is, what it rests on, what was corrected.

use serde::Serialize;

use super::words::{AdministrativeArea, CreativeWork, Organization, Person};
use super::{Node, announcement, claim, steps};
use crate::gate::clearance::{Approval, Credit, Lane, Ticket};
use crate::model::article::FrontMatter;
use crate::model::audience::Audience;
use crate::model::roster::Roster;
use crate::model::site::SiteSettings;
use crate::model::state::State;
use crate::model::units::{china_date, china_rfc3339};

/// `Article` of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct Article {
    #[serde(rename = "@id")]
    id: String,
    headline: String,
    description: String,
    url: String,
    main_entity_of_page: WebPage,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    in_language: String,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creative_work_status: Option<&'static str>,
    author: Vec<Person>,
    editor: Person,
    publisher: Organization,
    audience: Vec<PeopleAudience>,
    article_section: String,
    keywords: Vec<String>,
    spatial_coverage: Vec<AdministrativeArea>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citation: Vec<CreativeWork>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<CorrectionComment>,
    is_accessible_for_free: bool,
}

/// Reviewers belong to the page in schema.org, as the article may stand elsewhere too.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct WebPage {
    #[serde(rename = "@id")]
    id: String,
    last_reviewed: String,
    reviewed_by: Vec<Person>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct PeopleAudience {
    audience_type: String,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct CorrectionComment {
    text: String,
    date_published: String,
}

/// What the nodes of an article are made from besides its ticket.
pub(in crate::site) struct Page<'a> {
    pub(in crate::site) settings: &'a SiteSettings,
    pub(in crate::site) audiences: &'a [Audience],
    pub(in crate::site) roster: &'a Roster,
    /// Absolute address of the page.
    pub(in crate::site) url: String,
    /// Absolute address of the cover, if it is made of pixels.
    pub(in crate::site) image: Option<String>,
    pub(in crate::site) document: std::sync::Arc<crate::markup::Document>,
    /// Which of its cards the edition hides.
    pub(in crate::site) hidden: Vec<bool>,
    /// Whether the notice that it is has ended.
    pub(in crate::site) is_over: bool,
}

/// Everything an article's page is about; nothing on the editor's desk.
pub(in crate::site) fn of_article<L: Lane>(ticket: &Ticket<'_, L>, page: &Page<'_>) -> Vec<Node> {
    let cleared = ticket.cleared();
    let Some(approval) = L::approval(cleared.stamp()) else { return Vec::new() };
    let front = &cleared.article().front;
    let mut nodes = vec![Node::Article(Box::new(article(front, approval, ticket.audience(), page)))];
    // What is retracted, expired or over makes no claims any more.
    if !cleared.state().is_listed() {
        return nodes;
    }
    let title = front.title_for(&ticket.audience().id);
    nodes.extend(claim::review(front, approval, ticket.audience(), page).map(|node| Node::ClaimReview(Box::new(node))));
    nodes.extend(steps::all(&page.document, &page.hidden, title).into_iter().map(Node::HowTo));
    let announced = announcement::of(front, &ticket.audience().id, page);
    nodes.extend(announced.map(|node| Node::SpecialAnnouncement(Box::new(node))));
    nodes
}

fn article(front: &FrontMatter, approval: &Approval, audience: &Audience, page: &Page<'_>) -> Article {
    let topic = |id: &str| page.settings.topic(id).map_or(id, |topic| &topic.label).to_owned();
    let topics: Vec<String> = front.topics.iter().map(|id| topic(&id.value)).collect();
    let modified = approval.fix.as_ref().map_or(approval.completed, |fix| fix.at);
    Article {
        id: format!("{}#article", page.url),
        headline: front.title_for(&audience.id).to_owned(),
        description: front.summary_with_verdict(&audience.id),
        url: page.url.clone(),
        main_entity_of_page: WebPage {
            id: page.url.clone(),
            last_reviewed: china_date(approval.completed).to_string(),
            reviewed_by: approval.credits.iter().map(reviewer).collect(),
        },
        image: page.image.clone(),
        in_language: front.lang.clone(),
        date_published: china_rfc3339(approval.first_published),
        date_modified: china_rfc3339(modified),
        expires: approval.valid_until.map(|until| china_date(until).to_string()),
        creative_work_status: status(approval.state),
        author: front.authors.iter().map(author).collect(),
        editor: editor(&front.editor.value, page.roster),
        publisher: Organization::publisher(page.settings),
        audience: people(front, audience, page.audiences),
        article_section: topics.first().cloned().unwrap_or_default(),
        keywords: topics.into_iter().chain(front.seasons().map(str::to_owned)).collect(),
        spatial_coverage: front.region.iter().map(|code| AdministrativeArea::of(&code.value, page.settings)).collect(),
        citation: front.sources.iter().map(source).collect(),
        correction: corrections(front),
        is_accessible_for_free: true,
    }
}

/// Words for texts that are kept but no longer hold.
fn status(state: State) -> Option<&'static str> {
    match state {
        State::Retracted => Some("Retracted"),
        State::Expired => Some("Expired"),
        State::Archived => Some("Archived"),
        _ => None,
    }
}

/// An edition is for its own readers; the common one is for everybody the article names.
fn people(front: &FrontMatter, audience: &Audience, all: &[Audience]) -> Vec<PeopleAudience> {
    let people = |label: &str| PeopleAudience { audience_type: label.to_owned() };
    if !audience.common {
        return vec![people(&audience.label)];
    }
    let label =
        |id: &str| all.iter().find(|audience| audience.id == id).map_or(id, |audience| &audience.label).to_owned();
    front.audience.iter().map(|id| people(&label(&id.value))).collect()
}

fn reviewer(credit: &Credit) -> Person {
    Person {
        name: credit.name.to_string(),
        job_title: credit.title.as_deref().map(str::to_owned),
        affiliation: credit.org.as_deref().map(Organization::named),
    }
}

fn author(author: &crate::model::article::Author) -> Person {
    let affiliation = author.org.as_deref().map(Organization::named);
    Person { name: author.name.value.clone(), job_title: None, affiliation }
}

fn editor(id: &str, roster: &Roster) -> Person {
    let name = roster.people.get(id).map_or(id, |person| &person.name);
    Person { name: name.to_owned(), job_title: None, affiliation: None }
}

fn source(source: &crate::model::article::CitedSource) -> CreativeWork {
    CreativeWork {
        name: Some(source.title.clone()),
        publisher: Organization::named(&source.publisher),
        date_published: source.published.clone(),
        url: source.url.as_ref().map(|url| url.value.clone()),
    }
}

fn corrections(front: &FrontMatter) -> Vec<CorrectionComment> {
    let comment = |note: &crate::model::article::Correction| CorrectionComment {
        text: format!("{}：{}", note.correction_type.zh(), note.summary),
        date_published: note.date.value.to_string(),
    };
    let retraction = front.retraction.as_ref().map(|retraction| CorrectionComment {
        text: format!("撤稿：{}", retraction.reason.value),
        date_published: retraction.date.value.to_string(),
    });
    front.corrections.iter().map(comment).chain(retraction).collect()
}
