//! Step definitions, one file a concept. A step says what the documentation says, in its words; what
//! it takes to do or see that stands in the modules below. cucumber finds the steps by itself.

mod answers;
mod calls;
mod envelopes;
mod ids;
mod instances;
mod keys;
mod observation;
mod overlap;
mod replays;
mod request_ids;
mod requests;
mod signatures;
mod statuses;
mod timestamps;
mod version_3;
