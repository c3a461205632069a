//! A call, from its meaning to the bytes that are sent. Common parameters are filled in and the whole
//! is signed when it is prepared, so that a scenario names only what it is about.
//!
//! What a scenario wants to be different is one change of this value: a parameter, how it is signed,
//! how it is written, or what happens to it after signing. Nothing else changes with it, and no HTTP
//! library has a say: [`Call::prepare`] gives the very bytes of the address and the body.

mod basic;
mod carried;
mod draft;
mod host;
mod prepare;
pub mod resend;

pub use self::basic::{NO_VERSION_3, basic};
pub(super) use self::carried::{carried, carried_by};
pub use self::draft::{Call, SignedCall, Stamp};
pub use self::host::host;

#[cfg(test)]
mod tests;
