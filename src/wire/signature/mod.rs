//! Signatures. Each version canonicalises decoded parameters, never raw bytes: clients differ in how
//! they write a blank or an apostrophe, and all of them are right.

pub mod authorization;
pub mod mistakes;
pub mod signed;
pub mod v1;
pub mod v3;
