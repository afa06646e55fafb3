"""Child processes and connections: started, waited for with a limit, and ended."""

import contextlib
import os
import pathlib
import re
import socket
import subprocess
import time

PATIENCE = 15  # seconds for anything that takes a fraction of one

ENVIRONMENT = {name: value for name, value in os.environ.items()
               if not name.lower().endswith("_proxy") and not name.startswith("SSL_CERT_")}
ENVIRONMENT["LC_ALL"] = "C"


class Child:
    """A running program. What it says goes to a file."""

    def __init__(self, words, log: pathlib.Path, environment=None):
        self.words = [str(word) for word in words]
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                self.words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env=ENVIRONMENT | (environment or {}))

    def said(self, begin=0) -> str:
        return self.log.read_bytes()[begin:].decode(errors="replace")

    def position(self) -> int:
        return self.log.stat().st_size

    def wait_for_words(self, pattern: str, begin=0) -> re.Match:
        """Waits until the program has said `pattern` behind the position `begin`."""
        def look():
            found = re.search(pattern, self.said(begin), re.MULTILINE)
            if not found and self.process.poll() is not None:
                raise RuntimeError(f"{self.words[0]} ended early: {self.said()[-500:]}")
            return found
        return wait_until(look, f"{self.words[0]} to say {pattern!r}; it said: {self.said()[-500:]}")

    def wait_for_port(self, port: int):
        """Waits until the program listens."""
        def look():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.words[0]} ended early: {self.said()[-500:]}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False
        wait_until(look, f"{self.words[0]} to listen")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def wait_until(look, what):
    limit = time.monotonic() + PATIENCE
    while not (seen := look()):
        if time.monotonic() > limit:
            raise TimeoutError(f"waited {PATIENCE} s for {what}")
        time.sleep(0.01)
    return seen


def free_port() -> int:
    """A port that was free a moment ago, for programs that cannot choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Outcome:
    """How a program has ended, and what it has said."""

    def __init__(self, status: int, out: str, errors: str):
        self.status = status
        self.out = out
        self.errors = errors


def run(words, typed="") -> Outcome:
    """Runs a program to its end. `typed` is its input, which stays open: some leave when it ends."""
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    process = subprocess.Popen([str(word) for word in words], stdin=reading,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
    os.close(reading)
    try:
        out, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
        return Outcome(-1, out.decode(errors="replace"), f"no end within {PATIENCE} s")
    finally:
        os.close(writing)
    return Outcome(process.returncode, out.decode(errors="replace"),
                   errors.decode(errors="replace"))
