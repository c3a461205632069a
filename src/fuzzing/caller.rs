//! A client for the fuzz bodies: a call as names and values, signed by the signers of [`naive`], written
//! as a request in more than one way. What `wire` writes is not used: it is what the endpoint reads with.

use super::naive::{self, Pairs};
use super::stage::Key;
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::wire::http::{Field, RawRequest};

/// How a call is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Signature 1.0, in parameters.
    V1,
    /// ACS3-HMAC-SHA256, in headers.
    V3,
}

/// A call before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// How it is going to be signed.
    pub scheme: Scheme,
    /// HTTP method.
    pub method: String,
    /// Whether the parameters stand in a form body.
    pub in_form: bool,
    /// Parameters: under version 3 the operation's own alone.
    pub pairs: Pairs,
    /// Headers that are signed; none under version 1.0.
    pub headers: Pairs,
    /// Value of the header Accept; not signed.
    pub accept: Option<String>,
}

/// The header of version 3 that stands in for a common parameter.
fn header_for(name: &str) -> Option<&'static str> {
    Some(match name {
        parameter::ACTION => "x-acs-action",
        parameter::VERSION => "x-acs-version",
        parameter::TIMESTAMP => "x-acs-date",
        parameter::SIGNATURE_NONCE => "x-acs-signature-nonce",
        _ => return None,
    })
}

const HOST: &str = "127.0.0.1:80";

impl Call {
    /// A call of an operation with everything that all operations need.
    #[must_use]
    pub fn new(scheme: Scheme, action: &str, key: &Key, nonce: &str, timestamp: &str) -> Self {
        let mut call = Self {
            scheme,
            method: "GET".to_owned(),
            in_form: false,
            pairs: Pairs::new(),
            headers: Pairs::new(),
            accept: None,
        };
        if scheme == Scheme::V1 {
            call.set(parameter::ACCESS_KEY_ID, key.id);
            call.set(parameter::SIGNATURE_METHOD, SIGNATURE_METHOD);
            call.set(parameter::SIGNATURE_VERSION, SIGNATURE_VERSION);
        } else {
            call.headers.push(("host".to_owned(), HOST.to_owned()));
        }
        call.set(parameter::ACTION, action);
        call.set(parameter::VERSION, API_VERSION);
        call.set(parameter::SIGNATURE_NONCE, nonce);
        call.set(parameter::TIMESTAMP, timestamp);
        call
    }

    /// Gives a parameter a value, wherever it stands under this scheme.
    pub fn set(&mut self, name: &str, value: &str) {
        if self.scheme == Scheme::V3 && name == parameter::FORMAT {
            let json = value.eq_ignore_ascii_case("JSON");
            let media_type = if json { "application/json" } else { "application/xml" };
            self.accept = Some(media_type.to_owned());
            return;
        }
        let (list, name) = match header_for(name) {
            Some(header) if self.scheme == Scheme::V3 => (&mut self.headers, header),
            _ => (&mut self.pairs, name),
        };
        match list.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => value.clone_into(old),
            None => list.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Leaves a parameter out.
    pub fn leave_out(&mut self, name: &str) {
        let header = header_for(name).unwrap_or_default();
        self.pairs.retain(|(other, _)| other != name);
        self.headers.retain(|(other, _)| other != header);
    }

    /// Signs it.
    #[must_use]
    pub fn sign(mut self, key: &Key) -> Signed {
        let mut body = None;
        if self.scheme == Scheme::V1 {
            let signature = naive::sign_v1(key.secret, &self.method, &self.pairs);
            self.set(parameter::SIGNATURE, &signature);
        } else {
            let (query, form) =
                if self.in_form { (Pairs::new(), self.pairs) } else { (self.pairs, Pairs::new()) };
            let text = naive::canonical_query(&form);
            let hash = naive::content_hash(text.as_bytes());
            self.headers.push(("x-acs-content-sha256".to_owned(), hash));
            self.headers.sort();
            let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
            let signature = naive::sign_v3(
                key.secret,
                &self.method,
                "/",
                &query,
                &self.headers,
                text.as_bytes(),
            );
            let authorization = format!(
                "ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={signature}",
                key.id,
                names.join(";")
            );
            self.headers.push(("authorization".to_owned(), authorization));
            self.pairs = query;
            body = (!text.is_empty()).then_some(text);
        }
        Signed { call: self, body }
    }
}

/// A call and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What was signed, the signature among its parameters or headers.
    pub call: Call,
    /// The form body, where its bytes are signed.
    pub body: Option<String>,
}

