"""What a recorded exchange holds: enough of HTTP to say what a client sent, read without the project's
own parser."""

import json
import re
import xml.etree.ElementTree as xml
from urllib.parse import parse_qsl

DOCUMENTED_HEADERS = {
    "host", "content-type", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce",
    "x-acs-content-sha256",
}


class Sent:
    """A request."""

    def __init__(self, path):
        self.path = path
        head, _, self.body = path.read_bytes().partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        self.method, target, _ = line.split(" ")
        self.headers = {}
        for field in fields:
            name, _, value = field.partition(":")
            self.headers[name.lower()] = value.strip()
        self.query = parse_qsl(target.partition("?")[2], keep_blank_values=True)
        self.form = parse_qsl(self.body.decode(), keep_blank_values=True)
        self.parameters = dict(self.query + self.form)
        self.signed_headers = re.search(r"SignedHeaders=([^,]*)", self.headers.get("authorization", ""))

    @property
    def action(self):
        return self.parameters.get("Action") or self.headers.get("x-acs-action")

    @property
    def signature(self):
        return "ACS3" if self.signed_headers else self.parameters.get("SignatureVersion")

    @property
    def place(self):
        places = [name for name, there in (("query", self.query), ("form body", self.form)) if there]
        return " and ".join(places)

    @property
    def asks_for(self):
        """The format, and by what it is asked for."""
        if "Format" in self.parameters:
            return f"`Format={self.parameters['Format']}`"
        return f"`Accept: {self.headers['accept']}`" if "accept" in self.headers else "nothing"

    def needs(self):
        """What an endpoint must bear with, beside what the documentation shows."""
        found = []
        if self.method == "POST" and not self.body:
            found.append("POST with an empty body")
        if "transfer-encoding" in self.headers:
            found.append("a chunked body")
        if self.query and self.form:
            found.append("one set of parameters over query and form")
        empty = [name for name, value in self.parameters.items() if not value]
        found += [f"an empty `{name}=`, signed" for name in empty]
        if self.parameters.get("Format", "JSON").upper() != self.parameters.get("Format", "JSON"):
            found.append("`Format` in lower case")
        if "." in self.parameters.get("Timestamp", ""):
            found.append("a fraction of a second in `Timestamp`")
        if self.body and "charset" in self.headers.get("content-type", ""):
            found.append("a charset in `Content-Type`")
        if "RegionId" in self.parameters:
            found.append("`RegionId`")
        if self.signed_headers:
            names = self.signed_headers[1].split(";")
            found += [f"a signed `{name}`" for name in names if name not in DOCUMENTED_HEADERS]
        elif any(name.startswith("x-acs-") for name in self.headers):
            found.append("`x-acs-*` headers under signature 1.0")
        return found


class Answer:
    """An answer: its status and, where it has them, Code, Message and RequestId."""

    def __init__(self, path):
        head, _, body = path.read_bytes().partition(b"\r\n\r\n")
        self.status = int(head.split(b" ")[1])
        self.body = body.decode()
        if self.body.startswith("{"):
            self.member = json.loads(self.body).get
        else:
            self.member = xml.fromstring(self.body).findtext
