//! The socket shell: connections in, [`Endpoint`] behind a lock, answers out. It decides nothing about
//! the API, and is the only file here that reads a clock.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::CONTROL_PATH;
use super::clock::Moment;
use super::door;
use super::places::{Place, Places};
use super::response::Response;
use super::tap::{Heard, Tap};
use super::whole::Endpoint;
use super::writing::{DateForm, Writing};
use crate::wire::http::{Field, RawRequest};
use crate::wire::request::MAX_BODY_BYTES;

/// How long a client may take over the head of a request, or over its body. A client's pool keeps an
/// idle connection longer than a few seconds, so this is not short.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many connections are served at once; one more takes the place of the idlest. Bounds memory to as many
/// bodies.
const MAX_CONNECTIONS: usize = 512;

/// The body of an answer.
type Body = BoxBody<Bytes, Infallible>;

/// What is told of each call of the API: the request as it came, and the answer, both as HTTP. Calls of
/// the control protocol are not told, because they hold secrets.
pub type Recorder = Arc<dyn Fn(&[u8], &[u8]) + Send + Sync>;

/// What every connection shares.
#[derive(Clone)]
struct Shared {
    core: Arc<Mutex<Endpoint>>,
    /// Where it listens.
    address: SocketAddr,
    writing: Writing,
    /// The path that is served.
    path: Arc<str>,
    /// How many connections may be open at once; further ones are closed as soon as they are made.
    most: Option<usize>,
    recorder: Option<Recorder>,
}

/// A running endpoint. Dropping it stops it and closes its connections.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    path: Arc<str>,
    core: Arc<Mutex<Endpoint>>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Starts to serve on an address; port 0 takes any free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(core: Endpoint, address: SocketAddr) -> io::Result<Self> {
        Self::start_with(core, address, None).await
    }

    /// As [`Server::start`], and tells a recorder of each call before it is answered.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start_with(
        core: Endpoint,
        address: SocketAddr,
        recorder: Option<Recorder>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (writing, most) = (core.settings().writing, core.settings().connections);
        let path: Arc<str> = core.settings().path.as_str().into();
        let core = Arc::new(Mutex::new(core));
        let shared = Shared {
            core: Arc::clone(&core),
            address,
            writing,
            path: Arc::clone(&path),
            most,
            recorder,
        };
        Ok(Self { address, path, core, accepting: tokio::spawn(accept(listener, shared)) })
    }

    /// How often each instance was restarted, by id, where it was.
    #[must_use]
    pub fn restarts(&self) -> Vec<(String, u64)> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).all_restarts()
    }

    /// Of how many calls the layers made something else than what the endpoint behind them would have, where that
    /// is somebody else's.
    #[must_use]
    pub fn deviations(&self) -> u64 {
        self.core.lock().unwrap_or_else(PoisonError::into_inner).deviations()
    }

    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the API.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.path)
    }

    /// The address of the control protocol.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("http://{}{CONTROL_PATH}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Shared) {
    let places = Places::new(MAX_CONNECTIONS);
    // Dropped with this task, and ends the connections with it.
    let mut connections = JoinSet::new();
    let mut number = 0;
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok(_) if shared.most.is_some_and(|most| connections.len() >= most) => {}
            Ok((stream, _)) => {
                number += 1;
                connections.spawn(serve(stream, shared.clone(), places.take(), number));
            }
            // Out of file descriptors, most likely: leave those in use time to be closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve(stream: TcpStream, shared: Shared, place: Place, number: u64) {
    // Answers are small and written at once: waiting to fill a packet only delays them. Where it
    // cannot be switched off, they are late but right.
    let _ = stream.set_nodelay(true);
    let heard = Heard::new(shared.recorder.is_some());
    let service = service_fn(|request| answer(request, &shared, &heard, number));
    let stream = Tap::new(stream, heard.clone(), place.pulse());
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // An error here is the client's: it went away, or what it sent is not HTTP, and hyper has
        // answered 400 itself.
        _ = connection => {}
        () = place.wanted() => {}
    }
}

