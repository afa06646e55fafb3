"""Servers of other people with names to choose from, for our client to ask."""

import os
import shutil

from processes import Child, free_port
from servers import NGINX, PLAIN_OPENSSL

SITE = """
    server {{
        listen 127.0.0.1:{port} ssl{default};
        server_name {names};
        ssl_protocols TLSv1.2 TLSv1.3;
        {shown}
        return 200 "Hello from nginx.\\n";
    }}
"""


def shown(certified):
    return f"ssl_certificate {certified.chain}; ssl_certificate_key {certified.key};"


def start_nginx(folder, name, sites, children):
    """nginx with `sites`, the text of its server blocks."""
    folder = folder / name
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, sites=sites))
    # It is often where only the administrator looks.
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    child = Child([program or "nginx", "-e", "stderr", "-p", folder, "-c", configuration],
                  folder / "nginx.log", PLAIN_OPENSSL)
    children.callback(child.end)
    return child


class OpensslServer:
    """`openssl s_server`, which knows two certificates: the default, and that of one name."""

    def __init__(self, pki, strict, children):
        self.name = f"openssl s_server{' (strict)' if strict else ''}"
        self.refused = {"default.example"} if strict else set()
        self.child = Child(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", pki.default.certificate,
             "-key", pki.default.key, "-servername", "one.example", "-cert2", pki.one.certificate,
             "-key2", pki.one.key, "-www", *(["-servername_fatal"] if strict else [])],
            pki.folder / f"s_server-names{strict}.log", PLAIN_OPENSSL)
        children.callback(self.child.end)
        self.port = int(self.child.wait_for_words(r"^ACCEPT .*:(\d+)$")[1])


class GnutlsServer:
    """`gnutls-serv`, which chooses by what the certificates say, and may insist on one name."""

    def __init__(self, pki, strict, children):
        self.name = f"gnutls-serv{' (strict)' if strict else ''}"
        self.refused = {"default.example"} if strict else set()
        self.port = free_port()
        fatal = ["--sni-hostname", "one.example", "--sni-hostname-fatal"] if strict else []
        self.child = Child(
            ["gnutls-serv", "--port", self.port, "--http", "--disable-client-cert",
             "--x509certfile", pki.default.chain, "--x509keyfile", pki.default.key,
             "--x509certfile", pki.one.chain, "--x509keyfile", pki.one.key, *fatal],
            pki.folder / f"gnutls-serv-names{strict}.log")
        children.callback(self.child.end)
        self.child.wait_for_port(self.port)


class Nginx:
    """nginx with a site for each name; where it is strict, one that turns the others away, and those
    who ask for none."""

    def __init__(self, pki, strict, children):
        self.name = f"nginx{' (strict)' if strict else ''}"
        self.refused = {"127.0.0.1"} if strict else set()
        self.port = free_port()
        sites = SITE.format(port=self.port, default="", names="one.example", shown=shown(pki.one))
        if strict:
            sites += SITE.format(port=self.port, default="", names="default.example",
                                 shown=shown(pki.default))
            sites += SITE.format(port=self.port, default=" default_server", names="_",
                                 shown="ssl_reject_handshake on;")
        else:
            sites += SITE.format(port=self.port, default=" default_server", names="_",
                                 shown=shown(pki.default))
        self.child = start_nginx(pki.folder, f"nginx-names{strict}", sites, children)
        self.child.wait_for_port(self.port)
