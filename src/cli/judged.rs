//! What a command is about: the endpoint of a target file, or the reference endpoint in this process.

use std::path::Path;

use super::ended;
use super::exit::Exit;
use crate::endpoint::Settings;
use crate::proof::embedded::Embedded;
use crate::suite::target::{self, Target};

/// The target, and what keeps it alive: an endpoint in this process stops when this is dropped.
pub(super) struct Judged {
    pub(super) target: Target,
    _embedded: Option<Embedded>,
}

impl Judged {
    /// The endpoint of a target file or, without one, the reference endpoint with these settings. Says
    /// what is wrong, and gives the exit code, where there is none.
    pub(super) async fn open(path: Option<&Path>, settings: Settings) -> Result<Self, Exit> {
        if let Some(path) = path {
            let target =
                target::read(path).map_err(|error| ended(Exit::Usage, &error.to_string()))?;
            return Ok(Self { target, _embedded: None });
        }
        let embedded = Embedded::start(settings).await.map_err(|error| {
            ended(Exit::Suite, &format!("the reference endpoint cannot start: {error}"))
        })?;
        Ok(Self { target: embedded.target.clone(), _embedded: Some(embedded) })
    }
}

/// The seed that is asked for, or a random one. Readers of JSON in JavaScript lose whole numbers above
/// 2^53.
pub(super) fn seed(asked: Option<u64>) -> u64 {
    asked.unwrap_or_else(|| fastrand::u64(..1 << 53))
}
