//! What a job can reach, read from the recipe: who has a secret or may write never touches a pull request's files.

use serde_json::Value;

/// The faults of one recipe.
pub(crate) fn of(name: &str, recipe: &Value, jobs: &mut usize) -> Vec<String> {
    match name {
        name if name.contains("github/") => of_github(recipe, jobs),
        name if name.contains("gitlab/") => of_gitlab(recipe, jobs),
        _ => of_gitee(recipe, jobs),
    }
}

fn of_github(flow: &Value, jobs: &mut usize) -> Vec<String> {
    let mut faults = Vec::new();
    if flow["permissions"] != serde_json::json!({}) {
        faults.push("the top grants permissions to every job".to_owned());
    }
    // These run what the request's side says: a definition from there, or a token for it.
    let foreign =
        ["pull_request", "pull_request_review", "issue_comment"].iter().any(|event| flow["on"].get(*event).is_some());
    for (name, job) in flow["jobs"].as_object().into_iter().flatten() {
        *jobs += 1;
        let text = job.to_string();
        let mut fault = |words: &str| faults.push(format!("{name}: {words}"));
        let granted = job["permissions"].as_object();
        if granted.is_none() {
            fault("has no permissions of its own");
        }
        let writes = granted.into_iter().flatten().any(|(_, level)| level == "write");
        let secret = text.contains("secrets.");
        let reads_request = text.contains(".ci/kepu/check") || foreign;
        if reads_request && writes {
            fault("reads the request and may write");
        }
        if reads_request && secret {
            fault("reads the request and has a secret");
        }
        if secret && job["environment"].is_null() {
            fault("has a secret outside a protected environment");
        }
        if job.get("uses").is_none() && job["timeout-minutes"].is_null() {
            fault("has no limit of time");
        }
        for step in job["steps"].as_array().into_iter().flatten() {
            of_step(step, foreign, &mut fault);
        }
    }
    faults
}

fn of_step(step: &Value, foreign: bool, fault: &mut impl FnMut(&str)) {
    let uses = step["uses"].as_str().unwrap_or_default();
    if let Some((_, version)) = uses.split_once('@') {
        let major = version.strip_prefix('v').is_some_and(|v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()));
        let commit = version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit());
        if !major && !commit {
            fault("an action is not pinned");
        }
    }
    if uses.starts_with("actions/checkout@") {
        if foreign || step["with"]["ref"] != "main" {
            fault("checks out something else than main");
        }
        if step["with"]["persist-credentials"] != false {
            fault("keeps the token in .git/config");
        }
    }
    if step["run"].as_str().is_some_and(|run| run.contains("${{")) {
        fault("an expression stands inside a script");
    }
}

const KEYS: &[&str] = &["KEPU_TOKEN", "KEPU_RECORDER_KEY", "KEPU_PUSH_TOKEN"];

fn of_gitlab(flow: &Value, jobs: &mut usize) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, job) in flow.as_object().into_iter().flatten().filter(|(_, job)| job.get("script").is_some()) {
        *jobs += 1;
        let (text, rules) = (job.to_string(), job["rules"].to_string());
        let mut fault = |words: String| faults.push(format!("{name}: {words}"));
        if rules.contains("merge_request_event") {
            if job["variables"]["GIT_CHECKOUT"] != "false" {
                fault("GIT_CHECKOUT is not false: the request becomes the working copy".to_owned());
            }
            KEYS.iter().filter(|key| text.contains(**key)).for_each(|key| fault(format!("names {key}")));
            if !job["environment"].is_null() {
                fault("has an environment".to_owned());
            }
        }
        if rules.contains("trigger") && !rules.contains("$CI_COMMIT_REF_PROTECTED == \\\"true\\\"") {
            fault("runs on a branch that is not protected".to_owned());
        }
        if text.contains(".ci/kepu/check") && !job["environment"].is_null() {
            fault("reads the request in an environment".to_owned());
        }
        let secret = text.contains(".ci/kepu/record") || text.contains(".ci/kepu/comment");
        if secret && job["environment"].is_null() {
            fault("has a secret outside an environment".to_owned());
        }
    }
    faults
}

fn of_gitee(flow: &Value, jobs: &mut usize) -> Vec<String> {
    *jobs += flow["stages"].as_array().map_or(0, Vec::len);
    let text = flow.to_string();
    KEYS.iter().filter(|key| text.contains(**key)).map(|key| format!("names {key}")).collect()
}

/// Jenkins: the stage that reads the request has no credentials, and nothing else than main is checked out.
pub(crate) fn of_jenkins(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for stage in text.split("stage('").skip(1) {
        if stage.contains(".ci/kepu/check") && stage.contains("withCredentials") {
            faults.push("the stage that reads the request has credentials".to_owned());
        }
        if stage.contains("checkout scm") && !stage.contains("[[name: 'main']]") {
            faults.push("another branch than main is checked out".to_owned());
        }
    }
    faults
}
