//! Every example of every rule: the bad ones give exactly this finding at the marked place, the good ones nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jiff::Timestamp;
use kepu::diag::{Bilingual, Code, Diagnostic, Lang};
use kepu::gate::governance::GOVERNANCE;
use kepu::gate::{Protected, fingerprint};
use kepu::host::memory::MemorySources;
use kepu::model::cache::NoCache;
use kepu::model::history::NoHistory;
use kepu::model::path::SourcePath;
use kepu::model::record::{Decision, SIGNOFF_NAMESPACE, Statement, Via};
use kepu::model::roster::Stage;
use kepu::model::sources::Sources as _;
use kepu::model::span::Span;
use kepu::model::units::ContentDigest;
use kepu::pipeline::proposal::{self, Proposal};
use kepu::pipeline::recording::{Contributor, Request, decide};
use kepu::platform::{self, Platform};
use kepu::rules::change::ChangedFile;
use kepu::rules::{Example, RULES, Rule};
use kepu::site::{BuildFault, list};
use kepu::{pipeline, seal};

/// Fields that `...` in a front matter stands for, by key.
const FIELDS: &[(&str, &str)] = &[
    ("kepu", "kepu: 1"),
    ("id", "id: jx-example-article"),
    ("title", "title: 例文"),
    ("summary", "summary: 一句话说清读者能做什么。"),
    ("lang", "lang: zh-CN"),
    ("kind", "kind: article"),
    ("audience", "audience: [farmers]"),
    ("topics", "topics: [agriculture.rice]"),
    ("region", "region: [\"360000\"]"),
    ("authors", "authors:\n  - {name: 示例作者, org: 示例科普中心, interests: none}"),
    ("editor", "editor: ed-lin"),
    ("created", "created: 2026-03-01"),
    (
        "sources",
        "sources:\n  - {id: s1, type: guideline, title: 示例指南, publisher: 示例省科普中心, published: 2025-01-01}",
    ),
    ("review", "review:\n  status: ready"),
];

/// The demo key with which platform decisions are recorded.
const RECORDER: &str = "outsider";

/// A place marked in an example.
struct Mark {
    path: SourcePath,
    span: Span,
}

/// A side of an example; most examples have one side only, the head.
struct Laid {
    sources: MemorySources,
    marks: Vec<Mark>,
    records: Vec<(String, String)>,
    /// The trusted side, when the example is about a change.
    base: Option<MemorySources>,
}

/// Where the files of the trusted side of an example lie.
const BASE: &str = "base/";
/// The content of a file that the head removes.
const REMOVED: &str = "<removed>";

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).expect("an example's path")
}

/// The sample's settings in memory, without content.
fn base() -> MemorySources {
    let mut sources = MemorySources::default();
    let root = crate::support::checkout();
    let mut put =
        |name: &str| sources.put(name, fs::read(root.join(name)).expect("a file of the sample")).expect("a path");
    for name in ["site.yaml", "reviewers.yaml", "emergencies.yaml"] {
        put(name);
    }
    for file in crate::support::list(&root.join("themes")) {
        put(&file.strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/"));
    }
    sources
}

/// Rules whose examples are changes even where nothing lies in the base.
const ABOUT_CHANGES: &[u16] = &[721, 724, 802, 803, 804, 807, 808];

/// Rules that look at finished pages.
const ABOUT_PAGES: &[u16] = &[909];

fn lay(rule: &Rule, example: &Example) -> Laid {
    let in_base = example.files.iter().filter_map(|(name, text)| Some((name.strip_prefix(BASE)?, *text)));
    let in_base: Vec<(&str, &str)> = in_base.collect();
    let about_a_change = !in_base.is_empty() || ABOUT_CHANGES.contains(&rule.code);
    let mut trusted = side(base(), &in_base);
    sign(&mut trusted);
    let proposed: Vec<(&str, &str)> =
        example.files.iter().filter(|(name, _)| !name.starts_with(BASE)).copied().collect();
    let mut laid = side(trusted.sources.clone(), &proposed);
    laid.base = about_a_change.then_some(trusted.sources);
    laid
}

fn side(sources: MemorySources, files: &[(&str, &str)]) -> Laid {
    let mut laid = Laid { sources, marks: Vec::new(), records: Vec::new(), base: None };
    for (name, text) in files {
        if *text == REMOVED {
            laid.sources.remove(&path(name));
            continue;
        }
        if name.starts_with("records/") && !text.contains('\n') {
            laid.records.push(((*name).to_owned(), (*text).to_owned()));
            continue;
        }
        let whole = if name.ends_with("index.md") { filled(text) } else { (*text).to_owned() };
        let (clean, span) = unmarked(&whole);
        laid.marks.extend(span.map(|span| Mark { path: path(name), span }));
        laid.sources.put(name, clean).expect("a path");
    }
    laid
}

fn filled(text: &str) -> String {
    let Some((before, after)) = text.split_once("\n...\n") else { return text.to_owned() };
    let front = format!("{before}\n{}", after.split("\n---").next().unwrap_or_default());
    let clean = front.replace(['⟦', '⟧'], "");
    let has = |key: &str| clean.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with(&format!("{key}:")));
    let rest: Vec<&str> = FIELDS.iter().filter(|(key, _)| !has(key)).map(|(_, lines)| *lines).collect();
    format!("{before}\n{}\n{after}", rest.join("\n"))
}

