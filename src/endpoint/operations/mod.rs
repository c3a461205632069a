//! The operations: what each does once the common checks have passed. Only the caller's own
//! instances exist here.

mod call;
mod describe;
mod reboot;
mod start_stop;

pub(super) use self::call::{Admitted, Members};
use super::fleet::Fleet;
use super::refusal::Refusal;
use crate::api::operations::{self, Operation};

/// What serves an operation. What comes back are the members of the answer beside RequestId.
type Serve = fn(&Admitted<'_>, &mut Fleet) -> Result<Members, Refusal>;

/// An operation that is served, and what serves it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served {
    /// What is documented of it.
    pub(super) operation: &'static Operation,
    serve: Serve,
}

/// Every operation that is served, RebootInstance first.
const SERVED: &[Served] = &[
    Served { operation: &operations::REBOOT_INSTANCE, serve: reboot::serve },
    Served { operation: &operations::DESCRIBE_INSTANCE_STATUS, serve: describe::statuses },
    Served { operation: &operations::DESCRIBE_INSTANCES, serve: describe::instances },
    Served { operation: &operations::START_INSTANCE, serve: start_stop::start },
    Served { operation: &operations::STOP_INSTANCE, serve: start_stop::stop },
];

impl Served {
    /// The operation that an Action names.
    pub(super) fn named(action: &str) -> Option<Self> {
        SERVED.iter().copied().find(|served| served.operation.name == action)
    }

    /// Serves a call.
    pub(super) fn serve(self, call: &Admitted<'_>, fleet: &mut Fleet) -> Result<Members, Refusal> {
        (self.serve)(call, fleet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_operation_is_served() {
        let served: Vec<&str> = SERVED.iter().map(|served| served.operation.name).collect();
        let documented: Vec<&str> =
            operations::ALL.iter().map(|operation| operation.name).collect();
        assert_eq!(served, documented);
    }
}
