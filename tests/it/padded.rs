//! That a run stays small whatever an endpoint sends: the reference endpoint behind a forwarder that pads
//! every answer of the API, judged by the real program. Bounds are far from what is measured: they are there
//! to tell what grows with the answers from what does not.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Ended, Folder, Forwarder, Serve, report, run, text_of};

/// The most memory that these runs may have, in KiB: what kept all that came had more.
const MOST_KIB: u64 = 120 * 1024;
/// How much is added to an answer.
const PADDING: usize = 1000 * 1024;

/// An answer in its three parts: status line, other headers, body.
struct Parts {
    status: String,
    headers: String,
    body: String,
}

impl Parts {
    /// Of an answer of the API; the control protocol's have no RequestId.
    fn of(answer: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(answer).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let (status, headers) = head.split_once("\r\n").unwrap();
        body.contains("RequestId").then(|| Self {
            status: status.to_owned(),
            headers: headers
                .lines()
                .filter(|line| !line.to_ascii_lowercase().starts_with("content-length"))
                .map(|line| format!("{line}\r\n"))
                .collect(),
            body: body.to_owned(),
        })
    }

    fn is_json(&self) -> bool {
        self.body.starts_with('{')
    }

    /// Adds a member, as it is written in either format.
    fn add(&mut self, json: &str, xml: &str) {
        let (at, text) = match self.is_json() {
            true => (self.body.rfind('}').unwrap(), format!(",{json}")),
            false => (self.body.rfind("</").unwrap(), xml.to_owned()),
        };
        self.body.insert_str(at, &text);
    }

    /// Puts text behind the value of a member.
    fn lengthen(&mut self, name: &str, text: &str) {
        let (json, xml) = (format!("\"{name}\":\""), format!("<{name}>"));
        for begin in [json, xml] {
            if let Some(at) = self.body.find(&begin) {
                self.body.insert_str(at + begin.len(), text);
            }
        }
    }

