//! How much a proof adds to the runs it makes: a whole proof, beside as many runs of the suite at the
//! faultless endpoint, spread over the processors. Prints the ratio; times differ from machine to
//! machine, the ratio hardly. A fault that keeps scenarios waiting costs nothing as long as other runs
//! compute meanwhile.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at a surprise"
)]

use rebootspec::api::Edition;
use rebootspec::proof::{Request, Subject, prove, single_run};

const ROUNDS: usize = 3;
const SINGLE_RUNS: usize = 9;

fn main() {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let request = Request::whole(Edition::Core);
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let mut singles: Vec<f64> = (0..=SINGLE_RUNS)
            .map(|_| single_run(Edition::Core, Subject::Faultless).unwrap().took_ms)
            .collect();
        // The first one warms up.
        let mut singles = singles.split_off(1);
        singles.sort_by(f64::total_cmp);
        let single = singles[singles.len() / 2];
        let proof = prove(&request, |_| {}).unwrap();
        assert!(proof.problems().is_empty(), "{:#?}", proof.problems());
        let ratio = proof.took_ms / (proof.runs as f64 * single / processors as f64);
        println!(
            "{} runs, {} at once on {processors} processors: {:.2} s; a single run {single:.1} ms; ratio {ratio:.2}",
            proof.runs,
            proof.workers,
            proof.took_ms / 1e3,
        );
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2} (at most 1.20 is the aim)", ratios[ratios.len() / 2]);
}
