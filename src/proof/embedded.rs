//! The reference endpoint inside this process, as a target like any other: the suite reaches it over
//! HTTP and through the control protocol, and knows nothing else of it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::endpoint::{Endpoint, Faults, Server, Settings};
use crate::suite::secrets::Secrets;
use crate::suite::target::{AccessKey, Arrange, Instances, Target};

/// A running endpoint and the target that describes it. The endpoint stops when this is dropped.
pub struct Embedded {
    /// What to judge.
    pub target: Target,
    _server: Server,
}

impl Embedded {
    /// Starts the reference endpoint on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        Self::start_with(settings, Faults::NONE).await
    }

    /// The same with faults.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_with(settings: Settings, faults: Faults) -> io::Result<Self> {
        Self::serving(Endpoint::new(settings).with_faults(faults)).await
    }

    /// The same with any endpoint.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn serving(endpoint: Endpoint) -> io::Result<Self> {
        let settings = endpoint.settings();
        let key = settings
            .access_keys
            .first()
            .cloned()
            .ok_or_else(|| io::Error::other("the endpoint has no access key"))?;
        let region = settings.region.clone();
        let server = Server::start(endpoint, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let target = Target {
            name: "embedded".to_owned(),
            url: server.url().parse().map_err(io::Error::other)?,
            region,
            timeout: Target::DEFAULT_TIMEOUT,
            // Restarts are told to take some ms here; a fault that never ends one costs no more.
            restart_deadline: Duration::from_secs(5),
            rate: None,
            jobs: None,
            access_key: AccessKey { id: key.id, secret: key.secret },
            arrange: Arrange { control: Some(server.control_url()), ..Arrange::default() },
            instances: Instances::default(),
            secrets: Secrets::default(),
        };
        Ok(Self { target, _server: server })
    }
}
