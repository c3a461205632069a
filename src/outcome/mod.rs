//! What came out: verdicts, mismatches, exchanges, and their sums. Plain data: the runner writes it,
//! the reports read it, and neither is known here.

mod accepted;
pub mod baseline;
pub mod counts;
pub mod diagnosis;
pub mod dialect;
pub mod exchange;
pub mod pace;
pub mod provenance;
pub mod run;
pub mod selection;
pub mod sighting;
pub mod verdict;
pub mod wanted;

pub use accepted::AcceptedDeviation;
pub use counts::Counts;
pub use dialect::OtherDialect;
pub use exchange::{Answer, Exchange, LeftOut, Purpose, SentRequest};
pub use pace::{Failures, Pace};
pub use provenance::{FeatureDigest, Resend, Resigning, Shard, SuiteSummary};
pub use run::{ControlCall, ErrorCause, RuleResult, RunResult, ScenarioResult, time_in_words};
pub use selection::{Selection, TargetSummary};
pub use sighting::Sighting;
pub use verdict::{Mismatch, RunVerdict, Verdict};
pub use wanted::Wanted;
