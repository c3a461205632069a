//! Requests out, answers in, both bounded in bytes and time. Whatever happens is an [`Exchange`];
//! what it means is not decided here.

use std::error::Error as _;
use std::io;
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::outcome::{Answer, Exchange, Purpose, SentRequest};

/// A request, ready to go: nothing is added to it but the headers HTTP itself needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// HTTP method.
    pub method: &'static str,
    /// Full address.
    pub url: String,
    /// Headers beside `host` and `content-length`.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The host name has no address.
    Dns(String),
    /// Nothing listens there.
    Refused,
    /// No connection for another reason.
    Connect(String),
    /// The TLS handshake failed.
    Tls(String),
    /// What came is not HTTP.
    NotHttp(String),
    /// It took longer than allowed.
    TimedOut(Duration),
    /// The connection was closed within an answer.
    Closed(String),
    /// The connection was closed before there was an answer.
    Dropped(String),
    /// The request could not even be written: the suite's fault.
    Unsendable(String),
}

impl NoAnswer {
    /// Whether the endpoint was not reached at all, so that nothing can be held against it.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Dns(_) | Self::Refused | Self::Connect(_) | Self::Tls(_))
    }

    /// What to try.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Dns(_) => {
                "check the host name in the target file, and this machine's name resolution"
            }
            Self::Refused => "start the endpoint, or correct the port in the target file",
            Self::Connect(_) => "check that the address can be reached from this machine",
            Self::Tls(_) => {
                "check that the address speaks TLS (https) and that its certificate is valid for this host name and known to this machine"
            }
            Self::NotHttp(_) => {
                "check the port: something else than an HTTP endpoint listens there; for an https endpoint write https://"
            }
            Self::TimedOut(_) => {
                "check that the endpoint is up; raise timeout in the target file if it is slow"
            }
            Self::Closed(_) | Self::Dropped(_) => {
                "look at the endpoint's log: it closed the connection instead of answering"
            }
            Self::Unsendable(_) => "this is a fault of the suite: please report it",
        }
    }
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dns(cause) => write!(f, "the host name has no address ({cause})"),
            Self::Refused => f.write_str("connection refused: nothing listens there"),
            Self::Connect(cause) => write!(f, "no connection ({cause})"),
            Self::Tls(cause) => write!(f, "the TLS handshake failed ({cause})"),
            Self::NotHttp(cause) => write!(f, "what came is not HTTP ({cause})"),
            Self::TimedOut(after) => {
                write!(f, "no complete answer within {} ms", after.as_millis())
            }
            Self::Closed(cause) | Self::Dropped(cause) => {
                write!(f, "the connection was closed before the answer was complete ({cause})")
            }
            Self::Unsendable(cause) => write!(f, "the request cannot be sent ({cause})"),
        }
    }
}

/// The HTTP client of a run. One for all requests: it keeps connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    /// Whether a request may go over a connection that others were on.
    keeps: bool,
    timeout: Duration,
    started: Instant,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTP client: {0}")]
