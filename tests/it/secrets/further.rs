//! Secrets that there is no room for, and those of a target that faults stand in front of.

use super::*;

/// More secrets than a run looks for, one of which is quoted in all that comes: no text of others is shown.
#[test]
fn secrets_that_there_is_no_room_for_are_not_quoted_either() {
    const LATE: &str = "Ld8LateSecretNp3";
    let stub = Stub::start(|head| {
        if head.contains("POST /_control/instances") {
            let mut tokens: Vec<String> = (0..40).map(|number| format!("{number:>2000}")).collect();
            tokens.push(LATE.to_owned());
            let body = serde_json::json!({ "InstanceId": "i-1", "SecurityToken": tokens });
            return http("201 Made", "application/json", &body.to_string());
        }
        if let Some(answer) = control(head, 1) {
            return answer;
        }
        if head.contains("Action=DescribeInstanceStatus") {
            let instance = parameter(head, "InstanceId.1");
            return running(head.contains("JSON"), 1, instance.as_deref().unwrap_or("i-1"));
        }
        let body = format!("<Error><Code>{LATE}</Code><Message>{LATE}</Message></Error>");
        http(&format!("403 {LATE}"), "text/xml", &body)
    });
    let folder = Folder::new();
    let target = target(&folder, &stub.url(), &controlled(&stub));
    let (out, summary) = (folder.path("out"), folder.write("summary.md", ""));
    let arguments = ["run", "--target", &target, "--out", &text_of(&out), "--rule", "RI-01"];
    let ended = start_with(&arguments, &[("MY_SECRET", SECRET)]).end();
    assert!(ended.stdout.contains("[left out: the control protocol gave more"), "{}", ended.all());
    for (name, text) in everything(&ended, &out, Path::new(&summary)) {
        assert!(!text.contains(LATE), "in {name}: {text}");
    }
    run(&["verify", &text_of(&out)]).expect(0);
    // Nor where another crate judges it.
    let control = format!("{}_control", stub.url());
    let target =
        rebootspec::Target::local(&stub.url(), "testid", SECRET).unwrap().control(&control);
    let options = rebootspec::Options::default().rule("RI-01");
    let report = rebootspec::judge_blocking(&target, &options).unwrap();
    let json = serde_json::to_string(&report.record()).unwrap();
    for text in [report.to_string(), json] {
        assert!(text.contains("[left out: the control protocol gave more"), "{text}");
        assert!(!text.contains(LATE), "{text}");
    }
}

#[test]
fn a_proof_holds_no_secret() {
    let stub = traitor(true, true);
    let folder = Folder::new();
    let target = target(&folder, &stub.url(), &controlled(&stub));
    let out = folder.path("out");
    let out_text = text_of(&out);
    let mut arguments = vec!["prove", "--target", &target, "--out", &out_text];
    // Rules that this endpoint breaks without any fault, which is told with what came.
    for fault in ["messages-reworded", "lock-unchecked", "xml-unescaped", "lock-never-lifts"] {
        arguments.extend(["--fault", fault]);
    }
    let ended = start_with(&arguments, &[("MY_SECRET", SECRET)]).end();
    assert!(ended.stdout.contains("Passed over"), "{}", ended.all());
    assert!(ended.stdout.contains("[secret]"), "{}", ended.all());
    holds_nothing("stdout", &ended.stdout);
    holds_nothing("stderr", &ended.stderr);
    for name in ["prove.json", "prove.html"] {
        let text = fs::read_to_string(out.join(name)).unwrap();
        holds_nothing(name, &text);
        assert!(name != "prove.json" || text.contains("[secret]"), "nothing was covered");
    }
    // Where nothing is served, the reason quotes what came.
    let stub = traitor(false, false);
    let target = self::target(&folder, &stub.url(), LISTED);
    let ended = start_with(&["prove", "--target", &target], &[("MY_SECRET", SECRET)]).end();
    assert_eq!(ended.code, Some(3), "{}", ended.all());
    holds_nothing("stderr", &ended.stderr);
}
