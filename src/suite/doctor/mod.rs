//! `rebootspec doctor`: looks at a target before it is judged, and says of everything that could spoil
//! a run what it is, whose it is, and what to do next.
//!
//! Nothing is restarted, and no verdict is given: an endpoint that deviates is the run's business.
//! Calls either describe, or name an id that no instance has: only so can it be told whether an operation
//! is served at all. What the control protocol is asked to make is removed again.

mod access;
mod arrangements;
mod clock;
pub mod compare;
mod further;
mod listed;
mod pace;
mod reach;
mod rules;
mod signature;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, OnceLock};

use futures::FutureExt as _;

use super::answer::{Content, Received};
use super::arrange::{Arranger, Doubts, unless_cancelled};
use super::call::Call;
use super::control_call;
use super::features::Index;
use super::free;
use super::kept;
use super::limit;
use super::secrets::SHORT;
use super::session::{Log, Session};
use super::target::{Target, TargetError};
use crate::api::Edition;
use crate::outcome::diagnosis::{
    Advice, Consequence, Coverage, Detail, Diagnosis, Finding, Owner, State,
};
use crate::outcome::{Answer, TargetSummary, time_in_words};

/// Examines a target for a run of an edition. Ends early when `cancelled` is done; what was made is
/// removed then too.
pub async fn examine(
    target: Target,
    index: &Index,
    edition: Edition,
    cancelled: impl Future<Output = ()>,
) -> Diagnosis {
    let mut examination = Examination::new(Session::new(target), index, edition);
    let workshop = Arc::clone(&examination.workshop);
    let ended = {
        // What breaks must not keep what was made from being removed.
        let mut all = pin!(AssertUnwindSafe(examination.all()).catch_unwind());
        tokio::select! {
            ended = &mut all => Some(ended),
            () = cancelled => {
                // What is just being made must become known before it can be removed.
                if let Some((_, arranger)) = workshop.get() {
                    let at_once = pin!(std::future::ready(()));
                    unless_cancelled(all, at_once, arranger).await;
                }
                None
            }
        }
    };
    if let Some(Err(_)) = ended {
        let seen = "the examination ended by a panic, and is not whole";
        let next = "please report it";
        examination.problem("rebootspec", Consequence::SuiteBroken, seen, Owner::Suite, next);
    }
    examination.finish(ended.is_none()).await
}

/// What there is to say of a target file that cannot be used.
#[must_use]
pub fn unusable(path: &str, error: &TargetError) -> Diagnosis {
    let text = error.to_string();
    let (seen, next) = match text.split_once("\n  ") {
        Some((seen, next)) => (seen.to_owned(), next.to_owned()),
        None => (text, "correct the target file".to_owned()),
    };
    let advice = Advice { owner: Owner::Setup, next };
    Diagnosis {
        target: TargetSummary {
            name: path.to_owned(),
            url: String::new(),
            access_key_id: String::new(),
        },
        findings: vec![Finding {
            check: TARGET_FILE,
            state: State::Problem(Consequence::TargetFile, advice),
            seen,
            details: Vec::new(),
        }],
        coverage: None,
        not_given_back: Vec::new(),
        interrupted: false,
    }
}

const TARGET_FILE: &str = "target file";

/// What later checks need to know of earlier ones.
#[derive(Debug, Default)]
struct Known {
    /// Whether calls with the target's key are served.
    accepted: bool,
    /// Whether an operation shows statuses.
    statuses: bool,
    /// Whether an operation shows locks.
    locks: bool,
    /// Operations that a run observes or orders with, and that are not served.
    unserved: Vec<&'static str>,
    /// What the endpoint does not take in a call.
    refused: free::Refused,
    /// Ways to come by instances that do not do.
    doubts: Doubts,
    /// Whether the control protocol, where there is one, answers as documented.
    control: bool,
}

struct Examination<'a> {
    session: Session,
    index: &'a Index,
    edition: Edition,
    findings: Vec<Finding>,
    known: Known,
    coverage: Option<Coverage>,
    /// Where something is made, so that it can be removed whatever happens.
    workshop: Arc<OnceLock<(Session, Arranger)>>,
    not_given_back: Vec<String>,
}

impl<'a> Examination<'a> {
    fn new(session: Session, index: &'a Index, edition: Edition) -> Self {
        Self {
            session,
            index,
            edition,
            findings: Vec::new(),
            known: Known::default(),
            coverage: None,
            workshop: Arc::default(),
            not_given_back: Vec::new(),
        }
    }

    /// Every check, in the order in which one makes sense of the next.
    async fn all(&mut self) {
        self.target_file();
        if self.address().await
            && let Some(first) = self.http().await
        {
            self.access(first).await;
        }
        self.pace().await;
        self.listed().await;
        self.control().await;
        self.command().await;
        self.start_stop();
        self.rules().await;
        self.time_limit();
    }

    /// How long a run may take, as it is done where nothing else is asked for.
    fn time_limit(&mut self) {
        let scenarios = self.index.scenarios_of(self.edition).count();
        let jobs = self.session.target.jobs.map_or(limit::DEFAULT_JOBS, usize::from);
        let limit = limit::of(&self.session.target, scenarios, jobs);
        let seen = format!(
            "a run of everything is stopped after {} where --time-limit does not say otherwise: it is \
             seldom needed, and follows from timeout and restart_deadline",
            time_in_words(limit)
        );
        self.ok("time limit", seen);
    }

