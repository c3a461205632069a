//! Digests that a report carries, so that damage and careless edits are found: one of each exchange,
//! and one of the whole.
//!
//! A digest needs no key, so whoever changes a report on purpose can make a new one: it proves that a
//! report is whole, not who wrote it. What is digested is what stands in the report, secrets already
//! taken out, in the canonical form of RFC 8785 (keys sorted, no blanks), so that any language can check
//! it. Whole numbers above 2^53 stand as they are, which RFC 8785 leaves open.

use crate::outcome::{Exchange, RunResult};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Name of the field that holds a digest, and that none covers.
pub const FIELD: &str = "sha256";

/// SHA-256 in lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    in_digits(&Sha256::digest(bytes))
}

fn in_digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of an object: of all its fields but its own `sha256`.
#[must_use]
pub fn of(value: &Value) -> String {
    let mut digest = Sha256::new();
    let mut take = |piece: &str| digest.update(piece);
    match value {
        Value::Object(members) => {
            object(&mut take, members.iter().filter(|(key, _)| *key != FIELD));
        }
        other => canonical(&mut take, other),
    }
    in_digits(&digest.finalize())
}

/// A report with its digests filled in, whatever stood there.
#[must_use]
pub fn sealed(mut record: RunResult) -> RunResult {
    record.control.aside.iter_mut().for_each(seal);
    let controls = [Some(&mut record.control.first), record.control.last.as_mut()];
    for call in controls.into_iter().flatten().flat_map(|call| &mut call.exchanges) {
        seal(call);
    }
    let scenarios = record.rules.iter_mut().flat_map(|rule| &mut rule.scenarios);
    scenarios.flat_map(|scenario| &mut scenario.exchanges).for_each(seal);
    // A report is plain data with text keys: it can always be put into JSON. Were it not so, the
    // digest would be empty, and the writing of the report would say why.
    record.sha256 =
        serde_json::to_value(&record).map_or_else(|_| String::new(), |value| of(&value));
    record
}

fn seal(call: &mut Exchange) {
    call.sha256 = serde_json::to_value(&*call).map_or_else(|_| String::new(), |value| of(&value));
}

/// Gives the canonical form piece by piece: as a whole it is as long as the report.
fn canonical(take: &mut impl FnMut(&str), value: &Value) {
    match value {
        Value::Object(members) => object(take, members.iter()),
        Value::Array(items) => {
            take("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    take(",");
                }
                canonical(take, item);
            }
            take("]");
        }
        // As JavaScript writes it: 12.0 is 12.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => take(&float.to_string()),
            _ => take(&number.to_string()),
        },
        // serde_json escapes in strings what RFC 8785 wants escaped, and nothing else.
        other => take(&other.to_string()),
    }
}

fn object<'a>(take: &mut impl FnMut(&str), members: impl Iterator<Item = (&'a String, &'a Value)>) {
    let mut members: Vec<(&String, &Value)> = members.collect();
    members.sort_by(|(one, _), (two, _)| one.encode_utf16().cmp(two.encode_utf16()));
    take("{");
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            take(",");
        }
        take(&Value::from(key.as_str()).to_string());
        take(":");
        canonical(take, value);
    }
    take("}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_is_that_of_rfc_8785() {
        // Of the examples there, those with numbers of the kind that a report holds.
        let value: Value = serde_json::from_str(
            r#"{"peach":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","1":[12.0, 4.50, 0.002, null, true],
                "\ud83d\ude00":1, "\ufb33":2, "\r":3}"#,
        )
        .unwrap();
        let mut text = String::new();
        canonical(&mut |piece: &str| text.push_str(piece), &value);
        let wanted = "{\"\\r\":3,\"1\":[12,4.5,0.002,null,true],\
             \"peach\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"😀\":1,\"\u{fb33}\":2}";
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_digest_covers_all_fields_but_itself() {
        let read = |text: &str| of(&serde_json::from_str(text).unwrap());
        let digest = read(r#"{"a":1,"b":{"sha256":"x"}}"#);
        assert_eq!(digest, read(r#"{"sha256":"any", "b":{"sha256":"x"}, "a":1}"#));
        assert_ne!(digest, read(r#"{"a":1,"b":{"sha256":"y"}}"#));
        // printf '{"a":1,"b":{"sha256":"x"}}' | sha256sum
        assert_eq!(digest.len(), 64);
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
