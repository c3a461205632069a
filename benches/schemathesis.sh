#!/bin/sh
# How many requests a second `rebootspec fuzz` makes, beside Schemathesis at the same endpoint with as many
# workers; each in a process of its own, by turns. Prints each rate and the ratio of the medians. With --faults:
# which faults of the endpoint each notices, and after how many seconds.
#   benches/schemathesis.sh [SECONDS [ROUNDS]]             default: 10 seconds each, 5 rounds
#   benches/schemathesis.sh --faults [SECONDS [FAULT...]]  default: 10 seconds at most, the twelve below
# Needs python3 with venv, and a way to install what benches/schemathesis/requirements.txt pins; no wrk.
# REBOOTSPEC names a program that is built already. What is installed stays in target/schemathesis.
#
# Schemathesis gets what a user who knows the endpoint would give it: a description with patterns, the ids of
# instances that exist, and a right signature (benches/schemathesis/). Its rate goes from the first answer to the
# last, so that its start, of a second or two, does not count. `fuzz` is its fastest command. Faults are looked for
# by `run`, which goes through the edges of the description first.
set -eu
workers=16
mode=rates
if [ "${1:-}" = --faults ]; then
    mode=faults
    shift
fi
seconds=${1:-10}
[ $# -eq 0 ] || shift
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
target=$(cd "$target" && pwd)
description=$PWD/benches/schemathesis
if [ -z "${REBOOTSPEC:-}" ]; then
    cargo build --release --quiet
    REBOOTSPEC=$target/release/rebootspec
fi

folder=$(mktemp -d)
serve=
stop() {
    [ -z "$serve" ] || { kill "$serve" && wait "$serve" || true; } 2>/dev/null
    serve=
}
trap 'stop; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

# Installed anew where another version is pinned, or python3 is another.
installed=$target/schemathesis
{ python3 --version && cat "$description/requirements.txt"; } >"$folder/wanted"
if ! cmp -s "$folder/wanted" "$installed/wanted"; then
    rm -rf "$installed"
    python3 -m venv "$installed"
    "$installed/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$description/requirements.txt"
    cp "$folder/wanted" "$installed/wanted"
fi
export PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS="$description/hooks.py" SCHEMATHESIS_COUNT="$folder/count"

# Starts an endpoint, with the options given, and waits for it. Its instances are Running again at once: Schemathesis
# restarts the same few again and again, and would otherwise be refused most of the time.
serve() {
    stop
    rm -f "$folder/target.toml"
    "$REBOOTSPEC" serve --port 0 --boot-ms 0 --write-target "$folder/target.toml" "$@" >"$folder/serve.txt" &
    serve=$!
    while ! [ -s "$folder/target.toml" ]; do
        kill -0 "$serve" 2>/dev/null || exit 1
        sleep 0.1
    done
    url=$(sed -n 's/^url = "\(.*\)"/\1/p' "$folder/target.toml")
}

# Ends a run that went wrong, with what it said: exit codes other than 0 and 1 are no result.
judged() {
    [ "$1" -le 1 ] || { cat "$folder/log" >&2; exit 1; }
}

# Runs a command of Schemathesis for so many seconds, in a folder where it may leave what it likes.
schemathesis() {
    command=$1 time=$2
    shift 2
    rm -f "$folder/count"
    code=0
    (cd "$folder" && "$installed/bin/schemathesis" --no-color --config-file "$description/schemathesis.toml" \
        "$command" "$description/openapi.yaml" --url "$url" --max-time "$time" --workers "$workers" \
        --generation-database none "$@" >log 2>&1) || code=$?
    judged "$code"
    if ! [ -s "$folder/count" ] || grep -q '^0 ' "$folder/count"; then
        echo "Schemathesis had no answer within $time seconds; give it more" >&2
        exit 1
    fi
}

fuzz() {
    code=0
    "$REBOOTSPEC" fuzz --target "$folder/target.toml" --jobs "$workers" "$@" >"$folder/log" 2>&1 || code=$?
    judged "$code"
}

load() { uptime | sed 's/.*averages*: *//'; }

rates() {
    rounds=${1:-5}
    # What each counts for itself, beside what the endpoint counts.
    serve --record "$folder/schemathesis"
    schemathesis fuzz 6 --continue-on-failure
    serve --record "$folder/fuzz"
    fuzz --requests 2000
    recorded() { find "$folder/$1" -name '*.request' | wc -l | tr -d ' '; }
    echo "count: Schemathesis $(cut -d ' ' -f 1 "$folder/count"), the endpoint $(recorded schemathesis);" \
        "fuzz 2000, the endpoint $(recorded fuzz), with looks at instances"
    serve
    for round in $(seq "$rounds"); do
        schemathesis fuzz "$seconds" --continue-on-failure
        awk '$2 > 0 { printf "%.1f\n", $1 / $2 }' "$folder/count" >>"$folder/schemathesis.rates"
        [ "$code" -eq 0 ] || echo "round $round: Schemathesis reports a failure of an endpoint that has none"
        fuzz --time "${seconds}s"
        tr '\n' ' ' <"$folder/log" | sed 's/.*(\([0-9]*\) a *second).*/\1\n/' >>"$folder/fuzz.rates"
        [ "$code" -eq 0 ] || echo "round $round: fuzz reports a finding at an endpoint that has none"
        echo "round $round: Schemathesis $(tail -n 1 "$folder/schemathesis.rates")," \
            "fuzz $(tail -n 1 "$folder/fuzz.rates") requests a second; load $(load)"
    done
    median() { sort -n "$folder/$1.rates" | sed -n "$(((rounds + 1) / 2))p"; }
    awk -v schemathesis="$(median schemathesis)" -v fuzz="$(median fuzz)" 'BEGIN {
        printf "median: Schemathesis %.1f, fuzz %.0f requests a second, ratio %.0f (at least 100 is the aim)\n",
            schemathesis, fuzz, fuzz / schemathesis
    }'
}

# The first six show in an answer to a call that the description can make. The others show in bytes that it cannot
# make, in XML, in a second call, or in an instance.
faults() {
    [ $# -gt 0 ] || set -- missing-timestamp-internal-error timestamp-malformed-served not-base64-internal-error \
        malformed-id-served non-ascii-id-internal-error json-unescaped \
        truncated-escape-internal-error xml-ampersand-unescaped timestamp-without-zone \
        duplicate-first-obeyed nonce-forgotten-after-refusal wrong-signature-restarts
    echo "noticed within $seconds seconds, after how many, and as what; load $(load)"
    printf '%-34s %-50s %s\n' fault Schemathesis 'rebootspec fuzz'
    for fault in none "$@"; do
        [ "$fault" = none ] && serve || serve --fault "$fault"
        schemathesis run "$seconds" --max-failures 1 --no-shrink
        theirs=no
        [ "$code" -eq 0 ] || theirs="$(cut -d ' ' -f 2 "$folder/count" | sed 's/..$//') $(
            sed -n 's/^- ST[0-9]* //p' "$folder/log" | head -n 1)"
        rm -rf "$folder/out"
        fuzz --time "${seconds}s" --out "$folder/out"
        ours=no
        [ "$code" -eq 0 ] || ours=$(python3 -c '
import json, sys
first = min(json.load(open(sys.argv[1]))["findings"], key=lambda finding: finding["at_ms"])
print("%.1f %s (%s)" % (first["at_ms"] / 1000, first["oracle"], first["rule"]))' "$folder/out/findings.json")
        printf '%-34s %-50s %s\n' "$fault" "$theirs" "$ours"
    done
    echo "load $(load)"
}

"$mode" "$@"
