"""What a connection came to, and what it was expected to come to."""

import re
from dataclasses import dataclass, field

# What OneTLS says of its error codes, and how the table says it.
FAILURES = {
    "the peer is not trusted": "untrusted",
    "the peer sent a fatal alert": "peer alert",
    "nothing in common with the peer": "nothing in common",
    "the peer's bytes are not valid TLS": "not valid TLS",
    "the transport ended without close_notify": "truncated",
    "the transport failed": "transport failed",
    "timed out": "timed out",
    "closed by the peer": "closed",
    "bad input": "bad input",
}

NEGOTIATED = re.compile(r"^negotiated (\S+), (\S+), (\S+), (.+)$", re.MULTILINE)
FAILED = re.compile(r"^(?:get|failed): (.*)$", re.MULTILINE)
REASON = re.compile(r"^reason: (.+) at depth (\d+)$", re.MULTILINE)
NATIVE = re.compile(r" \[native -?\d+\]")
OPENING = re.compile(r"^.*?: The peer was refused: it should be \S+\. ")
ALERT = re.compile(r"\(alert (\w+)\)")


@dataclass(frozen=True)
class Negotiated:
    version: str = "-"
    suite: str = "-"
    group: str = "-"
    protocol: str = "-"


@dataclass(frozen=True)
class Seen:
    """How one side, one of ours, saw the connection."""

    verdict: str  # "accepted" or the class of the failure
    reasons: frozenset = frozenset()  # why the peer is not trusted
    alert: str = ""
    negotiated: Negotiated = Negotiated()
    told: str = ""  # the failure in the words of OneTLS, without what the table says already

    def __str__(self):
        return said(self.verdict, self.reasons, self.alert)


@dataclass(frozen=True)
class Expected:
    verdict: str = "accepted"
    reasons: frozenset = frozenset()
    alert: str = ""
    negotiated: dict = field(default_factory=dict)

    def is_met_by(self, seen: Seen) -> bool:
        return (self.verdict == seen.verdict and self.reasons == seen.reasons and
                self.alert == seen.alert and
                all(re.fullmatch(wanted, getattr(seen.negotiated, name))
                    for name, wanted in self.negotiated.items()))

    def __str__(self):
        return said(self.verdict, self.reasons, self.alert)


def together(client: Seen, server: Seen) -> Seen:
    """The client's view, if the server agrees with it; groups are known to some backends only."""
    agreed = [getattr(client.negotiated, name) == getattr(server.negotiated, name)
              for name in ("version", "suite", "protocol")]
    if client.verdict != "accepted" or server.verdict == "accepted" and all(agreed):
        return client
    return Seen("no agreement", negotiated=client.negotiated, told=f"server: {server}")


def said(verdict, reasons, alert) -> str:
    if reasons:
        return ", ".join(sorted(reasons))
    return f"alert {alert}" if alert else verdict


def untrusted(*reasons) -> Expected:
    return Expected("untrusted", frozenset(reasons))


def read(words: str, accepted: bool) -> Seen:
    """Reads what one of our programs has said."""
    found = NEGOTIATED.search(words)
    negotiated = Negotiated(*found.groups()) if found else Negotiated()
    failed = FAILED.search(words)
    if not failed:
        return Seen("accepted" if accepted and found else "no answer", negotiated=negotiated)
    told = NATIVE.sub("", failed[1])
    verdict = next((short for long, short in FAILURES.items() if told.startswith(long)), told)
    alert = ALERT.search(told)
    return Seen(verdict, frozenset(reason for reason, _ in REASON.findall(words)),
                alert[1] if alert and verdict == "peer alert" else "", negotiated,
                OPENING.sub("", told))
