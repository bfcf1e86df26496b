//! An approval is bound to exactly the bytes that were read.

use std::sync::Arc;

use crate::gate::testing::{Desk, ID, article, asset, at, codes, correcting, for_audience, ordinary, sign, sign_all};
use crate::gate::{Manifest, Outcome, Submission, digest, judge};
use crate::model::article::Article;
use crate::model::state::State;

#[test]
fn four_approvals_of_exactly_this_text_publish_it() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", |_| {}));
    let verdict = desk.judge(&article, &ordinary("2026-03-20", digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![]));
    assert_eq!((verdict.missing.len(), verdict.changed.len()), (0, 0));
    assert_eq!(verdict.id.as_str(), ID);
    let Outcome::Cleared(cleared) = verdict.into_cleared() else { panic!("not cleared") };
    let approval = cleared.approval();
    assert_eq!(approval.digest, digest(&article));
    assert_eq!(approval.completed, at("2026-03-20T04:00:00Z"));
    assert_eq!(approval.first_published, approval.completed);
    assert_eq!(approval.valid_until, Some(at("2029-03-19T04:00:00Z")));
    let people: Vec<&str> = approval.credits.iter().map(|credit| &*credit.person).collect();
    assert_eq!(people, ["ed-wu", "kn-gen-a", "se-chen", "fi-zhou"]);
    assert_eq!(approval.credits[1].org.as_deref(), Some("示例univ"));
    assert!(approval.credits[1].record.ends_with("-approve-knowledge-kn-gen-a.signoff"));
}

/// Everything a reader can see, one byte changed each.
fn edits() -> Vec<(&'static str, Arc<Article>)> {
    let with = |change: fn(&mut Article)| {
        let mut changed = Article::clone(&article("正文\n", |_| {}));
        change(&mut changed);
        Arc::new(changed)
    };
    vec![
        ("body", article("正文 \n", |_| {})),
        ("title", article("正文\n", |front| front.title.value.push('。'))),
        ("audience", article("正文\n", for_audience("elderly"))),
        ("picture", with(|article| article.assets = vec![asset("fig.png", b"pixelz")])),
        ("picture renamed", with(|article| article.assets = vec![asset("fih.png", b"pixels")])),
        ("picture added", with(|article| article.assets.push(asset("g.png", b"x")))),
        ("picture removed", with(|article| article.assets.clear())),
    ]
}

#[test]
fn any_edit_after_approval_takes_it_off_and_says_which_part() {
    let desk = Desk::new("2026-06-01");
    let approved = article("正文\n", |_| {});
    let records = ordinary("2026-03-20", digest(&approved));
    let manifest = Manifest::of(&approved);
    let parts = |digest| (digest == manifest.digest()).then(|| manifest.clone());
    for (name, article) in edits() {
        let submission = Submission { article: &article, has_errors: false, records: &records, parts: &parts };
        let verdict = judge(&desk.cx(), &submission);
        assert_eq!(verdict.state, State::Invalid, "{name}: no correction entry");
        assert!(codes(&verdict).contains(&712), "{name}");
        assert!(codes(&verdict).contains(&901), "{name}");
        assert_eq!(verdict.missing.len(), 4, "{name}");
        assert_eq!(verdict.changed.len(), if name == "picture renamed" { 2 } else { 1 }, "{name}");
        let changed = verdict.changed.first().map(|line| line.zh.as_str());
        match name {
            "body" => assert_eq!(changed, Some("正文有改动")),
            "picture" => assert_eq!(changed, Some("文件 fig.png 有改动")),
            _ => {}
        }
        assert!(matches!(verdict.into_cleared(), Outcome::Held), "{name}");
    }
}

#[test]
fn going_back_to_the_approved_text_revives_its_approvals() {
    let desk = Desk::new("2026-06-01");
    let first = article("正文\n", |_| {});
    let mut records = ordinary("2026-03-20", digest(&first));
    records.extend(sign_all(&["approve initial ed-wu 2026-04-01"], digest(&article("改\n", |_| {}))));
    assert_eq!(desk.judge(&first, &records).state, State::Published);
}

#[test]
fn a_correction_names_what_it_replaces_and_needs_the_whole_review() {
    let desk = Desk::new("2026-06-01");
    let old = article("每小时 200 L\n", |_| {});
    let new = article("每小时 200 mL\n", correcting(digest(&old)));
    let mut records = ordinary("2026-03-20", digest(&old));
    let verdict = desk.judge(&new, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![712, 713]));
    assert_eq!(verdict.changed.len(), 1, "without a parts file it says so");
    records.extend(ordinary("2026-04-02", digest(&new)));
    let verdict = desk.judge(&new, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![]));
    let Outcome::Cleared(cleared) = verdict.into_cleared() else { panic!("not cleared") };
    assert_eq!(cleared.approval().first_published, at("2026-03-20T04:00:00Z"));
    assert_eq!(cleared.approval().completed, at("2026-04-02T04:00:00Z"));
    let verdict = desk.judge(&old, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::RolledBack, vec![720]));
    assert!(matches!(verdict.into_cleared(), Outcome::Held));
}

#[test]
fn a_full_new_review_of_the_old_text_brings_it_back() {
    let desk = Desk::new("2026-06-01");
    let old = article("旧\n", |_| {});
    let new = article("新\n", correcting(digest(&old)));
    let mut records = ordinary("2026-03-20", digest(&old));
    records.extend(ordinary("2026-04-02", digest(&new)));
    records.extend(ordinary("2026-05-02", digest(&old)));
    let verdict = desk.judge(&old, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![]));
    assert_eq!(desk.judge(&new, &records).state, State::RolledBack);
}

#[test]
fn withdrawing_the_newer_version_frees_the_older() {
    let desk = Desk::new("2026-06-01");
    let old = article("旧\n", |_| {});
    let new = article("新\n", correcting(digest(&old)));
    let mut records = ordinary("2026-03-20", digest(&old));
    records.extend(ordinary("2026-04-02", digest(&new)));
    records.push(sign("withdraw - fi-zhou 2026-04-03", digest(&new)));
    assert_eq!(desk.judge(&old, &records).state, State::Published);
    assert_eq!(desk.judge(&new, &records).state, State::InReview);
}
