//! What came out: verdicts, mismatches, exchanges, and their sums. Plain data: the runner writes it,
//! the reports read it, and neither is known here. [`RunResult`] is what `report.json` holds, and the names and
//! meanings of its fields are a promise: `docs/report-json.md`.

mod accepted;
pub mod baseline;
pub mod counts;
pub mod diagnosis;
pub mod dialect;
pub mod exchange;
pub mod pace;
pub mod provenance;
pub mod rule;
pub mod run;
pub mod scenario;
pub mod selection;
pub mod sighting;
pub mod verdict;
pub mod wanted;

pub use accepted::AcceptedDeviation;
pub use counts::{AllCounts, Counts, DialectsSpoken};
pub use dialect::OtherDialect;
pub use exchange::{Answer, Exchange, LeftOut, Purpose, SentRequest, Shown};
pub use pace::{Failures, Pace};
pub use provenance::{FeatureDigest, Joined, Reproduction, Resend, Resigning, Shard, SuiteSummary};
pub use rule::{Cited, RuleResult};
pub use run::{Control, ControlCall, FORMAT, RunResult, time_in_words};
pub use scenario::{ErrorCause, ScenarioResult};
pub use selection::{Selection, TargetSummary};
pub use sighting::Sighting;
pub use verdict::{Mismatch, RunVerdict, Verdict};
pub use wanted::Wanted;
