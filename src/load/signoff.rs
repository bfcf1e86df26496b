//! `*.signoff` to [`SignOff`]: exactly thirteen lines and an armoured signature (KP701).
//!
//! Invariant: a record that is read gives back its very bytes, so what was signed is what is judged.
//! Deliberately absent: belief. Signature, person and stage are checked by the gate.

use crate::diag::{Diagnostic, Findings, Severity};
use crate::model::armour::Armour;
use crate::model::article::ArticleId;
use crate::model::path::SourcePath;
use crate::model::record::{Decision, SIGNOFF_NAMESPACE, SignOff, Statement, Via};
use crate::model::roster::Stage;
use crate::model::span::Span;
use crate::model::units::ContentDigest;

/// Largest record: a signature of a hardware key and a long note fit many times.
pub(super) const MAX_BYTES: u64 = 16 << 10;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
const END: &str = "-----END SSH SIGNATURE-----\n";

/// The field names in file order, after the first line.
const FIELDS: [&str; 12] = [
    "project", "article", "digest", "from", "decision", "stage", "reviewer", "conflict", "at", "via", "evidence",
    "note",
];

/// Reads a record.
///
/// # Errors
/// KP701 at every line that is wrong.
pub fn parse(bytes: &[u8], path: &SourcePath) -> Result<SignOff, Findings> {
    let mut faults = Faults { path, findings: Findings::default() };
    let record = faults.record(bytes);
    match record {
        Some(record) if faults.findings.is_empty() => Ok(record),
        _ => Err(faults.findings),
    }
}

/// One field: its value and its place.
#[derive(Clone, Copy)]
struct Field<'t> {
    name: &'static str,
    value: &'t str,
    span: Span,
}

impl<'t> Field<'t> {
    /// The value, or `None` for `-`.
    fn given(self) -> Option<&'t str> {
        (self.value != "-").then_some(self.value)
    }
}

struct Faults<'a> {
    path: &'a SourcePath,
    findings: Findings,
}

