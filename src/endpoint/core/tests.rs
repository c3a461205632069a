//! Whole answers, and whatever bytes may come.

use crate::api::Format;
use crate::endpoint::testing::{Bench, START, pairs};
use crate::endpoint::{CONTROL_PATH, Endpoint, Settings};
use crate::wire::document::Document;
use crate::wire::http::{Field, RawRequest};
use crate::wire::query;
use crate::wire::reply;

#[test]
fn the_same_seed_answers_the_same() {
    let answers = |seed| {
        let mut bench = Bench::new(Settings { seed, ..Settings::demo() });
        (bench.arrange("{}"), bench.reboot("i-running0001").document)
    };
    assert_eq!(answers(1), answers(1));
    assert_ne!(answers(1), answers(2));
}

#[test]
fn the_gateway_recommends_in_json_alone() {
    let dialect = crate::api::Dialect::Gateway;
    let mut bench = Bench::new(Settings { dialect, ..Settings::demo() });
    let recommends = |bench: &mut Bench, format| {
        let answer = bench.reboot_with("i-nosuch", &[("Format", format)]);
        answer.text("Recommend").contains("InvalidInstanceId.NotFound")
    };
    assert!(recommends(&mut bench, "JSON"));
    assert!(!recommends(&mut bench, "XML"));
}

/// Bytes changed, dropped and doubled in requests that would be served: whatever comes, the
/// answer is a documented status and a whole envelope in one of the formats.
#[test]
fn any_bytes_are_answered() {
    let mut bench = Bench::demo();
    let mut parameters = bench.parameters(&[
        ("Action", "RebootInstance"),
        ("InstanceId", "i-running0001"),
        ("ForceStop", "true"),
        ("Format", "JSON"),
    ]);
    bench.sign("POST", &mut parameters);
    let seeds = [
        format!("/?{}", query::print(pairs(&parameters))),
        format!("{CONTROL_PATH}/instances/i-running0001?x"),
        format!("{CONTROL_PATH}/faults"),
    ];
    let mut random = fastrand::Rng::with_seed(1);
    for round in 0..5_000 {
        let mut core = Endpoint::new(Settings::demo());
        let mut target = seeds[round % seeds.len()].clone().into_bytes();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..target.len());
            match random.u8(..3) {
                0 => target[at] = random.u8(..),
                1 => drop(target.remove(at)),
                _ => target.insert(at, random.u8(..)),
            }
        }
        let body: Vec<u8> = (0..random.usize(..40)).map(|_| random.u8(..)).collect();
        let form = Field { name: "content-type", value: b"application/x-www-form-urlencoded" };
        let raw = RawRequest {
            method: ["GET", "POST", "PATCH", "DELETE"][random.usize(..4)],
            target: &target,
            headers: vec![form, Field { name: "host", value: &body }],
            body: &body,
        };
        let response = core.answer(&raw, START);
        assert!((200..=503).contains(&response.status), "{raw:?}");
        if target.starts_with(CONTROL_PATH.as_bytes()) {
            continue;
        }
        let format =
            if response.content_type.contains("json") { Format::Json } else { Format::Xml };
        let document = Document::decode(format, &response.body).unwrap();
        let reading = reply::read(&document);
        assert!(reading.request_id.is_some_and(reply::is_request_id));
        assert_eq!(reading.is_error, response.status >= 400);
    }
}
