//! Commands that print files for other programs, made from the model: schemas, code owners, allowed signers.

use std::path::PathBuf;

use clap::Command;

use super::Words;
use crate::cli::schema::Subject;
use crate::gate::owners::Host;

impl Words {
    pub(super) fn owners(&self) -> Command {
        let hosts: Vec<&'static str> = Host::ALL.iter().map(|host| host.token()).collect();
        Command::new("owners")
            .about(self.t(
                "由名册和审核政策生成 CODEOWNERS：平台据此请人来看",
                "Make CODEOWNERS from the roster and the policy: a platform asks these people to look",
            ))
            .arg(
                self.option(
                    "host",
                    "HOST",
                    "平台：github、gitlab、gitee、gitea（含 Forgejo）；--write、--check 不写则为已有文件的各平台",
                    "Platform: github, gitlab, gitee, gitea (also Forgejo); with --write or --check default: those with a file",
                )
                .value_parser(clap::builder::PossibleValuesParser::new(hosts))
                .hide_possible_values(true)
                .required_unless_present_any(["write", "check"]),
            )
            .arg(self.flag("write", "写到平台读取的位置", "Write it where the platform reads it"))
            .arg(
                self.flag("check", "文件与名册不符时列出差别，以 1 结束", "Show how the file differs from the roster; exit 1")
                    .conflicts_with("write"),
            )
    }

    pub(super) fn schema(&self) -> Command {
        let names: Vec<&'static str> = Subject::all().into_iter().map(Subject::token).collect();
        Command::new("schema")
            .about(self.t(
                "输出 JSON Schema：编辑器据此补全和检查 YAML，程序据此读 kepu 的 JSON",
                "Print a JSON Schema: editors complete and check YAML with it, programs read kepu's JSON by it",
            ))
            .arg(
                self.word(
                    "what",
                    "WHAT",
                    "front-matter、reviewers、site、emergencies、audience；JSON 输出：findings、status、rules；不写则列出全部和用法",
                    "front-matter, reviewers, site, emergencies, audience; of printed JSON: findings, status, rules; when absent: a list and how to use them",
                )
                .value_parser(clap::builder::PossibleValuesParser::new(names))
                .hide_possible_values(true),
            )
            .arg(self.flag("bare", "不含本站的受众、主题、地区、人员", "Without this site's audiences, topics, regions, people"))
            .arg(self.flag("write", "写入站点的 schemas/", "Write them into schemas/ of the site"))
            .arg(
                self.flag("check", "schemas/ 里的与现在的不同时以 1 结束", "Exit 1 when schemas/ holds others")
                    .conflicts_with("write"),
            )
            .after_help(self.t(
                "稿件 index.md 里的前置元数据，YAML 扩展不看；抄进“任意名.front.yaml”即可补全，检查仍用 kepu check",
                "YAML extensions do not see the front matter inside index.md; copy it into NAME.front.yaml to complete it, and use kepu check",
            ))
    }

    pub(super) fn export(&self) -> Command {
        let file = |name, zh, en| self.option(name, "FILE", zh, en).value_parser(clap::value_parser!(PathBuf));
        let signers = Command::new("allowed-signers")
            .about(self.t(
                "OpenSSH 的 allowed_signers：不用 kepu，用 ssh-keygen 就能核对每份签署",
                "OpenSSH allowed_signers: check every sign-off with ssh-keygen, without kepu",
            ))
            .help_template(self.template())
            .arg(file("output", "写到这个文件；默认输出到屏幕", "Write to this file; default: print"))
            .arg(file(
                "revoked",
                "把从未可信的吊销密钥写到这个文件（ssh-keygen -r）；没有就是空文件",
                "Write revoked keys that never counted to this file (ssh-keygen -r); empty when there are none",
            ))
            .arg(self.option(
                "ref",
                "REV",
                "取这个提交的名册，从 git 对象读取；默认工作目录",
                "The roster of this revision, from git objects; default: the working copy",
            ));
        Command::new("export")
            .about(self.t("导出给其他程序用的文件", "Export files for other programs"))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading(self.t("种类", "Kinds"))
            .subcommand(self.tidy(signers))
    }
}
