//! From the addresses in commits to people on the roster.
//!
//! An address is a hint: anybody can write any. It is used against its bearer only (a reviewer whose address stands in
//! a commit may not review), so a forged one can hold a text back and never let one through. An address that belongs
//! to nobody is refused, or hiding behind it would be the way around this rule.

use std::collections::BTreeSet;

use crate::diag::{Bilingual, Diagnostic, Severity};
use crate::model::path::SourcePath;
use crate::model::roster::{Person, Roster};

/// Committers that a platform writes when somebody presses a button of its web pages. The person is the author then.
const WEB_BUTTONS: &[&str] = &["noreply@github.com", "noreply@gitee.com", "noreply@gitlab.com", "noreply@codeberg.org"];

/// The private addresses that platforms hand out: `<number><separator><login>@<host>`.
const PRIVATE_HOSTS: &[(&str, char, &str)] = &[
    ("users.noreply.github.com", '+', "github"),
    ("users.noreply.gitlab.com", '-', "gitlab"),
    ("user.noreply.gitee.com", '+', "gitee"),
];

/// Whether an address is a platform's own. Nobody stands behind it; as an author it would hide somebody.
#[must_use]
pub fn is_web_button(email: &str) -> bool {
    WEB_BUTTONS.contains(&email)
}

/// Who stands behind some addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Hands {
    /// Ids of people.
    pub(in crate::pipeline) known: BTreeSet<String>,
    /// Addresses of nobody on the roster.
    pub(in crate::pipeline) unknown: BTreeSet<String>,
}

/// Looks addresses up. Ended people count as well: their address is still theirs.
pub(in crate::pipeline) fn people<'a>(roster: &Roster, emails: impl IntoIterator<Item = &'a String>) -> Hands {
    let mut hands = Hands::default();
    for email in emails.into_iter().filter(|email| !is_web_button(email)) {
        let mut owners = roster.people.values().filter(|person| owns(person, email)).peekable();
        if owners.peek().is_none() {
            hands.unknown.insert(email.clone());
        }
        hands.known.extend(owners.map(|person| person.id.value.clone()));
    }
    hands
}

fn owns(person: &Person, email: &str) -> bool {
    let listed = person.emails.iter().any(|own| own.value.eq_ignore_ascii_case(email));
    let private = private_account(email).is_some_and(|(platform, number)| {
        person.accounts.iter().any(|account| account.platform == platform && account.id.value == number)
    });
    listed || private
}

fn private_account(email: &str) -> Option<(&'static str, &str)> {
    let (local, host) = email.split_once('@')?;
    let (_, separator, platform) = PRIVATE_HOSTS.iter().find(|(known, ..)| *known == host)?;
    let (number, _) = local.split_once(*separator)?;
    let numeric = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then_some((platform, number))
}

/// KP709 for an address of nobody.
pub(super) fn unknown(source: &SourcePath, email: &str) -> Diagnostic {
    let message = Bilingual::new(
        format!("提交里的邮箱 {email} 不在名册上，无法确认此人没有参与审核"),
        format!("the commit address {email} is on nobody's roster entry, so nobody can say that this is no reviewer"),
    );
    Diagnostic::whole_file(709, Severity::Error, source, message).help(
        "请治理人员把它登记到这位编辑的 emails 下；或用已登记的邮箱重新提交",
        "have it entered under that editor's emails, or commit again with a registered address",
    )
}

#[cfg(test)]
mod tests {
    use super::private_account;

    #[test]
    fn reads_private_addresses() {
        for (email, expected) in [
            ("583231+octocat@users.noreply.github.com", Some(("github", "583231"))),
            ("octocat@users.noreply.github.com", None),
            ("42-li@users.noreply.gitlab.com", Some(("gitlab", "42"))),
            ("7+wang@user.noreply.gitee.com", Some(("gitee", "7"))),
            ("7+wang@example.org", None),
            ("x+wang@user.noreply.gitee.com", None),
            ("", None),
        ] {
            assert_eq!(private_account(email), expected, "{email}");
        }
    }
}
