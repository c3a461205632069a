//! The drafts of the fuzzer: a call with what every call carries, before bends change it. How it is signed and
//! written is `client`'s.

use super::site::{Site, Stamp};
use crate::api::names::parameter;
use crate::api::operations;
use crate::client::{Draft, Edit, Pair, Place, common};
use crate::wire::percent;

/// RebootInstance on an instance.
pub(in crate::fuzzing) fn reboot(
    site: &Site,
    stamp: &Stamp,
    version_3: bool,
    place: Place,
    id: &str,
) -> Draft {
    let mut draft = call(site, stamp, version_3, operations::REBOOT_INSTANCE.name);
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
) -> Draft {
    let mut pairs = common(version_3, &site.key_id, &stamp.nonce, stamp.timestamp.clone());
    pairs.insert(0, Pair::new(parameter::ACTION, operation));
    Draft { version_3, ..Draft::new(site.path.clone(), site.host.clone().into(), pairs) }
}

/// Ends the nonce with a text that is signed, and with another that is written in its place.
pub(in crate::fuzzing) fn end_nonce(draft: &mut Draft, stamp: &Stamp, signed: &str, written: &str) {
    let nonce = parameter::SIGNATURE_NONCE;
    draft.set(nonce, format!("{}{signed}", stamp.nonce));
    draft.edits.push(Edit::Written(nonce.into(), percent::encode(&stamp.nonce) + written));
}

/// The value of a parameter, which is set first where it is not there yet.
pub(in crate::fuzzing) fn present(draft: &mut Draft, name: &'static str) -> String {
    if draft.get(name).is_none() {
        draft.set(name, if name == parameter::FORMAT { "JSON" } else { "false" });
    }
    draft.get(name).unwrap_or_default().to_owned()
}