async fn answer(
    request: Request<Incoming>,
    shared: &Shared,
    heard: &Heard,
    connection: u64,
) -> io::Result<hyper::Response<Body>> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(PATIENCE, collect(body)).await??;
    let target = head.uri.path_and_query().map_or("", |target| target.as_str());
    let raw = RawRequest {
        method: head.method.as_str(),
        target: target.as_bytes(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| Field { name: name.as_str(), value: value.as_bytes() })
            .collect(),
        body: &body,
    };
    let now = now();
    let request = shared.recorder.as_ref().map(|_| heard.take(&raw));
    let is_foreign = || {
        Endpoint::is_control(&raw)
            .then(|| door::is_foreign(&head.headers, shared.address.ip()))
            .flatten()
    };
    if let Some(refusal) = door::host_is_wrong(head.version, &head.headers).or_else(is_foreign) {
        return Ok(write(refusal, shared.writing));
    }
    let target = match door::passed_on(&raw, &shared.path) {
        Ok(target) => target,
        Err(page) => return Ok(write(page, shared.writing)),
    };
    let raw = RawRequest { target: &target, ..raw.clone() };
    // A panic while it was locked would have left nothing half done that matters to others.
    let mut core = shared.core.lock().unwrap_or_else(PoisonError::into_inner);
    core.comes_over(connection);
    let response = core.answer(&raw, now);
    if let Some((record, request)) = shared.recorder.as_ref().zip(request)
        && !Endpoint::is_control(&raw)
    {
        // Before the lock is given back, so that what is recorded is in the order of what happened.
        record(&request, &as_http(&core.without_secrets(response.clone())));
    }
    drop(core);
    Ok(write(response, shared.writing))
}

/// An answer as HTTP, but for the headers that say when and how it was sent.
fn as_http(response: &Response) -> Vec<u8> {
    let Response { status, content_type, headers, body } = response;
    let reason = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
    let reason = reason.unwrap_or_default();
    let length = body.len();
    let further: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\ncontent-type: {content_type}\r\n{further}content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// The body, or as much of it as shows that it is too long.
async fn collect(mut body: Incoming) -> io::Result<Vec<u8>> {
    let mut collected = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(io::Error::other)?;
        if let Some(data) = frame.data_ref() {
            let room = MAX_BODY_BYTES + 1 - collected.len();
            collected.extend_from_slice(&data[..data.len().min(room)]);
            if collected.len() > MAX_BODY_BYTES {
                break;
            }
        }
    }
    Ok(collected)
}

