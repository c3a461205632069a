//! `prove --target`: what it says of somebody's endpoint goes through the same door as a report, and what it makes
//! there is given back, also where it took too long.

use std::io::{Read as _, Write as _};

use crate::support::{Folder, Forwarder, Serve, run, text_of};

/// The secret of the demo key, and the same in hexadecimal digits.
const SECRET: [&str; 2] = ["testsecret", "74657374736563726574"];

/// Answers every restart with a refusal that quotes the secret, and what a terminal and a build service obey.
fn quotes_the_secret(serve: &Serve) -> Forwarder {
    let [plain, hex] = SECRET;
    let body = format!(
        "{{\"RequestId\":\"A-{plain}\",\"HostId\":\"h\",\"Code\":\"{plain}\",\
         \"Message\":\"echo {plain} {hex} \\u001b[31m ##vso[a]\"}}"
    );
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 403 F\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    Forwarder::start(serve.address(), move |request, client| {
        let is_reboot = request.line().contains("Action=RebootInstance");
        is_reboot && client.write_all(answer.as_bytes()).is_ok()
    })
}

#[test]
fn a_proof_of_an_endpoint_is_its_owners_and_harms_nobody() {
    let serve = Serve::start();
    let forwarder = quotes_the_secret(&serve);
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "5s", &forwarder.arrange());
    let out = folder.path("out");
    let ended = run(&[
        "prove",
        "--target",
        &target,
        "--out",
        &text_of(&out),
        "--fault",
        "running-refused",
        "--fault",
        "lock-unchecked",
    ]);
    // Neither can show there.
    ended.expect(5).tells(&["every fault is passed over"]);
    let mut said = vec![ended.all()];
    for file in ["prove.json", "prove.html"] {
        let path = out.join(file);
        said.push(std::fs::read_to_string(&path).unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{file} can be read by others");
        }
    }
    assert!(said[1].contains("echo [secret] [secret]"), "{}", said[1]);
    for text in said {
        for harmful in SECRET.iter().chain(&["##vso[", "\u{1b}"]) {
            assert!(!text.contains(harmful), "{harmful:?} stands in {text}");
        }
    }
}

#[test]
fn a_proof_that_takes_too_long_gives_back_what_was_made() {
    let serve = Serve::start();
    let forwarder = Forwarder::on_reboot(serve.address(), |client| {
        let _ = client.read_to_end(&mut Vec::new());
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let ended = run(&["prove", "--target", &target, "--time-limit", "3s"]);
    ended.expect(5);
    let said = "stopped after its time limit of 3 s, so nothing is proven";
    assert!(ended.stderr.contains(said), "{}", ended.all());
    assert!(!ended.all().contains("not given back"), "{}", ended.all());
    let (made, left) = forwarder.made();
    assert!(left.is_empty(), "of {made} made, {left:?} were not given back");
}
