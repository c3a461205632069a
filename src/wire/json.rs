//! JSON to [`Value`] and back. Parsing is serde_json's; what is ours is that members keep their order
//! and a member that stands twice is kept twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::value::{DecodeError, MAX_DEPTH, Value};

pub(super) fn decode(text: &str) -> Result<Value, DecodeError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| DecodeError::Malformed(error.to_string()))?;
    if depth(&value) > MAX_DEPTH { Err(DecodeError::TooDeep) } else { Ok(value) }
}

/// How many values a text can hold at most: each but the first follows a comma or the beginning of a list
/// or an object.
pub(super) fn most_values(text: &str) -> usize {
    let (mut values, mut in_text, mut escaped) = (1, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            _ => {}
        }
    }
    values
}

// Recursion is bounded: serde_json refuses what is nested deeper than 128.
fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Object(members) => members.iter().map(|(_, value)| depth(value)).max(),
        Value::List(items) => items.iter().map(depth).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or(0)
}

pub(super) fn encode(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Text(text) => write_text(out, text),
        Value::Number(number) => out.push_str(number),
        Value::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
        Value::Null => out.push_str("null"),
        Value::Object(members) => {
            out.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(out, name);
                out.push(':');
                write(out, value);
            }
            out.push('}');
        }
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::text(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        list.shrink_to_fit();
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        object.shrink_to_fit();
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repetition_are_kept() {
        let value = decode(r#"{"b":1,"a":[true,null,-2.5],"b":"x"}"#).unwrap();
        assert_eq!(
            value,
            Value::object([
                ("b", Value::Number("1".into())),
                (
                    "a",
                    Value::List(vec![
                        Value::Boolean(true),
                        Value::Null,
                        Value::Number("-2.5".into())
                    ])
                ),
                ("b", Value::text("x")),
            ])
        );
        assert_eq!(encode(&value), r#"{"b":1,"a":[true,null,-2.5],"b":"x"}"#);
    }

    #[test]
    fn values_are_counted_without_reading_them() {
        for (text, values) in
            [("1", 1), ("[]", 2), (r#"{"a":[1,2,{"b":"x,[{\",,"}],"c":null}"#, 7), ("[[[", 4)]
        {
            assert_eq!(most_values(text), values, "{text}");
        }
    }

    #[test]
    fn text_is_escaped() {
        let value = Value::text("\"\\\u{1}\n</x>");
        assert_eq!(encode(&value), r#""\"\\\u0001\n</x>""#);
        assert_eq!(decode(&encode(&value)).unwrap(), value);
    }

    #[test]
    fn what_is_not_json_is_named() {
        for text in ["{", "{} {}", "<a/>", "{\"a\":}", "{'a':1}", "\"\u{1}\"", "[1,]", "nul"] {
            assert!(matches!(decode(text), Err(DecodeError::Malformed(_))), "{text}");
        }
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(decode(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(decode(&nested(MAX_DEPTH + 1)), Err(DecodeError::TooDeep));
        assert!(decode(&nested(100_000)).is_err(), "no stack overflow");
    }
}
