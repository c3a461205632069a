//! A request under construction: what bends change before it is signed, after it, and in how it is
//! written. Nothing is sent from here.

use std::borrow::Cow;

use super::site::{Cast, Site, Stamp};
use crate::api::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, parameter};
use crate::api::operations;
use crate::wire::percent;

/// Where the parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Place {
    /// GET, all in the query.
    Query,
    /// POST, all in a form body.
    Form,
    /// POST, the operation's own in a form body, the others in the query.
    Split,
    /// POST, all in the query, the body empty.
    PostQuery,
}

/// The order in which parameters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Order {
    /// As they were set, the signature last.
    AsSet,
    /// Sorted by name.
    Sorted,
    /// The signature first.
    SignatureFirst,
    /// Shuffled from this seed.
    Shuffled(u64),
}

/// How names and values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Spelling {
    /// As documented.
    Documented,
    /// With lower-case hexadecimal digits.
    LowerHex,
    /// Values with escapes where none are needed.
    Needless,
    /// With `+` for a blank.
    Plus,
    /// Escaped twice.
    Double,
}

impl Spelling {
    /// What findings call it.
    pub(in crate::fuzzing) const fn told(self) -> &'static str {
        match self {
            Self::Documented => "as documented",
            Self::LowerHex => "in lower-case escapes",
            Self::Needless => "in needless escapes",
            Self::Plus => "with + for a blank",
            Self::Double => "in escapes of escapes",
        }
    }
}

/// How the signature comes about; all but the first are wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Signing {
    /// As documented.
    Documented,
    /// Under the bare secret.
    BareSecret,
    /// Under another secret.
    OtherSecret,
    /// For the other method.
    OtherMethod,
    /// With `+` for a blank in what is signed.
    PlusForBlank,
    /// Over parameters that are not sorted.
    Unsorted,
    /// With lower-case hexadecimal digits in what is signed.
    LowerHex,
    /// The right one, one character changed.
    OneOff,
    /// The right one, cut short.
    CutShort,
    /// This text.
    Text(String),
    /// That of a call before, which was right for that one.
    OfPrelude,
    /// None.
    Absent,
}

impl Signing {
    /// What findings call it.
    pub(in crate::fuzzing) fn told(&self) -> &'static str {
        match self {
            Self::Documented => "as documented",
            Self::BareSecret => "under the bare secret",
            Self::OtherSecret => "under another secret",
            Self::OtherMethod => "for another method",
            Self::PlusForBlank => "over + for a blank",
            Self::Unsorted => "over unsorted parameters",
            Self::LowerHex => "over lower-case escapes",
            Self::OneOff => "with one character changed",
            Self::CutShort => "cut short",
            Self::Text(text) if text.is_empty() => "empty",
            Self::Text(_) => "of any text",
            Self::OfPrelude => "of another call",
            Self::Absent => "missing",
        }
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) struct Pair {
    pub(in crate::fuzzing) name: Cow<'static, str>,
    pub(in crate::fuzzing) value: Cow<'static, str>,
    /// How the whole pair is written, where that is not the encoding of name and value.
    pub(in crate::fuzzing) written: Option<Vec<u8>>,
}

