//! `kepu keys`: pairs, roots, and signatures on roots. The ceremony itself is in the operator's handbook.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::exit::{CliError, Exit};
use super::{Globals, say};
use crate::bundle::publish::{self, KeyHolders};
use crate::diag::Lang;
use crate::host::{files, random};
use crate::seal::SealError;
use crate::seal::ed25519::{self, KEY_BYTES, SecretKey};
use crate::tuf::metadata::{Envelope, Key, Root};
use crate::tuf::sign;

/// Runs the command.
pub(super) fn run(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    match args.subcommand() {
        Some(("new", args)) => new(globals, args),
        Some(("root", args)) => root(globals, args),
        Some(("sign-root", args)) => sign_root(globals, args),
        Some(("sign-roster", args)) => super::keys_roster::sign(globals, args),
        _ => Ok(Exit::Usage),
    }
}

fn new(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let file = path(args, "file");
    let public = public_path(&file);
    for taken in [&file, &public] {
        if files::read_if_there(taken)?.is_some() {
            let shown = taken.display();
            return Err(CliError::new(
                Exit::Usage,
                format!("{shown} 已经存在，没有覆盖"),
                format!("{shown} exists and was left alone"),
            ));
        }
    }
    let comment = args.get_one::<String>("comment").map_or("kepu", String::as_str);
    let (private, line) = ed25519::new_pair(&random::bytes()?, comment).map_err(|error| unusable(&file, &error))?;
    files::write_secret(&file, private.as_bytes())?;
    files::write_whole(&public, format!("{line}\n").as_bytes())?;
    let (file, public) = (file.display(), public.display());
    say(&match globals.lang {
        Lang::Zh => format!("私钥 {file}（只有本人可读，不要进仓库）\n公钥 {public}\n"),
        Lang::En => {
            format!("private key {file} (readable by you alone; keep it out of the repository)\npublic key {public}\n")
        }
    })?;
    Ok(Exit::Fine)
}

fn root(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let keys = |name: &str| -> Result<Vec<[u8; KEY_BYTES]>, CliError> {
        args.get_many::<PathBuf>(name).into_iter().flatten().map(|path| public_key(path)).collect()
    };
    let (roots, targets) = (keys("root-key")?, keys("targets-key")?);
    let online = public_key(&path(args, "online-key"))?;
    let threshold = args.get_one::<usize>("threshold").copied().unwrap_or(2);
    let different: std::collections::BTreeSet<_> = roots.iter().collect();
    if threshold == 0 || threshold > different.len() {
        return Err(CliError::new(
            Exit::Usage,
            format!("--threshold {threshold}：只给了 {} 把不同的根公钥", different.len()),
            format!("--threshold {threshold}: there are {} different root keys", different.len()),
        )
        .hint("门槛至少 1，至多等于根公钥的数目", "a threshold is at least 1 and at most the number of root keys"));
    }
    let version = args.get_one::<u64>("version").copied().unwrap_or(1);
    let further = [
        ("emergency", keys("emergency-key")?, 1),
        ("drill", keys("drill-key")?, 1),
        ("roster", keys("roster-key")?, args.get_one::<usize>("roster-threshold").copied().unwrap_or(1)),
    ];
    super::keys_roster::enough_keys(&further[2].1, further[2].2)?;
    if let Some(both) = further[0].1.iter().find(|key| further[1].1.contains(key)) {
        return Err(one_key_for_both(both));
    }
    let holders = KeyHolders { roots: &roots, threshold, targets: &targets, online: &online, further: &further };
    let root = publish::root(version, &holders, globals.now);
    let bytes = sign::file(&root, &[]).map_err(|error| bug(&error))?;
    let out = path(args, "out");
    files::write_whole(&out, &bytes)?;
    let (shown, expires) = (out.display(), root.expires);
    say(&match globals.lang {
        Lang::Zh => format!("{shown}：第 {version} 份根文件，{expires} 到期，还差 {threshold} 把根钥匙的签名\n"),
        Lang::En => format!("{shown}: root {version}, ends {expires}, {threshold} root keys have yet to sign\n"),
    })?;
    Ok(Exit::Fine)
}

/// A drill must be unable to become the real thing.
fn one_key_for_both(key: &[u8; KEY_BYTES]) -> CliError {
    let id = Key::new(key).id();
    let id = id.get(..12).unwrap_or_default();
    CliError::new(
        Exit::Usage,
        format!("应急和演练用了同一把公钥 {id}"),
        format!("emergencies and drills have one public key, {id}"),
    )
    .hint("演练要用另一把，免得演练变成真的", "give drills a key of their own, so that none can become real")
}

fn sign_root(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let key = secret_key(&path(args, "key"))?;
    for file in args.get_many::<PathBuf>("file").into_iter().flatten() {
        let bytes = files::read(file)?;
        let shown = file.display();
        let no_root = |error: &dyn std::fmt::Display| {
            CliError::new(Exit::Usage, format!("{shown} 不是根文件：{error}"), format!("{shown} is no root: {error}"))
        };
        let root: Root = Envelope::read(&bytes).and_then(|read| read.content()).map_err(|error| no_root(&error))?;
        let signed = sign::add(&bytes, &key).map_err(|error| no_root(&error))?;
        files::write_whole(file, &signed)?;
        let threshold = root.roles.get("root").map_or(0, |role| role.threshold);
        let n = Envelope::read(&signed).map_or(0, |read| read.signatures.len());
        say(&match globals.lang {
            Lang::Zh => format!("{shown}：已签，共 {n} 个签名（要 {threshold} 个）\n"),
            Lang::En => format!("{shown}: signed, {n} signatures ({threshold} needed)\n"),
        })?;
    }
    Ok(Exit::Fine)
}

/// A private key for metadata: Ed25519, without pass phrase.
pub(super) fn secret_key(path: &Path) -> Result<SecretKey, CliError> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    SecretKey::from_openssh(&text).map_err(|error| unusable(path, &error))
}

fn public_key(path: &Path) -> Result<[u8; KEY_BYTES], CliError> {
    let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
    ed25519::public_bytes(&text).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &SealError) -> CliError {
    let shown = path.display();
    CliError::new(
        Exit::Files,
        format!("{shown} 不能用作发布密钥：{error}"),
        format!("{shown} cannot be a publishing key: {error}"),
    )
    .hint(
        "用 kepu keys new 生成，或 ssh-keygen -t ed25519 -N ''；签名用私钥，写根文件用 .pub",
        "make one with kepu keys new or ssh-keygen -t ed25519 -N ''; private keys sign, roots name the .pub",
    )
}

fn public_path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

fn path(args: &ArgMatches, name: &str) -> PathBuf {
    args.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

fn bug(error: &dyn std::fmt::Display) -> CliError {
    CliError::new(Exit::Bug, error.to_string(), error.to_string())
}
