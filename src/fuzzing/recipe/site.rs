//! What a request is made for: the endpoint's address and key, the instances that take part, and the
//! moment.

use crate::api::{Dialect, Edition, Format};
use crate::wire::secret::Secret;
use crate::wire::timestamp::Timestamp;

/// The endpoint, as far as a request depends on it.
#[derive(Clone, Debug)]
pub(in crate::fuzzing) struct Site {
    /// Value of `Host`.
    pub(in crate::fuzzing) host: String,
    /// Path of its address.
    pub(in crate::fuzzing) path: String,
    /// What a gateway in front of it wants in the header Authorization. Calls of version 3, which have their
    /// signature there, cannot be made then.
    pub(in crate::fuzzing) front: Option<String>,
    pub(in crate::fuzzing) key_id: String,
    pub(in crate::fuzzing) secret: Secret,
    pub(in crate::fuzzing) region: String,
    pub(in crate::fuzzing) edition: Edition,
    /// The dialect that its answers are held to; `None` lets it speak either.
    pub(in crate::fuzzing) dialect: Option<Dialect>,
    /// The format in which statuses are observed.
    pub(in crate::fuzzing) observing: Format,
}

/// What differs each time a request is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) struct Stamp {
    /// Now, in seconds since 1970, by the endpoint's clock as far as it is known.
    pub(in crate::fuzzing) now: i64,
    /// The same as a Timestamp.
    pub(in crate::fuzzing) timestamp: String,
    pub(in crate::fuzzing) nonce: String,
    /// The signature of the call before, where there was one.
    pub(in crate::fuzzing) prelude: String,
}

impl Stamp {
    /// A stamp of now.
    pub(in crate::fuzzing) fn new(now: i64, nonce: String) -> Self {
        let timestamp = Timestamp::from_unix_seconds(now).to_string();
        Self { now, timestamp, nonce, prelude: String::new() }
    }
}

/// Whom a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Subject {
    /// A Running instance. Which of the two depends on what the call may lead to.
    Running,
    /// A Stopped instance.
    Stopped,
    /// A Running instance that is locked for security reasons.
    Locked,
    /// A Running instance with an abnormal disk.
    Disk,
    /// An instance of another account.
    Foreign,
    /// A well-formed id that no instance has.
    Unknown,
}

impl Subject {
    /// What findings call it.
    pub(in crate::fuzzing) const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Locked => "locked",
            Self::Disk => "disk-abnormal",
            Self::Foreign => "other-account",
            Self::Unknown => "no-such-instance",
        }
    }
}

/// The instances that take part, by id; those that could not be come by are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::fuzzing) struct Cast {
    /// Running, and may be restarted: calls that may be served name it.
    pub(in crate::fuzzing) served: Option<String>,
    /// Running, and must never be restarted: calls that have to be refused name it.
    pub(in crate::fuzzing) watched: Option<String>,
    pub(in crate::fuzzing) stopped: Option<String>,
    pub(in crate::fuzzing) locked: Option<String>,
    pub(in crate::fuzzing) disk: Option<String>,
    pub(in crate::fuzzing) foreign: Option<String>,
    /// An id that no instance has.
    pub(in crate::fuzzing) unknown: String,
}

impl Cast {
    /// The instance that must not be restarted; where there is none, an id that does not exist.
    pub(in crate::fuzzing) fn watched(&self) -> &str {
        self.watched.as_deref().unwrap_or(&self.unknown)
    }

    /// The id that a call names.
    pub(in crate::fuzzing) fn id(&self, subject: Subject, may_be_served: bool) -> Option<&str> {
        match subject {
            Subject::Running if may_be_served => self.served.as_deref(),
            Subject::Running => self.watched.as_deref(),
            Subject::Stopped => self.stopped.as_deref(),
            Subject::Locked => self.locked.as_deref(),
            Subject::Disk => self.disk.as_deref(),
            Subject::Foreign => self.foreign.as_deref(),
            Subject::Unknown => Some(&self.unknown),
        }
    }

    /// Instances that nothing may change, with the status that each must stay in.
    pub(in crate::fuzzing) fn unchanging(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let running =
            [&self.watched, &self.locked, &self.disk].into_iter().map(|id| (id, "Running"));
        running
            .chain([(&self.stopped, "Stopped")])
            .filter_map(|(id, status)| id.as_deref().map(|id| (id, status)))
    }
}