    fn written(self) -> Vec<u8> {
        let Self { status, headers, body } = self;
        format!("{status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

/// Judges the reference endpoint with its answers padded.
fn judged(folder: &Folder, pad: impl Fn(&mut Parts) + Send + Sync + 'static) -> Ended {
    let serve = Serve::start();
    let forwarder = Forwarder::changing(serve.address(), move |answer| match Parts::of(&answer) {
        Some(mut parts) => {
            pad(&mut parts);
            parts.written()
        }
        None => answer,
    });
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let out = text_of(&folder.path("out"));
    let rules = ["CP-01", "CP-02", "RI-20", "RI-31", "RI-38", "RQ-07"].map(|id| ["--rule", id]);
    run(&[&["run", "--target", &target, "--out", &out, "--jobs", "16"], rules.as_flattened()]
        .concat())
}

#[track_caller]
fn is_small(ended: &Ended) {
    assert!((1..MOST_KIB).contains(&ended.peak_kib), "peak of {} KiB", ended.peak_kib);
}

/// How many answers of a report were cut, and how long the longest body is in it.
fn cut(folder: &Folder) -> (usize, usize) {
    let report = report(&folder.path("out"));
    let mut counted = (0, 0);
    for rule in report["rules"].as_array().unwrap() {
        for scenario in rule["scenarios"].as_array().unwrap() {
            for exchange in scenario["exchanges"].as_array().unwrap() {
                let answer = &exchange["answer"];
                counted.0 += usize::from(answer["left_out"].is_object());
                counted.1 = counted.1.max(answer["body"].as_str().map_or(0, str::len));
            }
        }
    }
    counted
}

#[test]
fn padded_bodies_are_judged_whole_and_kept_in_part() {
    let folder = Folder::new();
    let padding = "x".repeat(PADDING);
    let ended = judged(&folder, move |parts| {
        let (json, xml) = (format!("\"P\":\"{padding}\""), format!("<P>{padding}</P>"));
        parts.add(&json, &xml);
    });
    // What is added to an answer contradicts no rule of these.
    assert_eq!(ended.code, Some(0), "{}", ended.all());
    is_small(&ended);
    let (answers, longest) = cut(&folder);
    assert!(answers > 40 && longest < 70 * 1024, "{answers}, {longest}");
    run(&["verify", &text_of(&folder.path("out"))]).expect(0);
}

#[test]
fn answers_of_very_many_values_are_named_and_take_no_room() {
    let folder = Folder::new();
    let ended = judged(&folder, |parts| {
        parts.add(
            &format!("\"P\":[{}{{}}]", "{\"a\":0},".repeat(PADDING / 8)),
            &"<P><a>0</a></P>".repeat(PADDING / 15),
        );
    });
    is_small(&ended);
    run(&["verify", &text_of(&folder.path("out"))]).expect(0);
}

#[test]
fn long_headers_are_kept_in_part() {
    let folder = Folder::new();
    let ended = judged(&folder, |parts| {
        let headers: String =
            (0..80).map(|number| format!("x-{number}: {}\r\n", "h".repeat(4000))).collect();
        // In front of those that are judged.
        parts.headers.insert_str(0, &headers);
    });
    assert_eq!(ended.code, Some(0), "{}", ended.all());
    is_small(&ended);
    assert!(cut(&folder).0 > 40);
    run(&["verify", &text_of(&folder.path("out"))]).expect(0);
}

#[test]
fn long_ids_and_messages_are_kept_in_part() {
    let folder = Folder::new();
    let number = AtomicUsize::new(0);
    let ended = judged(&folder, move |parts| {
        let id = format!("{}-", number.fetch_add(1, Ordering::Relaxed)) + &"i".repeat(PADDING / 2);
        parts.lengthen("RequestId", &id);
        parts.lengthen("Message", &"m".repeat(PADDING / 2));
    });
    // The messages are no longer the documented ones.
    ended.tells(&["mmmm"]);
    is_small(&ended);
    assert!(cut(&folder).0 > 40);
    run(&["verify", &text_of(&folder.path("out"))]).expect(0);
}

/// As many secrets as a run learns, each as long as may be and of what every form writes in its own way.
#[test]
fn long_secrets_of_the_control_protocol_take_no_room() {
    let serve = Serve::start();
    let number = AtomicUsize::new(0);
    let forwarder = Forwarder::changing(serve.address(), move |answer| {
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n").filter(|(_, body)| {
            body.starts_with("{\"InstanceId\"") && number.load(Ordering::Relaxed) < 31
        }) else {
            return answer;
        };
        let number = number.fetch_add(1, Ordering::Relaxed);
        let token = "%&<>\"'\\/+ \u{1}\u{e9}".chars().cycle().skip(number).take(1800);
        let token = format!("{number}{}", token.collect::<String>());
        let mut body: serde_json::Value = serde_json::from_str(body).unwrap();
        body["SecurityToken"] = token.into();
        let body = body.to_string();
        let is_length = |line: &&str| line.to_ascii_lowercase().starts_with("content-length");
        let head: Vec<&str> = head.lines().filter(|line| !is_length(line)).collect();
        let length = format!("content-length: {}", body.len());
        format!("{}\r\n{length}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "30s", &forwarder.arrange());
    let out = text_of(&folder.path("out"));
    let ended =
        run(&["run", "--target", &target, "--out", &out, "--rule", "RI-20", "--rule", "RI-31"]);
    assert_eq!(ended.code, Some(0), "{}", ended.all());
    is_small(&ended);
    run(&["verify", &out]).expect(0);
}

#[test]
fn what_comes_behind_answers_is_told_once() {
    let serve = Serve::start();
    let forwarder = Forwarder::changing(serve.address(), |mut answer| {
        answer.extend_from_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        answer
    });
    let folder = Folder::new();
    let target = folder.target(&forwarder.url(), "10s", &forwarder.arrange());
    let out = folder.path("out");
    let ended = run(&["run", "--target", &target, "--rule", "RI-01", "--out", &text_of(&out)]);
    let told = "more bytes came behind ";
    assert_eq!(ended.expect(0).stdout.matches(told).count(), 1, "{}", ended.all());
    assert!(report(&out)["pace"]["surplus"].as_u64().unwrap() > 4);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert_eq!(page.matches(told).count(), 1);
    run(&["verify", &text_of(&out)]).expect(0);
    let ended =
        run(&["fuzz", "--target", &target, "--requests", "40", "--jobs", "2", "--seed", "1"]);
    ended.expect(0).tells(&["whose answer had more bytes behind it than it says"]);
}