impl Faults<'_> {
    fn push(&mut self, span: Span, zh: impl Into<String>, en: impl Into<String>) {
        let finding = Diagnostic::error(701, self.path, span, zh, en);
        self.findings.push(finding.help(
            "签署记录由 kepu sign 或 kepu record 生成，不可手改；请本人重新签署",
            "records are made by kepu sign or kepu record and never edited; sign again",
        ));
    }

    fn record(&mut self, bytes: &[u8]) -> Option<SignOff> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            let message = crate::diag::Bilingual::new("签署记录不是 UTF-8 文本", "the record is not UTF-8 text");
            self.findings.push(Diagnostic::whole_file(701, Severity::Error, self.path, message));
            return None;
        };
        if let Some(at) = text.find('\r') {
            self.push(
                Span::new(at, at + 1),
                "签署记录里有回车符（CR），签名因此无效",
                "a carriage return in the record breaks its signature",
            );
            return None;
        }
        let Some(cut) = text.find(BEGIN) else {
            let end = text.len();
            self.push(Span::new(end, end), "签署记录里没有签名", "the record holds no signature");
            return None;
        };
        let (signed, armour) = text.split_at(cut);
        self.armour(armour, cut);
        let fields = self.fields(signed)?;
        let statement = self.statement(&fields)?;
        if statement.signed_text() != signed {
            let changed = signed.lines().zip(statement.signed_text().lines()).position(|(a, b)| a != b).unwrap_or(0);
            let span = fields.get(changed.saturating_sub(1)).map_or(Span::default(), |field| field.span);
            self.push(span, "签署记录的写法不规范", "the record is not in its canonical form");
            return None;
        }
        Some(SignOff { path: self.path.clone(), statement, armour: Armour::of(armour) })
    }

    /// The signature block: base64 lines between the marks and nothing after.
    fn armour(&mut self, armour: &str, offset: usize) {
        let inner = armour.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END));
        let base64 = |line: &str| {
            !line.is_empty() && line.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        };
        if !inner.is_some_and(|inner| inner.lines().next().is_some() && inner.lines().all(base64)) {
            self.push(
                Span::new(offset, offset + armour.trim_end().len()),
                "签名段残缺或后面还有内容",
                "the signature block is damaged or something follows it",
            );
        }
    }

    fn fields<'t>(&mut self, signed: &'t str) -> Option<Vec<Field<'t>>> {
        let mut lines = signed.split_inclusive('\n');
        let first = lines.next().unwrap_or_default();
        if first.trim_end_matches('\n') != SIGNOFF_NAMESPACE {
            self.push(
                Span::new(0, first.trim_end().len()),
                format!("第一行应为 {SIGNOFF_NAMESPACE}"),
                format!("the first line must be {SIGNOFF_NAMESPACE}"),
            );
            return None;
        }
        let mut at = first.len();
        let mut fields = Vec::new();
        for name in FIELDS {
            let line = lines.next().unwrap_or_default();
            let body = line.trim_end_matches('\n');
            let Some(value) =
                body.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).filter(|value| !value.is_empty())
            else {
                self.push(
                    Span::new(at, at + body.len()),
                    format!("这一行应为“{name}: …”"),
                    format!("this line must be `{name}: …`"),
                );
                return None;
            };
            let start = at + name.len() + 2;
            fields.push(Field { name, value, span: Span::new(start, start + value.len()) });
            at += line.len();
        }
        if lines.next().is_some() {
            self.push(
                Span::new(at, signed.trim_end().len().max(at)),
                "签署记录多出了行",
                "the record has too many lines",
            );
            return None;
        }
        Some(fields)
    }

    fn statement(&mut self, fields: &[Field<'_>]) -> Option<Statement> {
        let [project, article, digest, from, decision, stage, reviewer, conflict, at, via, evidence, note] =
            *<&[Field<'_>; 12]>::try_from(fields).ok()?;
        let article_ok =
            ArticleId::new(article.value).is_some() || matches!(article.value, "@governance" | "@emergencies");
        self.expect(article_ok.then_some(()), article);
        let digest = self.expect(ContentDigest::parse(digest.value), digest);
        let from = match from.given() {
            Some(text) => self.expect(ContentDigest::parse(text), from).map(Some),
            None => Some(None),
        };
        let decision_place = decision;
        let decision = self.expect(member(Decision::ALL, decision.value, Decision::token), decision);
        let stage_place = stage;
        let stage = match stage.given() {
            Some(text) => self.expect(member(Stage::ALL, text, Stage::token), stage).map(Some),
            None => Some(None),
        };
        let conflict_declared = self.expect(
            match conflict.value {
                "none" => Some(false),
                "declared" => Some(true),
                _ => None,
            },
            conflict,
        );
        let at = self.expect(super::values::read_instant(at.value).filter(|_| at.value.ends_with('Z')), at);
        let via = self.expect(member(Via::ALL, via.value, Via::token), via);
        let statement = Statement {
            project: project.value.into(),
            article: article.value.to_owned(),
            digest: digest?,
            from: from?,
            decision: decision?,
            stage: stage?,
            reviewer: reviewer.value.to_owned(),
            conflict_declared: conflict_declared?,
            at: at?,
            via: via?,
            evidence: evidence.given().map(str::to_owned),
            note: note.given().map(str::to_owned),
        };
        self.needs(&statement, [stage_place, decision_place, evidence, note]);
        Some(statement)
    }

    /// What a decision cannot be without.
    fn needs(&mut self, statement: &Statement, [stage, decision, evidence, note]: [Field<'_>; 4]) {
        use Decision as D;
        let said = statement.decision;
        if matches!(said, D::Approve | D::Minor) && statement.stage.is_none() {
            self.push(stage.span, format!("“{}”须写明审次", said.zh()), format!("`{}` needs a stage", said.token()));
        }
        if (said == D::Minor) != statement.from.is_some() {
            self.push(decision.span, "from 只用于小改，且小改必须有 from", "`from` belongs to `minor` and only to it");
        }
        if matches!(said, D::Reject | D::Suspend | D::Retract | D::Overrule) && statement.note.is_none() {
            self.push(
                note.span,
                format!("“{}”须写明理由（note）", said.zh()),
                format!("`{}` needs a note", said.token()),
            );
        }
        if statement.via != Via::Ssh && statement.evidence.is_none() {
            self.push(evidence.span, "平台上的审批须有 evidence", "a platform approval needs evidence");
        }
    }

    fn expect<T>(&mut self, value: Option<T>, field: Field<'_>) -> Option<T> {
        if value.is_none() {
            self.push(
                field.span,
                format!("{} 的值“{}”不合规", field.name, field.value),
                format!("`{}` is no value of `{}`", field.value, field.name),
            );
        }
        value
    }
}

/// Records hold canonical tokens only; labels are for people's own files.
fn member<V: Copy>(all: &[V], text: &str, token: fn(V) -> &'static str) -> Option<V> {
    all.iter().copied().find(|member| token(*member) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "kepu-signoff-v1\nproject: 3f2b7c1e-5a64-4f0e-9d0c-2b8f6f7a1c55\narticle: jx-demo-0001\ndigest: sha256:b3ab92f7428f06f020887028288da49b888d93475e4acb6e4330424d1668459f\nfrom: -\ndecision: approve\nstage: knowledge\nreviewer: zhao-li\nconflict: none\nat: 2026-03-20T08:12:33Z\nvia: ssh\nevidence: -\nnote: -\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAA\n-----END SSH SIGNATURE-----\n";

    fn path() -> SourcePath {
        SourcePath::new("records/jx-demo-0001/a.signoff").expect("clean")
    }

    #[test]
    fn reads_the_record_of_the_design() {
        let record = parse(GOOD.as_bytes(), &path()).expect("sound");
        assert_eq!(record.statement.reviewer, "zhao-li");
        assert_eq!(format!("{}{}", record.statement.signed_text(), record.armour.text()), GOOD);
    }

    #[test]
    fn tells_the_line_that_is_wrong() {
        for (from, to, line) in [
            ("kepu-signoff-v1", "kepu-signoff-v2", 1),
            ("article: jx-demo-0001", "article: JX", 3),
            ("digest: sha256", "digest: sm3", 4),
            ("from: -", "from: x", 5),
            ("decision: approve", "decision: 通过", 6),
            ("decision: approve", "decision: reject", 13),
            ("decision: approve", "decision: minor", 6),
            ("stage: knowledge", "stage: -", 7),
            ("conflict: none", "conflict: no", 9),
            ("at: 2026-03-20T08:12:33Z", "at: 2026-03-20T08:12:33+00:00", 10),
            ("at: 2026-03-20T08:12:33Z", "at: 2026-03-20", 10),
            ("via: ssh", "via: gitee", 12),
            ("note: -", "note:-", 13),
            ("note: -", "note: -\nextra: 1", 14),
            ("-----END SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\nx\n", 14),
            ("U1NI", "U1 I", 14),
            ("reviewer: zhao-li\n", "", 8),
        ] {
            let text = GOOD.replacen(from, to, 1);
            let findings = parse(text.as_bytes(), &path()).expect_err(to).sorted();
            let span = findings[0].primary.span.unwrap_or_default();
            let at = crate::diag::source_map::position_in(&text, span.start as usize);
            assert_eq!(at.line, line, "{to}: {}", findings[0].message.zh);
        }
        assert!(parse(GOOD.replace('\n', "\r\n").as_bytes(), &path()).is_err());
        assert!(parse(b"", &path()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end_in_findings_or_a_canonical_record(at in 0..GOOD.len(), byte: u8) {
            let mut bytes = GOOD.as_bytes().to_vec();
            bytes[at] = byte;
            if let Ok(record) = parse(&bytes, &path()) {
                proptest::prop_assert_eq!(format!("{}{}", record.statement.signed_text(), record.armour.text()).into_bytes(), bytes);
            }
        }
    }
}
