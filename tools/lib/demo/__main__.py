"""OneTLS meets other programs: tools/demo builds what is needed and calls this.

usage: python3 tools/lib/demo PROGRAMS      PROGRAMS is where the examples were built
"""

import contextlib
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from clients import HALF_A_HELLO, OTHERS, OurClient, has_answer, s_client, send_plainly
from outcome import Expected, Seen, together, untrusted
from pki import HOST, DemoPki
from servers import (PROTOCOL, BadServer, GnutlsServer, Nginx, OpensslServer, OurServer,
                     answer_with_tls_1_1, cut_after_the_first_bytes_of, speak_garbage)
from table import Table

BACKENDS = ("openssl", "mbedtls")
VERSIONS = ("TLSv1.2", "TLSv1.3")
KEYS = ("EC", "RSA")
STRANGE_PROTOCOL = "demo/9"


def expected_connection(version, key):
    """The suite of TLS 1.2 tells by which key the server has signed."""
    signed = {"EC": "ECDSA", "RSA": "RSA"}[key]
    suite = r"TLS_(AES|CHACHA20)_.*" if version == "TLSv1.3" else rf"TLS_ECDHE_{signed}_WITH_.*"
    return Expected(negotiated={"version": version, "suite": suite, "protocol": PROTOCOL})


