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
    /// A kiosk: nothing new.
    NothingNew,
    /// A kiosk: no source has everything yet.
    SourceIncomplete,
    /// A kiosk: there is no such release to go back to.
    NoRelease,
    /// A kiosk: another run is at work.
    Busy,
    /// A kiosk: no source can be reached.
    Network,
    /// A kiosk: what was offered was refused.
    Refused,
    /// A kiosk: files in the store are missing or damaged.
    Damaged,
    /// A kiosk: what it shows is not proven to be approved.
    Unproven,
    /// A kiosk: the disk takes no more.
    DiskFull,
    /// A kiosk: it is not enrolled, or must be enrolled again at the box.
    Enrolment,
    /// The program found a fault of its own.
    Bug,
}

impl Exit {
    /// Every way to end, in order of code.
    pub const ALL: &'static [Self] = &[
        Self::Fine,
        Self::Findings,
        Self::Usage,
        Self::Files,
        Self::Trust,
        Self::NothingNew,
        Self::SourceIncomplete,
        Self::NoRelease,
        Self::Busy,
        Self::Network,
        Self::Refused,
        Self::Damaged,
        Self::Unproven,
        Self::DiskFull,
        Self::Enrolment,
        Self::Bug,
    ];

    /// The code the process returns.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Files => 3,
            Self::Trust => 4,
            Self::NothingNew => 10,
            Self::SourceIncomplete => 11,
            Self::NoRelease => 12,
            Self::Busy => 13,
            Self::Network => 20,
            Self::Refused => 30,
            Self::Damaged => 31,
            Self::Unproven => 32,
            Self::DiskFull => 40,
            Self::Enrolment => 50,
            Self::Bug => 101,
        }
    }

    /// What it means.
    #[must_use]
    pub fn meaning(self) -> Bilingual {
        match self {
            Self::Fine => Bilingual::new("一切正常", "everything is fine"),
            Self::Findings => Bilingual::new(
                "有要处理的：稿件被暂缓、终端过旧、与发布的不同",
                "to be seen to: held back, stale, or different",
            ),
            Self::Usage => Bilingual::new("命令用法或站点设置有误", "the command line or the settings are wrong"),
            Self::Files => Bilingual::new("文件、密钥或网络出错", "a file, a key or the network failed"),
            Self::Trust => Bilingual::new("信任校验不通过", "trust was refused"),
            Self::NothingNew => Bilingual::new("终端：没有新内容", "kiosk: nothing new"),
            Self::SourceIncomplete => {
                Bilingual::new("终端：来源还不完整，下次再取", "kiosk: the source is not complete yet")
            }
            Self::NoRelease => Bilingual::new("终端：没有可以退回的版本", "kiosk: no such release to go back to"),
            Self::Busy => Bilingual::new("终端：另一次更新正在进行", "kiosk: another run is at work"),
            Self::Network => Bilingual::new("终端：来源连不上", "kiosk: no source can be reached"),
            Self::Refused => Bilingual::new("终端：来的东西不可信，已拒绝", "kiosk: what was offered was refused"),
            Self::Damaged => Bilingual::new("终端：存储里有文件缺失或损坏", "kiosk: files are missing or damaged"),
            Self::Unproven => {
                Bilingual::new("终端：有内容证明不了是谁批准的", "kiosk: content is not proven to be approved")
            }
            Self::DiskFull => Bilingual::new("终端：磁盘写不下", "kiosk: the disk takes no more"),
            Self::Enrolment => {
                Bilingual::new("终端：还没有入网，或要到现场重新入网", "kiosk: to be enrolled at the box")
            }
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

/// `KB` and three digits at the beginning of a message.
fn number(text: &str) -> Option<String> {
    let (number, _) = text.split_once(' ')?;
    let digits = number.strip_prefix("KB")?;
    (digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.to_owned())
}

impl CliError {
    /// A failure in two languages. The number of a fault, by which the handbook knows it, stands in both: what is told in
    /// English by a library's error has none of its own.
    pub fn new(exit: Exit, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let mut message = Bilingual::new(zh, en);
        if let Some(number) = number(&message.zh).filter(|number| !message.en.starts_with(number)) {
            message.en = format!("{number} {}", message.en);
        }
        Self { exit, message, hints: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hints.push(Bilingual::new(zh, en));
        self
    }

    /// Says what it happened to.
    #[must_use]
    pub fn of(mut self, what: &str) -> Self {
        self.message.zh = format!("{what}：{}", self.message.zh);
        self.message.en = format!("{what}: {}", self.message.en);
        self
    }

    /// What happened, without what to do.
    #[must_use]
    pub fn message(&self) -> &Bilingual {
        &self.message
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
