//! What the Describe operations show a moment late decides nothing: an endpoint that is right stays so, and one that
//! is wrong is still found out.

use crate::support::{Ended, Serve, run};
use rebootspec::api::Edition;
use rebootspec::endpoint::styles::{STYLES, Style};
use rebootspec::proof::{self, Request};

fn style(name: &str) -> &'static Style {
    STYLES.iter().find(|style| style.name == name).unwrap()
}

/// The suite at an endpoint of these styles, each alone.
fn judged(names: &[&str], edition: Edition) -> proof::Proof {
    let styles = names.iter().map(|name| style(name)).collect();
    let request = Request { styles, styles_alone: true, ..Request::whole(edition) };
    proof::prove(&request, |_| {}).unwrap()
}

#[test]
fn a_right_endpoint_that_shows_things_late_conforms() {
    let proof = judged(&["created-late", "lag-short"], Edition::Core);
    assert!(proof.problems().is_empty(), "{}", proof.problems().join("\n"));
    // Each rule that looks at an instance has to have looked: late is not never.
    for row in &proof.styles {
        for id in ["RI-03", "RI-04", "RI-06", "RI-07", "RI-08", "RI-22", "LK-01", "LK-02", "OB-01"]
        {
            assert!(row.seen.rule(id).is_some(), "{id}");
        }
    }
}

/// The rules that look at instances, run at `serve` with these flags; `edit` changes the target file.
fn run_at(flags: &[&str], edit: impl Fn(&str) -> String, rules: &[&str]) -> Ended {
    let serve = Serve::with(flags);
    let path = serve.target_file();
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("[endpoint]\n", "[endpoint]\nrestart_deadline = \"4s\"\n");
    std::fs::write(&path, edit(&text)).unwrap();
    let mut arguments = vec!["run", "--target", &path, "--allow-incomplete"];
    for rule in rules {
        arguments.extend(["--rule", rule]);
    }
    run(&arguments)
}

/// Without the control protocol, so that nothing can be made.
fn listed_alone(text: &str) -> String {
    let (before, rest) = text.split_once("[arrange]").unwrap();
    let (_, lists) = rest.split_once("[instances]").unwrap();
    format!("{before}[instances]{lists}")
}

#[test]
fn a_listed_instance_is_not_lent_while_its_restart_is_not_shown_yet() {
    let flags = ["--style", "lag-short", "--boot-ms", "150"];
    let rules = ["RI-01", "RI-03", "RI-08", "RI-13", "RI-14", "RI-15", "CP-41"];
    run_at(&flags, listed_alone, &rules).expect(0);
}

#[test]
fn a_wrong_endpoint_that_shows_things_late_is_found_out() {
    for (fault, rule) in [
        // Listed instances, whose restart is over before it is shown.
        ("refused-still-restarts", "RI-21"),
        ("second-restart-lost", "RI-06"),
        ("get-ignored", "RI-03"),
        ("restart-never-ends", "RI-04"),
        ("restart-hits-neighbours", "RI-08"),
    ] {
        let flags = ["--style", "lag-short", "--fault", fault];
        let ended = run_at(&flags, str::to_owned, &[rule]);
        ended.expect(1).tells(&["violates"]);
    }
}

#[test]
fn what_is_never_shown_leaves_a_restart_undecided() {
    let sooner = |text: &str| text.replace("\"4s\"", "\"1s\"");
    let ended = run_at(&["--style", "lag-long"], sooner, &["RI-03"]);
    ended.expect(5).tells(&[
        "RI-03 MUST inconclusive",
        "not seen in time: an instance that the control protocol made was not shown within the restart_deadline of 1000 ms",
    ]);
}
