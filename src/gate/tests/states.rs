//! What moves an article from state to state, and what each state shows.

use std::sync::Arc;

use crate::gate::testing::{
    Desk, ID, article, at, codes, correcting, emergency, medical, ordinary, retraction, sign, sign_all,
};
use crate::gate::{Absence, Orphan, Outcome, Submission, Verdict, digest, judge, orphans};
use crate::model::article::{Article, ArticleId, FrontMatter, Intent};
use crate::model::record::SignOff;
use crate::model::state::State;

fn faulty(desk: &Desk, article: &Arc<Article>, records: &[SignOff]) -> Verdict {
    judge(&desk.cx(), &Submission { article, has_errors: true, records, parts: &|_| None })
}

/// The state when the clock stands at some moment.
fn on(day: &str, article: &Arc<Article>, records: &[SignOff]) -> (State, Vec<u16>) {
    let verdict = Desk::new(day).judge(article, records);
    (verdict.state, codes(&verdict))
}

#[test]
fn faults_of_the_text_hold_it_back() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", |_| {}));
    let verdict = faulty(&desk, &article, &ordinary("2026-03-20", digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::Invalid, vec![]));
    assert!(matches!(verdict.into_cleared(), Outcome::Held));
}

#[test]
fn a_suspension_goes_before_everything_and_leaves_a_notice() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", |_| {}));
    let mut records = ordinary("2026-03-20", digest(&article));
    let elsewhere = digest(&crate::gate::testing::article("别的\n", |_| {}));
    records.push(sign("suspend - fi-xu 2026-05-01; note=疫苗说法待核", elsewhere));
    let verdict = desk.judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Suspended, vec![906]));
    let Outcome::Withdrawn(notice) = verdict.into_cleared() else { panic!("no notice") };
    assert_eq!(notice.reason().map(|reason| reason.zh.as_str()), Some("疫苗说法待核"));
    assert_eq!((notice.since(), notice.id().as_str()), (at("2026-05-01"), ID));
    assert_eq!(faulty(&desk, &article, &records).state, State::Suspended, "broken text does not hide the notice");
    records.push(sign("resume - fi-zhou 2026-05-02", elsewhere));
    assert_eq!(desk.judge(&article, &records).state, State::Published);
    records.push(sign("suspend - fi-zhou 2026-05-02; note=再核", elsewhere));
    assert_eq!(desk.judge(&article, &records).state, State::Suspended, "the same moment: the doubt wins");
}

#[test]
fn not_everybody_may_suspend_or_resume() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", medical));
    let on_it = digest(&article);
    let one = |short: &str| desk.judge(&article, &[sign(short, on_it)]);
    assert_eq!(codes(&one("suspend - ed-wu 2026-05-01; note=x")), [706, 713]);
    let records = sign_all(&["suspend - fi-zhou 2026-05-01; note=x", "resume - kn-gen-a 2026-05-02"], on_it);
    assert_eq!(desk.judge(&article, &records).state, State::Suspended);
    let account: String = "fi-zhou".bytes().map(|byte| byte.to_string()).collect();
    let click =
        format!("resume - fi-zhou 2026-05-02; via=gitee; evidence=gitee:jxkx/kepu#1 account={account}; key=publisher");
    let verdict = desk.judge(&article, &[records[0].clone(), sign(&click, on_it)]);
    assert_eq!((verdict.state, codes(&verdict)), (State::Suspended, vec![723, 906]), "not by a machine alone");
    let verdict = desk.judge(&article, &[records[0].clone(), sign("resume - fi-zhou 2026-05-02", on_it)]);
    assert_eq!(verdict.state, State::InReview);
}

