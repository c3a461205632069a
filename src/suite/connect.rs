//! Making connections: from an address to one that speaks HTTP/1.1, over TLS where it is https. Each is
//! made for one place, and knows nothing of what is sent on it.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Once, OnceLock};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use url::Url;

use super::flood::{Bounded, Room};
use crate::outcome::Answer;

/// What requests are handed to.
#[derive(Debug)]
pub(super) struct Sender {
    requests: http1::SendRequest<Full<Bytes>>,
    /// The connection's own task, which ends with what went wrong on it.
    ending: JoinHandle<hyper::Result<()>>,
    behind: Arc<Behind>,
    room: Room,
}

/// Whether bytes came behind a whole answer. The connection and its user each know a part of it, and come to it in
/// any order.
#[derive(Debug)]
struct Behind {
    known: AtomicU8,
    /// How many answers of the run had some.
    count: Arc<AtomicUsize>,
}

/// The last answer was read to its end.
const WHOLE: u8 = 1;
/// The connection ended with bytes that belong to no answer that was waited for.
const MORE: u8 = 2;

impl Behind {
    fn learn(&self, what: u8) {
        let before = self.known.fetch_or(what, Ordering::Relaxed);
        if before != WHOLE | MORE && before | what == WHOLE | MORE {
            self.count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How long it is waited for that a connection says what ended it, once no request goes out on it.
const LAST_WORDS: Duration = Duration::from_millis(100);

impl Sender {
    /// Waits until a request can go out.
    ///
    /// # Errors
    /// When the connection has ended.
    pub(super) async fn ready(&mut self) -> hyper::Result<()> {
        self.requests.ready().await
    }

    /// The last answer was read to its end: what comes before the next request belongs to none.
    pub(super) fn read_whole(&self) {
        self.behind.learn(WHOLE);
    }

    /// Whether the connection has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }

    /// Sends a request. Where none could go out any more, the error is that of the connection, if it says
    /// one: a greeting that is not HTTP ends it before anything is asked.
    ///
    /// # Errors
    /// When there is no answer.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<Response<Incoming>> {
        self.room.for_a_head();
        let error = match self.requests.send_request(request).await {
            Err(error) if error.is_canceled() => error,
            answered => {
                self.room.for_a_body();
                self.behind.known.fetch_and(!WHOLE, Ordering::Relaxed);
                return answered;
            }
        };
        match tokio::time::timeout(LAST_WORDS, &mut self.ending).await {
            Ok(Ok(Err(ending))) => Err(ending),
            _ => Err(error),
        }
    }
}

/// Where to connect to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    host: String,
    port: u16,
    tls: bool,
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum Unconnected {
    /// The host name has no address.
    Dns(String),
    /// Nothing listens there, or what does takes no further connection.
    Refused,
    /// The TLS handshake failed.
    Tls(String),
    /// Anything else.
    Other(String),
}

/// How long one address of a host is waited for before the next is tried beside it. Source: RFC 8305,
/// section 8, "Connection Attempt Delay".
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

impl Place {
    /// Where an address leads to; `None` where that is no host.
    pub(super) fn of(url: &Url) -> Option<Self> {
        Some(Self {
            host: url.host_str()?.trim_matches(['[', ']']).to_owned(),
            port: url.port_or_known_default()?,
            tls: url.scheme() == "https",
        })
    }

    /// Makes a connection, which counts each answer that more bytes came behind.
    pub(super) async fn connect(&self, surplus: &Arc<AtomicUsize>) -> Result<Sender, Unconnected> {
        let stream = self.reach().await?;
        // Requests are small and written at once: waiting to fill a packet only delays them. Where it
        // cannot be switched off, they are late but right.
        let _ = stream.set_nodelay(true);
        if !self.tls {
            return speak(stream, surplus).await;
        }
        let config = config().map_err(Unconnected::Tls)?;
        let name = ServerName::try_from(self.host.clone())
            .map_err(|error| Unconnected::Tls(error.to_string()))?;
        let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|error| {
            let broken_off = error.kind() == io::ErrorKind::UnexpectedEof;
            let is_tls = error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>());
            match broken_off || is_tls {
                true => Unconnected::Tls(error.to_string()),
                false => Unconnected::Other(error.to_string()),
            }
        })?;
        speak(stream, surplus).await
    }

    /// Tries the addresses of the host in their order, the next one when one fails or takes long.
    async fn reach(&self) -> Result<TcpStream, Unconnected> {
        let found = lookup_host((self.host.as_str(), self.port)).await;
        let mut addresses = found.map_err(|error| Unconnected::Dns(error.to_string()))?;
        let mut trying = FuturesUnordered::new();
        let mut why = Unconnected::Dns("no record".to_owned());
        loop {
            let next: Option<SocketAddr> = addresses.next();
            trying.extend(next.map(TcpStream::connect));
            let ended = tokio::select! {
                ended = trying.next() => ended,
                () = tokio::time::sleep(NEXT_ADDRESS), if next.is_some() => continue,
            };
            match ended {
                Some(Ok(stream)) => return Ok(stream),
                Some(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                    why = Unconnected::Refused;
                }
                Some(Err(error)) => why = Unconnected::Other(error.to_string()),
                None => return Err(why),
            }
        }
    }
}

async fn speak<S>(stream: S, surplus: &Arc<AtomicUsize>) -> Result<Sender, Unconnected>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let stream = Bounded::new(stream);
    let room = stream.room();
    let (requests, connection) = http1::Builder::new()
        .max_headers(Answer::MAX_HEADERS)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| Unconnected::Other(error.to_string()))?;
    let behind = Arc::new(Behind { known: AtomicU8::new(0), count: Arc::clone(surplus) });
    let learns = Arc::clone(&behind);
    // Ends by itself once the sender is dropped.
    let ending = tokio::spawn(async move {
        match connection.without_shutdown().await {
            Ok(parts) => {
                if !parts.read_buf.is_empty() {
                    learns.learn(MORE);
                }
                // One that fails is closed all the same.
                let _ = parts.io.into_inner().shutdown().await;
                Ok(())
            }
            Err(error) => {
                if is_unexpected(&error) {
                    learns.learn(MORE);
                }
                Err(error)
            }
        }
    });
    Ok(Sender { requests, ending, behind, room })
}

/// Whether an error says that something came that nobody asked for. The HTTP library tells it in words alone.
pub(super) fn is_unexpected(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|inner| inner.to_string().contains("unexpected message"))
}

/// How TLS is spoken, made once: reading the certificates of the system takes some ms.
fn config() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    CONFIG
        .get_or_init(|| {
            choose_provider();
            // A machine that trusts no certificate at all, such as a bare container, fails its handshake,
            // and is told so.
            let mut config = ClientConfig::with_platform_verifier().or_else(|_| {
                let nobody = RootCertStore::empty();
                Ok::<_, rustls::Error>(
                    ClientConfig::builder().with_root_certificates(nobody).with_no_client_auth(),
                )
            });
            if let Ok(config) = &mut config {
                config.alpn_protocols = vec![b"http/1.1".to_vec()];
            }
            config.map(Arc::new).map_err(|error| error.to_string())
        })
        .clone()
}

/// Chooses who does the cryptography in this process.
pub(super) fn choose_provider() {
    static TLS: Once = Once::new();
    // Fails only where the process has chosen a provider before, and then that one serves.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// An error and everything it came from, the outermost first. Wrappers say again what the error in them
/// says, and an `io::Error` that wraps another passes over it in `source()`.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| inner(*error))
}

fn inner<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
