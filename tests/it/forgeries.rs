//! A roster with keys of every kind of life, and records at the edges of them, genuine and forged.

use std::error::Error;
use std::fs;

use kepu::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use kepu::model::roster::Stage;
use kepu::model::units::{ContentDigest, Sha256, plus_seconds};
use kepu::seal;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

use crate::support::{Scratch, key};

/// How many records both sides have to believe, and to refuse.
pub(crate) const GOOD: usize = 11;
pub(crate) const BAD: usize = 23;

const PROJECT: &str = "project: ";
const ARTICLE: &str = "jx-example-article";

/// `(person, what stands behind the key in the roster)`
const LIVES: &[(&str, &str)] = &[
    ("ed-lin", "from: 2026-01-01, until: 2026-03-31"),
    (
        "ed-wu",
        "from: 2026-01-01, until: 2026-12-31, revoked: {on: 2026-06-01, reason: 丢失, distrust_from: 2026-05-20}",
    ),
    ("kn-med-a", "from: 2026-01-01, revoked: {on: 2026-06-01, reason: 丢失}"),
    ("kn-agr-b", "from: 2026-03-01, revoked: {on: 2026-06-01, reason: 冒名, distrust_from: 2026-03-01}"),
];

struct Desk<'a> {
    site: &'a Scratch,
    project: String,
    count: usize,
}

/// Rewrites the roster and lays the records down.
pub(crate) fn fill(site: &Scratch) -> Result<(), Box<dyn Error>> {
    roster(site)?;
    let settings = site.read("site.yaml");
    let project = settings.lines().find_map(|line| line.strip_prefix(PROJECT)).ok_or("no project")?;
    let project = project.split_whitespace().next().unwrap_or_default().trim_matches('"').to_owned();
    let mut desk = Desk { site, project, count: 0 };
    windows(&mut desk)?;
    machines(&mut desk)?;
    tampered(&mut desk)
}

/// The first and the last second of a key's life, and their neighbours.
fn windows(desk: &mut Desk<'_>) -> Result<(), Box<dyn Error>> {
    for (person, at, good) in [
        ("ed-lin", "2025-12-31T15:59:59Z", false),
        ("ed-lin", "2025-12-31T16:00:00Z", true),
        ("ed-lin", "2026-03-31T15:59:59Z", true),
        ("ed-lin", "2026-03-31T16:00:00Z", false),
        ("ed-wu", "2026-05-19T15:59:59Z", true),
        ("ed-wu", "2026-05-19T16:00:00Z", false),
        ("ed-wu", "2026-12-01T00:00:00Z", false),
        ("kn-med-a", "2026-05-31T15:59:59Z", true),
        ("kn-med-a", "2026-05-31T16:00:00Z", false),
        // Two entries of one key with a month between them.
        ("kn-agr-a", "2026-01-31T15:59:59Z", true),
        ("kn-agr-a", "2026-01-31T16:00:00Z", false),
        ("kn-agr-a", "2026-02-28T15:59:59Z", false),
        ("kn-agr-a", "2026-02-28T16:00:00Z", true),
        // Never trusted: on the list of revoked keys.
        ("kn-agr-b", "2026-02-28T16:00:00Z", false),
        ("kn-agr-b", "2026-08-01T00:00:00Z", false),
        ("kn-med-b", "2022-01-01T00:00:00Z", true),
    ] {
        let text = desk.statement(person, at, Via::Ssh).signed_text();
        desk.lay(&text, &sign(&text, person)?, good);
    }
    Ok(())
}

/// Recorders: the right one, another one, a person in its place, and a machine with the id of a person.
fn machines(desk: &mut Desk<'_>) -> Result<(), Box<dyn Error>> {
    for (repo, at, signer, good) in [
        ("gitee:demo/kepu", "2026-11-20T02:12:33Z", "outsider", true),
        ("gitee:demo/kepu", "2025-12-31T15:59:59Z", "outsider", false),
        ("gitee:demo/kepu", "2026-11-20T02:12:33Z", "publisher", false),
        ("gitee:demo/kepu", "2026-11-20T02:12:33Z", "kn-gen-a", false),
        ("gitee:demo/other", "2026-11-20T02:12:33Z", "publisher", true),
        ("gitee:demo/nobody", "2026-11-20T02:12:33Z", "outsider", false),
    ] {
        let mut statement = desk.statement("kn-gen-a", at, Via::Gitee);
        let (commit, sum) = ("1f".repeat(20), Sha256::of(b"event").hex());
        statement.evidence = Some(format!("{repo}#12 review=- commit={commit} account=90018 event=sha256:{sum}"));
        let text = statement.signed_text();
        desk.lay(&text, &sign(&text, signer)?, good);
    }
    // `publisher` belongs to the machine that is called kn-gen-b: it is not the person kn-gen-b.
    let text = desk.statement("kn-gen-b", "2026-11-20T02:12:33Z", Via::Ssh).signed_text();
    desk.lay(&text, &sign(&text, "publisher")?, false);
    desk.lay(&text, &sign(&text, "outsider")?, false);
    desk.lay(&text, &sign(&text, "kn-gen-b")?, true);
    Ok(())
}

