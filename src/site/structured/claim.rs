//! A refutation: the claim never without its verdict.

use serde::Serialize;

use super::article::Page;
use super::words::{CreativeWork, Organization};
use crate::gate::clearance::Approval;
use crate::model::article::{Appearance, Claim as Rumour, FrontMatter, VerdictWord};
use crate::model::audience::Audience;
use crate::model::units::china_date;

/// `ClaimReview` of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(in crate::site) struct ClaimReview {
    #[serde(rename = "@id")]
    id: String,
    url: String,
    in_language: String,
    date_published: String,
    author: Organization,
    claim_reviewed: String,
    review_rating: Rating,
    review_body: String,
    item_reviewed: Claim,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Rating {
    #[serde(skip_serializing_if = "Option::is_none")]
    rating_value: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_rating: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worst_rating: Option<u8>,
    alternate_name: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Claim {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    appearance: Vec<CreativeWork>,
}

/// The review of the rumour an article refutes.
pub(super) fn review(
    front: &FrontMatter,
    approval: &Approval,
    audience: &Audience,
    page: &Page<'_>,
) -> Option<ClaimReview> {
    let rumour = front.claim.as_ref()?;
    Some(ClaimReview {
        id: format!("{}#claim", page.url),
        url: page.url.clone(),
        in_language: front.lang.clone(),
        date_published: china_date(approval.first_published).to_string(),
        author: Organization::publisher(page.settings),
        claim_reviewed: rumour.text.value.clone(),
        review_rating: rating(rumour.verdict.value),
        review_body: rumour.conclusion.value.clone(),
        item_reviewed: claim(rumour, audience.outside_links),
    })
}

/// An open question has words and no number: a number would be a verdict.
fn rating(verdict: VerdictWord) -> Rating {
    let value = verdict.rating();
    Rating {
        rating_value: value,
        best_rating: value.map(|_| 5),
        worst_rating: value.map(|_| 1),
        alternate_name: verdict.zh(),
    }
}

fn claim(rumour: &Rumour, links_out: bool) -> Claim {
    let appearance = |seen: &Appearance| CreativeWork {
        name: None,
        publisher: Organization::named(&seen.platform),
        date_published: seen.seen.map(|day| day.to_string()),
        url: seen.url.clone().filter(|_| links_out),
    };
    Claim {
        text: rumour.text.value.clone(),
        date_published: rumour.first_seen.map(|day| day.to_string()),
        appearance: rumour.appearances.iter().map(appearance).collect(),
    }
}
