//! What an endpoint may do in one way or in another, because the documentation leaves it open: it conforms either
//! way. The core has one way; each other one is a layer in front of it, so most can stand in front of any endpoint.
//! Which there are, and with what settings, `styles` says. What cannot be done from outside is an option of
//! [`Settings`](super::Settings).

pub(super) mod answers;
pub(super) mod messages;
pub(super) mod reading;
pub(super) mod refusals;
pub(super) mod traffic;

#[cfg(test)]
mod tests;