#[test]
fn an_objection_sticks_until_it_is_settled() {
    let desk = Desk::new("2026-06-01");
    let old = article("旧\n", |_| {});
    let new = article("旧。\n", correcting(digest(&old)));
    let mut records = ordinary("2026-03-20", digest(&new));
    records.push(sign("reject knowledge kn-gen-b 2026-03-10; note=剂量有误", digest(&old)));
    let verdict = desk.judge(&new, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Objected, vec![716]), "an edit does not shake it off");
    let settle = |short: &str| {
        let mut records = records.clone();
        records.push(sign(short, digest(&new)));
        let verdict = desk.judge(&new, &records);
        (verdict.state, codes(&verdict))
    };
    assert_eq!(settle("approve knowledge kn-gen-b 2026-03-21").0, State::Published);
    assert_eq!(settle("withdraw - kn-gen-b 2026-03-21").0, State::Published);
    assert_eq!(settle("overrule final fi-xu 2026-03-21; note=已查证").0, State::Published);
    assert_eq!(settle("approve knowledge kn-gen-a 2026-03-21").0, State::Objected, "somebody else's word");
    assert_eq!(settle("approve knowledge kn-gen-b 2026-03-09").0, State::Objected, "an earlier word");
    assert_eq!(settle("overrule second se-chen 2026-03-21; note=x"), (State::Objected, vec![706, 716]));
    assert_eq!(settle("overrule final fi-xu 2026-03-09; note=x").0, State::Objected);
}

#[test]
fn nothing_the_editor_writes_shakes_off_an_objection() {
    let desk = Desk::new("2026-06-01");
    let made_author = |front: &mut FrontMatter| front.authors[0].name.value = "示例·kn-gen-b".to_owned();
    let other_topic = |front: &mut FrontMatter| front.topics[0].value = "health.heat".to_owned();
    for article in [article("正文\n", made_author), article("正文\n", other_topic), article("正文\n", medical)] {
        let records = [sign("reject knowledge kn-gen-b 2026-03-10; note=有误", digest(&article))];
        assert_eq!(desk.judge(&article, &records).state, State::Objected);
    }
    let article = article("正文\n", |_| {});
    let mut records = ordinary("2026-03-20", digest(&article));
    for (short, code) in [
        ("reject knowledge kn-gen-b 2026-03-21; note=x; conflict", 710),
        ("reject second kn-gen-b 2026-03-21; note=x", 706),
        ("reject - gov-sun 2026-03-21; note=x", 706),
    ] {
        records.push(sign(short, digest(&article)));
        let verdict = desk.judge(&article, &records);
        assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![code]), "{short}");
        assert!(verdict.findings.has_errors(), "{short}: it is reported all the same");
        records.pop();
    }
}

#[test]
fn the_objector_does_not_overrule_himself() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", |_| {}));
    let mut records = ordinary("2026-03-20", digest(&article));
    records.push(sign("reject final fi-xu 2026-03-21; note=x", digest(&article)));
    records.push(sign("overrule final fi-xu 2026-03-22; note=x", digest(&article)));
    assert_eq!(desk.judge(&article, &records).state, State::Objected);
    records.push(sign("overrule final fi-zhou 2026-03-22; note=x", digest(&article)));
    assert_eq!(desk.judge(&article, &records).state, State::Published);
}

#[test]
fn drafts_are_quiet_unless_they_were_public() {
    let draft = |front: &mut FrontMatter| front.review.status.value = Intent::Draft;
    let article = article("正文\n", draft);
    assert_eq!(on("2026-06-01", &article, &[]), (State::Draft, vec![]));
    assert_eq!(on("2026-06-01", &article, &ordinary("2026-03-20", digest(&article))), (State::Draft, vec![905]));
}