pub struct ClientError(#[from] reqwest::Error);

static TLS: Once = Once::new();

/// How long a connection that is not in use is kept. Shorter than the five seconds after which common
/// servers close it: a request that meets the close would look like a fault of the endpoint.
const IDLE: Duration = Duration::from_secs(2);

/// How much of a body that went on past [`Answer::MAX_BODY_BYTES`] is kept, in bytes: as much as
/// reports show. It is never read as a document, and a run keeps hundreds of answers.
const KEPT_OF_CUT_BODY: usize = 64 * 1024;

impl Client {
    /// A client whose requests may take `timeout` each.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new(timeout: Duration) -> Result<Self, ClientError> {
        Ok(Self { http: http(MOST_IDLE)?, keeps: true, timeout, started: Instant::now() })
    }

    /// A client like this one that gives each request a connection of its own.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn apart(&self) -> Result<Self, ClientError> {
        Ok(Self { http: http(0)?, keeps: false, ..self.clone() })
    }

    /// Whether a request may go over a connection that others were on.
    #[must_use]
    pub const fn keeps_connections(&self) -> bool {
        self.keeps
    }

    /// Sends a request and reads at most [`Answer::MAX_BODY_BYTES`] of the answer's body. Of a body
    /// that goes on, only the beginning is kept.
    pub async fn send(
        &self,
        purpose: Purpose,
        prepared: Prepared,
    ) -> (Exchange, Result<(), NoAnswer>) {
        let sent = Instant::now();
        let result = match tokio::time::timeout(self.timeout, self.attempt(&prepared)).await {
            Ok(result) => result,
            Err(_) => Err(NoAnswer::TimedOut(self.timeout)),
        };
        let (answer, outcome) = match result {
            Ok(answer) => (Ok(answer), Ok(())),
            Err(failure) => (Err(failure.to_string()), Err(failure)),
        };
        let exchange = Exchange {
            purpose,
            request: SentRequest {
                method: prepared.method.to_owned(),
                url: prepared.url,
                headers: prepared.headers,
                body: prepared.body,
            },
            answer,
            at_ms: sent.duration_since(self.started).as_secs_f64() * 1e3,
            took_ms: sent.elapsed().as_secs_f64() * 1e3,
        };
        (exchange, outcome)
    }

    async fn attempt(&self, prepared: &Prepared) -> Result<Answer, NoAnswer> {
        let unsendable = |cause: String| NoAnswer::Unsendable(cause);
        let method = reqwest::Method::from_bytes(prepared.method.as_bytes())
            .map_err(|error| unsendable(error.to_string()))?;
        let url =
            reqwest::Url::parse(&prepared.url).map_err(|error| unsendable(error.to_string()))?;
        if url.as_str() != prepared.url {
            // What is recorded must be what is sent.
            return Err(unsendable("the HTTP library would rewrite the address".into()));
        }
        let mut request = self.http.request(method, url);
        for (name, value) in &prepared.headers {
            request = request.header(name, value);
        }
        if !prepared.body.is_empty() {
            request = request.body(prepared.body.clone());
        }
        let mut response = request.send().await.map_err(|error| match classify(&error) {
            NoAnswer::Closed(cause) => NoAnswer::Dropped(cause),
            other => other,
        })?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut answer = Answer {
            status: response.status().as_u16(),
            headers,
            body: Vec::new(),
            truncated: false,
        };
        while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
            let room = Answer::MAX_BODY_BYTES - answer.body.len();
            answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() > room {
                answer.truncated = true;
                answer.body.truncate(KEPT_OF_CUT_BODY);
                answer.body.shrink_to_fit();
                break;
            }
        }
        Ok(answer)
    }
}

/// How many connections are kept that are not in use.
const MOST_IDLE: usize = 64;

fn http(most_idle: usize) -> Result<reqwest::Client, ClientError> {
    // Fails only where the process has chosen a provider before, and then that one serves.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let builder = || {
        // An answer is judged as it is: no redirect is followed, and no proxy of this machine
        // stands between.
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(most_idle)
            .pool_idle_timeout(IDLE)
    };
    // A machine that trusts no certificate at all, such as a bare container, can still judge an
    // http endpoint; an https one then fails its handshake, and is told so.
    Ok(builder().build().or_else(|_| builder().tls_certs_only([]).build())?)
}

/// Tells why there is no answer from what the HTTP library says. Its errors are nested; the types
/// that can be told apart are, and only then the text decides.
fn classify(error: &reqwest::Error) -> NoAnswer {
    let mut texts = Vec::new();
    let mut kinds = Vec::new();
    let mut tls = false;
    let mut not_http = false;
    let mut cause = error.source();
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        tls |= inner.is::<rustls::Error>();
        not_http |= inner.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
        let io = inner.downcast_ref::<io::Error>();
        kinds.extend(io.map(io::Error::kind));
        // An io::Error that wraps another error passes over it in source().
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    // What a wrapper says of the error in it is said again by that.
    texts.dedup();
    let deepest = texts.last().cloned().unwrap_or_else(|| error.to_string());
    let says = |text: &str| texts.iter().any(|line| line.contains(text));
    if error.is_builder() {
        NoAnswer::Unsendable(deepest)
    } else if tls || says("tls handshake") {
        NoAnswer::Tls(deepest)
    } else if kinds.contains(&io::ErrorKind::ConnectionRefused) {
        NoAnswer::Refused
    } else if error.is_connect() {
        if says("dns error") { NoAnswer::Dns(deepest) } else { NoAnswer::Connect(deepest) }
    } else if not_http
        || kinds.iter().any(|kind| is_bad_framing(*kind))
        // A greeting, such as that of an SSH or mail server, comes before anything was asked.
        || says("unexpected message")
    {
        NoAnswer::NotHttp(deepest)
    } else {
        NoAnswer::Closed(deepest)
    }
}

/// How the HTTP library calls a chunk size that is no number, and the like.
const fn is_bad_framing(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
}
