//! Reviews on four forges: what becomes a record, and each reason why not, once per forge where it can occur.
//!
//! `tests/fixtures/platform/` holds payloads written from each forge's documentation, `tests/fixtures/octokit/` real
//! ones. The attacks of the threat table are named by their number.

use std::collections::BTreeSet;
use std::fs;

use jiff::Timestamp;
use kepu::host::memory::MemorySources;
use kepu::load::Library;
use kepu::model::history::NoHistory;
use kepu::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use kepu::model::roster::Stage;
use kepu::model::sources::Sources as _;
use kepu::pipeline::recording::{Contributor, Request, Ruling, decide};
use kepu::platform::{Act, Platform, Refusal, ReviewEvent, read, read_list};
use kepu::{gate, pipeline, seal};
use serde_json::{Value, json};

const NOW: &str = "2026-11-22T00:00:00Z";
const DIR: &str = "content/rice";
const ID: &str = "jx-example-article";

const ARTICLE: &str = "---\nkepu: 1\nid: jx-example-article\ntitle: 例文\nsummary: 一句话说清读者能做什么。\nlang: zh-CN\nkind: article\naudience: [farmers]\ntopics: [agriculture.rice]\nregion: [\"360000\"]\nauthors:\n  - {name: 示例作者, org: 示例科普中心, interests: none}\neditor: ed-lin\ncreated: 2026-03-01\nsources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例省科普中心, published: 2025-01-01}\nreview:\n  status: ready\n---\n\n水稻浅水插秧，返青后露田。\n";

/// An event with its fresh copy.
#[derive(Clone)]
struct Pair {
    platform: Platform,
    event: Value,
    copy: Value,
}

