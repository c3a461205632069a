//! A request of a run that is the same in every run.

use crate::wire::http::{Field, RawRequest};

/// A request that is the same in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Normal {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Normal {
    /// As raw HTTP.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }

    pub(super) fn raw(&self) -> RawRequest<'_> {
        RawRequest {
            method: &self.method,
            target: self.target.as_bytes(),
            headers: self
                .headers
                .iter()
                .map(|(name, value)| Field { name, value: value.as_bytes() })
                .collect(),
            body: &self.body,
        }
    }
}
