//! A checker for the part of JSON Schema that kepu writes; it refuses a keyword it does not know.
//!
//! Source: JSON Schema draft 2020-12, "Validation". A validator from outside would bring fifty crates.

use serde_json::{Map, Value};

/// Everything wrong with a value: where, and what.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(schema.as_object().expect("a schema"), value, "", &mut found);
    found
}

/// Keywords that say something to people only.
const NOTES: [&str; 8] =
    ["$schema", "$comment", "title", "description", "default", "examples", "enumDescriptions", "format"];

fn look(schema: &Map<String, Value>, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, rule) in schema {
        let sound = match keyword.as_str() {
            "type" => types(rule).iter().any(|name| is(name, value)),
            "enum" => rule.as_array().expect("a list").contains(value),
            "pattern" => value.as_str().is_none_or(|text| matches(rule, text)),
            "minimum" => number(value, rule, |a, b| a >= b),
            "maximum" => number(value, rule, |a, b| a <= b),
            "exclusiveMinimum" => number(value, rule, |a, b| a > b),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().expect("a number")),
            "minProperties" => value.as_object().is_none_or(|own| own.len() as u64 >= rule.as_u64().expect("a number")),
            "uniqueItems" => value
                .as_array()
                .is_none_or(|items| (0..items.len()).all(|a| (a + 1..items.len()).all(|b| items[a] != items[b]))),
            "required" => {
                for name in rule.as_array().expect("a list").iter().filter_map(Value::as_str) {
                    if value.as_object().is_some_and(|own| !own.contains_key(name)) {
                        found.push(format!("{at}: lacks {name}"));
                    }
                }
                true
            }
            "items" => {
                for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                    look(rule.as_object().expect("a schema"), item, &format!("{at}/{place}"), found);
                }
                true
            }
            "anyOf" => rule.as_array().expect("a list").iter().any(|one| faults(one, value).is_empty()),
            "properties" | "patternProperties" | "additionalProperties" => true,
            "propertyNames" => {
                let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
                names.for_each(|name| {
                    look(
                        rule.as_object().expect("a schema"),
                        &Value::from(name.as_str()),
                        &format!("{at}/{name}"),
                        found,
                    );
                });
                true
            }
            note => {
                assert!(NOTES.contains(&note), "an unknown keyword: {note}");
                true
            }
        };
        if !sound {
            found.push(format!("{at}: {keyword} {value}"));
        }
    }
    for (name, own) in value.as_object().into_iter().flatten() {
        property(schema, name, own, at, found);
    }
}

fn property(schema: &Map<String, Value>, name: &str, value: &Value, at: &str, found: &mut Vec<String>) {
    let at = format!("{at}/{name}");
    let mut rules: Vec<&Value> = schema.get("properties").and_then(|all| all.get(name)).into_iter().collect();
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    rules.extend(patterns.filter(|(pattern, _)| matches(&Value::from(pattern.as_str()), name)).map(|(_, rule)| rule));
    if rules.is_empty() {
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => found.push(format!("{at}: unknown")),
            Some(rule @ Value::Object(_)) => rules.push(rule),
            _ => {}
        }
    }
    rules.iter().for_each(|rule| look(rule.as_object().expect("a schema"), value, &at, found));
}

fn types(rule: &Value) -> Vec<&str> {
    match rule {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("an unknown type: {other}"),
    }
}

fn number(value: &Value, rule: &Value, holds: impl Fn(f64, f64) -> bool) -> bool {
    value.as_f64().is_none_or(|given| holds(given, rule.as_f64().expect("a number")))
}

fn matches(pattern: &Value, text: &str) -> bool {
    let pattern = pattern.as_str().expect("a pattern");
    fancy_regex::Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text).expect("ends")
}