fn fixture(name: &str) -> Value {
    let path = crate::support::checkout().join("tests/fixtures/platform").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

impl Pair {
    fn of(platform: Platform, act: &str) -> Self {
        let name = platform.token();
        let (event, copy) = (fixture(&format!("{name}.{act}.json")), fixture(&format!("{name}.{act}.confirm.json")));
        Self { platform, event, copy }
    }

    /// Sets a field of the event by pointer.
    fn event(mut self, pointer: &str, value: Value) -> Self {
        *self.event.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        self
    }

    /// Sets a field of the fresh copy by pointer.
    fn copy(mut self, pointer: &str, value: Value) -> Self {
        *self.copy.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        self
    }

    fn read(&self) -> Result<ReviewEvent, Refusal> {
        read(self.platform, self.event.to_string().as_bytes())?.confirm(self.copy.to_string().as_bytes())
    }

    fn code(&self) -> u16 {
        self.read().expect_err("a refusal").code
    }

    /// Where the reviewer's number stands in event and copy.
    fn reviewer(self, id: i64) -> Self {
        let (event, copy) = match self.platform {
            Platform::Github => ("/review/user/id", "/user/id"),
            Platform::Gitlab => ("/user/id", "/approved_by/0/user/id"),
            Platform::Gitea => ("/sender/id", "/1/user/id"),
            Platform::Gitee => ("/updated_by/id", "/assignees/0/id"),
        };
        self.event(event, json!(id)).copy(copy, json!(id))
    }
}

/// A site with a recorder for one forge, one article, and whatever else is put in.
struct Desk {
    sources: MemorySources,
    touched: BTreeSet<String>,
    emails: Vec<Contributor>,
    committed: Option<Timestamp>,
    now: Timestamp,
}

impl Desk {
    fn new(platform: Platform) -> Self {
        let root = crate::support::checkout();
        let mut sources = MemorySources::default();
        let text = |name: &str| fs::read_to_string(root.join(name)).expect("a file of the sample");
        let public = fs::read_to_string(root.join("demo/keys/outsider.pub")).expect("a key");
        let key: Vec<&str> = public.split_whitespace().take(2).collect();
        let recorder = format!(
            "recorders:\n  - {{id: ci, platforms: [{0}], repos: [\"{0}:demo/kepu\"], keys: [{{key: \"{1}\", from: 2022-01-01}}]}}\n",
            platform.token(),
            key.join(" ")
        );
        let roster = text("reviewers.yaml").replace("platform: gitee", &format!("platform: {}", platform.token()));
        let roster = roster.replace("recorders: []\n", &recorder);
        for (name, text) in [
            ("site.yaml", text("site.yaml")),
            ("reviewers.yaml", roster),
            ("emergencies.yaml", text("emergencies.yaml")),
            ("content/rice/index.md", ARTICLE.to_owned()),
        ] {
            sources.put(name, text).expect("a path");
        }
        for file in crate::support::list(&root.join("themes")) {
            let name = file.strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
            sources.put(&name, fs::read(&file).expect("a file")).expect("a path");
        }
        let editor = Contributor { email: "ed-lin@kepu.example.org".to_owned(), committer_only: false };
        let touched = BTreeSet::from([DIR.to_owned()]);
        Self { sources, touched, emails: vec![editor], committed: None, now: NOW.parse().expect("a time") }
    }

    fn library(&self) -> Library {
        pipeline::load(&self.sources).unwrap_or_else(|_| panic!("the settings load"))
    }

    fn rule(&self, event: &ReviewEvent) -> Result<Ruling, Refusal> {
        let library = self.library();
        let (touched, contributors) = (&self.touched, self.emails.as_slice());
        let request = Request {
            library: &library,
            sources: &self.sources,
            event,
            touched,
            contributors,
            history: &NoHistory,
            committed: self.committed,
            now: self.now,
        };
        decide(&request)
    }

    fn record(&self, pair: &Pair) -> Statement {
        match pair.read().and_then(|event| self.rule(&event)) {
            Ok(Ruling::Record(statement, _)) => *statement,
            other => panic!("{other:?}"),
        }
    }

    fn code(&self, pair: &Pair) -> u16 {
        match pair.read().and_then(|event| self.rule(&event)) {
            Err(refusal) => refusal.code,
            other => panic!("{other:?}"),
        }
    }

    /// Signs a statement and lays it into the tree.
    fn file(&mut self, statement: &Statement, key: &str) {
        let text = statement.signed_text();
        let key = fs::read_to_string(crate::support::key(key)).expect("a key");
        let armour = seal::sign(&key, SIGNOFF_NAMESPACE, text.as_bytes()).expect("a signature");
        let stamp: String = statement.at.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("records/{ID}/{stamp}-{}-{}.signoff", statement.reviewer, statement.decision.token());
        self.sources.put(&name, format!("{text}{}\n", armour.trim_end())).expect("a path");
    }

    /// A decision by own key on the present text.
    fn own(&mut self, reviewer: &str, decision: Decision, stage: Stage, at: &str) {
        let library = self.library();
        let article = library.articles.values().next().expect("the article");
        let statement = Statement {
            project: library.settings.project.value.as_str().into(),
            article: ID.to_owned(),
            digest: gate::digest(article),
            from: None,
            decision,
            stage: Some(stage),
            reviewer: reviewer.to_owned(),
            conflict_declared: false,
            at: at.parse().expect("a time"),
            via: Via::Ssh,
            evidence: None,
            note: (decision == Decision::Reject).then(|| "水深写错了".to_owned()),
        };
        self.file(&statement, reviewer);
    }

    fn by(mut self, emails: &[(&str, bool)]) -> Self {
        let one = |(email, committer_only): &(&str, bool)| Contributor {
            email: (*email).to_owned(),
            committer_only: *committer_only,
        };
        self.emails = emails.iter().map(one).collect();
        self
    }
}

#[test]
fn an_approval_on_each_forge_becomes_one_statement() {
    for platform in Platform::ALL.iter().copied() {
        let pair = Pair::of(platform, "approve");
        let statement = Desk::new(platform).record(&pair);
        assert_eq!((statement.decision, statement.stage), (Decision::Approve, Some(Stage::Knowledge)), "{platform:?}");
        assert_eq!((statement.reviewer.as_str(), statement.via), ("kn-agr-a", platform.via()));
        assert_eq!(statement.at.to_string(), "2026-11-20T02:12:33Z");
        let review = if matches!(platform, Platform::Github | Platform::Gitea) { "7001" } else { "-" };
        let sum = kepu::model::units::Sha256::of(pair.event.to_string().as_bytes()).hex();
        let commit = "1f".repeat(20);
        let expected = format!(
            "{}:demo/kepu#12 review={review} commit={commit} account=90013 event=sha256:{sum}",
            platform.token()
        );
        assert_eq!(statement.evidence.as_deref(), Some(expected.as_str()));
    }
}

#[test]
fn what_is_recorded_counts_at_the_gate() {
    for platform in Platform::ALL.iter().copied() {
        let mut desk = Desk::new(platform);
        let statement = desk.record(&Pair::of(platform, "approve"));
        desk.file(&statement, "outsider");
        let judged = pipeline::judge(&desk.library(), &desk.sources, &NoHistory, desk.now).expect("in memory");
        let standing = judged.standings.first().expect("one article");
        assert!(standing.missing.iter().all(|line| !line.zh.contains("知识审核")), "{platform:?} {standing:?}");
        let refused: Vec<_> = judged.findings.iter().filter(|finding| (700..712).contains(&finding.code.0)).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}

#[test]
fn a_rejection_carries_its_reason_and_needs_no_missing_stage() {
    for platform in [Platform::Github, Platform::Gitea, Platform::Gitee] {
        let mut desk = Desk::new(platform);
        desk.own("kn-agr-b", Decision::Approve, Stage::Knowledge, "2026-11-19T00:00:00Z");
        let statement = desk.record(&Pair::of(platform, "reject"));
        assert_eq!((statement.decision, statement.note.as_deref()), (Decision::Reject, Some("水深写错了")));
        desk.file(&statement, "outsider");
        let judged = pipeline::judge(&desk.library(), &desk.sources, &NoHistory, desk.now).expect("in memory");
        assert!(judged.findings.iter().any(|finding| finding.code.0 == 716), "{platform:?}");
    }
}

#[test]
fn a_withdrawal_takes_back_the_approval_of_this_request() {
    for platform in [Platform::Github, Platform::Gitlab, Platform::Gitee] {
        let mut desk = Desk::new(platform);
        let pair = Pair::of(platform, "withdraw");
        assert_eq!(desk.code(&pair), 719, "{platform:?}: nothing to withdraw");
        let approval = desk.record(&Pair::of(platform, "approve"));
        desk.file(&approval, "outsider");
        let statement = desk.record(&pair);
        assert_eq!((statement.decision, statement.stage), (Decision::Withdraw, Some(Stage::Knowledge)));
        assert_eq!((statement.digest, statement.note.clone()), (approval.digest, None));
        desk.file(&statement, "outsider");
        let judged = pipeline::judge(&desk.library(), &desk.sources, &NoHistory, desk.now).expect("in memory");
        let standing = judged.standings.first().expect("one article");
        assert!(standing.missing.iter().any(|line| line.zh.contains("知识审核")), "{platform:?}");
    }
}

#[test]
fn a_dismissal_by_somebody_else_is_named_and_never_lifts_an_objection() {
    let mut desk = Desk::new(Platform::Github);
    let approval = desk.record(&Pair::of(Platform::Github, "approve"));
    desk.file(&approval, "outsider");
    let dismissed = Pair::of(Platform::Github, "withdraw").event("/sender/id", json!(90031));
    assert_eq!(desk.record(&dismissed).note.as_deref(), Some("由 GitHub 账号 90031 撤销"));
    desk.own("kn-agr-a", Decision::Reject, Stage::Knowledge, "2026-11-20T09:00:00Z");
    assert_eq!(desk.code(&dismissed), 719);
}

#[test]
fn the_same_event_is_recorded_once() {
    for platform in Platform::ALL.iter().copied() {
        let mut desk = Desk::new(platform);
        let pair = Pair::of(platform, "approve");
        let statement = desk.record(&pair);
        assert_eq!(desk.record(&pair), statement, "the same bytes");
        desk.file(&statement, "outsider");
        let again = pair.read().and_then(|event| desk.rule(&event));
        assert!(matches!(again, Ok(Ruling::Known(_))), "{platform:?} {again:?}");
    }
}

#[test]
fn a_false_record_in_the_branch_does_not_silence_the_recorder() {
    let mut desk = Desk::new(Platform::Github);
    let statement = desk.record(&Pair::of(Platform::Github, "reject"));
    desk.file(&statement, "ed-lin");
    assert_eq!(desk.record(&Pair::of(Platform::Github, "reject")), statement);
}

#[test]
fn the_eleven_real_examples_give_no_approval() {
    let folder = crate::support::checkout().join("tests/fixtures/octokit");
    let mut reasons = Vec::new();
    for path in
        crate::support::list(&folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"))
    {
        let bytes = fs::read(&path).expect("an example");
        let event: Value = serde_json::from_slice(&bytes).expect("JSON");
        // The fresh copy says what the event says, so nothing but the decision itself can be the reason.
        let copy = event["review"].clone();
        let claim = read(Platform::Github, &bytes);
        let desk = Desk::new(Platform::Github);
        let refused = claim.and_then(|claim| claim.confirm(copy.to_string().as_bytes())).and_then(|event| {
            assert_eq!(event.act, Act::Withdraw);
            desk.rule(&event)
        });
        let refusal = refused.expect_err("no example may count");
        reasons.push((refusal.code, refusal.idle, refusal.message.zh.contains("commented")));
    }
    let commented = reasons.iter().filter(|reason| **reason == (719, true, true)).count();
    // The dismissal is of a repository that no recorder speaks for.
    let foreign = reasons.iter().filter(|reason| **reason == (704, false, false)).count();
    assert_eq!((reasons.len(), commented, foreign), (11, 10, 1), "{reasons:?}");
}

#[test]
fn what_decides_nothing_is_left_alone() {
    let approve = |platform| Pair::of(platform, "approve");
    for pair in [
        approve(Platform::Github).event("/review/state", json!("commented")),
        approve(Platform::Github).event("/review/state", json!("pending")),
        approve(Platform::Github).event("/action", json!("edited")),
        approve(Platform::Gitlab).event("/object_attributes/action", json!("update")),
        approve(Platform::Gitlab).event("/object_kind", json!("note")),
        approve(Platform::Gitlab).event("/object_attributes/system", json!(true)),
        approve(Platform::Gitea).event("/review/type", json!("pull_request_review_comment")),
        approve(Platform::Gitea).event("/review/type", json!("pull_request_review_request")),
        approve(Platform::Gitee).event("/action", json!("tested")),
        approve(Platform::Gitee).event("/hook_name", json!("push_hooks")),
        Pair::of(Platform::Gitee, "reject").event("/comment/body", json!("写得好")),
        Pair::of(Platform::Gitee, "reject").event("/noteable_type", json!("Issue")),
        Pair::of(Platform::Gitee, "withdraw").copy("/assignees/0/accept", json!(true)),
    ] {
        let refusal = pair.read().expect_err("nothing was decided");
        assert!(refusal.code == 719 && refusal.idle, "{refusal:?}");
    }
}

/// Threats 19 and 20: bots, deleted accounts, squatted names.
#[test]
fn only_the_number_of_a_persons_account_is_a_person() {
    for platform in Platform::ALL.iter().copied() {
        let approve = || Pair::of(platform, "approve");
        let desk = Desk::new(platform);
        let (user, kind, login) = match platform {
            Platform::Github => ("/review/user", Some("/review/user/type"), "/review/user/login"),
            Platform::Gitlab => ("/user", None, "/user/username"),
            Platform::Gitea => ("/sender", None, "/sender/login"),
            Platform::Gitee => ("/updated_by", Some("/updated_by/type"), "/updated_by/login"),
        };
        assert_eq!(approve().event(user, Value::Null).code(), 718, "{platform:?}: ghost");
        assert_eq!(approve().reviewer(-1).code(), 718, "{platform:?}: ghost by number");
        assert_eq!(approve().event(login, json!("ghost")).code(), 718, "{platform:?}: ghost by name");
        assert_eq!(approve().event(login, json!("helper[bot]")).code(), 718, "{platform:?}: bot by name");
        if let Some(kind) = kind {
            assert_eq!(approve().event(kind, json!("Bot")).code(), 718, "{platform:?}: bot");
        }
        assert_eq!(desk.code(&approve().reviewer(424_242)), 718, "{platform:?}: the name with another number");
        let renamed = desk.record(&approve().event(login, json!("new-name")));
        assert_eq!(renamed.reviewer, "kn-agr-a", "{platform:?}: another name with the number");
    }
    let squatted = Pair::of(Platform::Github, "approve").reviewer(424_242);
    let refusal = Desk::new(Platform::Github).rule(&squatted.read().expect("a review")).expect_err("squatted");
    assert!(refusal.message.zh.contains("90013"), "{refusal:?}");
    let token = Pair::of(Platform::Gitlab, "approve").event("/user/username", json!("project_501_bot_ab12"));
    assert_eq!(token.code(), 718);
}

/// Threats 5 and 6: the opener, and whoever had a hand in the commits.
#[test]
fn nobody_reviews_what_he_opened_or_changed() {
    for platform in Platform::ALL.iter().copied() {
        let author = match platform {
            Platform::Github | Platform::Gitea | Platform::Gitee => "/pull_request/user/id",
            Platform::Gitlab => "/object_attributes/author_id",
        };
        let approve = || Pair::of(platform, "approve");
        assert_eq!(Desk::new(platform).code(&approve().event(author, json!(90013))), 708, "{platform:?}");
        assert_eq!(approve().event(author, Value::Null).code(), 718, "{platform:?}: the opener is deleted");
        let own = "kn-agr-a@kepu.example.org";
        for emails in [&[(own, false)][..], &[("ed-lin@kepu.example.org", false), (own, true)]] {
            assert_eq!(Desk::new(platform).by(emails).code(&approve()), 709, "{platform:?} {emails:?}");
        }
        let unknown = Desk::new(platform).by(&[("ed-lin@kepu.example.org", false), ("who@example.net", false)]);
        assert_eq!(unknown.code(&approve()), 709, "{platform:?}: an address of nobody");
        assert_eq!(Desk::new(platform).by(&[]).code(&approve()), 709, "{platform:?}: no history");
    }
    let last = Pair::of(Platform::Gitlab, "approve");
    let last = last.event("/object_attributes/last_commit/author/email", json!("kn-agr-a@kepu.example.org"));
    assert_eq!(Desk::new(Platform::Gitlab).code(&last), 709, "named by the event");
}

#[test]
fn a_forges_own_address_hides_nobody() {
    let approve = Pair::of(Platform::Github, "approve");
    let by = |emails: &[(&str, bool)]| Desk::new(Platform::Github).by(emails);
    let web = by(&[("90001+demo-ed-lin@users.noreply.github.com", false), ("noreply@github.com", true)]);
    assert_eq!(web.record(&approve).reviewer, "kn-agr-a");
    assert_eq!(by(&[("noreply@github.com", false)]).code(&approve), 709);
    assert_eq!(by(&[("90013+other@users.noreply.github.com", false)]).code(&approve), 709);
}

#[test]
fn the_editor_may_give_the_initial_review_of_what_he_changed() {
    let author = |pair: Pair| pair.event("/pull_request/user/id", json!(90002));
    let desk = Desk::new(Platform::Gitee);
    let statement = desk.record(&author(Pair::of(Platform::Gitee, "approve").reviewer(90001)));
    assert_eq!((statement.reviewer.as_str(), statement.stage), ("ed-lin", Some(Stage::Initial)));
    let other = Desk::new(Platform::Gitee).by(&[("ed-wu@kepu.example.org", false)]);
    assert_eq!(other.code(&Pair::of(Platform::Gitee, "approve").reviewer(90002)), 709, "an editor of others");
}

/// Threats 15, 17 and 18: a forged file, a re-bound commit, no commit.
#[test]
fn a_claim_that_the_forge_does_not_confirm_counts_for_nothing() {
    let approve = |platform| Pair::of(platform, "approve");
    let other = json!("2e".repeat(20));
    for pair in [
        approve(Platform::Github).event("/review/id", json!(7002)),
        approve(Platform::Github).event("/review/commit_id", other.clone()),
        approve(Platform::Github).event("/repository/full_name", json!("demo/other")),
        approve(Platform::Github).event("/pull_request/number", json!(13)),
        approve(Platform::Github).event("/review/user/id", json!(90014)),
        approve(Platform::Github).event("/review/submitted_at", json!("2026-11-21T02:12:33Z")),
        approve(Platform::Github).copy("/state", json!("DISMISSED")),
        approve(Platform::Github).copy("/commit_id", other.clone()),
        approve(Platform::Gitlab).event("/user/id", json!(90014)),
        approve(Platform::Gitlab).event("/project/id", json!(502)),
        approve(Platform::Gitlab).event("/project/path_with_namespace", json!("demo/other")),
        approve(Platform::Gitlab).event("/object_attributes/iid", json!(13)),
        approve(Platform::Gitlab).event("/object_attributes/last_commit/id", other.clone()),
        approve(Platform::Gitlab).copy("/approved_by", json!([])),
        approve(Platform::Gitlab).copy("/sha", Value::Null),
        Pair::of(Platform::Gitlab, "withdraw").copy("/approved_by", json!([{"user": {"id": 90013}}])),
        approve(Platform::Gitea).event("/sender/id", json!(90014)),
        approve(Platform::Gitea).event("/pull_request/head/sha", other.clone()),
        approve(Platform::Gitea).event("/pull_request/number", json!(13)),
        approve(Platform::Gitea).copy("/1/stale", json!(true)),
        approve(Platform::Gitea).copy("/1/dismissed", json!(true)),
        approve(Platform::Gitea).copy("/1/state", json!("REQUEST_CHANGES")),
        approve(Platform::Gitee).event("/updated_by/id", json!(90014)),
        approve(Platform::Gitee).event("/pull_request/number", json!(13)),
        approve(Platform::Gitee).event("/pull_request/head/sha", other),
        approve(Platform::Gitee).copy("/assignees/0/accept", json!(false)),
        approve(Platform::Gitee).copy("/assignees_number", json!(0)),
        Pair::of(Platform::Gitee, "reject").copy("/body", json!("写得好")),
        Pair::of(Platform::Gitee, "reject").copy("/user/id", json!(90014)),
    ] {
        let refusal = pair.read().expect_err("not confirmed");
        assert!(refusal.code == 719 && !refusal.idle, "{:?} {refusal:?}", pair.platform);
    }
    for (platform, commit) in [
        (Platform::Github, "/review/commit_id"),
        (Platform::Gitlab, "/object_attributes/last_commit/id"),
        (Platform::Gitea, "/pull_request/head/sha"),
        (Platform::Gitee, "/pull_request/head/sha"),
    ] {
        for value in [Value::Null, json!("main"), json!("1f1f1f1f"), json!("0".repeat(40))] {
            assert_eq!(approve(platform).event(commit, value).code(), 719, "{platform:?}");
        }
    }
}

#[test]
fn a_conflict_left_out_of_the_event_is_read_from_the_forge() {
    let pair = Pair::of(Platform::Github, "approve").copy("/body", json!("同意\n利益冲突：有"));
    assert!(Desk::new(Platform::Github).record(&pair).conflict_declared);
}

#[test]
fn a_comment_chooses_the_stage_within_what_the_person_may_give() {
    let desk = Desk::new(Platform::Github);
    let says = |body: &str| Pair::of(Platform::Github, "approve").copy("/body", json!(body));
    assert_eq!(desk.record(&says("阶段：知识审核")).stage, Some(Stage::Knowledge));
    assert_eq!(desk.code(&says("阶段：复审")), 706);
    let luo = Pair::of(Platform::Github, "approve").reviewer(90022);
    assert_eq!(desk.record(&luo).stage, Some(Stage::Second), "the first unmet stage that he may give");
    assert_eq!(desk.code(&Pair::of(Platform::Github, "approve").reviewer(90011)), 707, "a physician on rice");
}

#[test]
fn nobody_signs_one_version_twice() {
    let mut desk = Desk::new(Platform::Github);
    desk.own("kn-agr-a", Decision::Approve, Stage::Knowledge, "2026-11-19T00:00:00Z");
    assert_eq!(desk.code(&Pair::of(Platform::Github, "approve")), 711);
    assert_eq!(desk.code(&Pair::of(Platform::Github, "approve").reviewer(90014)), 706, "the stage is met");
}

/// Threat 14: a click never gives what needs the own key.
#[test]
fn an_own_key_stage_sends_the_person_to_kepu_sign() {
    for platform in Platform::ALL.iter().copied() {
        let mut desk = Desk::new(platform);
        let path = kepu::model::path::SourcePath::new("reviewers.yaml").expect("a path");
        let roster = desk.sources.bytes(&path).expect("in memory").expect("a roster");
        let roster = String::from_utf8(roster).expect("text");
        let stricter = "      - {id: own, when: {}, direct: [final]}\n      - id: medical\n";
        desk.sources.put("reviewers.yaml", roster.replace("      - id: medical\n", stricter)).expect("a path");
        let event = Pair::of(platform, "approve").reviewer(90031).read().expect("a review");
        let refusal = desk.rule(&event).expect_err("own key");
        assert_eq!(refusal.code, 723, "{platform:?} {refusal:?}");
        assert!(refusal.help.zh.contains("kepu sign jx-example-article --stage final --as fi-zhou"), "{refusal:?}");
        let plain = Desk::new(platform).record(&Pair::of(platform, "approve").reviewer(90031));
        assert_eq!(plain.stage, Some(Stage::Final), "{platform:?}: where the policy does not ask for it");
    }
}

#[test]
fn one_request_is_one_article() {
    for platform in Platform::ALL.iter().copied() {
        let approve = Pair::of(platform, "approve");
        let mut desk = Desk::new(platform);
        desk.touched.insert("content/other".to_owned());
        assert_eq!(desk.code(&approve), 724, "{platform:?}: two");
        desk.touched.clear();
        assert_eq!(desk.code(&approve), 724, "{platform:?}: none");
    }
}

#[test]
fn the_repository_and_the_hour_must_be_ours() {
    for platform in Platform::ALL.iter().copied() {
        let approve = Pair::of(platform, "approve");
        let mut desk = Desk::new(platform);
        let other = fs::read_to_string(crate::support::checkout().join("reviewers.yaml")).expect("the roster");
        desk.now = "2026-11-28T00:00:00Z".parse().expect("a time");
        assert_eq!(desk.code(&approve), 717, "{platform:?}: eight days late");
        desk.now = "2026-11-20T02:00:00Z".parse().expect("a time");
        assert_eq!(desk.code(&approve), 717, "{platform:?}: from the future");
        desk.sources.put("reviewers.yaml", other).expect("a path");
        assert_eq!(desk.code(&approve), 704, "{platform:?}: no recorder");
    }
}

/// Threat 17 on lists: off by default, and the commit must be older than the review.
#[test]
fn a_list_counts_when_the_policy_allows_it_and_the_commit_is_older() {
    let url = json!("https://forge.example.org/demo/kepu/pulls/12");
    let review = |id: u64, user: i64, state: &str, at: &str| {
        json!({"id": id, "user": {"id": user, "login": "demo", "type": "User"}, "state": state, "body": "",
            "commit_id": "1f".repeat(20), "submitted_at": at, "pull_request_url": url, "stale": false, "dismissed": false})
    };
    let request =
        json!({"number": 12, "user": {"id": 90001, "login": "demo-ed-lin"}, "updated_at": "2026-11-21T00:00:00Z",
        "base": {"repo": {"full_name": "demo/kepu"}}})
        .to_string();
    for platform in [Platform::Github, Platform::Gitea] {
        let rejected = if platform == Platform::Github { "CHANGES_REQUESTED" } else { "REQUEST_CHANGES" };
        let comment = if platform == Platform::Github { "COMMENTED" } else { "COMMENT" };
        let list = json!([
            review(1, 90013, rejected, "2026-11-19T08:00:00Z"),
            review(2, 90013, "APPROVED", "2026-11-20T02:12:33Z"),
            review(3, 90013, comment, "2026-11-20T03:00:00Z"),
            review(4, -1, "APPROVED", "2026-11-20T03:00:00Z"),
        ]);
        let listed = read_list(platform, list.to_string().as_bytes(), request.as_bytes()).expect("a list");
        assert_eq!(
            listed.iter().filter_map(|one| one.as_ref().err()).map(|refusal| refusal.code).collect::<Vec<_>>(),
            [718]
        );
        let event = listed.into_iter().find_map(Result::ok).expect("the latest decision");
        assert_eq!((event.review.as_deref(), event.act), (Some("2"), Act::Approve), "a comment changes nothing");

        let mut desk = Desk::new(platform);
        desk.committed = Some("2026-11-19T00:00:00Z".parse().expect("a time"));
        assert_eq!(desk.rule(&event).map(|_| ()).map_err(|refusal| refusal.code), Err(719), "off by default");
        let path = kepu::model::path::SourcePath::new("reviewers.yaml").expect("a path");
        let roster = desk.sources.bytes(&path).expect("in memory").expect("a roster");
        let roster = String::from_utf8(roster).expect("text");
        let open = roster.replace("list_import: false", "list_import: true");
        assert_ne!(open, roster, "the sample names the setting");
        desk.sources.put("reviewers.yaml", open).expect("a path");
        assert!(matches!(desk.rule(&event), Ok(Ruling::Record(..))), "{platform:?}");
        desk.committed = Some("2026-11-20T04:00:00Z".parse().expect("a time"));
        assert_eq!(desk.rule(&event).map(|_| ()).map_err(|refusal| refusal.code), Err(719), "bound afterwards");
    }
    for platform in [Platform::Gitlab, Platform::Gitee] {
        assert_eq!(
            read_list(platform, b"[]", request.as_bytes()).map(|_| ()).map_err(|refusal| refusal.code),
            Err(719)
        );
    }
}
