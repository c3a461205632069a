//! Parameters as they are sent: their order, and the text of the target and of the form body.

use std::fmt::Write as _;

use super::draft::{Draft, Pair};
use super::ways::{Order, Spelling};
use crate::wire::percent;

/// What the query of most calls has room in.
const QUERY: usize = 512;

/// Puts the parameters into their order, and the signature into its place.
pub(super) fn order(draft: &mut Draft, signature: Option<String>) {
    let signature = signature.map(|text| Pair::new(draft.signature_named.clone(), text));
    let pairs = &mut draft.pairs;
    if draft.order == Order::SignatureFirst {
        pairs.splice(0..0, signature).for_each(drop);
        return;
    }
    pairs.extend(signature);
    match draft.order {
        Order::AsSet | Order::SignatureFirst => {}
        Order::Sorted => pairs.sort_by(|one, two| one.name.cmp(&two.name)),
        Order::Reversed => pairs.sort_by(|one, two| two.name.cmp(&one.name)),
        Order::Shuffled(seed) => fastrand::Rng::with_seed(seed).shuffle(pairs),
    }
}

/// The form body.
pub(super) fn form(draft: &Draft) -> String {
    let mut form = String::new();
    spell(&mut form, draft, true);
    form
}

/// The path, and the query where there is one.
pub(super) fn target(draft: &Draft) -> String {
    let mut target = String::with_capacity(draft.path.len() + QUERY);
    target.push_str(&draft.path);
    target.push('?');
    let bare = target.len();
    spell(&mut target, draft, false);
    target.push_str(&draft.tail);
    if target.len() == bare {
        target.pop();
    }
    target
}

/// Writes the parameters of the form body, or those of the query.
fn spell(out: &mut String, draft: &Draft, in_form: bool) {
    let start = out.len();
    for pair in draft.pairs.iter().filter(|pair| draft.place.is_form(&pair.name) == in_form) {
        if out.len() > start {
            out.push('&');
        }
        spell_pair(out, draft.spelling, pair);
    }
}

fn spell_pair(out: &mut String, spelling: Spelling, pair: &Pair) {
    if let Some(written) = &pair.written {
        out.push_str(written);
        return;
    }
    percent::encode_into(out, pair.name.as_bytes());
    out.push('=');
    let value = pair.value.as_bytes();
    match spelling {
        Spelling::Documented => percent::encode_into(out, value),
        Spelling::LowerHex => out.push_str(&percent::in_lower_case(&percent::encode(value))),
        Spelling::Needless => {
            for byte in value {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        Spelling::Plus => out.push_str(&percent::encode(value).replace("%20", "+")),
        Spelling::Double => percent::encode_into(out, percent::encode(value).as_bytes()),
    }
}
