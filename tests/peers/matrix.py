"""Shakes hands in every way that a policy offers, with programs restricted to that one way.

usage: matrix.py HELPERS PROGRAMS [BACKEND...]    the folders of the demo's helpers and of the examples

For each backend: each version with each suite and group, and each signature scheme, of the policies
`recommended` and `compatible`; our client to `openssl s_server` and `gnutls-serv`, `openssl s_client`
and `gnutls-cli` to our server. What is printed as negotiated has to be just that. Then one way of
each kind that is not offered, which has to be refused. Speaks the Test Anything Protocol.
"""

import contextlib
import pathlib
import sys
import tempfile
from dataclasses import dataclass

sys.path.insert(0, sys.argv[1])
PROGRAMS = pathlib.Path(sys.argv[2])
BACKENDS = sys.argv[3:] or ["openssl", "mbedtls"]

from pki import HOST, DemoPki  # noqa: E402
from processes import Child, free_port, run  # noqa: E402
from tap import Tap  # noqa: E402

# What the other programs call things. IANA's names are ours.
OPENSSL_SUITES = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-ECDSA-CHACHA20-POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "ECDHE-RSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256": "ECDHE-ECDSA-AES128-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384": "ECDHE-ECDSA-AES256-SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256": "ECDHE-RSA-AES128-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384": "ECDHE-RSA-AES256-SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "ECDHE-ECDSA-AES128-SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": "ECDHE-ECDSA-AES256-SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "ECDHE-RSA-AES128-SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "ECDHE-RSA-AES256-SHA",
    "TLS_RSA_WITH_AES_128_GCM_SHA256": "AES128-GCM-SHA256",
}
OPENSSL_GROUPS = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521",
                  "x25519": "X25519", "x448": "X448"}
GNUTLS_GROUPS = {"secp256r1": "SECP256R1", "secp384r1": "SECP384R1", "secp521r1": "SECP521R1",
                 "x25519": "X25519", "x448": "X448"}
TOO_WEAK = {"OPENSSL_CONF": "/dev/null"}  # no distribution's own rules


@dataclass(frozen=True)
class Way:
    """One way to shake hands."""

    version: str
    suite: str
    group: str
    scheme: str  # "": any

    @property
    def key(self):
        """The kind of key that the server needs."""
        named = self.suite if self.version == "TLSv1.2" else self.scheme
        return "RSA" if "rsa" in named.lower().replace("ecdsa", "") else "EC"

    def __str__(self):
        return " ".join(filter(None, (self.version, self.suite, self.group, self.scheme)))

    def openssl(self):
        """The options of openssl(1) that leave this way alone."""
        if self.version == "TLSv1.3":
            options = ["-tls1_3", "-ciphersuites", self.suite]
        else:
            options = ["-tls1_2", "-cipher", OPENSSL_SUITES[self.suite]]
        options += ["-groups", OPENSSL_GROUPS[self.group]]
        return options + (["-sigalgs", self.scheme] if self.scheme else [])

    def gnutls(self):
        """The priority string of GnuTLS that leaves this way alone."""
        parts = self.suite.removeprefix("TLS_").split("_WITH_")
        cipher = parts[-1].split("_SHA")[0].replace("_", "-")
        mac = "SHA" + (parts[-1].split("_SHA")[1] or "1")
        aead = "CBC" not in cipher
        exchange = "ECDHE-ECDSA:+ECDHE-RSA"
        if self.version == "TLSv1.2":
            exchange = parts[0].replace("_", "-")
        signs = "SIGN-" + self.scheme.upper().replace("_", "-") if self.scheme else "SIGN-ALL"
        if self.version == "TLSv1.2" and self.scheme.startswith("ecdsa"):
            signs = "SIGN-ECDSA-" + self.scheme.split("_")[-1].upper()
        signs = signs.replace("PKCS1-", "")
        return ":".join(["NORMAL", "-VERS-ALL", "+VERS-TLS" + self.version[4:], "-CIPHER-ALL",
                         "+" + cipher, "-MAC-ALL", "+" + ("AEAD" if aead else mac), "-KX-ALL",
                         "+" + exchange, "-GROUP-ALL", "+GROUP-" + GNUTLS_GROUPS[self.group],
                         "-SIGN-ALL", "+" + signs])


def offered(backend, policy):
    """What the backend offers of `policy`, by the example that says so."""
    told = run([PROGRAMS / f"policy-{backend}", policy]).out
    lists = {}
    for line in told.splitlines():
        title, _, names = line.partition(": ")
        lists[title] = names.split()
    return lists


