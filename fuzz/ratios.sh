#!/bin/sh
# How many executions a second each target does beside its peers, which only decode and hold nothing:
# the same flags, the same seeds, inputs of at most 512 bytes.
#   fuzz/ratios.sh [SECONDS [ROUNDS]]      default: 4 seconds each, 3 rounds, of which the best counts
# What else the machine does only slows a round down, so the best one says most. All take turns.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-4}
rounds=${2:-3}
sanitizer=${SANITIZER:-none}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked --version 0.13.2
cargo fuzz build -s "$sanitizer" 2>"$folder/build" || { cat "$folder/build"; exit 1; }
built=fuzz/target/$(rustc -vV | sed -n 's/^host: //p')/release
targets=$(for file in fuzz/fuzz_targets/*.rs; do basename "$file" .rs; done)
peers="peer-empty peer-httparse peer-form-urlencoded"

# Executions a second of one program, on the seeds of `request` for a peer and its own for a target.
rate() {
    case $1 in
        peer-*) seeds=fuzz/seeds/request ;;
        *) seeds=fuzz/seeds/$1 ;;
    esac
    # Given as a list, so that what is new is kept in memory and not written beside the seeds.
    find "$seeds" -type f -not -name '.*' | sort | paste -s -d , - >"$folder/list"
    "$built/$1" -seed=1 -max_len=512 -max_total_time="$seconds" -print_final_stats=1 \
        -artifact_prefix="$folder/" "-seed_inputs=@$folder/list" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    sed -n 's/^stat::average_exec_per_sec: *//p' "$folder/log"
}

round=0
while [ "$round" -lt "$rounds" ]; do
    for program in $peers $targets; do
        rate "$program" >>"$folder/$program"
    done
    round=$((round + 1))
done

best() { sort -n "$folder/$1" | tail -n 1; }
form=$(best peer-form-urlencoded)
printf '%-24s %14s   %s\n' '' 'executions/s' 'of form_urlencoded'
for program in $peers $targets; do
    best "$program" | awk -v name="$program" -v form="$form" \
        '{ printf "%-24s %14d   %.2f\n", name, $1, $1 / form }'
done
