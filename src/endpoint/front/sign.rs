//! Whether a call is signed right, and signing it anew after a layer has changed it.

use super::asked::Asked;
use super::ledger::Ledger;
use crate::api::names::parameter;
use crate::endpoint::instance::Account;
use crate::endpoint::settings::AccessKey;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::v1;
use crate::wire::signature::v3::{self, header};

/// Names and values, decoded.
pub(in crate::endpoint) type Pairs<'a> = Vec<(&'a str, &'a str)>;

impl Asked {
    /// Id of the access key that the call names.
    pub(in crate::endpoint) fn key_id(&self) -> Option<String> {
        if self.is_version_3() {
            let text = self.header(header::AUTHORIZATION)?;
            Authorization::parse(text).ok().map(|read| read.credential.to_owned())
        } else {
            self.get(parameter::ACCESS_KEY_ID).map(str::to_owned)
        }
    }

    /// What version 1.0 signs: every parameter but the signature.
    pub(in crate::endpoint) fn to_be_signed(&self) -> Pairs<'_> {
        self.parameters().filter(|(name, _)| *name != parameter::SIGNATURE).collect()
    }

    /// The signature that it carries; empty where it carries none.
    pub(in crate::endpoint) fn signature(&self) -> &str {
        self.get(parameter::SIGNATURE).unwrap_or_default()
    }

    /// The string to sign of version 1.0.
    pub(in crate::endpoint) fn string_to_sign(&self) -> String {
        v1::string_to_sign(&self.method, &v1::canonical_query(self.to_be_signed()))
    }

    /// Whether it is signed as documented, by the key it names.
    pub(in crate::endpoint) fn is_signed_right(&self, ledger: &Ledger) -> bool {
        let id = self.key_id();
        let Some(key) = id.as_deref().and_then(|id| ledger.key(id)) else { return false };
        if self.is_version_3() {
            self.with_raw(|raw| {
                SignedRequest::read(raw).is_ok_and(|signed| signed.verify(&key.secret))
            })
        } else {
            v1::verify(&key.secret, &self.string_to_sign(), self.signature())
        }
    }

    /// The key that signs it anew: the one it names, or else one of the first account.
    pub(in crate::endpoint) fn signer(&self, ledger: &Ledger) -> Option<AccessKey> {
        let id = self.key_id();
        let named = id.as_deref().and_then(|id| ledger.key(id));
        named.or_else(|| ledger.key_of(Account::Own)).cloned()
    }

    /// Signs it anew, as it now is.
    pub(in crate::endpoint) fn sign(&mut self, key: &AccessKey) {
        if self.is_version_3() {
            self.sign_headers(key);
            return;
        }
        self.set(parameter::ACCESS_KEY_ID, &key.id);
        let signature = v1::sign(&key.secret, &self.string_to_sign());
        self.set(parameter::SIGNATURE, &signature);
    }

    /// Signs what it signed before, and every `x-acs-*` header that it carries.
    fn sign_headers(&mut self, key: &AccessKey) {
        let digest = v3::sha256(&self.body());
        self.set_header(header::CONTENT_SHA256, &digest);
        let names = self.with_raw(|raw| v3::mandatory_headers(&raw.headers));
        let unsigned = Authorization {
            credential: &key.id,
            signed_headers: names.iter().map(String::as_str).collect(),
            signature: "0",
        }
        .to_string();
        self.set_header(header::AUTHORIZATION, &unsigned);
        let to_sign =
            self.with_raw(|raw| SignedRequest::read(raw).ok().map(|read| read.string_to_sign));
        let Some(text) = to_sign else { return };
        let signed = Authorization {
            credential: &key.id,
            signed_headers: names.iter().map(String::as_str).collect(),
            signature: &v3::sign(&key.secret, &text),
        }
        .to_string();
        self.set_header(header::AUTHORIZATION, &signed);
    }

    /// Spoils the signature, so that whoever checks it refuses the call.
    pub(in crate::endpoint) fn spoil(&mut self) {
        let mut other = self.clone();
        let stranger = AccessKey {
            id: self.key_id().unwrap_or_default(),
            secret: Secret::new("not the secret of any key"),
            active: true,
            account: Account::Own,
        };
        other.sign(&stranger);
        *self = other;
    }
}
