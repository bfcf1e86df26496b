//! How approvals are counted: people, stages, order, domains, organisations.

use crate::gate::digest;
use crate::gate::testing::{
    Desk, article, at, codes, for_audience, generated, medical, ordinary, rebuttal, roster_key, sign, sign_all,
};
use crate::model::article::FrontMatter;
use crate::model::roster::Stage;
use crate::model::state::State;

/// The state and findings of an article with some decisions on it.
fn judged(edit: impl FnOnce(&mut FrontMatter), shorts: &[&str]) -> (State, Vec<u16>) {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", edit));
    let verdict = desk.judge(&article, &sign_all(shorts, digest(&article)));
    (verdict.state, codes(&verdict))
}

fn plain(_: &mut FrontMatter) {}

const I: &str = "approve initial ed-wu 2026-03-01";
const K: &str = "approve knowledge kn-gen-a 2026-03-02";
const S: &str = "approve second se-chen 2026-03-03";
const F: &str = "approve final fi-zhou 2026-03-04";
const M1: &str = "approve knowledge kn-med-a 2026-03-02";
const M2: &str = "approve knowledge kn-med-b 2026-03-02T01:00:00Z";

#[test]
fn each_stage_is_needed() {
    assert_eq!(judged(plain, &[I, K, S, F]), (State::Published, vec![]));
    for shorts in [[K, S, F], [I, S, F], [I, K, F]] {
        assert_eq!(judged(plain, &shorts), (State::InReview, vec![713, 715]), "{shorts:?}");
    }
    assert_eq!(judged(plain, &[I, K, S]), (State::InReview, vec![713]));
    assert_eq!(judged(plain, &[]), (State::InReview, vec![713]));
}

#[test]
fn one_key_signing_twice_is_one() {
    let twice = ["approve knowledge kn-gen-a 2026-03-02", "approve knowledge kn-gen-a 2026-03-02T05:00:00Z"];
    assert_eq!(judged(generated, &[I, twice[0], twice[1], S, F]).0, State::InReview);
    let two = [I, K, "approve knowledge kn-gen-b 2026-03-02T05:00:00Z", S, F];
    assert_eq!(judged(generated, &two), (State::Published, vec![]));
}

#[test]
fn two_keys_of_one_person_are_one() {
    let mut desk = Desk::new("2026-06-01");
    let second_key = roster_key("outsider");
    desk.person("kn-gen-a").keys.push(second_key);
    let article = article("正文\n", generated);
    let other = "approve knowledge kn-gen-a 2026-03-02T05:00:00Z; key=outsider";
    let verdict = desk.judge(&article, &sign_all(&[I, K, other, S, F], digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![713, 715]));
    assert!(verdict.missing[0].zh.starts_with("知识审核还差 1 人"), "{:?}", verdict.missing);
}

#[test]
fn the_same_record_twice_is_one() {
    assert_eq!(judged(generated, &[I, K, K, S, F]).0, State::InReview);
}

#[test]
fn one_person_sits_at_one_stage() {
    let both = ["approve initial se-luo 2026-03-01", K, "approve second se-luo 2026-03-03", F];
    let (state, codes) = judged(plain, &both);
    assert_eq!((state, codes), (State::InReview, vec![711, 713, 715]));
    assert_eq!(judged(plain, &[I, K, "approve second se-luo 2026-03-03", F]).0, State::Published);
    assert_eq!(judged(plain, &["approve initial se-luo 2026-03-01", K, S, F]).0, State::Published);
}

#[test]
fn the_final_review_comes_last() {
    let early = "approve final fi-zhou 2026-02-01";
    assert_eq!(judged(plain, &[I, K, S, early]), (State::InReview, vec![713, 715]));
    assert_eq!(judged(plain, &[I, K, S, early, F]), (State::Published, vec![]), "given again");
    let late_second = "approve second se-chen 2026-03-05";
    assert_eq!(judged(plain, &[I, K, late_second, F]), (State::InReview, vec![713, 715]));
    let same_second = ["approve second se-chen 2026-03-04", F];
    assert_eq!(judged(plain, &[I, K, same_second[0], same_second[1]]).0, State::Published);
}