#[test]
fn time_publishes_and_expires() {
    let article = article("正文\n", |front| {
        front.publish_at = Some(crate::model::span::Spanned::new(at("2026-07-01"), front.id.span));
        front.review_by = Some(crate::model::span::Spanned::new(jiff::civil::date(2026, 12, 31), front.id.span));
    });
    let records = ordinary("2026-03-20", digest(&article));
    assert_eq!(on("2026-06-30", &article, &records), (State::Scheduled, vec![]));
    assert_eq!(on("2026-07-01", &article, &records), (State::Published, vec![]));
    assert_eq!(on("2026-12-02", &article, &records), (State::Expiring, vec![904]));
    assert_eq!(on("2026-12-31T15:59:59Z", &article, &records), (State::Expiring, vec![904]), "the whole last day");
    assert_eq!(on("2026-12-31T16:00:00Z", &article, &records), (State::Expired, vec![903]));
    let verdict = Desk::new("2027-06-01").judge(&article, &records);
    assert!(matches!(verdict.into_cleared(), Outcome::Cleared(cleared) if cleared.state() == State::Expired));
    let verdict = Desk::new("2026-06-30").judge(&article, &records);
    assert_eq!(verdict.next, Some(at("2026-07-01")));
    assert!(matches!(verdict.into_cleared(), Outcome::Held));
}

#[test]
fn dangerous_text_is_withheld_when_it_expires() {
    let article = article("正文\n", medical);
    let shorts = [
        "approve initial ed-wu 2026-03-01",
        "approve knowledge kn-med-a 2026-03-02",
        "approve knowledge kn-med-b 2026-03-02",
        "approve second se-chen 2026-03-03",
        "approve final fi-zhou 2026-03-04",
    ];
    let records = sign_all(&shorts, digest(&article));
    assert_eq!(on("2027-03-03", &article, &records).0, State::Expiring);
    let verdict = Desk::new("2027-03-04").judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Expired, vec![903]));
    assert_eq!(verdict.missing.len(), 7, "the whole review again: {:?}", verdict.missing);
    assert!(matches!(verdict.into_cleared(), Outcome::Withdrawn(notice) if notice.since() == at("2027-03-04")));
}

#[test]
fn unchanged_ordinary_text_is_renewed_by_two() {
    let article = article("正文\n", |_| {});
    let base = ordinary("2026-03-20", digest(&article));
    let with = |shorts: &[&str]| [base.clone(), sign_all(shorts, digest(&article))].concat();
    let brief = ["approve knowledge kn-gen-b 2029-04-01", "approve final fi-xu 2029-04-02"];
    assert_eq!(on("2029-04-03", &article, &base).0, State::Expired);
    let verdict = Desk::new("2029-04-03").judge(&article, &with(&brief));
    assert_eq!((verdict.state, codes(&verdict)), (State::Published, vec![]));
    let Outcome::Cleared(cleared) = verdict.into_cleared() else { panic!("not cleared") };
    let people: Vec<&str> = cleared.approval().credits.iter().map(|credit| &*credit.person).collect();
    assert_eq!(people, ["ed-wu", "kn-gen-b", "se-chen", "fi-xu"]);
    assert_eq!(cleared.approval().valid_until, Some(at("2032-04-01")));
    assert_eq!(cleared.approval().first_published, at("2026-03-20T04:00:00Z"));

    assert_eq!(on("2029-04-03", &article, &with(&brief[..1])).0, State::Expired, "the final is missing");
    let missing = Desk::new("2029-04-03").judge(&article, &with(&brief[..1])).missing;
    assert_eq!(missing.len(), 1, "{missing:?}");
    let late = ["approve knowledge kn-gen-b 2029-10-01", "approve final fi-xu 2029-10-02"];
    assert_eq!(on("2029-10-03", &article, &with(&late)).0, State::Expired, "after half a year the whole review");
    let mut whole = base.clone();
    whole.extend(ordinary("2029-10-02", digest(&article)));
    assert_eq!(on("2029-10-03", &article, &whole).0, State::Published);
}

