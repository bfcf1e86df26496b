//! `kepu build`.

use std::path::PathBuf;

use clap::{Arg, Command};

use super::Words;

impl Words {
    pub(super) fn build(&self) -> Command {
        Command::new("build")
            .about(self.t(
                "生成五版网站和订阅源；只发布通过审核的稿件",
                "Build the site and feeds from reviewed articles only",
            ))
            .arg(
                self.option("out", "DIR", "输出目录；默认 public/", "Output folder; default public/")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.option(
                "ref",
                "REV",
                "按这个提交构建：内容、记录、名册、政策都从 git 对象读取，不看工作目录",
                "Build this revision: everything is read from git objects, not from the working copy",
            ))
            .arg(self.flag(
                "strict",
                "只要有稿件被错误暂缓就停下，不写任何文件",
                "Stop and write nothing if an error holds an article back",
            ))
            .args(self.build_plan())
    }

    fn build_plan(&self) -> [Arg; 2] {
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