#[test]
fn a_second_click_of_a_reviewer_does_not_unpublish() {
    assert_eq!(judged(plain, &[I, K, S, F, "approve knowledge kn-gen-a 2026-04-01"]).0, State::Published);
    assert_eq!(judged(plain, &[I, K, S, F, "approve knowledge kn-gen-b 2026-04-01"]).0, State::Published);
}

#[test]
fn the_latest_decision_of_a_person_counts() {
    let withdrawn = "withdraw - kn-gen-a 2026-03-10";
    assert_eq!(judged(plain, &[I, K, S, F, withdrawn]).0, State::InReview);
    let again = "approve knowledge kn-gen-a 2026-03-11";
    assert_eq!(judged(plain, &[I, K, S, F, withdrawn, again]), (State::InReview, vec![713, 715]));
    let last = "approve final fi-zhou 2026-03-12";
    assert_eq!(judged(plain, &[I, K, S, F, withdrawn, again, last]).0, State::Published);
    let same_moment = "withdraw - kn-gen-a 2026-03-02";
    assert_eq!(judged(plain, &[I, K, S, F, same_moment]).0, State::InReview, "the doubt wins");
}

#[test]
fn knowledge_comes_from_the_domain_of_the_topic() {
    let foreign = "approve knowledge kn-agr-a 2026-03-02";
    assert_eq!(judged(plain, &[I, foreign, S, F]), (State::InReview, vec![707, 713, 715]));
    assert_eq!(judged(plain, &[I, foreign, K, S, F]), (State::Published, vec![707]), "not needed, only a warning");
}

#[test]
fn medical_text_needs_two_doctors_of_two_houses() {
    assert_eq!(judged(medical, &[I, M1, M2, S, F]), (State::Published, vec![]));
    assert_eq!(judged(medical, &[I, M1, S, F]), (State::InReview, vec![713, 715]));
    assert_eq!(judged(medical, &[I, M1, K, S, F]).0, State::InReview, "wrong domain");
}

#[test]
fn two_doctors_of_one_house_are_not_independent() {
    let mut desk = Desk::new("2026-06-01");
    let orgs = desk.person("kn-med-a").orgs.clone();
    desk.person("kn-med-b").orgs = orgs;
    let article = article("正文\n", medical);
    let verdict = desk.judge(&article, &sign_all(&[I, M1, M2, S, F], digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![713, 714, 715]));
    assert!(verdict.missing[0].zh.contains("2 个不同单位"), "{:?}", verdict.missing);
    assert!(verdict.missing[0].zh.contains("名册上暂无"), "nobody else is there: {:?}", verdict.missing);
}

#[test]
fn somebody_without_organisation_proves_no_independence() {
    let mut desk = Desk::new("2026-06-01");
    desk.person("kn-med-b").orgs.clear();
    let article = article("正文\n", medical);
    let verdict = desk.judge(&article, &sign_all(&[I, M1, M2, S, F], digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![713, 714, 715]));
}

#[test]
fn one_reviewer_must_be_independent_of_the_authors() {
    let from = |org: &'static str| {
        move |front: &mut FrontMatter| {
            rebuttal(front);
            front.authors[0].org = Some(org.to_owned());
            let mut second = front.authors[0].clone();
            second.name.value = "另一位".to_owned();
            second.org = Some("示例academy".to_owned());
            front.authors.push(second);
        }
    };
    let two = [I, K, "approve knowledge kn-gen-b 2026-03-02T05:00:00Z", S, F];
    assert_eq!(judged(from("示例hospital"), &two).0, State::Published);
    assert_eq!(judged(from("示例univ"), &two), (State::InReview, vec![713, 714, 715]));
}

#[test]
fn nobody_qualified_is_not_enough() {
    let mut desk = Desk::new("2026-06-01");
    desk.person("kn-med-a").qualifications[0].until = Some(jiff::civil::date(2026, 3, 1));
    let article = article("正文\n", medical);
    let verdict = desk.judge(&article, &sign_all(&[I, M1, M2, S, F], digest(&article)));
    assert_eq!((verdict.state, codes(&verdict)), (State::InReview, vec![707, 713, 715]));
}