fn unmarked(text: &str) -> (String, Option<Span>) {
    match (text.find('⟦'), text.find('⟧')) {
        (Some(start), Some(end)) => {
            let clean = text.replacen('⟦', "", 1).replacen('⟧', "", 1);
            (clean, Some(Span::new(start, end - '⟦'.len_utf8())))
        }
        _ => (text.to_owned(), None),
    }
}

/// Signs the one-line records of an example with the demo keys and adds them to the tree.
fn sign(laid: &mut Laid) {
    if laid.records.is_empty() {
        return;
    }
    let governed = governed(&laid.sources);
    let library = pipeline::load(&laid.sources).unwrap_or_else(|_| panic!("the example's settings load"));
    let mut digests: BTreeMap<String, ContentDigest> =
        library.articles.values().map(|article| (article.id().to_string(), fingerprint::digest(article))).collect();
    digests.insert(GOVERNANCE.to_owned(), governed);
    for (name, line) in std::mem::take(&mut laid.records) {
        let id = name.split('/').nth(1).unwrap_or_default().to_owned();
        let text = signed(&line, &id, digests.get(&id).copied(), &library.settings.project.value);
        laid.sources.put(&name, text).expect("a path");
    }
}

/// What governance decisions are bound to; the protected paths are those of the sample's policy.
fn governed(sources: &MemorySources) -> ContentDigest {
    let sample = pipeline::load(&base()).unwrap_or_else(|_| panic!("the sample's settings load"));
    let policy = sample.roster.policy.last().expect("a policy");
    let files = proposal::protected_files(sources, policy, false).expect("sources in memory");
    let changed = path("site.yaml");
    Protected { id: GOVERNANCE, files: &files, changed: &changed, committers: &BTreeSet::new() }.digest()
}

/// The findings of a change, judged as `kepu check --base` does.
fn change_findings(base: &MemorySources, head: &MemorySources, now: Timestamp) -> Vec<Diagnostic> {
    let files = changed_files(base, head);
    let holds = |name: &str| {
        let path = path(name);
        [base, head].iter().any(|side| side.bytes(&path).is_ok_and(|bytes| bytes.is_some()))
    };
    let dirs = proposal::touched(&files, &holds);
    let hands = BTreeMap::new();
    let change = Proposal { base, head, files: &files, neighbours: None, hands: &hands, history: &NoHistory, now };
    match proposal::review(&change, &dirs) {
        Ok(reviewed) => reviewed.findings,
        // What the shell says of a base that cannot be read.
        Err(pipeline::LoadStop::Settings(findings)) => {
            let findings = findings.sorted().into_iter();
            findings.map(|finding| Diagnostic { code: Code(802), ..finding }).collect()
        }
        Err(pipeline::LoadStop::Source(error)) => panic!("{error}"),
    }
}

fn changed_files(base: &MemorySources, head: &MemorySources) -> Vec<ChangedFile> {
    let paths: BTreeSet<SourcePath> =
        [base, head].iter().flat_map(|side| side.paths().cloned().collect::<Vec<_>>()).collect();
    let read = |side: &MemorySources, path: &SourcePath| side.bytes(path).expect("sources in memory");
    let change = |path: SourcePath| {
        let (before, after) = (read(base, &path), read(head, &path));
        (before != after).then_some(ChangedFile { path, before: before.is_some(), after: after.is_some() })
    };
    paths.into_iter().filter_map(change).collect()
}

