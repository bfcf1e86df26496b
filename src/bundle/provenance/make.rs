//! The files of a release that show who approved its articles.

use std::collections::BTreeSet;

use super::proof::ProofFile;
use super::{ROSTER, check::owner};
use crate::gate::fingerprint::{Manifest, canonical_json};
use crate::model::article::{Article, ArticleId};
use crate::model::path::{PathFault, SitePath};
use crate::model::record::{Decision, SignOff};
use crate::model::units::ContentDigest;

/// The roster, and of every article with a page among `paths` its proof and its body. Of one whose text is not to be had
/// any more, only a notice stands there, and its records say why; no authored word of it travels.
///
/// # Errors
/// Never for ids, which are clean.
pub fn files<'p>(
    roster: Vec<u8>,
    paths: impl Iterator<Item = &'p SitePath>,
    article: impl Fn(&ArticleId) -> Option<&'p Article>,
    records: impl Fn(&str) -> &'p [SignOff],
) -> Result<Vec<(SitePath, Vec<u8>)>, PathFault> {
    let shown: BTreeSet<ArticleId> = paths.filter_map(|path| ArticleId::new(owner(path.as_str())?)).collect();
    let mut files = vec![(SitePath::new(ROSTER)?, roster)];
    for id in shown {
        let own = records(id.as_str());
        let path = |end: &str| SitePath::new(&format!("provenance/{id}.{end}"));
        let found = article(&id);
        let parts = found.map(|article| (Manifest::of(article), canonical_json(&article.authored.node())));
        let digest = parts.as_ref().map(|(parts, _)| parts.digest());
        let texts = parts.map(|(parts, meta)| (parts.text(), meta)).unwrap_or_default();
        let proof = ProofFile::new(id.as_str(), texts, telling(own, digest));
        files.push((path("proof")?, proof.text()));
        if let Some(article) = found.filter(|article| article.front.retraction.is_none()) {
            files.push((path("md")?, article.body.authored.as_bytes().to_vec()));
        }
    }
    Ok(files)
}

/// The records that decide on a version, on the one that it is a small fix of, or on the article as a whole. Approvals
/// of other versions say nothing here, unless somebody objected once: then any later word of his may have settled it.
fn telling(records: &[SignOff], digest: Option<ContentDigest>) -> Vec<String> {
    let said = |record: &SignOff| record.statement.decision;
    let objected = records.iter().any(|record| said(record) == Decision::Reject);
    let mut about: BTreeSet<ContentDigest> = digest.into_iter().collect();
    let fixes = records.iter().filter(|record| Some(record.statement.digest) == digest);
    about.extend(fixes.filter_map(|record| record.statement.from));
    let all = objected || digest.is_none();
    let tells = |record: &&SignOff| {
        let whole = matches!(said(record), Decision::Suspend | Decision::Resume | Decision::Withdraw);
        all || whole || about.contains(&record.statement.digest)
    };
    records.iter().filter(tells).map(|record| format!("{}{}", record.signed(), record.armour.text())).collect()
}
