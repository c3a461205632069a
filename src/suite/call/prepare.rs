//! Fills in what every call carries, signs, and writes the request.

use url::Url;

use super::draft::{Call, Signed, Stamp};
use super::{v1, v3};
use crate::suite::target::AccessKey;

impl Call {
    /// Fills in what every call carries, signs, and writes the request.
    #[must_use]
    pub fn prepare(&self, url: &Url, key: &AccessKey, stamp: &Stamp) -> Signed {
        let key = self.key.as_ref().unwrap_or(key);
        let stamp = &Stamp {
            nonce: format!("{}{}", self.nonce_begins, stamp.nonce),
            timestamp: stamp.timestamp,
        };
        if self.version_3 {
            v3::prepare(self, url, key, stamp)
        } else {
            v1::prepare(self, url, key, stamp)
        }
    }
}
