//! Whether the endpoint is there: its address, TLS, and whether what comes is HTTP.

use std::time::Instant;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{Asked, Examination};
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::spec::names::{action, parameter};
use crate::suite::answer::Content;
use crate::suite::call::Call;
use crate::suite::client::NoAnswer;

const ADDRESS: &str = "address";
const TLS: &str = "TLS";
const HTTP: &str = "HTTP";

impl Examination<'_> {
    /// Whether the host name has an address, and something listens there.
    pub(super) async fn address(&mut self) -> bool {
        let url = &self.session.target.url;
        // A target file's address is http or https, so it has a host and a port.
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or_default();
        let limit = self.session.target.timeout;
        let found = match timeout(limit, lookup_host((host.as_str(), port))).await {
            Ok(found) => found.map(Iterator::collect::<Vec<_>>),
            Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
        };
        let addresses = match found {
            Ok(addresses) if !addresses.is_empty() => addresses,
            other => {
                let cause = other.err().map_or("no record".to_owned(), |error| error.to_string());
                self.not_reached(ADDRESS, &NoAnswer::Dns(cause));
                return false;
            }
        };
        let mut failures = Vec::new();
        for address in addresses {
            let began = Instant::now();
            let failure = match timeout(limit, TcpStream::connect(address)).await {
                Ok(Ok(_)) => {
                    let mut seen = format!(
                        "connected to {address} in {:.1} ms",
                        began.elapsed().as_secs_f64() * 1e3
                    );
                    for (address, failure) in failures {
                        seen.push_str(&format!("; {address}: {failure}"));
                    }
                    self.ok(ADDRESS, seen);
                    return true;
                }
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                    NoAnswer::Refused
                }
                Ok(Err(error)) => NoAnswer::Connect(error.to_string()),
                Err(_) => NoAnswer::Connect(format!("none within {} ms", limit.as_millis())),
            };
            failures.push((address, failure));
        }
        // There is at least one address, so there is at least one failure.
        for (address, failure) in failures {
            let seen = format!("{address}: {failure}");
            self.problem(ADDRESS, Consequence::NotServed, seen, Owner::Setup, failure.advice());
        }
        false
    }

    fn not_reached(&mut self, check: &'static str, failure: &NoAnswer) {
        let owner = match failure {
            NoAnswer::Dns(_) | NoAnswer::Refused | NoAnswer::Connect(_) | NoAnswer::NotHttp(_) => {
                Owner::Setup
            }
            NoAnswer::Tls(_)
            | NoAnswer::TimedOut(_)
            | NoAnswer::Closed(_)
            | NoAnswer::Dropped(_) => Owner::Endpoint,
            NoAnswer::Unsendable(_) => Owner::Suite,
        };
        let consequence = match owner {
            Owner::Suite => Consequence::SuiteBroken,
            _ => Consequence::NotServed,
        };
        self.problem(check, consequence, failure.to_string(), owner, failure.advice());
    }

    /// The first call, DescribeInstanceStatus without Format: what it says of TLS, HTTP and clock.
    /// `None` where it was not answered.
    pub(super) async fn http(&mut self) -> Option<Asked> {
        let call = Call::new(action::DESCRIBE_INSTANCE_STATUS)
            .with(parameter::REGION_ID, &*self.session.target.region);
        let asked = self.ask(&call).await;
        let encrypted = self.session.target.url.scheme() == "https";
        if !encrypted {
            self.ok(
                TLS,
                "none: the address is http, so nothing is encrypted and no certificate is checked",
            );
        }
        match &asked.received.content {
            Content::None(NoAnswer::Tls(cause)) => self.tls_failed(cause),
            // A connection was just had, so it is what follows that failed.
            Content::None(NoAnswer::Connect(cause)) if encrypted => self.tls_failed(cause),
            Content::None(failure) => {
                if encrypted {
                    self.skip(TLS, "it cannot be told, since the first call was not answered");
                }
                self.not_reached(HTTP, failure);
            }
            Content::Read(answer, _) | Content::Unreadable(answer, _) => {
                let seen = format!("status {} after {:.1} ms", answer.status, asked.took_ms);
                if encrypted {
                    self.ok(
                        TLS,
                        "the handshake succeeded, and the certificate is valid for this host",
                    );
                }
                self.ok(HTTP, seen);
                self.clock(&asked);
                return Some(asked);
            }
        }
        None
    }

    fn tls_failed(&mut self, cause: &str) {
        let seen = format!("the handshake failed: {cause}");
        let (owner, next) = tls_advice(cause);
        self.problem(TLS, Consequence::NotServed, seen, owner, next);
    }
}

/// Whose a failed handshake is, and what to do, from what the TLS library says.
fn tls_advice(cause: &str) -> (Owner, &'static str) {
    let lower = cause.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&["causedasendentity"]) {
        (
            Owner::Endpoint,
            "serve a certificate that is not itself an authority's (basicConstraints CA:FALSE)",
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
        (Owner::Endpoint, "renew the certificate, or check this machine's clock")
    } else if says(&["corrupt message", "invalidcontenttype"]) {
        (Owner::Setup, "write http:// in url: what listens there does not speak TLS")
    } else {
        (Owner::Endpoint, "look at the endpoint's TLS settings; the suite speaks TLS 1.2 and 1.3")
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
            ("invalid peer certificate: certificate expired: …", Owner::Endpoint, "renew"),
            ("received corrupt message of type InvalidContentType", Owner::Setup, "http://"),
            (
                "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
                Owner::Endpoint,
                "CA:FALSE",
            ),
            ("received fatal alert: HandshakeFailure", Owner::Endpoint, "TLS 1.2"),
        ] {
            let (whose, next) = tls_advice(cause);
            assert_eq!(whose, owner, "{cause}");
            assert!(next.contains(word), "{next}");
        }
    }
}
