//! Which operation a step calls: the one under test, or another by its name.

use std::str::FromStr;

use crate::api::operations::{self, Operation};

/// The operation that a step calls.
#[derive(Clone, Copy, Debug)]
pub(super) enum Called {
    /// The one under test, whichever that is: "the operation".
    UnderTest,
    /// This one.
    Named(&'static Operation),
}

/// A text that names no operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no documented operation")]
pub(super) struct UnknownOperation(String);

impl Called {
    /// The operation, where this one is under test.
    pub(super) const fn operation(self, under_test: &'static Operation) -> &'static Operation {
        match self {
            Self::UnderTest => under_test,
            Self::Named(operation) => operation,
        }
    }
}

impl FromStr for Called {
    type Err = UnknownOperation;

    fn from_str(words: &str) -> Result<Self, UnknownOperation> {
        match words {
            "the operation" => Ok(Self::UnderTest),
            name => operations::named(name)
                .map(Self::Named)
                .ok_or_else(|| UnknownOperation(name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operations::{REBOOT_INSTANCE, STOP_INSTANCE};

    #[test]
    fn an_operation_is_called_by_its_name_or_as_the_one_under_test() {
        let name = |words: &str| words.parse::<Called>().map(|c| c.operation(&STOP_INSTANCE).name);
        assert_eq!(name("the operation"), Ok("StopInstance"));
        assert_eq!(name("RebootInstance"), Ok(REBOOT_INSTANCE.name));
        assert_eq!(
            name("Reboot").unwrap_err().to_string(),
            "\"Reboot\" is no documented operation"
        );
    }
}
