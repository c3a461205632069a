//! What probably lies behind a difference between two strings to sign, where no known mistake explains the
//! whole of it.

use crate::api::names::parameter;
use crate::wire::percent;

/// A sentence on the likeliest cause.
pub(super) fn likely(ours: &str, theirs: &str) -> String {
    parameters(ours, theirs)
        .or_else(|| spelling(ours, theirs).map(|cause| format!("As a whole, {cause}")))
        .unwrap_or_else(|| "No cause stands out.".to_owned())
}

/// Names and values, as they stand in the canonical query.
type Pairs = Vec<(String, String)>;

/// Compares the parameters that both hold; only strings to sign of version 1.0 can be taken apart so.
fn parameters(ours: &str, theirs: &str) -> Option<String> {
    let (method, query) = taken_apart(ours)?;
    let Some((their_method, theirs)) = taken_apart(theirs) else {
        return Some(
            "It is not METHOD, \"&\", \"%2F\", \"&\" and the encoded canonical query.".to_owned(),
        );
    };
    if method != their_method {
        return Some(format!("The method is {their_method:?}, and should be {method:?}."));
    }
    let names = |pairs: &Pairs| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (our_names, their_names) = (names(&query), names(&theirs));
    let lacking = |of: &[String], in_: &[String]| {
        let lacking = of.iter().filter(|name| !in_.contains(name));
        lacking.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
    };
    let missing = lacking(&our_names, &their_names);
    let added = lacking(&their_names, &our_names);
    if their_names.iter().any(|name| name == parameter::SIGNATURE) {
        Some("The parameter Signature is itself signed.".to_owned())
    } else if !missing.is_empty() || !added.is_empty() {
        let part = |what, list: &str| {
            if list.is_empty() { String::new() } else { format!(" {what}: {list}.") }
        };
        let told = [part("Not signed", &missing), part("Signed, but not sent", &added)].concat();
        Some(told.trim_start().to_owned())
    } else if our_names != their_names {
        Some("The parameters are the same, in another order: they are sorted by the bytes of their names.".to_owned())
    } else {
        let (name, _) = query.iter().zip(&theirs).find(|(one, two)| one != two)?.0;
        let value = |pairs: &Pairs| {
            let found = pairs.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let (one, two) = (value(&query), value(&theirs));
        spelling(&one, &two)
            .map(|cause| format!("In the value of {name:?}: {cause}"))
            .or_else(|| Some(format!("The value of {name:?} is another one.")))
    }
}

/// The method and the parameters of a string to sign of version 1.0.
fn taken_apart(text: &str) -> Option<(String, Pairs)> {
    let mut parts = text.splitn(3, '&');
    let (method, path, query) = (parts.next()?, parts.next()?, parts.next()?);
    if path != "%2F" {
        return None;
    }
    let query = percent::decode(query.as_bytes()).ok()?;
    let pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
    Some((method.to_owned(), pairs.collect::<Option<_>>()?))
}

/// Compares how the same text is spelled.
fn spelling(ours: &str, theirs: &str) -> Option<String> {
    let decode = |text: &str| percent::decode(text.as_bytes()).map(|text| text.into_owned()).ok();
    let (one, two) = (decode(ours)?, decode(theirs)?);
    let cause = if theirs.trim_end() == ours {
        "blanks or line ends follow at its end."
    } else if two == ours {
        "it is percent-encoded once too often."
    } else if one == theirs {
        "it is not percent-encoded."
    } else if ours.eq_ignore_ascii_case(theirs) && one == two {
        "escapes are written with lower-case digits."
    } else if one == two && theirs.contains('+') {
        "a blank is written \"+\" instead of \"%20\"."
    } else if one == two {
        "the same characters are escaped in another way."
    } else if ours.starts_with(theirs) {
        "it ends too early."
    } else {
        return None;
    };
    Some(cause.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "GET&%2F&A%3Dx%2520y%26B%3D%252A%26C%3D1";

    #[test]
    fn causes_are_told_apart() {
        for (theirs, word) in [
            ("POST&%2F&A%3Dx%2520y%26B%3D%252A%26C%3D1", "The method is \"POST\""),
            ("GET&/&A%3Dx", "It is not METHOD"),
            ("nothing", "It is not METHOD"),
            ("GET&%2F&A%3Dx%2520y%26C%3D1", "Not signed: \"B\"."),
            ("GET&%2F&A%3Dx%2520y%26B%3D%252A%26C%3D1%26D%3D", "Signed, but not sent: \"D\"."),
            ("GET&%2F&A%3Dx%2520y%26B%3D%252A%26C%3D1%26Signature%3D", "itself signed"),
            ("GET&%2F&B%3D%252A%26A%3Dx%2520y%26C%3D1", "another order"),
            ("GET&%2F&A%3Dx%2By%26B%3D%252A%26C%3D1", "In the value of \"A\": a blank"),
            ("GET&%2F&A%3Dx%252520y%26B%3D%252A%26C%3D1", "\"A\": it is percent-encoded once too"),
            ("GET&%2F&A%3Dx%2520y%26B%3D%2A%26C%3D1", "\"B\": it is not percent-encoded"),
            (
                "GET&%2F&A%3Dx%2520y%26B%3D%252a%26C%3D1",
                "\"B\": escapes are written with lower-case",
            ),
            ("GET&%2F&A%3Dx%2520y%26B%3D%252A%26C%3D2", "The value of \"C\" is another one"),
        ] {
            let told = likely(OURS, theirs);
            assert!(told.contains(word), "{theirs}: {told}");
        }
        assert_eq!(likely("POST\n/\n", "POST\n/"), "As a whole, it ends too early.");
        assert_eq!(likely("POST\n/", "GET\n/"), "No cause stands out.");
    }
}
