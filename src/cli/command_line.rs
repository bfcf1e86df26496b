//! Every command, option and help text in two languages.

#[cfg(feature = "studio")]
mod bundle;
#[cfg(feature = "studio")]
mod bundle_emergency;
#[cfg(feature = "studio")]
mod bundle_shelf;
#[cfg(feature = "studio")]
mod cap;
#[cfg(feature = "studio")]
mod check;
#[cfg(feature = "studio")]
mod fix;
#[cfg(feature = "studio")]
mod fleet;
#[cfg(feature = "studio")]
mod generated;
#[cfg(feature = "studio")]
mod keys_roster;
mod kiosk;
mod kiosk_disk;
mod kiosk_emergency;
mod kiosk_provenance;
mod kiosk_report;
mod kiosk_serve;
#[cfg(feature = "studio")]
mod record;
#[cfg(feature = "studio")]
mod serve;
#[cfg(feature = "studio")]
mod theme;

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};

use crate::diag::Lang;

/// The whole command line in one language.
pub(super) fn command(lang: Lang) -> Command {
    let words = Words(lang);
    let mut command = Command::new("kepu")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.t("科普内容的审核闸门、五版网站与科普e站离线包", "Review gate, five-edition site and kiosk bundles for science articles"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(words.t("命令", "Commands"))
        .help_template(words.template())
        .after_help(words.t(
            "退出码：0 正常 · 1 有要处理的 · 2 用法或设置有误 · 3 文件、密钥、网络 · 4 信任校验不通过",
            "Exit codes: 0 fine · 1 something is to be seen to · 2 usage or settings · 3 files, keys, network · 4 trust refused",
        ))
        .args(words.globals())
        .arg(words.version());
    command = words.tidy(command);
    for sub in words.commands() {
        command = command.subcommand(words.tidy(sub.help_template(words.template())));
    }
    command
}

/// Texts in one language.
struct Words(Lang);

impl Words {
    fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn template(&self) -> String {
        let usage = self.t("用法", "Usage");
        format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}")
    }

    /// Replaces clap's own English help option.
    fn tidy(&self, command: Command) -> Command {
        let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
        let help = help.help(self.t("显示帮助", "Print help")).help_heading(self.t("选项", "Options"));
        command.disable_help_flag(true).disable_version_flag(true).arg(help)
    }

    fn version(&self) -> Arg {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        version.help(self.t("显示版本", "Print the version")).help_heading(self.t("选项", "Options"))
    }

    fn option(&self, name: &'static str, value: &'static str, zh: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(value).help(self.t(zh, en)).help_heading(self.t("选项", "Options"))
    }

    fn flag(&self, name: &'static str, zh: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(self.t(zh, en))
            .help_heading(self.t("选项", "Options"))
    }

    fn word(&self, name: &'static str, value: &'static str, zh: &'static str, en: &'static str) -> Arg {
        Arg::new(name).value_name(value).help(self.t(zh, en)).help_heading(self.t("参数", "Arguments"))
    }

    /// An option that names a file.
    #[cfg(feature = "studio")]
    fn file(&self, name: &'static str, zh: &'static str, en: &'static str) -> Arg {
        self.option(name, "FILE", zh, en).value_parser(clap::value_parser!(PathBuf))
    }

    /// A command of commands.
    fn group(&self, name: &'static str, zh: &'static str, en: &'static str, subs: Vec<Command>) -> Command {
        let group = Command::new(name)
            .about(self.t(zh, en).to_owned())
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading(self.t("命令", "Commands").to_owned());
        subs.into_iter().fold(group, |group, sub| group.subcommand(self.tidy(sub.help_template(self.template()))))
    }

    fn globals(&self) -> Vec<Arg> {
        let choice = |name, values: &'static [&'static str], zh, en| {
            self.option(name, "WORD", zh, en)
                .value_parser(clap::builder::PossibleValuesParser::new(values))
                .hide_possible_values(true)
        };
        let all = vec![
            self.option(
                "root",
                "DIR",
                "站点目录；默认从当前目录向上找 site.yaml",
                "Site folder; default: upwards from here to site.yaml",
            )
            .value_parser(clap::value_parser!(PathBuf)),
            self.option("now", "TIME", "以这一时刻为准（RFC 3339）；默认现在", "The clock (RFC 3339); default: now"),
            choice(
                "lang",
                &["zh", "en"],
                "语言：zh（默认）或 en；也可用环境变量 KEPU_LANG",
                "Language: zh (default) or en; also KEPU_LANG",
            ),
            choice("color", &["auto", "always", "never"], "颜色：auto、always、never", "Colour: auto, always or never"),
            self.flag("quiet", "只输出结果和问题", "Print results and faults only"),
        ];
        all.into_iter().map(|arg| arg.global(true)).collect()
    }

    #[cfg(feature = "studio")]
    fn format(&self, formats: &'static [&'static str]) -> Arg {
        self.option("format", "WORD", "输出格式", "Output format")
            .value_parser(clap::builder::PossibleValuesParser::new(formats))
            .hide_possible_values(true)
            .default_value("human")
            .help(match self.0 {
                Lang::Zh => format!("输出格式：{}", formats.join("、")),
                Lang::En => format!("Output format: {}", formats.join(", ")),
            })
    }

    #[cfg(not(feature = "studio"))]
    fn commands(&self) -> Vec<Command> {
        vec![self.kiosk(), self.verify()]
    }

    #[cfg(feature = "studio")]
    fn commands(&self) -> Vec<Command> {
        vec![
            self.build(),
            self.serve(),
            self.check(),
            self.fix(),
            self.status(),
            self.explain(),
            self.sheet(),
            self.sign(),
            self.record(),
            self.new_command(),
            self.bundle(),
            self.keys(),
            self.owners(),
            self.schema(),
            self.theme(),
            self.export(),
            self.fleet(),
            self.cap(),
            self.kiosk(),
            self.verify(),
        ]
    }

    fn verify(&self) -> Command {
        Command::new("verify")
            .about(self.t(
                "校验下载的整包：签名、清单、每个文件",
                "Verify a downloaded archive: signature, manifest, every file",
            ))
            .arg(
                self.word("dir", "DIR", "频道目录（含 SHA256SUMS）", "Folder of a channel (with SHA256SUMS)")
                    .required(true)
                    .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option(
                    "key",
                    "FILE",
                    "可信的发布公钥文件；可多次给出",
                    "Trusted public key file; may be repeated",
                )
                .required(true)
                .action(ArgAction::Append)
                .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(
                self.option(
                    "unpacked",
                    "DIR",
                    "已解压的目录：逐个核对清单中的文件",
                    "Unpacked folder: check each file of the manifest",
                )
                .value_parser(clap::value_parser!(PathBuf)),
            )
    }
}

