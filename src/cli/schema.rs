//! `kepu schema`: JSON Schemas for editors, printed, kept below `schemas/`, or compared with what is kept there.

use clap::ArgMatches;

use super::context::{self, MARKER};
use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::cli::wire_schema::Output;
use crate::diag::Lang;
use crate::host::disk::DiskSources;
use crate::host::files;
use crate::load::schema::{Document, SiteWords, schema};
use crate::load::{LoadStop, site_words};

/// Where a site keeps its schemas.
const FOLDER: &str = "schemas";

/// A schema of what people write, or of what kepu prints.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    Written(Document),
    Printed(Output),
}

impl Subject {
    /// Every schema: what people write first.
    pub(super) fn all() -> Vec<Self> {
        let written = Document::ALL.iter().copied().map(Self::Written);
        written.chain(Output::ALL.iter().copied().map(Self::Printed)).collect()
    }

    pub(super) fn token(self) -> &'static str {
        match self {
            Self::Written(document) => document.token(),
            Self::Printed(output) => output.token(),
        }
    }

    fn told(self, globals: &Globals) -> &'static str {
        let (zh, en) = match self {
            Self::Written(document) => (document.zh(), document.en()),
            Self::Printed(output) => (output.zh(), output.en()),
        };
        match globals.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn file_name(self) -> String {
        match self {
            Self::Written(document) => document.file_name(),
            Self::Printed(output) => output.file_name(),
        }
    }

    fn schema(self, words: Option<&SiteWords>) -> String {
        match self {
            Self::Written(document) => schema(document, words),
            Self::Printed(output) => output.schema(),
        }
    }
}

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let word = args.get_one::<String>("what");
    let chosen = Subject::all().into_iter().find(|subject| word.is_some_and(|word| word == subject.token()));
    let documents = chosen.map_or_else(Subject::all, |document| vec![document]);
    let bare = args.get_flag("bare");
    if args.get_flag("write") {
        return write(globals, &documents, words(globals, bare)?.as_ref());
    }
    if args.get_flag("check") {
        return check(globals, &documents, words(globals, bare)?.as_ref());
    }
    match chosen {
        Some(document) => {
            let bare = bare || matches!(document, Subject::Printed(_)) || !in_a_site(globals);
            say(&document.schema(words(globals, bare)?.as_ref()))?;
        }
        None => say(&listed(globals))?,
    }
    Ok(Exit::Fine)
}

fn in_a_site(globals: &Globals) -> bool {
    globals.root.is_some() || std::path::absolute(".").is_ok_and(|here| files::find_upwards(&here, MARKER).is_some())
}

fn words(globals: &Globals, bare: bool) -> Result<Option<SiteWords>, CliError> {
    if bare {
        return Ok(None);
    }
    let sources = DiskSources::new(context::root(globals)?);
    let hint = ("写 --bare 可得到不含本站词汇的通用版", "--bare gives the schemas without this site's words");
    match site_words(&sources) {
        Ok(words) => Ok(Some(words)),
        Err(LoadStop::Source(error)) => Err(context::source_error(&error)),
        Err(LoadStop::Settings(findings)) => {
            Err(context::settings_fault(globals, &sources, findings).hint(hint.0, hint.1))
        }
    }
}

fn write(globals: &Globals, documents: &[Subject], words: Option<&SiteWords>) -> Result<Exit, CliError> {
    let folder = context::root(globals)?.join(FOLDER);
    let mut text = String::new();
    for document in documents {
        let (path, new) = (folder.join(document.file_name()), document.schema(words));
        let same = files::read_if_there(&path)?.is_some_and(|old| old == new.as_bytes());
        if !same {
            files::write_whole(&path, new.as_bytes())?;
        }
        let word = if same { globals.t("未变", "same") } else { globals.t("已写", "written") };
        text.push_str(&format!("{word} {FOLDER}/{}\n", document.file_name()));
    }
    if !globals.quiet {
        text.push('\n');
        text.push_str(&usage(globals));
    }
    say(&text)?;
    Ok(Exit::Fine)
}

fn check(globals: &Globals, documents: &[Subject], words: Option<&SiteWords>) -> Result<Exit, CliError> {
    let folder = context::root(globals)?.join(FOLDER);
    let mut text = String::new();
    for document in documents {
        let kept = files::read_if_there(&folder.join(document.file_name()))?;
        let word = match kept {
            None => globals.t("缺少", "missing"),
            // A checkout may turn line ends around; that is no drift.
            Some(kept) if String::from_utf8_lossy(&kept).replace("\r\n", "\n") == document.schema(words) => continue,
            Some(_) => globals.t("过时", "outdated"),
        };
        text.push_str(&format!("{word} {FOLDER}/{}\n", document.file_name()));
    }
    if text.is_empty() {
        return Ok(Exit::Fine);
    }
    let bare = if words.is_none() { " --bare" } else { "" };
    text.push_str(&match globals.lang {
        Lang::Zh => format!("改法：运行 kepu schema{bare} --write，再提交\n"),
        Lang::En => format!("fix: run kepu schema{bare} --write and commit\n"),
    });
    say(&text)?;
    Ok(Exit::Findings)
}

/// Every schema, and how editors are told of them.
fn listed(globals: &Globals) -> String {
    let line = |subject: Subject| format!("{:<13} {}\n", subject.token(), subject.told(globals));
    let list: String = Subject::all().into_iter().map(line).collect();
    format!("{list}\n{}", usage(globals))
}

fn usage(globals: &Globals) -> String {
    let mut text = String::from(globals.t(
        "VS Code（装 Red Hat 的 YAML 扩展）：写入站点的 .vscode/settings.json\n",
        "VS Code with Red Hat's YAML extension: put into .vscode/settings.json of the site\n",
    ));
    let maps: Vec<String> = Document::ALL
        .iter()
        .map(|document| format!("    \"./{FOLDER}/{}\": \"{}\"", document.file_name(), document.glob()))
        .collect();
    text.push_str(&format!("{{\n  \"yaml.schemas\": {{\n{}\n  }}\n}}\n\n", maps.join(",\n")));
    text.push_str(globals.t(
        "其他用 yaml-language-server 的编辑器：在文件第一行写\n",
        "Other editors with yaml-language-server: first line of the file\n",
    ));
    for document in Document::ALL {
        // The path is taken from the folder of the file that names it.
        let up = "../".repeat(document.glob().matches('/').count());
        let (glob, name) = (document.glob(), document.file_name());
        text.push_str(&format!("{glob}\n  # yaml-language-server: $schema={up}{FOLDER}/{name}\n"));
    }
    text.push('\n');
    text.push_str(globals.t(
        "稿件 index.md 里的前置元数据，yaml-language-server 不看（它只看 YAML 文件）。\n\
         可行的办法：把两行 --- 之间的内容抄进“任意名.front.yaml”编辑，改好再抄回；检查稿件本身用 kepu check。\n",
        "yaml-language-server reads YAML files only, so it does not see the front matter inside index.md.\n\
         What works: copy the text between the two --- lines into NAME.front.yaml, edit it there, copy it back;\n\
         kepu check looks at the article itself.\n",
    ));
    text
}
