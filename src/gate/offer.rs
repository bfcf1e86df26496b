//! What one person could still give to one article today, asked before a decision is recorded for him.
//!
//! The same counting as the verdict, so that a recorder never writes what the gate would then refuse. Deliberately
//! absent: how the person is known, and any permission.

use super::case::Case;
use super::entitle::{knows, own_work, standing_interest};
use super::records::{accept, trusted_now};
use super::requirement::Requirement;
use super::verdict::Weighed;
use super::{GateCx, Submission, digest};
use crate::diag::Bilingual;
use crate::model::article::Article;
use crate::model::record::SignOff;
use crate::model::roster::{Person, Recorder, Stage};

/// Why a person may not give a stage of this article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// Rule number.
    pub code: u16,
    /// The fact.
    pub message: Bilingual,
}

/// One stage that is still unmet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The stage.
    pub stage: Stage,
    /// Whether it needs the person's own key.
    pub own_key: bool,
    /// Why the person may not give it; `None` when he may.
    pub hindrance: Option<Hindrance>,
}

/// Everything that one person could give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Unmet stages in the order initial, knowledge, second, final.
    pub places: Vec<Place>,
    /// The stage at which the person has spoken on this very text, and whether it counts.
    pub given: Option<(Stage, bool)>,
}

/// Asks what a person could give.
#[must_use]
pub fn offer(cx: &GateCx<'_>, submission: &Submission<'_>, person: &Person) -> Offer {
    let article: &Article = submission.article;
    let mut refusals = Vec::new();
    let records = accept(cx, article.id().as_str(), submission.records, &mut refusals);
    let case = Case::open(cx, article, digest(article), records, &mut refusals);
    let Some((asked, lacks, seats)) = Weighed::of(&case).shortfall(&case) else {
        return Offer { places: Vec::new(), given: None };
    };
    let open = |stage: &&Stage| lacks.iter().any(|lack| lack.stage() == **stage);
    let place = |stage: &Stage| Place {
        stage: *stage,
        own_key: asked.direct.contains(stage),
        hindrance: hindrance(cx, article, &asked, person, *stage),
    };
    let same = |id: &str| id == person.id.value;
    let voice = case.approvals().into_iter().find(|voice| same(&voice.person.id.value));
    let counted = seats.iter().any(|seat| same(&seat.voice.person.id.value));
    Offer {
        places: Stage::ALL.iter().filter(open).map(place).collect(),
        given: voice.map(|voice| (voice.stage, counted)),
    }
}

fn hindrance(
    cx: &GateCx<'_>,
    article: &Article,
    asked: &Requirement,
    person: &Person,
    stage: Stage,
) -> Option<Hindrance> {
    let (name, id) = (&person.name, &person.id.value);
    let fault = |code: u16, zh: String, en: String| Some(Hindrance { code, message: Bilingual::new(zh, en) });
    if !person.stages.contains(&stage) {
        return fault(706, format!("{name} 不承担{}", stage.zh()), format!("{id} does not hold the {}", stage.en()));
    }
    if let Some(message) = own_work(article, person, stage) {
        return Some(Hindrance { code: 708, message });
    }
    if let Some(role) = asked.roles.get(&stage).into_iter().flatten().find(|role| !person.roles.contains(role)) {
        return fault(
            706,
            format!("本文{}须由{}签署", stage.zh(), role.zh()),
            format!("the {} of this article is for a {}", stage.en(), role.en()),
        );
    }
    if let Some(domains) = asked.domains(stage).filter(|domains| !knows(person, domains)) {
        return fault(
            707,
            format!("本文{}需要 {} 领域的人，{name} 没有登记这一领域", stage.zh(), domains.join("、")),
            format!("the {} needs the domain {}, which {id} has not", stage.en(), domains.join(", ")),
        );
    }
    let interest = standing_interest(cx.settings, article, person, cx.now.day())?;
    fault(
        710,
        format!("{name} 与“{}”有利益关系，涉及本文主题", interest.party),
        format!("{id} has an interest ({}) that touches this article", interest.party),
    )
}

/// The records of an article whose signature, project, person and time hold, in order of time.
///
/// Records that a pull request brings along are anybody's text until this has looked at them.
#[must_use]
pub fn genuine<'a>(cx: &GateCx<'a>, article: &str, records: &'a [SignOff]) -> Vec<&'a SignOff> {
    accept(cx, article, records, &mut Vec::new()).into_iter().map(|accepted| accepted.record).collect()
}

/// Whether a recorder may sign with a key on the days of a decision and of its entry: what the gate will ask later.
#[must_use]
pub fn recorder_holds(recorder: &Recorder, public_line: &str, days: [jiff::civil::Date; 2]) -> bool {
    days.into_iter().all(|day| trusted_now(&recorder.keys, public_line, day))
}
