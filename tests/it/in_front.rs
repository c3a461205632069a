//! Faults and styles in front of an endpoint of somebody else: the suite catches the ones there as it does at its own,
//! and lets the others pass.

use std::path::Path;

use rebootspec::api::Edition;
use rebootspec::endpoint::Fault;

use crate::endpoints::{WHOLE, with_control};
use crate::support::{Folder, Script, Serve, run, text_of};

/// Every so many faults meet the endpoint here; `.ci/run` takes all of them.
const EVERY: usize = 12;

/// The target file, with a deadline that faults which never end a restart do not stretch.
fn quick_target(endpoint: &Script) -> String {
    let path = with_control(endpoint);
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("[endpoint]", "[endpoint]\nrestart_deadline = \"3s\"");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn faults_are_caught_in_front_of_an_endpoint_in_another_language() {
    let Some(endpoint) = Script::start(WHOLE) else { return };
    let out = endpoint.path("proof");
    let target = quick_target(&endpoint);
    let faults: Vec<&str> = Fault::ALL
        .iter()
        .filter(|fault| fault.violates_in(Edition::Core))
        .filter(|fault| fault.operation().is_none_or(|one| one.name == "RebootInstance"))
        .step_by(EVERY)
        .map(|fault| fault.name())
        .collect();
    let mut command = vec!["prove", "--target", &target, "--out", &out];
    command.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    run(&command).expect(0).tells(&["proven: ", "in front of "]);
    let proof = std::fs::read_to_string(Path::new(&out).join("prove.json")).unwrap();
    let proof: serde_json::Value = serde_json::from_str(&proof).unwrap();
    let count = |list: &str| proof[list].as_array().unwrap().len();
    assert_eq!(count("faults") + count("passed_over"), faults.len());
    assert!(count("faults") > faults.len() * 3 / 4, "{}", proof["passed_over"]);
}

/// A fault whose rule the endpoint does not keep, or that nothing there gives an occasion, is no survivor.
#[test]
fn what_cannot_show_at_an_endpoint_is_passed_over_with_the_reason() {
    let Some(endpoint) = Script::start(WHOLE) else { return };
    let target = quick_target(&endpoint);
    run(&[
        "prove",
        "--target",
        &target,
        "--fault",
        "messages-reworded",
        "--fault",
        "xml-unescaped",
    ])
    .expect(5)
    .tells(&[
        "nothing is proven there",
        "messages-reworded RI-38 fail",
        "xml-unescaped RS-09 had nothing to act on",
    ]);
}

#[test]
fn an_endpoint_that_cannot_be_judged_proves_nothing() {
    let Some(endpoint) = Script::start(
        "import sys, socketserver, http.server as h\nclass H(h.BaseHTTPRequestHandler):\n    def do_GET(self): self.send_response(401); self.end_headers()\n    def log_message(self, *a): pass\nsocketserver.ThreadingTCPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()\n",
    ) else {
        return;
    };
    let ended = run(&["prove", "--target", &endpoint.target("")]);
    ended.expect(3);
    let said =
        format!("without any fault the target cannot be judged: {} answered 401", endpoint.url);
    assert!(ended.stderr.contains(&said), "{}", ended.all());
}

/// With a fault the endpoint behind is not what it was; without any it is passed on as it is.
#[test]
fn a_server_stands_in_front_of_another() {
    let behind = Serve::start();
    let file = behind.target_file();
    for (faults, exit) in [(&[][..], 0), (&["--fault", "lock-unchecked"][..], 1)] {
        let front = Serve::with(&[&["--in-front-of", &file], faults].concat());
        let text = std::fs::read_to_string(&file).unwrap();
        let (own, theirs) = (front.address().to_string(), behind.address().to_string());
        let folder = Folder::new();
        let target = folder.write("front.toml", &text.replace(&theirs, &own));
        run(&["run", "--target", &target, "--rule", "RI-01", "--rule", "RI-20", "--rule", "SG-08"])
            .expect(exit);
    }
}

/// A choice that needs no inside can be that of any endpoint, which then conforms as before.
#[test]
fn a_style_stands_in_front_of_another() {
    let behind = Serve::start();
    let file = behind.target_file();
    let styles = ["accepted", "message-has-lines", "last-of-two", "foreign-forbidden"];
    let flags: Vec<&str> = styles.iter().flat_map(|style| ["--style", style]).collect();
    let front = Serve::with(&[&["--in-front-of", &file], &flags[..]].concat());
    let text = std::fs::read_to_string(&file).unwrap();
    let (own, theirs) = (front.address().to_string(), behind.address().to_string());
    let folder = Folder::new();
    let target = folder.write("front.toml", &text.replace(&theirs, &own));
    let out = folder.path("out");
    let arguments = ["run", "--target", &target, "--out", &text_of(&out)];
    let rules = ["RI-01", "RI-30", "RI-37", "RQ-08"].map(|rule| ["--rule", rule]);
    run(&[&arguments[..], &rules.concat()].concat()).expect(0);
    let exchanges = std::fs::read_to_string(out.join("exchanges.har")).unwrap();
    for told in ["202", "Look at the parameters of the call.", "Forbidden.RAM"] {
        assert!(exchanges.contains(told), "{told}");
    }
}

#[test]
fn what_cannot_stand_in_front_is_a_usage_mistake() {
    run(&["serve", "--port", "0", "--in-front-of", "http://127.0.0.1:9/", "--style", "pretty"])
        .is_usage_error(&["style pretty", "--in-front-of"]);
    run(&["serve", "--port", "0", "--in-front-of", "http://ecs.example.com/"])
        .is_usage_error(&["allow_restart"]);
    run(&["serve", "--port", "0", "--in-front-of", "no-such-file.toml"])
        .is_usage_error(&["no-such-file.toml"]);
}
