//! Canonical JSON: the one spelling of a value that is signed.
//!
//! Source: OLPC Canonical JSON (wiki.laptop.org/go/Canonical_JSON), which the TUF specification names in §3.

use serde_json::Value;

/// Why a value has no canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("numbers must be whole")]
pub struct NotCanonical;

/// The canonical bytes of a value.
///
/// # Errors
/// When a number is not whole.
pub fn bytes(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.extend(b"null"),
        Value::Bool(true) => out.extend(b"true"),
        Value::Bool(false) => out.extend(b"false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.extend(number.to_string().bytes()),
        Value::Number(_) => return Err(NotCanonical),
        Value::String(text) => string(text, out),
        Value::Array(items) => list(items.iter(), (b'[', b']'), out, write)?,
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            list(sorted.into_iter(), (b'{', b'}'), out, |(name, item), out| {
                string(name, out);
                out.push(b':');
                write(item, out)
            })?;
        }
    }
    Ok(())
}

fn list<T>(
    items: impl Iterator<Item = T>,
    (open, close): (u8, u8),
    out: &mut Vec<u8>,
    each: impl Fn(T, &mut Vec<u8>) -> Result<(), NotCanonical>,
) -> Result<(), NotCanonical> {
    out.push(open);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        each(item, out)?;
    }
    out.push(close);
    Ok(())
}

/// Only the quotation mark and the backslash are escaped; everything else stands as it is.
fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_spelling_of_each_value() {
        let value = json!({"b": [1, true, null], "a": "引\"号\\\n", "": {}});
        assert_eq!(bytes(&value).expect("whole"), "{\"\":{},\"a\":\"引\\\"号\\\\\n\",\"b\":[1,true,null]}".as_bytes());
        assert_eq!(bytes(&json!(1.5)), Err(NotCanonical));
    }
}
