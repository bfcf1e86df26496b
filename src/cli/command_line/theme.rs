//! `kepu theme`.

use clap::Command;

use super::Words;

impl Words {
    pub(super) fn theme(&self) -> Command {
        Command::new("theme")
            .about(self.t(
                "主题：谁立在谁上面，一个文件从哪里来",
                "Themes: which stands on which, and where a file comes from",
            ))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading(self.t("命令", "Commands"))
            .subcommand(
                self.tidy(
                    Command::new("list")
                        .about(self.t("本站的主题和它的上级", "The theme of the site and those it stands on"))
                        .help_template(self.template()),
                ),
            )
            .subcommand(
                self.tidy(
                    Command::new("why")
                        .about(self.t(
                            "一个部件会在哪些地方找，哪里有，采用哪一个",
                            "Every place where a part is looked for, which exist, which one is taken",
                        ))
                        .help_template(self.template()),
                )
                .arg(
                    self.word(
                        "part",
                        "PART",
                        "模板（article.html）、静态文件（base.css）、edition.css 或 audience.yaml",
                        "A template (article.html), a static file (base.css), edition.css or audience.yaml",
                    )
                    .required(true),
                )
                .arg(self.option(
                    "audience",
                    "ID",
                    "为哪一版（受众目录名）",
                    "For which edition (folder of the audience)",
                ))
                .arg(self.format(&["human", "json"])),
            )
    }
}
