//! An access key, as an endpoint knows it.

use super::instance::Account;
use crate::wire::secret::Secret;

/// An access key that the endpoint knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// `AccessKeyId`.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
    /// Whether it may be used.
    pub active: bool,
    /// Whose it is.
    pub account: Account,
}
