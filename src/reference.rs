//! The reference endpoint for tests of other crates: a faithful endpoint on a free port of this machine.

use std::fmt;
use std::io;

use crate::endpoint::{Faults, Settings};
use crate::proof::embedded::Embedded;
use crate::suite::target::Target;

/// A running reference endpoint. It stops when this is dropped.
pub struct ReferenceEndpoint(Embedded);

impl ReferenceEndpoint {
    /// Starts one that does everything as documented.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        Embedded::start(Settings::default()).await.map(Self)
    }

    /// Starts one with deliberate mistakes, such as `lock-unchecked`; `rebootspec faults` lists them.
    ///
    /// # Errors
    /// When no port can be had, or there is no such mistake.
    pub async fn start_with(faults: &[&str]) -> io::Result<Self> {
        let faults: Result<Faults, _> = faults.join(",").parse();
        let faults = faults.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Embedded::start_with(Settings::default(), faults).await.map(Self)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        self.0.target.url.as_str()
    }

    /// The target that describes it, with a key that it knows and its control protocol.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.0.target
    }
}

impl fmt::Debug for ReferenceEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReferenceEndpoint").field("url", &self.url()).finish_non_exhaustive()
    }
}
