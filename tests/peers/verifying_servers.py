"""Servers of other people that insist on a client's certificate, and what our client gets of them."""

import re

from other_servers import shown, start_nginx
from processes import Child, free_port
from servers import PLAIN_OPENSSL

SITE = """
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        {shown}
        ssl_client_certificate {clients};
        ssl_verify_client on;
        ssl_verify_depth 2;
        return 200 "You are $ssl_client_s_dn.\\n";
    }}
"""


ALERTS = {"expired": "certificate_expired", "not-yet-valid": "bad_certificate",
          "of-a-server": "unsupported_certificate", "of-a-stranger": "unknown_ca",
          "of-the-servers": "unknown_ca", "self-signed": "unknown_ca"}


def told(pattern, words):
    match = re.search(pattern, words)
    return match[1] if match else ""


class OpensslServer:
    name = "openssl s_server"
    overlooks = set()  # what is wrong, and accepted all the same

    def __init__(self, pki, children):
        self.child = Child(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", pki.server.certificate,
             "-key", pki.server.key, "-CAfile", pki.clients_root.certificate, "-Verify", "3",
             "-verify_return_error", "-www"], pki.folder / "s_server-clients.log", PLAIN_OPENSSL)
        children.callback(self.child.end)
        self.port = int(self.child.wait_for_words(r"^ACCEPT .*:(\d+)$")[1])

    def view(self, seen):
        """How it went: the verdict, and the subject that the server tells or what it says else."""
        if seen.verdict == "accepted":
            return seen.verdict, told(r"Subject: CN ?= ?([\w-]+)", seen.words)
        return seen.verdict, seen.alert

    def refusal(self, name, version):
        """What is to be seen by a client that shows the bad certificate `name`, or "nothing"."""
        missing = "handshake_failure" if version == "TLSv1.2" else "certificate_required"
        return "peer alert", ALERTS.get(name, missing)


class GnutlsServer(OpensslServer):
    """gnutls-serv hangs up at once, so that what we write fails before its alert is read."""

    name = "gnutls-serv"
    overlooks = {"of-a-server"}

    def __init__(self, pki, children):
        self.port = free_port()
        self.child = Child(
            ["gnutls-serv", "--port", self.port, "--http", "--require-client-cert",
             "--verify-client-cert", "--x509cafile", pki.clients_root.certificate,
             "--x509certfile", pki.server.chain, "--x509keyfile", pki.server.key],
            pki.folder / "gnutls-serv-clients.log")
        children.callback(self.child.end)
        self.child.wait_for_port(self.port)

    def view(self, seen):
        refused = seen.verdict in ("peer alert", "transport failed")
        return ("refused", "") if refused else super().view(seen)

    def refusal(self, name, version):
        return "refused", ""


class Nginx(OpensslServer):
    """nginx finishes the handshake, and refuses by a page."""

    name = "nginx"

    def __init__(self, pki, children):
        self.port = free_port()
        self.child = start_nginx(pki.folder, "nginx-clients", SITE.format(
            port=self.port, shown=shown(pki.server), clients=pki.clients_root.certificate),
            children)
        self.child.wait_for_port(self.port)

    def view(self, seen):
        if seen.verdict == "accepted":
            return seen.verdict, told(r"You are CN=([\w-]+)\.", seen.words)
        return seen.verdict, told(r"<title>(.*)</title>", seen.words)

    def refusal(self, name, version):
        return "no answer", ("400 No required SSL certificate was sent" if name == "nothing"
                             else "400 The SSL certificate error")
