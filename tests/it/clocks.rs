//! Endpoints whose `Date` is wrong: what cannot be true is not gone by, and nothing breaks on it.

use crate::support::{Folder, Forwarder, Serve, report, run, text_of};

/// Dates that no clock of an endpoint shows: years that no Timestamp can name, or far from now.
const UNBELIEVABLE: [&str; 6] = [
    "Sat, 01 Jan 0000 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Thu, 01 Jan 1970 00:00:00 +2359",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Thu, 31 Dec 9998 23:59:59 GMT",
];

#[test]
fn a_date_that_cannot_be_true_breaks_no_worker_of_fuzz() {
    let serve = Serve::start();
    for date in UNBELIEVABLE {
        let forwarder = Forwarder::dated(serve.address(), date);
        let folder = Folder::new();
        let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
        let ended = run(&[
            "fuzz",
            "--target",
            &target,
            "--requests",
            "300",
            "--jobs",
            "2",
            "--time",
            "40s",
        ]);
        ended.expect(0).tells(&["300 requests", "fuzz: no finding"]);
    }
}

#[test]
fn a_date_that_cannot_be_true_is_not_what_timestamps_go_by() {
    let serve = Serve::start();
    for date in UNBELIEVABLE {
        let forwarder = Forwarder::dated(serve.address(), date);
        let folder = Folder::new();
        let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
        let out = folder.path("out");
        let rules = ["--rule", "CP-20", "--rule", "CP-21", "--rule", "SG-20"];
        let flags = ["run", "--target", &target, "--out", &text_of(&out)];
        run(&[&flags[..], &rules].concat()).expect(0);
        assert_eq!(report(&out)["clock_ahead_s"], serde_json::Value::Null, "{date}");
        let ended = run(&["doctor", "--target", &target]);
        let said = ended.expect(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_told = said.contains("is not gone by") || said.contains("is not a date");
        assert!(is_told, "{}", ended.all());
    }
}