#[test]
fn classes_add_up_and_the_stricter_wins() {
    let both = |front: &mut FrontMatter| {
        medical(front);
        front.topics[0].value = "science.method".to_owned();
    };
    assert_eq!(judged(both, &[I, M1, M2, S, F]).0, State::InReview, "nobody for the topic itself");
    assert_eq!(judged(both, &[I, K, M1, M2, S, F]), (State::Published, vec![]));
    assert_eq!(judged(both, &[I, K, M1, S, F]).0, State::InReview, "two doctors all the same");
}

#[test]
fn audiences_ask_for_their_own_second_reader_and_chief() {
    assert_eq!(judged(for_audience("minors"), &[I, K, S, F]).0, State::Published);
    let luo = "approve second se-luo 2026-03-03";
    assert_eq!(judged(for_audience("officials"), &[I, K, luo, F]), (State::InReview, vec![707, 713, 715]));
    let vice = "approve final fi-xu 2026-03-04";
    assert_eq!(judged(for_audience("officials"), &[I, K, S, vice]), (State::InReview, vec![706, 713]));
    assert_eq!(judged(for_audience("officials"), &[I, K, S, F]).0, State::Published);
}

#[test]
fn the_editor_may_ask_for_more_but_not_for_less() {
    let extra = |count| {
        move |front: &mut FrontMatter| {
            front.review.extra.insert("knowledge".to_owned(), count);
        }
    };
    assert_eq!(judged(extra(0), &[I, S, F]).0, State::InReview);
    assert_eq!(judged(extra(2), &[I, K, S, F]).0, State::InReview);
    assert_eq!(judged(extra(2), &[I, K, "approve knowledge kn-gen-b 2026-03-02", S, F]).0, State::Published);
}

#[test]
fn authors_and_editors_do_not_review_themselves() {
    let written_by = |id: &'static str| {
        move |front: &mut FrontMatter| {
            let mut person = front.editor.clone();
            person.value = id.to_owned();
            front.authors[0].person = Some(person);
        }
    };
    assert_eq!(judged(written_by("kn-gen-a"), &[I, K, S, F]), (State::InReview, vec![708, 713, 715]));
    assert_eq!(judged(written_by("ed-wu"), &[I, K, S, F]), (State::InReview, vec![708, 713, 715]));
    let by_name = |front: &mut FrontMatter| front.authors[0].name.value = "示例·kn-gen-a ".to_owned();
    assert_eq!(judged(by_name, &[I, K, S, F]), (State::InReview, vec![708, 713, 715]));
    let editor = "approve initial ed-lin 2026-03-01";
    assert_eq!(judged(plain, &[editor, K, S, F]).0, State::Published, "the editor may read first");
    let second = |front: &mut FrontMatter| front.editor.value = "se-luo".to_owned();
    assert_eq!(judged(second, &[I, K, "approve second se-luo 2026-03-03", F]).1, [708, 713, 715]);
}

#[test]
fn interests_exclude() {
    let declared = "approve knowledge kn-gen-a 2026-03-02; conflict";
    assert_eq!(judged(plain, &[I, declared, S, F]), (State::InReview, vec![710, 713, 715]));
    for (topic, from, until, counts) in [
        ("science", Some((2024, 5, 1)), None, false),
        ("education", None, None, false),
        ("science.method", None, Some((2023, 3, 2)), false),
        ("science.method", None, Some((2023, 3, 1)), true),
        ("science", Some((2026, 3, 3)), None, true),
        ("medicine", None, None, true),
    ] {
        let mut desk = Desk::new("2026-06-01");
        let day = |(year, month, day): (i16, i8, i8)| jiff::civil::date(year, month, day);
        let window = crate::model::roster::Window { from: from.map(day), until: until.map(day) };
        desk.person("kn-gen-a").interests = vec![crate::model::roster::Interest {
            party: "某药企".to_owned(),
            nature: None,
            topics: vec![topic.to_owned()],
            window,
        }];
        let article = article("正文\n", plain);
        let verdict = desk.judge(&article, &sign_all(&[I, K, S, F], digest(&article)));
        assert_eq!(verdict.state == State::Published, counts, "{topic} {from:?} {until:?}");
        assert_eq!(codes(&verdict).contains(&710), !counts);
    }
}

