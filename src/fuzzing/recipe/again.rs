//! A call once more: written otherwise, which means the same, or forged, which has to be refused whatever it was.

use super::CallRecipe;
use super::bends::Bend;
use crate::api::names::parameter;
use crate::client::{Draft, Edit, HeaderEdit, Order, Place, Signing, Spelling};
use crate::fuzzing::chance::changed;
use crate::wire::signature::v3::header;

/// The draft of a call in another order, in other escapes and, where it is a POST, with its parameters elsewhere;
/// `None` where that need not mean the same: where a bend keeps the request from being read as a whole.
pub(super) fn otherwise(
    call: &CallRecipe,
    draft: &Draft,
    random: &mut fastrand::Rng,
) -> Option<Draft> {
    const SPELLINGS: [Spelling; 3] = [Spelling::LowerHex, Spelling::Needless, Spelling::Plus];
    const PLACES: [Place; 3] = [Place::Form, Place::Split, Place::PostQuery];
    // Version 3 signs the bytes of a form.
    let is_fixed = draft.version_3 && matches!(draft.place, Place::Form | Place::Split);
    if is_fixed || call.bends.iter().any(Bend::hides_format) {
        return None;
    }
    let mut draft = draft.clone();
    draft.order = Order::Shuffled(random.u64(..));
    draft.spelling = SPELLINGS[random.usize(..SPELLINGS.len())];
    if draft.method == "POST" && !draft.version_3 {
        draft.place = PLACES[random.usize(..PLACES.len())];
    }
    Some(draft)
}

/// A draft with one thing changed that the signature covers.
pub(super) fn forged(mut draft: Draft, random: &mut fastrand::Rng) -> Draft {
    const HEADERS: [&str; 5] =
        [header::ACTION, header::VERSION, header::DATE, header::NONCE, header::HOST];
    // Under version 3 all others stand in headers. What is written in a way of its own stays so.
    let is_open = |name: &str| match draft.version_3 {
        true => name == parameter::INSTANCE_ID,
        false => !draft.edits.iter().any(|edit| matches!(edit, Edit::Written(it, _) if it == name)),
    };
    let names = draft.pairs.iter().map(|pair| pair.name.clone());
    let names: Vec<_> = names.filter(|name| is_open(name)).collect();
    let name = random.choice(names).unwrap_or_default();
    let value = draft.get(&name).unwrap_or_default().to_owned();
    let edit = match random.u8(..6) {
        0 => Edit::set(name, changed(random, &value)),
        1 => Edit::rename(name.clone(), changed(random, &name)),
        2 => Edit::drop(name),
        3 => Edit::set("Forged", value),
        4 if draft.version_3 => {
            let name = HEADERS[random.usize(..HEADERS.len())];
            draft.header_edits.push(HeaderEdit::Set(name, "forged".to_owned()));
            return draft;
        }
        _ => {
            draft.signing = Signing::OtherMethod;
            return draft;
        }
    };
    draft.edits.push(edit);
    draft
}