#[test]
fn retraction_is_decided_by_an_expert_and_a_final_approver() {
    let old = article("正文\n", |_| {});
    let article = article("正文\n", retraction);
    let mut records = ordinary("2026-03-20", digest(&old));
    let (state, _) = on("2026-10-01", &article, &records);
    assert_eq!(state, State::InReview);
    let missing = Desk::new("2026-10-01").judge(&article, &records).missing;
    assert_eq!(missing.len(), 2, "{missing:?}");
    records.extend(ordinary("2026-09-01", digest(&article)));
    assert_eq!(on("2026-10-01", &article, &records).0, State::InReview, "approvals do not retract");
    records.push(sign("retract knowledge kn-gen-a 2026-09-02; note=标准废止", digest(&article)));
    records.push(sign("retract final fi-zhou 2026-09-03; note=标准废止", digest(&article)));
    let verdict = Desk::new("2026-10-01").judge(&article, &records);
    assert_eq!(verdict.state, State::Retracted);
    assert!(!verdict.findings.has_errors(), "{:?}", verdict.findings);
    let Outcome::Cleared(cleared) = verdict.into_cleared() else { panic!("not cleared") };
    assert_eq!(cleared.state(), State::Retracted);
    assert_eq!(cleared.approval().credits.len(), 2);
}

const FAST: [&str; 2] =
    ["approve knowledge kn-gen-a 2026-06-20T01:00:00Z", "approve final fi-zhou 2026-06-20T02:00:00Z"];

#[test]
fn the_fast_track_lets_out_at_once_and_the_rest_must_follow() {
    let article = article("洪水来了\n", emergency);
    let records = sign_all(&FAST, digest(&article));
    let verdict = Desk::new("2026-06-20T03:00:00Z").judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Provisional, vec![]));
    assert_eq!(verdict.next, Some(at("2026-06-23T02:00:00Z")));
    assert_eq!(verdict.missing.len(), 3, "the others, and the final again: {:?}", verdict.missing);
    let Outcome::Cleared(cleared) = verdict.into_cleared() else { panic!("not cleared") };
    assert_eq!(cleared.approval().valid_until, Some(at("2026-06-23T02:00:00Z")));
    let verdict = Desk::new("2026-06-23T02:00:00Z").judge(&article, &records);
    assert_eq!((verdict.state, codes(&verdict)), (State::Overdue, vec![604]));
    assert!(matches!(verdict.into_cleared(), Outcome::Withdrawn(_)));
    assert_eq!(on("2026-09-01", &article, &records).0, State::Overdue, "waiting does not help");

    let rest =
        ["approve initial ed-wu 2026-06-21", "approve second se-chen 2026-06-21", "approve final fi-xu 2026-06-22"];
    let all = [records, sign_all(&rest, digest(&article))].concat();
    assert_eq!(on("2026-06-22", &article, &all), (State::Published, vec![]));
    let verdict = Desk::new("2026-07-10").judge(&article, &all);
    assert_eq!((verdict.state, codes(&verdict)), (State::Archived, vec![]));
    assert!(matches!(verdict.into_cleared(), Outcome::Cleared(_)));
}

#[test]
fn a_new_version_does_not_wind_up_the_clock() {
    let first = article("洪水来了\n", emergency);
    let second = article("洪水还在涨\n", emergency);
    let mut records = sign_all(&FAST, digest(&first));
    let again = ["approve knowledge kn-gen-a 2026-06-22T01:00:00Z", "approve final fi-zhou 2026-06-22T02:00:00Z"];
    records.extend(sign_all(&again, digest(&second)));
    assert_eq!(on("2026-06-22T03:00:00Z", &second, &records).0, State::Provisional);
    assert_eq!(on("2026-06-22T03:00:00Z", &first, &records).0, State::RolledBack);
    assert_eq!(on("2026-06-23T02:00:00Z", &second, &records).0, State::Overdue);
}

#[test]
fn an_ordinary_life_before_does_not_start_the_clock() {
    let before = article("防洪常识\n", |_| {});
    let now = article("洪水来了\n", |front| {
        emergency(front);
        correcting(digest(&before))(front);
    });
    let mut records = ordinary("2026-03-20", digest(&before));
    records.extend(sign_all(&FAST, digest(&now)));
    assert_eq!(on("2026-06-20T03:00:00Z", &now, &records).0, State::Provisional);
}

