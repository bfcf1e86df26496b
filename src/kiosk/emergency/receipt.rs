//! What a station tells of emergency notices: which file it has, and since when each notice has stood on its screen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::record::FirstShown;
use crate::kiosk::status::{china, china_or_none};

/// Notices that a beacon has room for, the latest ones; a status has all that are remembered.
const IN_A_BEACON: usize = 8;

/// What a station tells. Fields are added, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the file of what is real; 0 for none.
    pub sequence: u64,
    /// When it was signed.
    #[serde(default, with = "china_or_none", skip_serializing_if = "Option::is_none")]
    pub signed: Option<Timestamp>,
    /// Number of the file of drills; 0 for none.
    pub drill_sequence: u64,
    /// What was given to the screen, also what is over since.
    pub shown: Vec<Shown>,
}

/// A notice that stood on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its article.
    pub article: String,
    /// Whether it was a drill.
    pub is_drill: bool,
    /// Number of the file in which it was shown first.
    pub sequence: u64,
    /// Since when: within the seconds between two looks at the clocks.
    #[serde(with = "china")]
    pub at: Timestamp,
    /// Whether the machine's clock could be believed then. Without it the truth is not before `at`.
    pub is_sure: bool,
}

impl Shown {
    pub(super) fn of(article: &str, is_drill: bool, first: &FirstShown) -> Self {
        let FirstShown { at, sequence, is_sure } = *first;
        Self { article: article.to_owned(), is_drill, sequence, at, is_sure }
    }

    /// One word of a beacon: article, number, seconds since 1970, and `~` when the clock could not be believed.
    fn word(&self) -> String {
        let mark = if self.is_sure { "" } else { "~" };
        format!("{}:{}:{}{mark}", self.article, self.sequence, self.at.as_second())
    }
}

impl Receipt {
    /// The notices for a beacon, the latest ones.
    #[must_use]
    pub fn words(&self) -> String {
        let mut latest: Vec<&Shown> = self.shown.iter().collect();
        latest.sort_by(|a, b| (b.at, &a.article).cmp(&(a.at, &b.article)));
        latest.into_iter().take(IN_A_BEACON).map(Shown::word).collect::<Vec<_>>().join(",")
    }
}

/// Reads one word of a beacon: article, number, instant, and whether the clock could be believed.
#[must_use]
pub fn read_word(word: &str) -> Option<(&str, u64, Timestamp, bool)> {
    let mut parts = word.split(':');
    let (article, sequence, at) = (parts.next()?, parts.next()?, parts.next()?);
    let is_id = crate::model::article::ArticleId::new(article).is_some() && parts.next().is_none();
    let (seconds, is_sure) = at.strip_suffix('~').map_or((at, true), |seconds| (seconds, false));
    let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    is_id.then_some((article, sequence.parse().ok()?, at, is_sure))
}