class Demo:
    def __init__(self, programs, folder, children):
        self.table = Table()
        self.pki = DemoPki(folder)
        self.clients = [OurClient(backend, self.pki.anchor.certificate, programs)
                        for backend in BACKENDS]
        self.start_servers(programs, folder, children)

    def start_servers(self, programs, folder, children):
        good = self.pki.good
        sites = {(key, version): (good[key], version) for key in KEYS for version in VERSIONS}
        sites |= {case: (wrong, " ".join(VERSIONS)) for case, wrong in self.pki.wrong.items()}
        self.nginx = Nginx(sites, folder, children)
        self.s_servers = {
            (key, version): OpensslServer(good[key], [option(version)], folder, children)
            for key in KEYS for version in VERSIONS}
        self.gnutls_servers = {(key, version): GnutlsServer(good[key], version, folder, children)
                               for key in KEYS for version in VERSIONS}
        self.ours = {(backend, key): OurServer(backend, good[key], programs, folder, children)
                     for backend in BACKENDS for key in KEYS}
        self.by_address = OurServer("openssl", self.pki.for_address, programs, folder, children)
        self.old_server = OpensslServer(
            good["EC"], ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], folder, children)
        self.demanding = {version: OpensslServer(
            good["EC"], [option(version), "-Verify", "1", "-verify_return_error"], folder,
            children) for version in VERSIONS}
        for server in (self.nginx, *self.s_servers.values(), *self.gnutls_servers.values(),
                       *self.ours.values(), self.by_address, self.old_server,
                       *self.demanding.values()):
            server.wait()
        self.garbage = BadServer("not TLS", speak_garbage, children)
        self.stubborn = BadServer("answers TLS 1.1", answer_with_tls_1_1, children)
        self.cutter = BadServer("cut off", cut_after_the_first_bytes_of(
            self.nginx.ports["EC", "TLSv1.3"]), children)

    def show(self):
        self.table.section("Our client, other servers")
        self.show_other_servers()
        self.table.section("Other clients, our server")
        self.show_other_clients()
        self.table.section("Our client, our server")
        self.show_ours()
        self.table.section("What our client refuses, and who refuses it")
        for client in self.clients:
            self.show_wrong_certificates(client)
            self.show_wrong_servers(client)
        self.table.section("What our server refuses, and who refuses it")
        for backend in BACKENDS:
            self.show_wrong_clients(self.ours[backend, "EC"])

    def row(self, client, server, case, expected, look):
        """Makes a connection by calling `look`, and a row of what it returns."""
        try:
            seen = look()
        except (OSError, RuntimeError) as failure:
            seen = Seen("nothing", told=str(failure))
        self.table.row(client, server, case, expected, seen,
                       expected.is_met_by(seen))

    def ask(self, client, server, port, case, expected, **wishes):
        """A row as our client sees it."""
        self.row(client.name, server.name, case, expected,
                 lambda: client.ask(port, **wishes))

    def ask_ours(self, client, server, case, expected, **wishes):
        """A row as our client and our server see it."""
        self.row(client.name, server.name, case, expected,
                 lambda: together(client.ask(server.port, **wishes), server.seen()))

    def be_asked(self, name, ask, server, case, expected):
        """A row as our server sees it; another client says whether it got the page."""
        def look():
            ended = ask()
            seen = server.seen()
            if seen.verdict != "accepted" or ended.status == 0 and has_answer(ended.out):
                return seen
            return Seen("no page", told=(ended.errors or ended.out).strip()[-300:])
        self.row(name, server.name, case, expected, look)

    def show_other_servers(self):
        for client in self.clients:
            for version in VERSIONS:
                for key in KEYS:
                    expected = expected_connection(version, key)
                    self.ask(client, self.nginx, self.nginx.ports[key, version], key, expected)
                    for servers in (self.s_servers, self.gnutls_servers):
                        server = servers[key, version]
                        self.ask(client, server, server.port, key, expected)

    def show_other_clients(self):
        anchor = self.pki.anchor.certificate
        for backend in BACKENDS:
            for version in VERSIONS:
                for key in KEYS:
                    server = self.ours[backend, key]
                    for name, ask in OTHERS.items():
                        self.be_asked(name, lambda: ask(anchor, server.port, version), server,
                                      key, expected_connection(version, key))

    def show_ours(self):
        for client in self.clients:
            for backend in BACKENDS:
                for version in VERSIONS:
                    for key in KEYS:
                        self.ask_ours(client, self.ours[backend, key], key,
                                      expected_connection(version, key), version=version)
            self.ask_ours(client, self.by_address, "by its IP address", Expected(),
                          host="127.0.0.1")

    def show_wrong_certificates(self, client):
        reasons = {
            "wrong name": "name mismatch",
            "name only in the CN": "no alternative name",
            "expired": "expired",
            "not yet valid": "not yet valid",
            "unknown CA": "unknown issuer",
            "self-signed": "self-signed",
            "wildcard *.com": "wildcard too wide",
        }
        for case, reason in reasons.items():
            host = "example.com" if case == "wildcard *.com" else HOST
            self.ask(client, self.nginx, self.nginx.ports[case], case, untrusted(reason),
                     host=host)
        self.ask(client, self.nginx, self.nginx.ports["EC", "TLSv1.3"], "IP, no iPAddress",
                 untrusted("no alternative name"), host="127.0.0.1")

    def show_wrong_servers(self, client):
        self.ask(client, self.old_server, self.old_server.port, "TLS 1.1 only",
                 Expected("peer alert", alert="protocol_version"))
        self.ask(client, self.stubborn, self.stubborn.port, "TLS 1.1 only",
                 Expected("nothing in common"))
        refused = Expected("peer alert", alert="no_application_protocol")
        self.ask(client, self.nginx, self.nginx.ports["EC", "TLSv1.3"], "no common ALPN",
                 refused, protocol=STRANGE_PROTOCOL)
        for backend in BACKENDS:
            self.ask_ours(client, self.ours[backend, "EC"], "no common ALPN", refused,
                          protocol=STRANGE_PROTOCOL)
        for version, alert in zip(VERSIONS, ("handshake_failure", "certificate_required")):
            server = self.demanding[version]
            self.ask(client, server, server.port, "wants a client cert.",
                     Expected("peer alert", alert=alert))
        self.ask(client, self.cutter, self.cutter.port, "cut in mid-handshake",
                 Expected("truncated"))
        self.ask(client, self.garbage, self.garbage.port, "garbage", Expected("not valid TLS"))

    def show_wrong_clients(self, server):
        anchor = self.pki.anchor.certificate
        stranger = self.pki.wrong["self-signed"].certificate
        old = ["-cipher", "ALL:@SECLEVEL=0"]
        self.be_asked("openssl s_client",
                      lambda: s_client(anchor, server.port, "TLSv1.3", STRANGE_PROTOCOL),
                      server, "no common ALPN", Expected("nothing in common"))
        self.be_asked("openssl s_client",
                      lambda: s_client(anchor, server.port, "TLSv1.1", options=old),
                      server, "TLS 1.1 only", Expected("nothing in common"))
        self.be_asked("openssl s_client",
                      lambda: s_client(stranger, server.port, "TLSv1.2"),
                      server, "does not trust us", Expected("peer alert", alert="unknown_ca"))
        self.be_asked("plain HTTP",
                      lambda: send_plainly(server.port, b"GET / HTTP/1.0\r\n\r\n"),
                      server, "garbage", Expected("not valid TLS"))
        self.be_asked("cut off", lambda: send_plainly(server.port, HALF_A_HELLO),
                      server, "cut in mid-handshake", Expected("truncated"))


def option(version):
    """`TLSv1.2` as openssl(1) wants it: `-tls1_2`."""
    return "-" + version.lower().replace("v", "").replace(".", "_")


def connect_all(programs) -> Table:
    with tempfile.TemporaryDirectory(prefix="onetls-demo-") as folder, \
            contextlib.ExitStack() as children:
        demo = Demo(programs, pathlib.Path(folder), children)
        demo.show()
    return demo.table


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begun = time.monotonic()
    try:
        table = connect_all(programs)
    except KeyboardInterrupt:
        return 130
    except (OSError, RuntimeError, subprocess.SubprocessError) as failure:
        print(f"\ndemo: start failed\n  why:  {failure}\n"
              "  do:   see that the program named is in order, then try again", file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - begun:.1f} seconds")
    print(f"demo: {table.right} of {table.rows} connections as expected")
    return 0 if table.right == table.rows else 1


if __name__ == "__main__":
    sys.exit(main())
