//! Exit codes and the one error type of the shell.

use crate::diag::{Bilingual, Lang};

/// How the program ends. `docs/cli.md` prints this table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything is fine.
    Fine,
    /// Findings held something back.
    Findings,
    /// The command line or the settings are wrong.
    Usage,
    /// A file, a key or the network failed.
    Files,
    /// Trust was refused.
    Trust,
    /// The program found a fault of its own.
    Bug,
}

impl Exit {
    /// Every way to end, in order of code.
    pub const ALL: &'static [Self] = &[Self::Fine, Self::Findings, Self::Usage, Self::Files, Self::Trust, Self::Bug];

    /// The code the process returns.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Files => 3,
            Self::Trust => 4,
            Self::Bug => 101,
        }
    }

    /// What it means.
    #[must_use]
    pub fn meaning(self) -> Bilingual {
        match self {
            Self::Fine => Bilingual::new("一切正常", "everything is fine"),
            Self::Findings => Bilingual::new("有稿件因检查结果被暂缓", "findings held something back"),
            Self::Usage => Bilingual::new("命令用法或站点设置有误", "the command line or the settings are wrong"),
            Self::Files => Bilingual::new("文件、密钥或网络出错", "a file, a key or the network failed"),
            Self::Trust => Bilingual::new("信任校验不通过", "trust was refused"),
            Self::Bug => Bilingual::new("程序缺陷，请报告", "a bug: please report it"),
        }
    }
}

/// A failure of the shell: what, why, and what to do.
#[derive(Debug)]
pub struct CliError {
    /// How the program ends.
    pub exit: Exit,
    message: Bilingual,
    hints: Vec<Bilingual>,
}

impl CliError {
    /// A failure in two languages.
    pub fn new(exit: Exit, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { exit, message: Bilingual::new(zh, en), hints: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hints.push(Bilingual::new(zh, en));
        self
    }

    /// The text for standard error.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let (error, help) = match lang {
            Lang::Zh => ("错误", "怎么办"),
            Lang::En => ("error", "help"),
        };
        let mut text = format!("{error}: {}\n", self.message.get(lang));
        for hint in &self.hints {
            text.push_str(&format!("  {help}: {}\n", hint.get(lang)));
        }
        text
    }
}

impl From<crate::host::HostError> for CliError {
    fn from(error: crate::host::HostError) -> Self {
        use crate::host::HostError as E;
        match &error {
            E::Foreign { folder, files } => foreign(folder, files),
            E::Busy(folder) => {
                let folder = folder.display();
                Self::new(
                    Exit::Files,
                    format!("另一个 kepu 正在写 {folder}"),
                    format!("another kepu is writing {folder}"),
                )
                .hint("等它结束后再运行", "wait until it has finished")
            }
            E::OutputIsSite(folder) => {
                let folder = folder.display();
                Self::new(
                    Exit::Usage,
                    format!("输出目录 {folder} 就是站点本身或它的上级"),
                    format!("the output folder {folder} is the site itself or a folder above it"),
                )
                .hint("用 --out 指定别的目录", "name another folder with --out")
            }
            E::Io { path, source } => {
                let path = path.display();
                Self::new(Exit::Files, format!("{path}：{source}"), format!("{path}: {source}"))
            }
            E::Program { program, message } => {
                Self::new(Exit::Files, format!("{program} 失败：{message}"), format!("{program} failed: {message}"))
            }
        }
    }
}

fn foreign(folder: &std::path::Path, files: &[String]) -> CliError {
    const SHOWN: usize = 10;
    let list: String = files.iter().take(SHOWN).map(|file| format!("\n    {file}")).collect();
    let more = files.len().saturating_sub(SHOWN);
    let (more_zh, more_en) = if more > 0 {
        (format!("\n    …… 另有 {more} 个"), format!("\n    … and {more} more"))
    } else {
        (String::new(), String::new())
    };
    let folder = folder.display();
    CliError::new(
        Exit::Files,
        format!("{folder} 里有不是 kepu 生成的文件，没有动它们：{list}{more_zh}"),
        format!("{folder} holds files that kepu did not make; nothing was touched:{list}{more_en}"),
    )
    .hint("把它们移走，或用 --out 指定别的目录", "move them away, or name another folder with --out")
}
