//! What the bytes of a step mean where it is a call: what it asks for, with at most one mistake in what
//! is common to all calls; and what the documentation says of that.

use super::model::{Asked, Given, Reason, Wish};
use super::step::Step;
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations;
use crate::api::parameters::{self, COMMON};
use crate::client::{Draft, Edit, Pair, Place, Request, Signing, common};
use crate::fuzzing::stage::{FLEET, HOST, KEYS, Key, NO_SUCH_INSTANCE, REGION};
use crate::wire::secret::Secret;
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
    version_3: bool,
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

/// A call of an operation by GET, with everything that all operations need.
pub(super) fn draft(
    version_3: bool,
    operation: &'static str,
    key: &Key,
    nonce: &str,
    seconds: i64,
) -> Draft {
    let timestamp = Timestamp::from_unix_seconds(seconds).to_string();
    let mut pairs = common(version_3, key.id, nonce, timestamp);
    pairs.push(Pair::new(parameter::ACTION, operation));
    Draft { version_3, ..Draft::new("/".to_owned(), HOST.into(), pairs) }
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
            version_3: what & 16 != 0,
            is_post: what & 96 != 0,
            in_form: what & 32 != 0,
            is_json: what & 128 != 0,
            mistake: mistake.filter(|mistake| mistake.is_possible(what & 16 != 0)),
            seconds,
        }
    }

    /// The request, signed and then spoilt where the mistake is one of sending.
    pub(super) fn request(&self) -> Request {
        let name = match self.asked.wish {
            Wish::Reboot => operations::REBOOT_INSTANCE.name,
            Wish::Start => operations::START_INSTANCE.name,
            Wish::Stop => operations::STOP_INSTANCE.name,
            Wish::Look => operations::DESCRIBE_INSTANCE_STATUS.name,
        };
        let key = &KEYS[self.key];
        let mut draft = draft(self.version_3, name, key, &self.nonce, self.signed_at());
        if self.is_post {
            draft.method = "POST".into();
            draft.place = if self.in_form { Place::Form } else { Place::PostQuery };
        }
        match (&self.asked.instance, self.asked.wish) {
            (_, Wish::Look) => draft.set(parameter::REGION_ID, REGION),
            (Some(id), _) => draft.set(parameter::INSTANCE_ID, id.clone()),
            (None, _) => {}
        }
        for (name, value) in [parameter::FORCE_STOP, parameter::DRY_RUN].iter().zip(self.values) {
            if let Some(value) = value {
                draft.set(*name, value);
            }
        }
        match (self.is_json, self.version_3) {
            (true, true) => draft.headers.push(("accept".into(), b"application/json"[..].into())),
            (true, false) => draft.set(parameter::FORMAT, "JSON"),
            (false, _) => {}
        }
        match self.mistake {
            Some(Mistake::Without(parameter::SIGNATURE)) => draft.signing = Signing::Absent,
            Some(Mistake::Without(name)) => draft.drop_parameter(name),
            Some(Mistake::Wrong(name, value, _)) => draft.set(name, value),
            Some(Mistake::Signature) => draft.signing = Signing::OneOff,
            Some(Mistake::Forged) => draft.edits.push(Edit::set("Forged", "1")),
            Some(Mistake::Twice) => {
                draft.edits.extend(["1", "2"].map(|value| Edit::repeat("x", value, false)));
            }
            Some(Mistake::Malformed) => draft.tail.push('&'),
            Some(Mistake::Method) => draft.method = "PUT".into(),
            Some(Mistake::Off(_)) | None => {}
        }
        draft.sign(&Secret::new(key.secret))
    }

    /// The time in its Timestamp, in seconds since 1970.
    const fn signed_at(&self) -> i64 {
        match self.mistake {
            Some(Mistake::Off(off)) => self.seconds + off,
            _ => self.seconds,
        }
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
        if self.signed_at().abs_diff(now) > 15 * 60 {
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
