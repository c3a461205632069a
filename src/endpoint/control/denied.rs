//! Why the control protocol does not do what it is asked for.

/// Why a control call is not done.
pub(super) enum Denied {
    /// No such address, instance, key or failure.
    NotFound(&'static str),
    /// The address is there, the method is not.
    Method,
    /// What is asked for cannot be arranged; why.
    CannotArrange(String),
}
