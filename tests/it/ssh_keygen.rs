//! Our signatures against the real `ssh-keygen -Y`: each side accepts what the other made, and refuses the same.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Base, Scratch, checkout};
use kepu::gate::{self, GateCx, signers::signers};
use kepu::host::disk::DiskSources;
use kepu::load::Library;
use kepu::model::history::NoHistory;
use kepu::model::record::SignOff;
use kepu::{pipeline, seal};

type Fallible = Result<(), Box<dyn Error>>;

const NAMESPACE: &str = "kepu-signoff-v1";
const TEXT: &str = "kepu-signoff-v1\narticle: jx-demo-0001\nnote: 请核对剂量\n";
const PERSON: &str = "kn-agr-a";
const KEY: &str = include_str!("../../demo/keys/kn-agr-a");
const LINE: &str = include_str!("../../demo/keys/kn-agr-a.pub");
const OTHER_KEY: &str = include_str!("../../demo/keys/outsider");
const OTHER_LINE: &str = include_str!("../../demo/keys/outsider.pub");

/// Asks `ssh-keygen` whether the signature of `text` in `namespace` is by a key allowed for the person.
fn ssh_keygen_verifies(allowed_line: &str, namespace: &str, text: &str, armour: &str) -> Result<bool, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let (allowed, signature) = (dir.path().join("allowed"), dir.path().join("text.sig"));
    fs::write(&allowed, format!("{PERSON} {allowed_line}\n"))?;
    fs::write(&signature, armour)?;
    let mut child = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-I", PERSON, "-n", namespace, "-f"])
        .arg(&allowed)
        .arg("-s")
        .arg(&signature)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    Ok(child.wait()?.success())
}

fn ssh_keygen_signs(key_file: &Path, namespace: &str, text: &str, options: &[&str]) -> Result<String, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("text");
    fs::write(&file, text)?;
    run(Command::new("ssh-keygen")
        .args(["-Y", "sign", "-q", "-n", namespace])
        .args(options)
        .arg("-f")
        .arg(key_file)
        .arg(&file))?;
    Ok(fs::read_to_string(dir.path().join("text.sig"))?)
}

/// Makes a key pair: `(private key text, public line)`.
fn ssh_keygen_makes(key_file: &Path, options: &[&str]) -> Result<(String, String), Box<dyn Error>> {
    run(Command::new("ssh-keygen").args(["-q", "-C", "test"]).args(options).arg("-f").arg(key_file))?;
    Ok((fs::read_to_string(key_file)?, fs::read_to_string(key_file.with_extension("pub"))?))
}

