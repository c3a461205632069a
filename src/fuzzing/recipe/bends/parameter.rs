//! Parameters that are missing, have another value, or are none of the operation's. The signature
//! covers all of it, so that only the parameter itself can be the reason for a refusal.

use arbitrary::{Result, Unstructured};

use super::context::Context;
use crate::api::names::parameter;
use crate::api::operations::REBOOT_INSTANCE;
use crate::api::parameters::{self as api, Answered, Kind, is_required_of_all};
use crate::client::Draft;
use crate::fuzzing::recipe::effect::{Advice, Effect};
use crate::fuzzing::recipe::text;

/// A parameter that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::fuzzing) enum Parameter {
    /// It is left out.
    Missing(&'static str),
    /// It has another value.
    Value(&'static str, String),
    /// The nonce goes on with this text.
    Nonce(String),
    /// There is a further one.
    Further(String, String),
    /// There are so many further ones.
    Many(usize),
    /// A parameter has a value of so many letters.
    Long(&'static str, usize),
}

/// Up to here a value is of a length that nothing need refuse, in bytes.
const MODEST: usize = 1024;

/// From here on a request line may be too long for common HTTP servers (8 KiB), in bytes.
const LONG: usize = 4 * 1024;

/// Further parameters that mean nothing to the operation; each tests an order or an escape.
const FURTHER: [(&str, &str); 14] = [
    ("RegionId", "cn-hangzhou"),
    ("SignatureType", ""),
    ("Remark", "a b"),
    ("Remark", "*"),
    ("Remark", "~"),
    ("Remark", "!'()"),
    ("Remark", "/"),
    ("Remark", "云服务"),
    ("Remark", "\u{1}"),
    ("remark", "x"),
    ("A", ""),
    ("Ac", "x"),
    ("zz", "%2F"),
    ("Signature2", "x"),
];

impl Parameter {
    pub(super) fn draw(u: &mut Unstructured<'_>) -> Result<Self> {
        use parameter::{
            ACCESS_KEY_ID, ACTION, FORCE_STOP, FORMAT, INSTANCE_ID, SIGNATURE_METHOD,
            SIGNATURE_NONCE, SIGNATURE_VERSION, TIMESTAMP, VERSION,
        };
        const DROPPED: [&str; 8] = [
            ACTION,
            VERSION,
            ACCESS_KEY_ID,
            SIGNATURE_METHOD,
            SIGNATURE_VERSION,
            SIGNATURE_NONCE,
            TIMESTAMP,
            INSTANCE_ID,
        ];
        let own = str::to_owned;
        Ok(match u.int_in_range(0..=39)? {
            0..=7 => Self::Missing(u.choose(&DROPPED)?),
            8 => Self::Value(u.choose(&DROPPED)?, String::new()),
            9 => Self::Value(ACTION, format!("No{}", text::plain(u, 9)?)),
            10 => Self::Value(
                VERSION,
                own(u.choose(&["2014-05-27", "2013-01-10", "2014-5-26", "1", "2014-05-26 "])?),
            ),
            11 => Self::Value(ACCESS_KEY_ID, format!("no{}", text::plain(u, 14)?)),
            12 => Self::Value(
                SIGNATURE_METHOD,
                own(u.choose(&["HMAC-SHA256", "HMAC-MD5", "HMAC-SHA", " HMAC-SHA1"])?),
            ),
            13 => {
                Self::Value(SIGNATURE_VERSION, own(u.choose(&["2.0", "1.1", "1", "1.00", "1.0 "])?))
            }
            14..=18 => Self::Value(INSTANCE_ID, text::malformed_id(u)?),
            19..=20 => Self::Value(FORCE_STOP, own(u.choose(&["true", "false", "false"])?)),
            21..=23 => {
                const ODD: [&str; 9] =
                    ["True", "FALSE", "tRuE", "", "yes", "1", "truefalse", " true", "é"];
                Self::Value(FORCE_STOP, own(u.choose(&ODD)?))
            }
            24..=25 => {
                const ODD: [&str; 8] =
                    ["json", "Xml", "YAML", "", "JSON ", "application/json", "é", "<"];
                Self::Value(FORMAT, own(u.choose(&ODD)?))
            }
            26..=27 => Self::Nonce(text::odd(u, 5)?),
            28..=33 => {
                let (name, value) = *u.choose(&FURTHER)?;
                Self::Further(own(name), own(value))
            }
            34..=35 => Self::Further(format!("x{}", text::odd(u, 4)?), text::odd(u, 12)?),
            36 => Self::Many(text::size(u, &[5, 20, 50], &[200, 505, 600, 2000])?),
            _ => {
                let name = *u.choose(&[INSTANCE_ID, SIGNATURE_NONCE, "Remark"])?;
                Self::Long(name, text::size(u, &[65, 300, 1000], &[5000, 20_000, 66_000, 140_000])?)
            }
        })
    }

    pub(super) fn class(&self) -> String {
        match self {
            Self::Missing(name) => format!("{name} missing"),
            Self::Value(name, value) if value.is_empty() => format!("{name} empty"),
            Self::Value(name, _) => format!("{name} of another value"),
            Self::Nonce(_) => "SignatureNonce of odd text".to_owned(),
            Self::Further(_, value) if value.is_empty() => "a further parameter, empty".to_owned(),
            Self::Further(..) => "a further parameter".to_owned(),
            Self::Many(_) => "many parameters".to_owned(),
            Self::Long(name, _) => format!("{name} long"),
        }
    }

    pub(super) fn effect(&self) -> Effect {
        match self {
            Self::Missing(name) => missing(name),
            Self::Value(name, value) => another(name, value),
            // What a nonce may be made of is not documented; NUL is left to the endpoint.
            Self::Nonce(text) if text.len() <= 64 && !text.contains('\u{0}') => {
                Effect::Undefined(parameter::SIGNATURE_NONCE)
            }
            Self::Nonce(_) => Effect::Free,
            Self::Further(name, value) => {
                let modest = name.len() + value.len() <= MODEST;
                if modest && !value.contains('\u{0}') { Effect::Optional } else { Effect::Free }
            }
            Self::Many(count) if *count <= 50 => Effect::Optional,
            Self::Many(_) => Effect::BelowApi,
            Self::Long(parameter::INSTANCE_ID, length) if *length <= LONG => {
                Effect::RefusedSomehow("RI-31")
            }
            Self::Long(parameter::INSTANCE_ID, _) => Effect::RefusedBelowApi("RI-31"),
            Self::Long(_, length) if *length <= LONG => Effect::Free,
            Self::Long(..) => Effect::BelowApi,
        }
    }

    pub(super) fn apply(&self, draft: &mut Draft, context: Context<'_>) {
        match self {
            Self::Missing(name) => draft.drop_parameter(name),
            Self::Value(name, value) => draft.set(*name, value.clone()),
            Self::Nonce(text) => {
                let nonce = format!("{}{text}", context.stamp.nonce);
                draft.set(parameter::SIGNATURE_NONCE, nonce);
            }
            Self::Further(name, value) => {
                let is_region = name == parameter::REGION_ID;
                let value = if is_region { &context.site.region } else { value };
                draft.set(name.clone(), value.clone());
            }
            Self::Many(count) => {
                for number in 0..*count {
                    draft.repeat(format!("Remark.{number}"), "x", false);
                }
            }
            Self::Long(name @ parameter::INSTANCE_ID, length) => {
                draft.set(*name, format!("i-{}", "a".repeat(*length)));
            }
            Self::Long(name @ parameter::SIGNATURE_NONCE, length) => {
                draft.set(*name, format!("{}{}", context.stamp.nonce, "a".repeat(*length)));
            }
            Self::Long(name, length) => draft.set(*name, "a".repeat(*length)),
        }
    }

    pub(super) fn slot(&self) -> &'static str {
        match self {
            Self::Missing(name) | Self::Value(name, _) => name,
            Self::Long(name @ (parameter::INSTANCE_ID | parameter::SIGNATURE_NONCE), _) => name,
            Self::Nonce(_) => parameter::SIGNATURE_NONCE,
            Self::Further(..) | Self::Long(..) => "further",
            Self::Many(_) => "many",
        }
    }

    pub(super) fn hides_format(&self) -> bool {
        matches!(self, Self::Value(parameter::FORMAT, _))
            || matches!(self.effect(), Effect::BelowApi | Effect::RefusedBelowApi(_))
    }

    pub(super) fn shorter(&self) -> Vec<Self> {
        match self {
            Self::Value(name, value) => {
                let same = |form: &Self| form.effect() == self.effect();
                let forms = text::shorter(value).into_iter().map(|form| Self::Value(name, form));
                forms.filter(is_safe).filter(same).collect()
            }
            Self::Nonce(value) => text::shorter(value).into_iter().map(Self::Nonce).collect(),
            Self::Further(name, value) => {
                let mut forms: Vec<Self> = text::shorter(value)
                    .into_iter()
                    .map(|form| Self::Further(name.clone(), form))
                    .collect();
                if name != "Remark" {
                    forms.insert(0, Self::Further("Remark".to_owned(), value.clone()));
                }
                forms
            }
            Self::Many(count) if *count > 1 => vec![Self::Many(count / 2), Self::Many(count - 1)],
            Self::Long(name, length) if *length > 65 => vec![Self::Long(name, length / 2)],
            Self::Missing(_) | Self::Many(_) | Self::Long(..) => Vec::new(),
        }
    }

    pub(super) fn fits_version_3(&self) -> bool {
        use parameter::{SIGNATURE_METHOD, SIGNATURE_NONCE, SIGNATURE_VERSION};
        match self {
            Self::Missing(name) | Self::Value(name, _)
                if [SIGNATURE_METHOD, SIGNATURE_VERSION].contains(name) =>
            {
                false
            }
            // These stand in headers there, which hold less than a parameter does.
            Self::Nonce(_) | Self::Long(SIGNATURE_NONCE, _) => false,
            Self::Value(name, value) if is_required_of_all(name) => {
                !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            }
            _ => true,
        }
    }
}

/// Whether a shortened value still is what it was drawn as: an id that no instance can have.
fn is_safe(parameter: &Parameter) -> bool {
    match parameter {
        Parameter::Value(parameter::INSTANCE_ID, id) => {
            !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        }
        Parameter::Value(parameter::ACTION, value) => value.starts_with("No"),
        Parameter::Value(name, _) => !is_required_of_all(name),
        _ => true,
    }
}

/// The parameter of this name, a common one or one of the operation's.
fn documented(name: &str) -> Option<&'static api::Parameter> {
    REBOOT_INSTANCE.any_parameter(name)
}

