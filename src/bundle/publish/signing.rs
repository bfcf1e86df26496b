//! The metadata of a night, and the root of a channel.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::history::{HISTORY, Line, Past, Signed, lines};
use super::{Night, PublishFault, add, json, reading, replace};
use crate::bundle::place;
use crate::bundle::release::{RELEASE, Release};
use crate::model::repository::Repository;
use crate::model::units::Sha256;
use crate::seal::ed25519::{KEY_BYTES, SecretKey};
use crate::tuf::canonical::NotCanonical;
use crate::tuf::metadata::{Key, Kind, MetaFile, Role, Root, Snapshot, TargetFile, Targets, TimestampRole};
use crate::tuf::sign;
use crate::tuf::trust::TrustedRoot;

/// Days that a root holds. Source of all four: `design/kiosk.md` §7.
pub const ROOT_DAYS: i64 = 400;
/// Days before its end from which a root is told to be old.
pub const ROOT_WARNING_DAYS: i64 = 90;
/// Days that a release may be shown as current.
pub const RELEASE_DAYS: i64 = 45;
/// Days that a snapshot holds.
pub const ONLINE_DAYS: i64 = 14;
/// Days that a timestamp holds: who freezes a channel freezes it for so long at most.
pub const TIMESTAMP_DAYS: i64 = 7;

/// Nights that the publisher remembers.
const REMEMBERED: usize = 60;

/// Whose public keys may sign what.
#[derive(Clone, Debug)]
pub struct KeyHolders<'a> {
    /// May sign the next root.
    pub roots: &'a [[u8; KEY_BYTES]],
    /// How many of them must.
    pub threshold: usize,
    /// Any one may sign releases.
    pub targets: &'a [[u8; KEY_BYTES]],
    /// Signs every night.
    pub online: &'a [u8; KEY_BYTES],
    /// Roles beside the four: name, keys, how many of them must sign.
    pub further: &'a [(&'a str, Vec<[u8; KEY_BYTES]>, usize)],
}

/// A root that nobody has signed yet: whose keys may sign what, for a channel, from now on.
#[must_use]
pub fn root(version: u64, holders: &KeyHolders<'_>, now: Timestamp) -> Root {
    let keys = |keys: &[[u8; KEY_BYTES]]| keys.iter().map(Key::new).collect::<Vec<_>>();
    let role = |keys: &[Key], threshold| {
        let mut keyids: Vec<String> = keys.iter().map(Key::id).collect();
        keyids.sort();
        keyids.dedup();
        Role { keyids, threshold }
    };
    let (roots, targets) = (keys(holders.roots), keys(holders.targets));
    let online = keys(std::slice::from_ref(holders.online));
    let further = holders.further.iter().filter(|(_, own, _)| !own.is_empty());
    let own: Vec<Key> = further.clone().flat_map(|(_, own, _)| keys(own)).collect();
    let further = further.map(|(name, own, threshold)| ((*name).to_owned(), role(&keys(own), *threshold))).collect();
    let roles = BTreeMap::from([
        ("root".to_owned(), role(&roots, holders.threshold)),
        ("targets".to_owned(), role(&targets, 1)),
        ("snapshot".to_owned(), role(&online, 1)),
        ("timestamp".to_owned(), role(&online, 1)),
    ]);
    let all = roots.into_iter().chain(targets).chain(online).chain(own);
    Root {
        version,
        expires: after(now, ROOT_DAYS),
        consistent_snapshot: true,
        keys: all.map(|key| (key.id(), key)).collect(),
        roles,
        further,
    }
}

/// The roots, the newest first, once each hands over to the next.
pub(super) fn handed_over(roots: &[Vec<u8>]) -> Result<Vec<TrustedRoot>, PublishFault> {
    let (first, rest) = roots.split_first().ok_or(PublishFault::Key("root"))?;
    let mut root = TrustedRoot::first(first).map_err(PublishFault::Root)?;
    let mut chain = vec![root.clone()];
    for next in rest {
        root = root.next(next).map_err(PublishFault::Root)?;
        chain.insert(0, root.clone());
    }
    Ok(chain)
}

/// The same, once the newest is in force and names the keys of this night.
pub(super) fn chain(night: &Night<'_>) -> Result<Vec<TrustedRoot>, PublishFault> {
    let chain = handed_over(night.roots)?;
    let root = chain.first().ok_or(PublishFault::Key("root"))?;
    root.in_force(night.now).map_err(PublishFault::Root)?;
    let roles = [("targets", &night.keys.targets), ("snapshot", &night.keys.online), ("timestamp", &night.keys.online)];
    for (role, key) in roles {
        let id = Key::new(&key.public()).id();
        if !root.get().roles.get(role).is_some_and(|role| role.keyids.contains(&id)) {
            return Err(PublishFault::Key(role));
        }
    }
    Ok(chain)
}

