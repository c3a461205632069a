//! Answers that may come to every call and say nothing about it, and answers that mean that the target's
//! set-up is wrong. Neither is the answer to what a call asks.
//!
//! Source: Response results, "Common error codes"; ECS API, "Throttling"; RFC 9110, sections 15.5 and 15.6,
//! for what a server in front of the endpoint may say.

use super::Code;
use super::Status::{self, Exact};

/// Why an answer says nothing about the call it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passing {
    /// Too many calls.
    Throttled,
    /// The endpoint failed inside.
    ServerFault,
    /// A load balancer or proxy in front of the endpoint answered in its place.
    Front,
}

/// An answer that may come to every call: with a pause and a new nonce it may be asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassingAnswer {
    /// Why it came.
    pub why: Passing,
    /// Its status.
    pub status: Status,
    /// Its code; `None` for a page without an envelope.
    pub code: Option<Code>,
}

const fn envelope(why: Passing, status: Status, family: &'static str) -> PassingAnswer {
    PassingAnswer { why, status, code: Some(Code::Family(family)) }
}

const fn page(status: u16) -> PassingAnswer {
    PassingAnswer { why: Passing::Front, status: Exact(status), code: None }
}

/// Every answer of that kind.
#[rustfmt::skip] // a table
pub static PASSING: &[PassingAnswer] = &[
    envelope(Passing::Throttled, Status::Client, "Throttling"),
    envelope(Passing::ServerFault, Exact(500), "InternalError"),
    envelope(Passing::ServerFault, Exact(503), "ServiceUnavailable"),
    envelope(Passing::ServerFault, Exact(503), "LimitedOperation.ServiceUnavailable"),
    // RFC 6585, section 4: a front that limits the rate.
    page(429),
    page(502),
    page(503),
    page(504),
];

/// Whether an answer is one that may come to every call. `code` is that of the error envelope, `None` where
/// the answer is no envelope of the API at all.
#[must_use]
pub fn passing(status: u16, code: Option<&str>) -> Option<Passing> {
    let found = PASSING.iter().find(|answer| {
        answer.status.matches(status)
            && match (&answer.code, code) {
                (Some(family), Some(code)) => family.matches(code),
                (None, None) => true,
                _ => false,
            }
    });
    found.map(|answer| answer.why)
}

/// What is wrong with the target's set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetUp {
    /// The key is a session key, and its token is not in the target file.
    SessionKey,
    /// The service wants https.
    Https,
    /// The address is that of another product.
    Product,
    /// The address is that of another region, or the region does not exist.
    Region,
    /// The key has not the right to do this: an own instance is meant.
    Rights,
    /// The account may not: risk control, or no money left.
    Account,
    /// A server in front asks for HTTP authentication.
    HttpAuthentication,
    /// A proxy asks for authentication.
    ProxyAuthentication,
    /// A server in front asks for a client certificate.
    ClientCertificate,
    /// Another version of HTTP is wanted.
    HttpVersion,
}

/// An answer that means that the target's set-up is wrong, and not the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetUpAnswer {
    /// What is wrong.
    pub what: SetUp,
    /// Its status.
    pub status: Status,
    /// What it is known by.
    pub sign: Sign,
}

/// What such an answer is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Its error code.
    Code(&'static str),
    /// Its error code, where the call names an instance that is the caller's own.
    CodeOnOwnInstance(&'static str),
    /// A header of this name.
    Header(&'static str),
    /// Its status alone.
    Status,
    /// A page that holds these words, in any letter case.
    Page(&'static str),
}

const fn set_up(what: SetUp, status: Status, sign: Sign) -> SetUpAnswer {
    SetUpAnswer { what, status, sign }
}

/// Every answer of that kind.
#[rustfmt::skip] // a table
pub const SET_UP: &[SetUpAnswer] = &[
    set_up(SetUp::SessionKey, Exact(400), Sign::Code("MissingSecurityToken")),
    set_up(SetUp::Https, Exact(400), Sign::Code("InvalidProtocol.NeedSsl")),
    set_up(SetUp::Product, Status::Client, Sign::Code("InvalidProduct.NotFound")),
    set_up(SetUp::Region, Status::Client, Sign::Code("InvalidRegion.NotFound")),
    set_up(SetUp::Rights, Status::Client, Sign::Code("NoPermission")),
    set_up(SetUp::Rights, Exact(403), Sign::CodeOnOwnInstance("Forbidden.RAM")),
    set_up(SetUp::Rights, Exact(403), Sign::CodeOnOwnInstance("Forbidden.Unauthorized")),
    set_up(SetUp::Account, Exact(403), Sign::Code("Forbidden.RiskControl")),
    set_up(SetUp::Account, Status::Client, Sign::Code("InsufficientBalance")),
    set_up(SetUp::HttpAuthentication, Exact(401), Sign::Header("www-authenticate")),
    set_up(SetUp::ProxyAuthentication, Exact(407), Sign::Status),
    set_up(SetUp::ClientCertificate, Exact(400), Sign::Page("required SSL certificate was sent")),
    set_up(SetUp::Https, Exact(400), Sign::Page("plain HTTP request was sent to HTTPS port")),
];

/// What an error code says about the target's set-up, if it does. `own_instance`: the call named an
/// instance that is the caller's own.
#[must_use]
pub fn set_up_told_by(status: u16, code: &str, own_instance: bool) -> Option<SetUp> {
    let found = SET_UP.iter().find(|answer| {
        answer.status.matches(status)
            && match answer.sign {
                Sign::Code(known) => known == code,
                Sign::CodeOnOwnInstance(known) => own_instance && known == code,
                Sign::Header(_) | Sign::Status | Sign::Page(_) => false,
            }
    });
    found.map(|answer| answer.what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::errors::is_documented;

    #[test]
    fn what_may_come_to_every_call_is_known_by_status_and_code() {
        for (status, code, why) in [
            (400, Some("Throttling"), Some(Passing::Throttled)),
            (429, Some("Throttling.User"), Some(Passing::Throttled)),
            (500, Some("InternalError"), Some(Passing::ServerFault)),
            (503, Some("ServiceUnavailable.RegionMaintaining"), Some(Passing::ServerFault)),
            (503, Some("LimitedOperation.ServiceUnavailable"), Some(Passing::ServerFault)),
            (502, None, Some(Passing::Front)),
            (504, None, Some(Passing::Front)),
            (500, None, None),
            (502, Some("InternalError"), None),
            (400, Some("InternalError"), None),
            (400, Some("Throttled"), None),
            (403, Some("IncorrectInstanceStatus"), None),
        ] {
            assert_eq!(passing(status, code), why, "{status} {code:?}");
        }
    }

    #[test]
    fn a_right_that_lacks_is_a_matter_of_own_instances() {
        assert_eq!(set_up_told_by(403, "Forbidden.RAM", true), Some(SetUp::Rights));
        assert_eq!(set_up_told_by(403, "Forbidden.RAM", false), None);
        assert_eq!(set_up_told_by(400, "MissingSecurityToken", false), Some(SetUp::SessionKey));
        assert_eq!(set_up_told_by(404, "InvalidInstanceId.NotFound", true), None);
    }

    #[test]
    fn every_code_of_these_lists_is_one_of_the_catalogue() {
        for answer in SET_UP {
            if let Sign::Code(code) | Sign::CodeOnOwnInstance(code) = answer.sign {
                assert!(is_documented(answer.status.usual(), code, &[]), "{code}");
            }
        }
        for answer in PASSING {
            if let Some(code) = &answer.code {
                assert!(is_documented(answer.status.usual(), code.text(), &[]), "{code:?}");
            }
        }
    }
}
