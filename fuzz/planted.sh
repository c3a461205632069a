#!/bin/sh
# Plants each bug of fuzz/planted/ into a copy of the parser, one at a time, and prints how long each
# target took to find it, from the tracked seeds.
#   fuzz/planted.sh [SECONDS [TARGET...]]      default: 60 seconds at most, the targets over the parser
# A bug that a tracked seed shows by itself is marked so; `FROM=nothing` starts without seeds.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- query request signature handle
host=$(rustc -vV | sed -n 's/^host: //p')
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
# Kept from one time to the next, so that only the first is slow.
target_folder=$PWD/fuzz/target/planted

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked --version 0.13.2
git ls-files -z -- Cargo.toml Cargo.lock build.rs src features benches tests/conformance.rs fuzz |
    tar --null -T - -cf - | tar -xf - -C "$copy"

printf '%-24s' 'seconds (executions)'
for target in "$@"; do printf '%22s' "$target"; done
printf '\n'
for patch in fuzz/planted/*.patch; do
    patch -s -p1 -d "$copy" <"$patch"
    (cd "$copy" && CARGO_TARGET_DIR=$target_folder cargo fuzz build -s none >"$copy/log" 2>&1) ||
        { cat "$copy/log"; exit 1; }
    printf '%-24s' "$(basename "$patch" .patch)"
    for target in "$@"; do
        seeds=fuzz/seeds/$target
        [ "${FROM:-seeds}" != nothing ] || { mkdir -p "$copy/none"; seeds=$copy/none; }
        began=$(date +%s%N)
        if "$target_folder/$host/release/$target" -seed=1 -max_len=1024 -max_total_time="$seconds" \
            -dict=fuzz/rebootspec.dict -artifact_prefix="$copy/" -print_final_stats=1 "$seeds" \
            >"$copy/log" 2>&1; then
            found=not
        else
            ended=$(date +%s%N)
            runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$copy/log")
            by=$(grep -q INITED "$copy/log" && echo '' || echo ' seed')
            found=$(awk -v ns=$((ended - began)) -v runs="$runs" -v by="$by" \
                'BEGIN { printf "%.1f (%d)%s", ns / 1e9, runs, by }')
        fi
        printf '%22s' "$found"
    done
    printf '\n'
    patch -s -R -p1 -d "$copy" <"$patch"
done
