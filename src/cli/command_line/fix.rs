//! The words of `kepu fix`.

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn fix(&self) -> Command {
        Command::new("fix")
            .about(self.t(
                "自动改好不涉及文字内容的问题：编码、版式、规范用语、标点写法",
                "Repair what touches no word: encoding, layout, canonical words, spelling of marks",
            ))
            .arg(
                self.word(
                    "path",
                    "ARTICLE",
                    "只改这些稿件（目录或编号）；默认全部没有审批的稿件",
                    "Only these articles (folder or id); default: all without approvals",
                )
                .num_args(0..),
            )
            .arg(self.flag(
                "dry-run",
                "只显示改动，不写文件；有可改的就以 1 退出",
                "Show the changes, write nothing; exit 1 if there are any",
            ))
            .arg(self.flag(
                "approved",
                "已有审批的稿件也改：正文一变，这一版的审批就要重来",
                "Change approved articles too: the approvals of the present version will be lost",
            ))
            .arg(self.format(&["human", "json"]))
            .after_help(self.t(
                "每一处改动都先比对改前改后读者看到的文字，有一字不同就不改。",
                "Every change is compared by what a reader sees before and after; one different word and it is not made.",
            ))
    }
}
