//! The words of what is done with a published repository: call back, carry away, clear.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    /// Keys and folders of a night.
    pub(super) fn night(&self, command: Command, may_compare: bool) -> Command {
        let targets = self.file(
            "targets-key",
            "发布私钥：签每一次发布（OpenSSH Ed25519，无口令）",
            "Private key of releases (OpenSSH Ed25519, no pass phrase)",
        );
        let targets = if may_compare {
            targets.required_unless_present_any(["verify-against", "plan"])
        } else {
            targets.required(true)
        };
        self.folders(
            command
                .arg(targets)
                .arg(self.file(
                    "online-key",
                    "值守私钥：每晚签一次，每个频道一把",
                    "Private key that signs every night, one for each channel",
                ))
                .arg(
                    self.option(
                        "online-keys",
                        "DIR",
                        "各频道的值守私钥目录：里面是 online-频道编号",
                        "Folder with the key of each channel: online-CHANNEL",
                    )
                    .conflicts_with("online-key")
                    .value_parser(clap::value_parser!(PathBuf)),
                ),
        )
        .arg(
            self.option(
                "roots",
                "DIR",
                "各频道的根文件目录；默认 roots/",
                "Folder with the roots of each channel; default roots/",
            )
            .value_parser(clap::value_parser!(PathBuf)),
        )
    }

    fn folders(&self, command: Command) -> Command {
        command.arg(
            self.option("out", "DIR", "离线包库目录；默认 dist/", "Repository folder; default dist/")
                .value_parser(clap::value_parser!(PathBuf)),
        )
    }

    fn some_channels(&self, command: Command) -> Command {
        command.arg(
            self.option(
                "channel",
                "CHANNEL",
                "只管这个频道，可多次给出；默认每个频道",
                "This channel alone, may be repeated; default every channel",
            )
            .action(ArgAction::Append),
        )
    }

    pub(super) fn bundle_retract(&self) -> Command {
        let retract = Command::new("retract")
            .about(self.t(
                "紧急撤下一篇：马上发新版，终端下次更新就不再展示，退回旧版也不展示",
                "Call an article back at once: no kiosk shows it after its next update, nor an older release of it",
            ))
            .arg(self.word("id", "ID", "稿件编号", "Id of the article").required(true))
            .arg(
                self.option("reason", "TEXT", "原因，会给读者看", "Why, for readers")
                    .required(true)
                    .value_parser(clap::builder::NonEmptyStringValueParser::new()),
            )
            .arg(self.option("replaced-by", "ID", "请读者改看这一篇", "The article to read instead"))
            .arg(
                self.flag("restore", "不再撤下：误撤时恢复展示", "Let it be shown again, when it was a mistake")
                    .conflicts_with("replaced-by"),
            );
        self.night(self.some_channels(retract), false)
    }

    pub(super) fn bundle_usb(&self) -> Command {
        let usb = Command::new("usb")
            .about(self.t(
                "把频道写到 U 盘，逐字节读回核对；不要私钥",
                "Write channels to a stick and read every byte again; no keys",
            ))
            .arg(
                self.word("dir", "DIR", "U 盘（或上面的目录）", "The stick, or a folder on it")
                    .required(true)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option(
                    "since",
                    "SERIAL",
                    "终端至少已是这一版：只带这以后的，U 盘小得多",
                    "Kiosks show this release at least: only what came since, a much smaller stick",
                )
                .value_parser(clap::value_parser!(u64)),
            );
        self.folders(self.some_channels(usb))
    }

    pub(super) fn bundle_gc(&self) -> Command {
        let gc = Command::new("gc")
            .about(self.t(
                "清掉没有版本再用的旧文件；根文件和撤稿名单一直留着",
                "Remove what no kept release uses; roots and lists of what was called back stay",
            ))
            .arg(
                self.option("keep-nights", "N", "留多少天内的版本；默认 60", "Days of releases to keep; default 60")
                    .value_parser(clap::value_parser!(u32)),
            )
            .arg(self.flag("dry-run", "只列出来，什么也不删", "Only list them; remove nothing"));
        self.folders(gc)
    }
}
