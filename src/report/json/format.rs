//! The fields of `report.json`, in the order in which they are written. Described one by one in
//! `docs/report-json.md`; how they are filled is the parent module's.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Report {
    pub(super) format: &'static str,
    pub(super) verdict: &'static str,
    pub(super) reason: String,
    pub(super) edition: &'static str,
    pub(super) target: Target,
    pub(super) counts: AllCounts,
    pub(super) dialect: Dialect,
    pub(super) rules: Vec<Rule>,
    pub(super) suite: Suite,
    pub(super) started: String,
    pub(super) took_ms: f64,
    pub(super) jobs: usize,
    pub(super) seed: u64,
    pub(super) selection: Selection,
    pub(super) control: Control,
    pub(super) interrupted: bool,
    pub(super) suite_fault: Option<String>,
    pub(super) not_given_back: Vec<String>,
    pub(super) accepted: Vec<Accepted>,
    pub(super) baseline_faults: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Accepted {
    pub(super) rule: String,
    pub(super) reason: String,
    pub(super) until: String,
}

#[derive(Serialize)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) access_key_id: String,
}

#[derive(Serialize)]
pub(super) struct AllCounts {
    #[serde(rename = "MUST")]
    pub(super) must: Count,
    #[serde(rename = "SHOULD")]
    pub(super) should: Count,
    #[serde(rename = "MAY")]
    pub(super) may: Count,
    pub(super) scenarios: Count,
}

#[derive(Serialize)]
pub(super) struct Count {
    pub(super) pass: usize,
    pub(super) fail: usize,
    pub(super) inconclusive: usize,
    pub(super) error: usize,
    pub(super) total: usize,
}

#[derive(Serialize)]
pub(super) struct Dialect {
    pub(super) held_to: Option<&'static str>,
    pub(super) documented: usize,
    pub(super) gateway: usize,
}

#[derive(Serialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) level: &'static str,
    pub(super) edition: &'static str,
    pub(super) title: String,
    pub(super) fact: String,
    pub(super) source: String,
    pub(super) verdict: &'static str,
    pub(super) reason: Option<String>,
    pub(super) scenarios: Vec<Scenario>,
}

#[derive(Serialize)]
pub(super) struct Scenario {
    pub(super) name: String,
    pub(super) verdict: &'static str,
    pub(super) reason: Option<String>,
    pub(super) cause: Option<&'static str>,
    pub(super) step: Option<String>,
    pub(super) expected: Option<String>,
    pub(super) actual: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) dialects: Vec<&'static str>,
    pub(super) took_ms: f64,
    pub(super) exchanges: Vec<Call>,
}

#[derive(Serialize)]
pub(super) struct Call {
    pub(super) purpose: &'static str,
    pub(super) at_ms: f64,
    pub(super) took_ms: f64,
    pub(super) request: Request,
    pub(super) answer: Option<Answer>,
    pub(super) failure: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    pub(super) truncated: bool,
}

#[derive(Serialize)]
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Serialize)]
pub(super) struct Selection {
    pub(super) filters: Vec<String>,
    pub(super) scenarios: usize,
    pub(super) of: usize,
}

#[derive(Serialize)]
pub(super) struct Control {
    pub(super) first: Attempt,
    pub(super) last: Option<Attempt>,
}

#[derive(Serialize)]
pub(super) struct Attempt {
    pub(super) failure: Option<String>,
    pub(super) exchanges: Vec<Call>,
}
