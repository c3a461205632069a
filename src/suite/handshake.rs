//! What to do about a TLS handshake that failed, from what the TLS library says. Every message that tells of one
//! says the same.

use crate::outcome::diagnosis::Owner;

/// What to do where a client certificate is asked for.
pub(super) const ANOTHER_ADDRESS: &str =
    "give an address at which no client certificate is asked for: the suite has none";
/// What to do where HTTP/1.1 is not spoken.
pub(super) const HTTP_1: &str =
    "give an address at which HTTP/1.1 is spoken: the suite speaks no other";

/// Whose a failed handshake is, and what to do, from what the TLS library says.
#[must_use]
pub(super) fn told_by(cause: &str) -> (Owner, &'static str) {
    let lower = cause.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&["causedasendentity"]) {
        (
            Owner::Setup,
            "give the endpoint a certificate that is not itself an authority's (basicConstraints CA:FALSE), \
             which `openssl req -x509` makes with -addext \"basicConstraints=critical,CA:FALSE\"",
        )
    } else if says(&["unknownissuer", "self-signed"]) {
        (
            Owner::Setup,
            "let this machine trust the authority that issued the certificate: add it to the \
             system's certificates, or name its file in the variable SSL_CERT_FILE",
        )
    } else if says(&["not valid for name", "notvalidforname"]) {
        (Owner::Setup, "write the host name that the certificate is issued for into url")
    } else if says(&["expired", "not valid yet", "notvalidyet"]) {
        (Owner::Open, "renew the certificate, or check this machine's clock")
    } else if says(&["corrupt message", "invalidcontenttype"]) {
        (Owner::Setup, "write http:// in url: what listens there does not speak TLS")
    } else if says(&["certificaterequired", "certificate required"]) {
        (Owner::Setup, ANOTHER_ADDRESS)
    } else if says(&["noapplicationprotocol", "no application protocol"]) {
        (Owner::Setup, HTTP_1)
    } else if says(&["alert"]) {
        (
            Owner::Open,
            "look at the endpoint's TLS settings: the suite speaks TLS 1.2 and 1.3, and has no client \
             certificate to show",
        )
    } else {
        (Owner::Open, "look at the endpoint's TLS settings; the suite speaks TLS 1.2 and 1.3")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_handshake_is_somebodys() {
        for (cause, owner, word) in [
            ("invalid peer certificate: UnknownIssuer", Owner::Setup, "SSL_CERT_FILE"),
            (
                "certificate not valid for name \"a\"; certificate is for b",
                Owner::Setup,
                "host name",
            ),
            ("invalid peer certificate: certificate expired: …", Owner::Open, "renew"),
            ("received corrupt message of type InvalidContentType", Owner::Setup, "http://"),
            (
                "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
                Owner::Setup,
                "CA:FALSE",
            ),
            ("received fatal alert: CertificateRequired", Owner::Setup, "no client certificate"),
            ("received fatal alert: NoApplicationProtocol", Owner::Setup, "HTTP/1.1"),
            ("received fatal alert: HandshakeFailure", Owner::Open, "TLS 1.2"),
        ] {
            let (whose, next) = told_by(cause);
            assert_eq!(whose, owner, "{cause}");
            assert!(next.contains(word), "{next}");
        }
    }
}
