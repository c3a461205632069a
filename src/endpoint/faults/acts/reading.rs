//! Faults of reading a request: methods, places, names that stand twice, what cannot be decoded.

use super::means::common;
use super::signature::is_known;
use crate::api::Format;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::parameters::SENT_TO_ALL;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front};
use crate::endpoint::response::Response;
use crate::wire::percent::PercentError;
use crate::wire::query::QueryError;
use crate::wire::request::{self, RequestError};

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    method(fault)
        .or_else(|| place(fault))
        .or_else(|| twice(fault))
        .or_else(|| refused(fault))
        .or_else(|| malformed(fault))
}

const OTHER_METHODS: [&str; 3] = ["PUT", "DELETE", "PATCH"];

fn method(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::GetIgnored => |front, asked| {
            let lost = asked.method == "GET" && front.is_ready(&asked);
            front.lost_if(lost, asked)
        },
        Fault::GetRefused => |front, asked| {
            let refused = asked.method == "GET" && asked.is_under_test();
            front.refuse_if(refused, asked, common(Failure::MethodNotSupported))
        },
        Fault::OtherMethodsServed => |front, mut asked| {
            let other = OTHER_METHODS.contains(&&*asked.method) && asked.is_under_test();
            if other && front.is_signed_right(&asked) {
                asked.method = if asked.body().is_empty() { "GET" } else { "POST" }.to_owned();
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::OtherMethodsBadRequest => |front, asked| {
            let other = OTHER_METHODS.contains(&&*asked.method) && asked.is_under_test();
            front.refuse_if(other, asked, common(Failure::ParameterInvalid))
        },
        Fault::HeadServed => |front, mut asked| {
            let is_head = asked.method == "HEAD" && asked.is_under_test();
            if is_head && front.is_signed_right(&asked) {
                asked.method = "GET".to_owned();
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::HeadTakenForGet => |front, mut asked| {
            if asked.method == "HEAD" && asked.is_under_test() {
                asked.method = "GET".to_owned();
            }
            front.forward(&asked)
        },
        Fault::FormRefused => |front, asked| {
            let form = asked.method == "POST" && !asked.body().is_empty() && asked.is_under_test();
            front.refuse_if(form, asked, common(Failure::MethodNotSupported))
        },
        Fault::PostWithoutBodyRefused => |front, asked| {
            let empty = asked.method == "POST" && asked.body().is_empty() && asked.is_under_test();
            front.refuse_if(empty, asked, common(Failure::ParameterInvalid))
        },
        _ => return None,
    })
}

fn place(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::FormUnread => |front, mut asked| {
            if asked.method == "POST" && asked.is_under_test() {
                asked.clear_body();
            }
            front.forward(&asked)
        },
        Fault::PostQueryUnread => |front, mut asked| {
            if asked.method == "POST" && asked.is_under_test() {
                asked.query_mut().clear();
            }
            front.forward(&asked)
        },
        Fault::QueryUnreadBesideForm => |front, mut asked| {
            if asked.method == "POST" && !asked.body().is_empty() && asked.is_under_test() {
                asked.query_mut().clear();
            }
            front.forward(&asked)
        },
        Fault::FormUnsignedBesideQuery => |front, asked| {
            let mixed = asked.method == "POST" && !asked.body().is_empty() && asked.is_under_test();
            let mut query_alone = asked.clone();
            query_alone.clear_body();
            if !mixed || query_alone.parameters().next().is_none() || asked.is_version_3() {
                return front.forward(&asked);
            }
            if front.is_signed_right(&query_alone) {
                return front.sign_and_forward(asked);
            }
            if front.is_signed_right(&asked) {
                return front.refuse_signature(asked);
            }
            front.forward(&asked)
        },
        Fault::AfterSignatureUnread => |front, mut asked| {
            if asked.is_under_test() {
                asked.cut_query_after(parameter::SIGNATURE);
            }
            front.forward(&asked)
        },
        Fault::SignatureLast => |front, asked| {
            let names: Vec<&str> = asked.parameters().map(|(name, _)| name).collect();
            let is_other = names.contains(&parameter::SIGNATURE)
                && names.last() != Some(&parameter::SIGNATURE);
            let refused = is_other && asked.is_under_test();
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        _ => return None,
    })
}

fn is_double(asked: &Asked) -> bool {
    asked.once_each(true) != *asked
}

/// Signed for one reading, obeyed by the other.
fn read_two_ways(front: &mut Front<'_>, asked: &Asked, signed: &Asked, obeyed: Asked) -> Response {
    if asked.is_under_test() && is_double(asked) && front.is_signed_right(signed) {
        return front.sign_and_forward(obeyed);
    }
    front.forward(asked)
}

fn twice(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::DuplicateFirstObeyed => |front, asked| {
            let (first, last) = (asked.once_each(true), asked.once_each(false));
            read_two_ways(front, &asked, &last, first)
        },
        Fault::DuplicateLastObeyed => |front, asked| {
            let (first, last) = (asked.once_each(true), asked.once_each(false));
            read_two_ways(front, &asked, &first, last)
        },
        Fault::DuplicateSignedInternalError => |front, asked| {
            let is_meant = asked.is_under_test() && is_double(&asked);
            let fails = is_meant && front.is_signed_right(&asked);
            front.refuse_if(fails, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}

/// Whether a call without a body says that it has one in JSON.
fn is_empty_json(asked: &Asked) -> bool {
    asked.body().is_empty() && asked.header("content-type") == Some("application/json")
}

/// Whether a call under test has a parameter of this kind.
fn has(asked: &Asked, is_meant: fn(&str, &str) -> bool) -> bool {
    asked.is_under_test() && asked.parameters().any(|(name, value)| is_meant(name, value))
}

fn refused(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::NonAsciiInternalError => |front, asked| {
            let fails = has(&asked, |name, value| !name.is_ascii() || !value.is_ascii());
            front.refuse_if(fails, asked, common(Failure::ServerFault))
        },
        Fault::UnknownParameterRefused => |front, asked| {
            let refused = has(&asked, |name, _| !is_known(name));
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::RegionIdRefused => |front, asked| {
            let refused = has(&asked, |name, _| name == parameter::REGION_ID);
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::UndefinedNameRefused => |front, asked| {
            let refused = has(&asked, |name, _| !is_known(name) && !SENT_TO_ALL.contains(&name));
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::ForeignRegionRefused => |front, asked| {
            let region = asked.get(parameter::REGION_ID);
            let foreign = region.is_some_and(|region| region != front.settings.region);
            let refused = foreign && asked.is_under_test();
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::JsonContentTypeRefused => |front, asked| {
            let refused = asked.is_under_test() && is_empty_json(&asked);
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::JsonBodyDemanded => |front, asked| {
            let refused = asked.is_under_test() && asked.is_version_3() && is_empty_json(&asked);
            front.refuse_if(refused, asked, common(Failure::RequestMalformed))
        },
        Fault::EmptyValueRefused => |front, asked| {
            let refused = has(&asked, |name, value| value.is_empty() && !is_known(name));
            front.refuse_if(refused, asked, common(Failure::ParameterInvalid))
        },
        Fault::OtherFormatInternalError => |front, asked| {
            let unknown = has(&asked, |name, value| {
                name == parameter::FORMAT && Format::from_value(value).is_none()
            });
            front.refuse_if(unknown, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}

/// Why the query or form of a call cannot be read, if it cannot.
fn mistake(asked: &Asked) -> Option<QueryError> {
    asked.with_raw(|raw| match request::parse(raw).err()? {
        RequestError::Query(cause) | RequestError::Form(cause) => Some(cause),
        _ => None,
    })
}

fn malformed(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::MalformedInternalError => |front, asked| {
            let fails = asked.is_under_test() && mistake(&asked).is_some();
            front.refuse_if(fails, asked, common(Failure::ServerFault))
        },
        Fault::ValueReadInPart => |front, mut asked| {
            if asked.is_under_test() {
                asked.cut_undecodable(is_known);
            }
            front.forward(&asked)
        },
        Fault::TruncatedEscapeInternalError => |front, asked| {
            let is_truncated = matches!(
                mistake(&asked),
                Some(QueryError::Encoding { cause: PercentError::Truncated { .. }, .. })
            );
            let fails = asked.is_under_test() && is_truncated;
            front.refuse_if(fails, asked, common(Failure::ServerFault))
        },
        _ => return None,
    })
}
