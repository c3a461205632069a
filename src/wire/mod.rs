//! Bytes to values and back: pure, synchronous, bounded. No clock, no socket, no randomness, and no
//! opinion on whether a request should be served.
//!
//! Both sides use it, the reference endpoint to read requests and the suite to write them, so a
//! mistake here could hide on both. Against that stand the published vectors, requests captured
//! from clients that this project did not write, and comparison with other libraries in tests.

pub mod document;
pub mod http;
mod json;
pub mod percent;
pub mod query;
pub mod reply;
pub mod request;
mod scan;
pub mod secret;
pub mod shape;
pub mod signature;
pub mod timestamp;
mod value;
mod xml;
