//! Faults of checking signature 1.0: what else a deviating endpoint takes for the string to sign, and
//! for a right signature.

use std::cmp::Ordering;

use super::misread::KNOWN;
use crate::endpoint::faults::{Fault, Faults};
use crate::spec::names::parameter;
use crate::wire::http::RawRequest;
use crate::wire::request::split_target;
use crate::wire::secret::Secret;
use crate::wire::signature::mistakes::Escaping;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v1;

/// Names and values, as they are signed.
type Pairs<'a> = Vec<(&'a str, &'a str)>;

/// A call to be held against its signature.
pub(super) struct Case<'a> {
    pub(super) raw: &'a RawRequest<'a>,
    pub(super) pairs: Pairs<'a>,
    pub(super) presented: &'a str,
    pub(super) secret: &'a Secret,
    /// Every instance there is.
    pub(super) instances: &'a [String],
    pub(super) faults: Faults,
}

impl Case<'_> {
    const fn has(&self, fault: Fault) -> bool {
        self.faults.has(fault)
    }

    /// Whether the signature is taken for right.
    pub(super) fn is_right(&self) -> bool {
        let method = if self.has(Fault::MethodAlwaysGet) { "GET" } else { self.raw.method };
        if self.has(Fault::SignatureUnchecked) || self.is_empty_and_accepted() {
            return true;
        }
        if self.verifies(method, &self.pairs) {
            return true;
        }
        let without = |dropped: &dyn Fn(&str) -> bool| -> Pairs<'_> {
            self.pairs.iter().copied().filter(|(name, _)| !dropped(name)).collect()
        };
        if self.has(Fault::OtherMethodAccepted) {
            let other = if method == "GET" { "POST" } else { "GET" };
            return self.verifies(other, &self.pairs);
        }
        if self.has(Fault::AddedParameterUnseen) {
            return self.verifies(method, &without(&|name| !KNOWN.contains(&name)));
        }
        if self.has(Fault::ForceStopUnsigned) {
            let rest = without(&|name| name == parameter::FORCE_STOP);
            return [None, Some("true"), Some("false")].into_iter().any(|value| {
                let mut pairs = rest.clone();
                pairs.extend(value.map(|value| (parameter::FORCE_STOP, value)));
                self.verifies(method, &pairs)
            });
        }
        if self.has(Fault::InstanceIdUnsigned) {
            let rest = without(&|name| name == parameter::INSTANCE_ID);
            return self.instances.iter().any(|id| {
                let mut pairs = rest.clone();
                pairs.push((parameter::INSTANCE_ID, id));
                self.verifies(method, &pairs)
            });
        }
        false
    }

    fn is_empty_and_accepted(&self) -> bool {
        let is_missing = || self.pairs.iter().all(|(name, _)| *name != parameter::SIGNATURE);
        self.presented.is_empty()
            && (self.has(Fault::EmptySignatureAccepted)
                || (self.has(Fault::MissingSignatureServed) && is_missing()))
    }

    fn verifies(&self, method: &str, pairs: &[(&str, &str)]) -> bool {
        let text = v1::string_to_sign(method, &self.canonical(pairs));
        let bare = || v1::digest(self.secret.reveal().as_bytes(), &text) == self.presented;
        if self.has(Fault::SignatureSha256) {
            return sha256(&v1::key(self.secret), &text) == self.presented;
        }
        if self.has(Fault::BareSecretExpected) {
            return bare();
        }
        if self.has(Fault::SignaturePrefixAccepted) && !self.presented.is_empty() {
            let beginning = self.presented.trim_end_matches('=');
            return v1::sign(self.secret, &text).starts_with(beginning);
        }
        v1::verify(self.secret, &text, self.presented)
            || (self.has(Fault::BareSecretAccepted) && bare())
    }

    /// The canonical query.
    fn canonical(&self, pairs: &[(&str, &str)]) -> String {
        if self.has(Fault::EscapesAsSent) {
            return self.as_sent();
        }
        if self.has(Fault::DuplicateBothSigned) {
            let all = self.as_sent();
            let once = pairs.iter().filter(|(name, _)| *name != parameter::SIGNATURE).count();
            if all.split('&').count() > once {
                return all;
            }
        }
        let mut signed: Pairs<'_> = pairs
            .iter()
            .copied()
            .filter(|&(name, value)| match name {
                parameter::SIGNATURE => {
                    self.has(Fault::SignatureSigned) || self.has(Fault::SignatureSignedEmpty)
                }
                parameter::FORMAT => !self.has(Fault::FormatUnsigned),
                _ => !(value.is_empty() && self.has(Fault::EmptyValueUnsigned)),
            })
            .collect();
        signed.sort_by(|one, two| self.order(one.0, two.0));
        let hide =
            |name: &str| name == parameter::SIGNATURE && self.has(Fault::SignatureSignedEmpty);
        let mut query = String::new();
        for (name, value) in signed {
            query.push_str(if query.is_empty() { "" } else { "&" });
            self.escape(&mut query, name);
            query.push('=');
            self.escape(&mut query, if hide(name) { "" } else { value });
        }
        query
    }

    fn order(&self, one: &str, two: &str) -> Ordering {
        if self.has(Fault::SortedWithoutCase) {
            one.to_lowercase().cmp(&two.to_lowercase())
        } else if self.has(Fault::SortedLongerFirst)
            && (one.starts_with(two) || two.starts_with(one))
        {
            two.len().cmp(&one.len())
        } else {
            one.cmp(two)
        }
    }

    fn escape(&self, out: &mut String, text: &str) {
        let escaping = Escaping {
            blank_as_plus: self.has(Fault::BlankAsPlus),
            keep_blank: self.has(Fault::BlankEscapedOnce),
            keep_asterisk: self.has(Fault::AsteriskUnescaped),
            keep_marks: self.has(Fault::MarksUnescaped),
            keep_slash: self.has(Fault::SlashUnescaped),
            escape_tilde: self.has(Fault::TildeEscaped),
            lower_case_beyond_ascii: self.has(Fault::NonAsciiLowerCase),
            ..Escaping::default()
        };
        if self.has(Fault::NonAsciiMisread) {
            let misread: String = text.bytes().map(char::from).collect();
            out.push_str(&escaping.escape(&misread));
        } else {
            out.push_str(&escaping.escape(text));
        }
    }

    /// The parameters of query and form as they were sent, sorted.
    fn as_sent(&self) -> String {
        let (_, query) = split_target(self.raw.target);
        let mut pairs: Vec<String> = [query, self.raw.body]
            .into_iter()
            .flat_map(|text| text.split(|&byte| byte == b'&'))
            .filter(|pair| !pair.is_empty())
            .map(|pair| String::from_utf8_lossy(pair).into_owned())
            .filter(|pair| !pair.starts_with("Signature="))
            .collect();
        pairs.sort_unstable();
        pairs.join("&")
    }
}
