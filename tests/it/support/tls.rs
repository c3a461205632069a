//! An endpoint behind TLS: a forwarder that ends TLS in front of an endpoint without it. What is sent
//! over TLS it neither reads nor changes; it only ends connections where it is told to.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The file with the authority that signed the certificates, to be named in `SSL_CERT_FILE`.
/// `tls/make` made both, and says why they are kept.
pub const AUTHORITY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/tls/authority.pem");

/// When connections end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// When either side ends them.
    Never,
    /// After their first answer, with a `close_notify`, as TLS wants it.
    Told,
    /// After their first answer, without a word.
    Untold,
}

/// What came to a forwarder.
#[derive(Debug, Default)]
struct Seen {
    /// How many handshakes succeeded.
    handshakes: AtomicUsize,
    /// The host names that clients asked for (SNI); none for an address.
    names: Mutex<BTreeSet<Option<String>>>,
}

/// A forwarder. Ends when dropped.
pub struct Tls {
    address: SocketAddr,
    seen: Arc<Seen>,
    _runtime: Runtime,
}

impl Tls {
    /// Forwards to an endpoint.
    pub fn start(endpoint: SocketAddr, closing: Closing) -> Self {
        Self::on("127.0.0.1", endpoint, closing).unwrap()
    }

    /// The same at another address of this machine.
    ///
    /// # Errors
    /// When the machine has no such address.
    pub fn on(host: &str, endpoint: SocketAddr, closing: Closing) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((host, 0)))?;
        let address = listener.local_addr()?;
        let seen = Arc::<Seen>::default();
        let counts = Arc::clone(&seen);
        let acceptor = TlsAcceptor::from(Arc::new(config(include_bytes!("tls/endpoint.pem"))));
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&counts));
                // A connection that fails is the client's to notice.
                tokio::spawn(async move {
                    let client = acceptor.accept(client).await?;
                    seen.handshakes.fetch_add(1, Ordering::SeqCst);
                    let name = client.get_ref().1.server_name().map(str::to_owned);
                    seen.names.lock().unwrap().insert(name);
                    forward(client, TcpStream::connect(endpoint).await?, closing).await
                });
            }
        });
        Ok(Self { address, seen, _runtime: runtime })
    }

    /// Its address as that of an endpoint, under this name for the host.
    pub fn url(&self, host: &str) -> String {
        format!("https://{host}:{}/", self.address.port())
    }

    /// How many handshakes succeeded.
    pub fn handshakes(&self) -> usize {
        self.seen.handshakes.load(Ordering::SeqCst)
    }

    /// The host names that clients asked for.
    pub fn names(&self) -> BTreeSet<Option<String>> {
        self.seen.names.lock().unwrap().clone()
    }
}

/// How an endpoint with this certificate and key, as PEM, speaks TLS.
pub fn config(pem: &[u8]) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(pem).unwrap()],
            PrivateKeyDer::from_pem_slice(pem).unwrap(),
        )
        .unwrap()
}

async fn forward(
    mut client: TlsStream<TcpStream>,
    mut endpoint: TcpStream,
    closing: Closing,
) -> io::Result<()> {
    // Pieces of an exchange must not wait for one another.
    endpoint.set_nodelay(true)?;
    client.get_ref().0.set_nodelay(true)?;
    if closing == Closing::Never {
        tokio::io::copy_bidirectional(&mut client, &mut endpoint).await?;
        return Ok(());
    }
    let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => match read? {
                0 => return Ok(()),
                read => endpoint.write_all(&asked[..read]).await?,
            },
            // The reference endpoint writes each of its answers at once.
            read = endpoint.read(&mut answered) => {
                client.write_all(&answered[..read?]).await?;
                client.flush().await?;
                break;
            }
        }
    }
    match closing {
        Closing::Untold => Ok(()),
        _ => client.shutdown().await,
    }
}