fn run(command: &mut Command) -> Fallible {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

/// Writes a key where `ssh-keygen` will take it: readable by its owner alone.
fn key_file(dir: &Path, text: &str) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let file = dir.join("key");
    fs::write(&file, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

#[test]
fn ssh_keygen_accepts_what_we_sign_and_refuses_what_was_changed() -> Fallible {
    let armour = seal::sign(KEY, NAMESPACE, TEXT.as_bytes())?;
    assert!(ssh_keygen_verifies(LINE, NAMESPACE, TEXT, &armour)?);
    assert!(!ssh_keygen_verifies(LINE, "file", TEXT, &armour)?, "wrong namespace");
    assert!(!ssh_keygen_verifies(LINE, NAMESPACE, &TEXT.replace("0001", "0002"), &armour)?, "changed byte");
    assert!(!ssh_keygen_verifies(OTHER_LINE, NAMESPACE, TEXT, &armour)?, "other key");
    Ok(())
}

#[test]
fn we_accept_what_ssh_keygen_signs_and_refuse_what_was_changed() -> Fallible {
    let dir = tempfile::tempdir()?;
    let armour = ssh_keygen_signs(&key_file(dir.path(), KEY)?, NAMESPACE, TEXT, &[])?;
    seal::verify(LINE, NAMESPACE, TEXT.as_bytes(), &armour)?;
    assert!(seal::verify(LINE, "file", TEXT.as_bytes(), &armour).is_err(), "wrong namespace");
    assert!(seal::verify(LINE, NAMESPACE, TEXT.replace("0001", "0002").as_bytes(), &armour).is_err(), "changed byte");
    assert_eq!(seal::verify(OTHER_LINE, NAMESPACE, TEXT.as_bytes(), &armour), Err(seal::SealError::OtherKey));
    assert_eq!(armour, seal::sign(KEY, NAMESPACE, TEXT.as_bytes())?, "both write the same bytes");
    Ok(())
}

#[test]
fn p256_goes_both_ways() -> Fallible {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("key");
    let (key, line) = ssh_keygen_makes(&file, &["-t", "ecdsa", "-b", "256", "-N", ""])?;
    let ours = seal::sign(&key, NAMESPACE, TEXT.as_bytes())?;
    assert!(ssh_keygen_verifies(line.trim(), NAMESPACE, TEXT, &ours)?);
    let theirs = ssh_keygen_signs(&file, NAMESPACE, TEXT, &[])?;
    seal::verify(&line, NAMESPACE, TEXT.as_bytes(), &theirs)?;
    assert_eq!(seal::signer(&theirs)?, seal::public_line(&key)?);
    Ok(())
}

#[test]
fn the_shorter_hash_of_ssh_keygen_is_accepted() -> Fallible {
    let dir = tempfile::tempdir()?;
    let armour = ssh_keygen_signs(&key_file(dir.path(), KEY)?, NAMESPACE, TEXT, &["-O", "hashalg=sha256"])?;
    Ok(seal::verify(LINE, NAMESPACE, TEXT.as_bytes(), &armour)?)
}

#[test]
fn rsa_and_long_curves_are_refused_by_name() -> Fallible {
    for options in [["-t", "rsa", "-b", "2048", "-N", ""], ["-t", "ecdsa", "-b", "384", "-N", ""]] {
        let dir = tempfile::tempdir()?;
        let file = dir.path().join("key");
        let (key, line) = ssh_keygen_makes(&file, &options)?;
        let theirs = ssh_keygen_signs(&file, NAMESPACE, TEXT, &[])?;
        let refused = |error: Option<seal::SealError>| matches!(error, Some(seal::SealError::Algorithm(_)));
        assert!(refused(seal::verify(&line, NAMESPACE, TEXT.as_bytes(), &theirs).err()), "{options:?}");
        assert!(refused(seal::sign(&key, NAMESPACE, TEXT.as_bytes()).err()), "{options:?}");
        assert!(refused(seal::canonical_line(&line).err()), "{options:?}");
    }
    Ok(())
}

#[test]
fn a_key_with_a_pass_phrase_tells_who_it_is_but_does_not_sign() -> Fallible {
    let dir = tempfile::tempdir()?;
    let (key, line) = ssh_keygen_makes(&dir.path().join("key"), &["-t", "ed25519", "-N", "pass phrase"])?;
    assert_eq!(seal::sign(&key, NAMESPACE, TEXT.as_bytes()), Err(seal::SealError::Encrypted));
    assert_eq!(seal::public_line(&key)?, seal::canonical_line(&line)?);
    Ok(())
}

#[test]
fn another_key_cannot_speak_for_the_person() -> Fallible {
    let armour = seal::sign(OTHER_KEY, NAMESPACE, TEXT.as_bytes())?;
    assert_eq!(seal::verify(LINE, NAMESPACE, TEXT.as_bytes(), &armour), Err(seal::SealError::OtherKey));
    assert!(!ssh_keygen_verifies(LINE, NAMESPACE, TEXT, &armour)?);
    Ok(())
}

/// Whether the gate takes a record for genuine: signature, key, person, project and time.
fn the_gate_believes(library: &Library, article: &str, record: &SignOff) -> bool {
    let cx = GateCx {
        settings: &library.settings,
        audiences: &library.audiences,
        roster: &library.roster,
        emergencies: &library.emergencies,
        lexicons: &library.lexicons,
        contributors: &BTreeMap::new(),
        history: &NoHistory,
        now: "2030-01-01T00:00:00Z".parse::<jiff::Timestamp>().expect("a time").into(),
    };
    !gate::genuine(&cx, article, std::slice::from_ref(record)).is_empty()
}

/// A folder with what an assessor has: the two exported files, and one record at a time.
struct Assessor {
    dir: tempfile::TempDir,
    allowed: String,
    asked: usize,
}

impl Assessor {
    fn new(library: &Library) -> Result<Self, Box<dyn Error>> {
        let (dir, made) = (tempfile::tempdir()?, signers(&library.roster));
        fs::write(dir.path().join("allowed"), &made.allowed)?;
        fs::write(dir.path().join("revoked"), &made.revoked)?;
        Ok(Self { dir, allowed: made.allowed, asked: 0 })
    }

    /// Who answers for a record: the reviewer, or the recorder that the export names for the repository.
    fn principal(&self, record: &SignOff) -> String {
        let Some(evidence) = &record.statement.evidence else { return record.statement.reviewer.clone() };
        let repo = evidence.split('#').next().unwrap_or_default();
        let named = |line: &str| {
            let (id, named) = line.strip_prefix("# recorder ")?.split_once(' ')?;
            (named == repo).then(|| id.to_owned())
        };
        self.allowed.lines().find_map(named).unwrap_or_else(|| "nobody".to_owned())
    }

    fn believes(&mut self, record: &SignOff) -> Result<bool, Box<dyn Error>> {
        let (dir, who) = (self.dir.path(), self.principal(record));
        fs::write(dir.join("text"), record.signed())?;
        fs::write(dir.join("signature"), record.armour.text())?;
        let digits: String = record.statement.at.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        // Wherever the assessor sits.
        let zone = ["Asia/Shanghai", "Pacific/Kiritimati", "America/New_York", "UTC"][self.asked % 4];
        self.asked += 1;
        let status = Command::new("ssh-keygen")
            .env("TZ", zone)
            .current_dir(dir)
            .args(["-Y", "verify", "-f", "allowed", "-r", "revoked", "-n", NAMESPACE, "-s", "signature", "-I", &who])
            .arg(format!("-Overify-time={}", digits.replace('T', "")))
            .stdin(fs::File::open(dir.join("text"))?)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        Ok(status.success())
    }
}

/// Asks both about every record of a site: the names of those that both believe, and of those that neither does.
fn both_say(root: &Path) -> Result<(Vec<String>, Vec<String>), Box<dyn Error>> {
    let library = pipeline::load(&DiskSources::new(root.to_owned())).map_err(|_| "the settings do not load")?;
    let mut assessor = Assessor::new(&library)?;
    let (mut believed, mut refused) = (Vec::new(), Vec::new());
    for (article, records) in library.records.iter() {
        for record in records.iter() {
            let ours = the_gate_believes(&library, article, record);
            assert_eq!(ours, assessor.believes(record)?, "{}: the gate says {ours}", record.path);
            let name = record.path.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            if ours { believed.push(name) } else { refused.push(name) }
        }
    }
    Ok((believed, refused))
}

#[test]
fn every_record_of_the_sample_verifies_with_the_exported_file() -> Fallible {
    let (believed, refused) = both_say(&checkout())?;
    assert!(believed.len() >= 200, "{} records", believed.len());
    assert_eq!(refused, Vec::<String>::new());
    Ok(())
}

#[test]
fn every_kind_of_key_and_every_forgery_gets_the_same_answer() -> Fallible {
    let desk = Scratch::new(Base::Settings);
    crate::forgeries::fill(&desk)?;
    let (believed, refused) = both_say(desk.root())?;
    let wrong =
        |names: &[String], end: &str| names.iter().filter(|name| !name.ends_with(end)).cloned().collect::<Vec<_>>();
    assert_eq!(wrong(&believed, "-good.signoff"), Vec::<String>::new(), "believed");
    assert_eq!(wrong(&refused, "-bad.signoff"), Vec::<String>::new(), "refused");
    assert_eq!((believed.len(), refused.len()), (crate::forgeries::GOOD, crate::forgeries::BAD));
    let script = checkout().join("recipes/audit/verify-records");
    assert_eq!(desk.kepu(&["export", "allowed-signers", "--output", "allowed", "--revoked", "revoked"]).code, 0);
    let out =
        Command::new("bash").arg(script).args(["allowed", "revoked", "records"]).current_dir(desk.root()).output()?;
    let said = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("不通过 ") && line.contains("-bad.signoff")).count(),
        crate::forgeries::BAD
    );
    let sum = format!(
        "核对 {} 份：{} 份通过，{} 份不通过",
        crate::forgeries::GOOD + crate::forgeries::BAD,
        crate::forgeries::GOOD,
        crate::forgeries::BAD
    );
    assert_eq!(said.lines().last(), Some(sum.as_str()));
    Ok(())
}

/// `ssh-keygen` does not ask whether a security key was touched; the gate does. The handbook says so.
#[test]
fn an_untouched_security_key_is_believed_by_ssh_keygen_alone() -> Fallible {
    for (flags, ours) in [(1, true), (0, false)] {
        let (line, armour) = crate::forgeries::security_key(TEXT, flags)?;
        assert_eq!(seal::verify(&line, NAMESPACE, TEXT.as_bytes(), &armour).is_ok(), ours, "{flags}");
        assert!(ssh_keygen_verifies(&line, NAMESPACE, TEXT, &armour)?, "{flags}");
    }
    Ok(())
}
