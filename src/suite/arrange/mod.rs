//! How an instance in a wanted state is come by, and given back. Four ways: an instance that the
//! target file lists, the control protocol, a command of the user's, StartInstance and StopInstance.
//! What none of them can give makes a scenario inconclusive, with the reason.
//!
//! A plain Running instance comes from the control protocol where there is one, although one may be
//! listed: only there can it be told how long its restart takes, and Starting be made long enough to
//! be seen. Everything else that is listed is taken from the list first.

pub(crate) mod answers;
mod arranger;
mod back;
pub(super) mod claim;
mod command;
mod control;
mod ending;
mod late;
mod lease;
mod lend;
mod look;
mod making;
mod plan;
mod pool;
mod start_stop;

pub use self::arranger::Arranger;
pub use self::command::end_all as end_all_commands;
pub use self::control::{Capabilities, ControlError};
pub use self::ending::unless_cancelled;
pub use self::lease::Lease;
pub use self::look::{Claim, Look};
pub use self::plan::{Doubts, Way};