#[cfg(feature = "studio")]
impl Words {
    fn build(&self) -> Command {
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
    }

    fn status(&self) -> Command {
        Command::new("status")
            .about(
                self.t(
                    "每篇稿件一行：状态，以及还差什么",
                    "One line an article: its state and exactly what is missing",
                ),
            )
            .arg(
                self.word(
                    "path",
                    "ARTICLE",
                    "只看这些稿件（目录或编号）；默认全部",
                    "Only these articles (folder or id); default all",
                )
                .num_args(0..),
            )
            .arg(self.format(&["human", "json"]))
    }

    fn explain(&self) -> Command {
        Command::new("explain")
            .about(self.t("解释一条规则：检查什么、为什么、怎么改、正反例", "Explain a rule: what, why, fix, examples"))
            .arg(self.word(
                "code",
                "CODE",
                "规则编号，如 KP713；不写则列出全部",
                "Rule number such as KP713; all when absent",
            ))
            .arg(self.format(&["human", "json"]))
    }

    fn sheet(&self) -> Command {
        let stages: Vec<&'static str> = crate::model::roster::Stage::ALL.iter().map(|s| s.token()).collect();
        Command::new("sheet")
            .about(self.t(
                "打印用的审核单：给没有账号的领导或专家看稿、签字",
                "Make a printable review sheet for somebody without an account",
            ))
            .arg(self.word("article", "ARTICLE", "稿件目录或编号", "Article folder or id").required(true))
            .arg(self.option("for", "PERSON", "给谁（人员编号）", "For whom (person id)"))
            .arg(
                self.option("stage", "STAGE", "哪一审次", "Which stage")
                    .value_parser(clap::builder::PossibleValuesParser::new(stages))
                    .hide_possible_values(true),
            )
            .arg(
                self.option("output", "FILE", "写到这个文件；默认输出到屏幕", "Write to this file; default: print")
                    .value_parser(clap::value_parser!(PathBuf)),
            )
    }

