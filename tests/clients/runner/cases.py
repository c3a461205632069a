"""What is asked of every mode, and what the client must make of the answer. Each case ends with complaints;
a mode passes without any."""

import json

from .endpoint import Endpoint, Losing
from .process import Child, Ended
from .sent import Answer, Sent

# As good as for ever: a restart that takes so long is seen in Starting however slow the machine is.
HOUR = 3_600_000

# Refusals: how the instance is arranged, the status and the code that must reach the caller.
REFUSED = (
    ("unknown", None, 404, "InvalidInstanceId.NotFound"),
    ("stopped", {"status": "Stopped"}, 403, "IncorrectInstanceStatus"),
    ("locked", {"locks": ["security"]}, 403, "InstanceLockedForSecurity"),
)


class Driver:
    """The client of a mode, told what to do."""

    def __init__(self, mode, command, environment, folder):
        self.mode = mode
        self.child = Child([*command, *mode.arguments], environment, folder)

    def order(self, **order):
        self.child.say(json.dumps(order))
        return json.loads(self.child.hear())

    def versions(self):
        return self.order(do="versions")


class Session:
    """One mode at one endpoint."""

    def __init__(self, driver, endpoint, dialect):
        self.driver, self.endpoint, self.dialect = driver, endpoint, dialect
        self.mode = driver.mode
        self.complaints = []
        self.expected_restarts = {}
        self.forced = {}
        self.exceptions = set()

    def check(self, holds, complaint):
        if not holds:
            self.complaints.append(f"{self.dialect}: {complaint}")
        return holds

    def instance(self, **state):
        id = self.endpoint.instance(**{"boot_ms": 1 if self.mode.waits else HOUR, **state})
        self.expected_restarts[id] = 0
        return id

    def order(self, what, id, force=None, secret="testsecret", address=None):
        """What the client says, and the exchanges that this took."""
        before = len(self.endpoint.exchanges())
        said = self.driver.order(
            do=what, endpoint=address or self.endpoint.address, secret=secret, id=id, force=force,
        )
        return said, self.endpoint.exchanges()[before:]

    def reboots(self, exchanges):
        return [(Sent(one), Answer(other)) for one, other in exchanges if Sent(one).action == "RebootInstance"]

    def run(self):
        self.served()
        self.back_to_running()
        for state, arrangement, status, code in REFUSED:
            id = self.instance(**arrangement) if arrangement else "i-unknown0001"
            self.refused(state, self.order("reboot", id), status, code)
        self.wrong_secret()
        self.failing()
        self.answer_lost()
        self.endpoint.stop()
        counted = {id: count for id, count in self.expected_restarts.items() if count}
        self.check(self.endpoint.restarts == counted,
                   f"restarts {self.endpoint.restarts}, and should be {counted}")
        return self.complaints

    def served(self):
        """A Running instance is restarted once, and is then Starting."""
        for force in (None, False, True):
            id = self.instance()
            said, _ = self.order("status", id)
            self.check(said == {"status": "Running"}, f"before the call: {said}")
            said, exchanges = self.order("reboot", id, force)
            self.expected_restarts[id] += 1
            calls = self.reboots(exchanges)
            if not self.check(len(calls) == 1, f"ForceStop {force}: {len(calls)} calls, {said}"):
                continue
            sent, answer = calls[0]
            self.forced[force] = sent.parameters.get("ForceStop")
            self.check(answer.status == 200, f"ForceStop {force}: {answer.body}")
            told = None if self.mode.keeps_request_id else answer.member("RequestId")
            self.check(said == {"request_id": told}, f"ForceStop {force}: {said}")
            if not self.mode.waits:
                said, _ = self.order("status", id)
                self.check(said == {"status": "Starting"}, f"after the call: {said}")
        self.sent = sent if calls else None

    def back_to_running(self):
        """The same client sees the instance return to Running."""
        id = self.instance(boot_ms=1)
        said, _ = self.order("reboot", id, True)
        self.expected_restarts[id] += 1
        self.check("raised" not in said, f"the call: {said}")
        for _ in range(50):
            said, _ = self.order("status", id)
            if said != {"status": "Starting"}:
                break
        self.check(said == {"status": "Running"}, f"not Running again: {said}")

    def refused(self, what, ordered, status, code, told_code=None):
        """The client's own exception carries what the endpoint answered."""
        said, exchanges = ordered
        calls = self.reboots(exchanges)
        if not self.check("raised" in said, f"{what}: no exception, but {said}"):
            return
        self.exceptions.add(said["raised"])
        if not self.check(len(calls) == 1, f"{what}: {len(calls)} calls"):
            return
        answer = calls[0][1]
        self.check((answer.status, answer.member("Code")) == (status, code), f"{what}: {answer.body}")
        self.check(said.get("http_status") == status, f"{what}: the status is told as {said}")
        if self.mode.quotes_errors:
            self.check(said.get("message") == f"ServerResponseBody: {answer.body}", f"{what}: {said}")
            return
        self.check(said.get("code") == (told_code or code), f"{what}: the code is told as {said}")
        self.check(said.get("request_id") == answer.member("RequestId"), f"{what}: RequestId: {said}")
        if not told_code:
            message = answer.member("Message")
            self.check(message and message in said.get("message", ""), f"{what}: the message: {said}")

    def wrong_secret(self):
        """Refused. The gateway's message quotes the string to sign, by which some clients tell that it is
        the secret that is wrong."""
        gateway = self.dialect == "gateway"
        code = "SignatureDoesNotMatch" if gateway else "IncompleteSignature"
        told = self.mode.wrong_secret if gateway and self.mode.wrong_secret != code else None
        self.refused("wrong secret", self.order("reboot", self.instance(), secret="wrong"), 400, code, told)

    def failing(self):
        """Where the endpoint fails, the client says so and does not call again."""
        id = self.instance()
        self.endpoint.arrange("faults", fault="service-unavailable", instance=id)
        self.refused("failing", self.order("reboot", id), 503, "ServiceUnavailable")

    def answer_lost(self):
        """Where the answer is lost, the client does not restart the instance again."""
        id = self.instance(boot_ms=1)
        losing = Losing(self.endpoint.address)
        said, exchanges = self.order("reboot", id, address=losing.address)
        losing.close()
        self.expected_restarts[id] += 1
        self.check("raised" in said, f"the answer was lost, and the client says {said}")
        calls = self.reboots(exchanges)
        self.check(len(calls) == 1, f"the answer was lost: {len(calls)} calls")


