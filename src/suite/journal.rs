//! What was seen in a whole run, for the rules that look back over it, and in which exchange each thing
//! was seen: so that such a rule names and shows the answer it means.
//!
//! Holds places and no bodies: the exchange itself stays with the scenario that made it.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::answer::Received;
use super::kept;
use super::select::ScenarioKey;
use crate::outcome::{Exchange, Sighting};

/// Requests and answers, in order, and the scenario they are of; none where they belong to no scenario.
#[derive(Debug, Default)]
pub struct Log {
    scenario: Option<Arc<ScenarioKey>>,
    exchanges: Vec<Exchange>,
}

impl Log {
    /// One that belongs to no scenario.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// That of a scenario.
    #[must_use]
    pub fn of(scenario: ScenarioKey) -> Self {
        Self { scenario: Some(Arc::new(scenario)), exchanges: Vec::new() }
    }

    /// The scenario it is of.
    #[must_use]
    pub fn scenario(&self) -> Option<&ScenarioKey> {
        self.scenario.as_deref()
    }

    /// Where the last exchange stands.
    fn place(&self) -> Place {
        Place { scenario: self.scenario.clone(), exchange: self.exchanges.len().saturating_sub(1) }
    }
}

impl Deref for Log {
    type Target = Vec<Exchange>;

    fn deref(&self) -> &Vec<Exchange> {
        &self.exchanges
    }
}

impl DerefMut for Log {
    fn deref_mut(&mut self) -> &mut Vec<Exchange> {
        &mut self.exchanges
    }
}

impl IntoIterator for Log {
    type Item = Exchange;
    type IntoIter = std::vec::IntoIter<Exchange>;

    fn into_iter(self) -> Self::IntoIter {
        self.exchanges.into_iter()
    }
}

impl From<Log> for Vec<Exchange> {
    fn from(log: Log) -> Self {
        log.exchanges
    }
}

/// Logs of things that are done at the same time, and end up in one: also where they are broken off.
#[derive(Debug)]
pub(super) struct Logs<'a> {
    into: &'a mut Log,
    each: Vec<Log>,
}

impl<'a> Logs<'a> {
    /// So many, which end up in this one.
    pub(super) fn new(into: &'a mut Log, count: usize) -> Self {
        Self { into, each: std::iter::repeat_with(Log::new).take(count).collect() }
    }

    /// Each of them.
    pub(super) fn each(&mut self) -> impl Iterator<Item = &mut Log> {
        self.each.iter_mut()
    }
}

impl Drop for Logs<'_> {
    fn drop(&mut self) {
        self.into.extend(std::mem::take(&mut self.each).into_iter().flatten());
    }
}

/// Where an exchange stands: its scenario, and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    scenario: Option<Arc<ScenarioKey>>,
    exchange: usize,
}

impl Place {
    /// The scenario in words, as a mismatch names it.
    #[must_use]
    pub fn words(&self) -> String {
        match self.scenario.as_deref() {
            Some((rule, name)) => format!("{rule} {name:?}"),
            None => "a call between the scenarios".to_owned(),
        }
    }
}

/// The places that belong to a scenario, as results carry them.
#[must_use]
pub fn sightings<'a>(places: impl IntoIterator<Item = &'a Place>) -> Vec<Sighting> {
    let of_scenario = places.into_iter().filter_map(|place| {
        let (rule, scenario) = place.scenario.as_deref()?.clone();
        Some(Sighting { rule, scenario, exchange: place.exchange })
    });
    of_scenario.collect()
}

/// How many of the exchanges that a mismatch means are shown.
pub const MEANT: usize = 3;
/// How many of the things that a mismatch means are named.
const NAMED: usize = 5;

/// What came, each on a line of its own, and how many more where there are many.
#[must_use]
pub fn listed(mut came: Vec<String>) -> String {
    if came.len() > NAMED {
        let more = came.len() - NAMED;
        came.truncate(NAMED);
        came.push(format!("and {more} more"));
    }
    came.join("\n")
}

/// How many different errors, and statuses, are noted: a hundredth of it is more than is documented.
const MOST_KINDS: usize = 4096;

/// What an answer is held to, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// RS-04: the shape of an error in XML.
    XmlError,
    /// RS-05: the shape of an error in JSON.
    JsonError,
    /// RS-06: well-formed, and in UTF-8.
    WellFormed,
    /// RS-10: the XML declaration.
    Declaration,
    /// RS-12: Content-Type.
    ContentType,
    /// SG-12: the secret.
    Disclosure,
}

/// What was seen in a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    /// How many answers were read.
    pub answers: usize,
    /// Every RequestId, with where it came.
    pub request_ids: BTreeMap<String, Vec<Place>>,
    /// Where an answer came that holds none, though it is a success or has an error code.
    pub without_request_id: Vec<Place>,
    /// What was wrong with an answer, with what came and where.
    pub amiss: BTreeMap<Matter, Vec<(String, Place)>>,
    /// Every HTTP status and error code, with where it came.
    pub errors: BTreeMap<(u16, String), Vec<Place>>,
    /// Every instance status that was observed, with where it was observed first.
    pub statuses: BTreeMap<String, Place>,
    /// What came in scenarios of MUST rules that failed: those rules have judged it.
    failed: BTreeMap<ScenarioKey, String>,
}

