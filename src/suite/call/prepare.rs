//! Fills in what every call carries, and has it signed and written.

use url::Url;

use super::draft::{Call, SignedCall, Stamp};
use super::host::host;
use crate::api::names::parameter;
use crate::client::{Draft, Header, common};
use crate::suite::client::Prepared;
use crate::suite::kept;
use crate::suite::target::AccessKey;

impl Call {
    /// Fills in what every call carries, signs, and writes the request.
    #[must_use]
    pub fn prepare(&self, url: &Url, key: &AccessKey, stamp: &Stamp) -> SignedCall {
        let key = self.key.as_ref().unwrap_or(key);
        let stamp = &Stamp {
            nonce: format!("{}{}", self.nonce_begins, stamp.nonce),
            timestamp: stamp.timestamp,
        };
        let request = self.draft(url, key, stamp).sign(&key.secret);
        let mut headers: Vec<_> = request.headers.into_iter().map(as_text).collect();
        if !self.version_3 {
            // It is not signed: the HTTP client writes it.
            headers.remove(0);
        }
        let (url, body) = (request.target, request.body);
        SignedCall {
            prepared: Prepared {
                method: self.method,
                url,
                headers,
                body,
                operation: self.noted(parameter::ACTION),
                instance: self.noted(parameter::INSTANCE_ID),
            },
            canonical: request.canonical,
            string_to_sign: request.string_to_sign,
            signature: request.signature,
        }
    }

    /// The value of a parameter, for those who read of the call.
    fn noted(&self, name: &str) -> Option<String> {
        self.value_of(name).map(|value| kept::id(value).into_owned())
    }

    /// The call with what every call carries.
    fn draft(&self, url: &Url, key: &AccessKey, stamp: &Stamp) -> Draft {
        let pairs = common(self.version_3, &key.id, &stamp.nonce, stamp.timestamp.to_string());
        let headers = self.headers.iter();
        let mut draft = Draft {
            version_3: self.version_3,
            method: self.method.into(),
            place: self.place,
            order: self.order,
            spelling: self.spelling,
            signing: self.signing.clone(),
            edits: self.edits.clone(),
            header_edits: self.header_edits.clone(),
            headers: headers
                .map(|(name, value)| (name.clone().into(), value.clone().into_bytes().into()))
                .collect(),
            tail: self.tail.clone(),
            ..Draft::new(url.to_string(), host(url).into(), pairs)
        };
        if let Some(name) = &self.signature_named {
            draft.signature_named = name.clone().into();
        }
        for (name, value) in &self.changes {
            draft.drop_parameter(name);
            if let Some(value) = value {
                draft.repeat(name.clone(), value.clone(), false);
            }
        }
        for edit in &self.repeats {
            draft.edit(edit.clone());
        }
        draft
    }
}

fn as_text((name, value): Header) -> (String, String) {
    (name.into_owned(), String::from_utf8_lossy(&value).into_owned())
}
