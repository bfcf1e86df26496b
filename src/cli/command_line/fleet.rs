//! The words of `kepu fleet`.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    pub(super) fn fleet(&self) -> Command {
        let many = |name, value, zh, en| {
            self.option(name, value, zh, en).action(ArgAction::Append).value_parser(clap::value_parser!(PathBuf))
        };
        let report = Command::new("report")
            .about(self.t(
                "全部站点一页：展示第几版、多旧、出了什么错、多久没消息",
                "One page for all stations: release, age, last fault, silence",
            ))
            .arg(many(
                "statuses",
                "DIR",
                "收来的状态文件（*.json）所在目录，连同子目录；可多次给出",
                "Folder of collected statuses (*.json), with those below; may be repeated",
            ))
            .arg(many(
                "log",
                "FILE",
                "网站的访问日志（combined 格式），数其中的信标；可多次给出",
                "Access log (combined format) in which beacons are counted; may be repeated",
            ))
            .arg(
                self.option("out", "DIR", "写到哪里；默认 fleet/", "Output folder; default fleet/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option("dist", "DIR", "离线包库；默认 dist/", "Published folder; default dist/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option("roots", "DIR", "根文件目录；默认 roots/", "Folder of roots; default roots/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option(
                    "silent-days",
                    "DAYS",
                    "多少天没有消息就算失联；默认 3",
                    "Days of silence after which nothing is known; default 3",
                )
                .value_parser(clap::value_parser!(u32).range(1..=365)),
            );
        self.group("fleet", "全部站点的状态", "The state of all stations", vec![report])
    }
}
