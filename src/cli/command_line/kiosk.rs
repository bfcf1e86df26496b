//! The words of `kepu kiosk`.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    pub(super) fn kiosk(&self) -> Command {
        let subs = vec![
            self.kiosk_enrol(),
            self.kiosk_pull(),
            self.kiosk_emergency(),
            self.kiosk_serve(),
            self.kiosk_apply(),
            self.kiosk_doctor(),
            Command::new("verify")
                .about(self.t("逐个核对存储里的文件", "Check every file of the store"))
                .args(self.kiosk_provenance())
                .arg(self.flag("repair", "把坏的重新取来", "Fetch damaged files again")),
            Command::new("rollback")
                .about(self.t("退回到留着的上一版", "Go back to the release before"))
                .arg(self.flag("unpin", "不再停在旧版，下次取新版", "Let the newest release be shown again")),
            Command::new("status")
                .about(self.t("现在展示哪一版、有多新、可不可信", "Which release is shown, how old it is"))
                .arg(self.flag("json", "输出 JSON", "Print JSON")),
            Command::new("gc").about(self.t("清掉不再用的文件", "Remove files that nothing uses")),
            Command::new("export-tree")
                .about(self.t("把现在这一版写成普通目录", "Write the release shown as a plain folder"))
                .arg(
                    self.word("dir", "DIR", "空目录", "An empty folder")
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
        ];
        let subs = subs.into_iter().map(|sub| {
            sub.arg(
                self.option("store", "DIR", "存储目录；默认 kepu-kiosk/", "Store folder; default kepu-kiosk/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
        });
        self.group("kiosk", "科普e站终端：入网、更新、核对", "A kiosk: enrol it, update it, check it", subs.collect())
    }

    fn kiosk_enrol(&self) -> Command {
        Command::new("enrol")
            .about(self.t("入网：记下根文件、频道和来源", "Enrol: take the root, the channel and the sources"))
            .arg(
                self.word(
                    "root-file",
                    "ROOT",
                    "随终端或 U 盘带来的根文件；不要从网上下载",
                    "Root that came with the box or on a stick; never from the network",
                )
                .value_parser(clap::value_parser!(PathBuf))
                .required(true),
            )
            .arg(self.option("channel", "ID", "频道", "Channel").required(true))
            .arg(self.option("id", "NAME", "站点编号（登记册里的）", "Station id, as in the registry").required(true))
            .arg(
                self.option(
                    "source",
                    "ADDRESS",
                    "从哪里取：网址或目录；可多次给出，依次尝试",
                    "Where to fetch from: a web address or a folder; may be repeated, tried in order",
                )
                .required(true)
                .action(ArgAction::Append),
            )
            .arg(self.region())
            .arg(self.option("window", "HH:MM-HH:MM", "夜间更新的时段", "Hours in which to update"))
            .arg(
                self.option("limit", "KIB", "每秒最多多少 KiB", "KiB a second at most")
                    .value_parser(clap::value_parser!(u64)),
            )
            .args(self.kiosk_disk())
            .args(self.kiosk_demand())
            .args(self.kiosk_report())
            .arg(self.flag("again", "记录丢失后在现场重新入网", "Enrol again at the box after its record was lost"))
    }

    fn kiosk_pull(&self) -> Command {
        Command::new("pull")
            .about(
                self.t(
                    "取新版并换上；断在哪里都可以再来",
                    "Fetch the newest release and show it; can go on from anywhere",
                ),
            )
            .arg(
                self.option("from", "DIR", "这一次从 U 盘或目录取", "Fetch from a stick or a folder this time")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.flag(
                "in-window",
                "等到本站在夜间时段里的时刻再开始",
                "Wait for this station's own instant in its hours",
            ))
            .args(self.kiosk_try())
    }
}