def ways_of(backend):
    """Every suite with every group, and every scheme that the certificates can be used with."""
    ways = {}
    for version, policy in (("TLSv1.3", "recommended; versions=TLSv1.3"),
                            ("TLSv1.2", "compatible; versions=TLSv1.2")):
        lists = offered(backend, policy)
        suites, groups = lists["cipher suites"], lists["groups"]
        schemes = lists["signature schemes"]
        for suite in suites:
            # An ECDSA key of TLS 1.2 has to be of a group that is offered.
            fixed = version == "TLSv1.2" and "_ECDSA_" in suite
            for group in ["secp256r1"] if fixed else groups:
                ways[Way(version, suite, group, "")] = True
        for scheme in schemes:
            if scheme.startswith("rsa_pkcs1") and version == "TLSv1.3":
                continue  # for certificates alone
            if not fits_keys(scheme):
                continue
            kind = "_RSA_" if scheme.startswith("rsa") else "_ECDSA_"
            suite = next(each for each in suites if version == "TLSv1.3" or kind in each)
            if backend == "mbedtls" and version == "TLSv1.2" and scheme.startswith("rsa_pss"):
                continue  # TLS 1.3 alone: see the README
            ways[Way(version, suite, "secp256r1", scheme)] = True
    return list(ways)


def fits_keys(scheme):
    """Whether a key of P-256 or an RSA key makes such signatures."""
    return scheme == "ecdsa_secp256r1_sha256" or scheme.startswith(("rsa_pss_rsae", "rsa_pkcs1"))


def agrees(words, way):
    """Whether our program has printed just this way."""
    line = f"negotiated {way.version}, {way.suite}, {way.group}"
    return line in words


class Matrix:
    def __init__(self, tap, backend, pki, folder):
        self.tap = tap
        self.backend = backend
        self.pki = pki
        self.folder = folder
        # TLS 1.2 with CBC has to be asked for.
        self.policy = "compatible"

    def our_client(self, port):
        return run([PROGRAMS / f"get-{self.backend}", "--trust", self.pki.anchor.certificate,
                    "--policy", self.policy, "--connect", f"127.0.0.1:{port}", f"https://{HOST}/"])

    @contextlib.contextmanager
    def server(self, words, environment=None):
        child = Child(words, self.folder / "server.log", environment)
        try:
            yield child
        finally:
            child.end()

    def client_to_openssl(self, way, wanted=True):
        certified = self.pki.good[way.key]
        with self.server(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                          certified.certificate, "-cert_chain", certified.chain, "-key",
                          certified.key, "-www", *way.openssl()], TOO_WEAK) as child:
            port = child.wait_for_words(r"^ACCEPT .*:(\d+)$")[1]
            ended = self.our_client(port)
        self.judge(f"OneTLS/{self.backend} to openssl", way, wanted, ended.out + ended.errors,
                   ended.out)

    def client_to_gnutls(self, way, wanted=True):
        certified = self.pki.good[way.key]
        port = free_port()
        with self.server(["gnutls-serv", "--port", port, "--http", "--disable-client-cert",
                          "--x509certfile", certified.chain, "--x509keyfile", certified.key,
                          "--priority", way.gnutls()]) as child:
            child.wait_for_port(port)
            ended = self.our_client(port)
            said = child.said()
        self.judge(f"OneTLS/{self.backend} to GnuTLS", way, wanted,
                   ended.out + ended.errors + said, ended.out)

    def to_our_server(self, peer, way, words, environment=None, wanted=True):
        certified = self.pki.good[way.key]
        with self.server([PROGRAMS / f"echo-server-{self.backend}", "--policy", self.policy,
                          certified.chain, certified.key]) as child:
            port = child.wait_for_words(r"^listening on 127.0.0.1:(\d+)$")[1]
            ended = run([word.replace("PORT", port) for word in words], typed="GET / HTTP/1.1\r\n\r\n")
            said = child.said()
        self.judge(f"{peer} to OneTLS/{self.backend}", way, wanted,
                   ended.out + ended.errors + said, said)

    def openssl_to_server(self, way, wanted=True):
        self.to_our_server("openssl", way, [
            "openssl", "s_client", "-connect", "127.0.0.1:PORT", "-servername", HOST, "-CAfile",
            str(self.pki.anchor.certificate), *way.openssl()], wanted=wanted)

    def gnutls_to_server(self, way, wanted=True):
        self.to_our_server("GnuTLS", way, [
            "gnutls-cli", "--x509cafile", str(self.pki.anchor.certificate), "--sni-hostname", HOST,
            "--verify-hostname", HOST, "--priority", way.gnutls(), "--port", "PORT", "127.0.0.1"],
            wanted=wanted)

    def judge(self, who, way, wanted, words, ours):
        seen = agrees(ours, way)
        self.tap.tell(seen == wanted, f"{who}: {'' if wanted else 'refused: '}{way}", words)

    def run(self):
        for way in ways_of(self.backend):
            self.client_to_openssl(way)
            self.client_to_gnutls(way)
            self.openssl_to_server(way)
            self.gnutls_to_server(way)
        self.policy = "recommended"
        not_offered = [
            Way("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "secp256r1", ""),
            Way("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "secp256r1", ""),
            Way("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x448", ""),
        ]
        for way in not_offered:
            self.client_to_openssl(way, wanted=False)
            self.client_to_gnutls(way, wanted=False)
            self.openssl_to_server(way, wanted=False)
            self.gnutls_to_server(way, wanted=False)


def main():
    with tempfile.TemporaryDirectory(prefix="onetls-matrix-") as folder:
        folder = pathlib.Path(folder)
        pki = DemoPki(folder)
        tap = Tap()
        for backend in BACKENDS:
            Matrix(tap, backend, pki, folder).run()
    return tap.end()


sys.exit(main())