fn signed(line: &str, id: &str, digest: Option<ContentDigest>, project: &str) -> String {
    let mut words = line.split(' ');
    let mut next = || words.next().unwrap_or_default().to_owned();
    let (decision, stage, reviewer, at) = (next(), next(), next(), next());
    let options: BTreeMap<&str, &str> =
        line.split(' ').skip(4).map(|word| word.split_once('=').unwrap_or((word, ""))).collect();
    let option = |name: &str| options.get(name).map(|value| (*value).to_owned());
    let other = ContentDigest::parse(&format!("sha256:{}", "ab".repeat(32)));
    let via = option("via").map(|via| Via::read(&via).unwrap_or_else(|| panic!("via {via}")));
    let statement = Statement {
        project: option("project").unwrap_or_else(|| project.to_owned()).into(),
        article: option("article").unwrap_or_else(|| id.to_owned()),
        digest: match option("digest").as_deref() {
            Some("other") | None if digest.is_none() => other.expect("a digest"),
            Some("other") => other.expect("a digest"),
            Some(text) => ContentDigest::parse(text).expect("a digest"),
            None => digest.expect("a digest"),
        },
        from: option("from").and(other),
        decision: Decision::read(&decision).unwrap_or_else(|| panic!("decision {decision}")),
        stage: Stage::read(&stage),
        reviewer: reviewer.clone(),
        conflict_declared: options.contains_key("conflict"),
        at: at.parse().unwrap_or_else(|error| panic!("{at}: {error}")),
        via: via.unwrap_or(Via::Ssh),
        evidence: via.map(|via| click(via, &option("account").unwrap_or_default())),
        note: option("note"),
    };
    let holder = option("key").unwrap_or(if via.is_some() { RECORDER.to_owned() } else { reviewer });
    let key = fs::read_to_string(crate::support::key(&holder)).unwrap_or_else(|error| panic!("{holder}: {error}"));
    let text = statement.signed_text();
    let armour = seal::sign(&key, SIGNOFF_NAMESPACE, text.as_bytes()).expect("a signature");
    let text = if options.contains_key("tamper") { text.replace("note: -", "note: 改") } else { text };
    format!("{text}{}\n", armour.trim_end())
}

/// The evidence line of a click on a platform.
fn click(via: Via, account: &str) -> String {
    let (commit, event) = ("01".repeat(20), "23".repeat(32));
    format!("{}:demo/kepu#1 review=1 commit={commit} account={account} event=sha256:{event}", via.token())
}

fn findings(laid: &Laid, now: Timestamp) -> Vec<Diagnostic> {
    match pipeline::load(&laid.sources) {
        Ok(library) => {
            let preflight = pipeline::preflight(&library);
            if !preflight.is_empty() {
                return preflight.sorted();
            }
            pipeline::judge(&library, &laid.sources, &NoHistory, now).expect("sources in memory").findings
        }
        Err(pipeline::LoadStop::Settings(findings)) => findings.sorted(),
        Err(pipeline::LoadStop::Source(error)) => panic!("{error}"),
    }
}

/// Makes every page of the example's site; a page that conceals something is the finding.
fn page_findings(laid: &Laid, now: Timestamp) -> Vec<Diagnostic> {
    let library = pipeline::load(&laid.sources).unwrap_or_else(|_| panic!("the example's settings load"));
    let judged = pipeline::judge(&library, &laid.sources, &NoHistory, now).expect("sources in memory");
    assert!(judged.shelf.listed().count() > 0, "the example's article is published");
    let theme = pipeline::compile_theme(&library, &laid.sources).expect("the example's theme compiles");
    let plan = pipeline::site(&judged.shelf, &library, (&theme, (&laid.sources, &NoCache), now.into()));
    let faults = plan.paths().filter_map(|path| plan.make(path)?.err());
    let finding = |fault: BuildFault| {
        let BuildFault::Concealed { missing, .. } = fault else { panic!("{fault}") };
        let message = Bilingual::new(list(&missing, Lang::Zh), list(&missing, Lang::En));
        Diagnostic::whole_file(909, kepu::diag::Severity::Error, &path("site.yaml"), message)
    };
    faults.map(finding).collect()
}

/// Gives the example's review to the recorder; a refusal is the finding.
fn review_findings(laid: &Laid, now: Timestamp) -> Vec<Diagnostic> {
    let bytes = |name: &str| laid.sources.bytes(&path(name)).expect("in memory").unwrap_or_default();
    let library = pipeline::load(&laid.sources).unwrap_or_else(|_| panic!("the example's settings load"));
    let emails = String::from_utf8(bytes("commits")).expect("addresses");
    let one = |email: &str| Contributor { email: email.to_owned(), committer_only: false };
    let contributors: Vec<Contributor> = emails.lines().map(one).collect();
    let touched = library.articles.values().map(|article| article.dir.to_string()).collect();
    let event = platform::read(Platform::Gitee, &bytes("event.json"))
        .and_then(|claim| claim.confirm(&bytes("confirm.json")))
        .and_then(|event| {
            let request = Request {
                library: &library,
                sources: &laid.sources,
                event: &event,
                touched: &touched,
                contributors: &contributors,
                history: &NoHistory,
                committed: None,
                now,
            };
            decide(&request)
        });
    let finding = event.err().map(|refusal| {
        let severity = kepu::diag::Severity::Error;
        Diagnostic::whole_file(refusal.code, severity, &path("event.json"), refusal.message)
    });
    finding.into_iter().collect()
}