impl Journal {
    /// Notes the answer to the last exchange of a log.
    pub(super) fn note(&mut self, log: &Log, received: &Received) {
        let Some(reading) = received.reading() else { return };
        self.answers += 1;
        let is_told = matches!(received.status(), Some(200..=299)) || reading.code.is_some();
        if is_told && reading.request_id.is_none_or(str::is_empty) {
            self.without_request_id.push(log.place());
        }
        if let Some(id) = reading.request_id {
            let id = kept::id(id).into_owned();
            self.request_ids.entry(id).or_default().push(log.place());
        }
        if let (true, Some(code), Some(status)) =
            (reading.is_error, reading.code, received.status())
        {
            let error = (status, kept::id(code).into_owned());
            if self.errors.len() < MOST_KINDS || self.errors.contains_key(&error) {
                self.errors.entry(error).or_default().push(log.place());
            }
        }
    }

    /// Notes what is wrong with the answer to the last exchange of a log.
    pub(super) fn note_amiss(&mut self, log: &Log, found: Vec<(Matter, String)>) {
        for (matter, came) in found {
            let known = self.amiss.entry(matter).or_default();
            if known.len() < MOST_KINDS {
                known.push((kept::text(came), log.place()));
            }
        }
    }

    /// Notes a status that the last exchange of a log showed.
    pub(super) fn note_status(&mut self, log: &Log, status: &str) {
        if self.statuses.len() < MOST_KINDS && !self.statuses.contains_key(status) {
            self.statuses.insert(status.to_owned(), log.place());
        }
    }

    /// Notes that a scenario of a MUST rule failed, and on what.
    pub(super) fn note_failure(&mut self, scenario: &ScenarioKey, actual: &str) {
        self.failed.insert(scenario.clone(), kept::text(actual.to_owned()));
    }

    /// Where a MUST rule has failed on this error already.
    #[must_use]
    pub fn judged(&self, error: &(u16, String)) -> Option<&Place> {
        let told = format!("{} {}", error.0, error.1);
        self.errors.get(error)?.iter().find(|place| {
            let failed = place.scenario.as_deref().and_then(|scenario| self.failed.get(scenario));
            failed.is_some_and(|actual| actual.contains(&told))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Format;
    use crate::outcome::Answer;

    fn error(code: &str) -> Received {
        let body = format!("{{\"RequestId\":\"R-1\",\"Code\":\"{code}\",\"Message\":\"m\"}}");
        let answer = Answer { status: 500, body: body.into(), ..Answer::default() };
        Received::new(Format::Json, Ok(answer))
    }

    #[test]
    fn an_error_is_found_where_it_came() {
        let mut journal = Journal::default();
        let log = Log::of(("RI-01".to_owned(), "a name".to_owned()));
        journal.note(&log, &error("Oops"));
        journal.note(&Log::new(), &error("Oops"));
        let key = (500, "Oops".to_owned());
        let places = journal.errors[&key].clone();
        assert_eq!(places[0].words(), "RI-01 \"a name\"");
        assert_eq!(places[1].words(), "a call between the scenarios");
        assert_eq!(sightings(&places).len(), 1);
        assert_eq!(journal.request_ids["R-1"].len(), 2);
    }

    #[test]
    fn an_answer_without_a_request_id_is_noted_where_it_is_one_of_the_api() {
        let mut journal = Journal::default();
        for (status, body, noted) in [
            (200, r#"{"TotalCount":1}"#, 1),
            (404, r#"{"Code":"Oops","Message":"m"}"#, 2),
            (404, r#"{"Code":"Oops","RequestId":""}"#, 3),
            (404, r#"{"Code":"Oops","RequestId":"R-1"}"#, 3),
            // A page of whatever stands in front.
            (502, r#"{"error":"no upstream"}"#, 3),
            (502, "<html/>", 3),
        ] {
            let answer = Answer { status, body: body.into(), ..Answer::default() };
            journal.note(&Log::new(), &Received::new(Format::Json, Ok(answer)));
            assert_eq!(journal.without_request_id.len(), noted, "{body}");
        }
    }

    #[test]
    fn what_a_rule_failed_on_is_judged_and_nothing_else() {
        let mut journal = Journal::default();
        let scenario = ("RI-01".to_owned(), "a name".to_owned());
        let log = Log::of(scenario.clone());
        journal.note(&log, &error("Oops"));
        let key = (500, "Oops".to_owned());
        assert_eq!(journal.judged(&key), None);
        journal.note_failure(&scenario, "200, RebootInstanceResponse");
        assert_eq!(journal.judged(&key), None);
        journal.note_failure(&scenario, "500 Oops, message \"m\"");
        assert_eq!(journal.judged(&key), Some(&log.place()));
        assert_eq!(journal.judged(&(400, "Oops".to_owned())), None);
    }
}
