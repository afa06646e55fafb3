"""The clients of the demo: ours and other people's. Each asks for a page and says how it went."""

import socket

from outcome import read
from pki import HOST
from processes import PATIENCE, Outcome, run
from servers import PROTOCOL

REQUEST = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"


class OurClient:
    """The example get."""

    def __init__(self, backend, anchor, programs):
        self.name = f"OneTLS/{backend}"
        self.program = programs / f"get-{backend}"
        self.anchor = anchor

    def ask(self, port, host=HOST, protocol=PROTOCOL, version=None):
        """Asks the server at `port` as if it were `host`."""
        limits = [f"--{version.lower().replace('v', '')}"] if version else []
        ended = run([self.program, "--trust", self.anchor, "--alpn", protocol, *limits,
                     "--connect", f"127.0.0.1:{port}", f"https://{host}/"])
        return read(ended.out + ended.errors, ended.status == 0 and has_answer(ended.out))


def has_answer(text):
    return "HTTP/1.1 200" in text or "HTTP/1.0 200" in text


def curl(anchor, port, version, protocol=PROTOCOL):
    number = version.removeprefix("TLSv")
    return run(["curl", "-q", "--silent", "--show-error", "--include", "--max-time", PATIENCE,
                "--http1.1", "--cacert", anchor, f"--tlsv{number}", "--tls-max", number,
                "--resolve", f"{HOST}:{port}:127.0.0.1", f"https://{HOST}:{port}/"])


def s_client(anchor, port, version, protocol=PROTOCOL, options=()):
    return run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST,
                "-verify_hostname", HOST, "-verify_return_error", "-CAfile", anchor,
                f"-{version.lower().replace('v', '').replace('.', '_')}", "-alpn", protocol,
                "-brief", "-ign_eof", *options], REQUEST)


def gnutls_cli(anchor, port, version, protocol=PROTOCOL):
    return run(["gnutls-cli", "--port", port, "--sni-hostname", HOST, "--verify-hostname", HOST,
                "--x509cafile", anchor, "--alpn", protocol,
                "--priority", f"NORMAL:-VERS-ALL:+VERS-{version.replace('v', '')}", "127.0.0.1"],
               REQUEST)


OTHERS = {"curl": curl, "openssl s_client": s_client, "gnutls-cli": gnutls_cli}


def send_plainly(port, data: bytes):
    """Sends bytes without TLS, and hangs up when the server does."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass
    return Outcome(0, "", "")


# The first 100 bytes of a record that announces more: a ClientHello that was cut.
HALF_A_HELLO = bytes.fromhex("16030102000100 01fc0303") + bytes(89)
