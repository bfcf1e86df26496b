//! `kepu new site`: settings, an empty roster with the standard policy, and the base theme.

use std::path::PathBuf;

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::new_theme::THEME;
use super::{Globals, say};
use crate::diag::Lang;
use crate::host::files;
use crate::model::units::{Sha256, china_date};

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let folder = args.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let shown = folder.display().to_string();
    if files::exists(&folder.join("site.yaml")) {
        return Err(CliError::new(
            Exit::Usage,
            format!("{shown} 已经是一个站点"),
            format!("{shown} is a site already"),
        ));
    }
    let today = china_date(globals.now).to_string();
    let project = project_uuid(&shown, globals);
    let texts = [
        ("site.yaml", include_str!("new_site/site.yaml")),
        ("reviewers.yaml", include_str!("new_site/reviewers.yaml")),
        ("emergencies.yaml", include_str!("new_site/emergencies.yaml")),
        (".gitattributes", include_str!("new_site/gitattributes")),
        (".gitignore", "/public\n/dist\n/preview-diff\n/.kepu\n"),
    ];
    for (name, text) in texts {
        let text = text.replace("{{project}}", &project).replace("{{today}}", &today);
        files::write_new(&folder.join(name), text.as_bytes())?;
    }
    for (name, bytes) in THEME {
        files::write_new(&folder.join("themes/base").join(name), bytes)?;
    }
    say(&match globals.lang {
        Lang::Zh => format!(
            "已建站点：{shown}\n下一步：在 reviewers.yaml 登记人员（kepu check 会列出还缺谁），再 kepu new article 编号\n"
        ),
        Lang::En => format!(
            "site made: {shown}\nnext: register people in reviewers.yaml (kepu check lists who is missing), then kepu new article ID\n"
        ),
    })?;
    Ok(Exit::Fine)
}

/// A name-based UUID of folder and time: two sites never share one, and nothing random is needed.
///
/// Source: RFC 9562 §5.8, version 8 (own layout) with the variant bits set.
fn project_uuid(folder: &str, globals: &Globals) -> String {
    let absolute = std::path::absolute(folder).map(|path| path.display().to_string()).unwrap_or_default();
    let mut bytes = Sha256::of(format!("kepu site\n{absolute}\n{}", globals.now).as_bytes()).0;
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = Sha256(bytes).hex();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
}
