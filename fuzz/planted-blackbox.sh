#!/bin/sh
# Plants each bug of fuzz/planted/ into a copy of the parser, one at a time, serves the reference endpoint
# that is built on it, and prints how long `rebootspec fuzz`, which is built without the bug, took to find
# it over HTTP: seconds, requests and the cause it told.
#   fuzz/planted-blackbox.sh [SECONDS [EDITION]]      default: 60 seconds at most, edition core
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60} edition=${2:-core}
[ -n "${REBOOTSPEC:-}" ] || cargo build --release --quiet
fuzzer=${REBOOTSPEC:-$PWD/target/release/rebootspec}
copy=$(mktemp -d)
serve=
trap '[ -z "$serve" ] || kill $serve; rm -rf "$copy"' EXIT
# Kept from one time to the next, so that only the first is slow. Not optimised: five are built, and one minute
# is enough either way.
target_folder=$PWD/fuzz/target/planted-blackbox

git ls-files -z -co --exclude-standard -- Cargo.toml Cargo.lock build.rs src features benches schemas tests fuzz/planted |
    tar --null -T - -cf - | tar -xf - -C "$copy"
missed=0
for patch in fuzz/planted/*.patch; do
    patch -s -p1 -d "$copy" <"$patch"
    (cd "$copy" && CARGO_TARGET_DIR=$target_folder cargo build --profile mutants --quiet)
    rm -rf "$copy/target.toml" "$copy/out"
    # Panics of the endpoint are what some of it is about; they are not for this table.
    "$target_folder/mutants/rebootspec" serve --port 0 --edition "$edition" \
        --write-target "$copy/target.toml" >/dev/null 2>&1 &
    serve=$!
    while ! [ -s "$copy/target.toml" ]; do sleep 0.1; done
    "$fuzzer" fuzz --target "$copy/target.toml" --edition "$edition" --time "$seconds"s --seed 1 \
        --out "$copy/out" >"$copy/text" 2>&1 || true
    kill $serve
    serve=
    python3 - "$copy/out/findings.json" "$(basename "$patch" .patch)" <<'TABLE' || missed=1
import json, sys
run = json.load(open(sys.argv[1]))
found = sorted(run["findings"], key=lambda finding: finding["at_ms"])
if not found:
    print(f"{sys.argv[2]:<24}not in {run['sent']} requests, remarks {run['remarks']}")
    sys.exit(1)
first = found[0]
print(f"{sys.argv[2]:<24}{first['at_ms'] / 1000:>6.1f} s {first['at_request']:>7} requests   {first['rule']}, {first['cause']}")
TABLE
    patch -s -R -p1 -d "$copy" <"$patch"
done
exit $missed
