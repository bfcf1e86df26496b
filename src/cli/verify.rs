//! `kepu verify`: what a kiosk or a plain consumer holds is what was signed. Built also without `studio`.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::manifest::Manifest;
use crate::bundle::release::{MANIFEST, RETRACTED, SIGNATURE, SUMS};
use crate::bundle::trust::{Sums, TrustError, Untrusted, Verified, plain};
use crate::diag::Lang;
use crate::host::files;
use crate::model::units::Sha256;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let folder = args.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let keys = args.get_many::<PathBuf>("key").into_iter().flatten().map(|path| public_key(path));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let (sums, signature) = (files::read(&folder.join(SUMS))?, files::read(&folder.join(SIGNATURE))?);
    let manifest = files::read(&folder.join(MANIFEST))?;
    let signature = String::from_utf8_lossy(&signature);
    let input = Untrusted { sums: &sums, signature: &signature, manifest: &manifest };
    let (sums, manifest) = plain(input, &keys).map_err(|error| refused(&error))?;
    each_sum(&folder, &sums)?;
    if let Some(unpacked) = args.get_one::<PathBuf>("unpacked") {
        each_file(unpacked, (&manifest, &sums))?;
    }
    let files = manifest.get().entries().len();
    let identity = crate::model::units::Sha256::of(manifest.get().text().as_bytes()).hex();
    let identity = identity.get(..12).unwrap_or_default();
    say(&match globals.lang {
        Lang::Zh => format!("校验通过：{files} 个文件，清单 {identity}\n"),
        Lang::En => format!("verified: {files} files, manifest {identity}\n"),
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

fn each_sum(folder: &Path, sums: &Verified<Sums>) -> Result<(), CliError> {
    for (name, sum) in &sums.get().0 {
        if Sha256::of(&files::read(&folder.join(name))?) != *sum {
            return Err(CliError::new(
                Exit::Trust,
                format!("KB107 {name} 与签名的校验和不符"),
                format!("KB107 {name} is not the one that was signed"),
            ));
        }
    }
    Ok(())
}

fn each_file(folder: &Path, (manifest, sums): (&Verified<Manifest>, &Verified<Sums>)) -> Result<(), CliError> {
    let mut wrong: Vec<&str> = manifest
        .get()
        .entries()
        .iter()
        .filter(|entry| {
            let bytes = files::read(&folder.join(entry.path.as_str()));
            !bytes.is_ok_and(|bytes| bytes.len() as u64 == entry.size && Sha256::of(&bytes) == entry.sum)
        })
        .map(|entry| entry.path.as_str())
        .collect();
    // It lies in the archive as it lies beside it.
    let is_same = |sum: Sha256| files::read(&folder.join(RETRACTED)).is_ok_and(|bytes| Sha256::of(&bytes) == sum);
    if sums.get().of(RETRACTED).is_some_and(|sum| !is_same(sum)) {
        wrong.push(RETRACTED);
    }
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
