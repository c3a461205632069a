#!/bin/bash -eu
# Builds every fuzz target and lays out what ClusterFuzzLite and OSS-Fuzz run: in $OUT, for each target,
#   TARGET                   the program
#   TARGET_seed_corpus.zip   its tracked seeds
#   TARGET.dict              the dictionary
#   TARGET.options           the flags of libFuzzer
# Needs SRC, OUT and WORK, as the base image sets them. SANITIZER is that of the run: address, or none.
cd "$SRC/rebootspec"
mkdir -p "$OUT" "$WORK"

sanitizer=${SANITIZER:-address}
export CARGO_TARGET_DIR=$WORK/target
# Optimised, with debug assertions: what cargo-fuzz does unless it is told otherwise.
cargo fuzz build -s "$sanitizer"

built=$CARGO_TARGET_DIR/$(rustc -vV | sed -n 's/^host: //p')/release
for file in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$file" .rs)
    cp "$built/$target" "$OUT/$target"
    cp fuzz/rebootspec.dict "$OUT/$target.dict"
    case $target in inspected | received | stored) longest=4096 ;; *) longest=1024 ;; esac
    printf '[libfuzzer]\nmax_len = %s\ntimeout = 5\ndict = %s.dict\n' "$longest" "$target" >"$OUT/$target.options"
    rm -f "$OUT/${target}_seed_corpus.zip"
    if command -v zip >/dev/null; then
        (cd "fuzz/seeds/$target" && zip -q -r "$OUT/${target}_seed_corpus.zip" . -x '.*')
    else
        # The base image has zip; elsewhere Python packs the same.
        python3 - "fuzz/seeds/$target" "$OUT/${target}_seed_corpus.zip" <<'PACK'
import os, sys, zipfile
folder, archive = sys.argv[1:]
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
    for name in sorted(os.listdir(folder)):
        if not name.startswith("."):
            packed.write(os.path.join(folder, name), name)
PACK
    fi
done
