//! What is to be sent, before it is known when and to whom: the same bytes give the same recipe (`draw`). A
//! recipe knows how it is bent (`bends`), which answers the documentation allows (`effect`, `oracle`), how it
//! is built (`draft`, `sign`), and how it can be made smaller. Sending it is not its business:
//! [`body()`] has a core answer it, the black-box fuzzer any endpoint.

#![cfg_attr(
    not(feature = "suite"),
    expect(
        dead_code,
        reason = "making a recipe smaller and telling of it is the black-box fuzzer's"
    )
)]

mod again;
pub(super) mod bends;
pub(super) mod body;
mod call;
pub(super) mod draft;
mod draw;
pub(super) mod effect;
pub(super) mod oracle;
pub(super) mod raw;
pub(super) mod seeds;
pub(super) mod seen;
pub(super) mod sign;
pub(super) mod site;
#[cfg(test)]
pub(super) mod testing;
mod text;

pub use self::body::{body, body_with};
pub(in crate::fuzzing) use self::call::{CallRecipe, Recipe};
