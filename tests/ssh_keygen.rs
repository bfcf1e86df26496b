//! Our signatures against the real `ssh-keygen -Y`: each side accepts what the other made, and refuses the same.

#![expect(clippy::disallowed_methods, reason = "the test writes its own temporary files and starts ssh-keygen")]

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use kepu::seal;

type Fallible = Result<(), Box<dyn Error>>;

const NAMESPACE: &str = "kepu-signoff-v1";
const TEXT: &str = "kepu-signoff-v1\narticle: jx-demo-0001\nnote: 请核对剂量\n";
const PERSON: &str = "kn-agr-a";
const KEY: &str = include_str!("../demo/keys/kn-agr-a");
const LINE: &str = include_str!("../demo/keys/kn-agr-a.pub");
const OTHER_KEY: &str = include_str!("../demo/keys/outsider");
const OTHER_LINE: &str = include_str!("../demo/keys/outsider.pub");

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