class Result:
    """What came of a mode."""

    def __init__(self, mode):
        self.mode = mode
        self.versions = {}
        # What the client, or the count of restarts, speaks against.
        self.complaints = []
        # What `rebootspec inspect` says otherwise than the endpoint did.
        self.inspected = []
        # Why the mode could not be run to its end.
        self.broken = []
        self.sent = None
        self.forced = {}
        self.exceptions = set()

    @property
    def failed(self):
        return bool(self.complaints or self.inspected or self.broken)


def run(mode, command, environment, folder, binary, flags):
    """Runs every case of a mode, at either dialect of the endpoint."""
    result = Result(mode)
    driver = None
    try:
        driver = Driver(mode, command, environment, folder)
        result.versions = driver.versions()
        for dialect in ("documented", "gateway"):
            with Endpoint(binary, ["--dialect", dialect, *flags]) as endpoint:
                session = Session(driver, endpoint, dialect)
                result.complaints += session.run()
                result.inspected += inspected(binary, endpoint)
                result.sent, result.forced = session.sent, session.forced
                result.exceptions |= session.exceptions
        result.complaints += as_described(mode, result.sent)
    except (Ended, OSError, ValueError, KeyError) as error:
        result.broken.append(f"{type(error).__name__}: {error}")
    finally:
        if driver:
            driver.child.kill()
    return result


def inspected(binary, endpoint):
    """`rebootspec inspect` says of each recorded request what the endpoint said of its signature."""
    complaints = []
    for request, answer in endpoint.exchanges():
        wrong = Answer(answer).body.find("ignature") >= 0
        command = [binary, "inspect", str(request)]
        child = Child(command, {"ECS_ACCESS_KEY_SECRET": "testsecret"})
        child.rest()
        code = child.process.wait()
        if code != int(wrong):
            complaints.append(f"inspect ends with {code} for {Sent(request).action}")
    return complaints


def as_described(mode, sent):
    """The call is the one that the mode stands for."""
    if sent is None:
        return ["no call was served"]
    told = (sent.signature, sent.asks_for.lower().rstrip("`").endswith(mode.asks_for.lower()))
    return [] if told == (mode.signature, True) else [f"{mode.name} sent {sent.signature}, {sent.asks_for}"]
