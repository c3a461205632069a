//! Requests out, answers in, both bounded in bytes and time. Whatever happens is an [`Exchange`];
//! what it means is not decided here.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONNECTION, HOST};
use hyper::{Request, Response, Version};
use tokio_rustls::rustls;
use url::{Position, Url};

use super::connect::{Place, Unconnected, causes, choose_provider, is_unexpected};
use super::handshake;
use super::kept;
use super::pool::{Pool, Spot};
use crate::outcome::exchange::path;
use crate::outcome::{Answer, Exchange, LeftOut, Purpose, SentRequest};

/// A request, ready to go: nothing is added to it but the headers HTTP itself needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// HTTP method.
    pub method: &'static str,
    /// Full address.
    pub url: String,
    /// Headers beside `host` and `content-length`.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// The Action that it calls; `None` where it is no call of the API.
    pub operation: Option<String>,
    /// The instance that it names.
    pub instance: Option<String>,
}

impl Prepared {
    /// The exchange that begins where it is sent, in ms since the run began.
    #[must_use]
    pub fn under_way(&self, purpose: Purpose, at_ms: f64) -> Exchange {
        let request = SentRequest {
            method: self.method.to_owned(),
            url: self.url.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
        };
        Exchange {
            operation: self.operation.clone(),
            instance: self.instance.clone(),
            ..Exchange::under_way(purpose, request, at_ms)
        }
    }

    /// What is waited for while it is under way, without its parameters.
    #[must_use]
    pub fn in_words(&self) -> String {
        match &self.operation {
            Some(operation) => format!("an answer to {operation}"),
            None => format!("an answer to {} {}", self.method, path(&self.url)),
        }
    }
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
    /// The connection was closed before there was an answer, and the request was carried out all the same:
    /// sent again, it was refused for its nonce.
    Lost,
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
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Dns(_) => {
                "check the host name in the target file, and this machine's name resolution"
            }
            Self::Refused => "start the endpoint, or correct the port in the target file",
            Self::Connect(_) => "check that the address can be reached from this machine",
            Self::Tls(cause) => handshake::told_by(cause).1,
            Self::NotHttp(_) => {
                "check the port: something else than an HTTP endpoint listens there; for an https endpoint write https://"
            }
            Self::TimedOut(_) => {
                "check that the endpoint is up; raise timeout in the target file if it is slow"
            }
            Self::Closed(_) | Self::Dropped(_) | Self::Lost => {
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
            Self::Lost => f.write_str(
                "an answer was lost: the connection was closed without it, and the request was carried out \
                 (the same request, sent again, is refused for its SignatureNonce)",
            ),
            Self::Unsendable(cause) => write!(f, "the request cannot be sent ({cause})"),
        }
    }
}

/// The HTTP client of a run. One for all requests: it keeps connections.
#[derive(Debug)]
pub struct Client {
    pool: Pool,
    timeout: Duration,
    started: Instant,
}

/// Which connection a request goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One that others were on, if there is one.
    Any,
    /// One of its own.
    Apart,
}

/// Why there was no answer, as far as the connection tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It had carried an answer before, and may have been closed without regard to this request.
    Kept,
    /// This request was its first, and it was one more than the endpoint was ever seen to take.
    OneTooMany,
}

/// A request that was sent, and what came of it.
#[derive(Debug)]
pub struct Sent {
    /// Both, as they are kept.
    pub exchange: Exchange,
    /// Whether there is an answer in it, and if not, why.
    pub outcome: Result<(), NoAnswer>,
    /// What may have ended the connection, where it is not the request.
    pub dropped: Option<Dropped>,
}

/// How often a request looks for another connection before it was sent at all.
const MOST_TRIES: u32 = 64;

