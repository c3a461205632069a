//! What is to be sent: a call and how it is bent, several of them, or bytes that are none.

use super::bends::edit::AfterSigning;
use super::bends::head::Head;
use super::bends::signature::{Before, Wrong};
use super::bends::{Bend, Context};
use super::draft;
use super::effect::{Effect, Expectation};
use super::raw::Raw;
use super::sign::{self, Written};
use super::site::{Cast, Site, Stamp, Subject};
use crate::api::errors::{
    DISK_ERROR, INCORRECT_INSTANCE_STATUS, INSTANCE_LOCKED_FOR_SECURITY,
    INVALID_INSTANCE_ID_NOT_FOUND,
};
use crate::api::names::parameter;
use crate::api::{Dialect, Edition, Format};
use crate::client::{Draft, Place};

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::fuzzing) enum Recipe {
    /// One call, with the call before it where its bends need one.
    Call(CallRecipe),
    /// Bytes that are no proper HTTP request.
    Raw(Raw),
    /// Calls written one after the other without waiting for answers.
    Pipeline(Vec<CallRecipe>),
}

/// A call of RebootInstance, and how it is bent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::fuzzing) struct CallRecipe {
    pub(in crate::fuzzing) version_3: bool,
    pub(in crate::fuzzing) subject: Subject,
    /// The format asked for, if any.
    pub(in crate::fuzzing) format: Option<Format>,
    pub(in crate::fuzzing) place: Place,
    pub(in crate::fuzzing) bends: Vec<Bend>,
}

impl CallRecipe {
    /// The plain call: GET, version 1.0, no Format, nothing bent.
    pub(in crate::fuzzing) const fn plain(subject: Subject) -> Self {
        Self { version_3: false, subject, format: None, place: Place::Query, bends: Vec::new() }
    }

    /// What is expected of its answer, in either dialect.
    pub(in crate::fuzzing) fn expected(&self, edition: Edition) -> Expectation {
        self.expected_in(edition, None)
    }

    /// What is expected of its answer in a dialect.
    pub(in crate::fuzzing) fn expected_in(
        &self,
        edition: Edition,
        dialect: Option<Dialect>,
    ) -> Expectation {
        let mut effects = vec![self.effect_of_subject()];
        if self.is_unknown_to(edition) {
            // Nobody need serve it, nor know it.
            effects.push(Effect::BelowApi);
        }
        effects.extend(self.bends.iter().map(|bend| bend.effect(self.version_3)));
        Expectation::of(&effects, self.expected_format(edition), dialect)
    }

    /// Whether it is made in a way that an edition does not document: POST and version 3 came with later ones.
    fn is_unknown_to(&self, edition: Edition) -> bool {
        edition == Edition::Core && (self.version_3 || self.place != Place::Query)
    }

    fn effect_of_subject(&self) -> Effect {
        match self.subject {
            Subject::Running => Effect::Harmless,
            Subject::Stopped => Effect::State("RI-02", vec![INCORRECT_INSTANCE_STATUS]),
            Subject::Locked => Effect::State("RI-20", vec![INSTANCE_LOCKED_FOR_SECURITY]),
            Subject::Disk => Effect::State("RI-32", vec![DISK_ERROR]),
            Subject::Unknown => Effect::State("RI-30", vec![INVALID_INSTANCE_ID_NOT_FOUND]),
            Subject::Foreign => Effect::Foreign,
        }
    }

    /// The format of the answer; `None` where either will do.
    fn expected_format(&self, edition: Edition) -> Option<Format> {
        if self.is_unknown_to(edition)
            || (self.version_3 && self.format.is_none())
            || self.bends.iter().any(Bend::hides_format)
        {
            return None;
        }
        Some(self.format.unwrap_or_default())
    }

    /// The call that has to be made before.
    pub(in crate::fuzzing) fn prelude(&self) -> Option<(Before, Self, bool)> {
        let wrong = self.bends.iter().find_map(|bend| match bend {
            Bend::Signature(wrong) => wrong.prelude().map(|before| (wrong, before)),
            _ => None,
        });
        let (wrong, before) = wrong?;
        let subject = match before {
            Before::Served => Subject::Running,
            Before::Refused => Subject::Unknown,
        };
        let call = Self { version_3: self.version_3, ..Self::plain(subject) };
        Some((before, call, matches!(wrong, Wrong::Used(_))))
    }

    /// Whether the answer has no body, whatever it is: RFC 9110, section 9.3.2.
    pub(in crate::fuzzing) fn is_head(&self) -> bool {
        self.bends.contains(&Bend::Head(Head::Method("HEAD")))
    }

