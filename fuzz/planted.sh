#!/bin/sh
# Plants each bug of fuzz/planted/ into a copy of the parser, one at a time, and prints how long each
# target took to find it: once from the tracked seeds, once from nothing but the dictionary.
#   fuzz/planted.sh [SECONDS [TARGET...]]      default: 60 seconds at most, the targets over the parser
# None of these targets needs the feature `suite`, and without it they are built sooner.
# `seed` marks a bug that a tracked seed shows by itself.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- query request signature handle recipe
host=$(rustc -vV | sed -n 's/^host: //p')
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
# Kept from one time to the next, so that only the first is slow.
target_folder=$PWD/fuzz/target/planted

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked --version 0.13.2
git ls-files -z -co --exclude-standard -- Cargo.toml Cargo.lock build.rs src features benches tests/conformance.rs tests/it/main.rs fuzz |
    tar --null -T - -cf - | tar -xf - -C "$copy"

# How long one target takes to find what is planted: seconds, executions, and whether a seed was enough.
hunt() {
    # Given as a list, so that what is new is kept in memory and not written beside the seeds.
    find "fuzz/seeds/$1" -type f -not -name '.*' | sort | paste -s -d , - >"$copy/list"
    [ "$2" = seeds ] && from=-seed_inputs=@$copy/list || from=-runs=-1
    began=$(date +%s%N)
    if "$target_folder/$host/release/$1" -seed=1 -max_len=1024 -max_total_time="$seconds" \
        -dict=fuzz/rebootspec.dict -artifact_prefix="$copy/" -print_final_stats=1 \
        "$from" >"$copy/log" 2>&1; then
        echo 'not'
        return
    fi
    ended=$(date +%s%N)
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$copy/log")
    grep -q INITED "$copy/log" && by= || by=' seed'
    awk -v ns=$((ended - began)) -v runs="$runs" -v by="$by" \
        'BEGIN { printf "%.1f (%d)%s\n", ns / 1e9, runs, by }'
}

printf '%-36s' 'seconds (executions)'
for target in "$@"; do printf '%20s' "$target"; done
printf '\n'
for patch in fuzz/planted/*.patch; do
    patch -s -p1 -d "$copy" <"$patch"
    (cd "$copy" && CARGO_TARGET_DIR=$target_folder cargo fuzz build -s none --no-default-features >"$copy/log" 2>&1) ||
        { cat "$copy/log"; exit 1; }
    for start in seeds nothing; do
        printf '%-36s' "$(basename "$patch" .patch), from $start"
        for target in "$@"; do
            printf '%20s' "$(hunt "$target" "$start")"
        done
        printf '\n'
    done
    patch -s -R -p1 -d "$copy" <"$patch"
done
