//! An access key secret that does not show itself.

use std::fmt;

/// A secret. Its Debug form shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself: for signing, and for redaction.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// How a message calls the environment variable that should hold a secret and does not: by its name where that can
/// be nothing else, and else by what names it, for somebody may have put the secret itself there.
#[must_use]
pub fn variable(name: &str, named_by: &str) -> String {
    // Capital letters, with marks between them: POSIX, "Environment Variable Definition". A key has digits.
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if is_name(name) {
        format!("the variable {name}")
    } else {
        format!("the variable that {named_by} names")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("testsecret")), "[secret]");
    }
}