fn check(rule: &Rule, example: &Example, bad: bool) -> Result<(), String> {
    let mut laid = lay(rule, example);
    sign(&mut laid);
    let now = example.now.unwrap_or("2026-11-01T00:00:00Z").parse().expect("a time");
    let about_a_review = example.files.iter().any(|(name, _)| *name == "event.json");
    let found = match &laid.base {
        _ if about_a_review => review_findings(&laid, now),
        Some(base) => change_findings(base, &laid.sources, now),
        None if ABOUT_PAGES.contains(&rule.code) => page_findings(&laid, now),
        None => findings(&laid, now),
    };
    let own: Vec<&Diagnostic> = found.iter().filter(|finding| finding.code == Code(rule.code)).collect();
    let quorum = |code: u16| (712..=713).contains(&code) && !(700..800).contains(&rule.code);
    let others = found.iter().filter(|finding| {
        finding.code != Code(rule.code)
            && finding.severity >= kepu::diag::Severity::Error
            && !quorum(finding.code.0)
            && !((800..900).contains(&rule.code) && finding.code.0 == 804)
            && !((700..1000).contains(&rule.code) && matches!(finding.code.0, 712 | 713))
    });
    let others: Vec<String> = others.map(|finding| format!("{} {}", finding.code, finding.message.zh)).collect();
    if !bad {
        // A good review is recorded, not refused for another reason.
        let sound = if about_a_review { found.is_empty() } else { own.is_empty() };
        return if sound { Ok(()) } else { Err(format!("a good example gives {found:#?}")) };
    }
    if own.is_empty() || !others.is_empty() {
        return Err(format!("a bad example gives {} of its own and {others:?}", own.len()));
    }
    if let Some(finding) = own.iter().find(|finding| finding.severity > rule.severity) {
        return Err(format!("weighs {:?}, the rule says {:?}", finding.severity, rule.severity));
    }
    for mark in &laid.marks {
        let hit =
            own.iter().any(|finding| finding.primary.path == mark.path && finding.primary.span == Some(mark.span));
        if !hit {
            let places: Vec<_> = own.iter().map(|finding| (&finding.primary.path, finding.primary.span)).collect();
            return Err(format!("marked {} {:?}, found at {places:?}", mark.path, mark.span));
        }
    }
    Ok(())
}

#[test]
fn every_example_says_what_its_rule_says() {
    let mut faults = Vec::new();
    for rule in RULES {
        let examples =
            rule.bad.iter().map(|example| (example, true)).chain(rule.good.iter().map(|example| (example, false)));
        for (at, (example, bad)) in examples.enumerate() {
            if let Err(fault) = check(rule, example, bad) {
                faults.push(format!("KP{} example {at}: {fault}", rule.code));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_rule_is_whole() {
    for rule in RULES {
        let code = rule.code;
        assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "KP{code} has no examples");
        for text in [rule.zh, rule.en, rule.what, rule.why, rule.fix, rule.english, rule.name, rule.since] {
            assert!(!text.trim().is_empty(), "KP{code} has an empty text");
        }
        assert!(
            rule.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "KP{code} {}",
            rule.name
        );
        assert!(
            !rule.zh.ends_with('。') && !rule.en.ends_with('.'),
            "KP{code}: the one-line summary ends with a full stop"
        );
    }
}

#[test]
fn rules_are_listed_once_in_order_and_each_file_is_listed() {
    let codes: Vec<u16> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair.first() != pair.last()), "{codes:?}");
    for file in crate::support::list(&crate::support::checkout().join("src/rules")) {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(digits) = name.strip_prefix("kp").and_then(|rest| rest.get(..3)) {
            let code: u16 = digits.parse().expect("a number");
            assert!(codes.contains(&code), "{name} is not in the registry");
            let text = fs::read_to_string(&file).expect("a rule");
            assert!(text.contains(&format!("code: {code},")), "{name} carries another code");
        }
    }
}
