//! Commands that print files for other programs, made from the model: schemas and code owners.

use clap::Command;

use super::Words;
use crate::load::schema::Document;

impl Words {
    pub(super) fn schema(&self) -> Command {
        let names: Vec<&'static str> = Document::ALL.iter().map(|document| document.token()).collect();
        Command::new("schema")
            .about(self.t(
                "输出 JSON Schema：编辑器据此补全和检查 YAML",
                "Print a JSON Schema: editors complete and check YAML with it",
            ))
            .arg(
                self.word(
                    "what",
                    "WHAT",
                    "front-matter、reviewers、site、emergencies、audience；不写则列出全部和用法",
                    "front-matter, reviewers, site, emergencies, audience; when absent: a list and how to use them",
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
}
