"""bogo_smoke.py SHIM TAP_FOLDER: plays BoGo's runner, as far as Python's ssl can, against one shim.

The runner itself is no part of the project; this sees that the shim keeps its protocol, declines what it
does not do, and says so where a connection is not what the flags want.
"""

import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile

shim = sys.argv[1]
sys.path.insert(0, sys.argv[2])
from tap import Tap  # noqa: E402

DECLINED = 89
SHIM_ID = 0x0102030405060708


def make_certificate(folder, name):
    """A certificate that vouches for itself, and its key."""
    paths = [str(pathlib.Path(folder, f"{name}.{kind}")) for kind in ("pem", "key")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:test",
                    "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True)
    return paths


class Runner:
    """One run of the shim, and the connections that it makes."""

    def __init__(self, flags):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(20)
        port = self.listener.getsockname()[1]
        self.shim = subprocess.Popen(
            [shim, "-port", str(port), "-shim-id", str(SHIM_ID), *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.accept()

    def accept(self):
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(20)
        self.shim_id = struct.unpack("<Q", self.socket.recv(8, socket.MSG_WAITALL))[0]

    def play(self, context, end_properly=True, **wishes):
        """Shakes hands, has a text sent back, and ends; returns what came back."""
        try:
            stream = context.wrap_socket(self.socket, suppress_ragged_eofs=False, **wishes)
            stream.sendall(b"over and out")
            got = b""
            while len(got) < 12 and (more := stream.recv(100)):
                got += more
            if end_properly:
                stream.unwrap()
            stream.close()
            return bytes(each ^ 0xFF for each in got)
        except (ssl.SSLError, OSError) as failure:
            self.socket.close()
            return str(failure).encode()

    def status(self):
        self.listener.close()
        words = self.shim.communicate(timeout=30)[1]
        return self.shim.returncode, words


def server_context(shown, version=None, protocols=()):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*shown)
    if version:
        context.minimum_version = context.maximum_version = version
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def client_context(trusted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(trusted)
    return context


def check_declining(tap):
    for flags in (["-no-such-flag"], ["-resume-count", "1"], ["-on-retry-verify-fail"], ["-psk", "x"],
                  ["-port"], ["-port", "many"], ["-port", "65536"], ["-max-version", "770"],
                  ["-min-version", "769"], ["-no-tls12", "-no-tls13"], ["-cipher", "3DES"],
                  ["-curves", "1"], ["-verify-prefs", "513"], ["-advertise-alpn", "\x09foo"],
                  ["-signing-prefs", "1027", "-verify-prefs", "1027"], ["-signing-prefs", "1025"],
                  ["-host-name", "a..b"], ["server"],
                  ["-resume-count", "many", "-expect-session-miss"], ["-resume-count"],
                  ["-resume-count", "1", "-on-initial-expect-session-miss"], ["-on-resume"],
                  ["-on-handshaker-no-such-flag"], ["-on-shim"], ["-expect-total-renegotiations", "1"],
                  ["-max-send-fragment", "512"], ["-fail-cert-callback"], ["-expect-peer-verify-pref", "1027"],
                  ["-cert-file", "a", "-new-x509-credential", "-cert-file", "b"],
                  ["-server", "-cert-file", "a", "-signing-prefs", "1027", "-new-x509-credential",
                   "-cert-file", "b", "-signing-prefs", "1283"]):
        run = subprocess.run([shim, "-port", "1", *flags], capture_output=True, text=True, timeout=30)
        tap.equal(f"{' '.join(flags)!r} is declined", run.returncode, DECLINED, run.stderr)
    run = subprocess.run([shim, "-is-handshaker-supported"], capture_output=True, text=True, timeout=30)
    tap.equal("there is no handshaker", (run.returncode, run.stdout), (0, "No\n"))
    run = subprocess.run([shim, "-port", "1"], capture_output=True, text=True, timeout=30)
    tap.equal("a runner that is not there is no success", run.returncode, 1, run.stderr)


def check_clients(tap, own, other):
    tls1_2, tls1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    trusting = ["-trust-cert", own[0]]
    # What is tried, the shim's flags, the runner's version, how it ends, and the shim's status.
    cases = [
        ("a plain one", [], None, True, 0),
        ("TLS 1.2", ["-expect-version", "771"], tls1_2, True, 0),
        ("a byte at a time", ["-async", "-expect-version", "772"], tls1_3, True, 0),
        ("a byte at a time of TLS 1.2", ["-async"], tls1_2, True, 0),
        ("a cut where nobody looks", [], None, False, 0),
        ("a cut where somebody looks", ["-check-close-notify"], None, False, 1),
        ("another version", ["-expect-version", "771"], tls1_3, True, 1),
        ("no version in common", ["-no-tls13"], tls1_3, True, 1),
        ("another group", ["-expect-curve-id", "25"], tls1_3, True, 1),
        ("another signature", ["-expect-peer-signature-algorithm", "2052"], tls1_3, True, 1),
        ("no protocol", ["-advertise-alpn", "\x03foo", "-expect-alpn", "foo"], None, True, 1),
        ("a verdict that has to be bad", ["-expect-verify-result", "-verify-fail"], None, True, 1),
        ("a refusing hook", ["-verify-fail"], None, True, 1),
        ("its certificate", ["-expect-peer-cert-file", own[0]], None, True, 0),
        ("another certificate", ["-expect-peer-cert-file", other[0]], None, True, 1),
        ("a file that is no certificate", ["-expect-peer-cert-file", own[1]], None, True, 1),
        ("own schemes", ["-signing-prefs", "1027"], tls1_3, True, 0),
        ("own schemes of a larger curve", ["-signing-prefs", "1283"], tls1_3, True, 1),
        ("what another process would do", ["-on-handshaker-verify-fail"], None, True, 0),
        ("what this process does", ["-on-shim-verify-fail"], None, True, 1),
        ("a certificate where none should be", ["-expect-no-peer-cert"], None, True, 1),
    ]
    for what, flags, version, properly, wanted in cases:
        runner = Runner(trusting + flags)
        came = runner.play(server_context(own, version), properly, server_side=True)
        tap.equal(f"client, {what}: ends with {wanted}", *seen_and_wanted(runner, wanted))
        if wanted == 0:
            tap.equal(f"client, {what}: the bytes come back turned", came, b"over and out")
    runner = Runner(["-trust-cert", other[0]])
    runner.play(server_context(own), server_side=True)
    tap.equal("client, an authority that is not trusted: ends with 1", *seen_and_wanted(runner, 1))
    runner = Runner([])
    runner.play(server_context(own), server_side=True)
    tap.equal("client, no authority is named: ends with 0", *seen_and_wanted(runner, 0))
    tap.equal("client, it says its number", runner.shim_id, SHIM_ID)


def check_servers(tap, own, other):
    showing = ["-server", "-cert-file", own[0], "-key-file", own[1]]
    cases = [
        ("a plain one", [], 0),
        ("a byte at a time", ["-async"], 0),
        ("the name that was asked for", ["-expect-server-name", "test"], 0),
        ("another name", ["-expect-server-name", "tests"], 1),
        ("a name where none should be", ["-expect-no-server-name"], 1),
        ("no client certificate", ["-require-any-client-certificate"], 1),
        ("a client that is refused", ["-fail-early-callback"], 1),
        ("protocols that nobody offers", ["-expect-advertised-alpn", "\x03foo"], 1),
        ("a protocol that nobody offers", ["-select-alpn", "foo"], 1),
        ("schemes that nobody offers", ["-expect-peer-verify-pref", "1"], 1),
        ("a server that has no certificate for anyone", ["-fail-cert-callback"], 1),
        ("a certificate that is less wanted", more_shown(own), 0),
        ("a certificate that nobody trusts is more wanted", more_shown(other), 1),
    ]
    for what, flags, wanted in cases:
        runner = Runner(showing + flags)
        runner.play(client_context(own[0]), server_hostname="test")
        tap.equal(f"server, {what}: ends with {wanted}", *seen_and_wanted(runner, wanted))


def more_shown(certificate):
    return ["-new-x509-credential", "-cert-file", certificate[0], "-key-file", certificate[1]]


def check_repetitions(tap, own):
    """Connections one after the other, of which none resumes an earlier one."""
    twice = ["-resume-count", "1", "-expect-session-miss"]
    for what, flags, wanted in (("like the first", [], 0),
                                ("that is judged otherwise", ["-on-resume-verify-fail"], 1),
                                ("of another version", ["-on-resume-no-tls13"], 0)):
        runner = Runner(["-trust-cert", own[0], *twice, *flags])
        context = server_context(own)
        tap.equal(f"a first connection before one {what}",
                  runner.play(context, server_side=True), b"over and out")
        runner.accept()
        came = runner.play(context, server_side=True)
        tap.equal(f"a second connection {what}: ends with {wanted}", *seen_and_wanted(runner, wanted))
        if wanted == 0:
            tap.equal(f"a second connection {what}: the bytes come back turned", came, b"over and out")
    showing = ["-server", "-cert-file", own[0], "-key-file", own[1]]
    runner = Runner([*showing, *twice])
    context = client_context(own[0])
    runner.play(context, server_hostname="test")
    runner.accept()
    tap.equal("a second connection of a server: the bytes come back turned",
              runner.play(context, server_hostname="test"), b"over and out")
    tap.equal("a second connection of a server: ends with 0", *seen_and_wanted(runner, 0))


def seen_and_wanted(runner, wanted):
    status, words = runner.status()
    return status, wanted, words


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        own, other = make_certificate(folder, "own"), make_certificate(folder, "other")
        check_declining(tap)
        check_clients(tap, own, other)
        check_servers(tap, own, other)
        check_repetitions(tap, own)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
