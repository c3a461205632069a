"""The Python half of the drivers: reads one order a line, does it with the client of the chosen mode,
and says in one line what the client made of it. Judges nothing.

An order is `{"do": "reboot" | "status", "endpoint": "127.0.0.1:PORT", "secret": …, "id": …, "force": …}`;
`{"do": "versions"}` names what is installed.
"""

import importlib
import json
import sys
from importlib.metadata import version


def main():
    module, mode = sys.argv[1:]
    driver = importlib.import_module(module)
    clients = {}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if order["do"] == "versions":
                said = {package: version(package) for package in driver.PACKAGES}
            else:
                key = order["endpoint"], order["secret"]
                if key not in clients:
                    clients[key] = driver.client(mode, *key)
                if order["do"] == "reboot":
                    said = {"request_id": driver.reboot(clients[key], order["id"], order["force"])}
                else:
                    said = {"status": driver.status(clients[key], order["id"])}
        except Exception as raised:  # Whatever a client raises is what it has to say.
            said = {"raised": type(raised).__name__, "text": str(raised)}
            said.update(driver.told(raised))
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
