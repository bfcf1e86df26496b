//! The platform evidence line of a record: which click, where, by which account.
//!
//! Deliberately absent: asking the platform; that is the recorder's task, before it signs.

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
