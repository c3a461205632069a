#!/bin/sh
# Line coverage of the parser and the rest of the wire under the tracked seeds and the captures, as
# tests/seeds.rs replays them, and nothing else: unit tests do not count.
#   fuzz/coverage.sh [--missing]      default: the table; --missing lists the lines that are not covered
# The toolchain's own llvm-tools are taken where they are installed, otherwise those of LLVM_COV and
# LLVM_PROFDATA, or of the newest LLVM in /usr/lib. Fails where request, query or percent is under 95 %.
set -eu
cd "$(dirname "$0")/.."
if ! ls "$(rustc --print sysroot)"/lib/rustlib/*/bin/llvm-cov >/dev/null 2>&1; then
    newest=$(ls -d /usr/lib/llvm-*/bin 2>/dev/null | sort -V | tail -n 1)
    export CARGO_LLVM_COV_SETUP=no
    export LLVM_COV="${LLVM_COV:-$newest/llvm-cov}" LLVM_PROFDATA="${LLVM_PROFDATA:-$newest/llvm-profdata}"
    [ -x "$LLVM_COV" ] || { echo "no llvm-cov: install llvm-tools of the toolchain, or LLVM 22" >&2; exit 1; }
fi
cargo llvm-cov --version >/dev/null 2>&1 || cargo install cargo-llvm-cov --locked
mkdir -p fuzz/coverage
cargo llvm-cov test --no-default-features --test seeds --lcov --output-path fuzz/coverage/seeds.lcov \
    -- every_seed_passes every_capture_passes >fuzz/coverage/log 2>&1 || { cat fuzz/coverage/log; exit 1; }
awk -v missing="${1:-}" '
    /^SF:/ {
        file = substr($0, 4)
        sub(/^.*\/src\//, "", file)
        counts = file ~ /^wire\//
    }
    /^DA:/ && counts {
        split(substr($0, 4), entry, ",")
        lines[file]++
        if (entry[2] > 0) covered[file]++
        else if (missing == "--missing") print "src/" file ":" entry[1]
    }
    END {
        for (file in lines) {
            share = 100 * covered[file] / lines[file]
            printf "%-32s %4d of %4d lines  %6.1f %%\n", file, covered[file], lines[file], share | "sort"
            if (file ~ /^wire\/(request|query|percent)\.rs$/ && share < 95) low = low " " file
        }
        close("sort")
        if (low != "") { print "under 95 %:" low; exit 1 }
    }
' fuzz/coverage/seeds.lcov
