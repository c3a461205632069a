//! The user information of an address, as a gateway in front of an endpoint asks for it.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use url::Url;

use crate::wire::percent;

/// Why a call of version 3 cannot be sent to an address with user information.
pub const NO_VERSION_3: &str = "the user and password in url of the target file travel in the header \
     Authorization, where a call of version 3 has its signature: such a call cannot be sent there";

/// The value of the header Authorization; `None` where the address holds no user information.
/// Source: RFC 7617, section 2, "The 'Basic' Authentication Scheme".
#[must_use]
pub fn basic(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decoded = |text: &str| percent::decode(text.as_bytes()).map(Cow::into_owned).ok();
    let user = decoded(url.username())?;
    let password = decoded(url.password().unwrap_or_default())?;
    Some(format!("Basic {}", BASE64.encode(format!("{user}:{password}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_sent_as_they_are_meant() {
        let of = |url: &str| basic(&url.parse().unwrap());
        assert_eq!(of("http://user:pass@h/").as_deref(), Some("Basic dXNlcjpwYXNz"));
        assert_eq!(of("http://me:p%40ss@h/x"), Some(format!("Basic {}", BASE64.encode("me:p@ss"))));
        assert_eq!(of("http://me@h/"), Some(format!("Basic {}", BASE64.encode("me:"))));
        assert_eq!(of("http://h/me:x@"), None);
    }
}