    fn sign(&self) -> Command {
        let decisions: Vec<&'static str> = crate::model::record::Decision::ALL.iter().map(|d| d.token()).collect();
        let stages: Vec<&'static str> = crate::model::roster::Stage::ALL.iter().map(|s| s.token()).collect();
        Command::new("sign")
            .about(
                self.t("用本人密钥签署一篇稿件的当前版本", "Sign the present version of an article with your own key"),
            )
            .arg(self.word("article", "ARTICLE", "稿件目录或编号", "Article folder or id").required(true))
            .arg(
                self.option("as", "PERSON", "签署人编号（见 reviewers.yaml）", "Person id (see reviewers.yaml)")
                    .required(true),
            )
            .arg(
                self.option(
                    "stage",
                    "STAGE",
                    "审次：initial、knowledge、second、final",
                    "Stage: initial, knowledge, second, final",
                )
                .value_parser(clap::builder::PossibleValuesParser::new(stages))
                .hide_possible_values(true),
            )
            .arg(
                self.option(
                    "decision",
                    "WORD",
                    "决定：approve（默认）、reject、withdraw、minor、suspend、resume、retract、overrule",
                    "Decision: approve (default), reject, withdraw, minor, suspend, resume, retract, overrule",
                )
                .default_value("approve")
                .hide_default_value(true)
                .value_parser(clap::builder::PossibleValuesParser::new(decisions))
                .hide_possible_values(true),
            )
            .arg(
                self.option(
                    "key",
                    "FILE",
                    "私钥文件；或公钥文件（由 ssh-agent 签名）",
                    "Private key file; or a public key file (ssh-agent signs)",
                )
                .required(true)
                .value_parser(clap::value_parser!(PathBuf)),
            )
            .arg(self.option(
                "note",
                "TEXT",
                "一行说明；反对、暂停、恢复、撤稿、裁定时必填",
                "One line of reason; compulsory for reject, suspend, resume, retract, overrule",
            ))
            .arg(self.option(
                "digest",
                "HEX",
                "审核单上的版本（至少 12 位）；与现稿不同就拒绝",
                "Version on the review sheet (12 digits or more); refuse any other",
            ))
            .arg(self.option(
                "from",
                "DIGEST",
                "小改（minor）所改的、走完全部审核的那一版",
                "The fully approved version that a small fix (minor) fixes",
            ))
            .arg(self.flag(
                "conflict",
                "声明存在利益冲突（不计入审核）",
                "Declare a conflict of interest (does not count)",
            ))
            .arg(self.flag("yes", "不再询问", "Do not ask"))
    }

    fn new_command(&self) -> Command {
        let article = |name, zh, en| {
            self.tidy(Command::new(name).about(self.t(zh, en)).help_template(self.template()))
                .arg(
                    self.word(
                        "id",
                        "ID",
                        "永久编号：小写字母、数字、连字符，6–64 位",
                        "Permanent id: lower-case letters, digits, hyphens, 6–64",
                    )
                    .required(true),
                )
                .arg(self.option("title", "TEXT", "标题", "Title"))
                .arg(
                    self.option("audience", "WORD", "受众，可多次给出", "Audience, may be repeated")
                        .action(ArgAction::Append),
                )
                .arg(self.option("topic", "WORD", "主题，如 health.heat", "Topic such as health.heat"))
                .arg(self.option("editor", "PERSON", "责任编辑的人员编号", "Responsible editor's person id"))
                .arg(self.option("dir", "DIR", "放在哪个目录下；默认 content", "Under which folder; default content"))
        };
        Command::new("new")
            .about(self.t("新建稿件或站点", "Start an article or a site"))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading(self.t("种类", "Kinds"))
            .subcommand(article("article", "科普文章", "An article"))
            .subcommand(article("rebuttal", "辟谣文章", "A rebuttal"))
            .subcommand(article("glossary", "术语文章：词条、意思、俗名", "A glossary: terms, meanings, folk names"))
            .subcommand(article("emergency", "应急科普", "An emergency article"))
            .subcommand(
                self.tidy(
                    Command::new("site")
                        .about(self.t("空站点：设置、名册、主题", "An empty site: settings, roster, theme"))
                        .help_template(self.template()),
                )
                .arg(
                    self.word("dir", "DIR", "新目录", "New folder")
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf)),
                ),
            )
    }
}
