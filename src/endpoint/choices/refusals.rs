//! Choices of which calls are refused.

use super::messages::reworded;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations::REBOOT_INSTANCE;
use crate::api::parameters::SENT_TO_ALL;
use crate::api::{Edition, Format};
use crate::endpoint::front::means::boolean;
use crate::endpoint::front::{Asked, Front};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::{Response, named};
use crate::wire::timestamp::Timestamp;

/// A Format that does not exist is refused instead of being answered in XML. Rule CP-43.
pub(in crate::endpoint) fn format_refused(front: &mut Front<'_>, asked: Asked) -> Response {
    let unknown =
        asked.with_raw(|raw| named(raw).is_some_and(|value| Format::from_value(&value).is_none()));
    front.refuse_if(unknown, asked, invalid(parameter::FORMAT))
}

/// A nonce holds letters, digits and hyphens alone; any other is refused as invalid. What a nonce may hold is not
/// documented.
pub(in crate::endpoint) fn nonces_plain(front: &mut Front<'_>, asked: Asked) -> Response {
    let is_plain = |nonce: &str| nonce.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    let odd = asked.get(parameter::SIGNATURE_NONCE).is_some_and(|nonce| !is_plain(nonce));
    front.refuse_if(odd, asked, invalid(parameter::SIGNATURE_NONCE))
}

/// A Timestamp with a fraction of a second is malformed under version 1.0 too. Rule CP-20.
pub(in crate::endpoint) fn fractions_refused(front: &mut Front<'_>, asked: Asked) -> Response {
    let has_fraction =
        |text| Timestamp::parse(text).is_err() && Timestamp::parse_with_fraction(text).is_ok();
    let refused = asked.get(parameter::TIMESTAMP).is_some_and(has_fraction);
    let malformed = Refusal::common(Failure::TimestampMalformed, parameter::TIMESTAMP);
    front.refuse_if(refused, asked, malformed)
}

/// A parameter of RebootInstance that neither the operation defines nor SDKs send is refused as
/// UnsupportedParameter. Rule RQ-06.
pub(in crate::endpoint) fn parameters_unsupported(front: &mut Front<'_>, asked: Asked) -> Response {
    let is_taken =
        |name: &str| REBOOT_INSTANCE.any_parameter(name).is_some() || SENT_TO_ALL.contains(&name);
    let refused = !asked.parameters().all(|(name, _)| is_taken(name)) && front.is_plain(&asked);
    front.refuse_if(refused, asked, Refusal::common(Failure::ParameterUnsupported, ""))
}

/// A RegionId of RebootInstance that is not the endpoint's own is refused. Rule RQ-06.
pub(in crate::endpoint) fn region_checked(front: &mut Front<'_>, asked: Asked) -> Response {
    let region = asked.get(parameter::REGION_ID);
    let foreign = region.is_some_and(|region| region != front.settings.region);
    let refused = foreign && front.is_plain(&asked);
    let message = "The specified endpoint can't operate this region.";
    let refusal = Refusal::other("InvalidOperation.NotSupportedEndpoint", 400, message);
    front.refuse_if(refused, asked, refusal)
}

/// Of Boolean values, only those in lower case are read (edition core). Rule RI-19.
pub(in crate::endpoint) fn booleans_exact(front: &mut Front<'_>, asked: Asked) -> Response {
    const NEITHER: &str = "neither";
    let is_other =
        |value: &&str| boolean(Some(value)).is_some() && value.contains(char::is_uppercase);
    let value = asked.get(parameter::FORCE_STOP).filter(is_other).map(str::to_owned);
    let Some(value) = value.filter(|_| front.settings.edition == Edition::Core) else {
        return front.forward(&asked);
    };
    let response = front.as_if(asked, parameter::FORCE_STOP, NEITHER);
    reworded(front, response, |message| message.replace(NEITHER, &value))
}

fn invalid(parameter: &'static str) -> Refusal {
    Refusal::common(Failure::ParameterInvalid, parameter)
}
