//! `kepu build --plan`.

use clap::Arg;

use super::Words;

impl Words {
    pub(super) fn build_plan(&self) -> [Arg; 2] {
        [
            self.flag(
                "plan",
                "只说会发布、改动、撤下什么和为什么，什么也不写；与输出目录有不同就以 1 退出",
                "Say what would be published, changed and withdrawn, and why, and write nothing; exit 1 when anything would differ",
            ),
            self.format(&["human", "json"]).requires("plan"),
        ]
    }
}