    /// The bytes; `None` where no instance of its subject takes part.
    pub(in crate::fuzzing) fn write(
        &self,
        site: &Site,
        stamp: &Stamp,
        cast: &Cast,
        may_be_served: bool,
    ) -> Option<Written> {
        self.draft(site, stamp, cast, may_be_served).map(|draft| sign::write(draft, site))
    }

    /// The same before it is signed.
    pub(in crate::fuzzing) fn draft(
        &self,
        site: &Site,
        stamp: &Stamp,
        cast: &Cast,
        may_be_served: bool,
    ) -> Option<Draft> {
        // What becomes another instance after signing is signed for the one that may be restarted.
        let is_exchanged = self.bends.contains(&Bend::Edit(AfterSigning::OtherInstance));
        let id = cast.id(self.subject, may_be_served || is_exchanged)?;
        let mut draft = draft::reboot(site, stamp, self.version_3, self.place, id);
        if let Some(format) = self.format {
            draft.set(parameter::FORMAT, format.value());
        }
        let context = Context { site, stamp, cast };
        for bend in &self.bends {
            bend.apply(&mut draft, context);
        }
        Some(draft)
    }

    /// The kinds of everything that is not plain about it.
    pub(in crate::fuzzing) fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> = self.bends.iter().map(Bend::class).collect();
        if self.subject != Subject::Running {
            classes.push(format!("instance {}", self.subject.word()));
        }
        if self.version_3 {
            classes.push("signed by version 3".to_owned());
        }
        match self.place {
            Place::Query => {}
            Place::Form => classes.push("POST, form".to_owned()),
            Place::Split => classes.push("POST, form and query".to_owned()),
            Place::PostQuery => classes.push("POST, query".to_owned()),
        }
        if let Some(format) = self.format {
            classes.push(format!("Format {}", format.value()));
        }
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    /// The rule that it is about where nothing is bent.
    pub(in crate::fuzzing) fn rule_where_unbent(&self) -> Option<&'static str> {
        Some(match (self.version_3, self.place, self.subject) {
            (true, ..) => "SG-20",
            (_, Place::Form, _) => "RQ-10",
            (_, Place::PostQuery, _) => "RQ-11",
            (_, Place::Split, _) => "RQ-12",
            (_, _, Subject::Running) => "RI-01",
            (_, _, Subject::Stopped) => "RI-02",
            (_, _, Subject::Locked) => "RI-20",
            (_, _, Subject::Disk) => "RI-32",
            (_, _, Subject::Unknown) => "RI-30",
            (_, _, Subject::Foreign) => "RI-37",
        })
    }

    /// The same with one thing less, the most telling first.
    pub(in crate::fuzzing) fn smaller(&self) -> Vec<Self> {
        let mut forms = Vec::new();
        let mut push = |form: Self| {
            if form != *self {
                forms.push(form);
            }
        };
        if self.bends.len() > 2 {
            let half = self.bends.len() / 2;
            push(Self { bends: self.bends[..half].to_vec(), ..self.clone() });
            push(Self { bends: self.bends[half..].to_vec(), ..self.clone() });
        }
        for at in 0..self.bends.len() {
            let mut bends = self.bends.clone();
            bends.remove(at);
            push(Self { bends, ..self.clone() });
        }
        push(Self { subject: Subject::Running, ..self.clone() });
        push(self.clone().without_version_3());
        push(Self { place: Place::Query, ..self.clone() });
        push(Self { format: None, ..self.clone() });
        for (at, bend) in self.bends.iter().enumerate() {
            for shorter in bend.shorter() {
                let mut bends = self.bends.clone();
                bends[at] = shorter;
                push(Self { bends, ..self.clone() });
            }
        }
        forms
    }

    /// The same, signed in parameters.
    fn without_version_3(mut self) -> Self {
        self.version_3 = false;
        self.bends.retain(Bend::fits_version_1);
        self
    }
}

impl Recipe {
    /// The same with every call signed in parameters: for a gateway that wants the header Authorization for itself.
    pub(in crate::fuzzing) fn in_parameters(self) -> Self {
        match self {
            Self::Call(call) => Self::Call(call.without_version_3()),
            Self::Raw(raw) => Self::Raw(raw),
            Self::Pipeline(calls) => {
                Self::Pipeline(calls.into_iter().map(CallRecipe::without_version_3).collect())
            }
        }
    }

    /// The kinds of everything that is not plain about it.
    pub(in crate::fuzzing) fn classes(&self) -> Vec<String> {
        match self {
            Self::Call(call) => call.classes(),
            Self::Raw(raw) => vec![format!("below HTTP: {}", raw.name())],
            Self::Pipeline(_) => vec!["pipelined".to_owned()],
        }
    }

