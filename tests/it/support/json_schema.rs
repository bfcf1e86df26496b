//! A checker for the part of JSON Schema that kepu and the SARIF schema use; it refuses a keyword it does not know.
//!
//! Source: JSON Schema draft 2020-12, "Validation". A validator from outside would bring fifty crates.

use serde_json::{Map, Value};

/// Everything wrong with a value: where, and what.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    faults_in(schema, schema, value)
}

fn faults_in(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Look { root }.look(schema, value, "", &mut found);
    found
}

/// Keywords that say something to people only.
const NOTES: [&str; 10] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "definitions",
    "examples",
    "enumDescriptions",
    "format",
];

/// A walk that knows where references lead.
#[derive(Clone, Copy)]
struct Look<'a> {
    root: &'a Value,
}

impl Look<'_> {
    fn look(self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = schema.as_object().expect("a schema");
        for (keyword, rule) in schema {
            let sound = match keyword.as_str() {
                "type" => types(rule).iter().any(|name| is(name, value)),
                "enum" => rule.as_array().expect("a list").contains(value),
                "pattern" => value.as_str().is_none_or(|text| matches(rule, text)),
                "minimum" => number(value, rule, |a, b| a >= b),
                "maximum" => number(value, rule, |a, b| a <= b),
                "exclusiveMinimum" => number(value, rule, |a, b| a > b),
                "minItems" => {
                    value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().expect("a number"))
                }
                "minProperties" => {
                    value.as_object().is_none_or(|own| own.len() as u64 >= rule.as_u64().expect("a number"))
                }
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
                        self.look(rule, item, &format!("{at}/{place}"), found);
                    }
                    true
                }
                "anyOf" => {
                    rule.as_array().expect("a list").iter().any(|one| faults_in(self.root, one, value).is_empty())
                }
                "oneOf" => {
                    let fits = |one: &&Value| faults_in(self.root, one, value).is_empty();
                    rule.as_array().expect("a list").iter().filter(fits).count() == 1
                }
                "$ref" => {
                    let pointer =
                        rule.as_str().and_then(|to| to.strip_prefix('#')).expect("a reference into the schema");
                    self.look(self.root.pointer(pointer).expect("a definition"), value, at, found);
                    true
                }
                "properties" | "patternProperties" | "additionalProperties" => true,
                "propertyNames" => {
                    let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
                    names.for_each(|name| {
                        self.look(rule, &Value::from(name.as_str()), &format!("{at}/{name}"), found);
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
            let at = format!("{at}/{name}");
            match rules_of(schema, name) {
                Some(rules) => rules.into_iter().for_each(|rule| self.look(rule, own, &at, found)),
                None => found.push(format!("{at}: unknown")),
            }
        }
    }
}

/// The schemas of a field; none when there may be no such field.
fn rules_of<'s>(schema: &'s Map<String, Value>, name: &str) -> Option<Vec<&'s Value>> {
    let mut rules: Vec<&Value> = schema.get("properties").and_then(|all| all.get(name)).into_iter().collect();
    let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
    rules.extend(patterns.filter(|(pattern, _)| matches(&Value::from(pattern.as_str()), name)).map(|(_, rule)| rule));
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) if rules.is_empty() => None,
        Some(rule @ Value::Object(_)) if rules.is_empty() => Some(vec![rule]),
        _ => Some(rules),
    }
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
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
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
