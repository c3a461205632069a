#!/bin/sh
# Runs fuzz targets for a while over their seeds and fails on the first finding.
#   fuzz/smoke.sh [SECONDS [TARGET...]]      default: 10 seconds, every target
# Works on the stable toolchain. SANITIZER=address needs nightly, or RUSTC_BOOTSTRAP=1.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-10}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- $(ls fuzz/seeds)
sanitizer=${SANITIZER:-none}

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked --version 0.13.2
cargo fuzz build -s "$sanitizer"

for target in "$@"; do
    mkdir -p "fuzz/corpus/$target"
    log=fuzz/target/smoke-$target.log
    # A length limit keeps the rate up; the seeds that are longer are replayed by tests/seeds.rs.
    case $target in inspected | received | stored) longest=4096 ;; *) longest=1024 ;; esac
    if cargo fuzz run -s "$sanitizer" "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -dict=fuzz/rebootspec.dict -max_total_time="$seconds" -max_len="$longest" -timeout=5 \
        -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1; then
        executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
        echo "$target: no finding in ${seconds} s, $executed executions, $rate a second"
    else
        cat "$log"
        echo "$target: a finding, see above" >&2
        exit 1
    fi
done