#[test]
fn a_foreign_stage_is_refused() {
    assert_eq!(judged(plain, &["approve initial kn-gen-b 2026-03-01", K, S, F]).1, [706, 713, 715]);
    assert_eq!(judged(plain, &[I, K, S, "approve final se-luo 2026-03-04"]), (State::InReview, vec![706, 713]));
}

#[test]
fn the_policy_in_force_at_the_last_sign_off_judges() {
    let mut desk = Desk::new("2026-06-01");
    let mut strict = crate::gate::testing::policy(jiff::civil::date(2026, 4, 1));
    strict.classes[0].need.need.insert(Stage::Knowledge, 2);
    desk.roster.policy.push(strict);
    let article = article("正文\n", plain);
    assert_eq!(desk.judge(&article, &ordinary("2026-03-20", digest(&article))).state, State::Published);
    let late = desk.judge(&article, &ordinary("2026-04-01", digest(&article)));
    assert_eq!(late.state, State::InReview);
    desk.roster.policy.clear();
    let lawless = desk.judge(&article, &ordinary("2026-03-20", digest(&article)));
    assert_eq!((lawless.state, codes(&lawless)), (State::InReview, vec![713]), "no policy, no publication");
}

#[test]
fn an_empty_policy_publishes_nothing() {
    let mut desk = Desk::new("2026-06-01");
    desk.roster.policy[0].classes.clear();
    let article = article("正文\n", plain);
    let verdict = desk.judge(&article, &ordinary("2026-03-20", digest(&article)));
    assert_eq!(verdict.state, State::InReview);
    assert_eq!(desk.judge(&article, &[]).state, State::InReview);
}

#[test]
fn missing_lines_say_who_may_give_it() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", medical));
    let verdict = desk.judge(&article, &sign_all(&[I, M2], digest(&article)));
    let lines: Vec<&str> = verdict.missing.iter().map(|line| line.zh.as_str()).collect();
    assert_eq!(
        lines,
        [
            "知识审核还差 1 人（medicine 领域）；可签署：示例·kn-med-a（kn-med-a）",
            "知识审核中还须有 1 人具备资质（physician、pharmacist 之一）；可签署：示例·kn-med-a（kn-med-a）",
            "知识审核须来自 2 个不同单位，现有 1 个；可签署：示例·kn-med-a（kn-med-a）",
            "复审还差 1 人；可签署：示例·se-chen（se-chen）、示例·se-luo（se-luo）",
            "终审还差 1 人，须本人密钥签署，须在其他审次之后；可签署：示例·fi-xu（fi-xu）、示例·fi-zhou（fi-zhou）",
        ]
    );
    assert!(verdict.missing[0].en.contains("may be given by kn-med-a"), "{:?}", verdict.missing[0]);
}

#[test]
fn order_of_files_does_not_matter() {
    let (desk, article) = (Desk::new("2026-06-01"), article("正文\n", plain));
    let mut records = sign_all(
        &[I, K, S, F, "withdraw - kn-gen-a 2026-03-10", "approve knowledge kn-gen-b 2026-03-11"],
        digest(&article),
    );
    let forward = desk.judge(&article, &records);
    records.reverse();
    let backward = desk.judge(&article, &records);
    assert_eq!(forward.state, backward.state);
    assert_eq!(forward.findings.sorted(), backward.findings.sorted());
    records.push(sign("approve final fi-xu 2026-03-12", digest(&article)));
    let verdict = desk.judge(&article, &records);
    assert_eq!(verdict.state, State::Published);
    assert_eq!(verdict.next, Some(at("2029-02-09")), "thirty days before the end");
}
