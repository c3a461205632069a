//! What the bytes of a step mean where it is a call: what it asks for, with at most one mistake in what
//! is common to all calls; and what the documentation says of that.

use super::model::{Asked, Given, Reason, Wish};
use super::step::Step;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations;
use crate::api::parameters::{self, COMMON};
use crate::fuzzing::caller::{Call, Scheme, Wire};
use crate::fuzzing::stage::{FLEET, KEYS, NO_SUCH_INSTANCE, REGION};
use crate::wire::timestamp::Timestamp;

/// A mistake in what is common to all calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    /// A common parameter is missing.
    Without(&'static str),
    /// A common parameter has a value that it cannot have.
    Wrong(&'static str, &'static str, Failure),
    /// The timestamp is so many seconds off.
    Off(i64),
    /// The signature has another character.
    Signature,
    /// A parameter was added after signing.
    Forged,
    /// A parameter stands twice.
    Twice,
    /// An empty parameter stands at the end of the query.
    Malformed,
    /// A method that is not served.
    Method,
}

/// A call, and what it says of itself.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) asked: Asked,
    /// `ForceStop` and `DryRun` as they are written.
    values: [Option<&'static str>; 2],
    /// Which of [`KEYS`].
    pub(super) key: usize,
    pub(super) nonce: String,
    /// Whether it takes an earlier call's nonce.
    pub(super) repeats_nonce: bool,
    scheme: Scheme,
    is_post: bool,
    in_form: bool,
    is_json: bool,
    mistake: Option<Mistake>,
    /// When it was signed, in seconds since 1970; a mistake is not part of it.
    seconds: i64,
}

/// A value of ForceStop or DryRun, and what it says.
const VALUES: [(Option<&str>, Given); 6] = [
    (None, Given::Absent),
    (Some("true"), Given::Is(true)),
    (Some("false"), Given::Is(false)),
    (Some("True"), Given::Is(true)),
    (Some(""), Given::Nonsense),
    (Some("yes"), Given::Nonsense),
];

/// An instance id, by a byte.
pub(super) fn instance(whom: u8, made: &[String]) -> Option<String> {
    let at = usize::from(whom & 31);
    match at {
        28 => None,
        29 => Some(String::new()),
        30 => Some("running0001".to_owned()),
        31 => Some(NO_SUCH_INSTANCE.to_owned()),
        _ if at >= 20 && !made.is_empty() => Some(made[at % made.len()].clone()),
        _ => Some(FLEET[at % FLEET.len()].0.to_owned()),
    }
}

impl Case {
    pub(super) fn read(step: Step, number: usize, seconds: i64, made: &[String]) -> Self {
        let Step { what, whom, how, with } = step;
        let wish = match what % 16 {
            6 => Wish::Start,
            7 => Wish::Stop,
            8 => Wish::Look,
            _ => Wish::Reboot,
        };
        let [force_stop, dry_run] = [how, how / 6].map(|byte| VALUES[usize::from(byte % 6)]);
        let mut key = usize::from(whom >= 224);
        let mut repeats_nonce = false;
        let mistake = match with % 48 {
            at @ 16..24 => Some(Mistake::Without(COMMON[usize::from(at - 16)].name)),
            24 => Some(Mistake::Wrong(parameter::VERSION, "2014-05-27", Failure::VersionWrong)),
            25 => Some(Mistake::Wrong(parameter::ACTION, "Reboot", Failure::ActionUnknown)),
            26 => Some(Mistake::Wrong(
                parameter::SIGNATURE_METHOD,
                "HMAC-MD5",
                Failure::SignatureMethodWrong,
            )),
            27 => Some(Mistake::Wrong(
                parameter::SIGNATURE_VERSION,
                "2.0",
                Failure::SignatureVersionWrong,
            )),
            28 => Some(Mistake::Wrong(parameter::TIMESTAMP, "today", Failure::TimestampMalformed)),
            at @ 29..33 => Some(Mistake::Off([-901, 901, -900, 900][usize::from(at - 29)])),
            33 => Some(Mistake::Signature),
            34 => Some(Mistake::Forged),
            35 => Some(Mistake::Twice),
            36 => Some(Mistake::Malformed),
            37 => Some(Mistake::Method),
            at @ 38..40 => {
                key = usize::from(at - 36);
                None
            }
            40..44 => {
                repeats_nonce = true;
                None
            }
            _ => None,
        };
        Self {
            asked: Asked {
                wish,
                caller: KEYS[key].account,
                instance: instance(whom, made),
                force_stop: force_stop.1,
                dry_run: dry_run.1,
            },
            values: [force_stop.0, dry_run.0],
            key,
            nonce: format!("nonce-{number}"),
            repeats_nonce,
            scheme: if what & 16 == 0 { Scheme::V1 } else { Scheme::V3 },
            is_post: what & 96 != 0,
            in_form: what & 32 != 0,
            is_json: what & 128 != 0,
            mistake: mistake.filter(|mistake| mistake.is_possible(what & 16 != 0)),
            seconds,
        }
    }

