//! Whether the endpoint is there: its address, TLS, and whether what comes is HTTP.

use std::time::Instant;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::{Asked, Examination};
use crate::api::names::parameter;
use crate::api::operations;
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::suite::answer::Content;
use crate::suite::call::Call;
use crate::suite::client::NoAnswer;
use crate::suite::handshake;
use crate::suite::setup::{self, Obstacle};

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
                let obstacle = setup::unanswered(&self.session, &NoAnswer::Dns(cause));
                self.not_reached(ADDRESS, obstacle);
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

    fn not_reached(&mut self, check: &'static str, obstacle: Obstacle) {
        let consequence = match obstacle.owner {
            Owner::Suite => Consequence::SuiteBroken,
            Owner::Setup | Owner::Endpoint | Owner::Open => Consequence::NotServed,
        };
        self.problem(check, consequence, obstacle.seen, obstacle.owner, obstacle.next);
    }

    /// The first call, DescribeInstanceStatus without Format: what it says of TLS, HTTP and clock.
    /// `None` where it was not answered.
    pub(super) async fn http(&mut self) -> Option<Asked> {
        let call = Call::new(operations::DESCRIBE_INSTANCE_STATUS.name)
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
                let obstacle = setup::unanswered_looked_into(&self.session, failure).await;
                self.not_reached(HTTP, obstacle);
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
        let (owner, next) = handshake::told_by(cause);
        self.problem(TLS, Consequence::NotServed, seen, owner, next);
    }
}
