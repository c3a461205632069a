//! Files of this machine: [`read`] them within bounds, [`mod@write`] them without harm to what others made. The
//! only place of the program, but for the build, that opens one.
//!
//! Knows nothing of what stands in them.

pub mod read;
pub mod write;
