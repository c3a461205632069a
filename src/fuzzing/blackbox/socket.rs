//! Connections: raw bytes out, one HTTP answer after the other in. No HTTP library stands between, so
//! that what is sent is what was meant, and nothing is repaired on the way.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use crate::outcome::Answer;

/// How a request ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// No connection could be made.
    Unreachable(String),
    /// The connection ended; `fresh` tells whether this request was the first on it.
    Closed { fresh: bool, after_bytes: usize },
    /// Nothing, or not all of it, came in time.
    TimedOut,
    /// What came is not HTTP, or its head goes on past every bound.
    NotHttp(String),
    /// The body of the answer goes on past [`Answer::MAX_BODY_BYTES`].
    TooLong,
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(why) => write!(f, "no connection ({why})"),
            Self::Closed { after_bytes: 0, .. } => {
                f.write_str("the connection was closed without an answer")
            }
            Self::Closed { after_bytes, .. } => {
                write!(f, "the connection was closed after {after_bytes} bytes of an answer")
            }
            Self::TimedOut => f.write_str("no complete answer in time"),
            Self::NotHttp(why) => write!(f, "what came is not HTTP ({why})"),
            Self::TooLong => {
                write!(f, "an answer with a body past {} bytes", Answer::MAX_BODY_BYTES)
            }
        }
    }
}

/// Where to connect to.
#[derive(Clone)]
pub(super) struct Destination {
    addresses: Vec<SocketAddr>,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Destination {
    /// Looks the host of an address up, and sets TLS up where it is needed. A process-wide provider
    /// of cryptography must have been chosen: making a [`Session`](crate::suite::session::Session)
    /// does so.
    ///
    /// # Errors
    /// When the host has no address, or TLS cannot be set up on this machine.
    pub(super) async fn of(url: &Url) -> Result<Self, String> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), port))
            .await
            .map_err(|error| format!("{host} has no address: {error}"))?
            .collect();
        let tls = if url.scheme() == "https" {
            let config = ClientConfig::with_platform_verifier()
                .map_err(|error| format!("TLS cannot be set up: {error}"))?;
            let name = ServerName::try_from(host)
                .map_err(|error| format!("the host is no name for TLS: {error}"))?;
            Some((TlsConnector::from(Arc::new(config)), name))
        } else {
            None
        };
        Ok(Self { addresses, tls })
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection, and what was read from it and not used yet.
pub(super) struct Connection {
    stream: Stream,
    pub(super) buffer: Vec<u8>,
    /// How many answers came on it.
    pub(super) answers: usize,
}

/// How much is read at once, in bytes.
const PIECE: usize = 16 * 1024;

/// How long it may take to hand a request over that the endpoint does not read to its end.
const HANDING_OVER: Duration = Duration::from_secs(2);

impl Connection {
    /// Connects.
    pub(super) async fn open(to: &Destination, patience: Duration) -> Result<Self, Ending> {
        let attempt = async {
            let stream = TcpStream::connect(&to.addresses[..]).await?;
            // Requests are small and complete: waiting to fill a packet only delays them.
            stream.set_nodelay(true)?;
            Ok::<Stream, io::Error>(match &to.tls {
                None => Stream::Plain(stream),
                Some((connector, name)) => {
                    Stream::Tls(Box::new(connector.connect(name.clone(), stream).await?))
                }
            })
        };
        match tokio::time::timeout(patience, attempt).await {
            Ok(Ok(stream)) => Ok(Self { stream, buffer: Vec::new(), answers: 0 }),
            Ok(Err(error)) => Err(Ending::Unreachable(error.to_string())),
            Err(_) => Err(Ending::Unreachable("no connection in time".to_owned())),
        }
    }

    /// Writes bytes. That they are not taken is no failure yet: an answer may say why.
    pub(super) async fn write(&mut self, bytes: &[u8]) {
        let writing = async {
            match &mut self.stream {
                Stream::Plain(stream) => stream.write_all(bytes).await,
                Stream::Tls(stream) => match stream.write_all(bytes).await {
                    Ok(()) => stream.flush().await,
                    failed => failed,
                },
            }
        };
        if bytes.len() < 2 * PIECE {
            let _ = writing.await;
        } else {
            let _ = tokio::time::timeout(HANDING_OVER, writing).await;
        }
    }

    /// Ends the sending half.
    pub(super) async fn end(&mut self) {
        let _ = match &mut self.stream {
            Stream::Plain(stream) => stream.shutdown().await,
            Stream::Tls(stream) => stream.shutdown().await,
        };
    }

    /// Reads once more into the buffer; 0 at the end. A reset is an end like any other.
    pub(super) async fn fill(&mut self) -> usize {
        let before = self.buffer.len();
        self.buffer.reserve(PIECE);
        // Reads what fits into the room that is there, and appends it.
        let read = match &mut self.stream {
            Stream::Plain(stream) => stream.read_buf(&mut self.buffer).await,
            Stream::Tls(stream) => stream.read_buf(&mut self.buffer).await,
        };
        match read {
            Ok(_) => self.buffer.len() - before,
            Err(_) => 0,
        }
    }
}