    /// The request, signed and then spoilt where the mistake is one of sending.
    pub(super) fn wire(&self) -> Wire {
        let name = match self.asked.wish {
            Wish::Reboot => operations::REBOOT_INSTANCE.name,
            Wish::Start => operations::START_INSTANCE.name,
            Wish::Stop => operations::STOP_INSTANCE.name,
            Wish::Look => operations::DESCRIBE_INSTANCE_STATUS.name,
        };
        let off = if let Some(Mistake::Off(off)) = self.mistake { off } else { 0 };
        let when = Timestamp::from_unix_seconds(self.seconds + off).to_string();
        let key = &KEYS[self.key];
        let mut call = Call::new(self.scheme, name, key, &self.nonce, &when);
        call.method = if self.is_post { "POST" } else { "GET" }.to_owned();
        call.in_form = self.is_post && self.in_form;
        let own = match self.asked.wish {
            Wish::Look => parameter::REGION_ID,
            _ => parameter::INSTANCE_ID,
        };
        match (&self.asked.instance, self.asked.wish) {
            (_, Wish::Look) => call.set(own, REGION),
            (Some(id), _) => call.set(own, id),
            (None, _) => {}
        }
        for (name, value) in [parameter::FORCE_STOP, parameter::DRY_RUN].iter().zip(self.values) {
            if let Some(value) = value {
                call.set(name, value);
            }
        }
        if self.is_json {
            call.set(parameter::FORMAT, "JSON");
        }
        match self.mistake {
            Some(Mistake::Without(name)) if name != parameter::SIGNATURE => call.leave_out(name),
            Some(Mistake::Wrong(name, value, _)) => call.set(name, value),
            Some(Mistake::Method) => call.method = "PUT".to_owned(),
            _ => {}
        }
        let mut signed = call.sign(key);
        match self.mistake {
            Some(Mistake::Without(parameter::SIGNATURE)) => {
                signed.call.leave_out(parameter::SIGNATURE);
            }
            Some(Mistake::Signature) => signed.spoil_signature(),
            Some(Mistake::Forged) => signed.call.set("Forged", "1"),
            _ => {}
        }
        let mut wire = signed.write();
        match self.mistake {
            Some(Mistake::Twice) => wire.append_to_query("x=1&x=2"),
            Some(Mistake::Malformed) => wire.append_to_query("&"),
            _ => {}
        }
        wire
    }

    /// Why the call may be refused whatever it asks for.
    pub(super) fn common_reasons(&self, now: i64) -> Vec<Reason> {
        let common = |failure, name| Reason::Common(failure, name);
        let mut reasons = Vec::new();
        match self.mistake {
            Some(Mistake::Without(name)) => {
                let documented = parameters::common(name).and_then(|parameter| parameter.missing);
                reasons.extend(documented.map(|(failure, _)| common(failure, name)));
            }
            Some(Mistake::Wrong(name, _, failure)) => reasons.push(common(failure, name)),
            Some(Mistake::Signature | Mistake::Forged) => {
                reasons.push(common(Failure::SignatureWrong, ""));
            }
            Some(Mistake::Twice | Mistake::Malformed) => {
                reasons.push(common(Failure::ParameterInvalid, ""));
            }
            Some(Mistake::Method) => reasons.push(common(Failure::MethodNotSupported, "")),
            Some(Mistake::Off(_)) | None => {}
        }
        // Source: the gateway's error page on InvalidTimeStamp.Expired.
        let off = if let Some(Mistake::Off(off)) = self.mistake { off } else { 0 };
        if (self.seconds + off).abs_diff(now) > 15 * 60 {
            reasons.push(common(Failure::TimestampExpired, parameter::TIMESTAMP));
        }
        let failure = match KEYS[self.key].active {
            None => Some(Failure::AccessKeyUnknown),
            Some(false) => Some(Failure::AccessKeyDisabled),
            Some(true) => None,
        };
        reasons.extend(failure.map(|failure| common(failure, parameter::ACCESS_KEY_ID)));
        reasons
    }
}

impl Mistake {
    /// Whether it can be made under a scheme.
    fn is_possible(self, in_headers: bool) -> bool {
        match self {
            Self::Without(name) | Self::Wrong(name, ..) => {
                let in_parameters_alone = [
                    parameter::SIGNATURE_METHOD,
                    parameter::SIGNATURE_VERSION,
                    parameter::SIGNATURE,
                    parameter::ACCESS_KEY_ID,
                ];
                !in_headers || !in_parameters_alone.contains(&name)
            }
            _ => true,
        }
    }
}
