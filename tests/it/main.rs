//! The integration tests in one binary, a module a subject: each links the whole program once, and after a
//! change one link is quicker than thirty. What needs a process of its own stands beside this folder:
//! `conformance` (cucumber), `judged_core` (built without features), `seeds` and `panics` (change the panic hook).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]
#![allow(clippy::print_stderr, reason = "a test that is passed over says so")]
#![allow(unreachable_pub, reason = "pub says what test files may use")]

mod address;
mod arranging;
mod baseline;
mod bounds;
mod captures;
mod captures_endpoint;
mod captures_faults;
mod captures_more;
mod catalogue;
mod cli;
mod clients_page;
mod clocks;
mod commands;
mod dependencies;
mod deploy;
mod doctor;
mod endpoints;
mod evidence;
mod files;
mod fuzz;
mod fuzz_hostile;
mod fuzz_options;
mod harvest;
mod hostile;
mod html;
mod in_front;
mod init;
mod inspect;
mod late;
mod layering;
mod limits;
mod no_endpoint;
mod other_endpoint;
mod pace;
mod padded;
mod pages;
mod promises;
mod prove;
mod proving;
mod reports;
mod resend;
mod right;
mod secrets;
mod serving;
mod shapes;
mod shown;
mod stopped;
mod stored;
mod support;
mod tls;
mod traceability;
mod vectors;
