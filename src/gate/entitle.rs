//! Who may review which article, at which stage, on which day: the questions about the person alone.
//!
//! Asked of records and, to say who could still sign, of everybody on the roster. Deliberately absent: numbers.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::GateCx;
use super::records::{Accepted, Checked, at_field};
use crate::diag::Bilingual;
use crate::model::article::Article;
use crate::model::roster::{Interest, Person, Stage};
use crate::model::site::SiteSettings;

/// An interest counts so long after its end. Source: Cochrane's policy on conflicts of interest.
const INTEREST_YEARS: i32 = 3;

/// Whether the person behind an approval or retraction may speak on this article at this stage.
pub(super) fn may_review(cx: &GateCx<'_>, article: &Article, voice: &Accepted<'_>) -> Checked<()> {
    let (record, person) = (voice.record, voice.person);
    // A record without a stage does not get here; it is malformed.
    let stage = may_hold(voice)?.unwrap_or(Stage::Initial);
    if contributed(cx, article, person, stage) {
        let zh = format!("{} 在这次改动中提交过本文，只能由他人审核", person.name);
        let en = format!("{} made commits of this change to the article", person.id.value);
        return Err(at_field(709, record, "reviewer", zh, en)
            .help("请没有参与修改的人签署", "have a person sign who took no part in the change")
            .into());
    }
    if let Some(why) = own_work(article, person, stage) {
        return Err(at_field(708, record, "reviewer", why.zh, why.en)
            .help("请另一位审核人签署这一审次", "have another person sign this stage")
            .into());
    }
    if voice.statement().conflict_declared {
        let zh = format!("{} 声明与本文存在利益冲突，签署不计入", person.name);
        let en = format!("{} declared a conflict of interest; the decision does not count", person.id.value);
        return Err(at_field(710, record, "conflict", zh, en)
            .help("请没有利益关系的审核人签署", "have a person without interests sign")
            .into());
    }
    if let Some(interest) = standing_interest(cx.settings, article, person, voice.day()) {
        let zh = format!("{} 与“{}”有利益关系，涉及本文主题", person.name, interest.party);
        let en = format!("{} has an interest ({}) that touches this article", person.id.value, interest.party);
        return Err(at_field(710, record, "reviewer", zh, en)
            .help("请没有利益关系的审核人签署", "have a person without interests sign")
            .into());
    }
    Ok(())
}

/// The stage of a record, when the person may hold it; records without a stage pass.
pub(super) fn may_hold(voice: &Accepted<'_>) -> Checked<Option<Stage>> {
    let Some(stage) = voice.stage() else { return Ok(None) };
    if voice.person.stages.contains(&stage) {
        return Ok(Some(stage));
    }
    let may: Vec<&str> = voice.person.stages.iter().map(|stage| stage.zh()).collect();
    let zh = format!("{} 不承担{}，名册上只有：{}", voice.person.name, stage.zh(), may.join("、"));
    let en = format!("{} may not give the {}", voice.person.id.value, stage.en());
    Err(at_field(706, voice.record, "stage", zh, en)
        .help("请名册上承担这一审次的人签署", "have a person sign who holds this stage on the roster")
        .into())
}

/// Whether somebody changed the text that is under judgement. The responsible editor types in what others wrote and
/// may give the initial review all the same.
pub(super) fn contributed(cx: &GateCx<'_>, article: &Article, person: &Person, stage: Stage) -> bool {
    let editor = article.front.editor.value == person.id.value && stage == Stage::Initial;
    !editor && cx.contributors.get(article.id()).is_some_and(|people| people.contains(&person.id.value))
}

/// Why somebody's own part in the article forbids a stage.
///
/// Names are compared too: an author who is left without a person id must not approve under the other entry.
pub(super) fn own_work(article: &Article, person: &Person, stage: Stage) -> Option<Bilingual> {
    let is_author = |author: &crate::model::article::Author| {
        author.person.as_ref().is_some_and(|id| id.value == person.id.value)
            || author.name.value.trim() == person.name.trim()
    };
    if article.front.authors.iter().any(is_author) {
        let zh = format!("{} 是本文作者", person.name);
        return Some(Bilingual::new(zh, format!("{} is an author of this article", person.id.value)));
    }
    // Source: 三审制, where the responsible editor reads first and nobody reads twice.
    if article.front.editor.value == person.id.value && stage != Stage::Initial {
        let zh = format!("{} 是本文责任编辑，只能给初审", person.name);
        return Some(Bilingual::new(
            zh,
            format!("{} is the responsible editor and may give the initial review only", person.id.value),
        ));
    }
    None
}

/// A standing interest of the person that touches the article's topics or their domains on a day.
pub(super) fn standing_interest<'a>(
    settings: &SiteSettings,
    article: &Article,
    person: &'a Person,
    day: Date,
) -> Option<&'a Interest> {
    let topics = article.front.topics.iter().map(|topic| topic.value.as_str());
    let words: Vec<&str> = topics
        .flat_map(|id| std::iter::once(id).chain(settings.topic(id).map(|topic| topic.domain.as_str())))
        .collect();
    person.interests.iter().find(|interest| {
        let touches = interest.topics.iter().any(|prefix| words.iter().any(|word| covers(prefix, word)));
        let begun = interest.window.from.is_none_or(|from| from <= day);
        let end = interest.window.until.and_then(|until| until.checked_add(INTEREST_YEARS.years()).ok());
        let faded = interest.window.until.is_some() && end.is_some_and(|end| end < day);
        touches && begun && !faded
    })
}

/// Whether the person has the means to decide on a day: a key, or an account unless the own key is asked for.
pub(super) fn reachable(person: &Person, own_key: bool, day: Date) -> bool {
    let key =
        person.keys.iter().any(|key| key.window.holds(day) && key.revoked.as_ref().is_none_or(|end| day < end.on));
    key || (!own_key && person.accounts.iter().any(|account| account.window.holds(day)))
}

/// Whether one of the person's domains covers one of the asked ones.
pub(super) fn knows(person: &Person, asked: &[String]) -> bool {
    person.domains.iter().any(|own| asked.iter().any(|asked| covers(own, asked)))
}

/// Whether the person holds one of the qualifications on a day.
pub(super) fn qualified(person: &Person, any: &[String], day: Date) -> bool {
    person
        .qualifications
        .iter()
        .any(|held| any.contains(&held.kind.value) && held.until.is_none_or(|until| day <= until))
}

/// `medicine` covers `medicine` and `medicine.cardiology`, not `medicines`.
pub(super) fn covers(prefix: &str, word: &str) -> bool {
    word.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_whole_words() {
        for (prefix, word, expected) in [
            ("medicine", "medicine", true),
            ("medicine", "medicine.cardiology", true),
            ("medicine.cardiology", "medicine", false),
            ("medicine", "medicines", false),
            ("medicine", "agriculture", false),
        ] {
            assert_eq!(covers(prefix, word), expected, "{prefix} {word}");
        }
    }
}
