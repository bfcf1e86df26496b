//! `kepu keys sign-roster`: the people and the policy of today, signed for kiosks. The ceremony is in the operator's
//! handbook.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::context::Site;
use super::exit::{CliError, Exit};
use super::keys::secret_key;
use super::{Globals, say};
use crate::bundle::provenance::Snapshot;
use crate::bundle::publish::ROOT_WARNING_DAYS;
use crate::diag::Lang;
use crate::host::files;
use crate::model::units::{Sha256, plus_days};
use crate::seal::ed25519::KEY_BYTES;
use crate::tuf::metadata::Envelope;
use crate::tuf::sign as metadata;

/// Where the roster of a site stands: beside the roots of its channels.
pub(super) const FILE: &str = "roster.json";

pub(super) fn sign(globals: &Globals, args: &ArgMatches) -> Result<Exit, CliError> {
    let key = secret_key(&args.get_one::<PathBuf>("key").cloned().unwrap_or_default())?;
    let site = Site::open(globals)?;
    let out = args.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| site.root.join("roots").join(FILE));
    let mut fresh = of_site(globals, &site);
    let old = files::read_if_there(&out)?;
    let known = old.as_deref().map(|bytes| read(&out, bytes)).transpose()?;
    let bug = |error: &dyn std::fmt::Display| CliError::new(Exit::Bug, error.to_string(), error.to_string());
    let long = plus_days(globals.now, ROOT_WARNING_DAYS);
    let signed = match (old, known) {
        (Some(old), Some(known)) if known.says_the_same(&fresh) && known.expires > long => {
            fresh = known;
            metadata::add(&old, &key).map_err(|error| bug(&error))?
        }
        (_, known) => {
            fresh.version = known.map_or(1, |known| known.version + 1);
            metadata::file(&fresh, &[&key]).map_err(|error| bug(&error))?
        }
    };
    files::write_whole(&out, &signed)?;
    let envelope = Envelope::read(&signed).map_err(|error| bug(&error))?;
    let (n, sum) = (envelope.signatures.len(), Sha256::of(&envelope.message).hex());
    let (shown, version, ends, sum) = (out.display(), fresh.version, fresh.expires, sum.get(..16).unwrap_or_default());
    say(&match globals.lang {
        Lang::Zh => format!("{shown}：第 {version} 份名册，{ends} 到期，摘要 {sum}，共 {n} 个签名\n"),
        Lang::En => format!("{shown}: roster {version}, ends {ends}, sum {sum}, {n} signatures\n"),
    })?;
    Ok(Exit::Fine)
}

/// A threshold that no keys can reach would let nothing be shown for good.
pub(super) fn enough_keys(keys: &[[u8; KEY_BYTES]], threshold: usize) -> Result<(), CliError> {
    let different = keys.iter().collect::<std::collections::BTreeSet<_>>().len();
    if keys.is_empty() || (1..=different).contains(&threshold) {
        return Ok(());
    }
    Err(CliError::new(
        Exit::Usage,
        format!("--roster-threshold {threshold}：只给了 {different} 把不同的名册公钥"),
        format!("--roster-threshold {threshold}: there are {different} different roster keys"),
    )
    .hint("门槛至少 1，至多等于名册公钥的数目", "a threshold is at least 1 and at most the number of roster keys"))
}

/// The roster that a site would sign now.
pub(super) fn of_site(globals: &Globals, site: &Site) -> Snapshot {
    let library = &site.library;
    Snapshot::of((&library.settings, &library.roster), &library.audiences, globals.now)
}

/// Reads a roster, signed or not.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Snapshot, CliError> {
    Envelope::read(bytes).and_then(|envelope| envelope.content()).map_err(|error| {
        let shown = path.display();
        CliError::new(Exit::Usage, format!("{shown} 不是名册：{error}"), format!("{shown} is no roster: {error}"))
            .hint("移走它，再运行 kepu keys sign-roster", "move it away and run kepu keys sign-roster")
    })
}