impl Client {
    /// A client whose requests may take `timeout` each.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        choose_provider();
        Self { pool: Pool::default(), timeout, started: Instant::now() }
    }

    /// The fewest connections at once that an endpoint turned out to take.
    #[must_use]
    pub fn connections_lowered_to(&self) -> Option<usize> {
        self.pool.lowered_to()
    }

    /// From now on keeps no connection that is not in use: somebody beside this client needs the room.
    pub fn keep_none(&self) {
        self.pool.keep_none();
    }

    /// How many answers more bytes came behind than they say they have.
    pub fn surplus(&self) -> usize {
        self.pool.surplus()
    }

    /// A request that may have been one too many was made again: whether it was answered then.
    pub(super) fn settle(&self, was_answered: bool) {
        self.pool.settle(was_answered);
    }

    /// Sends a request and reads at most [`Answer::MAX_BODY_BYTES`] of the answer's body. Of a body
    /// that goes on, only the beginning is kept. Where as many connections are in use as the endpoint
    /// takes, waits for one; that counts neither for the time-out nor for how long the answer took.
    pub async fn send(&self, purpose: Purpose, prepared: Prepared, way: Way) -> Sent {
        let (sent, result, dropped) = self.deliver(&prepared, way).await;
        let at_ms = sent.duration_since(self.started).as_secs_f64() * 1e3;
        let mut exchange = prepared.under_way(purpose, at_ms);
        exchange.took_ms = sent.elapsed().as_secs_f64() * 1e3;
        let (answer, outcome) = match result {
            Ok(answer) => (Ok(answer), Ok(())),
            Err(failure) => (Err(failure.to_string()), Err(failure)),
        };
        exchange.came(answer);
        Sent { exchange, outcome, dropped }
    }

    async fn deliver(
        &self,
        prepared: &Prepared,
        way: Way,
    ) -> (Instant, Result<Answer, NoAnswer>, Option<Dropped>) {
        let (request, place) = match written(prepared) {
            Ok(written) => written,
            Err(cause) => return (Instant::now(), Err(NoAnswer::Unsendable(cause)), None),
        };
        let spot = self.pool.at(place);
        let mut tries = 0;
        loop {
            let _slot = spot.slot().await;
            let sent = Instant::now();
            let attempt = attempt(&spot, request.clone(), way);
            let failure = match tokio::time::timeout(self.timeout, attempt).await {
                Ok(Ok(answer)) => return (sent, Ok(answer), None),
                Ok(Err(Failure::NotSent(failure))) => failure,
                Ok(Err(Failure::Sent(failure, dropped))) => return (sent, Err(failure), dropped),
                Err(_) => return (sent, Err(NoAnswer::TimedOut(self.timeout)), None),
            };
            let again = matches!(failure, NoAnswer::Refused | NoAnswer::Dropped(_));
            drop(_slot);
            if !again || tries >= MOST_TRIES || !spot.refused(tries).await {
                return (sent, Err(failure), None);
            }
            tries += 1;
        }
    }
}

/// What came of one attempt, if no answer.
enum Failure {
    /// Nothing was sent.
    NotSent(NoAnswer),
    /// The request was sent.
    Sent(NoAnswer, Option<Dropped>),
}

async fn attempt(
    spot: &Arc<Spot>,
    request: Request<Full<Bytes>>,
    way: Way,
) -> Result<Answer, Failure> {
    loop {
        let kept = if way == Way::Any { spot.kept().await } else { None };
        let mut connection = match kept {
            Some(connection) => connection,
            None => spot.open().await.map_err(|why| Failure::NotSent(why.into()))?,
        };
        let response = match connection.sender.send(request.clone()).await {
            Ok(response) => response,
            Err(error) => match classify(&error) {
                // It never went out: the connection was closed before.
                NoAnswer::Closed(_) if error.is_canceled() && connection.was_kept() => continue,
                NoAnswer::Closed(cause) if error.is_canceled() => {
                    return Err(Failure::NotSent(NoAnswer::Dropped(cause)));
                }
                NoAnswer::Closed(cause) => {
                    let dropped = if connection.was_kept() {
                        Some(Dropped::Kept)
                    } else {
                        spot.is_one_too_many(&connection).then_some(Dropped::OneTooMany)
                    };
                    return Err(Failure::Sent(NoAnswer::Dropped(cause), dropped));
                }
                failure => return Err(Failure::Sent(failure, None)),
            },
        };
        let is_kept = says_kept(&response);
        let answer = read(response).await.map_err(|error| Failure::Sent(classify(&error), None))?;
        let is_whole = !answer.truncated;
        if is_whole {
            connection.sender.read_whole();
        }
        spot.answered(connection, is_kept && is_whole);
        return Ok(answer);
    }
}

