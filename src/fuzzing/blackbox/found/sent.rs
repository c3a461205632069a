//! What the request of a finding holds that is not the same in every call, for a reader who wants to know
//! which value it was.

use crate::api::names::{API_VERSION, parameter};
use crate::api::operations;
use crate::wire::percent;

/// How much of a value is shown, in characters.
const SHOWN: usize = 120;
/// How many values are shown.
const MOST: usize = 8;

/// Method and path, where they are not those of every call, and the parameters with other values than
/// every call has, as name and value. What is new with each call stands only where the finding is about it.
pub(super) fn values(request: &[u8], instance: &str, classes: &[String]) -> Vec<String> {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut found = Vec::new();
    if !["GET", "POST", ""].contains(&method) || !["/", ""].contains(&path) {
        found.push(clipped(&format!("{method} {path}")));
    }
    let about = |name: &str| classes.iter().any(|class| class.contains(name));
    let usual = |name: &str, value: &str| match name {
        parameter::ACTION => value == operations::REBOOT_INSTANCE.name,
        parameter::VERSION => value == API_VERSION,
        parameter::INSTANCE_ID => value == instance,
        parameter::SIGNATURE_METHOD => value == "HMAC-SHA1",
        parameter::SIGNATURE_VERSION => value == "1.0",
        parameter::FORMAT => ["XML", "JSON"].contains(&value),
        _ => false,
    };
    let new_each_time = [
        parameter::ACCESS_KEY_ID,
        parameter::SIGNATURE,
        parameter::SIGNATURE_NONCE,
        parameter::TIMESTAMP,
    ];
    let form = if head.to_ascii_lowercase().contains("x-www-form-urlencoded") { body } else { "" };
    for pair in query.split('&').chain(form.split('&')).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = percent::decode(value.as_bytes()).map(|value| value.into_owned());
        let is_usual = plain.as_ref().is_ok_and(|plain| usual(name, plain));
        // A signature stays a secret's affair, whatever the finding is about.
        let is_new =
            new_each_time.contains(&name) && (name == parameter::SIGNATURE || !about(name));
        if is_usual || is_new {
            continue;
        }
        if found.len() == MOST {
            found.push("and more".to_owned());
            break;
        }
        let shown = plain.map_or_else(|_| value.to_owned(), |plain| format!("{plain:?}"));
        found.push(clipped(&format!("{name}={shown}")));
    }
    found
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_in_every_call_is_named() {
        let request = b"PUT /a?Action=RebootInstance&InstanceId=i-1&ForceStop=y%65s&Timestamp=t&Signature=s HTTP/1.1\r\n\r\n";
        let about = |class: &str| values(request, "i-1", &[class.to_owned()]);
        assert_eq!(about("ForceStop"), ["PUT /a", "ForceStop=\"yes\""]);
        assert_eq!(about("Timestamp"), ["PUT /a", "ForceStop=\"yes\"", "Timestamp=\"t\""]);
        assert!(values(b"", "", &[]).is_empty());
    }
}
