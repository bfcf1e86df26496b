//! Changes of the protected files: who agreed to exactly these bytes (KP804).
//!
//! Deliberately absent: which paths are protected (policy) and what changed (the proposal).

use std::collections::BTreeSet;

use super::GateCx;
use super::entitle::may_hold;
use super::fingerprint::Manifest;
use super::quorum::{completion, standing};
use super::records::{Accepted, Refusal, accept, at_field};
use super::requirement::Requirement;
use crate::diag::{Bilingual, Diagnostic, Findings, Severity};
use crate::model::article::Asset;
use crate::model::path::SourcePath;
use crate::model::record::{Decision, SignOff};
use crate::model::tree::Node;
use crate::model::units::ContentDigest;

/// The article id under which decisions on the protected files are recorded.
pub const GOVERNANCE: &str = "@governance";
/// The same for the register of emergencies alone, which a duty officer opens.
pub const EMERGENCIES: &str = "@emergencies";

/// Protected files as they would be after a change.
#[derive(Clone, Debug)]
pub struct Protected<'a> {
    /// [`GOVERNANCE`] or [`EMERGENCIES`].
    pub id: &'a str,
    /// Every protected file of the proposal, whether it changed or not.
    pub files: &'a [Asset],
    /// The first changed one: where findings are shown.
    pub changed: &'a SourcePath,
    /// People who made the commits of the change.
    pub committers: &'a BTreeSet<String>,
}

/// What decisions on protected files are bound to: their manifest in the form of `kepu-content-v1`, with empty front
/// matter and an empty body.
#[must_use]
pub fn protected_manifest(id: &str, files: &[Asset]) -> Manifest {
    Manifest::of_parts(id, &Node::Map(Vec::new()), "", files)
}

impl Protected<'_> {
    /// The digest that decisions name.
    #[must_use]
    pub fn digest(&self) -> ContentDigest {
        protected_manifest(self.id, self.files).digest()
    }
}

/// Weighs the decisions on a change of protected files, with the policy of the base.
#[must_use]
pub fn governance(cx: &GateCx<'_>, protected: &Protected<'_>, records: &[SignOff]) -> Findings {
    let mut findings = Findings::default();
    let mut refusals: Vec<Refusal> = Vec::new();
    let accepted = accept(cx, protected.id, records, &mut refusals);
    let digest = protected.digest();
    let mut voices: Vec<Accepted<'_>> = Vec::new();
    for record in accepted.into_iter().filter(|record| record.digest() == digest) {
        if protected.committers.contains(&record.person.id.value) {
            let zh = format!("{} 是这次改动的提交人，不能批准自己的改动", record.person.name);
            let en = format!("{} made the change and cannot agree to it", record.person.id.value);
            let finding = at_field(709, record.record, "reviewer", zh, en)
                .help("请另一位治理人员签署", "have another governance person sign");
            refusals.push(Refusal { decision: record.decision(), finding: finding.into() });
        } else if let Err(finding) = may_hold(&record) {
            refusals.push(Refusal { decision: record.decision(), finding });
        } else {
            voices.push(record);
        }
    }
    refusals.into_iter().for_each(|refusal| findings.push(*refusal.finding));
    let asked = |at| Requirement::protected(cx, protected.id == EMERGENCIES, at);
    let standing = standing(&voices, digest, Decision::Approve);
    if completion(cx, None, &asked, &standing, None).is_none() {
        findings.push(unmet(cx, protected, digest, &standing));
    }
    findings
}

fn unmet(
    cx: &GateCx<'_>,
    protected: &Protected<'_>,
    digest: ContentDigest,
    standing: &[super::quorum::Voice<'_>],
) -> Diagnostic {
    let short = digest.short();
    let have = standing.len();
    let need = Requirement::protected(cx, protected.id == EMERGENCIES, cx.now);
    let asked = need.map_or_else(
        || Bilingual::new("政策没有规定由谁批准", "the policy names nobody"),
        |need| {
            let stages = need.need.iter();
            let zh: Vec<String> = stages.clone().map(|(stage, n)| format!("{} {n} 人", stage.zh())).collect();
            let en: Vec<String> = stages.map(|(stage, n)| format!("{n} × {}", stage.en())).collect();
            Bilingual::new(zh.join("、"), en.join(", "))
        },
    );
    let message = Bilingual::new(
        format!("受保护文件的改动（版本 {short}）未获批准：需要{}，现有 {have} 人", asked.zh),
        format!("the change of protected files (version {short}) is not agreed: {} needed, {have} given", asked.en),
    );
    let id = protected.id;
    Diagnostic::whole_file(804, Severity::Error, protected.changed, message).help(
        format!("请有权的人核对改动后各自签署：kepu sign {id} --as 本人编号 --key 本人密钥"),
        format!("have those people read the change and sign: kepu sign {id} --as PERSON --key KEY"),
    )
}