/// Whether an answer lets its connection be used again. Source: RFC 9112, section 9.3, "Persistence".
fn says_kept(response: &Response<Incoming>) -> bool {
    let mut options = response
        .headers()
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|option| option.trim().to_ascii_lowercase());
    match response.version() {
        Version::HTTP_10 => options.any(|option| option == "keep-alive"),
        _ => options.all(|option| option != "close"),
    }
}

async fn read(mut response: Response<Incoming>) -> hyper::Result<Answer> {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let mut answer = Answer { status: response.status().as_u16(), headers, ..Answer::default() };
    while let Some(frame) = response.frame().await {
        let frame = frame?;
        let Some(chunk) = frame.data_ref() else { continue };
        let room = Answer::MAX_BODY_BYTES - answer.body.len();
        answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            answer.truncated = true;
            // It is never read as a document.
            let body_bytes = answer.body.len() - kept::BODY;
            answer.left_out = LeftOut { body_bytes, header_bytes: 0 }.told();
            answer.body.truncate(kept::BODY);
            answer.body.shrink_to_fit();
            break;
        }
    }
    Ok(answer)
}

/// A request as it goes over the wire, and where to.
fn written(prepared: &Prepared) -> Result<(Request<Full<Bytes>>, Place), String> {
    let url = Url::parse(&prepared.url).map_err(|error| error.to_string())?;
    if url.as_str() != prepared.url {
        // What is recorded must be what is sent.
        return Err("the address would be rewritten".to_owned());
    }
    let place = Place::of(&url).ok_or("the address names no host")?;
    let mut request = Request::builder()
        .method(prepared.method)
        .uri(&url[Position::BeforePath..Position::AfterQuery]);
    let has = |name: &str| prepared.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    if !has("host") {
        request = request.header(HOST, super::call::host(&url));
    }
    if let Some(credentials) = super::call::basic(&url) {
        request = request.header(AUTHORIZATION, credentials);
    }
    for (name, value) in &prepared.headers {
        request = request.header(name, value.as_bytes());
    }
    if !has("accept") {
        // What every HTTP library sends that was not told otherwise.
        request = request.header(ACCEPT, "*/*");
    }
    let body = Full::new(Bytes::from(prepared.body.clone()));
    Ok((request.body(body).map_err(|error| error.to_string())?, place))
}

impl From<Unconnected> for NoAnswer {
    fn from(why: Unconnected) -> Self {
        match why {
            Unconnected::Dns(cause) => Self::Dns(cause),
            Unconnected::Refused => Self::Refused,
            Unconnected::Tls(cause) => Self::Tls(cause),
            Unconnected::Other(cause) => Self::Connect(cause),
        }
    }
}

/// Tells why there is no answer from what the HTTP library says. Its errors are nested; the types
/// that can be told apart are, and only then the text decides.
fn classify(error: &hyper::Error) -> NoAnswer {
    let all: Vec<_> = causes(error).collect();
    let deepest = all.last().map_or_else(|| error.to_string(), ToString::to_string);
    let is_parse = |inner: &&(dyn Error + 'static)| {
        inner.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
    };
    let is_bad_framing = |inner: &&(dyn Error + 'static)| {
        inner.downcast_ref::<io::Error>().is_some_and(|io| is_bad_framing(io.kind()))
    };
    if all.iter().any(|inner| inner.is::<rustls::Error>()) {
        NoAnswer::Tls(deepest)
    } else if all.iter().any(is_parse)
        || all.iter().any(is_bad_framing)
        // A greeting, such as that of an SSH or mail server, comes before anything was asked.
        || is_unexpected(error)
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

#[cfg(test)]
mod tests;
