//! Choices of what is read of a request.

use super::messages::reworded;
use crate::api::parameters::required_of_all;
use crate::endpoint::front::{Asked, Front};
use crate::endpoint::response::Response;

/// A method that is not documented gets a bare 405. Rule RQ-05.
pub(in crate::endpoint) fn method_bare(front: &mut Front<'_>, asked: Asked) -> Response {
    if matches!(&*asked.method, "GET" | "POST") {
        return front.forward(&asked);
    }
    let content_type = "text/plain".into();
    Response { status: 405, content_type, headers: Vec::new(), body: Vec::new() }
}

/// What cannot be decoded or has no name is left out. Rule RQ-07.
pub(in crate::endpoint) fn undecodable_ignored(
    front: &mut Front<'_>,
    mut asked: Asked,
) -> Response {
    asked.drop_unreadable();
    front.forward(&asked)
}

/// Of a parameter that stands twice the last is used, by signature and operation alike. Rule RQ-08.
pub(in crate::endpoint) fn last_of_two(front: &mut Front<'_>, asked: Asked) -> Response {
    front.forward(&asked.once_each(false))
}

/// Under version 1.0, a parameter that stands twice is served by its first value where both are signed. Rule RQ-14.
pub(in crate::endpoint) fn first_of_two_signed(front: &mut Front<'_>, asked: Asked) -> Response {
    let first = asked.once_each(true);
    if first == asked || asked.is_version_3() {
        return front.forward(&asked);
    }
    if front.is_signed_right(&asked) {
        return front.sign_and_forward(first);
    }
    // Signed as only one of them, it is not to be served.
    if required_of_all().any(|one| asked.get(one.name).is_none()) {
        return front.forward(&first);
    }
    let (read, signed) = (first.string_to_sign(), asked.string_to_sign());
    let response = front.refuse_signature(first);
    reworded(front, response, |message| message.replace(&read, &signed))
}
