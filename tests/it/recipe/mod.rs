//! Reading recipes: their scripts, who can reach what, the commands they teach.
#![allow(dead_code, reason = "each test crate uses its own part")]

pub(crate) mod commands;
pub(crate) mod reach;
pub(crate) mod stage;

use serde_json::Value;

/// Every script in a workflow: `run`, `script`, `commands`, wherever they stand.
pub(crate) fn scripts(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("run", Value::String(text)) => found.push(text.clone()),
                    ("script" | "commands", Value::Array(lines)) => {
                        let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
                        found.push(lines.join("\n"));
                    }
                    _ => found.extend(scripts(value)),
                }
            }
        }
        Value::Array(items) => found.extend(items.iter().flat_map(scripts)),
        _ => {}
    }
    found
}

/// The `sh '''…'''` blocks of a Jenkins pipeline, in order.
pub(crate) fn jenkins_scripts(text: &str) -> Vec<String> {
    text.split("sh '''").skip(1).filter_map(|rest| rest.split("'''").next()).map(str::to_owned).collect()
}
