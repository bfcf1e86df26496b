//! The words of `kepu kiosk emergency` and of what belongs to it elsewhere.

use std::path::PathBuf;

use clap::{Arg, Command};

use super::Words;

impl Words {
    pub(super) fn kiosk_emergency(&self) -> Command {
        Command::new("emergency")
            .about(self.t(
                "取一次应急提示；只几 KB，与夜间更新无关",
                "Ask for emergency notices once; a few KB, apart from the nightly update",
            ))
            .arg(
                self.option("from", "DIR", "这一次从 U 盘或目录取", "Fetch from a stick or a folder this time")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
    }

    pub(super) fn region(&self) -> Arg {
        self.option(
            "region",
            "CODE",
            "所在地的六位行政区划代码：只展示本地和上级的应急提示；不写就全部展示",
            "Six-digit administrative code of the place: notices of the place and of what it lies in; without it all",
        )
    }

    pub(super) fn poll(&self) -> Arg {
        self.option(
            "poll",
            "SECONDS",
            "每多少秒问一次应急提示；默认 120，0 不问",
            "Seconds between polls for emergency notices; default 120, 0 for none",
        )
        .value_parser(clap::value_parser!(u32).range(0..=3600))
    }
}