/// Names a new release, the timestamp last.
pub(super) fn night(
    night: &Night<'_>,
    past: &Past,
    release: &Release,
    repository: &dyn Repository,
) -> Result<(), PublishFault> {
    let channel = &night.label.channel;
    roots(night, repository)?;
    let text = json(release);
    let sum = Sha256::of(&text).hex();
    add(repository, &place::release(channel, &sum), &text)?;
    let targets = targets(night, past, TargetFile::of(&text), repository)?;
    let snapshot = snapshot(night, past, &targets, repository)?;
    remember(night, release, sum, repository)?;
    timestamp(night, past, (&snapshot, release), repository)
}

/// Signs the night anew without news: of each role only what would end before the next nights are over.
pub(super) fn refresh(night: &Night<'_>, past: &Past, repository: &dyn Repository) -> Result<(), PublishFault> {
    let (Some(last), Some(old_targets), Some(old_snapshot)) = (past.last(), &past.targets, &past.snapshot) else {
        return Ok(());
    };
    roots(night, repository)?;
    // What older keys signed is nobody's word under a newer root, however long it was to hold.
    let holds = |signed: &Signed, days| past.is_of_this_root && signed.expires > after(night.now, days);
    if holds(old_snapshot, TIMESTAMP_DAYS) && holds(old_targets, ONLINE_DAYS) {
        return timestamp(night, past, (old_snapshot, &last.release), repository);
    }
    let targets = if holds(old_targets, ONLINE_DAYS) {
        old_targets.clone()
    } else {
        let at = place::release(&night.label.channel, &last.sum);
        let text = reading(&at, repository.read(&at))?.ok_or(PublishFault::Object(at))?;
        targets(night, past, TargetFile::of(&text), repository)?
    };
    let snapshot = snapshot(night, past, &targets, repository)?;
    timestamp(night, past, (&snapshot, &last.release), repository)
}

fn targets(
    night: &Night<'_>,
    past: &Past,
    release: TargetFile,
    repository: &dyn Repository,
) -> Result<Signed, PublishFault> {
    let version = past.targets.as_ref().map_or(0, |signed| signed.version) + 1;
    let expires = after(night.now, RELEASE_DAYS);
    let targets = BTreeMap::from([(RELEASE.to_owned(), release)]);
    signed(night, &Targets { version, expires, targets }, &night.keys.targets, repository)
}

fn snapshot(
    night: &Night<'_>,
    past: &Past,
    targets: &Signed,
    repository: &dyn Repository,
) -> Result<Signed, PublishFault> {
    let version = past.snapshot.as_ref().map_or(0, |signed| signed.version) + 1;
    let expires = after(night.now, ONLINE_DAYS);
    let meta = BTreeMap::from([("targets.json".to_owned(), MetaFile::of(targets.version, &targets.file))]);
    signed(night, &Snapshot { version, expires, meta }, &night.keys.online, repository)
}

/// Signs metadata and puts it under its version.
fn signed<T: Kind + Serialize>(
    night: &Night<'_>,
    content: &T,
    key: &SecretKey,
    repository: &dyn Repository,
) -> Result<Signed, PublishFault> {
    let file = file(sign::file(content, &[key]))?;
    add(repository, &place::metadata(&night.label.channel, T::NAME, content.version()), &file)?;
    Ok(Signed { version: content.version(), expires: content.expires(), file })
}

fn timestamp(
    night: &Night<'_>,
    past: &Past,
    (snapshot, release): (&Signed, &Release),
    repository: &dyn Repository,
) -> Result<(), PublishFault> {
    let role = TimestampRole {
        version: past.timestamp + 1,
        expires: after(night.now, TIMESTAMP_DAYS),
        meta: BTreeMap::from([("snapshot.json".to_owned(), MetaFile::of(snapshot.version, &snapshot.file))]),
        published: Some(whole(night.now)),
        staged: release.staged(),
    };
    let bytes = file(sign::file(&role, &[&night.keys.online]))?;
    replace(repository, &place::timestamp(&night.label.channel), &bytes)
}

fn roots(night: &Night<'_>, repository: &dyn Repository) -> Result<(), PublishFault> {
    for (version, root) in (1..).zip(night.roots) {
        add(repository, &place::root(&night.label.channel, version), root)?;
    }
    Ok(())
}

fn remember(
    night: &Night<'_>,
    release: &Release,
    sum: String,
    repository: &dyn Repository,
) -> Result<(), PublishFault> {
    let at = place::plain(&night.label.channel, HISTORY);
    let mut known = lines(&reading(&at, repository.read(&at))?.unwrap_or_default());
    known.retain(|line| line.serial < release.serial);
    known.push(Line { serial: release.serial, published: release.published, release: sum });
    let kept = known.split_off(known.len().saturating_sub(REMEMBERED));
    replace(repository, &at, &json(&kept))
}

fn file(bytes: Result<Vec<u8>, NotCanonical>) -> Result<Vec<u8>, PublishFault> {
    bytes.map_err(|error| PublishFault::Encode(error.to_string()))
}

/// Whole seconds: what the specification's form of time has (§4.2.1).
fn whole(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

fn after(now: Timestamp, days: i64) -> Timestamp {
    let then = whole(now).checked_add(SignedDuration::from_hours(days * 24));
    // Only a clock of the year 9998 comes to the end of time.
    then.unwrap_or(Timestamp::MAX)
}
