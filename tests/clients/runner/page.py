"""What was seen, as a table on the terminal and as docs/clients.md."""

import difflib

INTRODUCTION = """\
# Clients that call the reference endpoint

Written by `tests/clients/run --write` from what was seen; the same command without `--write` fails when this
page no longer says it.

No real endpoint can be reached from a test machine. The clients below run against the real one every day, so
they are the outside judge of the reference endpoint: where one of them cannot call it, it is wrong, and so may
be every rule that was checked against it. They are installed from the ordinary registries of Python and Node
into `target/clients`, at the versions that `requirements.txt` and `older.txt` of `tests/clients/python` and
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
- `aliyun-sdk` calls again of itself after a failure of the endpoint or of the connection; here it is told not to. Its
  table of operations knows no list of ids for DescribeInstanceStatus, so it looks through a page of all.
- No mode repeats RebootInstance, neither after 503 nor after a lost answer.

## Other generations

Four modes are of older clients: `py-tea-rpc` and `node-rpc-client` of 2020, `node-pop-core-1.3-post` of 2018, and
`node-aliyun-sdk`, which was not written by the vendor's authors of today. What the older ones of Python need does
not go with what those of today need, so it has a folder and a file of its own (`older.txt`).

## Other registries, and what is not run

There are clients outside PyPI and npm: maintained ones at crates.io, packaged ones at Debian for Go and Ruby. These
were looked at and are not run here, each for the reason that stands beside it. Requests that
all but the last two of them sent stand among the captures (`tests/data/captures/more`), beside three of clients that
are run.

| where from | client | what it does otherwise | why it is not run |
|---|---|---|---|
| crates.io | `ali-acs` 0.8.0 (maintained) | ACS3 without Format or Accept, and reads JSON alone; host is not signed | the addresses of the service are built in, by https; it takes a minute to build |
| Debian, Go | `golang-github-denverdino-aliyungo-dev` | writes a blank as `+` | needs Go and packages of the system |
| Debian, Ruby | `ruby-fog-aliyun` 0.3.2 | `Content-Type: application/json` on a GET | needs Ruby and packages of the system |
| PyPI | `aliyun-api-py` 1.1.5 | ACS3 by POST without Format | calls by https alone, and is no Python before 3.12 |
| PyPI | `ddns` 4.2.0 | ACS3 with everything in a form; in a GET a blank is signed as `+`, which is refused | its exception holds neither Code nor RequestId, and it calls again by itself after 5xx |
| PyPI | `dns-lexicon` 3.25.2 | a Timestamp with an offset and a Z, which is refused | calls other products alone |
| PyPI | `footmark` 1.26.0 | a stray parameter `on` | brings a dozen packages of other products |
| PyPI | `koi` 0.1.8 | a Timestamp without a zone, which is refused | nothing of it is served |
| PyPI | `requests-aliyun` 0.3.1 | names the parameter `TimeStamp`, which is refused | nothing of it is served, by the real service neither, since 2017 |
| crates.io | `alibabacloud` 0.1.1 | the address of the service is fixed | for that reason |
| crates.io | `aliyun-openapi-core-rust-sdk` 1.1.0 | writes Timestamp with a fraction of a second, which is served | `aliyun-sdk` shows the same |
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