    fn target_file(&mut self) {
        let target = &self.session.target;
        let count = target.instances.ids().count();
        let arrange = &target.arrange;
        let mut ways = vec![match count {
            0 => "no instance listed".to_owned(),
            1 => "1 instance listed".to_owned(),
            count => format!("{count} instances listed"),
        }];
        let others = [
            ("a control protocol", arrange.control.is_some()),
            ("a command", arrange.command.is_some()),
            ("start_stop", arrange.start_stop),
        ];
        ways.extend(others.iter().filter(|(_, there)| *there).map(|(what, _)| (*what).to_owned()));
        let seen = format!(
            "{} is understood: access key {}, region {}, {}",
            target.name,
            target.access_key.id,
            target.region,
            ways.join(", ")
        );
        let secret = target.access_key.secret.reveal();
        let padded = secret.trim() != secret;
        let is_word = secret.len() < SHORT || self.is_word_of_ours(secret);
        if count == 0 && arrange.control.is_none() && arrange.command.is_none() {
            let next = "list instances that may be restarted under [instances], or name a control \
                        protocol or a command under [arrange]";
            self.warn(TARGET_FILE, seen, Owner::Setup, next);
        } else {
            self.ok(TARGET_FILE, seen);
        }
        if padded {
            let seen = "the access key secret begins or ends with white space";
            let next = "take the white space away, unless it belongs to the secret";
            self.warn(TARGET_FILE, seen, Owner::Setup, next);
        }
        if is_word {
            let seen = "the access key secret is short, or a word that answers use: reports show [secret] wherever one does";
            let next = "use another key, as long and as random as a real one";
            self.warn(TARGET_FILE, seen, Owner::Setup, next);
        }
    }

    /// Whether a secret is a word that the feature files use, in any letter case.
    fn is_word_of_ours(&self, secret: &str) -> bool {
        let is_it = |text: &str| {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word.eq_ignore_ascii_case(secret))
        };
        self.index.rules.iter().any(|rule| {
            is_it(&rule.title)
                || is_it(&rule.fact)
                || rule.scenarios.iter().any(|one| one.steps.iter().any(|step| is_it(step)))
        })
    }

    /// Removes what is left, and hands everything over.
    async fn finish(mut self, interrupted: bool) -> Diagnosis {
        self.tidy_up().await;
        let target = &self.session.target;
        Diagnosis {
            target: TargetSummary {
                name: target.name.clone(),
                url: target.shown_url(),
                access_key_id: target.access_key.id.clone(),
            },
            findings: self.findings,
            coverage: self.coverage,
            not_given_back: self.not_given_back,
            interrupted,
        }
    }

    /// Removes what was made.
    async fn tidy_up(&mut self) {
        if let Some((session, arranger)) = self.workshop.get() {
            arranger.give_all_back_soon(session, &mut Log::new()).await;
            self.not_given_back.extend(arranger.not_given_back());
        }
    }

    fn find(&mut self, check: &'static str, state: State, seen: impl Into<String>) {
        let seen = kept::text(seen.into());
        self.findings.push(Finding { check, state, seen, details: Vec::new() });
    }

    fn ok(&mut self, check: &'static str, seen: impl Into<String>) {
        self.find(check, State::Ok, seen);
    }

    fn skip(&mut self, check: &'static str, why: impl Into<String>) {
        self.find(check, State::Skipped, why);
    }

    fn warn(
        &mut self,
        check: &'static str,
        seen: impl Into<String>,
        owner: Owner,
        next: impl Into<String>,
    ) {
        self.find(check, State::Warning(Advice { owner, next: next.into() }), seen);
    }

    fn problem(
        &mut self,
        check: &'static str,
        consequence: Consequence,
        seen: impl Into<String>,
        owner: Owner,
        next: impl Into<String>,
    ) {
        self.find(check, State::Problem(consequence, Advice { owner, next: next.into() }), seen);
    }

    /// Adds a text to the last finding.
    fn detail(&mut self, label: &'static str, text: impl Into<String>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.details.push(Detail { label, text: kept::text(text.into()) });
        }
    }

    /// Signs, sends and reads a call.
    async fn ask(&self, call: &Call) -> Asked {
        let mut log = Log::new();
        let (received, string_to_sign) = control_call::send(&self.session, &mut log, call).await;
        let took_ms = log.last().map_or(0.0, |exchange| exchange.took_ms);
        Asked { received, string_to_sign, took_ms }
    }
}

/// A call that was made.
struct Asked {
    received: Received,
    string_to_sign: String,
    took_ms: f64,
}

impl Asked {
    /// The answer, readable or not.
    const fn answer(&self) -> Option<&Answer> {
        match &self.received.content {
            Content::Read(answer, _) | Content::Unreadable(answer, _) => Some(answer),
            Content::None(_) => None,
        }
    }

    fn code(&self) -> Option<&str> {
        self.received.reading().and_then(|reading| reading.code)
    }
}
