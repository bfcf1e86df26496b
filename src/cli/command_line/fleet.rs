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
        self.group("fleet", "全部站点的状态", "The state of all stations", vec![report, self.fleet_objects(), ledger])
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

    fn fleet_objects(&self) -> Command {
        let serial = |name, zh, en| self.option(name, "SERIAL", zh, en).value_parser(clap::value_parser!(u64));
        let folder = |name, zh, en| self.option(name, "DIR", zh, en).value_parser(clap::value_parser!(PathBuf));
        Command::new("objects")
            .about(self.t(
                "一个站点该有哪些文件：登记册 → 频道 → 版本 → 机型放得下的；与另一站、另一版差在哪里、为什么",
                "What a station is to hold, by its entry, channel, release and box; and why another one holds something else",
            ))
            .arg(self.word("station", "STATION", "站点编号（见 stations.yaml）", "Station id (see stations.yaml)").required(true))
            .arg(self.option("against", "STATION", "与这个站点比（相同 0，不同 1）", "Compare with this station (0 same, 1 not)"))
            .arg(serial("release", "第几版；默认最新", "Release; the newest by default"))
            .arg(serial("since", "与这一版比；和 --against 一起写时，是那个站点的这一版", "Compare with this release; with --against, of that station"))
            .arg(folder("dist", "离线包库；默认 dist/", "Published folder; default dist/"))
            .arg(folder("roots", "根文件目录；默认 roots/", "Folder of roots; default roots/"))
            .arg(self.flag("json", "输出 JSON", "Print JSON"))
    }
}
