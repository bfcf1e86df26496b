//! A record as it stands in its file, read without a word of advice: whatever is not exactly what `kepu sign` writes is
//! nobody's decision.

use crate::model::armour::Armour;
use crate::model::path::SourcePath;
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, SignOff, Statement, Via};
use crate::model::roster::Stage;
use crate::model::units::ContentDigest;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";

/// Reads the `at`-th record of an article.
pub(super) fn read(article: &str, at: usize, text: &str) -> Option<SignOff> {
    // Padded, so that the order of names is the order of the file.
    let path = SourcePath::new(&format!("records/{article}/{at:06}.signoff")).ok()?;
    let (signed, armour) = text.split_at(text.find(BEGIN)?);
    let statement = statement(signed)?;
    // One statement has one spelling.
    let is_canonical = statement.signed_text() == signed;
    is_canonical.then(|| SignOff { path, statement, armour: Armour::of(armour) })
}

fn statement(signed: &str) -> Option<Statement> {
    let mut lines = signed.lines();
    (lines.next()? == SIGNOFF_NAMESPACE).then_some(())?;
    let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned);
    let given = |text: String| Some(text).filter(|text| text != "-");
    Some(Statement {
        project: field("project")?.into(),
        article: field("article")?,
        digest: ContentDigest::parse(&field("digest")?)?,
        from: match given(field("from")?) {
            Some(from) => Some(ContentDigest::parse(&from)?),
            None => None,
        },
        decision: Decision::read(&field("decision")?)?,
        stage: match given(field("stage")?) {
            Some(stage) => Some(Stage::read(&stage)?),
            None => None,
        },
        reviewer: field("reviewer")?,
        conflict_declared: field("conflict")? == "declared",
        at: field("at")?.parse().ok()?,
        via: Via::read(&field("via")?)?,
        evidence: given(field("evidence")?),
        note: given(field("note")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "kepu-signoff-v1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\narticle: jx-demo-0001\ndigest: sha256:b3ab92f7428f06f020887028288da49b888d93475e4acb6e4330424d1668459f\nfrom: -\ndecision: approve\nstage: knowledge\nreviewer: zhao-li\nconflict: none\nat: 2026-03-20T08:12:33Z\nvia: ssh\nevidence: -\nnote: -\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAA\n-----END SSH SIGNATURE-----\n";

    #[test]
    fn one_spelling_and_no_other() {
        let record = read("jx-demo-0001", 0, GOOD).expect("a record");
        assert_eq!(format!("{}{}", record.statement.signed_text(), record.armour.text()), GOOD);
        for (from, to) in [
            ("decision: approve", "decision: 通过"),
            ("stage: knowledge", "stage: 知识审核"),
            ("conflict: none", "conflict: no"),
            ("at: 2026-03-20T08:12:33Z", "at: 2026-03-20T16:12:33+08:00"),
            ("note: -\n", "note: -\nmore: 1\n"),
            ("reviewer: zhao-li\n", ""),
            ("kepu-signoff-v1", "kepu-signoff-v2"),
            ("-----BEGIN", "----BEGIN"),
        ] {
            assert!(read("jx-demo-0001", 0, &GOOD.replacen(from, to, 1)).is_none(), "{to}");
        }
    }
}
