//! The reference endpoint: a faithful RebootInstance, with what the suite needs to observe and arrange
//! it, and with faults to switch on.
//!
//! It is pure: [`Endpoint`] is given each request and the moment it came, and needs no socket, runtime,
//! clock or randomness. [`Server`] is the thin shell that gives it sockets. Read on in `checks` (what
//! every call goes through, in order), `operations::reboot`, `instance` (the state machine). Nothing there is wrong
//! on purpose: a fault is a layer in `front`, which sees what anybody could see, and acts as `faults` says.
//!
//! It does not stand for the real service beyond that: there is no billing, no network, no disk; what
//! its pages do not document is not imitated.

mod access_key;
mod checks;
mod choices;
mod clock;
mod control;
mod core;
#[cfg(feature = "suite")]
mod door;
mod envelope;
pub mod faults;
mod fleet;
mod front;
mod ids;
mod instance;
mod nonces;
mod operations;
#[cfg(feature = "suite")]
mod places;
mod refusal;
mod reported;
mod response;
#[cfg(test)]
mod rules_tests;
#[cfg(feature = "suite")]
mod server;
mod settings;
mod sight;
pub mod styles;
#[cfg(feature = "suite")]
mod tap;
#[cfg(test)]
mod testing;
mod today;
mod whole;
mod writing;

pub use self::clock::Moment;
pub use self::control::CONTROL_PATH;
pub use self::faults::{Fault, Faults};
pub use self::front::Below;
pub use self::ids::IdForm;
pub use self::instance::{Account, Arrangement, Disk, Kms};
pub use self::response::Response;
#[cfg(feature = "suite")]
pub use self::server::{Recorder, Server};
pub use self::settings::{AccessKey, PreparedInstance, Settings};
pub use self::sight::Sight;
pub use self::whole::Endpoint;
pub use self::writing::Writing;
