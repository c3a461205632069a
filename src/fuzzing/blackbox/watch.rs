//! Looking at instances: after each batch nothing may have restarted that was not to, the instance
//! that was must come back, and the plain correct call that shows it must still be served.

use std::time::{Duration, Instant};

use super::http::RawAnswer;
use super::shared::count;
use super::worker::Worker;
use crate::api::Format;
use crate::api::errors::passing;
use crate::api::names::parameter;
use crate::api::operations;
use crate::fuzzing::recipe::draft;
use crate::fuzzing::recipe::oracle::{Oracle, Violation};
use crate::fuzzing::recipe::sign;
use crate::suite::control_call;
use crate::suite::locked::locked;
use crate::suite::observe::status_in;
use crate::suite::session::Log;
use crate::wire::document::Document;
use crate::wire::reply;

/// How long an instance is waited for before a doubt is given up.
const A_WHILE: Duration = Duration::from_secs(2);

/// How often an instance is looked at where the answer is one that may come to every call, and the first
/// pause; each is twice the one before.
const MOST_LOOKS: u32 = 7;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// Whether an answer is one that may come to every call.
fn says_nothing(status: u16, body: &[u8], format: Format) -> bool {
    let document = Document::decode(format, body).ok();
    let code = document.as_ref().and_then(|document| reply::read(document).code);
    passing(status, code).or_else(|| passing(status, None)).is_some()
}

impl Worker {
    /// The status of an instance, as the endpoint words it; `None` where it cannot be seen.
    pub(super) async fn status(&mut self, id: &str) -> Option<String> {
        let format = self.shared.site.observing;
        let mut is_again = false;
        for tries in 0..MOST_LOOKS {
            let stamp = self.stamp();
            let site = &self.shared.site;
            let mut draft =
                draft::call(site, &stamp, false, operations::DESCRIBE_INSTANCE_STATUS.name);
            draft.set(parameter::FORMAT, format.value());
            draft.set(parameter::REGION_ID, site.region.clone());
            draft.set("InstanceId.1", id.to_owned());
            let written = sign::write(draft, site);
            let answer = self.exchange(&written.bytes, false).await;
            match answer {
                Ok(RawAnswer { status: 200..=299, body, .. }) => {
                    let document = Document::decode(format, &body).ok()?;
                    return status_in(&document, id);
                }
                Ok(RawAnswer { status, body, .. }) if says_nothing(status, &body, format) => {
                    tokio::time::sleep(BETWEEN_LOOKS * 2_u32.pow(tries)).await;
                }
                // A kept connection may have been closed meanwhile.
                _ if is_again => return None,
                _ => is_again = true,
            }
        }
        None
    }

    /// Waits for the instance that may be restarted; whether it is Running.
    pub(super) async fn wait_until_ready(&mut self) -> bool {
        let Some(id) = self.cast.served.clone() else { return false };
        // What is shown until then is of before the restart.
        let late = self.shared.session.lateness.allowance();
        let since = self.restarted.map_or(late, |restarted| restarted.elapsed());
        tokio::time::sleep(late.saturating_sub(since)).await;
        let until = Instant::now() + A_WHILE.min(self.shared.restart_deadline);
        loop {
            if self.status(&id).await.as_deref() == Some("Running") {
                self.is_ready = true;
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Looks at everything after a batch.
    pub(super) async fn look_around(&mut self) {
        if !self.shared.observes {
            if self.number == 0 {
                self.control_call().await;
            }
            return;
        }
        // What the batch did may be shown late, and must not be laid to the next one.
        self.shared.session.lateness.wait().await;
        let mut changed = Vec::new();
        let unchanging: Vec<(String, &'static str)> =
            self.cast.unchanging().map(|(id, status)| (id.to_owned(), status)).collect();
        for (id, wanted) in unchanging {
            count(&self.shared.counts.observed);
            match self.status(&id).await {
                Some(status) if status == wanted => {}
                Some(status) => changed.push((id, wanted, status)),
                None => {
                    // Not seen: whether the plain call is still served says whose fault that is.
                    self.control_call().await;
                    return;
                }
            }
        }
        if !changed.is_empty() {
            self.trace(changed).await;
        }
        self.look_at_served().await;
    }

    async fn look_at_served(&mut self) {
        let Some(id) = self.cast.served.clone() else { return };
        count(&self.shared.counts.observed);
        match self.status(&id).await.as_deref() {
            Some("Running") => {
                self.is_ready = true;
                self.not_back_since = None;
            }
            Some(status) => {
                let since = *self.not_back_since.get_or_insert_with(Instant::now);
                if since.elapsed() > self.shared.restart_deadline {
                    self.not_back_since = None;
                    let violation = Violation {
                        oracle: Oracle::Back,
                        rule: Some("RI-04"),
                        expected: "an instance that is Running again".to_owned(),
                        actual: format!("it is still {status}"),
                        token: status.to_owned(),
                    };
                    let mut finding = self.shared.finding(violation);
                    if let Some(recipe) = self.last_served.clone() {
                        self.describe(&mut finding, recipe);
                    }
                    locked(&self.shared.findings).add(finding);
                    self.restore(&id, "Running").await;
                }
            }
            None => self.control_call().await,
        }
    }

    /// The control call. If it is not served, nothing else can be judged: a finding, and the end.
    pub(super) async fn control_call(&mut self) {
        let shared = std::sync::Arc::clone(&self.shared);
        count(&shared.counts.observed);
        let mut why = String::new();
        let mut tries = 0;
        // Where there are fewer connections than workers, the others may have them all for a while.
        while tries < if shared.places.is_narrow() { 12 } else { 3 } {
            tries += 1;
            if shared.is_over() {
                return;
            }
            let mut exchanges = Log::new();
            let made = control_call::make(&shared.session, &shared.arranger, &mut exchanges).await;
            let is_throttled = exchanges.iter().any(|exchange| {
                let body = exchange.answer.as_ref().map_or(&b""[..], |answer| &answer.body);
                String::from_utf8_lossy(body).contains("Throttling")
            });
            if is_throttled && made.is_err() {
                // RS-15: the endpoint may say so to any call.
                count(&shared.counts.throttled);
                tokio::time::sleep(Duration::from_secs(1)).await;
                return;
            }
            match made {
                Ok(()) => return,
                Err(obstacle) => why = obstacle.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let violation = Violation {
            oracle: Oracle::ControlCall,
            rule: None,
            expected: "a plain correct call that is still served".to_owned(),
            actual: why,
            token: "not served".to_owned(),
        };
        let mut finding = shared.finding(violation);
        for recipe in self.batch.clone().iter().rev().take(16) {
            if let Some(bytes) = self.fresh(recipe).0 {
                finding.in_flight.push(bytes);
            }
        }
        locked(&shared.findings).add(finding);
        shared.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}
