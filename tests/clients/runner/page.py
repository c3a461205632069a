"""What was seen, as a table on the terminal and as docs/clients.md."""

import difflib

INTRODUCTION = """\
# Clients that call the reference endpoint

Written by `tests/clients/run --write` from what was seen; the same command without `--write` fails when this
page no longer says it.

No real endpoint can be reached from a test machine. The clients below run against the real one every day, so
they are the outside judge of the reference endpoint: where one of them cannot call it, it is wrong, and so may
be every rule that was checked against it. They are installed from the ordinary registries of Python and Node
into `target/clients`, at the versions that `tests/clients/python/requirements.txt` and
`tests/clients/node/package-lock.json` pin by their hashes.

```sh
tests/clients/run            # needs python3 with pip, node with npm, and cargo
tests/clients/run --list     # the modes
tests/clients/run --prove    # breaks signature checking on purpose: each time a client must notice
```

Each mode, in both dialects of the endpoint: restarts a Running instance, with ForceStop absent, false and true,
and sees Starting; sees an instance return to Running by DescribeInstanceStatus; gets its own exception, with
Code, Message, RequestId and status as the client reads them, for an instance that is unknown, stopped or
locked, for a wrong secret and for an endpoint that answers 503. `rebootspec inspect` must say of each recorded
request what the endpoint said ([inspect.md](inspect.md)). The endpoint counts the calls and the restarts:
exactly one for each call that was served, also where its answer is lost on its way, and none for one that was
refused; no client may call again by itself.

`--prove` switches these faults of the endpoint on, one at a time: {faults}. The captures, requests that the same
clients sent, tell more of them in plain `cargo test`, without Python or Node
([tests/it/captures_faults.rs](../tests/it/captures_faults.rs)).
"""

NOTES = """\
## Notes

- `aliyun-python-sdk-core` does not read errors in XML: its exception quotes the body. In JSON it compares the
  string to sign that the gateway quotes with its own, and makes `InvalidAccessKeySecret` of a wrong secret: the
  two strings are the same.
- `apache-libcloud` polls DescribeInstances itself until the instance is Running again, and does not hand over
  the RequestId of a success. DescribeInstanceStatus goes over its connection, which signs and reads XML.
- No mode repeats RebootInstance, neither after 503 nor after a lost answer.

## Other registries and generations

There are clients outside Python's and Node's registries, and older ones in them. They are not run here: each needs a
toolchain or a registry of its own. Requests that these sent stand among the captures or were looked at by hand:

| where from | client | what it does otherwise |
|---|---|---|
| crates.io | `ali-acs` 0.8.0 | ACS3 without Format or Accept, and reads JSON alone |
| crates.io | `alibabacloud` 0.1.1 | the address of the service is fixed |
| crates.io | `aliyun-openapi-core-rust-sdk` 1.1.0 | writes Timestamp with a fraction of a second, which is served |
| Debian, Go | `golang-github-denverdino-aliyungo-dev` | writes a blank as `+` |
| Debian, Ruby | `ruby-fog-aliyun` 0.3.2 | `Content-Type: application/json` on a GET |
| npm | `aliyun-sdk` 1.12.10 | a form body, and a Timestamp with milliseconds |
| npm | `@alicloud/pop-core` 1.3.3 | POST with everything in the query |
| npm | `@alicloud/rpc-client` 1.3.2 | parameters in the query, and a chunked form |
| PyPI | `aliyun-api-py` 1.1.5 | ACS3 by POST without Format |
| PyPI | `footmark` 1.26.0, `koi` 0.1.8, `dns-lexicon` 3.25.2 | parameters of their own; a Timestamp without a zone; one with an offset and a Z |
"""


def line(result):
    state = "FAIL" if result.failed else "pass"
    versions = " ".join(result.versions.values()) or "-"
    return (f"{state}  {result.mode.client:<26} {versions:<16} {result.mode.described:<24} "
            f"{sent_briefly(result)}")


def sent_briefly(result):
    if result.sent is None:
        return "nothing was served"
    sent = result.sent
    return f"{sent.method}, {sent.place}, {sent.asks_for.strip('`')}, ForceStop {forced(result)}"


def forced(result):
    """How ForceStop is sent where it is absent, false and true."""
    return " ".join(result.forced.get(force) or "-" for force in (None, False, True))


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    text = "".join("| " + " | ".join(cells) + " |\n" for cells in lines)
    return text.replace("| --- ", "|---").replace("--- |", "---|")


def page(results, faults):
    who, sends, needs = [], [], []
    for result in results:
        mode, sent = result.mode, result.sent
        versions = "; ".join(f"{name} {version}" for name, version in result.versions.items())
        who.append([f"`{mode.name}`", versions, mode.described, ", ".join(
            f"`{name}`" for name in sorted(result.exceptions))])
        signature = "1.0" if sent.signature == "1.0" else "ACS3-HMAC-SHA256"
        absent, false, true = (result.forced.get(force) for force in (None, False, True))
        force = ", ".join(f"`{value}`" if value else "absent" for value in (absent, false, true))
        sends.append([f"`{mode.name}`", sent.method, sent.place, signature, sent.asks_for, force])
        needs.append([f"`{mode.name}`", "; ".join(sent.needs()) or "nothing more"])
    return "\n".join([
        INTRODUCTION.replace("{faults}", ", ".join(f"`{fault}`" for fault in faults)),
        "## Who calls\n",
        table(["mode", "client and version", "told to use", "its exceptions"], who),
        "## What is sent\n\nForceStop, as it is sent where the caller leaves it out, says false and says true.\n",
        table(["mode", "method", "parameters in", "signature", "asks for the format by", "ForceStop"], sends),
        "## What an endpoint must bear with\n\nBeside what the documentation shows, in a call of RebootInstance.\n",
        table(["mode", "what"], needs),
        NOTES,
    ])


def settle(path, results, faults, write):
    """Writes the page, or compares it."""
    now = page(results, faults)
    if write:
        path.write_text(now, encoding="utf-8")
        print(f"{path.name} is written")
        return 0
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before == now:
        return 0
    lines = before.splitlines(), now.splitlines()
    print("\n".join(difflib.unified_diff(*lines, "docs/clients.md", "seen", lineterm="")))
    print("\ndocs/clients.md does not say what was seen: tests/clients/run --write, and read the difference")
    return 1
