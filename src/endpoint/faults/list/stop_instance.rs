//! Faults of StopInstance: rules STOP.

macro_rules! stop_instance {
    ($then:ident $($before:tt)*) => { $then! { $($before)*
        /// StopInstance refuses a Running instance with IncorrectInstanceStatus.
        StopRefused, "stop-refused", "STOP-01";
        /// A success of StopInstance has the root element of another operation, and is otherwise right.
        StopRootOther, "stop-root-other", "STOP-01";

        /// StopInstance is answered as a success, and nothing happens.
        StopLost, "stop-lost", "STOP-03";
        /// StopInstance restarts the instance.
        StopRestarts, "stop-restarts", "STOP-03";

        /// StopInstance on an id that does not exist is answered as a success.
        StopUnknownServed, "stop-unknown-served", "STOP-06";
        /// StopInstance on an id that does not exist is answered with 403 IncorrectInstanceStatus.
        StopUnknownWrongStatus, "stop-unknown-wrong-status", "STOP-06";
    } };
}
