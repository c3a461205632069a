//! A call that is not signed yet: what it means, and what is different about it.

use crate::api::Format;
use crate::api::names::parameter;
use crate::api::operations::is_own;
use crate::client::{Edit, HeaderEdit, Order, Place, Signing, Spelling};
use crate::suite::client::Prepared;
use crate::suite::target::AccessKey;
use crate::wire::percent;
use crate::wire::timestamp::Timestamp;

/// A call that is not signed yet.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) method: &'static str,
    pub(super) place: Place,
    pub(super) order: Order,
    pub(super) spelling: Spelling,
    pub(super) signing: Signing,
    pub(super) format: Option<Format>,
    /// What the call sets or, with `None`, leaves out; later entries win.
    pub(super) changes: Vec<(String, Option<String>)>,
    /// What happens to parameters before signing, besides `changes`.
    pub(super) repeats: Vec<Edit>,
    /// Another name for the parameter that holds the signature.
    pub(super) signature_named: Option<String>,
    /// What happens to them after signing.
    pub(super) edits: Vec<Edit>,
    pub(super) header_edits: Vec<HeaderEdit>,
    /// Bytes put at the end of the address, after signing.
    pub(super) tail: String,
    pub(super) key: Option<AccessKey>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) version_3: bool,
    /// What the nonce begins with; what follows is new each time that the call is prepared.
    pub(super) nonce_begins: String,
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
pub struct SignedCall {
    /// The request.
    pub prepared: Prepared,
    /// The canonical query (version 3: the canonical request).
    pub canonical: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature that belongs to it, whether or not the request carries it.
    pub signature: String,
}

impl Call {
    /// A call of an operation: GET, version 1.0, without `Format`.
    #[must_use]
    pub fn new(action: &str) -> Self {
        Self {
            method: "GET",
            place: Place::Query,
            order: Order::AsSet,
            spelling: Spelling::Documented,
            signing: Signing::Documented,
            format: None,
            changes: vec![(parameter::ACTION.to_owned(), Some(action.to_owned()))],
            repeats: Vec::new(),
            signature_named: None,
            edits: Vec::new(),
            header_edits: Vec::new(),
            tail: String::new(),
            key: None,
            headers: Vec::new(),
            version_3: false,
            nonce_begins: String::new(),
        }
    }

    /// Asks for a format.
    #[must_use]
    pub fn format(self, format: Format) -> Self {
        self.with(parameter::FORMAT, format.value())
    }

    /// Sets a parameter, a common one too.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if name == parameter::FORMAT {
            self.format = Format::from_value(&value);
        }
        self.changes.push((name.to_owned(), Some(value)));
        self
    }

    /// Leaves a parameter out, a common one too.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        match name {
            parameter::SIGNATURE => self.signing = Signing::Absent,
            parameter::FORMAT => self.format = None,
            _ => {}
        }
        self.changes.push((name.to_owned(), None));
        self
    }

    /// Signs with another key than the target's.
    #[must_use]
    pub fn signed_by(mut self, key: AccessKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Signs in another way.
    #[must_use]
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }

    /// Sends by another method, the parameters where they are.
    #[must_use]
    pub const fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// Sends by POST, the parameters in this place.
    #[must_use]
    pub const fn post(mut self, place: Place) -> Self {
        self.method = "POST";
        self.place = place;
        self
    }

    /// Sends parameters in another order.
    #[must_use]
    pub const fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Writes names and values in another way.
    #[must_use]
    pub const fn spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }

    /// Changes a parameter after signing.
    #[must_use]
    pub fn edit(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// The same call rightly signed, and with nothing changed after that.
    #[must_use]
    pub fn unchanged(mut self) -> Self {
        self.signing = Signing::Documented;
        self.edits.clear();
        self.header_edits.clear();
        self.tail.clear();
        self
    }

    /// Repeats a parameter before signing, so that the signature covers both.
    #[must_use]
    pub fn repeat_signed(mut self, edit: Edit) -> Self {
        self.repeats.push(edit);
        self
    }

    /// Sends a parameter under another name; the signature covers that.
    #[must_use]
    pub fn rename(mut self, name: &str, other: &str) -> Self {
        if name == parameter::SIGNATURE {
            self.signature_named = Some(other.to_owned());
        } else {
            self.repeats.push(Edit::rename(name.to_owned(), other.to_owned()));
        }
        self
    }

    /// Changes a header or the body after signing by version 3.
    #[must_use]
    pub fn edit_header(mut self, edit: HeaderEdit) -> Self {
        self.header_edits.push(edit);
        self
    }

    /// Puts bytes at the end of the address after signing.
    #[must_use]
    pub fn tail(mut self, tail: &str) -> Self {
        self.tail.push_str(tail);
        self
    }

    /// Adds a header. Under version 3 it is signed where its name begins with `x-acs-`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Signs by version 3, ACS3-HMAC-SHA256.
    #[must_use]
    pub const fn version_3(mut self) -> Self {
        self.version_3 = true;
        self
    }

    /// Whether it has the nonce of a request that was signed before.
    #[must_use]
    pub fn repeats_nonce(&self, signed: &SignedCall) -> bool {
        let nonce = self.value_of(parameter::SIGNATURE_NONCE);
        nonce.is_some_and(|nonce| signed.canonical.contains(&*percent::encode(nonce)))
    }

    /// The same call with a new nonce for a random one at the end of its own.
    #[must_use]
    pub fn with_new_nonce(self, new: &str) -> Self {
        let Some(own) = self.value_of(parameter::SIGNATURE_NONCE) else { return self };
        let kept = own.char_indices().rev().nth(new.len() - 1).map(|(at, _)| &own[..at]);
        match kept.map(str::to_owned) {
            Some(kept) => self.with(parameter::SIGNATURE_NONCE, format!("{kept}{new}")),
            None => self,
        }
    }

    /// The value that it sets a parameter to.
    #[must_use]
    pub fn value_of(&self, name: &str) -> Option<&str> {
        let last = self.changes.iter().rev().find(|(other, _)| other == name);
        last.and_then(|(_, value)| value.as_deref())
    }

    /// Whether it is a plain correct call of the target's own key, so that nothing but its parameters decides
    /// what comes.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let own = [parameter::ACTION, parameter::FORMAT];
        let is_usual = |name: &str| own.contains(&name) || is_own(name);
        self.signing == Signing::Documented
            && self.key.is_none()
            && self.repeats.is_empty()
            && self.signature_named.is_none()
            && self.edits.is_empty()
            && self.header_edits.is_empty()
            && self.tail.is_empty()
            && self.changes.iter().all(|(name, _)| is_usual(name))
    }

    /// Whether it is signed by version 3.
    #[must_use]
    pub const fn is_version_3(&self) -> bool {
        self.version_3
    }

    /// Lets the nonce begin with a text.
    #[must_use]
    pub fn nonce_begins(mut self, text: &str) -> Self {
        text.clone_into(&mut self.nonce_begins);
        self
    }

    /// The format that the answer should have. Source: Common parameters, `Format`: XML by default;
    /// under version 3 `Accept` asks for JSON.
    #[must_use]
    pub fn expected_format(&self) -> Format {
        let accepts_json = || {
            self.headers.iter().any(|(name, value)| {
                name.eq_ignore_ascii_case("accept") && value == "application/json"
            })
        };
        match self.format {
            Some(format) => format,
            None if self.version_3 && accepts_json() => Format::Json,
            None => Format::default(),
        }
    }
}