    /// The same with one thing less.
    pub(in crate::fuzzing) fn smaller(&self) -> Vec<Self> {
        match self {
            Self::Call(call) => call.smaller().into_iter().map(Self::Call).collect(),
            Self::Raw(_) => Vec::new(),
            Self::Pipeline(calls) => {
                let alone = calls.iter().cloned().map(Self::Call);
                let less = (0..calls.len()).filter(|_| calls.len() > 2).map(|at| {
                    let mut calls = calls.clone();
                    calls.remove(at);
                    Self::Pipeline(calls)
                });
                alone.chain(less).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::recipe::bends::parameter::Parameter;
    use crate::fuzzing::recipe::testing::{cast, drawn, site, stamp};
    use crate::wire::signature::v3::sha256;

    fn bent(bend: Bend) -> CallRecipe {
        CallRecipe { bends: vec![bend], ..CallRecipe::plain(Subject::Running) }
    }

    #[test]
    fn a_call_that_must_be_refused_names_the_instance_that_is_watched() {
        let (site, stamp, cast) = (site(), stamp(), cast());
        let call = bent(Bend::Parameter(Parameter::Missing(parameter::TIMESTAMP)));
        assert!(!call.expected(Edition::Core).served);
        let text = |served| {
            let written = call.write(&site, &stamp, &cast, served).unwrap();
            String::from_utf8(written.bytes).unwrap()
        };
        assert!(text(false).contains("InstanceId=i-watched") && !text(false).contains("Timestamp"));
        assert!(text(true).contains("InstanceId=i-served"));
    }

    #[test]
    fn post_and_version_3_are_judged_in_edition_current_alone() {
        let plain = || CallRecipe::plain(Subject::Running);
        for call in [
            CallRecipe { place: Place::Form, ..plain() },
            CallRecipe { place: Place::Split, ..plain() },
            CallRecipe { version_3: true, ..plain() },
        ] {
            let (core, current) = (call.expected(Edition::Core), call.expected(Edition::Current));
            // A server that does not know them may turn them away with no envelope: 405.
            assert!(core.served && core.any_refusal && core.below_api, "{call:?}");
            assert_eq!(core.format, None, "{call:?}");
            assert!(!current.any_refusal && !current.below_api, "{call:?}");
        }
    }

    /// The bytes of drawn recipes as one digest. Where what is drawn or sent changes on purpose, so does it.
    #[test]
    fn the_bytes_of_all_recipes() {
        let (cast, mut stamp) = (cast(), stamp());
        stamp.prelude = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
        let fronted =
            Site { front: Some("Basic eA==".to_owned()), path: "/a/b".to_owned(), ..site() };
        let (mut digest, mut requests) = (String::new(), 0);
        let mut add = |parts: &[&[u8]]| {
            digest = sha256(&[digest.as_bytes(), &parts.concat()].concat());
            requests += 1;
        };
        for recipe in drawn(1, 4000) {
            let bent = match recipe {
                Recipe::Call(call) => vec![call],
                Recipe::Pipeline(calls) => calls,
                Recipe::Raw(raw) => {
                    add(&[&raw.write(&site(), &cast)]);
                    continue;
                }
            };
            for call in bent {
                // No call of version 3 goes through a gateway that wants the header Authorization.
                let front = (!call.version_3).then(|| (fronted.clone(), true));
                for (site, served) in [(site(), true), (site(), false)].into_iter().chain(front) {
                    let Written { bytes, expected_signature, signature } =
                        call.write(&site, &stamp, &cast, served).unwrap();
                    add(&[&bytes, expected_signature.as_bytes(), signature.as_bytes()]);
                }
            }
        }
        assert_eq!(
            (requests, &*digest),
            (11_622, "2e8ac09253ae46cc414fb810281da00cb373df053e3ede9d363486660dcc2403")
        );
    }

    #[test]
    fn smaller_recipes_end() {
        let mut call = CallRecipe {
            version_3: true,
            subject: Subject::Locked,
            format: Some(Format::Json),
            place: Place::Form,
            bends: vec![
                Bend::Parameter(Parameter::Further("abcdefgh".into(), "ijklmnopqrst".into())),
                Bend::Parameter(Parameter::Many(200)),
            ],
        };
        let mut steps = 0;
        while let Some(smaller) = call.smaller().pop() {
            call = smaller;
            steps += 1;
            assert!(steps < 400, "{call:?}");
        }
    }
}
