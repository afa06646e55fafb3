"""The servers of the demo: other people's, ours, and two that misbehave."""

import contextlib
import pathlib
import socket
import threading

from outcome import read
from processes import PATIENCE, Child, free_port

PROTOCOL = "http/1.1"

# Other programs are to behave alike on every distribution, ours despite every distribution.
PLAIN_OPENSSL = {"OPENSSL_CONF": "/dev/null"}

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {sites}
}}
"""

SITE = """
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {chain};
        ssl_certificate_key {key};
        ssl_protocols {versions};
        return 200 "Hello from nginx.\\n";
    }}
"""


class Nginx:
    """One nginx for all its sites: certificate and versions, each at its own port."""

    name = "nginx"

    def __init__(self, sites: dict, folder: pathlib.Path, children: contextlib.ExitStack):
        self.ports = {name: free_port() for name in sites}
        configuration = folder / "nginx.conf"
        configuration.write_text(NGINX.format(folder=folder, sites="".join(
            SITE.format(port=self.ports[name], chain=certified.chain, key=certified.key,
                        versions=versions)
            for name, (certified, versions) in sites.items())))
        self.child = Child(["nginx", "-e", "stderr", "-p", folder, "-c", configuration],
                           folder / "nginx.log", PLAIN_OPENSSL)
        children.callback(self.child.end)

    def wait(self):
        for port in self.ports.values():
            self.child.wait_for_port(port)


class OpensslServer:
    """`openssl s_server`, with more options where wanted."""

    name = "openssl s_server"

    def __init__(self, certified, options, folder, children):
        self.child = Child(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certified.certificate,
             "-cert_chain", certified.chain, "-key", certified.key, "-alpn", PROTOCOL, "-www",
             *options], folder / f"s_server{id(self)}.log", PLAIN_OPENSSL)
        children.callback(self.child.end)

    def wait(self):
        self.port = int(self.child.wait_for_words(r"^ACCEPT .*:(\d+)$")[1])


class GnutlsServer:
    name = "gnutls-serv"

    def __init__(self, certified, version, folder, children):
        self.port = free_port()
        self.child = Child(
            ["gnutls-serv", "--port", self.port, "--http", "--alpn", PROTOCOL,
             "--disable-client-cert", "--x509certfile", certified.chain, "--x509keyfile",
             certified.key, "--priority", f"NORMAL:-VERS-ALL:+VERS-{version.replace('v', '')}"],
            folder / f"gnutls-serv{self.port}.log")
        children.callback(self.child.end)

    def wait(self):
        self.child.wait_for_port(self.port)


class OurServer:
    """The example echo_server. It tells how it saw each client."""

    def __init__(self, backend, certified, programs, folder, children, protocol=PROTOCOL):
        self.name = f"OneTLS/{backend}"
        self.child = Child(
            [programs / f"echo-server-{backend}", "--alpn", protocol, certified.chain,
             certified.key], folder / f"echo-server{id(self)}.log")
        children.callback(self.child.end)

    def wait(self):
        self.port = int(self.child.wait_for_words(r"^listening on 127.0.0.1:(\d+)$")[1])
        self.position = self.child.position()

    def last_words(self):
        """What the server says of the client that came last, and whether it served it. Called once
        after each client."""
        ended = self.child.wait_for_words(r"^(served|failed: .*)\n", self.position)
        words = self.child.said(self.position)[:ended.end()]
        self.position += len(words.encode())
        return words, ended[1] == "served"

    def seen(self):
        """How the server saw the client that came last. Called once after each client."""
        return read(*self.last_words())


class BadServer:
    """A server that lets `behave(client)` do what it wants with each client."""

    def __init__(self, name, behave, children):
        self.name = name
        self.behave = behave
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        children.callback(self.listener.close)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                client.settimeout(PATIENCE)
                self.behave(client)


def speak_garbage(client):
    client.recv(65536)
    client.sendall(b"220 mail.example ESMTP: this is not TLS\r\n" * 4)
    client.shutdown(socket.SHUT_WR)
    while client.recv(65536):
        pass


def answer_with_tls_1_1(client):
    """Chooses a version that was not offered, as a server does that does not know how to refuse."""
    client.recv(65536)
    hello = b"\x03\x02" + bytes(32) + b"\x00" + b"\xc0\x2b" + b"\x00"
    message = b"\x02" + len(hello).to_bytes(3, "big") + hello
    client.sendall(b"\x16\x03\x02" + len(message).to_bytes(2, "big") + message)
    while client.recv(65536):
        pass


def cut_after_the_first_bytes_of(port):
    """Passes on what the server at `port` says, and hangs up within its first message."""
    def behave(client):
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as server:
            server.sendall(client.recv(65536))
            client.sendall(server.recv(65536)[:60])
    return behave
