//! The platform evidence line of a record: which click, where, by which account.
//!
//! Deliberately absent: asking the platform; that is the recorder's task, before it signs.

use crate::model::units::Sha256;

/// What the gate reads from `<platform>:<owner>/<repo>#<pr> review=<id> commit=<hex> account=<id> event=sha256:<hex>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Evidence<'a> {
    /// `gitee`, `github` …
    pub(super) platform: &'a str,
    /// `gitee:owner/repo`, as recorders list it.
    pub(super) repo: &'a str,
    /// Numeric id of the account that clicked.
    pub(super) account: &'a str,
}

impl<'a> Evidence<'a> {
    /// Reads a line; `None` when a part is missing or doubled.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let mut words = line.split(' ');
        let (repo, request) = words.next()?.split_once('#')?;
        let (platform, path) = repo.split_once(':')?;
        let (owner, name) = path.split_once('/')?;
        let named = !owner.is_empty() && !name.is_empty() && number(request);
        let mut accounts = words.filter_map(|word| word.strip_prefix("account="));
        let account = accounts.next().filter(|account| number(account))?;
        (named && accounts.next().is_none()).then_some(Self { platform, repo, account })
    }
}

/// The whole line, as a recorder writes it and finds it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Click {
    /// `gitee`, `github` …
    pub platform: String,
    /// `owner/name`.
    pub repo: String,
    /// Number of the pull request.
    pub pull_request: u64,
    /// Number of the review, where the forge gives one.
    pub review: Option<String>,
    /// Commit that was reviewed.
    pub commit: String,
    /// Numeric id of the account.
    pub account: String,
    /// Sum of the raw event.
    pub event: Sha256,
}

impl Click {
    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { platform, repo, pull_request, commit, account, .. } = self;
        let review = self.review.as_deref().unwrap_or("-");
        let event = self.event.hex();
        format!(
            "{platform}:{repo}#{pull_request} review={review} commit={commit} account={account} event=sha256:{event}"
        )
    }

    /// Reads a line that [`Click::line`] wrote; `None` for any other spelling.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let (place, rest) = line.split_once(' ')?;
        let (target, request) = place.rsplit_once('#')?;
        let (platform, repo) = target.split_once(':')?;
        let mut words = rest.split(' ');
        let mut value = |name: &str| words.next()?.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
        let (review, commit, account, event) = (value("review")?, value("commit")?, value("account")?, value("event")?);
        let click = Self {
            platform: platform.to_owned(),
            repo: repo.to_owned(),
            pull_request: request.parse().ok()?,
            review: (review != "-").then_some(review),
            commit,
            account,
            event: Sha256::from_hex(event.strip_prefix("sha256:")?)?,
        };
        (click.line() == line).then_some(click)
    }
}

fn number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_recorder_writes() {
        let line = "gitee:jxkx/kepu#12 review=7 commit=0123 account=90018 event=sha256:ab";
        let read = Evidence { platform: "gitee", repo: "gitee:jxkx/kepu", account: "90018" };
        assert_eq!(Evidence::read(line), Some(read));
    }

    #[test]
    fn what_is_written_is_read_by_both_readers() {
        for review in [Some("7".to_owned()), None] {
            let click = Click {
                platform: "gitlab".to_owned(),
                repo: "jxkx/web/kepu".to_owned(),
                pull_request: 12,
                review,
                commit: "01".repeat(20),
                account: "90018".to_owned(),
                event: Sha256::of(b"event"),
            };
            let line = click.line();
            assert_eq!(Click::read(&line).as_ref(), Some(&click));
            let read = Evidence { platform: "gitlab", repo: "gitlab:jxkx/web/kepu", account: "90018" };
            assert_eq!(Evidence::read(&line), Some(read));
            assert_eq!(Click::read(&format!("{line} ")), None);
        }
    }

    #[test]
    fn refuses_the_unclear() {
        for bad in [
            "",
            "-",
            "gitee:jxkx#1 account=1",
            "gitee:jxkx/kepu account=1",
            "gitee:jxkx/kepu#a account=1",
            "gitee:jxkx/kepu#1 account=x",
            "gitee:jxkx/kepu#1 review=2",
            "gitee:jxkx/kepu#1 account=1 account=2",
            "gitee:/kepu#1 account=1",
        ] {
            assert_eq!(Evidence::read(bad), None, "{bad}");
        }
    }
}
