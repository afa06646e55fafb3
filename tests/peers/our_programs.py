"""Our server and our client, with whatever options a test wants."""

import re
import signal
from dataclasses import dataclass

import servers
from clients import has_answer
from outcome import read
from processes import Child, run


def line(begin, words):
    match = re.search(rf"^{begin} (.*)$", words, re.MULTILINE)
    return match[1] if match else ""


@dataclass(frozen=True)
class Seen:
    """How one of our programs saw a connection."""

    verdict: str
    alert: str  # that the peer sent
    name: str  # sent or received as SNI
    peer: str  # the subject of the peer's certificate
    reasons: frozenset
    words: str


def seen(words, accepted):
    told = read(words, accepted)
    return Seen(told.verdict, told.alert, line("server name", words), line("peer", words),
                told.reasons, words)


class OurServer(servers.OurServer):
    def __init__(self, program, options, certified, log, children):
        self.child = Child([program, *options, certified.chain, certified.key], log)
        children.callback(self.child.end)
        self.wait()

    def seen(self):
        """How the server saw the client that came last. Called once after each client."""
        return seen(*self.last_words())

    def reload(self):
        """Has the server read its files anew, and returns what it says of them."""
        begin = self.child.position()
        self.child.process.send_signal(signal.SIGHUP)
        told = self.child.wait_for_words(r"echo-server: ((not )?reloaded.*)\n", begin)
        return told[1]


def get(program, port, host, anchors, version, credential=None):
    """Our client's view of the server at `port`."""
    shown = ["--credential", credential.chain, credential.key] if credential else []
    ended = run([program, "--trust", anchors, *shown, f"--{version.lower().replace('v', '')}",
                 "--connect", f"127.0.0.1:{port}", f"https://{host}/"])
    return seen(ended.out + ended.errors, ended.status == 0 and has_answer(ended.out))
