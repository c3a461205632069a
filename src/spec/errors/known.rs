//! Every code that the documentation knows, looked up at once: a fuzzer asks with every answer.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{Accepted, Code, Failure, OPERATION_ERRORS, OTHER_COMMON};

/// Parameters that a gateway's code may name, as in `MissingTimestamp`.
const NAMED: [&str; 13] = [
    "Action",
    "Version",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
    "Format",
    "InstanceId",
    "ForceStop",
    "DryRun",
    "RegionId",
];

/// What an HTTP status may come with.
#[derive(Default)]
struct Known {
    exact: HashMap<u16, HashSet<String>>,
    families: Vec<(u16, Code)>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known::default();
    let own = OPERATION_ERRORS.iter().map(|error| (error.status, error.code));
    let common = OTHER_COMMON.iter().map(|&(code, status)| (status, code));
    for (status, code) in own.chain(common) {
        known.exact.entry(status).or_default().insert(code.to_owned());
    }
    for failure in Failure::ALL {
        for parameter in [""].iter().chain(&NAMED) {
            for Accepted { status, code, .. } in failure.accepted(parameter) {
                match code {
                    Code::Exact(code) => {
                        known.exact.entry(status).or_default().insert(code);
                    }
                    family if known.families.contains(&(status, family.clone())) => {}
                    family => known.families.push((status, family)),
                }
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
        || KNOWN.families.iter().any(|(other, family)| *other == status && family.matches(code))
}

#[cfg(test)]
mod tests {
    use super::super::is_documented;
    use super::*;

    #[test]
    fn it_says_what_the_catalogue_says() {
        let own = OPERATION_ERRORS.iter().map(|error| error.code);
        let common = OTHER_COMMON.iter().map(|&(code, _)| code);
        let mut codes: HashSet<String> = own.chain(common).map(str::to_owned).collect();
        for failure in Failure::ALL {
            for parameter in NAMED.iter().chain(&["", "Nonsense"]) {
                let accepted = failure.accepted(parameter).into_iter();
                codes.extend(accepted.map(|accepted| accepted.code.text().to_owned()));
            }
        }
        assert!(codes.len() > 60 && codes.iter().all(|code| code.len() < 128));
        for code in codes.iter().flat_map(|code| [code.clone(), format!("{code}.More")]) {
            for status in [200, 400, 403, 404, 405, 409, 500, 503] {
                let documented = is_documented(status, &code, &NAMED);
                assert_eq!(is_known_code(status, &code), documented, "{status} {code}");
            }
        }
        assert!(!is_known_code(400, "MissingNonsense"));
    }
}
