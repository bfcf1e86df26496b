//! No payload makes the readers fail otherwise than with a refusal.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{Act, Platform, read};

/// Keys that the readers look at, so that random trees reach deep.
const KEYS: &[&str] = &[
    "action",
    "review",
    "pull_request",
    "repository",
    "sender",
    "user",
    "id",
    "login",
    "username",
    "type",
    "state",
    "commit_id",
    "submitted_at",
    "full_name",
    "number",
    "object_kind",
    "object_attributes",
    "project",
    "last_commit",
    "iid",
    "author_id",
    "updated_at",
    "path_with_namespace",
    "head",
    "base",
    "repo",
    "sha",
    "hook_name",
    "updated_by",
    "timestamp",
    "comment",
    "body",
    "content",
    "assignees",
    "accept",
    "approved_by",
    "stale",
    "dismissed",
];

const WORDS: &[&str] = &[
    "submitted",
    "approved",
    "dismissed",
    "changes_requested",
    "merge_request",
    "unapproved",
    "update",
    "merge_request_hooks",
    "note_hooks",
    "pull_request_review_approved",
    "PullRequest",
    "demo/kepu",
    "2026-11-20T02:12:33Z",
    "2026-11-20 02:12:33 UTC",
    "1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f",
    "阶段：复审",
    "利益冲突：有",
    "不通过：",
];

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (1_i64..100_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        proptest::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 200, 12, |inner| {
        let entry = (proptest::sample::select(KEYS), inner.clone());
        let object = proptest::collection::vec(entry, 0..12).prop_map(|entries| {
            Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
        });
        prop_oneof![object, proptest::collection::vec(inner, 0..4).prop_map(Value::Array)]
    })
}

fn every(event: &[u8], copy: &[u8]) {
    for platform in Platform::ALL.iter().copied() {
        if let Ok(claim) = read(platform, event) {
            let commit = claim.unconfirmed().commit.clone();
            if let Ok(event) = claim.confirm(copy) {
                assert_eq!((event.platform, event.commit), (platform, commit));
                assert!(event.account.id.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_tree_is_read_or_refused(event in tree(), copy in tree()) {
        every(event.to_string().as_bytes(), copy.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(event in proptest::collection::vec(any::<u8>(), 0..200)) {
        every(&event, &event);
    }

    #[test]
    fn any_comment_is_read_or_refused(body in "(\\PC|[\n：:>`阶段复审]){0,60}") {
        if let Ok(remarks) = super::Remarks::read(&body) {
            for text in [&remarks.objection, &remarks.text].into_iter().flatten() {
                prop_assert!(!text.chars().any(char::is_control) && text.chars().count() <= 300 && text != "-");
            }
        }
    }

    /// A sound event in which one value is replaced at random is never confirmed as another review.
    #[test]
    fn a_changed_event_is_never_another_review(at in 0_usize..200, value in tree()) {
        for platform in Platform::ALL.iter().copied() {
            let (event, copy) = sound(platform);
            let mut changed = event.clone();
            let mut countdown = at % 60;
            replace(&mut changed, &mut countdown, &value);
            let whole = read(platform, event.to_string().as_bytes()).and_then(|claim| claim.confirm(copy.to_string().as_bytes()));
            let whole = whole.expect("the fixture is sound");
            let claim = read(platform, changed.to_string().as_bytes());
            if let Ok(found) = claim.and_then(|claim| claim.confirm(copy.to_string().as_bytes())) {
                prop_assert_eq!(
                    (&found.account.id, &found.commit, found.pull_request, found.act),
                    (&whole.account.id, &whole.commit, whole.pull_request, Act::Approve)
                );
            }
        }
    }
}

fn replace(tree: &mut Value, countdown: &mut usize, value: &Value) {
    let children: Vec<&mut Value> = match tree {
        Value::Object(map) => map.values_mut().collect(),
        Value::Array(list) => list.iter_mut().collect(),
        _ => Vec::new(),
    };
    for child in children {
        if *countdown == 0 {
            *child = value.clone();
        }
        *countdown = countdown.wrapping_sub(1);
        replace(child, countdown, value);
    }
}

fn sound(platform: Platform) -> (Value, Value) {
    let (event, copy) = match platform {
        Platform::Github => (
            include_str!("../../tests/fixtures/platform/github.approve.json"),
            include_str!("../../tests/fixtures/platform/github.approve.confirm.json"),
        ),
        Platform::Gitlab => (
            include_str!("../../tests/fixtures/platform/gitlab.approve.json"),
            include_str!("../../tests/fixtures/platform/gitlab.approve.confirm.json"),
        ),
        Platform::Gitea => (
            include_str!("../../tests/fixtures/platform/gitea.approve.json"),
            include_str!("../../tests/fixtures/platform/gitea.approve.confirm.json"),
        ),
        Platform::Gitee => (
            include_str!("../../tests/fixtures/platform/gitee.approve.json"),
            include_str!("../../tests/fixtures/platform/gitee.approve.confirm.json"),
        ),
    };
    let json = |text: &str| serde_json::from_str(text).expect("JSON");
    (json(event), json(copy))
}