/// One genuine record, changed in every part.
fn tampered(desk: &mut Desk<'_>) -> Result<(), Box<dyn Error>> {
    let text = desk.statement("se-chen", "2026-11-20T02:12:33Z", Via::Ssh).signed_text();
    let armour = sign(&text, "se-chen")?;
    desk.lay(&text, &armour, true);
    let (digest, other) = (Sha256::of(b"a text").hex(), Sha256::of(b"another").hex());
    for (from, to) in [
        ("02:12:33", "02:12:34"),
        ("decision: approve", "decision: withdraw"),
        ("stage: knowledge", "stage: final"),
        ("reviewer: se-chen", "reviewer: se-luo"),
        (&digest, &other),
    ] {
        desk.lay(&text.replace(from, to), &armour, false);
    }
    desk.lay(&text, &sign(&text, "se-luo")?, false);
    let private = fs::read_to_string(key("se-chen"))?;
    desk.lay(&text, &seal::sign(&private, "file", text.as_bytes())?, false);
    let at = armour.len() / 2;
    let other = if armour[at..].starts_with('A') { "B" } else { "A" };
    desk.lay(&text, &format!("{}{other}{}", &armour[..at], &armour[at + 1..]), false);
    Ok(())
}

fn roster(site: &Scratch) -> Result<(), Box<dyn Error>> {
    let mut text = site.read("reviewers.yaml");
    for (person, life) in LIVES {
        let line = public(person)?;
        text =
            text.replace(&format!("\"{line}\", from: 2022-01-01, until: 2036-12-31"), &format!("\"{line}\", {life}"));
    }
    let twice = public("kn-agr-a")?;
    text = text.replace(
        &format!("{{key: \"{twice}\", from: 2022-01-01, until: 2036-12-31}}"),
        &format!("{{key: \"{twice}\", from: 2026-01-01, until: 2026-01-31}}, {{key: \"{twice}\", from: 2026-03-01}}"),
    );
    let machine = |id: &str, repo: &str, line: &str| {
        format!(
            "  - {{id: {id}, platforms: [gitee], repos: [\"gitee:{repo}\"], keys: [{{key: \"{line}\", from: 2026-01-01}}]}}\n"
        )
    };
    let machines =
        machine("ci", "demo/kepu", &public("outsider")?) + &machine("kn-gen-b", "demo/other", &public("publisher")?);
    site.write("reviewers.yaml", text.replace("recorders: []\n", &format!("recorders:\n{machines}")));
    Ok(())
}

impl Desk<'_> {
    fn statement(&self, reviewer: &str, at: &str, via: Via) -> Statement {
        Statement {
            project: self.project.as_str().into(),
            article: ARTICLE.to_owned(),
            digest: ContentDigest(Sha256::of(b"a text")),
            from: None,
            decision: Decision::Approve,
            stage: Some(Stage::Knowledge),
            reviewer: reviewer.to_owned(),
            conflict_declared: false,
            at: at.parse().unwrap_or_else(|_| plus_seconds(jiff::Timestamp::UNIX_EPOCH, 0)),
            via,
            evidence: None,
            note: None,
        }
    }

    fn lay(&mut self, text: &str, armour: &str, good: bool) {
        self.count += 1;
        let word = if good { "good" } else { "bad" };
        let name = format!("records/{ARTICLE}/{:02}-{word}.signoff", self.count);
        self.site.write(&name, format!("{text}{armour}"));
    }
}

fn sign(text: &str, person: &str) -> Result<String, Box<dyn Error>> {
    Ok(seal::sign(&fs::read_to_string(key(person))?, SIGNOFF_NAMESPACE, text.as_bytes())?)
}

fn public(person: &str) -> Result<String, Box<dyn Error>> {
    Ok(seal::canonical_line(&fs::read_to_string(key(&format!("{person}.pub")))?)?)
}

/// What a security key would answer, with or without a touch: `(public line, armour)`. Source: OpenSSH `PROTOCOL.u2f`.
pub(crate) fn security_key(message: &str, flags: u8) -> Result<(String, String), Box<dyn Error>> {
    let string = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes(), bytes].concat();
    let key = PrivateKey::from_openssh(fs::read_to_string(key("kn-agr-a"))?)?;
    let point = key.public_key().key_data().ed25519().ok_or("no Ed25519 key")?.0;
    let name: &[u8] = b"sk-ssh-ed25519@openssh.com";
    let public = PublicKey::from_bytes(&[string(name), string(&point), string(b"ssh:")].concat())?;
    let asked = SshSig::signed_data(SIGNOFF_NAMESPACE, HashAlg::Sha512, message.as_bytes())?;
    let trailer = [&[flags][..], &7_u32.to_be_bytes()].concat();
    let answered = [&HashAlg::Sha256.digest(b"ssh:")[..], &trailer, &HashAlg::Sha256.digest(&asked)].concat();
    let inner = raw(&key, &answered)?;
    let signature = ssh_key::Signature::new(Algorithm::SkEd25519, [inner.as_bytes(), &trailer].concat())?;
    let seal = SshSig::new(public.key_data().clone(), SIGNOFF_NAMESPACE, HashAlg::Sha512, signature)?;
    Ok((public.to_openssh()?, seal.to_pem(LineEnding::LF)?))
}

fn raw(key: &impl ssh_key::SigningKey, bytes: &[u8]) -> Result<ssh_key::Signature, Box<dyn Error>> {
    Ok(key.try_sign(bytes)?)
}
