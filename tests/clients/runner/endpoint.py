"""The reference endpoint as a child process, its control protocol, and a forwarder that loses answers."""

import json
import re
import shutil
import signal
import socket
import tempfile
import threading
import urllib.request
from pathlib import Path

from .process import LIMIT, Child


class Endpoint:
    """`rebootspec serve --record`; used as a context. After it, `restarts` holds what it counted."""

    def __init__(self, binary, flags):
        self.folder = Path(tempfile.mkdtemp(prefix="rebootspec-clients-"))
        self.record = self.folder / "record"
        command = [binary, "serve", "--port", "0", "--record", str(self.record), *flags]
        self.child = Child(command)
        self.address = re.search(r"http://([^/]+)/", self.child.hear()).group(1)
        self.restarts = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.restarts is None:
            self.child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self):
        """Ends it, and reads how often each instance was restarted."""
        self.child.process.send_signal(signal.SIGINT)
        said = self.child.rest()
        counts = re.compile(r"restarts\s+(\S+) (\d+)$")
        self.restarts = {m[1]: int(m[2]) for m in map(counts.match, said) if m}

    def arrange(self, path, **body):
        request = urllib.request.Request(
            f"http://{self.address}/_control/{path}", data=json.dumps(body).encode(), method="POST",
        )
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)

    def instance(self, **state):
        return self.arrange("instances", **state)["InstanceId"]

    def exchanges(self):
        """The recorded exchanges, each as the path of the request and the path of the answer."""
        requests = sorted(self.record.glob("*.request"))
        return [(request, request.with_suffix(".answer")) for request in requests]


class Losing:
    """Forwards every request to the endpoint, waits for the answer, and closes the connection without
    handing it on: what a client sees when a gateway dies at the wrong moment."""

    def __init__(self, address):
        host, port = address.split(":")
        self.upstream = (host, int(port))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._lose, args=(client,), daemon=True).start()

    def _lose(self, client):
        with client, socket.create_connection(self.upstream) as endpoint:
            client.settimeout(LIMIT)
            endpoint.settimeout(LIMIT)
            asked = threading.Thread(target=self._pass_on, args=(client, endpoint), daemon=True)
            asked.start()
            # The first bytes of the answer mean that the endpoint is done with the request.
            endpoint.recv(1)
            client.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _pass_on(client, endpoint):
        try:
            while data := client.recv(65536):
                endpoint.sendall(data)
        except OSError:
            pass

    def close(self):
        self.listener.close()