fn missing(name: &'static str) -> Effect {
    match documented(name).and_then(|parameter| parameter.missing) {
        Some((failure, Some(rule))) => Effect::Refused(rule, vec![(failure, name)]),
        _ => Effect::Free,
    }
}

fn another(name: &'static str, value: &str) -> Effect {
    let Some(parameter) = documented(name) else { return Effect::Free };
    if parameter.kind == Kind::Boolean && parameter.wrong != Answered::Open {
        if matches!(value, "true" | "false") {
            return Effect::Harmless;
        }
        // Whether another letter case is read is left open.
        if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") {
            return Effect::Free;
        }
    }
    match if value.is_empty() { parameter.empty } else { parameter.wrong } {
        Answered::Refused(failure, rule) => Effect::Refused(rule, vec![(failure, name)]),
        Answered::Somehow(rule) => Effect::RefusedSomehow(rule),
        Answered::Advised(rule) => Effect::Advised(Advice { rule, served: false }),
        Answered::Open => Effect::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_silent_in_the_documentation_is_free() {
        for (name, value) in [("ForceStop", "True"), ("Format", "YAML")] {
            assert_eq!(Parameter::Value(name, value.into()).effect(), Effect::Free);
        }
        assert_eq!(Parameter::Value("ForceStop", "true".into()).effect(), Effect::Harmless);
        assert_eq!(Parameter::Further("x".into(), "y".into()).effect(), Effect::Optional);
        assert_eq!(Parameter::Long("Remark", 20_000).effect(), Effect::BelowApi);
    }

    #[test]
    fn a_shortened_id_is_still_none() {
        let id = "i-1' OR '1'='1".to_owned();
        for form in Parameter::Value(parameter::INSTANCE_ID, id).shorter() {
            let Parameter::Value(_, id) = form else { panic!("another bend") };
            assert!(id.contains(['\'', ' ', '=']), "{id:?}");
        }
    }
}
