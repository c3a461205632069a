//! Request syntax and signature method V3, the page of 2024-02 to 2025-11.

use super::fact::{Fact, Page, aside, by};
use crate::api::rules::Source;

/// The page.
pub(super) const PAGE: Page = Page { source: Source::SignatureV3, facts: FACTS };

const SYNTAX: &str = "HTTP request syntax";
const HEADERS: &str = "Request headers";
const SIGN: &str = "Signature method";
const ERRORS: &str = "Common errors";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(SYNTAX, "A request goes over HTTP or HTTPS, by GET or by POST, to an endpoint and a URI; it has headers and may have a body.",
        &["RQ-11", "SG-20", "SG-28"]),
    by(SYNTAX, "The canonical URI of an RPC operation is /.", &["SG-20"]),
    by(HEADERS, "host, required.", &["SG-22"]),
    by(HEADERS, "x-acs-action, required: the operation.", &["SG-22", "SG-28"]),
    by(HEADERS, "x-acs-version, required: the version.", &["SG-22"]),
    by(HEADERS, "Authorization, required: ACS3-HMAC-SHA256, Credential, SignedHeaders, Signature.", &["SG-22", "SG-25"]),
    by(HEADERS, "x-acs-signature-nonce, required (copies of the page differ): another one for each request.", &["SG-22", "SG-24"]),
    by(HEADERS, "x-acs-date, required: ISO 8601 in UTC, good for 15 minutes.", &["SG-22", "SG-23"]),
    by(HEADERS, "x-acs-content-sha256, required: the hash of the body.", &["SG-22", "SG-26"]),
    by(HEADERS, "x-acs-security-token: with a session key.", &["CP-16", "CP-17"]),
    by(HEADERS, "Accept chooses the format of the answer.", &["SG-21"]),
    by(HEADERS, "Content-Type is optional where there is no body, and then application/json.", &["RQ-15"]),
    by(SIGN, "The canonical request: method, URI, query, headers, names of the signed headers, hash of the body.", &["SG-20"]),
    by(SIGN, "A parameter without a value is the empty text, and keeps its =.", &["SG-27"]),
    by(SIGN, "Lists are flattened, and names sorted as text.", &["SG-27"]),
    by(SIGN, "Header names are in lower case and sorted, values trimmed.", &["SG-27"]),
    by(SIGN, "host, content-type and every header that begins with x-acs- are signed.", &["SG-20", "SG-21"]),
    aside(SIGN, "Elsewhere: not every such header has to be signed.", "the page contradicts itself"),
    by(SIGN, "The string to sign: ACS3-HMAC-SHA256, and the hash of the canonical request.", &["SG-20", "SG-25"]),
    by(SIGN, "The signature: HMAC-SHA256 under the secret alone, in lower-case hexadecimal digits.", &["SG-20"]),
    by(SIGN, "A worked example: RunInstances gives 06563a9e…83c0.", &["SG-02"]),
    aside(SIGN, "The full sample further down shows another date and nonce beside the same signature.", "a misprint"),
    by(ERRORS, "A signature that does not match is 400 SignatureDoesNotMatch, with what the server signed.", &["SG-20", "SG-26"]),
];
