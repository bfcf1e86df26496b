//! The words of `kepu fleet`.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    pub(super) fn fleet(&self) -> Command {
        let report = self
            .heard(Command::new("report"))
            .about(self.t(
                "全部站点一页：展示第几版、多旧、出了什么错、多久没消息；应急响应另列",
                "One page for all stations: release, age, last fault, silence; how emergencies were answered",
            ))
            .arg(
                self.option("out", "DIR", "写到哪里；默认 fleet/", "Output folder; default fleet/")
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
        let ledger = self.heard(Command::new("ledger"))
            .about(self.t(
                "应急响应台账：每个事件何时成稿、放行、发布、各站何时上屏，各步用时",
                "How emergencies were answered: draft, approval, publication, first showing at each station, and the time between",
            ))
            .arg(
                self.option("event", "ID", "只看这个事件；可多次给出", "This event only; may be repeated")
                    .action(ArgAction::Append),
            )
            .arg(self.format(&["human", "json", "csv"]));
        self.group("fleet", "全部站点的状态", "The state of all stations", vec![report, ledger])
    }

    /// What stations said, and what was published.
    fn heard(&self, command: Command) -> Command {
        let many = |name, value, zh, en| {
            self.option(name, value, zh, en).action(ArgAction::Append).value_parser(clap::value_parser!(PathBuf))
        };
        command
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
                self.option("dist", "DIR", "离线包库；默认 dist/", "Published folder; default dist/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option("roots", "DIR", "根文件目录；默认 roots/", "Folder of roots; default roots/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
    }
}
