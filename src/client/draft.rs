//! A request under construction: what is signed, what changes after that, and how it is written.

use std::borrow::Cow;

use super::ways::{Edit, HeaderEdit, Order, Place, Signing, Spelling};
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::wire::request::FORM;

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Cow<'static, str>,
    /// How the whole pair is written, where that is not the encoding of name and value.
    pub written: Option<String>,
}

impl Pair {
    /// A parameter that is written in the spelling of its draft.
    pub fn new(name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), value: value.into(), written: None }
    }
}

/// What every call carries beside its operation. Version 3 has no parameters that say how it signs.
#[must_use]
pub fn common(version_3: bool, key_id: &str, nonce: &str, timestamp: String) -> Vec<Pair> {
    // An operation, its own parameters and a signature have room behind them.
    let mut pairs = Vec::with_capacity(12);
    pairs.push(Pair::new(parameter::VERSION, API_VERSION));
    pairs.push(Pair::new(parameter::ACCESS_KEY_ID, key_id.to_owned()));
    if !version_3 {
        pairs.push(Pair::new(parameter::SIGNATURE_METHOD, SIGNATURE_METHOD));
        pairs.push(Pair::new(parameter::SIGNATURE_VERSION, SIGNATURE_VERSION));
    }
    pairs.push(Pair::new(parameter::SIGNATURE_NONCE, nonce.to_owned()));
    pairs.push(Pair::new(parameter::TIMESTAMP, timestamp));
    pairs
}

/// Name and value of a header.
pub type Header = (Cow<'static, str>, Cow<'static, [u8]>);

/// A call that is not signed yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Whether it is signed by version 3, and by version 1.0 otherwise.
    pub version_3: bool,
    /// The HTTP method.
    pub method: Cow<'static, str>,
    /// What stands before the query: a path, or an address.
    pub path: String,
    /// Where the parameters travel.
    pub place: Place,
    /// All parameters but the signature. Version 3 sends those that it has headers for in headers.
    pub pairs: Vec<Pair>,
    /// The order in which they are written, under version 1.0.
    pub order: Order,
    /// How they are written.
    pub spelling: Spelling,
    /// How the signature comes about.
    pub signing: Signing,
    /// The parameter that holds it, under version 1.0.
    pub signature_named: Cow<'static, str>,
    /// What happens to parameters after signing.
    pub edits: Vec<Edit>,
    /// What happens to headers and body after signing, under version 3.
    pub header_edits: Vec<HeaderEdit>,
    /// Beside `host`, `content-length`, `content-type` and what version 3 needs. Under version 3 those are signed
    /// whose names begin with `x-acs-`, and a `content-type`.
    pub headers: Vec<Header>,
    /// The value of `host`.
    pub host: Cow<'static, str>,
    /// The type of the body, which a request without a body does not say.
    pub content_type: Cow<'static, str>,
    /// What stands at the end of the address.
    pub tail: String,
    /// A body that is sent instead of the form's. It is not signed.
    pub body: Option<Vec<u8>>,
}

impl Draft {
    /// A call by GET of these parameters, to be signed by version 1.0.
    #[must_use]
    pub fn new(path: String, host: Cow<'static, str>, pairs: Vec<Pair>) -> Self {
        Self {
            version_3: false,
            method: "GET".into(),
            path,
            place: Place::Query,
            pairs,
            order: Order::AsSet,
            spelling: Spelling::Documented,
            signing: Signing::Documented,
            signature_named: parameter::SIGNATURE.into(),
            edits: Vec::new(),
            header_edits: Vec::new(),
            headers: Vec::new(),
            host,
            content_type: FORM.into(),
            tail: String::new(),
            body: None,
        }
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) {
        let (name, value) = (name.into(), value.into());
        match self.pairs.iter_mut().find(|pair| pair.name == name) {
            Some(pair) => pair.value = value,
            None => self.pairs.push(Pair::new(name, value)),
        }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|pair| pair.name == name).map(|pair| &*pair.value)
    }

    /// Leaves a parameter out.
    pub fn drop_parameter(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.name != name);
    }

    /// Adds a parameter that may be there already.
    pub fn repeat(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
        before: bool,
    ) {
        let pair = Pair::new(name, value);
        if before {
            self.pairs.insert(0, pair);
        } else {
            self.pairs.push(pair);
        }
    }

    /// Changes parameters now.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Set(name, value) => self.set(name, value),
            Edit::Drop(name) => self.drop_parameter(&name),
            Edit::Rename(from, to) => {
                for pair in self.pairs.iter_mut().filter(|pair| pair.name == from) {
                    pair.name.clone_from(&to);
                }
            }
            Edit::Repeat { name, value, before } => self.repeat(name, value, before),
            Edit::Written(name, text) => {
                let written = format!("{name}={text}");
                self.set(name.clone(), "");
                for pair in self.pairs.iter_mut().filter(|pair| pair.name == name) {
                    pair.written = Some(written.clone());
                }
            }
        }
    }

    /// Names and values.
    pub(super) fn borrowed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|pair| (&*pair.name, &*pair.value))
    }
}
