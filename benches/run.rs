//! How much the suite adds to the calls it makes: a whole core run against the embedded endpoint,
//! beside a bare reqwest loop that sends as many requests with the same concurrency. Prints the ratio;
//! times differ from machine to machine, the ratio hardly.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at a surprise"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rebootspec::api::names::parameter;
use rebootspec::api::operations;
use rebootspec::endpoint::Settings;
use rebootspec::outcome::RunVerdict;
use rebootspec::proof::embedded::Embedded;
use rebootspec::suite::call::Call;
use rebootspec::suite::features::Index;
use rebootspec::suite::runner::{self, Options};
use rebootspec::suite::select::{self, Filter};
use rebootspec::suite::session::Session;

const JOBS: usize = 16;
const ROUNDS: usize = 7;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let index = Index::embedded().unwrap();
        let selected = select::select(index, &Filter::default()).unwrap();
        let mut ratios = Vec::new();
        for round in 0..=ROUNDS {
            let embedded = Embedded::start(Settings::default()).await.unwrap();
            let target = embedded.target.clone();
            let options = Options { jobs: JOBS, seed: 1, time_limit: None };
            let result =
                runner::run(target, index, &selected, options, |_| {}, std::future::pending())
                    .await;
            let run = Duration::from_secs_f64(result.took_ms / 1e3);
            assert_eq!(result.verdict(), RunVerdict::Conforms, "{}", result.reason());
            let requests = result.control.calls().map(|call| call.exchanges.len()).sum::<usize>()
                + result
                    .rules
                    .iter()
                    .flat_map(|rule| &rule.scenarios)
                    .map(|scenario| scenario.exchanges.len())
                    .sum::<usize>();
            let bare = bare(&embedded, requests).await;
            let ratio = run.as_secs_f64() / bare.as_secs_f64();
            println!(
                "{} requests: run {:.1} ms, bare reqwest loop {:.1} ms, ratio {ratio:.2}{}",
                requests,
                run.as_secs_f64() * 1e3,
                bare.as_secs_f64() * 1e3,
                if round == 0 { " (warm-up)" } else { "" },
            );
            if round > 0 {
                ratios.push(ratio);
            }
        }
        ratios.sort_by(f64::total_cmp);
        println!("median ratio {:.2} (at most 2.00 is the aim)", ratios[ratios.len() / 2]);
    });
}

/// As many signed requests, sent by as many tasks, with nothing done about the answers but reading
/// them.
async fn bare(embedded: &Embedded, requests: usize) -> Duration {
    let session = Arc::new(Session::new(embedded.target.clone()));
    let http = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build().unwrap();
    let left = Arc::new(AtomicUsize::new(requests));
    let began = Instant::now();
    let tasks: Vec<_> = (0..JOBS)
        .map(|_| {
            let (session, http, left) = (Arc::clone(&session), http.clone(), Arc::clone(&left));
            tokio::spawn(async move {
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
                    .is_ok()
                {
                    let call = Call::new(operations::DESCRIBE_INSTANCE_STATUS.name)
                        .with(parameter::REGION_ID, "cn-hangzhou");
                    let url = session.sign(&call).prepared.url;
                    http.get(url).send().await.unwrap().bytes().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    began.elapsed()
}
