//! Every code that the documentation knows, looked up at once: a fuzzer asks with every answer.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{Accepted, Code, Failure, Status, other};
use crate::api::operations::parameter_names;

/// What an HTTP status may come with.
#[derive(Default)]
struct Known {
    exact: HashMap<u16, HashSet<String>>,
    /// Families of codes, and codes whose status is open.
    wide: Vec<(Status, Code)>,
}

impl Known {
    fn note(&mut self, status: Status, code: Code) {
        match (status, code) {
            (Status::Exact(status), Code::Exact(code)) => {
                self.exact.entry(status).or_default().insert(code);
            }
            // It is what is asked for here.
            (_, Code::Known) => {}
            wide if self.wide.contains(&wide) => {}
            wide => self.wide.push(wide),
        }
    }
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known::default();
    for (code, status) in other::plain() {
        known.note(status, Code::Exact(code.to_owned()));
    }
    for failure in Failure::ALL {
        // As in `MissingTimestamp`.
        for parameter in std::iter::once("").chain(parameter_names()) {
            for Accepted { status, code, .. } in failure.accepted(parameter) {
                known.note(status, code);
            }
        }
    }
    known
});

/// Whether the documentation knows this code with this HTTP status, in either dialect, whatever
/// parameter it names.
#[must_use]
pub fn is_known_code(status: u16, code: &str) -> bool {
    KNOWN.exact.get(&status).is_some_and(|codes| codes.contains(code))
        || KNOWN.wide.iter().any(|(other, wide)| other.matches(status) && wide.matches(code))
}

#[cfg(test)]
mod tests {
    use super::super::is_documented;
    use super::*;

    #[test]
    fn it_says_what_the_catalogue_says() {
        let mut codes: HashSet<String> = other::plain().map(|(code, _)| code.to_owned()).collect();
        for failure in Failure::ALL {
            for parameter in parameter_names().chain(["", "Nonsense"]) {
                let accepted = failure.accepted(parameter).into_iter();
                codes.extend(accepted.map(|accepted| accepted.code.text().to_owned()));
            }
        }
        let names: Vec<&str> = parameter_names().collect();
        assert!(codes.len() > 60 && codes.iter().all(|code| code.len() < 128));
        for code in codes.iter().flat_map(|code| [code.clone(), format!("{code}.More")]) {
            for status in [200, 400, 401, 403, 404, 405, 409, 429, 500, 503] {
                let documented = is_documented(status, &code, &names);
                assert_eq!(is_known_code(status, &code), documented, "{status} {code}");
            }
        }
        assert!(!is_known_code(400, "MissingNonsense"));
    }
}
