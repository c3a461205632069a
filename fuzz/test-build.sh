#!/bin/bash
# Runs .clusterfuzzlite/build.sh with its variables set to local folders, then starts every program that
# it leaves on the seeds that it packed. Needs no container.
#   fuzz/test-build.sh          SANITIZER=address needs nightly, or RUSTC_BOOTSTRAP=1
set -euo pipefail
cd "$(dirname "$0")/.."
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
export SRC=$stage/src OUT=$stage/out SANITIZER=${SANITIZER:-none}
# Its folder `target` is the one of smoke.sh, so that nothing is built twice.
export WORK=$PWD/fuzz
mkdir -p "$SRC"
ln -s "$PWD" "$SRC/rebootspec"

cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked --version 0.13.2
bash -eu .clusterfuzzlite/build.sh

started=0
for file in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$file" .rs)
    for name in "$target" "$target.dict" "$target.options" "${target}_seed_corpus.zip"; do
        [ -s "$OUT/$name" ] || { echo "build.sh left no $name" >&2; exit 1; }
    done
    python3 -m zipfile -e "$OUT/${target}_seed_corpus.zip" "$stage/seeds/$target"
    packed=$(find "$stage/seeds/$target" -type f | wc -l)
    tracked=$(find "fuzz/seeds/$target" -type f -not -name '.*' | wc -l)
    [ "$packed" -eq "$tracked" ] || { echo "$target: $packed of $tracked seeds are packed" >&2; exit 1; }
    # The engine starts a target in $OUT, with the flags of its options file.
    flags=$(sed -n 's/^\([a-z_]*\) = \(.*\)$/-\1=\2/p' "$OUT/$target.options")
    if ! (cd "$OUT" && "./$target" -runs=0 $flags "$stage/seeds/$target") >"$stage/log" 2>&1; then
        cat "$stage/log"
        echo "$target: does not run on its seeds" >&2
        exit 1
    fi
    started=$((started + 1))
done
echo "build.sh left $started targets, and each runs on its seeds"
