//! What is to be judged: address, credentials, and the instances that may be touched. Read from a
//! target file by `file`, or put together by whoever starts an endpoint itself.

mod file;
mod list;
mod whole;

pub use file::{TargetError, parse, read};
pub use list::{Instances, List};
pub use whole::{AccessKey, Arrange, NotLocal, Target, is_loopback};
