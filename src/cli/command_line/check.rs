//! `check`: what is judged, and in which forms it is told.

use clap::{Arg, ArgAction, Command};

use super::Words;
use crate::diag::report::Format;

impl Words {
    pub(super) fn check(&self) -> Command {
        Command::new("check")
            .about(self.t(
                "列出稿件还有哪些问题：位置、原因、改法",
                "List everything that still blocks an article: place, cause, fix",
            ))
            .arg(
                self.word(
                    "path",
                    "ARTICLE",
                    "只看这些稿件（目录或编号）；默认全部",
                    "Only these articles (folder or id); default all",
                )
                .num_args(0..)
                .conflicts_with("base"),
            )
            .arg(self.option(
                "base",
                "REV",
                "检查合并请求：政策、名册、已有记录以这个分支的最新提交为准",
                "Check a change: policy, people and records are those of this branch",
            ))
            .arg(
                self.option(
                    "head",
                    "REV",
                    "合并请求的提交；默认 HEAD。只读 git 对象，不看工作目录",
                    "The commit of the change; default HEAD. Git objects only, no working copy",
                )
                .requires("base"),
            )
            .arg(self.flag("all", "连没有改动的稿件一起检查", "Check unchanged articles as well").requires("base"))
            .args(self.outputs())
            .after_help(self.t(
                "一次检查、几种结果，如：\n  \
                 kepu check --format github --also sarif=kepu.sarif --also markdown=comment.md",
                "One evaluation, several results, such as:\n  \
                 kepu check --format github --also sarif=kepu.sarif --also markdown=comment.md",
            ))
    }

    /// Where and in which form findings are told.
    fn outputs(&self) -> Vec<Arg> {
        let formats: Vec<&'static str> = Format::ALL.iter().map(|format| format.token()).collect();
        let told =
            Format::ALL.iter().map(|format| format!("\n  {:<9} {}", format.token(), self.t(format.zh(), format.en())));
        let heading = self.t("输出格式，默认 human：", "Output format, default human:");
        vec![
            self.option("format", "WORD", "", "")
                .value_parser(clap::builder::PossibleValuesParser::new(formats))
                .hide_possible_values(true)
                .hide_default_value(true)
                .default_value("human")
                .help(format!("{heading}{}", told.collect::<String>())),
            self.option(
                "also",
                "WORD=FILE",
                "另以这种格式写到文件（整个换掉），可多次给出；没有检查成时，评论和摘要写明原因，其他文件删去",
                "Write this format to a file as well (replacing it); may be repeated. When nothing could be judged, comment and summary say why and other files are removed",
            )
            .action(ArgAction::Append),
            self.option(
                "links",
                "PATTERN",
                "评论和摘要里文件的网址，含 {path} 和 {line}",
                "Address of a file for comment and summary, with {path} and {line}",
            ),
        ]
    }
}
