//! Signature, the page of 2018, and what the page on version 2 of the request syntax adds.

use super::fact::{ADVICE, Fact, Page, aside, by};
use crate::api::rules::Source;

/// Signature.
pub(super) const PAGE: Page = Page { source: Source::Signature, facts: FACTS };
/// Request syntax and signature method V2 for RPC APIs.
pub(super) const VERSION_2: Page = Page { source: Source::SignatureV2, facts: VERSION_2_FACTS };

const LEAD: &str = Source::Signature.name();
const QUERY: &str = "Step 1. Compose a standardized request URL";
const STRING: &str = "Step 2. Construct a signature string";
const ONE: &str = "Sample 1. Parameter Concatenation Method";
const TWO: &str = "Sample 2. Programming Language Method";

#[rustfmt::skip] // a table
const FACTS: &[Fact] = &[
    by(LEAD, "The sender of each request is authenticated.", &["CP-04", "SG-01", "SG-08", "SG-09"]),
    by(LEAD, "So each request holds a signature, over HTTP and over HTTPS alike.", &["CP-04", "SG-10"]),
    by(LEAD, "AccessKeyId and AccessKeySecret authenticate by symmetric encryption.", &["SG-01", "SG-07", "SG-08"]),
    aside(LEAD, "An access key is for calls what a password is for the console.", ADVICE),
    by(LEAD, "The id says who calls; with the secret the signature is made and verified.", &["CP-14", "SG-08"]),
    by(LEAD, "A key is to be kept secret.", &["SG-12"]),
    aside(LEAD, "There are SDKs that sign.", ADVICE),
    by(QUERY, "All parameters but Signature, the operation's and the common ones, are sorted by the alphabet.",
        &["SG-03", "SG-11", "RQ-04"]),
    by(QUERY, "In a GET they are what stands behind the question mark, joined by &.", &["RQ-01", "RQ-04", "RQ-07"]),
    by(QUERY, "They are encoded in UTF-8 by the rules of RFC 3986.", &["SG-04", "SG-13", "RQ-03"]),
    by(QUERY, "A to Z, a to z, 0 to 9, -, _, . and ~ are not encoded.", &["SG-04"]),
    by(QUERY, "Every other character is %XY in hexadecimal digits; a double quote is %22.", &["SG-04"]),
    by(QUERY, "Further characters of UTF-8 are %XY%ZA and so on.", &["SG-04", "RQ-03"]),
    by(QUERY, "A blank is %20 and no +.", &["SG-05"]),
    by(QUERY, "A form encoder will do where + becomes %20, * becomes %2A and %7E becomes ~.", &["SG-04", "SG-05"]),
    by(QUERY, "Names and values are joined by =.", &["SG-01", "RQ-13"]),
    by(QUERY, "The pairs are joined by &.", &["SG-01"]),
    by(QUERY, "The result is the canonical query, of the structure that Request structure has.", &["SG-01", "RQ-01"]),
    by(STRING, "The string to sign is the HTTP method, &, %2F, &, and the canonical query encoded once more.", &["SG-06"]),
    by(STRING, "The signature is the HMAC-SHA1 (RFC 2104) of it, in Base64.", &["SG-01", "SG-10", "CP-12"]),
    by(STRING, "The key is AccessKeySecret followed by &.", &["SG-07"]),
    by(STRING, "The signature is encoded and added to the address.", &["SG-01", "SG-11", "SG-13"]),
    by(ONE, "Key testid and testsecret, DescribeRegions: the string to sign, and OLeaidS1JvxuMvnyHOwuJ+uX5qY= for it.",
        &["SG-02"]),
    aside(ONE, "In the last address Timestamp is encoded twice.",
        "a misprint in every edition: sent so, a request carries another Timestamp than the one signed, and is refused"),
    aside(ONE, "A browser, curl or wget can send it.", ADVICE),
    by(TWO, "In Java: Timestamp is ISO 8601 in UTC, and the nonce a UUID.", &["CP-20", "CP-31"]),
    by(TWO, "The same parameters give the same signature.", &["SG-02"]),
    aside(TWO, "The answer of DescribeRegions.", "it is another operation"),
    by(TWO, "With Format=JSON the answer is in JSON.", &["CP-41"]),
];

const REQUEST: &str = "Common request parameters";
const SIGN: &str = "Signature method";

#[rustfmt::skip] // a table
const VERSION_2_FACTS: &[Fact] = &[
    by(REQUEST, "A request is a GET or a POST with the parameters in the query.", &["RQ-11"]),
    by(REQUEST, "SignatureNonce: another one for each request is recommended; it may be long.", &["CP-30", "CP-31"]),
    by(REQUEST, "Timestamp is good for 31 minutes.", &["CP-21"]),
    by(REQUEST, "SecurityToken: with a session key, signed like any other parameter.", &["CP-16", "CP-17"]),
    by(SIGN, "A second worked example: DescribeDedicatedHosts gives 9NaGiOspFP5UPcwX8Iwt2YJXXuk=.", &["SG-02"]),
];
