#!/bin/sh
# How many requests a second `rebootspec fuzz` makes, beside wrk at the same endpoint with as many
# connections; both in processes of their own, by turns. Prints each rate and the ratio of the medians.
# Needs wrk. Usage: benches/fuzz.sh [ROUNDS] [SECONDS] [CONNECTIONS]
set -eu
rounds=${1:-5} seconds=${2:-5} connections=${3:-16}
cd "$(dirname "$0")/.."
[ -n "${REBOOTSPEC:-}" ] || cargo build --release --quiet
program=${REBOOTSPEC:-target/release/rebootspec}
folder=$(mktemp -d)
"$program" serve --port 0 --write-target "$folder/target.toml" >"$folder/serve.txt" &
serve=$!
trap 'kill $serve; rm -r "$folder"' EXIT
while ! [ -s "$folder/target.toml" ]; do sleep 0.1; done
url=$(sed -n 's/^url = "\(.*\)"/\1/p' "$folder/target.toml")
# wrk sends one request again and again: rightly signed, and refused for its nonce from the second on.
ECS_ACCESS_KEY_SECRET=testsecret "$program" sign --access-key-id testid --url "$url" --curl \
    Action=RebootInstance InstanceId=i-running0004 Format=JSON | sed "s/.*'\(http.*\)'/\1/" >"$folder/url"
for round in $(seq "$rounds"); do
    wrk -t1 -c"$connections" -d"$seconds"s "$(cat "$folder/url")" |
        sed -n 's/^Requests\/sec: *//p' >>"$folder/wrk"
    "$program" fuzz --target "$folder/target.toml" --jobs "$connections" --time "$seconds"s |
        tr '\n' ' ' | sed 's/.*(\([0-9]*\) a *second).*/\1\n/' >>"$folder/fuzz"
    echo "round $round: wrk $(tail -n1 "$folder/wrk"), fuzz $(tail -n1 "$folder/fuzz") requests a second"
done
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }
awk -v wrk="$(median "$folder/wrk")" -v fuzz="$(median "$folder/fuzz")" 'BEGIN {
    printf "median: wrk %.0f, fuzz %.0f requests a second, ratio %.2f (at least 0.50 is the aim)\n", wrk, fuzz, fuzz / wrk
}'