impl Signed {
    /// Writes it, each part in the one canonical way.
    #[must_use]
    pub fn write(&self) -> Wire {
        let whole = naive::canonical_query(&self.call.pairs);
        if self.call.in_form && self.call.scheme == Scheme::V1 {
            self.written(String::new(), whole)
        } else {
            self.written(whole, self.body.clone().unwrap_or_default())
        }
    }

    /// Changes one character of the signature.
    pub fn spoil_signature(&mut self) {
        let call = &mut self.call;
        let mut all = call.pairs.iter_mut().chain(&mut call.headers);
        let found = all.find(|(name, _)| name == parameter::SIGNATURE || name == "authorization");
        let Some((_, text)) = found else { return };
        // The last characters of Base64 may be padding.
        let at = text.len() - 10;
        let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
        text.replace_range(at..=at, other);
    }

    /// Writes it in another order and with other escapes, which mean the same, and under version 1.0
    /// with some parameters moved between query and form.
    #[must_use]
    pub fn write_otherwise(&self, random: &mut fastrand::Rng) -> Wire {
        let mut pairs = self.call.pairs.clone();
        random.shuffle(&mut pairs);
        let (mut query, mut form) = (Vec::new(), Vec::new());
        let is_v1 = self.call.scheme == Scheme::V1;
        let (movable, stays_in_form) =
            (is_v1 && self.call.method == "POST", is_v1 && self.call.in_form);
        for (name, value) in &pairs {
            let pair = spell(name, random) + "=" + &spell(value, random);
            let in_form = if movable { random.bool() } else { stays_in_form };
            if in_form { &mut form } else { &mut query }.push(pair);
        }
        match &self.body {
            Some(body) => self.written(query.join("&"), body.clone()),
            None => self.written(query.join("&"), form.join("&")),
        }
    }

    fn written(&self, query: String, body: String) -> Wire {
        let mut headers = self.call.headers.clone();
        if self.call.scheme == Scheme::V1 {
            headers.push(("host".to_owned(), HOST.to_owned()));
        }
        if let Some(accept) = &self.call.accept {
            headers.push(("accept".to_owned(), accept.clone()));
        }
        if !body.is_empty() {
            let form = "application/x-www-form-urlencoded";
            headers.push(("content-type".to_owned(), form.to_owned()));
        }
        let mark = if query.is_empty() { "" } else { "?" };
        Wire {
            method: self.call.method.clone(),
            target: format!("/{mark}{query}").into_bytes(),
            headers,
            body: body.into_bytes(),
        }
    }
}

const LOWER: &[u8; 16] = b"0123456789abcdef";

/// A text with escapes that mean the same: in either letter case, where none is needed, `+` for a blank.
fn spell(text: &str, random: &mut fastrand::Rng) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' if random.bool() => out.push('+'),
            _ if random.u8(..4) == 0 => {
                out.push('%');
                out.extend([byte >> 4, byte & 15].map(|digit| LOWER[usize::from(digit)] as char));
            }
            b'*' | b'!' | b'(' | b')' | b'/' | b':' if random.bool() => out.push(byte as char),
            _ => out += &naive::encode_bytes(&[byte]),
        }
    }
    out
}

/// A request as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub target: Vec<u8>,
    /// Headers, in order.
    pub headers: Pairs,
    /// Body.
    pub body: Vec<u8>,
}

impl Wire {
    /// As the endpoint is given it.
    #[must_use]
    pub fn raw(&self) -> RawRequest<'_> {
        RawRequest {
            method: &self.method,
            target: &self.target,
            headers: self
                .headers
                .iter()
                .map(|(name, value)| Field { name, value: value.as_bytes() })
                .collect(),
            body: &self.body,
        }
    }

    /// Adds to the end of the query.
    pub fn append_to_query(&mut self, more: &str) {
        let mark = if self.target.contains(&b'?') { "&" } else { "?" };
        self.target.extend_from_slice(mark.as_bytes());
        self.target.extend_from_slice(more.as_bytes());
    }
}
