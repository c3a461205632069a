//! The parameters of a call, as values: what each is, and how a call is answered that lacks it or gives it a
//! value that it cannot have. Those of an operation stand with it in [`super::operations`].

use super::Edition;
use super::errors::Failure;
use super::names::parameter;

/// A documented parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// How a call without it is refused, and the rule that says so, where there is one; `None` where it may be
    /// left out.
    pub missing: Option<(Failure, Option<&'static str>)>,
    /// How a call is answered that gives it no text at all.
    pub empty: Answered,
    /// How a call is answered that gives it a value which it cannot have.
    pub wrong: Answered,
    /// The rules that hold an endpoint to its value `true`, to `false`, and to either in other letter case.
    pub switched: Option<[&'static str; 3]>,
    /// The edition it came with.
    pub edition: Edition,
}

/// What the value of a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// The id of an instance.
    InstanceId,
}

/// How a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Refused as this failure, by a MUST.
    Refused(Failure, &'static str),
    /// Refused with any documented 4xx, by a MUST.
    Somehow(&'static str),
    /// Refused, by a SHOULD.
    Advised(&'static str),
    /// Nothing is documented.
    Open,
}

impl Parameter {
    /// Whether every call has to carry it.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        self.missing.is_some()
    }
}

/// A common parameter that every request carries.
const fn required(
    name: &'static str,
    missing: Failure,
    rule: &'static str,
    wrong: Answered,
) -> Parameter {
    let empty = match wrong {
        Answered::Refused(_, rule) | Answered::Somehow(rule) => Answered::Somehow(rule),
        other => other,
    };
    let missing = Some((missing, Some(rule)));
    let (kind, edition) = (Kind::Text, Edition::Core);
    Parameter { name, kind, missing, empty, wrong, switched: None, edition }
}

/// The common parameters, those that every request must carry first, in the order of rules CP-01 to CP-08.
/// Source: Common parameters, "Common request parameters".
#[rustfmt::skip] // a table
pub const COMMON: [Parameter; 9] = {
    use Answered::{Open, Refused, Somehow};
    use Failure as F;
    [
        required(parameter::ACTION, F::CommonParameterMissing, "CP-01", Refused(F::ActionUnknown, "CP-11")),
        required(parameter::VERSION, F::CommonParameterMissing, "CP-02", Refused(F::VersionWrong, "CP-10")),
        required(parameter::ACCESS_KEY_ID, F::CommonParameterMissing, "CP-03", Refused(F::AccessKeyMalformed, "CP-14")),
        required(parameter::SIGNATURE, F::CommonParameterMissing, "CP-04", Refused(F::SignatureWrong, "SG-10")),
        required(parameter::SIGNATURE_METHOD, F::SignatureMethodMissing, "CP-05", Refused(F::SignatureMethodWrong, "CP-12")),
        required(parameter::SIGNATURE_VERSION, F::SignatureVersionMissing, "CP-06", Refused(F::SignatureVersionWrong, "CP-13")),
        // What a nonce may be made of is not documented.
        required(parameter::SIGNATURE_NONCE, F::NonceMissing, "CP-07", Open),
        required(parameter::TIMESTAMP, F::TimestampMissing, "CP-08", Somehow("CP-20")),
        // CP-42 and CP-43 leave open how another value is read.
        Parameter { name: parameter::FORMAT, kind: Kind::Text, missing: None, empty: Open, wrong: Open, switched: None, edition: Edition::Core },
    ]
};

/// The common parameter of this name.
#[must_use]
pub fn common(name: &str) -> Option<&'static Parameter> {
    COMMON.iter().find(|parameter| parameter.name == name)
}

/// The common parameters that every request must carry.
pub fn required_of_all() -> impl Iterator<Item = &'static Parameter> {
    COMMON.iter().filter(|parameter| parameter.is_required())
}

/// Whether every request must carry the common parameter of this name.
#[must_use]
pub fn is_required_of_all(name: &str) -> bool {
    common(name).is_some_and(Parameter::is_required)
}

/// What clients send to every operation beside what its page names. Source: the gateway's error pages.
pub const SENT_TO_ALL: [&str; 2] = [parameter::REGION_ID, parameter::SIGNATURE_TYPE];

/// What the metadata and later pages name of every operation, and nothing here looks at. Source: the published
/// API metadata; Response results, "Common error codes".
pub const FURTHER: [&str; 6] = [
    "SecurityToken",
    "ClientToken",
    "OwnerId",
    "OwnerAccount",
    "ResourceOwnerId",
    "ResourceOwnerAccount",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::rules::rule;

    #[test]
    fn every_rule_that_a_parameter_names_exists() {
        let ruled = |answered: Answered| match answered {
            Answered::Refused(_, rule) | Answered::Somehow(rule) | Answered::Advised(rule) => {
                Some(rule)
            }
            Answered::Open => None,
        };
        let own = crate::api::operations::ALL.iter().flat_map(|operation| operation.parameters);
        let mut checked = 0;
        for parameter in COMMON.iter().chain(own) {
            let missing = parameter.missing.and_then(|(_, rule)| rule);
            let named = [missing, ruled(parameter.empty), ruled(parameter.wrong)];
            for id in named.into_iter().flatten().chain(parameter.switched.into_iter().flatten()) {
                assert!(rule(id).is_some(), "{}: there is no rule {id}", parameter.name);
                checked += 1;
            }
        }
        assert!(checked > 20, "{checked}");
    }

    #[test]
    fn eight_are_required_of_all() {
        assert_eq!(required_of_all().count(), 8);
        assert!(is_required_of_all("Timestamp") && !is_required_of_all("Format"));
    }
}
