//! The roster's keys as OpenSSH's `allowed_signers`: whoever has `ssh-keygen` can check a record without kepu.
//!
//! A line lets a key sign in the same seconds as `records` does: the days of the roster are China's days, and
//! a revoked key ends the day before it is distrusted. Deliberately absent: who may hold which stage, files.

use jiff::civil::Date;

use super::records::{distrusted_from, recorder_for};
use crate::model::record::SIGNOFF_NAMESPACE;
use crate::model::roster::{Roster, RosterKey, Window};
use crate::model::units::{china_midnight, plus_seconds};
use crate::seal;

/// Both files that `ssh-keygen -Y verify` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    /// For `-f`: who may sign with which key, and when.
    pub allowed: String,
    /// For `-r`: keys of which no signature counts at all, one public key a line.
    pub revoked: String,
}

const HEAD: &str = "\
# 由 kepu export allowed-signers 生成，取自 reviewers.yaml；不要手改。
# Made by kepu export allowed-signers from reviewers.yaml; do not edit.
# 时间为 UTC（Z）；需要 OpenSSH 9.1 或更新的版本，更旧的读不懂 Z，会一概拒绝。
# Times are UTC (Z): OpenSSH 9.1 or newer. Older ones cannot read the Z and refuse every line.
";

/// Makes both files: people by id, then recorders by id, the keys of each as the roster has them.
#[must_use]
pub fn signers(roster: &Roster) -> Signers {
    let mut made = Signers { allowed: HEAD.to_owned(), revoked: String::new() };
    made.allowed.push_str("\n# 审核人的密钥：记录写 via: ssh 时，用 reviewer 的编号核对\n");
    for person in roster.people.values() {
        made.add(&person.id.value, &person.keys);
    }
    if !roster.recorders.is_empty() {
        made.allowed.push_str("\n# 登记程序的密钥：记录写 via: 平台 时，用负责该仓库的登记程序的编号核对\n");
    }
    for recorder in roster.recorders.values() {
        let id = &recorder.id.value;
        // A machine must not pass for the person of the same id.
        let principal = if roster.people.contains_key(id) { format!("recorder:{id}") } else { id.clone() };
        for repo in recorder.repos.iter().filter(|repo| speaker(roster, repo) == Some(id)) {
            made.allowed.push_str(&format!("# recorder {principal} {repo}\n"));
        }
        made.add(&principal, &recorder.keys);
    }
    made
}

/// The recorder whose keys the gate takes for a repository, written `platform:owner/name`.
fn speaker<'a>(roster: &'a Roster, repo: &str) -> Option<&'a String> {
    let (platform, _) = repo.split_once(':')?;
    recorder_for(roster, platform, repo).map(|recorder| &recorder.id.value)
}

impl Signers {
    fn add(&mut self, principal: &str, keys: &[RosterKey]) {
        for key in keys {
            // A key of a kind that kepu never accepts stays out.
            let Ok(line) = seal::canonical_line(&key.key.value) else { continue };
            let same = keys.iter().filter(|other| seal::canonical_line(&other.key.value).as_ref() == Ok(&line));
            let end = distrusted_from(same);
            match trusted(key.window, end) {
                Some(window) => {
                    let options = options(window);
                    self.allowed.push_str(&format!("{principal} {options} {line} {principal}\n"));
                }
                None if end.is_some() => self.revoked.push_str(&format!("{line} {principal}\n")),
                None => {}
            }
        }
    }
}

/// The days on which a key is believed; `None` when there are none.
fn trusted(window: Window, distrusted: Option<Date>) -> Option<Window> {
    let last = match distrusted {
        None => None,
        // Nothing lies before the first day of the calendar.
        Some(day) => Some(day.yesterday().ok()?),
    };
    let until = [window.until, last].into_iter().flatten().min();
    let empty = window.from.zip(until).is_some_and(|(from, until)| until < from);
    (!empty).then_some(Window { from: window.from, until })
}

/// Source: `ssh-keygen(1)`, ALLOWED SIGNERS. Both ends are seconds that still count.
fn options(window: Window) -> String {
    let mut options = format!("namespaces=\"{SIGNOFF_NAMESPACE}\"");
    if let Some(from) = window.from.filter(|day| *day > EPOCH) {
        options.push_str(&format!(",valid-after=\"{}\"", stamp(china_midnight(from))));
    }
    // No clock goes to the last days of the calendar.
    if let Some(next) = window.until.filter(|day| *day < LAST).and_then(|day| day.tomorrow().ok()) {
        options.push_str(&format!(",valid-before=\"{}\"", stamp(plus_seconds(china_midnight(next), -1).max(FIRST))));
    }
    options
}

/// OpenSSH knows no second before 1970, and takes its very first as "no limit".
const EPOCH: Date = jiff::civil::date(1970, 1, 1);
const FIRST: jiff::Timestamp = jiff::Timestamp::constant(1, 0);
const LAST: Date = jiff::civil::date(9999, 12, 1);