#[test]
fn the_fast_track_has_its_conditions() {
    let article_ = article("洪水来了\n", emergency);
    let records = |shorts: &[&str]| sign_all(shorts, digest(&article_));
    let no_duty = records(&[FAST[0], "approve final fi-xu 2026-06-20T02:00:00Z"]);
    assert_eq!(on("2026-06-20T03:00:00Z", &article_, &no_duty), (State::InReview, vec![603, 713]));
    let early =
        records(&["approve knowledge kn-gen-a 2026-06-18T01:00:00Z", "approve final fi-zhou 2026-06-18T02:00:00Z"]);
    assert_eq!(on("2026-06-20T03:00:00Z", &article_, &early), (State::InReview, vec![603, 713]));
    let foreign = records(&["approve knowledge kn-agr-a 2026-06-20T01:00:00Z", FAST[1]]);
    assert_eq!(on("2026-06-20T03:00:00Z", &article_, &foreign).0, State::InReview);
    let slow = article("洪水来了\n", |front| {
        emergency(front);
        front.emergency.as_mut().expect("a notice").fast_track = false;
    });
    assert_eq!(on("2026-06-20T03:00:00Z", &slow, &sign_all(&FAST, digest(&slow))).0, State::InReview);
    let ordinary_kind = article("洪水来了\n", |front| {
        emergency(front);
        front.kind.value = crate::model::article::Kind::Article;
    });
    let (state, codes) = on("2026-06-20T03:00:00Z", &ordinary_kind, &sign_all(&FAST, digest(&ordinary_kind)));
    assert_eq!((state, codes), (State::InReview, vec![603, 713]));
}

#[test]
fn a_published_article_does_not_vanish_without_a_word() {
    let desk = Desk::new("2026-06-01");
    let gone = article("正文\n", |_| {});
    let id = ArticleId::new(ID).expect("an id");
    let say = |records: &[SignOff], absence| {
        let orphan = Orphan { id: id.clone(), absence, records };
        let mut said = orphans(&desk.cx(), &[orphan]);
        let (notice, findings) = said.pop().expect("one answer");
        let codes: Vec<u16> = findings.iter().map(|finding| finding.code.0).collect();
        (notice.map(|notice| notice.state()), codes)
    };
    let mut records = ordinary("2026-03-20", digest(&gone));
    assert_eq!(say(&records, Absence::Gone), (None, vec![905]));
    assert_eq!(say(&records, Absence::Faulty), (None, vec![]));
    assert_eq!(say(&records[..2], Absence::Gone), (None, vec![]), "it was never public");
    records.push(sign("withdraw - fi-zhou 2026-03-25", digest(&gone)));
    assert_eq!(say(&records, Absence::Gone), (None, vec![905]), "it was public once");
    records.push(sign("suspend - fi-zhou 2026-04-01; note=x", digest(&gone)));
    assert_eq!(say(&records, Absence::Gone), (Some(State::Suspended), vec![905]));
    assert_eq!(say(&records, Absence::Faulty), (Some(State::Suspended), vec![]));
}

#[test]
fn milestones_are_the_first_moments_of_any_version() {
    use crate::gate::{Milestones, milestones};
    let desk = Desk::new("2026-06-25T00:00:00Z");
    let before = article("洪水来了\n", emergency);
    let now = article("洪水来了，往高处走\n", emergency);
    let found = |records: &[SignOff]| milestones(&desk.cx(), &now, records);
    assert_eq!(found(&[]), Milestones::default(), "none is not the beginning of time");
    let fast = sign_all(&FAST, digest(&before));
    let first = fast.iter().map(|record| record.statement.at).min();
    let last = fast.iter().map(|record| record.statement.at).max();
    assert_eq!(found(&fast), Milestones { first_record: first, fast: last, full: None });
    let mut both = sign_all(&FAST, digest(&now));
    both.extend(sign_all(&["withdraw - fi-zhou 2026-06-20T03:00:00Z"], digest(&now)));
    assert_eq!(found(&both).fast, last, "a withdrawal does not undo that it was out");
}
