//! The words of `kepu record`.

use std::path::PathBuf;

use clap::Command;
use clap::builder::PossibleValuesParser;

use super::Words;

impl Words {
    pub(super) fn record(&self) -> Command {
        let file = |name, zh, en| self.option(name, "FILE", zh, en).value_parser(clap::value_parser!(PathBuf));
        Command::new("record")
            .about(self.t(
                "把平台上的一次审查登记为一份签署记录（由登记程序运行）",
                "Turn one review on a forge into one signed record (run by a recorder)",
            ))
            .arg(
                self.option(
                    "platform",
                    "WORD",
                    "平台：github、gitlab、gitea、forgejo、gitee",
                    "Forge: github, gitlab, gitea, forgejo, gitee",
                )
                .required(true)
                .value_parser(PossibleValuesParser::new(["github", "gitlab", "gitea", "forgejo", "gitee"]))
                .hide_possible_values(true),
            )
            .arg(file("event", "平台推送的事件，原样存成的文件", "The forge's event, stored unchanged").required(true))
            .arg(
                file(
                    "confirm",
                    "从平台接口现取的同一审查，用来防伪造的事件",
                    "The same review, fetched anew from the forge's interface: a forged event has none",
                )
                .required(true),
            )
            .arg(
                self.option(
                    "base",
                    "REV",
                    "可信的基准分支，如 origin/main：名册、政策、已有记录以它为准",
                    "The trusted branch such as origin/main: people, policy and records come from it",
                )
                .required(true),
            )
            .arg(
                self.option(
                    "head-repo",
                    "DIR",
                    "含有被审提交的克隆；默认站点目录",
                    "The clone that has the reviewed commit; default: the site",
                )
                .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(file("key", "登记程序的私钥文件", "The recorder's private key file").required(true))
            .arg(file("receipt", "把给审核人的回执写进这个文件", "Write the answer to the reviewer into this file"))
            .arg(self.flag(
                "list",
                "补录：--event 为审查列表，--confirm 为合并请求（仅 GitHub、Gitea，政策允许时）",
                "Backfill: --event is the list of reviews, --confirm the request (GitHub and Gitea, if the policy allows)",
            ))
            .arg(self.flag("dry-run", "只显示将要签署的内容，不写文件", "Show what would be signed, write nothing"))
            .after_help(crate::cli::record::fresh_copies(self.0))
    }
}
