//! What the request parser and the signature cost, as ratios to peers measured in the same run: absolute
//! times of another machine say little, and one machine is not equally fast all day.
//!
//! `cargo bench --bench parser`. With `RATIO=1.5`, exits 1 when the parser is not that many times as
//! fast as form_urlencoded.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may panic, and prints")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use rebootspec::wire::http::RawRequest;
use rebootspec::wire::request;
use rebootspec::wire::secret::Secret;
use rebootspec::wire::signature::v1;

/// Rounds take turns between the two sides, and the best round of each counts: whatever else the
/// machine does can only make a round slower.
const ROUNDS: usize = 400;

/// How long one round of one side takes, about: short, so that some run undisturbed.
const ROUND: Duration = Duration::from_millis(1);

/// Best time of one call of each side.
fn race(mut one: impl FnMut(), mut other: impl FnMut()) -> (Duration, Duration) {
    fn round(call: &mut dyn FnMut(), calls: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..calls {
            call();
        }
        start.elapsed() / calls
    }
    let calls = |call: &mut dyn FnMut()| {
        round(call, 50);
        (ROUND.as_nanos() / round(call, 50).as_nanos().max(1)).clamp(1, 1_000_000) as u32
    };
    let (one_calls, other_calls) = (calls(&mut one), calls(&mut other));
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(round(&mut one, one_calls));
        best.1 = best.1.min(round(&mut other, other_calls));
    }
    best
}

fn report(what: &str, peer: &str, (ours, theirs): (Duration, Duration)) -> f64 {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    println!("{what:<36} {ours:>10.1?}");
    println!("{peer:<36} {theirs:>10.1?}    ratio {ratio:.2}");
    ratio
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let files: Vec<Vec<u8>> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| fs::read(path).unwrap())
        .collect();
    let requests: Vec<_> = files.iter().map(|bytes| RawRequest::split(bytes).unwrap()).collect();
    println!("{} captured requests, all of them in each call", requests.len());

    let ours = || {
        for raw in &requests {
            black_box(request::parse(black_box(raw)).unwrap());
        }
    };
    let owned = || {
        for raw in &requests {
            let (_, query) = request::split_target(black_box(raw).target);
            let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(raw.body));
            black_box(pairs.map(|(n, v)| (n.into_owned(), v.into_owned())).collect::<Vec<_>>());
        }
    };
    let ratio = report("request::parse", "form_urlencoded, owned pairs", race(ours, owned));
    let borrowed = || {
        for raw in &requests {
            let (_, query) = request::split_target(black_box(raw).target);
            let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(raw.body));
            black_box(pairs.collect::<Vec<_>>());
        }
    };
    report("request::parse", "form_urlencoded, borrowed pairs", race(ours, borrowed));

    let signed: Vec<_> = requests.iter().map(|raw| request::parse(raw).unwrap()).collect();
    let secret = Secret::new("testsecret");
    let sign = || {
        for request in &signed {
            let query = v1::canonical_query(request.parameters.iter());
            let text = v1::string_to_sign(request.method.word(), &query);
            black_box(v1::sign(&secret, black_box(&text)));
        }
    };
    let texts: Vec<_> = signed
        .iter()
        .map(|request| {
            let query = v1::canonical_query(request.parameters.iter());
            v1::string_to_sign(request.method.word(), &query)
        })
        .collect();
    let digest_alone = || {
        for text in &texts {
            black_box(v1::sign(&secret, black_box(text)));
        }
    };
    report("v1: canonicalise and sign", "HMAC-SHA1 and Base64 alone", race(sign, digest_alone));

    if let Ok(wanted) = env::var("RATIO") {
        let wanted: f64 = wanted.parse().unwrap();
        if ratio < wanted {
            println!("the parser is only {ratio:.2} times as fast; {wanted} was asked for");
            process::exit(1);
        }
    }
}
