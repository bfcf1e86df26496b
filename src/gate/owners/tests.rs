//! Spellings of paths, and a roster that changes.

use proptest::prelude::*;

use super::*;
use crate::gate::testing::Desk;

#[test]
fn paths_are_spelled_as_each_platform_reads_them() {
    for (glob, plain, regexp) in [
        ("site.yaml", "/site.yaml", "site\\\\.yaml"),
        ("themes/**", "/themes/", "themes/.*"),
        (".github/**", "/.github/", "\\\\.github/.*"),
        ("a b/*.yml", "/a\\ b/*.yml", "a\\ b/[^/]*\\\\.yml"),
        ("**/x?", "/**/x?", "(.*/)?x[^/]"),
        ("**", "*", ".*"),
        ("/lead", "/lead", "lead"),
        ("!no", "/!no", "[!]no"),
        ("a\n* @evil", "/a?*\\ @evil", "a.[^/]*\\ @evil"),
    ] {
        for host in [Host::Github, Host::Gitlab, Host::Gitee] {
            assert_eq!(path::of(host, glob), plain, "{glob}");
        }
        assert_eq!(path::of(Host::Gitea, glob), regexp, "{glob}");
    }
}

/// The desk's people with a login each, or with one text for all.
fn desk(login: Option<&str>) -> Desk {
    let mut desk = Desk::new("2026-03-20");
    for (id, person) in &mut desk.roster.people {
        let login = login.unwrap_or(id);
        person.accounts.iter_mut().for_each(|account| account.login = Some(login.to_owned()));
    }
    desk
}

fn rules(desk: &Desk, host: Host) -> usize {
    let text = owners(&desk.settings, &desk.roster, desk.now, host);
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count()
}

#[test]
fn the_last_rule_of_a_path_is_the_narrow_one() {
    let mut desk = desk(None);
    for version in &mut desk.roster.policy {
        version.protected = vec!["emergencies.yaml".to_owned(), "*.yaml".to_owned()];
    }
    let text = owners(&desk.settings, &desk.roster, desk.now, Host::Gitee);
    let place = |start: &str| {
        text.lines().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}\n{text}"))
    };
    assert!(place("/content/ @") < place("/*.yaml @"));
    assert!(place("/*.yaml @") < place("/emergencies.yaml @"));
    assert!(place("/.gitee/CODEOWNERS @") < place("/emergencies.yaml @"));
    assert_eq!(text.matches("emergencies.yaml @").count(), 1);
}

#[test]
fn a_person_out_of_office_owns_nothing() {
    let mut desk = desk(None);
    let before = owners(&desk.settings, &desk.roster, desk.now, Host::Gitee);
    assert!(before.contains("@fi-zhou"), "{before}");
    let person = desk.roster.people.get_mut("fi-zhou").expect("on the roster");
    person.active.until = Some(jiff::civil::date(2026, 3, 1));
    let after = owners(&desk.settings, &desk.roster, desk.now, Host::Gitee);
    assert!(!after.contains("fi-zhou"), "{after}");
}

proptest! {
    /// Nothing written in the settings can add a rule, nor an owner.
    #[test]
    fn names_and_globs_stay_in_their_place(name in "[\\PC\\n\\r\\t]{0,12}", glob in "[\\x00-\\x7f]{1,12}") {
        let usual = desk(None);
        let mut odd = desk(None);
        for person in odd.roster.people.values_mut() {
            person.name = name.as_str().into();
        }
        odd.settings.title.clone_from(&name);
        odd.roster.policy.iter_mut().for_each(|version| version.protected.push(glob.clone()));
        let loginless = desk(Some(&format!("a {name}")));
        for host in Host::ALL.iter().copied() {
            prop_assert!(rules(&odd, host) <= rules(&usual, host) + 1);
            prop_assert_eq!(rules(&loginless, host), 0);
        }
    }
}
