//! Instances that are not what they are said to be, by the target file, a control protocol or a command:
//! what needs them is undecided with that reason, and they are not restarted.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::{
    CREDENTIALS, Ended, Folder, Forwarder, Request, Serve, Stub, http, run, send, xml,
};

/// The request lines that came through a forwarder.
type Lines = Arc<Mutex<Vec<String>>>;

/// Runs a rule at an endpoint with these lists and ways; gives what came of it and every request.
fn judged(rule: &str, ways: &str, instances: &str) -> (Ended, Vec<String>) {
    let serve = Serve::start();
    let lines = Lines::default();
    let seen = Arc::clone(&lines);
    let forwarder = Forwarder::start(serve.address(), move |request, _| {
        seen.lock().unwrap().push(request.line().to_owned());
        false
    });
    let folder = Folder::new();
    let more = format!("[arrange]\n{ways}\n[instances]\n{instances}\n");
    let ended =
        run(&["run", "--target", &folder.target(&forwarder.url(), "5s", &more), "--rule", rule]);
    let lines = lines.lock().unwrap().clone();
    (ended, lines)
}

/// The control calls name an id that no instance has; those that are listed or given end in 000 and a digit.
fn none_is_restarted(lines: &[String]) {
    let id = |line: &str| line.split("InstanceId=").nth(1)?.split('&').next().map(str::to_owned);
    let names_one = |line: &&String| {
        line.contains("Action=RebootInstance") && id(line).is_none_or(|id| id.contains("000"))
    };
    assert_eq!(lines.iter().find(names_one), None, "{lines:#?}");
}

// Listed

#[test]
fn a_listed_instance_that_is_not_as_listed_is_not_restarted() {
    for (rule, instances, says) in [
        (
            "RI-01",
            "running = [\"i-nosuch1\"]",
            "i-nosuch1 is listed under running in the target file, but the endpoint does not show it",
        ),
        (
            "RI-01",
            "running = [\"i-locked0001\"]",
            "i-locked0001 is listed under running in the target file, but it is locked",
        ),
        (
            "RI-01",
            "running = [\"i-stopped0001\"]",
            "i-stopped0001 is listed under running in the target file, but its status is Stopped",
        ),
        (
            "RI-20",
            "security_locked = [\"i-running0001\"]",
            "i-running0001 is listed under security_locked in the target file, but its OperationLocks",
        ),
        (
            "RI-37",
            "other_account = [\"i-running0001\"]",
            "under other_account in the target file, but the target's own key can see it",
        ),
    ] {
        let (ended, lines) = judged(rule, "", instances);
        ended.expect(5).tells(&["verdict: incomplete", says]);
        none_is_restarted(&lines);
    }
}

#[test]
fn the_locks_of_a_listed_instance_are_looked_at_once() {
    // RI-37 asks DescribeInstances twice itself.
    for (rule, list, id, judged_by_it) in [
        ("RI-20", "security_locked", "i-locked0001", 0),
        ("RI-37", "other_account", "i-other0001", 2),
    ] {
        let (ended, lines) = judged(rule, "", &format!("{list} = [{id:?}]"));
        assert_ne!(ended.code, Some(1), "{}", ended.all());
        let of = |action: &str| {
            lines.iter().filter(|line| line.contains(action) && line.contains(id)).count()
        };
        assert!(of("Action=RebootInstance") > 1, "{lines:#?}");
        assert_eq!(of("Action=DescribeInstances&"), 1 + judged_by_it, "{lines:#?}");
    }
}

#[test]
fn where_nothing_is_shown_the_list_counts() {
    let stub = Stub::start(|head| {
        if head.contains("Action=RebootInstance") {
            let id = head.len();
            xml(
                "200 OK",
                &format!(
                    "<RebootInstanceResponse><RequestId>{id}</RequestId></RebootInstanceResponse>"
                ),
            )
        } else {
            xml("403 Forbidden", "<Error><Code>InvalidAction</Code></Error>")
        }
    });
    run(&[
        "run",
        "--target",
        &stub.target("[instances]\nrunning = [\"i-mine\"]\n"),
        "--rule",
        "RI-01",
    ]);
    let reboots = |head: &String| head.contains("Action=RebootInstance") && head.contains("i-mine");
    assert!(stub.heads().iter().any(reboots), "{:?}", stub.heads());
}