fn write(response: Response, writing: Writing) -> hyper::Response<Body> {
    let empty = response.body.is_empty();
    let mut written = hyper::Response::new(body(response.body, writing.chunked && !empty));
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            written.headers_mut().insert(name, value);
        }
    }
    if let Some(date) = date(writing.date_ahead_s, writing.date_form) {
        written.headers_mut().insert(DATE, date);
    }
    if writing.close {
        written.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    *written.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !empty && let Ok(content_type) = HeaderValue::from_str(&response.content_type) {
        written.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    written
}

/// In one piece of a known length, or in two that are chunked for their length is not said.
fn body(bytes: Vec<u8>, chunked: bool) -> Body {
    let mut first = Bytes::from(bytes);
    if !chunked {
        return Full::new(first).boxed();
    }
    let second = first.split_off(first.len() / 2);
    let frames = [first, second].map(|piece| Ok(Frame::data(piece)));
    StreamBody::new(futures::stream::iter(frames)).boxed()
}

/// The header Date of a clock that is so far ahead, in a form; hyper writes that of a right one in the preferred.
fn date(ahead_s: i64, form: DateForm) -> Option<HeaderValue> {
    let span = jiff::SignedDuration::from_secs(ahead_s);
    let time = jiff::Timestamp::now().checked_add(span).ok()?;
    let text = match form {
        DateForm::Preferred if ahead_s == 0 => return None,
        DateForm::Preferred => time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        DateForm::Rfc850 => time.strftime("%A, %d-%b-%y %H:%M:%S GMT").to_string(),
        DateForm::Asctime => time.strftime("%a %b %e %H:%M:%S %Y").to_string(),
    };
    HeaderValue::from_str(&text).ok()
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Moment::from_unix_ms(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::endpoint::Settings;

    async fn start() -> Server {
        Server::start(Endpoint::new(Settings::demo()), ([127, 0, 0, 1], 0).into()).await.unwrap()
    }

    /// Sends bytes and reads until the server closes.
    async fn exchange(server: &Server, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        // A server that closes with unread bytes resets: what came before still counts.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn api_and_control_are_served() {
        let server = start().await;
        assert_eq!(server.url(), format!("http://{}/", server.address()));
        let request = b"GET /?Format=JSON HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\n\r\n";
        let answer = exchange(&server, request).await;
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
        assert!(answer.contains("\"Code\":\"MissingParameter\""), "{answer}");
        assert!(answer.contains("\"HostId\":\"h:1\""), "{answer}");

        let request = b"GET /_control HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n";
        let answer = exchange(&server, request).await;
        assert!(answer.contains("rebootspec-control/1"), "{answer}");
    }

    #[tokio::test]
    async fn answers_are_sent_in_any_way() {
        let writing = Writing { chunked: true, close: true, pretty: true, ..Writing::default() };
        let core = Endpoint::new(Settings { writing, ..Settings::demo() });
        let server = Server::start(core, ([127, 0, 0, 1], 0).into()).await.unwrap();
        let answer = exchange(&server, b"GET /?Format=JSON HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert!(answer.contains("transfer-encoding: chunked\r\n"), "{answer}");
        assert!(answer.contains("connection: close\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
    }

    #[tokio::test]
    async fn what_is_recorded_is_what_was_sent_and_no_secret() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&heard);
        let recorder: Recorder = Arc::new(move |request, answer| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            told.lock().unwrap().push((text(request), text(answer)));
        });
        let core = Endpoint::new(Settings::demo());
        let address = ([127, 0, 0, 1], 0).into();
        let server = Server::start_with(core, address, Some(recorder)).await.unwrap();
        let key =
            "POST /_control/access-keys HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 2\r\n\r\n{}";
        let one = "POST /?Format=JSON HTTP/1.1\r\nhOST: h\r\nContent-Length: 0\r\n\r\n";
        let two = "GET /?%41=testsecret HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        let answers = exchange(&server, [key, one, two].concat().as_bytes()).await;
        assert!(answers.contains("AccessKeySecret"), "{answers}");
        let heard = heard.lock().unwrap();
        assert_eq!(heard.iter().map(|(request, _)| &**request).collect::<Vec<_>>(), [one, two]);
        for (_, answer) in heard.iter() {
            assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
            assert!(answer.contains("MissingParameter"), "{answer}");
        }
        assert_eq!(server.restarts(), []);
    }

    #[tokio::test]
    async fn garbage_and_endless_bodies_end() {
        let server = start().await;
        let answer = exchange(&server, b"\x00\x01\x02\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");

        let mut request =
            b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\nConnection: close\r\n\r\n"
                .to_vec();
        request.resize(request.len() + MAX_BODY_BYTES + 1, b'a');
        let answer = exchange(&server, &request).await;
        assert!(answer.contains("longer than 1048576 bytes"), "{answer}");
    }

    #[tokio::test]
    async fn dropping_stops_it() {
        let server = start().await;
        let address = server.address();
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET /_control HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
        idle.readable().await.unwrap();
        drop(server);
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(PATIENCE / 6, idle.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "an open connection ends");
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            if TcpStream::connect(address).await.is_err() {
                return;
            }
        }
        panic!("it still listens");
    }
}
