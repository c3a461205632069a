//! From a violation to its cause: does the request show it again, and which smaller one does too? All
//! in a bounded number of requests.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::found::Finding;
use super::shared::count;
use super::worker::{Came, Worker};
use crate::api::errors::{INCORRECT_INSTANCE_STATUS, passing};
use crate::fuzzing::recipe::bends::Bend;
use crate::fuzzing::recipe::effect::Effect;
use crate::fuzzing::recipe::oracle::{Oracle, Violation};
use crate::fuzzing::recipe::site::Subject;
use crate::fuzzing::recipe::{CallRecipe, Recipe};
use crate::suite::locked::locked;
use crate::suite::session::Log;

/// How many requests one finding may cost.
const MOST_TRIES: usize = 80;

/// How often in a row a failure that may come to every call has to come to be about this one.
const MANY: usize = 3;

/// How long one finding may take.
const MOST_TIME: Duration = Duration::from_secs(20);

impl Worker {
    /// Looks into a violation, and notes what it comes to.
    pub(super) async fn investigate(&mut self, recipe: Recipe, violation: Violation) {
        let shared = Arc::clone(&self.shared);
        if locked(&shared.findings).covers(&violation, &recipe.classes()) {
            return;
        }
        let mut finding = shared.finding(violation.clone());
        let until = Instant::now() + MOST_TIME;
        let mut smallest = recipe;
        finding.tries = 1;
        finding.reproduced = self.shows(&smallest, &violation).await;
        if !finding.reproduced && (violation.oracle == Oracle::Answered || may_pass(&violation)) {
            // A machine that stood still, or a connection that was cut on the way: no clock decides. And a
            // failure that passes may come to every call.
            count(&shared.counts.unsteady);
            return;
        }
        if !finding.reproduced && violation.token.ends_with(INCORRECT_INSTANCE_STATUS.code) {
            // It met an instance that another call had wrongly restarted, which is found by itself.
            count(&shared.counts.busy);
            return;
        }
        if finding.reproduced {
            'smaller: loop {
                for smaller in smallest.smaller() {
                    let is_enough = finding.tries >= MOST_TRIES || Instant::now() >= until;
                    if is_enough || shared.stop.load(Ordering::Relaxed) {
                        break 'smaller;
                    }
                    finding.tries += 1;
                    if self.shows(&smaller, &violation).await {
                        smallest = smaller;
                        continue 'smaller;
                    }
                }
                break;
            }
        }
        self.describe(&mut finding, smallest);
        locked(&shared.findings).add(finding);
    }

    /// Whether a recipe shows a violation; what may come to every call, each time.
    async fn shows(&mut self, recipe: &Recipe, violation: &Violation) -> bool {
        for _ in 0..if may_pass(violation) { MANY } else { 1 } {
            if !self.shows_once(recipe, violation).await {
                return false;
            }
        }
        true
    }

    async fn shows_once(&mut self, recipe: &Recipe, violation: &Violation) -> bool {
        if violation.oracle == Oracle::Served && self.shared.observes && !self.is_ready {
            // Not for an instance that is still on its way back.
            self.wait_until_ready().await;
        }
        if matches!(violation.oracle, Oracle::Refused | Oracle::Reason) {
            self.mend().await;
        }
        match self.try_recipe(recipe).await {
            Came::Bad(found) => found.oracle == violation.oracle && found.token == violation.token,
            Came::Good | Came::Unjudged | Came::Throttled | Came::Unsent | Came::Gone => false,
        }
    }

    /// Brings back what a call restarted that should have been refused: on an instance that is not
    /// Running the same call is refused.
    async fn mend(&mut self) {
        if !self.shared.observes {
            return;
        }
        self.shared.session.lateness.wait().await;
        let unchanging: Vec<(String, &'static str)> =
            self.cast.unchanging().map(|(id, status)| (id.to_owned(), status)).collect();
        for (id, wanted) in unchanging {
            if self.status(&id).await.is_some_and(|status| status != wanted) {
                self.restore(&id, wanted).await;
            }
        }
    }

    /// Fills in what a recipe says of a finding.
    pub(super) fn describe(&mut self, finding: &mut Finding, recipe: Recipe) {
        let (request, instance) = self.fresh(&recipe);
        finding.request = request.unwrap_or_default();
        finding.instance = instance;
        finding.classes = recipe.classes();
        finding.rule = finding.violation.rule.or_else(|| rule_of(&recipe));
        finding.recipe = Some(recipe);
    }

    /// The bytes of a recipe, signed now and not sent, and the instance that they name.
    pub(super) fn fresh(&mut self, recipe: &Recipe) -> (Option<Vec<u8>>, String) {
        let stamp = self.stamp();
        let site = &self.shared.site;
        let write = |call: &CallRecipe| {
            let may_be_served = call.expected(site.edition).served;
            let id = self.cast.id(call.subject, may_be_served).unwrap_or_default().to_owned();
            (call.write(site, &stamp, &self.cast, may_be_served).map(|written| written.bytes), id)
        };
        match recipe {
            Recipe::Call(call) => write(call),
            Recipe::Raw(raw) => (Some(raw.write(site, &self.cast)), self.cast.watched().to_owned()),
            Recipe::Pipeline(calls) => {
                let all = calls.iter().filter_map(|call| write(call).0).flatten().collect();
                (Some(all), self.cast.watched().to_owned())
            }
        }
    }

    /// Finds the request of the batch that changed an instance which nothing was to change.
    pub(super) async fn trace(&mut self, changed: Vec<(String, &'static str, String)>) {
        let shared = Arc::clone(&self.shared);
        // Nobody else may send meanwhile: the instance may be shared.
        let _alone = shared.batches.write().await;
        for (id, wanted, status) in changed {
            if !self.restore(&id, wanted).await || self.is_explained {
                // Still changed from before, or by a call that was served and is a finding itself.
                continue;
            }
            let violation = Violation {
                oracle: Oracle::Restarted,
                rule: None,
                expected: format!("an instance that stays {wanted}"),
                actual: format!("it became {status}"),
                token: status,
            };
            let mut finding = shared.finding(violation);
            let mut candidates = self.batch.clone();
            // What has to be refused is likelier than what may be served on another instance.
            candidates.sort_by_key(|recipe| self.may_be_served(recipe));
            let mut culprit = None;
            let until = Instant::now() + MOST_TIME;
            for recipe in candidates {
                if shared.stop.load(Ordering::Relaxed) || Instant::now() >= until {
                    break;
                }
                finding.tries += 1;
                if self.changes(&recipe, &id, wanted).await {
                    culprit = Some(recipe);
                    break;
                }
            }
            finding.reproduced = culprit.is_some();
            let Some(mut smallest) = culprit else {
                for recipe in self.batch.clone().iter().take(16) {
                    finding.in_flight.extend(self.fresh(recipe).0);
                }
                locked(&shared.findings).add(finding);
                continue;
            };
            if locked(&shared.findings).covers(&finding.violation, &smallest.classes()) {
                continue;
            }
            let most = finding.tries + MOST_TRIES;
            'smaller: loop {
                for smaller in smallest.smaller() {
                    let is_enough = finding.tries >= most || Instant::now() >= until;
                    if is_enough || shared.stop.load(Ordering::Relaxed) {
                        break 'smaller;
                    }
                    finding.tries += 1;
                    // A call that may be served restarts what it names, and rightly so.
                    let is_alike = self.may_be_served(&smaller) == self.may_be_served(&smallest);
                    if is_alike && self.changes(&smaller, &id, wanted).await {
                        smallest = smaller;
                        continue 'smaller;
                    }
                }
                break;
            }
            finding.violation.rule =
                Some(if self.may_be_served(&smallest) { "RI-08" } else { "RI-07" });
            self.describe(&mut finding, smallest);
            locked(&shared.findings).add(finding);
        }
    }

    fn may_be_served(&self, recipe: &Recipe) -> bool {
        match recipe {
            Recipe::Call(call) => {
                call.subject == Subject::Running && call.expected(self.shared.site.edition).served
            }
            Recipe::Raw(_) | Recipe::Pipeline(_) => false,
        }
    }

    /// Whether a recipe changes the status of an instance. Changes it back.
    async fn changes(&mut self, recipe: &Recipe, id: &str, wanted: &str) -> bool {
        let _ = self.try_recipe(recipe).await;
        self.shared.session.lateness.wait().await;
        match self.status(id).await {
            Some(status) if status != wanted => {
                self.restore(id, wanted).await;
                true
            }
            _ => false,
        }
    }

    /// Brings an instance back into its status: by the control protocol, or by waiting.
    pub(super) async fn restore(&mut self, id: &str, wanted: &str) -> bool {
        let shared = Arc::clone(&self.shared);
        if let Some(lease) = self.leases.iter().find(|lease| lease.id == id)
            && lease.can_be_changed()
        {
            let change = serde_json::json!({ "status": wanted });
            let _ = shared.arranger.change(&shared.session, &mut Log::new(), lease, &change).await;
        } else {
            shared.session.lateness.wait().await;
        }
        let until = Instant::now() + shared.restart_deadline;
        loop {
            if self.status(id).await.as_deref() == Some(wanted) {
                return true;
            }
            if Instant::now() >= until || shared.stop.load(Ordering::Relaxed) {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Whether a violation is a failure that may come to every call.
fn may_pass(violation: &Violation) -> bool {
    let (status, code) = match violation.token.split_once(' ') {
        Some((status, code)) => (status, Some(code)),
        None => (violation.token.as_str(), None),
    };
    violation.oracle == Oracle::NoServerFault
        && status
            .parse()
            .is_ok_and(|status| passing(status, code).or_else(|| passing(status, None)).is_some())
}

/// The rule that a recipe is about.
fn rule_of(recipe: &Recipe) -> Option<&'static str> {
    let Recipe::Call(call) = recipe else { return None };
    let of_effect = |effect: Effect| match effect {
        Effect::Refused(rule, _)
        | Effect::State(rule, _)
        | Effect::RefusedSomehow(rule)
        | Effect::Method(rule)
        | Effect::RefusedBelowApi(rule) => Some(rule),
        _ => None,
    };
    let mut rules = call.bends.iter().filter_map(|bend| {
        of_effect(bend.effect(call.version_3)).or_else(|| Bend::rule_where_free(bend))
    });
    rules.next().or_else(|| call.rule_where_unbent())
}
