"""A child process that says lines: what it says is waited for, but never for longer than LIMIT."""

import queue
import subprocess
import threading

# Seconds. Far more than anything here takes: it is there so that nothing hangs.
LIMIT = 120


class Ended(Exception):
    """The process said nothing more, and should have."""


class Child:
    def __init__(self, command, environment=None, folder=None):
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, cwd=folder, text=True, encoding="utf-8",
        )
        self.lines = queue.Queue()
        self.complaints = []
        for read in (self._listen, self._note):
            threading.Thread(target=read, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def _note(self):
        for line in self.process.stderr:
            self.complaints.append(line)
            del self.complaints[:-20]

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self):
        try:
            line = self.lines.get(timeout=LIMIT)
        except queue.Empty:
            line = None
        if line is None:
            self.kill()
            raise Ended(f"{self.command[0]} said nothing more\n{''.join(self.complaints)}")
        return line.rstrip("\n")

    def rest(self):
        """What else it says until it ends."""
        lines = []
        try:
            while True:
                lines.append(self.hear())
        except Ended:
            return lines

    def kill(self):
        self.process.kill()
        self.process.wait()