// By a control protocol or a command

/// Runs a rule with a control protocol that, whatever is asked for, gives this id.
fn judged_with_control(rule: &str, id: &'static str, instances: &str) -> (Ended, Vec<String>) {
    let serve = Serve::start();
    let lines = Lines::default();
    let seen = Arc::clone(&lines);
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        seen.lock().unwrap().push(request.line().to_owned());
        let makes = request.line().starts_with("POST /_control/instances");
        if makes {
            let body = format!("{{\"InstanceId\":{id:?}}}");
            let _ = client.write_all(http("201 Created", "application/json", &body).as_bytes());
        }
        makes
    });
    let folder = Folder::new();
    let more = format!("{}[instances]\n{instances}\n", forwarder.arrange());
    let target = folder.target(&forwarder.url(), "5s", &more);
    let ended = run(&["run", "--target", &target, "--rule", rule]);
    let lines = lines.lock().unwrap().clone();
    (ended, lines)
}

fn deletions(lines: &[String]) -> usize {
    lines.iter().filter(|line| line.starts_with("DELETE")).count()
}

#[test]
fn what_a_control_protocol_gives_and_is_listed_is_neither_lent_nor_removed() {
    let listed = "stopped = [\"i-running0001\"]";
    let (ended, lines) = judged_with_control("RI-01", "i-running0001", listed);
    ended.expect(5).tells(&[
        "the control protocol gave i-running0001, which the target file lists: it has to give a new",
    ]);
    none_is_restarted(&lines);
    assert_eq!(deletions(&lines), 0, "{lines:#?}");
}

