//! Lines that send a judged request again, and the annotations of a job: what the program prints and
//! what it says of a mistake.

use crate::support::{Ended, Folder, run, start_with, text_of};

const SECRET: (&str, &str) = ("ECS_ACCESS_KEY_SECRET", "testsecret");

fn sign(arguments: &[&str]) -> Ended {
    let fixed = ["sign", "--access-key-id=testid", "--timestamp=2026-01-01T12:00:00Z", "--nonce=n"];
    start_with(&[&fixed, arguments].concat(), &[SECRET]).end()
}

#[test]
fn a_request_is_signed_anew_as_the_first_time() {
    let parameters = ["Action=RebootInstance", "InstanceId=i-1", "Version=2014-05-26"];
    let first = sign(&[&["--curl"][..], &parameters].concat());
    first.expect(0);
    let url = first.stdout.trim().trim_start_matches("curl '").trim_end_matches('\'').to_owned();
    let (rest, _) = url.rsplit_once("Signature=").unwrap_or_default();
    let old =
        format!("--resend={}Signature=", rest.replace("SignatureNonce=n", "SignatureNonce=old"));
    let again = sign(&["--curl", &old]);
    assert_eq!(again.expect(0).stdout, first.stdout);
    // What the scenario chose stays, and another signature follows from it.
    let kept = sign(&["--curl", &old, "--keep=SignatureNonce"]);
    assert!(kept.expect(0).stdout.contains("SignatureNonce=old"), "{}", kept.all());
    assert_ne!(kept.stdout, first.stdout);
}

#[test]
fn a_method_and_a_body_are_sent_as_they_were() {
    let ended = sign(&[
        "--curl",
        "--method=PUT",
        "--header=content-type: application/x-www-form-urlencoded",
        "--body=Action=RebootInstance&Signature=",
        "--resend=http://127.0.0.1:9/?a[]=%7b",
    ]);
    ended.expect(0).tells(&[
        "curl -g -X PUT",
        "--data-raw 'Action=RebootInstance&Signature=",
        "a[]=%7b",
    ]);
    // curl would send a media type of its own.
    let ended = sign(&["--curl", "--method=POST", "--resend=http://127.0.0.1:9/?A=1&Signature="]);
    ended.expect(0).tells(&["-H content-type:", "--data-raw ''"]);
}

#[test]
fn a_mistake_is_told_with_what_to_do() {
    sign(&["--curl", "--resend=http://127.0.0.1:9/?A=1"])
        .is_usage_error(&["no place for a signature", "Signature="]);
    sign(&["--curl", "--resend=nonsense"]).is_usage_error(&["--resend is no address"]);
    sign(&["--curl", "--resend=ftp://h/"]).is_usage_error(&["neither http nor https"]);
    sign(&["--resend=http://h/?Signature="]).is_usage_error(&["--curl"]);
    sign(&["--curl", "--resend=http://h/?Signature=", "A=1"])
        .is_usage_error(&["cannot be used with"]);
    sign(&["--curl", "--resend=http://h/?Signature=", "--header=x"])
        .is_usage_error(&["name: value"]);
    sign(&["--method=PUT", "A=1"]).is_usage_error(&["another one needs --resend"]);
}

#[test]
fn a_summary_goes_where_the_job_wants_it_or_nowhere() {
    let folder = Folder::new();
    let summary = folder.write("summary.md", "of another step\n");
    let run = |value: &str| {
        let arguments = ["run", "--rule", "RI-20", "--github"];
        start_with(&arguments, &[("GITHUB_STEP_SUMMARY", value)]).end()
    };
    run(&summary).expect(0);
    let text = std::fs::read_to_string(&summary).unwrap_or_default();
    assert!(text.starts_with("of another step\n## rebootspec: conforms\n"), "{text}");
    let ended = run("");
    assert!(ended.expect(0).stderr.contains("no summary is written"), "{}", ended.all());
    let nowhere = text_of(&folder.path("no/such/folder/summary.md"));
    run(&nowhere).is_usage_error(&["--github", &nowhere, "or unset it"]);
}

/// Told before anything is called, and nothing is spoilt.
#[test]
fn files_that_meet_in_one_are_told() {
    let folder = Folder::new();
    let out = text_of(&folder.path("out"));
    for file in ["report.json", "junit.xml"] {
        let path = text_of(&folder.path("out").join(file));
        let same = text_of(&folder.path("out/../out").join(file));
        for path in [&path, &same] {
            let arguments = ["run", "--rule", "RI-20", "--out", &out];
            let github = [&arguments[..], &["--github"]].concat();
            start_with(&github, &[("GITHUB_STEP_SUMMARY", path)]).end().is_usage_error(&[
                "GITHUB_STEP_SUMMARY",
                file,
                "--out",
            ]);
            run(&[&arguments[..], &["--write-baseline", path]].concat()).is_usage_error(&[
                "--write-baseline",
                file,
                "--out",
            ]);
        }
        assert!(!std::path::Path::new(&path).exists());
    }
    run(&["run", "--rule", "RI-20", "--out", &out]).expect(0);
    let (part, joined) = (text_of(&folder.path("out")), text_of(&folder.path("joined")));
    let summary = text_of(&folder.path("joined/report.json"));
    let merge = ["merge", "--github", "--out", &joined, &part];
    start_with(&merge, &[("GITHUB_STEP_SUMMARY", &summary)])
        .end()
        .is_usage_error(&["GITHUB_STEP_SUMMARY", "report.json"]);
}
