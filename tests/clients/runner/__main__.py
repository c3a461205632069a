"""Arguments in, table and exit code out."""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import cases, page
from .modes import MODES

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent

# Faults of signature checking that the clients must notice, each by itself.
FAULTS = (
    "signature-unchecked", "signature-sha256", "format-unsigned", "empty-value-unsigned", "method-always-get",
    "acs3-unchecked", "acs3-unknown", "acs3-further-headers-refused",
)


def arguments():
    parser = argparse.ArgumentParser(
        prog="tests/clients/run",
        description="Runs clients of other projects against the reference endpoint. Ends with 0 when every "
                    "mode passes and docs/clients.md says what was seen, with 1 otherwise.",
    )
    parser.add_argument("--mode", action="append", choices=[mode.name for mode in MODES], metavar="NAME",
                        help="only this mode; may be given more than once; docs/clients.md is not looked at")
    parser.add_argument("--list", action="store_true", help="list the modes and end")
    parser.add_argument("--write", action="store_true", help="write docs/clients.md")
    parser.add_argument("--fault", action="append", metavar="NAME",
                        help="break the endpoint on purpose, and end with 0 only when a client notices")
    parser.add_argument("--prove", action="store_true",
                        help="break signature checking in several ways, one after the other: "
                             "end with 0 only when each is noticed")
    parser.add_argument("--binary", default=ROOT / "target/debug/rebootspec", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--installed", default=ROOT / "target/clients", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def run(mode, given, flags):
    environment = {**os.environ, "CLIENTS_NODE": str(given.installed / "node"), "PYTHONWARNINGS": "ignore"}
    # Neither a proxy nor an account of this machine has a part in it.
    for name in list(environment):
        if name.upper().endswith("_PROXY") or name.upper().startswith(("ALIBABA_CLOUD_", "ALICLOUD_")):
            del environment[name]
    if mode.language == "python":
        environment["PYTHONPATH"] = str(given.installed / (mode.installed or "python"))
        command = [sys.executable, "talk.py", mode.driver]
    else:
        command = ["node", "talk.js", mode.driver]
    return cases.run(mode, command, environment, HERE / mode.language, str(given.binary), flags)


def all_modes(modes, given, flags=()):
    """Runs the modes, as many at once as there are processors, and prints a line for each."""
    results = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(lambda mode: run(mode, given, flags), modes):
            results.append(result)
            print(page.line(result), flush=True)
    return results


def noticed(fault, modes, given):
    """Whether any client notices a fault."""
    print(f"\nfault {fault}")
    results = all_modes(modes, given, ("--fault", fault))
    broken = [why for result in results for why in result.broken]
    if broken:
        # Not a client that noticed, but a run that did not come about.
        print(f"NOT RUN: {broken[0]}")
        return False
    complaints = [result.complaints[0] for result in results if result.complaints]
    if complaints:
        print(f"noticed by {len(complaints)} of {len(results)}; first: {complaints[0][:160]}")
    else:
        print("NOT NOTICED")
    return bool(complaints)


def main():
    given = arguments()
    modes = [mode for mode in MODES if not given.mode or mode.name in given.mode]
    if given.list:
        print("\n".join(f"{mode.name:<36} {mode.client}, {mode.described}" for mode in modes))
        return 0
    faults = FAULTS if given.prove else given.fault
    if faults:
        seen = [noticed(fault, modes, given) for fault in faults]
        print(f"\n{sum(seen)} of {len(seen)} faults noticed")
        return 0 if all(seen) else 1
    results = all_modes(modes, given)
    failed = [result for result in results if result.failed]
    for result in failed:
        print(f"\n{result.mode.name}")
        for complaint in result.complaints + result.inspected + result.broken:
            print(f"  {complaint}")
    print(f"\n{len(results) - len(failed)} of {len(results)} modes passed")
    if failed or given.mode:
        return 1 if failed else 0
    return page.settle(ROOT / "docs/clients.md", results, FAULTS, given.write)


sys.exit(main())
