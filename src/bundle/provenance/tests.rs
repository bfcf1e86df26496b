use std::collections::BTreeMap;

use super::check::owner;
use super::testing::{Piece, roster, signed, snapshot, tree};
use super::*;
use crate::bundle::manifest::{Manifest, ManifestEntry};
use crate::bundle::publish::testing::{day, key, root_with_roster};
use crate::model::path::SitePath;
use crate::model::units::Sha256;
use crate::tuf::metadata::Envelope;
use crate::tuf::sign;
use crate::tuf::trust::TrustedRoot;

const ID: &str = "jx-demo-0001";

fn checked(files: &BTreeMap<String, String>) -> Result<Checked, RosterFault> {
    let root = sign::file(&root_with_roster(1, day(0)), &[&key(1), &key(2)]).expect("whole");
    let root = TrustedRoot::first(&root).expect("a root");
    let entry = |(path, text): (&String, &String)| ManifestEntry {
        sum: Sha256::of(text.as_bytes()),
        size: text.len() as u64,
        path: SitePath::new(path).expect("a clean path"),
    };
    let manifest = Manifest::new(files.iter().map(entry).collect()).expect("a manifest");
    let read = |line: &ManifestEntry| Ok(files[line.path.as_str()].clone().into_bytes());
    let shown = Shown { project: "p", published: day(0), manifest: &manifest };
    check(&root, shown, (&read, &|_| false), (0, day(0)))
}

