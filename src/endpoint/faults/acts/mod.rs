//! What each fault does with a call, as a layer in front of the endpoint. None of it knows the endpoint's
//! inside: it reads the call, and sends it on, changes it, answers it or arranges instances as any program in
//! between could.

mod answers;
mod claims;
mod effect;
mod means;
mod named;
mod nonces;
mod observe;
mod reading;
mod replays;
mod request_ids;
mod signature;
mod stop_instance;
mod timestamps;
mod unseen;
mod values;

use super::{Fault, Faults};
use crate::endpoint::front::Act;
use crate::endpoint::whole::Endpoint;

impl Endpoint {
    /// The same with these faults, each as a layer in front of it.
    #[must_use]
    pub fn with_faults(self, faults: Faults) -> Self {
        self.with_layers(faults.iter().filter_map(Fault::act))
    }
}

impl Fault {
    /// What it does.
    pub(super) fn act(self) -> Option<Act> {
        effect::act(self)
            .or_else(|| named::act(self))
            .or_else(|| values::act(self))
            .or_else(|| claims::act(self))
            .or_else(|| timestamps::act(self))
            .or_else(|| nonces::act(self))
            .or_else(|| signature::act(self))
            .or_else(|| unseen::act(self))
            .or_else(|| reading::act(self))
            .or_else(|| answers::act(self))
            .or_else(|| request_ids::act(self))
            .or_else(|| replays::act(self))
            .or_else(|| observe::act(self))
            .or_else(|| stop_instance::act(self))
    }
}
