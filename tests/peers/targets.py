"""Servers to be scanned: ours, of each backend, policy and kind of key, and one that does everything."""

import contextlib
import subprocess

import pki
from offer import lists_of, offer_of
from processes import ENVIRONMENT, Child, run

PRESETS = ("recommended", "modern", "compatible", "cnsa2")
# Keys that cnsa2 takes too.
KEYS = {"EC": "EC384", "RSA": "RSA3072"}


class Servers:
    """Has keys from a throw-away authority in `folder`, and the examples in `programs`."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.folder = folder
        made = pki.Pki(folder)
        self.anchor = made.root("scan-root")
        issuer = made.authority("scan-issuer", self.anchor)
        self.certified = {key: made.leaf(key, issuer, key=kind) for key, kind in KEYS.items()}

    def offer(self, backend, policy, key):
        """What such a server offers, as the backend says."""
        told = run([self.programs / f"policy-{backend}", policy])
        if told.status != 0:
            raise RuntimeError(told.errors)
        return offer_of(lists_of(told.out), key)

    @contextlib.contextmanager
    def ours(self, backend, policy, key):
        certified = self.certified[key]
        log = f"{backend}-{policy.split(';')[0]}-{key}.log"
        with self.running([self.programs / f"echo-server-{backend}", "--policy", policy,
                           certified.chain, certified.key], log,
                          r"^listening on 127.0.0.1:(\d+)$") as port:
            yield port

    @contextlib.contextmanager
    def weak(self):
        """As bad as openssl(1) can be made."""
        certified = self.certified["RSA"]
        with self.running(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                           certified.certificate, "-cert_chain", certified.chain, "-key",
                           certified.key, "-www", "-min_protocol", "TLSv1", "-client_renegotiation",
                           "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], "weak.log",
                          r"^ACCEPT .*:(\d+)$", {"OPENSSL_CONF": "/dev/null"}) as port:
            yield port

    @contextlib.contextmanager
    def running(self, words, log, listens, environment=None):
        child = Child(words, self.folder / log, environment)
        try:
            yield child.wait_for_words(listens)[1]
        finally:
            child.end()


def scan(words):
    """All that a scanner says. testssl.sh takes minutes where there is much else to do."""
    done = subprocess.run([str(word) for word in words], text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT,
                          timeout=900)
    return done.stdout
