//! The words of `kepu bundle` and `kepu keys`.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    pub(super) fn bundle(&self) -> Command {
        let build = self.all_or_one(Command::new("build").about(self.t(
            "把频道的网站发布成一个新版本；没有变化就只重签",
            "Publish the site of a channel as a new release; sign anew where nothing changed",
        )));
        let build = build.arg(
            self.option(
                "rollout",
                "PERCENT",
                "这一版先给百分之几的终端（1 到 100）；下次不写就给全部，或照 site.yaml",
                "Give this release to so many of a hundred kiosks first; the next build without it is for all",
            )
            .value_parser(clap::value_parser!(u8).range(1..=100)),
        );
        let build = self.night(build, true).arg(self.option(
            "verify-against",
            "DIR|URL",
            "什么也不写：照这份来源重做一遍已发布的版本，说出第一处不同（相同 0，不同 1）；不要私钥",
            "Write nothing: make the published release again and name the first difference (0 same, 1 not); no keys",
        ));
        let build = build
            .arg(
                self.flag(
                    "plan",
                    "什么也不写：说会发布、改动、撤下什么和为什么，各个包多大；与现有的一版有不同就以 1 退出；不要私钥",
                    "Write nothing: say what would be published, changed and withdrawn, and why, and what the packs weigh; exit 1 when anything would differ; no keys",
                )
                .conflicts_with("verify-against"),
            )
            .arg(self.format(&["human", "json"]).requires("plan").conflicts_with("all-channels"));
        let refresh = self.all_or_one(
            Command::new("refresh")
                .about(self.t("没有新内容的夜晚：只重新签名", "A night without news: sign anew and nothing else")),
        );
        self.group(
            "bundle",
            "离线包库：科普e站每晚从这里取内容",
            "The bundle repository, from which kiosks take their content each night",
            vec![
                build,
                self.night(refresh, false),
                self.bundle_retract(),
                self.bundle_usb(),
                self.bundle_gc(),
                self.bundle_emergency(),
            ],
        )
    }

    /// One channel, or all of them.
    fn all_or_one(&self, command: Command) -> Command {
        command
            .arg(
                self.word("channel", "CHANNEL", "频道编号（见 site.yaml）", "Channel id (see site.yaml)")
                    .required_unless_present("all-channels"),
            )
            .arg(
                self.flag("all-channels", "site.yaml 里的每个频道", "Every channel of site.yaml")
                    .conflicts_with("channel"),
            )
    }

    pub(super) fn keys(&self) -> Command {
        let new = Command::new("new")
            .about(self.t("生成一对发布密钥", "Make a pair of publishing keys"))
            .arg(
                self.word(
                    "file",
                    "FILE",
                    "私钥文件；公钥写在旁边的 .pub",
                    "Private key file; the public one gets `.pub`",
                )
                .required(true)
                .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.option("comment", "TEXT", "写在公钥后面的说明", "Comment of the public key"));
        let public = |name, zh, en| self.file(name, zh, en).required(true);
        let root = Command::new("root")
            .about(
                self.t(
                    "写一份待签的根文件：哪些公钥可以签什么",
                    "Write an unsigned root: which public keys may sign what",
                ),
            )
            .arg(
                public("root-key", "根公钥；可多次给出", "Public key of the root; may be repeated")
                    .action(ArgAction::Append),
            )
            .arg(
                self.option("threshold", "N", "几把根钥匙签了才算；默认 2", "How many of them must sign; default 2")
                    .default_value("2")
                    .value_parser(clap::value_parser!(usize)),
            )
            .arg(
                public("targets-key", "发布公钥；可多次给出", "Public key of releases; may be repeated")
                    .action(ArgAction::Append),
            )
            .arg(public("online-key", "值守公钥", "Public key that signs every night"))
            .args(
                [
                    (
                        "emergency-key",
                        "应急公钥：签应急提示；可多次给出",
                        "Public key of emergency notices; may be repeated",
                    ),
                    (
                        "drill-key",
                        "演练公钥：只能签演练；可多次给出",
                        "Public key of drills and nothing else; may be repeated",
                    ),
                    (
                        "roster-key",
                        "名册公钥：签审核人名册；可多次给出",
                        "Public key of the roster of reviewers; may be repeated",
                    ),
                ]
                .map(|(name, zh, en)| self.file(name, zh, en).action(ArgAction::Append)),
            )
            .arg(self.keys_roster_threshold())
            .arg(
                self.option("version", "N", "第几份根文件；默认 1", "Number of the root; default 1")
                    .default_value("1")
                    .value_parser(clap::value_parser!(u64)),
            )
            .arg(public("out", "写到这里", "Where to write it"));
        let sign = Command::new("sign-root")
            .about(self.t("在根文件上签名", "Sign a root"))
            .arg(
                self.word("file", "FILE", "根文件；可多个", "Root files")
                    .required(true)
                    .num_args(1..)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.file("key", "根私钥", "Private key of the root").required(true));
        self.group(
            "keys",
            "发布密钥：生成、写根文件、在根文件上签名",
            "Publishing keys: make them, write a root, sign it",
            vec![new, root, sign, self.keys_sign_roster()],
        )
    }
}
