"""Signs what Schemathesis sends to RebootInstance, and counts it.

Each call gets Format=JSON, and is signed after Schemathesis has made it, by signature 1.0: a Timestamp,
SignatureNonce or Signature that is as openapi.yaml describes it becomes a fresh one. One that is missing, given
twice or of another form was bent on purpose and stays; the rest is still signed rightly. So a bent InstanceId gets
past the signature check, and a bent Signature gets there.

SCHEMATHESIS_COUNT names a file for the number of answers and the seconds from the first to the last of them.
"""

import atexit
import base64
import hashlib
import hmac
import os
import re
import threading
import time
import uuid
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

import schemathesis
from requests.auth import AuthBase

# The throw-away key of `rebootspec serve`.
SECRET = "testsecret"
# Both as in openapi.yaml.
TIMESTAMP = re.compile(r"20[0-9]{2}-0[1-9]-[0-2][1-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z")
SIGNATURE = re.compile(r"[0-9A-Za-z+/]{27}=")


def escaped(text):
    """Everything but A to Z, a to z, 0 to 9, `-`, `_`, `.` and `~` as %XY."""
    return quote(text, safe="-_.~")


def signature(method, pairs):
    """Source: Signature page."""
    canonical = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in sorted(pairs, key=by_bytes))
    to_sign = f"{method}&%2F&{escaped(canonical)}"
    digest = hmac.new(f"{SECRET}&".encode(), to_sign.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def by_bytes(pair):
    return pair[0].encode(), pair[1].encode()


class Signer(AuthBase):
    """requests calls this last, with the request as it will be sent."""

    def __call__(self, request):
        parts = urlsplit(request.url)
        pairs = [("Format", "JSON"), *parse_qsl(parts.query, keep_blank_values=True)]
        given = [name for name, _ in pairs]

        def renewed(name, value):
            if given.count(name) != 1:
                return value
            if name == "Timestamp" and TIMESTAMP.fullmatch(value):
                return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            if name == "SignatureNonce" and value:
                return str(uuid.uuid4())
            return value

        pairs = [(name, renewed(name, value)) for name, value in pairs]
        right = signature(request.method, [pair for pair in pairs if pair[0] != "Signature"])
        if given.count("Signature") == 1:
            pairs = [
                (name, right if name == "Signature" and SIGNATURE.fullmatch(value) else value) for name, value in pairs
            ]
        query = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs)
        request.url = urlunsplit(parts._replace(query=query))
        return request


class Count:
    """Answers, and the seconds from the first to the last of them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answers = 0
        self.first = self.last = time.monotonic()

    def take(self):
        with self.lock:
            self.last = time.monotonic()
            if self.answers == 0:
                self.first = self.last
            self.answers += 1

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{self.answers} {self.last - self.first:.3f}\n")


count = Count()


@schemathesis.hook
def after_call(context, case, response):
    count.take()


schemathesis.auth.set_from_requests(Signer())
if "SCHEMATHESIS_COUNT" in os.environ:
    atexit.register(count.write, os.environ["SCHEMATHESIS_COUNT"])
