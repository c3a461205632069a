//! Faults about a common parameter that is missing.

use crate::endpoint::faults::{Fault, Faults};
use crate::endpoint::refusal::Refusal;
use crate::spec::errors::Failure;
use crate::spec::names::{API_VERSION, SIGNATURE_METHOD, SIGNATURE_VERSION, action, parameter};

/// The fault that serves a call without this parameter, and the value that it takes instead. An
/// empty one is not looked at by the check that it belongs to.
pub(super) fn served(name: &str) -> Option<(Fault, &'static str)> {
    Some(match name {
        parameter::ACTION => (Fault::MissingActionServed, action::REBOOT_INSTANCE),
        parameter::VERSION => (Fault::MissingVersionServed, API_VERSION),
        parameter::ACCESS_KEY_ID => (Fault::MissingKeyServed, ""),
        parameter::SIGNATURE => (Fault::MissingSignatureServed, ""),
        parameter::SIGNATURE_METHOD => (Fault::MissingMethodServed, SIGNATURE_METHOD),
        parameter::SIGNATURE_VERSION => (Fault::MissingSignatureVersionServed, SIGNATURE_VERSION),
        parameter::SIGNATURE_NONCE => (Fault::MissingNonceServed, ""),
        parameter::TIMESTAMP => (Fault::MissingTimestampServed, ""),
        _ => return None,
    })
}

/// What a fault answers to a call without this parameter.
pub(super) fn told(name: &'static str, faults: Faults) -> Option<Refusal> {
    let (fault, failure) = match name {
        parameter::ACTION => (Fault::MissingActionUnknown, Failure::ActionUnknown),
        parameter::VERSION => (Fault::MissingVersionWrong, Failure::VersionWrong),
        parameter::ACCESS_KEY_ID => (Fault::MissingKeyUnknown, Failure::AccessKeyUnknown),
        parameter::SIGNATURE => (Fault::MissingSignatureWrong, Failure::SignatureWrong),
        parameter::SIGNATURE_METHOD => (Fault::MissingMethodInternalError, Failure::ServerFault),
        parameter::SIGNATURE_VERSION => {
            (Fault::MissingSignatureVersionWrong, Failure::SignatureWrong)
        }
        parameter::SIGNATURE_NONCE => (Fault::MissingNonceUsed, Failure::NonceUsed),
        parameter::TIMESTAMP => (Fault::MissingTimestampInternalError, Failure::ServerFault),
        _ => return None,
    };
    faults.has(fault).then(|| Refusal::common(failure, name))
}
