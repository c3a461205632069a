//! Target `control`: an answer of the control protocol. The first byte chooses its status, the rest is its body.
//!
//! Holds: what is understood is what a plain reading of the JSON says, an id that is used can be asked for, and
//! what is told is bounded; every secret in it that is learnt is taken out of its text.

use serde_json::Value;

use crate::outcome::Answer;
use crate::report::Redactor;
use crate::suite::arrange::answers::{self, NotMade};
use crate::suite::kept;
use crate::suite::secrets::Secrets;
use crate::suite::target::AccessKey;

/// How long what is told may be: a text of an answer, and what stands around it.
const MOST_TOLD: usize = kept::TEXT + 1000;

/// A key that is used: its secret is one of those that are learnt.
fn used(body: &[u8], key: AccessKey) -> String {
    let secrets = Secrets::default();
    let secret = key.secret.reveal();
    let is_learnt = secrets.learn_from(body).is_err()
        || secret.is_empty()
        || secrets.all().is_some_and(|all| all.iter().any(|known| known == secret));
    assert!(is_learnt, "{secret:?} is not learnt");
    key.id
}

/// The fuzz body.
///
/// # Panics
/// When what this target watches over does not hold.
pub fn body(data: &[u8]) {
    let [first, body @ ..] = data else { return };
    let status = [200, 201, 204, 302, 400, 404, 500][usize::from(*first) % 7];
    let headers = vec![("location".to_owned(), String::from_utf8_lossy(body).into_owned())];
    let answer = Answer { status, headers, body: body.to_vec(), ..Answer::default() };
    let value = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let told = |text: &str| assert!(text.len() <= MOST_TOLD, "{} bytes are told", text.len());

    match answers::capabilities(&answer) {
        Ok(capabilities) => {
            assert_eq!(status, 200);
            assert!(value.is_null() || value["protocol"] == "rebootspec-control/1", "{value}");
            let listed = value["locks"].as_array().map_or(0, Vec::len);
            assert!(value["locks"].is_null() || capabilities.locks.len() == listed);
        }
        Err(why) => told(&why),
    }
    for (made, name) in [
        (answers::instance(&answer), "InstanceId"),
        (answers::key(&answer).map(|key| used(body, key)), "AccessKeyId"),
        (answers::failure(&answer), "id"),
    ] {
        match made {
            Ok(id) => {
                assert_eq!(status, 201);
                // A name that stands twice is no mistake where nobody asks for it, nor are bytes that are no text.
                let is_whole = value.is_object();
                assert!(!is_whole || value[name].as_str() == Some(&*id), "{id:?} of {value}");
                assert!((1..=kept::ID).contains(&id.len()) && id != "." && id != "..", "{id:?}");
            }
            Err(NotMade::Refused(why) | NotMade::Stays(why)) => told(&why),
        }
    }
    if let Err(why) = answers::expect(&answer, 204) {
        told(&why);
    }
    let secrets = Secrets::default();
    if secrets.learn_from(body).is_ok() {
        let text = Redactor::of(secrets.all()).text(&String::from_utf8_lossy(body));
        for secret in secrets.all().into_iter().flatten() {
            // A short one may stand in what is put in its place, and one that JSON escapes stood there escaped.
            let is_hidden = secret.len() < 8 || "[secret]".contains(&*secret);
            assert!(is_hidden || !text.contains(&*secret), "{secret:?} is in {text:?}");
        }
    }
}
