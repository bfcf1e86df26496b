//! The words of `kepu cap`.

use std::path::PathBuf;

use clap::{ArgAction, Command};

use super::Words;

impl Words {
    pub(super) fn cap(&self) -> Command {
        let folder = |name, zh, en| self.option(name, "DIR", zh, en).value_parser(clap::value_parser!(PathBuf));
        let many = |name, value, zh, en| self.option(name, value, zh, en).action(ArgAction::Append);
        let export = Command::new("export")
            .about(self.t(
                "把签过的应急文件写成 CAP 1.2 消息，一条一个文件：发布、更新、解除；演练标为 Exercise",
                "Write what was signed as CAP 1.2 messages, a file each: alerts, updates, cancellations; drills as exercises",
            ))
            .arg(folder("dist", "离线包库；默认 dist/", "Published folder; default dist/"))
            .arg(folder("roots", "根文件目录；默认 roots/", "Folder of roots; default roots/"))
            .arg(folder("out", "写到哪里；默认 cap/", "Output folder; default cap/"))
            .arg(self.option(
                "sender",
                "NAME",
                "发送方，全球唯一，如本单位的邮箱；默认 urn:uuid: 加项目编号",
                "Sender, unique in the world, such as an address of the office; default urn:uuid: and the project",
            ));
        let import = Command::new("import")
            .about(self.t(
                "读一条 CAP 1.2 消息，写成 emergencies.yaml 的一条草稿；审批之前不开启任何事",
                "Read a CAP 1.2 message as a draft of an entry of emergencies.yaml; before it is approved it opens nothing",
            ))
            .arg(
                self.word("message", "FILE", "CAP 文件", "The message")
                    .required(true)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.option("id", "ID", "事件编号；默认取消息的 incidents", "Id of the event; default: the message's incidents"))
            .arg(many("topic", "TOPIC", "事件涉及的主题，可多次给出", "Topic that the event covers; may be repeated"))
            .arg(many(
                "region",
                "CODE",
                "地区；默认取消息的行政区划代码；可多次给出",
                "Region; default: the codes of the message; may be repeated",
            ))
            .arg(self.option("level", "LEVEL", "级别；默认取消息的", "Level; default: that of the message").value_parser(["I", "II", "III", "IV"]))
            .arg(
                self.option("category", "WORD", "事件类别；默认取消息的", "Kind of event; default: that of the message")
                    .value_parser(["natural_disaster", "accident", "public_health", "social_security"]),
            )
            .arg(self.flag(
                "write",
                "把草稿加到 emergencies.yaml 末尾；不写就只打印",
                "Append the draft to emergencies.yaml; without it, it is printed only",
            ));
        self.group("cap", "CAP 1.2（通用警报协议）消息", "CAP 1.2 messages", vec![export, import])
    }
}