/// What is said of the one article, with the files as `change` leaves them.
fn said(piece: &Piece, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Verdict {
    let mut files = tree(std::slice::from_ref(piece), &signed(1, &roster(), &[13, 14]));
    change(&mut files);
    checked(&files).expect("a roster").verdicts.remove(0)
}

fn flaw(piece: &Piece) -> Flaw {
    said(piece, |_| {}).proof.expect_err("not proven")
}

#[test]
fn everybody_whom_the_policy_asks_is_counted() {
    let piece = Piece::approved(ID, "");
    let verdict = said(&piece, |_| {});
    assert_eq!((verdict.files, verdict.digest), (2, Some(piece.parts().digest())));
    let proof = verdict.proof.expect("proven").expect("a text");
    assert_eq!(proof.way, Way::Full);
    let people: Vec<&str> = proof.people.iter().map(|(_, person)| person.as_str()).collect();
    assert_eq!(people, ["ed-wu", "kn-gen-a", "se-chen", "fi-zhou"]);
}

#[test]
fn each_missing_stage_is_named() {
    for lost in 0..4 {
        let mut piece = Piece::approved(ID, "");
        piece.records.remove(lost);
        assert!(matches!(flaw(&piece), Flaw::Held(Held::Short(_))), "{lost}");
    }
}

/// Whoever publishes cannot make an article more harmless than its reviewers knew it: the risk is among what they signed.
#[test]
fn the_class_is_read_from_what_was_signed() {
    let risk = r#""risk":["医疗健康"],"#;
    let mut piece = Piece::approved(ID, risk);
    assert!(matches!(flaw(&piece), Flaw::Held(Held::Short(_))), "one expert is not enough");
    let harmless = Piece { meta: piece.meta.replace(risk, ""), ..piece.clone() };
    assert!(matches!(flaw(&harmless), Flaw::Held(Held::Short(_))), "its digest is another one");
    let with_the_old_parts = said(&piece, |files| {
        let proof = files.get_mut(&format!("provenance/{ID}.proof")).expect("a proof");
        *proof = proof.replace(r#"\"risk\":[\"医疗健康\"],"#, "");
    });
    assert_eq!(with_the_old_parts.proof, Err(Flaw::Broken("meta")));
    piece.records.insert(2, testing::record(ID, piece.parts().digest(), "approve knowledge kn-gen-b", 1));
    assert!(said(&piece, |_| {}).proof.is_ok());
}

#[test]
fn decisions_that_hold_back_are_heard() {
    for (decision, expected) in [("suspend - fi-zhou", Held::Suspended), ("reject knowledge kn-gen-b", Held::Objected)]
    {
        let mut piece = Piece::approved(ID, "");
        piece.sign(decision, 9);
        assert_eq!(flaw(&piece), Flaw::Held(expected), "{decision}");
    }
    let mut piece = Piece::approved(ID, "");
    piece.sign("withdraw knowledge kn-gen-a", 9);
    assert!(matches!(flaw(&piece), Flaw::Held(Held::Short(_))));
    let early = Piece::approved(ID, r#""publish_at":"2036-01-01T00:00:00+08:00","#);
    assert!(matches!(flaw(&early), Flaw::Held(Held::Early(_))));
    let old = Piece::approved(ID, r#""review_by":"2026-11-02","#);
    assert!(matches!(flaw(&old), Flaw::Held(Held::Ended(_))));
}

#[test]
fn records_speak_for_their_own_article_text_and_key_alone() {
    let other = Piece::approved("jx-demo-0002", "");
    let cases = [
        Piece { records: other.records.clone(), ..Piece::approved(ID, "") },
        Piece { body: "另一份文字\n".to_owned(), ..Piece::approved(ID, "") },
        {
            let mut piece = Piece::approved(ID, "");
            piece.records.pop();
            piece.sign("approve final fi-zhou key=outsider", 9);
            piece
        },
    ];
    for piece in cases {
        assert!(matches!(flaw(&piece), Flaw::Held(Held::Short(_))));
    }
}

#[test]
fn a_proof_says_what_it_is_about() {
    let piece = Piece::approved(ID, "");
    let proof = format!("provenance/{ID}.proof");
    let cases: [(&str, &str, Flaw); 5] = [
        ("kepu-proof/1", "kepu-proof/2", Flaw::Broken("form")),
        (r#""article": "jx-demo-0001""#, r#""article": "jx-demo-0002""#, Flaw::Broken("article")),
        ("id jx-demo-0001", "id jx-demo-0002", Flaw::Broken("parts")),
        ("kepu-content-v1", "kepu-content-v2", Flaw::Broken("parts")),
        ("decision: approve", "decision: 通过", Flaw::Broken("records")),
    ];
    for (from, to, expected) in cases {
        let verdict = said(&piece, |files| {
            let text = files.get_mut(&proof).expect("a proof");
            assert!(text.contains(from), "{from}");
            *text = text.replacen(from, to, 1);
        });
        assert_eq!(verdict.proof, Err(expected), "{to}");
    }
    let verdict = said(&piece, |files| drop(files.remove(&proof)));
    assert_eq!(verdict.proof, Err(Flaw::NoProof));
}

#[test]
fn files_travel_as_they_were_approved() {
    let piece = Piece::approved(ID, "");
    for path in [format!("provenance/{ID}.md"), format!("media/{ID}/fig.svg"), format!("media/{ID}/new.pdf")] {
        let verdict = said(&piece, |files| drop(files.insert(path.clone(), "别的".to_owned())));
        assert_eq!(verdict.proof, Err(Flaw::File(path)));
    }
    let photograph = format!("media/{ID}/photo-480.jpg");
    assert!(said(&piece, |files| drop(files.insert(photograph, "小图".to_owned()))).proof.is_ok());
}

/// What is left of a withdrawn article is one page, and only where somebody did withdraw it, or it was approved once.
#[test]
fn a_notice_stands_only_where_something_was_withdrawn() {
    let notice = |records: Vec<String>, beside: bool| {
        let mut files = tree(&[], &signed(1, &roster(), &[13, 14]));
        let proof = ProofFile::new(ID, (String::new(), String::new()), records).text();
        files.insert(format!("provenance/{ID}.proof"), String::from_utf8(proof).expect("JSON"));
        files.insert(format!("farmers/a/{ID}/index.html"), "已撤下".to_owned());
        if beside {
            files.insert(format!("farmers/a/{ID}/brief/index.html"), "原文".to_owned());
        }
        checked(&files).expect("a roster").verdicts.remove(0)
    };
    let suspension = || vec![testing::record(ID, Piece::approved(ID, "").parts().digest(), "suspend - fi-zhou", 9)];
    assert!(notice(suspension(), false).is_withdrawn);
    assert_eq!(notice(suspension(), true).proof, Err(Flaw::Held(Held::Suspended)));
    assert!(notice(Piece::approved(ID, "").records, false).is_withdrawn, "approved once");
    let by_nobody = notice(Piece::approved(ID, "").records.split_off(1), false);
    assert_eq!((by_nobody.is_withdrawn, by_nobody.proof), (false, Err(Flaw::NoProof)));
}

#[test]
fn addresses_of_articles() {
    for (path, expected) in [
        ("a/x/index.html", Some("x")),
        ("farmers/a/x/index.html", Some("x")),
        ("farmers/a/x/script.txt", Some("x")),
        ("media/x/fig.svg", Some("x")),
        ("az/a/index.html", None),
        ("topics/a/index.html", None),
        ("provenance/x.proof", None),
        ("index.html", None),
    ] {
        assert_eq!(owner(path), expected, "{path}");
    }
}

#[test]
fn a_roster_is_read_as_it_was_written_and_nothing_unknown_is_passed_over() {
    let roster = roster();
    let text = signed(3, &roster, &[13]);
    let read: Snapshot = Envelope::read(text.as_bytes()).and_then(|read| read.content()).expect("a roster");
    assert!(read.says_the_same(&snapshot(&roster)) && read.version == 3);
    assert_eq!(format!("{:?}", read.roster().expect("understood")), format!("{roster:?}"));
    let mut other = roster.clone();
    other.people.get_mut("fi-zhou").expect("a person").active.until = Some(jiff::civil::date(2026, 1, 1));
    assert!(!read.says_the_same(&snapshot(&other)));
    let stricter = text.replace(r#""independent":0"#, r#""independent":0,"licensed":1"#);
    assert!(Envelope::read(stricter.as_bytes()).and_then(|read| read.content::<Snapshot>()).is_err());
    let newer: Snapshot = Envelope::read(text.replace(r#""form":1"#, r#""form":2"#).as_bytes())
        .and_then(|read| read.content())
        .expect("read");
    assert!(newer.roster().is_none());
}
