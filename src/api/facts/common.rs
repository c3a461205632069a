//! Common parameters and Request structure, the pages of 2018.

use super::fact::{ADVICE, Fact, POINTER, Page, aside, by};
use crate::api::rules::Source;

/// Common parameters.
pub(super) const PARAMETERS: Page =
    Page { source: Source::CommonParameters, facts: PARAMETER_FACTS };
/// Request structure.
pub(super) const STRUCTURE: Page =
    Page { source: Source::RequestStructure, facts: STRUCTURE_FACTS };

const REQUEST: &str = "Common request parameters";
const EXAMPLE: &str = "Request example";
const RESPONSE: &str = "Common response parameters";

#[rustfmt::skip] // a table
const PARAMETER_FACTS: &[Fact] = &[
    by(REQUEST, "The common parameters stand in the address of a GET request, over HTTP or HTTPS.", &["RQ-01", "RQ-02"]),
    by(REQUEST, "Action, String, required: the operation.", &["CP-01", "CP-11"]),
    by(REQUEST, "AccessKeyId, String, required: the id of the key that calls.", &["CP-03", "CP-14", "CP-15"]),
    aside(REQUEST, "An access key is for calls what a password is for the console.", ADVICE),
    by(REQUEST, "Signature, String, required: the signature.", &["CP-04"]),
    by(REQUEST, "SignatureMethod, String, required: HMAC-SHA1.", &["CP-05", "CP-12"]),
    by(REQUEST, "SignatureVersion, String, required: 1.0.", &["CP-06", "CP-13"]),
    by(REQUEST, "SignatureNonce, String, required: a unique random number against replays.", &["CP-07", "CP-30"]),
    by(REQUEST, "Different requests carry different random numbers.", &["CP-30", "CP-31"]),
    by(REQUEST, "Timestamp, String, required: the time of the request by ISO 8601 in UTC, YYYY-MM-DDThh:mm:ssZ.",
        &["CP-08", "CP-20", "CP-21", "CP-22", "CP-23"]),
    by(REQUEST, "2018-01-01T12:00:00Z is 20:00:00 of that day in Beijing.", &["CP-23"]),
    by(REQUEST, "Version, String, required: 2014-05-26.", &["CP-02", "CP-10"]),
    by(REQUEST, "Format, String, not required: json or xml, the format of the answer; xml is the default.",
        &["CP-40", "CP-41", "CP-42", "CP-43"]),
    by(EXAMPLE, "An address with all of them, Format in lower case, the nonce in digits alone.", &["RQ-01", "CP-31", "CP-42"]),
    by(RESPONSE, "RequestId, String: unique for every request, whether it succeeds or not.", &["CP-50", "CP-51", "CP-52"]),
];

const LEAD: &str = Source::RequestStructure.name();
const PROTOCOL: &str = "Communication protocol";
const ENDPOINTS: &str = "Service endpoints";
const REQUEST_PARAMETERS: &str = "Request Parameters";
const ENCODING: &str = "Character encoding";

#[rustfmt::skip] // a table
const STRUCTURE_FACTS: &[Fact] = &[
    by(LEAD, "A request is a GET of an address, over HTTP or HTTPS.", &["RQ-01", "RQ-02", "RQ-05"]),
    by(LEAD, "The request parameters stand in the address.", &["RQ-01", "RQ-04", "RQ-07", "RQ-08", "RQ-14"]),
    by(LEAD, "The example: an https address, Action, a parameter of the operation, the common parameters.", &["RQ-01", "RQ-04"]),
    by(LEAD, "https names the protocol.", &["RQ-02"]),
    aside(LEAD, "The host is one of the service's endpoints.", "the address of an endpoint is the target file's"),
    by(LEAD, "Action names the operation, DiskId is one of its parameters.", &["CP-01", "RQ-06"]),
    by(LEAD, "What is common are headers, common parameters and those that authenticate.", &["CP-03", "CP-04"]),
    by(PROTOCOL, "Requests over HTTP and over HTTPS are served.", &["RQ-01", "RQ-02"]),
    aside(PROTOCOL, "HTTPS is recommended.", ADVICE),
    aside(PROTOCOL, "It is recommended most where a password or a key pair is sent.", ADVICE),
    aside(ENDPOINTS, "Ten rows: a region and its address.", "the address of an endpoint is the target file's"),
    by(REQUEST_PARAMETERS, "Each request names its operation by Action.", &["CP-01"]),
    by(REQUEST_PARAMETERS, "Each address carries the common parameters and those of the operation.",
        &["CP-01", "CP-02", "CP-03", "CP-04", "CP-05", "CP-06", "CP-07", "CP-08", "RI-11", "RQ-06", "RQ-13"]),
    aside(REQUEST_PARAMETERS, "More on them stands under Common parameters.", POINTER),
    by(ENCODING, "Request parameters and answers are in UTF-8.", &["RQ-03", "RQ-07", "RS-06"]),
];
