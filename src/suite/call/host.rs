//! The value of the header Host.

use url::Url;

/// The value of `Host`: the port stands in it where it is not the scheme's own.
#[must_use]
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