#[test]
fn doctor_does_not_remove_what_is_listed() {
    let serve = Serve::start();
    let stub = Stub::start(|head| {
        if head.starts_with("GET") {
            let body = r#"{"protocol":"rebootspec-control/1","status":["Running"]}"#;
            http("200 OK", "application/json", body)
        } else {
            http("201 Created", "application/json", r#"{"InstanceId":"i-running0001"}"#)
        }
    });
    let folder = Folder::new();
    let control = stub.url();
    let more =
        format!("[arrange]\ncontrol = {control:?}\n[instances]\nrunning = [\"i-running0001\"]\n");
    let target = folder.target(&format!("http://{}/", serve.address()), "5s", &more);
    run(&["doctor", "--target", &target]).expect(5).tells(&["which the target file lists"]);
    assert_eq!(deletions(&stub.heads()), 0, "{:#?}", stub.heads());
}

#[test]
fn what_a_control_protocol_gives_twice_is_lent_and_removed_once() {
    let (ended, lines) = judged_with_control("RI-01", "i-running0001", "");
    ended.expect(5).tells(&["the control protocol gave i-running0001, which it gave before"]);
    assert_eq!(deletions(&lines), 1, "{lines:#?}");
}

#[test]
fn what_a_control_protocol_makes_in_another_status_is_not_restarted() {
    let (ended, lines) = judged_with_control("RI-01", "i-stopped0001", "");
    ended.expect(5).tells(&[
        "the control protocol made an instance that is Stopped, and Running was asked for",
    ]);
    none_is_restarted(&lines);
    assert_eq!(deletions(&lines), 1, "{lines:#?}");
}

#[test]
fn the_first_instance_of_a_kind_speaks_for_the_others() {
    let serve = Serve::start();
    let lines = Lines::default();
    let seen = Arc::clone(&lines);
    let forwarder = Forwarder::start(serve.address(), move |request, _| {
        seen.lock().unwrap().push(request.line().to_owned());
        false
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    run(&["run", "--target", &target, "--rule", "CP-01", "--rule", "CP-02", "--rule", "CP-03"])
        .expect(0);
    let before_a_call = |line: &&String| line.contains("Action=DescribeInstanceStatus&");
    let (made, looks) =
        (forwarder.made().0, lines.lock().unwrap().iter().filter(before_a_call).count());
    assert!(made > 2, "{made}");
    // Each of these scenarios looks once itself, and so do the control calls; three looks tell how late
    // changes are shown.
    assert!(looks < 2 * made + 3, "{looks} looks at {made} instances");
}

/// Runs the scenarios of RI-30 with a control protocol whose `DELETE` of an instance goes as told.
fn judged_with_removals(
    removes: impl Fn(&Request, &mut TcpStream) -> bool + Send + Sync + 'static,
) -> Ended {
    let serve = Serve::start();
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        request.line().starts_with("DELETE /_control/instances") && removes(request, client)
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    run(&["run", "--target", &target, "--rule", "RI-30"])
}

#[test]
fn a_removal_that_was_refused_makes_nothing_removed() {
    for status in ["404 Not Found", "405 Method Not Allowed", "500 Internal Server Error"] {
        let ended = judged_with_removals(move |_, client| {
            let body = "{\"reason\":\"not here\"}";
            let _ = client.write_all(http(status, "application/json", body).as_bytes());
            true
        });
        let says = "the instance was not removed: the control protocol refused: not here";
        ended.expect(5).tells(&["verdict: incomplete", "2 scenarios: RI-30", says]);
    }
}

#[test]
fn a_removal_without_an_answer_is_asked_for_again() {
    // Each is done, and none is answered the first time.
    let serve = Serve::start();
    let asked = Mutex::new(BTreeSet::new());
    let forwarder = Forwarder::start(serve.address(), move |request, _| {
        let line = request.line().to_owned();
        let is_first =
            line.starts_with("DELETE /_control/instances") && asked.lock().unwrap().insert(line);
        is_first && send(serve.address(), request).is_ok()
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    run(&["run", "--target", &target, "--rule", "RI-30"]).expect(0);
    // And where none ever is, nobody knows.
    let ended = judged_with_removals(|_, _| true);
    ended.expect(5).tells(&[
        "verdict: incomplete",
        "2 scenarios: RI-30",
        "the instance was not removed",
    ]);
}

/// Runs a rule with a command that prints what this script does.
fn judged_with_command(rule: &str, script: &str, instances: &str) -> (Ended, Vec<String>) {
    judged(rule, &format!("command = [\"sh\", \"-c\", {script:?}]"), instances)
}

#[test]
fn what_a_command_gives_and_is_listed_is_not_lent() {
    let listed = "stopped = [\"i-running0001\"]";
    let (ended, lines) = judged_with_command("RI-01", "echo i-running0001", listed);
    ended.expect(5).tells(&["the command printed i-running0001, which the target file lists"]);
    none_is_restarted(&lines);
}

#[test]
fn what_a_command_gives_while_it_is_lent_is_not_lent_again() {
    let (ended, lines) = judged_with_command("RI-02", "echo i-running0001", "");
    ended.expect(5).tells(&["the command printed i-running0001, which is lent at this moment"]);
    none_is_restarted(&lines);
}

#[test]
fn what_a_command_gives_in_another_state_is_not_restarted() {
    for (rule, script, says) in [
        ("RI-01", "echo i-stopped0001", "it printed i-stopped0001, which is Stopped"),
        ("RI-01", "echo i-nosuch1", "it printed i-nosuch1, but the endpoint does not show it"),
        ("RI-37", "echo i-running0001", "but the target's own key can see it"),
    ] {
        let (ended, lines) = judged_with_command(rule, script, "");
        ended.expect(5).tells(&[says]);
        none_is_restarted(&lines);
    }
}

#[test]
fn what_a_command_gave_is_never_removed() {
    let serve = Serve::start();
    let folder = Folder::new();
    let more = "[arrange]\ncommand = [\"echo\", \"i-running0001\"]\n";
    let target = folder.target(&format!("http://{}/", serve.address()), "5s", more);
    let ended = run(&["run", "--target", &target, "--rule", "RI-30", "--jobs", "1"]);
    ended.expect(5).tells(&["2 scenarios: RI-30", "what a command made cannot be changed"]);
}

#[test]
fn what_could_not_be_mended_is_not_lent_again() {
    let serve = Serve::start();
    let forwarder = Forwarder::start(serve.address(), |request, client| {
        let body = match request.line() {
            "GET /_control" => {
                r#"{"protocol":"rebootspec-control/1","faults":["internal-error","throttling"]}"#
            }
            line if line.starts_with("DELETE /_control/faults") => "{\"reason\":\"not now\"}",
            _ => return false,
        };
        let status = if body.contains("reason") { "404 Not Found" } else { "200 OK" };
        let _ = client.write_all(http(status, "application/json", body).as_bytes());
        true
    });
    let folder = Folder::new();
    let more = format!("{}[instances]\nrunning = [\"i-running0001\"]\n", forwarder.arrange());
    let target = folder.target(&forwarder.url(), "5s", &more);
    let ended = run(&["run", "--target", &target, "--rule", "RS-15", "--jobs", "1"]);
    ended.expect(5).tells(&["not now", "the target file lists none under running"]);
}

/// What StopInstance stopped is started again; what a scenario has started again itself, what stands beside and what
/// was refused has never to be waited for.
#[test]
fn what_the_operation_under_test_stopped_is_given_back() {
    const IDS: [&str; 3] = ["i-running0001", "i-running0002", "i-running0003"];
    let serve = Serve::start();
    let folder = Folder::new();
    let url = format!("http://{}/", serve.address());
    let target = folder.target(&url, "5s", &format!("[instances]\nrunning = {IDS:?}\n"));
    let run_rules = |rules: &[&str]| {
        let rules = rules.iter().flat_map(|rule| ["--rule", rule]);
        let arguments = ["run", "--target", &target, "--operation", "StopInstance"];
        run(&arguments.into_iter().chain(rules).collect::<Vec<_>>())
    };
    for rules in [&["STOP-01", "STOP-03", "RQ-08"][..], &["STOP-03"]] {
        let ended = run_rules(rules);
        ended.expect(0).tells(&["verdict: conforms"]);
        assert!(!ended.stdout.contains("not given back"), "{}", ended.all());
    }
}

/// A gateway that answers a failure although the call was carried out: the call is made again on an instance that
/// was brought back.
#[test]
fn what_was_stopped_behind_a_failure_is_brought_back_and_stopped_again() {
    let serve = Serve::start();
    let is_first = AtomicBool::new(true);
    let forwarder = Forwarder::start(serve.address(), move |request, client| {
        let is_stop = request.line().contains("Action=StopInstance")
            && request.line().contains("InstanceId=i-running");
        if !is_stop || !is_first.swap(false, Ordering::SeqCst) {
            return false;
        }
        let _ = send(serve.address(), request);
        let _ = client.write_all(http("502 Bad Gateway", "text/plain", "down").as_bytes());
        true
    });
    let folder = Folder::new();
    let more = "[instances]\nrunning = [\"i-running0001\"]\n";
    let target = folder.target(&forwarder.url(), "5s", more);
    let stop = ["run", "--target", &target, "--operation", "StopInstance", "--rule", "STOP-01"];
    let ended = run(&stop);
    ended.expect(0).tells(&["verdict: conforms"]);
    assert!(!ended.stdout.contains("not given back"), "{}", ended.all());
}

// Nothing to observe with

#[test]
fn an_endpoint_that_answers_everything_alike_is_judged_in_seconds() {
    let stub = Stub::start(|_| {
        let body = "<RebootInstanceResponse><RequestId>0C9E7A1B-1111-4222-8333-444455556666</RequestId></RebootInstanceResponse>";
        xml("200 OK", body)
    });
    let folder = Folder::new();
    let target = |lists: &str| {
        let endpoint = format!("[endpoint]\nurl = {:?}\nrestart_deadline = \"60s\"\n", stub.url());
        folder.write("target.toml", &format!("{endpoint}{CREDENTIALS}[instances]\n{lists}\n"))
    };
    let all = "running = [\"i-1\", \"i-2\"]\nstopped = [\"i-3\"]\nsecurity_locked = [\"i-4\"]";
    let began = Instant::now();
    let ended = run(&["run", "--target", &target(all)]);
    let took = began.elapsed();
    ended.expect(1).tells(&["verdict: violates", "nothing to observe with"]);
    assert!(took < Duration::from_secs(30), "{took:?}");
    run(&["doctor", "--target", &target(all)]).expect(5).tells(&[
        "not served as documented: DescribeInstanceStatus answers RebootInstanceResponse",
    ]);
    // It serves what does not exist, which needs no instance to be seen.
    run(&["run", "--target", &target("")]).expect(1).tells(&["RI-30"]);
}
