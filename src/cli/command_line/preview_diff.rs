//! `kepu preview-diff`.

use std::path::PathBuf;

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn preview_diff(&self) -> Command {
        Command::new("preview-diff")
            .about(self.t(
                "改动前后的网页对照：一个离线就能看的目录，只含有变化的页面",
                "Pages before and after a change, side by side, in a folder that opens offline",
            ))
            .arg(
                self.word(
                    "base",
                    "BASE",
                    "与哪个分支或提交比，如 origin/main",
                    "Branch or commit to compare with, such as origin/main",
                )
                .required(true),
            )
            .arg(self.word(
                "head",
                "HEAD",
                "改动所在的分支或提交；默认是工作目录里的文件",
                "Branch or commit with the change; default: the files in the working copy",
            ))
            .arg(
                self.option("out", "DIR", "输出目录；默认 preview-diff/", "Output folder; default preview-diff/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option(
                    "limit",
                    "N",
                    "每一版最多收入多少页；默认 200，其余只列出",
                    "Pages of each edition at most; default 200, the rest is only listed",
                )
                .value_parser(clap::value_parser!(usize))
                .default_value("200")
                .hide_default_value(true),
            )
    }
}
