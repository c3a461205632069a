//! A call as intent, and the same call as bytes: what the suite and the fuzzer send is signed and written here,
//! and nowhere else. A [`Draft`] holds parameters, and how they are placed, ordered, spelled and signed; each of these can
//! be wrong on purpose. [`Draft::sign`] gives the [`Request`].
//!
//! Pure: time, nonce and key are in the draft or passed in, and nothing is sent. The canonical forms are
//! [`wire`](crate::wire)'s; how names and values are spelled in an address is this module's.

mod change;
mod draft;
mod sign;
mod ways;
mod write;

pub use self::change::Change;
pub use self::draft::{Draft, Header, Pair, common};
pub use self::sign::{Request, no_signature};
pub use self::ways::{Edit, HeaderEdit, Order, Place, Signing, Spelling};

#[cfg(test)]
mod tests;
