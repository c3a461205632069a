//! A call, from its meaning to the bytes that are sent. Common parameters are filled in and the whole
//! is signed when it is prepared, so that a scenario names only what it is about.

use reqwest::Url;

use super::client::Prepared;
use super::target::AccessKey;
use crate::spec::Format;
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::wire::query;
use crate::wire::signature::v1;
use crate::wire::timestamp::Timestamp;

/// A call that is not signed yet.
#[derive(Clone, Debug)]
pub struct Call {
    format: Option<Format>,
    /// What the call sets or, with `None`, leaves out; later entries win.
    changes: Vec<(String, Option<String>)>,
    key: Option<AccessKey>,
}

/// What differs from call to call.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When it is signed.
    pub timestamp: Timestamp,
    /// The nonce.
    pub nonce: String,
}

/// A prepared request, and what was signed to get it.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The request.
    pub prepared: Prepared,
    /// The string to sign.
    pub string_to_sign: String,
}

impl Call {
    /// A call of an operation, without `Format`.
    #[must_use]
    pub fn new(action: &str) -> Self {
        let changes = vec![(parameter::ACTION.to_owned(), Some(action.to_owned()))];
        Self { format: None, changes, key: None }
    }

    /// Asks for a format.
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets a parameter, a common one too.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.changes.push((name.to_owned(), Some(value.into())));
        self
    }

    /// Leaves a parameter out, a common one too.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.changes.push((name.to_owned(), None));
        self
    }

    /// Signs with another key than the target's.
    #[must_use]
    pub fn signed_by(mut self, key: AccessKey) -> Self {
        self.key = Some(key);
        self
    }

    /// The format that the answer should have. Source: Common parameters, `Format`: XML by default.
    #[must_use]
    pub fn expected_format(&self) -> Format {
        self.format.unwrap_or_default()
    }

    /// Fills in the common parameters, signs, and writes a GET.
    #[must_use]
    pub fn prepare(&self, url: &Url, key: &AccessKey, stamp: &Stamp) -> Signed {
        let key = self.key.as_ref().unwrap_or(key);
        let mut pairs: Vec<(String, String)> = vec![
            (parameter::VERSION.into(), API_VERSION.into()),
            (parameter::ACCESS_KEY_ID.into(), key.id.clone()),
            (parameter::SIGNATURE_METHOD.into(), SIGNATURE_METHOD.into()),
            (parameter::SIGNATURE_VERSION.into(), SIGNATURE_VERSION.into()),
            (parameter::SIGNATURE_NONCE.into(), stamp.nonce.clone()),
            (parameter::TIMESTAMP.into(), stamp.timestamp.to_string()),
        ];
        if let Some(format) = self.format {
            pairs.push((parameter::FORMAT.into(), format.value().into()));
        }
        for (name, value) in &self.changes {
            pairs.retain(|(other, _)| other != name);
            if let Some(value) = value {
                pairs.push((name.clone(), value.clone()));
            }
        }
        let borrowed = || pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let string_to_sign = v1::string_to_sign("GET", &v1::canonical_query(borrowed()));
        let signature = v1::sign(&key.secret, &string_to_sign);
        let query = query::print(borrowed().chain([(parameter::SIGNATURE, signature.as_str())]));
        let prepared = Prepared {
            method: "GET",
            url: format!("{url}?{query}"),
            headers: Vec::new(),
            body: Vec::new(),
        };
        Signed { prepared, string_to_sign }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::http::RawRequest;
    use crate::wire::request;
    use crate::wire::secret::Secret;

    fn signed(call: &Call) -> Signed {
        let key = AccessKey { id: "testid".into(), secret: Secret::new("testsecret") };
        let stamp = Stamp { timestamp: Timestamp::from_unix_seconds(0), nonce: "n".into() };
        call.prepare(&"http://127.0.0.1:1/".parse().unwrap(), &key, &stamp)
    }

    #[test]
    fn what_is_prepared_verifies() {
        let call = Call::new("RebootInstance").format(Format::Json).with("InstanceId", "i-1 云&");
        let signed = signed(&call);
        let target = signed.prepared.url.strip_prefix("http://127.0.0.1:1").unwrap();
        let raw =
            RawRequest { method: "GET", target: target.as_bytes(), headers: vec![], body: b"" };
        let request = request::parse(&raw).unwrap();
        let parameters = &request.parameters;
        assert_eq!(parameters.get("InstanceId"), Some("i-1 云&"));
        assert_eq!(parameters.get("Timestamp"), Some("1970-01-01T00:00:00Z"));
        let text = v1::string_to_sign("GET", &v1::canonical_query(parameters.iter()));
        assert_eq!(text, signed.string_to_sign);
        assert!(v1::verify(
            &Secret::new("testsecret"),
            &text,
            parameters.get("Signature").unwrap()
        ));
    }

    #[test]
    fn common_parameters_can_be_changed_and_left_out() {
        let url = signed(&Call::new("X").with("Version", "2").without("Timestamp")).prepared.url;
        assert!(
            url.contains("Version=2&") && !url.contains("2014-05-26") && !url.contains("Timestamp"),
            "{url}"
        );
    }
}
