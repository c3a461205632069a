//! Reads the name of an operation that can be put under test.

use crate::api::operations::{self, Operation};
use crate::suite::similar::similar;

/// The operation of a name.
pub(super) fn named(name: &str) -> Result<&'static Operation, String> {
    let known: Vec<&str> = operations::under_test().map(|operation| operation.name).collect();
    operations::under_test().find(|operation| operation.name == name).ok_or_else(|| {
        match similar(name, known.iter().copied()) {
            near if near.is_empty() => format!("known are {}", known.join(", ")),
            near => format!("did you mean {}?", near.join(", ")),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_without_rules_cannot_be_put_under_test() {
        assert_eq!(named("StopInstance").map(|operation| operation.name), Ok("StopInstance"));
        assert_eq!(named("StopInstanc").unwrap_err(), "did you mean StopInstance?");
        assert!(named("DescribeInstances").is_err());
        assert!(named("x").unwrap_err().starts_with("known are RebootInstance, "));
    }
}
