//! The words of `kepu keys sign-roster`.

use clap::{Arg, Command};

use super::Words;

impl Words {
    pub(super) fn keys_roster_threshold(&self) -> Arg {
        self.option(
            "roster-threshold",
            "N",
            "几把名册钥匙签了才算；默认 1",
            "How many roster keys must sign; default 1",
        )
        .default_value("1")
        .value_parser(clap::value_parser!(usize))
    }

    pub(super) fn keys_sign_roster(&self) -> Command {
        Command::new("sign-roster")
            .about(self.t(
                "把名册和审核政策签给终端；内容没变就在上面加一个签名",
                "Sign the roster and the policy for kiosks; add a signature where nothing changed",
            ))
            .arg(
                self.file("key", "名册私钥（不是发布钥匙）", "Private key of the roster, not one that publishes")
                    .required(true),
            )
            .arg(self.file("out", "写到这里；默认 roots/roster.json", "Where to write it; default roots/roster.json"))
    }
}