fn stamp(at: jiff::Timestamp) -> String {
    at.strftime("%Y%m%d%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::records::trusted_now;
    use crate::model::roster::Revocation;
    use crate::model::span::{Span, Spanned};

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPk9xEl03oe2YFFKnr9Q32vQNlNC4RyapPgfq1aoqpjS";

    fn entry(from: Option<&str>, until: Option<&str>, distrust: Option<&str>) -> RosterKey {
        let day = |text: &str| text.parse::<Date>().ok();
        let revoked =
            distrust.and_then(day).map(|on| Revocation { on, reason: "丢失".to_owned(), distrust_from: None });
        RosterKey {
            key: Spanned::new(KEY.to_owned(), Span::new(0, 0)),
            window: Window { from: from.and_then(day), until: until.and_then(day) },
            revoked,
        }
    }

    fn lines(keys: Vec<RosterKey>) -> (Vec<String>, String) {
        let mut made = Signers::default();
        made.add("zhao-li", &keys);
        (made.allowed.lines().map(|line| line.replace(KEY, "KEY")).collect(), made.revoked)
    }

    #[test]
    fn a_day_is_a_day_in_china() {
        let (allowed, revoked) = lines(vec![entry(Some("2026-03-01"), Some("2026-12-31"), None)]);
        let window = "valid-after=\"20260228160000Z\",valid-before=\"20261231155959Z\"";
        assert_eq!(allowed, [format!("zhao-li namespaces=\"kepu-signoff-v1\",{window} KEY zhao-li")]);
        assert_eq!(revoked, "");
    }

    #[test]
    fn an_open_end_stays_open() {
        let (allowed, _) = lines(vec![entry(None, None, None)]);
        assert_eq!(allowed, ["zhao-li namespaces=\"kepu-signoff-v1\" KEY zhao-li"]);
    }

    #[test]
    fn a_revoked_key_ends_the_day_before() {
        let (allowed, revoked) = lines(vec![entry(Some("2026-03-01"), Some("2026-12-31"), Some("2026-06-02"))]);
        assert!(allowed.concat().contains("valid-before=\"20260601155959Z\""), "{allowed:?}");
        assert_eq!(revoked, "");
    }

    #[test]
    fn a_key_that_was_never_to_be_trusted_is_on_the_list_of_revoked_keys() {
        for distrust in ["2026-03-01", "2026-01-01"] {
            let (allowed, revoked) = lines(vec![entry(Some("2026-03-01"), None, Some(distrust))]);
            assert_eq!((allowed.len(), revoked.as_str()), (0, format!("{KEY} zhao-li\n").as_str()), "{distrust}");
        }
        let (allowed, revoked) = lines(vec![entry(Some("2026-03-01"), Some("2026-02-01"), None)]);
        assert_eq!((allowed.len(), revoked.as_str()), (0, ""), "a window without a day says nothing of the key");
    }

    /// The export and the gate believe a key on the same days, whatever the entries say.
    #[test]
    fn every_day_agrees_with_the_gate() {
        let choices = [None, Some("2026-03-01"), Some("2026-03-03"), Some("2026-03-05")];
        let mut all = Vec::new();
        for from in choices {
            for until in choices {
                all.extend(choices.map(|end| entry(from, until, end)));
            }
        }
        let mut believed = 0;
        for first in &all {
            for second in &all {
                let keys = vec![first.clone(), second.clone()];
                let (allowed, _) = lines(keys.clone());
                for day in
                    Date::new(2026, 2, 27).into_iter().flat_map(|day| day.series(jiff::Span::new().days(1)).take(10))
                {
                    let noon = plus_seconds(china_midnight(day), 12 * 60 * 60);
                    let open = allowed.iter().any(|line| within(line, &stamp(noon)));
                    assert_eq!(open, trusted_now(&keys, KEY, day), "{day} {keys:?} {allowed:?}");
                    believed += usize::from(open);
                }
            }
        }
        assert!(believed > 1000, "{believed}");
    }

    fn within(line: &str, at: &str) -> bool {
        let option = |name: &str| line.split_once(name)?.1.split('"').nth(1);
        option("valid-after=").is_none_or(|after| after <= at) && option("valid-before=").is_none_or(|last| at <= last)
    }

    #[test]
    fn the_ends_of_the_calendar_stay_readable() {
        let (allowed, _) = lines(vec![entry(Some("1969-01-01"), Some("9999-12-31"), None)]);
        assert_eq!(allowed, ["zhao-li namespaces=\"kepu-signoff-v1\" KEY zhao-li"]);
        let (allowed, _) = lines(vec![entry(None, Some("1960-01-01"), None)]);
        assert!(allowed.concat().contains("valid-before=\"19700101000001Z\""), "{allowed:?}");
    }

    #[test]
    fn a_recorder_names_its_repositories() {
        let mut roster = Roster::default();
        let id = |text: &str| Spanned::new(text.to_owned(), Span::new(0, 0));
        let recorder = crate::model::roster::Recorder {
            id: id("ci-gitee"),
            platforms: vec!["gitee".to_owned()],
            repos: vec!["gitee:jxkx/kepu".to_owned()],
            keys: vec![entry(None, None, None)],
        };
        roster.recorders.insert("ci-gitee".to_owned(), recorder);
        let text = signers(&roster).allowed;
        assert!(text.contains("# recorder ci-gitee gitee:jxkx/kepu\nci-gitee namespaces="), "{text}");
        let mut second = roster.recorders["ci-gitee"].clone();
        second.id = id("ci-second");
        roster.recorders.insert("ci-second".to_owned(), second);
        assert_eq!(signers(&roster).allowed.matches("gitee:jxkx/kepu").count(), 1, "the gate asks the first one only");
    }
}
