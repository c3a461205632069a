//! What the documentation lets an endpoint do with a bent call. One bend has an effect; the effects of
//! all bends of a call together are what is expected of its answer.
//!
//! Nothing here is stricter than a MUST of the catalogue. Where a SHOULD or a MAY decides, either
//! reading is accepted, and only the safety of the answer is judged.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::errors::{Failure, OperationError, Refusal, Terms};
use crate::api::{Dialect, Edition, Format};

/// What a SHOULD of the catalogue says of a call. An endpoint that does otherwise conforms all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::fuzzing) struct Advice {
    pub(in crate::fuzzing) rule: &'static str,
    /// Whether the call is served.
    pub(in crate::fuzzing) served: bool,
}

/// What one bend may lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) enum Effect {
    /// The call stays as good as it was.
    Harmless,
    /// The call stays as good, unless the endpoint refuses parameters that it does not define: RQ-06.
    Optional,
    /// Served, or refused because this parameter has a value that it cannot have: what it may hold is not
    /// documented.
    Undefined(&'static str),
    /// Served, refused as one of these failures, each with its parameter, or turned away below the API.
    Refusable(Vec<(Failure, &'static str)>),
    /// Served, or refused with a documented 4xx.
    Free,
    /// As [`Effect::Free`], but a SHOULD says whether it is served.
    Advised(Advice),
    /// Refused, as one of these failures is documented to be; each with its parameter.
    Refused(&'static str, Vec<(Failure, &'static str)>),
    /// Refused with an error of the operation, or as one of these failures.
    State(&'static str, Vec<OperationError>),
    /// As another account's instance is: RI-37.
    Foreign,
    /// Refused with any documented 4xx.
    RefusedSomehow(&'static str),
    /// Refused as a method that is not served, or by the HTTP layer.
    Method(&'static str),
    /// Anything that is safe: served, refused, or turned away below the API.
    BelowApi,
    /// As [`Effect::BelowApi`], but not served.
    RefusedBelowApi(&'static str),
}

/// The answers that are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fuzzing) struct Expectation {
    /// A success may come.
    pub(in crate::fuzzing) served: bool,
    /// These refusals may come.
    pub(in crate::fuzzing) refusals: Vec<Arc<[Refusal]>>,
    /// Any documented 4xx may come.
    pub(in crate::fuzzing) any_refusal: bool,
    /// The HTTP layer may turn the request away: a 4xx, 501 or 505 without an envelope, or the end of
    /// the connection.
    pub(in crate::fuzzing) below_api: bool,
    /// The HTTP layer may refuse the method, as [`Self::refuses_method`] has it.
    pub(in crate::fuzzing) of_method: bool,
    /// The format of the answer; `None` where either will do.
    pub(in crate::fuzzing) format: Option<Format>,
    /// The rule that the bends are about.
    pub(in crate::fuzzing) rule: Option<&'static str>,
    /// The dialect that failures are answered in; `None` accepts either.
    dialect: Option<Dialect>,
    /// What a SHOULD says, where nothing else decides.
    pub(in crate::fuzzing) advice: Option<Advice>,
}

impl Expectation {
    /// What these effects come to.
    pub(in crate::fuzzing) fn of(
        effects: &[Effect],
        format: Option<Format>,
        dialect: Option<Dialect>,
    ) -> Self {
        let mut expected = Self {
            dialect,
            served: true,
            refusals: Vec::new(),
            any_refusal: false,
            below_api: false,
            of_method: false,
            format,
            rule: None,
            advice: None,
        };
        let mut reasons = 0;
        for effect in effects {
            reasons += usize::from(expected.take(effect));
        }
        // Where a call deserves two refusals, which one comes first is nowhere documented, and one
        // mistake may keep the other from being understood.
        if reasons > 1 {
            expected.any_refusal = true;
        }
        if effects.iter().filter(|effect| **effect != Effect::Harmless).count() > 1 {
            expected.advice = None;
        }
        expected
    }

    /// Takes one effect in; whether it is a reason to refuse.
    fn take(&mut self, effect: &Effect) -> bool {
        let rule = match effect {
            Effect::Harmless => return false,
            Effect::Optional => {
                self.accept(&[(Failure::ParameterUnsupported, "")]);
                return false;
            }
            Effect::Undefined(parameter) => {
                self.accept(&[(Failure::ParameterInvalid, parameter)]);
                return false;
            }
            Effect::Refusable(failures) => {
                self.accept(failures);
                self.below_api = true;
                return false;
            }
            Effect::Free => {
                self.any_refusal = true;
                return false;
            }
            Effect::Advised(advice) => {
                self.any_refusal = true;
                self.advice = Some(*advice);
                return false;
            }
            Effect::BelowApi => {
                self.any_refusal = true;
                self.below_api = true;
                return false;
            }
            Effect::Refused(rule, failures) => {
                self.accept(failures);
                rule
            }
            Effect::State(rule, errors) => {
                let terms = Terms { dialect: self.dialect, ..Terms::default() };
                let refusals =
                    |error: &OperationError| Refusal::of_the_page(error.status, error.code, terms);
                self.refusals.push(errors.iter().flat_map(refusals).collect());
                rule
            }
            Effect::Foreign => {
                let documented = [
                    (404, "InvalidInstanceId.NotFound"),
                    (403, "Forbidden.RAM"),
                    (403, "Forbidden.SubUser"),
                    (403, "Forbidden.Unauthorized"),
                    (403, "Forbidden.InstanceNotFound"),
                    (404, "Forbidden.InstanceNotFound"),
                ];
                self.refusals
                    .push(documented.map(|(status, code)| Refusal::exact(status, code)).into());
                "RI-37"
            }
            Effect::RefusedSomehow(rule) => {
                self.any_refusal = true;
                rule
            }
            Effect::Method(rule) => {
                self.accept(&[(Failure::MethodNotSupported, "")]);
                self.of_method = true;
                rule
            }
            Effect::RefusedBelowApi(rule) => {
                self.any_refusal = true;
                self.below_api = true;
                rule
            }
        };
        self.served = false;
        self.rule.get_or_insert(rule);
        true
    }

    fn accept(&mut self, failures: &[(Failure, &'static str)]) {
        for (failure, parameter) in failures {
            self.refusals.push(refusals_of(*failure, parameter, self.dialect));
        }
    }

    /// Whether this refusal is accepted. A call that is throttled is not judged at all, so that is
    /// asked for elsewhere.
    pub(in crate::fuzzing) fn accepts(&self, status: u16, code: &str) -> bool {
        (self.any_refusal
            && (400..500).contains(&status)
            && crate::api::errors::is_known_code(status, code))
            || self
                .refusals
                .iter()
                .flat_map(|refusals| refusals.iter())
                .any(|refusal| refusal.matches(status, code))
    }

    /// Whether the HTTP layer refuses the method: by 405 or 501, whatever comes with it, or by 400 or 403 with a
    /// page of its own. Rule RQ-05.
    pub(in crate::fuzzing) const fn refuses_method(&self, status: u16, is_page: bool) -> bool {
        self.of_method && (matches!(status, 405 | 501) || (is_page && matches!(status, 400 | 403)))
    }

    /// What is accepted, in words.
    pub(in crate::fuzzing) fn words(&self) -> String {
        let mut words = Vec::new();
        if self.served {
            words.push("success".to_owned());
        }
        for refusal in self.refusals.iter().flat_map(|refusals| refusals.iter()) {
            words.push(refusal.text());
        }
        if self.any_refusal {
            words.push("a documented 4xx".to_owned());
        }
        if self.of_method {
            words.push("400, 403, 405 or 501 of the HTTP layer".to_owned());
        }
        if self.below_api {
            words
                .push("4xx, 501 or 505 of the HTTP layer, or the end of the connection".to_owned());
        }
        words.dedup();
        words.join(", or ")
    }
}

/// A failure, the parameter it is about, and the dialect that it is answered in.
type About = (&'static str, &'static str, Option<&'static str>);

/// The answers that document a failure. Kept once they are made: they are asked for with every request.
fn refusals_of(
    failure: Failure,
    parameter: &'static str,
    dialect: Option<Dialect>,
) -> Arc<[Refusal]> {
    static KNOWN: Mutex<BTreeMap<About, Arc<[Refusal]>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let about = (failure.words(), parameter, dialect.map(Dialect::word));
    let refusals = known.entry(about).or_insert_with(|| {
        // Of every edition and signature version: recipes of both are held against it.
        let terms = Terms { dialect, edition: Edition::Current, version_3: true };
        failure.accepted_under(parameter, terms).into_iter().map(Refusal::from).collect()
    });
    Arc::clone(refusals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(effects: &[Effect]) -> Expectation {
        Expectation::of(effects, Some(Format::Xml), None)
    }

    fn expired() -> Effect {
        Effect::Refused("CP-21", vec![(Failure::TimestampExpired, "Timestamp")])
    }

    #[test]
    fn harmless_bends_leave_a_call_to_be_served() {
        let expected = of(&[Effect::Harmless, Effect::Harmless]);
        assert!(expected.served && !expected.any_refusal && expected.refusals.is_empty());
        assert!(of(&[Effect::Optional]).accepts(400, "UnsupportedParameter"));
        assert!(!of(&[Effect::Optional]).accepts(400, "InvalidParameter"));
        let nonce = of(&[Effect::Undefined("SignatureNonce")]);
        assert!(nonce.served && nonce.accepts(400, "InvalidParameter"));
        assert!(nonce.accepts(400, "InvalidSignatureNonce"));
        assert!(
            !nonce.accepts(400, "SignatureNonceUsed") && !nonce.accepts(404, "InvalidParameter")
        );
    }

    #[test]
    fn a_dialect_is_held_to() {
        let expired = [Effect::Refused("CP-21", vec![(Failure::TimestampExpired, "Timestamp")])];
        let held = |dialect| Expectation::of(&expired, None, Some(dialect));
        let [documented, gateway] = Dialect::ALL.map(held);
        assert!(documented.accepts(400, "IllegalTimestamp"));
        assert!(!documented.accepts(400, "InvalidTimeStamp.Expired"));
        assert!(gateway.accepts(400, "InvalidTimeStamp.Expired"));
        assert!(!gateway.accepts(400, "IllegalTimestamp"));
    }

    #[test]
    fn one_reason_gives_its_codes_and_two_give_any() {
        let one = of(&[Effect::Harmless, expired()]);
        assert!(!one.served);
        assert!(
            one.accepts(400, "IllegalTimestamp") && one.accepts(400, "InvalidTimeStamp.Expired")
        );
        assert!(!one.accepts(400, "MissingParameter"));
        let two = of(&[expired(), Effect::RefusedSomehow("SG-10")]);
        assert!(two.accepts(400, "MissingParameter"));
        assert!(!two.accepts(400, "NoSuchCode") && !two.accepts(500, "InternalError"));
        assert_eq!(two.rule, Some("CP-21"));
    }

    #[test]
    fn a_should_is_advice_and_nothing_more() {
        let advice = Advice { rule: "SG-13", served: true };
        let alone = of(&[Effect::Harmless, Effect::Advised(advice)]);
        assert_eq!(alone.advice, Some(advice));
        assert!(alone.served && alone.accepts(400, "IncompleteSignature"));
        assert_eq!(of(&[Effect::Optional, Effect::Advised(advice)]).advice, None);
    }
}
