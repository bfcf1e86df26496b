//! What an emergency notice comes down to where it must be heard: one screen, one banner, one small signed file.
//!
//! Made from articles that the gate cleared, and sent between programs: no authored type, so it has a JSON form.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::article::EmergencyLevel;
use super::site::contains;

/// A notice. Fields are added, never changed: an older kiosk reads a newer file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Id of the article.
    pub article: String,
    /// Id of the event.
    pub event: String,
    /// I is the highest.
    #[serde(with = "level")]
    pub level: EmergencyLevel,
    /// What kind of event, in Chinese.
    pub category: String,
    /// Codes of the regions it is for.
    pub regions: Vec<String>,
    /// Their names.
    pub area: Vec<String>,
    /// Title.
    pub title: String,
    /// What to do.
    pub act: String,
    /// Whose notice it follows.
    pub authority: String,
    /// Its beginning.
    pub issued: Timestamp,
    /// Its end.
    pub expires: Timestamp,
    /// Out by the fast track: the full review is still to come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// An event that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleared {
    /// Id of the event.
    pub event: String,
    /// When the all-clear was given.
    pub at: Timestamp,
}

mod level {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::article::EmergencyLevel;

    pub(super) fn serialize<S: Serializer>(level: &EmergencyLevel, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(level.token())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<EmergencyLevel, D::Error> {
        let text = String::deserialize(from)?;
        EmergencyLevel::read(&text).ok_or_else(|| serde::de::Error::custom(format!("{text} is no level")))
    }
}

impl Alert {
    /// Whether it is for a place: the region itself, or one that has it inside.
    #[must_use]
    pub fn reaches(&self, region: &str) -> bool {
        self.regions.iter().any(|own| contains(own, region))
    }

    /// Whether it has begun and is not over.
    #[must_use]
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.issued <= now && now < self.expires
    }
}

/// The notices that are not covered by one of a higher level, the highest first: by level and regions of each.
///
/// A notice of a lower level is silent where one of a higher level covers its whole area; elsewhere it still speaks.
pub fn heard<T>(mut notices: Vec<T>, of: impl Fn(&T) -> (EmergencyLevel, Vec<&str>)) -> Vec<T> {
    notices.sort_by_key(|one| of(one).0);
    let covers = |by: &[&str], area: &[&str]| area.iter().all(|own| by.iter().any(|outer| contains(outer, own)));
    let is_silent = |one: &T| {
        let (level, area) = of(one);
        notices.iter().any(|other| {
            let (above, by) = of(other);
            above < level && covers(&by, &area)
        })
    };
    let silent: Vec<bool> = notices.iter().map(is_silent).collect();
    notices.into_iter().zip(silent).filter(|(_, is_silent)| !is_silent).map(|(one, _)| one).collect()
}

/// The same in one place, where every notice that reaches it covers all of it: the highest level alone.
#[must_use]
pub fn heard_in<'a>(region: Option<&str>, notices: Vec<&'a Alert>) -> Vec<&'a Alert> {
    let Some(region) = region else {
        return heard(notices, |alert| (alert.level, alert.regions.iter().map(String::as_str).collect()));
    };
    let mut here: Vec<&Alert> = notices.into_iter().filter(|alert| alert.reaches(region)).collect();
    let highest = here.iter().map(|alert| alert.level).min();
    here.retain(|alert| Some(alert.level) == highest);
    here
}

#[cfg(test)]
mod tests {
    use super::EmergencyLevel::{I, II, III};
    use super::*;

    fn ids(active: Vec<(EmergencyLevel, u32, Vec<&'static str>)>) -> Vec<u32> {
        heard(active, |one| (one.0, one.2.clone())).into_iter().map(|one| one.1).collect()
    }

    #[test]
    fn only_the_highest_level_of_a_place_speaks() {
        let province = (III, 1, vec!["360000"]);
        let county = (II, 2, vec!["360734"]);
        let nation = (I, 3, vec!["000000"]);
        let two_cities = (III, 4, vec!["360700", "360400"]);
        // The county's own notice is above the province's, which still speaks to all other counties.
        assert_eq!(ids(vec![province.clone(), county.clone()]), [2, 1]);
        assert_eq!(ids(vec![province.clone(), county, nation]), [3]);
        assert_eq!(ids(vec![two_cities.clone(), (II, 5, vec!["360700"])]), [5, 4]);
        assert_eq!(ids(vec![two_cities, (II, 6, vec!["360400", "360700"])]), [6]);
        assert_eq!(ids(vec![province.clone(), province]), [1, 1]);
        assert!(ids(Vec::new()).is_empty());
    }

    fn alert(article: &str, level: EmergencyLevel, region: &str) -> Alert {
        let at = |text: &str| text.parse().expect("a time");
        Alert {
            article: article.into(),
            event: "e".into(),
            level,
            category: "自然灾害".into(),
            regions: vec![region.into()],
            area: vec![region.into()],
            title: article.into(),
            act: "躲".into(),
            authority: "局".into(),
            issued: at("2026-11-26T00:00:00Z"),
            expires: at("2026-11-27T00:00:00Z"),
            provisional: false,
        }
    }

    #[test]
    fn a_county_hears_its_own_and_what_lies_above_and_of_these_the_highest_level_alone() {
        let all = [alert("province", III, "360000"), alert("county", II, "360733"), alert("city", II, "360700")];
        let heard = |region: Option<&str>| -> Vec<String> {
            heard_in(region, all.iter().collect()).iter().map(|alert| alert.article.clone()).collect()
        };
        assert_eq!(heard(Some("360733")), ["county", "city"]);
        assert_eq!(heard(Some("360734")), ["city"], "not the neighbour's");
        assert_eq!(heard(Some("360800")), ["province"]);
        assert_eq!(heard(Some("360700")), ["city"], "what is for one county is not for its city");
        assert_eq!(heard(Some("430000")), [""; 0]);
        assert_eq!(heard(None), ["county", "city", "province"]);
    }

    #[test]
    fn it_reads_what_it_writes_and_what_newer_programs_add() {
        let one = alert("flood", II, "360733");
        let text = serde_json::to_string(&one).expect("JSON");
        assert!(text.contains(r#""level":"II""#) && !text.contains("provisional"), "{text}");
        assert_eq!(serde_json::from_str::<Alert>(&text).expect("itself"), one);
        let newer = text.replacen('{', r#"{"map":"x.svg","#, 1);
        assert_eq!(serde_json::from_str::<Alert>(&newer).expect("more"), one);
        assert!(serde_json::from_str::<Alert>(&text.replace("II", "V")).is_err());
    }
}
