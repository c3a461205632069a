//! A target as a value, whoever put it together.

use std::time::Duration;

use url::Url;

use super::list::{Instances, List};
use crate::suite::secrets::Secrets;
use crate::wire::secret::Secret;

/// An access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// AccessKeyId.
    pub id: String,
    /// AccessKeySecret.
    pub secret: Secret,
}

/// How wanted states may be come by, besides the listed instances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrange {
    /// Address of the control protocol, without a slash at its end.
    pub control: Option<String>,
    /// A program that arranges instances, and its arguments.
    pub command: Option<Vec<String>>,
    /// Whether StartInstance and StopInstance may be used on listed instances.
    pub start_stop: bool,
}

/// An endpoint to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What reports call it: `embedded`, or the path of its file.
    pub name: String,
    /// Address of the endpoint.
    pub url: Url,
    /// Value of RegionId, which both Describe operations require.
    pub region: String,
    /// How long one request may take.
    pub timeout: Duration,
    /// How long a restart may take (rule RI-04).
    pub restart_deadline: Duration,
    /// How many calls a second may be made, at most.
    pub rate: Option<u32>,
    /// How many scenarios may be run at once, or connections of the fuzzer be open, at most.
    pub jobs: Option<u16>,
    /// The key to sign with.
    pub access_key: AccessKey,
    /// How states may be come by.
    pub arrange: Arrange,
    /// Instances that may be touched.
    pub instances: Instances,
    /// What must not be shown of it: a [`Session`](crate::suite::session::Session) puts in what stands here, and
    /// what it learns.
    pub secrets: Secrets,
}

/// Why an address is not that of an endpoint on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLocal {
    /// It is no address.
    #[error("{0:?} is no address: write it as http://127.0.0.1:8080/")]
    NoAddress(String),
    /// It is not on this machine.
    #[error(
        "{0} is not on this machine: restarting there has to be permitted in a target file (allow_restart)"
    )]
    Elsewhere(String),
}

impl Target {
    /// The region where a target file names none. Source: the example of the RebootInstance page's
    /// SDK calls.
    pub const DEFAULT_REGION: &str = "cn-hangzhou";
    /// How long one request may take where the target file does not say.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
    /// How long a restart may take where the target file does not say.
    pub const DEFAULT_RESTART_DEADLINE: Duration = Duration::from_secs(60);

    /// An endpoint on this machine and the key to sign with; all else is as where a target file says nothing.
    /// An endpoint elsewhere is named in a target file, where restarting there can be permitted: [`read`](super::read).
    ///
    /// # Errors
    /// When the address is none, or is not on this machine.
    pub fn local(url: &str, access_key_id: &str, secret: &str) -> Result<Self, NotLocal> {
        let parsed: Url = url.parse().map_err(|_| NotLocal::NoAddress(url.to_owned()))?;
        if !is_loopback(&parsed) {
            return Err(NotLocal::Elsewhere(shown(&parsed)));
        }
        Ok(Self {
            name: shown(&parsed),
            url: parsed,
            region: Self::DEFAULT_REGION.to_owned(),
            timeout: Self::DEFAULT_TIMEOUT,
            restart_deadline: Self::DEFAULT_RESTART_DEADLINE,
            rate: None,
            jobs: None,
            access_key: AccessKey { id: access_key_id.to_owned(), secret: Secret::new(secret) },
            arrange: Arrange::default(),
            instances: Instances::default(),
            secrets: Secrets::default(),
        })
    }

    /// With instances that are Running and may be restarted.
    #[must_use]
    pub fn running(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.instances.add(List::Running, ids.into_iter().map(Into::into));
        self
    }

    /// With a control protocol at this address: docs/control.md.
    #[must_use]
    pub fn control(mut self, address: &str) -> Self {
        self.arrange.control = Some(address.trim_end_matches('/').to_owned());
        self
    }

    /// The address without user information, for reports.
    #[must_use]
    pub fn shown_url(&self) -> String {
        shown(&self.url)
    }
}

/// An address without user information.
pub(in crate::suite) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for addresses that cannot have user information, which then have none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// Whether an address is on this machine, so that restarting there needs no permission.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_from_the_rest() {
        for (url, loopback) in [
            ("http://127.0.0.1:8080/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]:1/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://localhost/", true),
            ("http://LOCALHOST/", true),
            ("http://localhost.example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("http://10.0.0.1/", false),
            ("http://0.0.0.0/", false),
            ("https://ecs.aliyuncs.com/", false),
        ] {
            assert_eq!(is_loopback(&url.parse().unwrap()), loopback, "{url}");
        }
    }

    #[test]
    fn user_information_is_not_shown() {
        assert_eq!(shown(&"http://me:pw@127.0.0.1/".parse().unwrap()), "http://127.0.0.1/");
    }
}
