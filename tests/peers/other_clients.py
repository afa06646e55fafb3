"""Clients of other people that ask our server, and what each of them has seen."""

import re
from dataclasses import dataclass, field

from clients import REQUEST, has_answer
from processes import PATIENCE, run

ONLY = {  # the signatures that a client can verify
    "": ([], ""),
    "RSA": (["-sigalgs", "rsa_pss_rsae_sha256:rsa_pkcs1_sha256"],
            ":-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-SHA256"),
    "EC": (["-sigalgs", "ecdsa_secp256r1_sha256"],
           ":-SIGN-ALL:+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SECP256R1-SHA256"),
}


@dataclass(frozen=True)
class Question:
    """How a client asks. `name` is sent as SNI, `None` sends none; `host` is who has to answer."""

    version: str
    anchors: object
    name: str | None
    host: str
    shown: object = None  # the client's own certificate
    only: str = ""
    options: dict = field(default_factory=dict)  # more words for one of the programs


@dataclass(frozen=True)
class Answer:
    page: bool
    subject: str  # the common name that the server has shown; "": not told
    alert: int    # the one that the server has sent; 0: none
    words: str


def found(pattern, words):
    match = re.search(pattern, words, re.MULTILINE)
    return match[1] if match else ""


def answer(ended, subject, alert):
    words = ended.out + ended.errors
    page = ended.status == 0 and has_answer(ended.out)
    return Answer(page, found(subject, words), int(found(alert, words) or 0) & 255, words)


def openssl(port, asked):
    name = ["-noservername"] if asked.name is None else ["-servername", asked.name]
    shown = ["-cert", asked.shown.certificate, "-cert_chain", asked.shown.chain, "-key",
             asked.shown.key] if asked.shown else []
    ended = run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *name, "-CAfile",
                 asked.anchors, "-verify_return_error", "-verify_hostname", asked.host,
                 f"-{asked.version.lower().replace('v', '').replace('.', '_')}", "-brief",
                 "-ign_eof", *shown, *ONLY[asked.only][0], *asked.options.get("openssl", [])],
                REQUEST)
    return answer(ended, r"^Peer certificate: CN = (\S+)", r"SSL alert number (\d+)")


def gnutls(port, asked):
    name = ["--disable-sni"] if asked.name is None else ["--sni-hostname", asked.name]
    shown = ["--x509certfile", asked.shown.chain, "--x509keyfile",
             asked.shown.key] if asked.shown else []
    priority = f"NORMAL:-VERS-ALL:+VERS-{asked.version.replace('v', '')}{ONLY[asked.only][1]}"
    ended = run(["gnutls-cli", "--port", port, *name, "--verify-hostname", asked.host,
                 "--x509cafile", asked.anchors, "--priority", priority, *shown, "127.0.0.1"],
                REQUEST)
    return answer(ended, r"^ - subject `CN=([^']+)'", r"Received alert \[(\d+)\]")


def curl(port, asked):
    """Asks for the name in the address, or for the address where none is to be sent."""
    number = asked.version.removeprefix("TLSv")
    host = asked.host if asked.name is None else asked.name
    shown = ["--cert", asked.shown.chain, "--key", asked.shown.key] if asked.shown else []
    ended = run(["curl", "-q", "--verbose", "--silent", "--show-error", "--include", "--max-time",
                 PATIENCE, "--http1.1", "--cacert", asked.anchors, f"--tlsv{number}", "--tls-max",
                 number, "--connect-to", f"::127.0.0.1:{port}", *shown,
                 *asked.options.get("curl", []), f"https://{host}:{port}/"])
    # What curl calls an alert is its level and its number, as one.
    return answer(ended, r"^\*  subject: CN=(\S+)", r"\(IN\), TLS alert, .* \((?!256)(\d+)\)")


CLIENTS = {"openssl": openssl, "gnutls": gnutls, "curl": curl}
