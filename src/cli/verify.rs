//! `kepu verify`: what a kiosk or a plain consumer holds is what was signed. Built also without `studio`.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::manifest::Manifest;
use crate::bundle::release::{MANIFEST, RELEASE, Release, SIGNATURE};
use crate::bundle::trust::{Anchor, TrustError, Untrusted, Verified, verify};
use crate::diag::Lang;
use crate::host::files;
use crate::model::units::Sha256;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let folder = args.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let anchor = Anchor {
        keys: args
            .get_many::<PathBuf>("key")
            .into_iter()
            .flatten()
            .map(|path| public_key(path))
            .collect::<Result<_, _>>()?,
        channel: args.get_one::<String>("channel").cloned(),
    };
    let (release, signature) = (files::read(&folder.join(RELEASE))?, files::read(&folder.join(SIGNATURE))?);
    let manifest = files::read(&folder.join(MANIFEST))?;
    let signature = String::from_utf8_lossy(&signature);
    let input = Untrusted { release: &release, signature: &signature, manifest: &manifest };
    let (release, manifest) = verify(input, &anchor).map_err(|error| refused(&error))?;
    archive(&folder, &release)?;
    if let Some(unpacked) = args.get_one::<PathBuf>("unpacked") {
        each_file(unpacked, &manifest)?;
    }
    let found = release.get();
    say(&match globals.lang {
        Lang::Zh => format!("校验通过：频道 {}，发布于 {}，{} 个文件\n", found.channel, found.published, found.files),
        Lang::En => {
            format!("verified: channel {}, published {}, {} files\n", found.channel, found.published, found.files)
        }
    })?;
    Ok(Exit::Fine)
}

fn public_key(path: &Path) -> Result<String, CliError> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    if words.len() == 2 && !text.contains("PRIVATE KEY") {
        return Ok(words.join(" "));
    }
    let shown = path.display();
    Err(CliError::new(Exit::Usage, format!("{shown} 不是公钥文件"), format!("{shown} is not a public key file")))
}

fn archive(folder: &Path, release: &Verified<Release>) -> Result<(), CliError> {
    let named = &release.get().archive;
    let bytes = files::read(&folder.join(&named.name))?;
    if bytes.len() as u64 == named.size && Sha256::of(&bytes).hex() == named.sha256 {
        return Ok(());
    }
    let name = &named.name;
    Err(CliError::new(
        Exit::Trust,
        format!("KB107 {name} 与签名的发布单不符"),
        format!("KB107 {name} is not the one the release names"),
    ))
}

fn each_file(folder: &Path, manifest: &Verified<Manifest>) -> Result<(), CliError> {
    let wrong: Vec<&str> = manifest
        .get()
        .entries()
        .iter()
        .filter(|entry| {
            let bytes = files::read(&folder.join(entry.path.as_str()));
            !bytes.is_ok_and(|bytes| bytes.len() as u64 == entry.size && Sha256::of(&bytes) == entry.sum)
        })
        .map(|entry| entry.path.as_str())
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let list: String = wrong.iter().map(|path| format!("\n    {path}")).collect();
    Err(CliError::new(
        Exit::Trust,
        format!("KB108 {} 个文件缺失或与清单不符：{list}", wrong.len()),
        format!("KB108 {} files are missing or differ from the manifest:{list}", wrong.len()),
    ))
}

fn refused(error: &TrustError) -> CliError {
    let zh = match error {
        TrustError::TooLarge(part) => format!("KB101 {part} 大得不正常"),
        TrustError::Signature => "KB102 没有可信密钥为这份发布单签名".to_owned(),
        TrustError::Release(reason) => format!("KB103 发布单无法读取：{reason}"),
        TrustError::Channel { found, expected } => format!("KB104 这是频道 {found} 的发布单，不是 {expected} 的"),
        TrustError::Manifest => "KB105 清单与签名的发布单不符".to_owned(),
        TrustError::Unsafe(fault) => format!("KB106 清单含不安全的路径：{fault}"),
    };
    CliError::new(Exit::Trust, zh, error.to_string()).hint(
        "不要使用这份离线包；重新下载，或联系发布单位",
        "do not use this bundle; fetch it again or ask its publisher",
    )
}