/// A change after signing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Edit {
    /// It gets this value, and is added where it was not there.
    Set(&'static str, String),
    /// It is left out.
    Drop(&'static str),
    /// It gets another name.
    Rename(&'static str, &'static str),
    /// It is sent a second time, behind the first or before it.
    Repeat { name: &'static str, value: String, before: bool },
    /// The instance becomes the one that must not be restarted.
    OtherInstance,
    /// The instance that must not be restarted is named too.
    SecondInstance { before: bool },
    /// Its value is written as these bytes.
    Written(&'static str, Vec<u8>),
    /// A header gets another value; one that ends version 3's claims.
    Header(&'static str, String),
    /// The body gets these bytes at its end.
    Body(String),
}

/// A request under construction.
#[derive(Clone, Debug)]
pub(in crate::fuzzing) struct Draft {
    pub(in crate::fuzzing) version_3: bool,
    pub(in crate::fuzzing) method: Cow<'static, str>,
    pub(in crate::fuzzing) path: String,
    /// What a gateway in front wants in the header Authorization.
    pub(in crate::fuzzing) front: Option<String>,
    pub(in crate::fuzzing) place: Place,
    pub(in crate::fuzzing) pairs: Vec<Pair>,
    pub(in crate::fuzzing) order: Order,
    pub(in crate::fuzzing) spelling: Spelling,
    pub(in crate::fuzzing) signing: Signing,
    pub(in crate::fuzzing) edits: Vec<Edit>,
    /// Beside `host`, `content-length`, `content-type` and what version 3 needs.
    pub(in crate::fuzzing) headers: Vec<(Cow<'static, str>, Cow<'static, [u8]>)>,
    pub(in crate::fuzzing) host: Cow<'static, str>,
    pub(in crate::fuzzing) content_type: Cow<'static, str>,
    pub(in crate::fuzzing) tail: Vec<u8>,
    /// A body that is sent instead of the form's.
    pub(in crate::fuzzing) body: Option<Vec<u8>>,
}

impl Draft {
    /// RebootInstance on an instance.
    pub(in crate::fuzzing) fn reboot(
        site: &Site,
        stamp: &Stamp,
        version_3: bool,
        place: Place,
        id: &str,
    ) -> Self {
        let mut draft = Self::call(site, stamp, version_3, operations::REBOOT_INSTANCE.name);
        draft.place = place;
        draft.method = if place == Place::Query { "GET".into() } else { "POST".into() };
        draft.set(parameter::INSTANCE_ID, id.to_owned());
        draft
    }

    /// An operation, with what every call carries.
    pub(in crate::fuzzing) fn call(
        site: &Site,
        stamp: &Stamp,
        version_3: bool,
        operation: &'static str,
    ) -> Self {
        let common: [(&'static str, Cow<'static, str>); 7] = [
            (parameter::ACTION, operation.into()),
            (parameter::VERSION, API_VERSION.into()),
            (parameter::ACCESS_KEY_ID, site.key_id.clone().into()),
            (parameter::SIGNATURE_METHOD, SIGNATURE_METHOD.into()),
            (parameter::SIGNATURE_VERSION, SIGNATURE_VERSION.into()),
            (parameter::SIGNATURE_NONCE, stamp.nonce.clone().into()),
            (parameter::TIMESTAMP, stamp.timestamp.clone().into()),
        ];
        let mut pairs = Vec::with_capacity(12);
        pairs.extend(common.into_iter().map(|(name, value)| Pair {
            name: name.into(),
            value,
            written: None,
        }));
        Self {
            version_3,
            method: "GET".into(),
            path: site.path.clone(),
            front: site.front.clone(),
            place: Place::Query,
            pairs,
            order: Order::AsSet,
            spelling: Spelling::Documented,
            signing: Signing::Documented,
            edits: Vec::new(),
            headers: Vec::new(),
            host: site.host.clone().into(),
            content_type: crate::wire::request::FORM.into(),
            tail: Vec::new(),
            body: None,
        }
    }

    /// Sets a parameter.
    pub(in crate::fuzzing) fn set(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) {
        let (name, value) = (name.into(), value.into());
        match self.pairs.iter_mut().find(|pair| pair.name == name) {
            Some(pair) => pair.value = value,
            None => self.pairs.push(Pair { name, value, written: None }),
        }
    }

    /// Adds a parameter without looking for one of the same name.
    pub(in crate::fuzzing) fn set_further(&mut self, name: String, value: &'static str) {
        self.pairs.push(Pair { name: name.into(), value: value.into(), written: None });
    }

    /// Ends the nonce with a text that is signed, and with another that is written in its place.
    pub(in crate::fuzzing) fn end_nonce(&mut self, stamp: &Stamp, signed: &str, written: &str) {
        let nonce = parameter::SIGNATURE_NONCE;
        self.set(nonce, format!("{}{signed}", stamp.nonce));
        let written = percent::encode(&stamp.nonce) + written;
        self.edits.push(Edit::Written(nonce, written.into_bytes()));
    }

    /// The value of a parameter, which is set first where it is not there yet.
    pub(in crate::fuzzing) fn present(&mut self, name: &'static str) -> String {
        if self.get(name).is_none() {
            self.set(name, if name == parameter::FORMAT { "JSON" } else { "false" });
        }
        self.get(name).unwrap_or_default().to_owned()
    }

    /// Leaves a parameter out.
    pub(in crate::fuzzing) fn drop_parameter(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.name != name);
    }

    /// The value of a parameter.
    pub(in crate::fuzzing) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|pair| pair.name == name).map(|pair| &*pair.value)
    }

    /// Carries the changes after signing out on the parameters.
    pub(in crate::fuzzing) fn edit(&mut self, cast: &Cast) {
        for edit in std::mem::take(&mut self.edits) {
            match &edit {
                Edit::Set(name, value) => self.set(*name, value.clone()),
                Edit::Drop(name) => self.drop_parameter(name),
                Edit::Rename(from, to) => {
                    for pair in self.pairs.iter_mut().filter(|pair| pair.name == *from) {
                        pair.name = (*to).into();
                    }
                }
                Edit::Repeat { name, value, before } => self.repeat(name, value.clone(), *before),
                Edit::OtherInstance => self.set(parameter::INSTANCE_ID, cast.watched().to_owned()),
                Edit::SecondInstance { before } => {
                    self.repeat(parameter::INSTANCE_ID, cast.watched().to_owned(), *before);
                }
                Edit::Written(name, bytes) => {
                    let mut written = name.as_bytes().to_vec();
                    written.push(b'=');
                    written.extend_from_slice(bytes);
                    self.set(*name, String::new());
                    for pair in self.pairs.iter_mut().filter(|pair| pair.name == *name) {
                        pair.written = Some(written.clone());
                    }
                }
                // Of version 3 alone, which carries them out itself.
                Edit::Header(..) | Edit::Body(_) => self.edits.push(edit),
            }
        }
    }

    /// Adds a parameter that is there already.
    pub(in crate::fuzzing) fn repeat(&mut self, name: &'static str, value: String, before: bool) {
        let pair = Pair { name: name.into(), value: value.into(), written: None };
        if before {
            self.pairs.insert(0, pair);
        } else {
            self.pairs.push(pair);
        }
    }
}
