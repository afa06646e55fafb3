"""Client certificates: asked for or not, good and bad, with other people's programs."""

from other_clients import CLIENTS, Question
from our_programs import OurServer, get
from pki import HOST, Pki
from verifying_servers import GnutlsServer, Nginx, OpensslServer

VERSIONS = ("TLSv1.2", "TLSv1.3")
HANDSHAKE_FAILURE, NO_CERTIFICATE, CERTIFICATE_REQUIRED = 40, 41, 116

# The alert that says what is wrong: unsupported_certificate, certificate_expired, unknown_ca.
ALERTS = {"expired": 45, "not-yet-valid": 45, "of-a-server": 43, "of-a-stranger": 48,
          "of-the-servers": 48, "self-signed": 48}


class ClientsPki(Pki):
    def __init__(self, folder):
        super().__init__(folder)
        self.anchor = self.root("servers-root")
        self.server = self.leaf("server", self.anchor)
        self.clients_root = self.root("clients-root")
        issuer = self.authority("clients-issuer", self.clients_root)
        stranger = self.root("stranger-root")

        def client(name, issuer=issuer, **more):
            return self.leaf(name, issuer, [], name, **{"purpose": "clientAuth"} | more)

        self.good = {name: client(name, **more) for name, more in {
            "client-ec": {}, "client-rsa": {"key": "RSA"},
            "client-both": {"purpose": "serverAuth, clientAuth"}}.items()}
        self.bad = {
            "expired": client("expired", begins=-60, ends=-3),
            "not-yet-valid": client("not-yet-valid", begins=3, ends=60),
            "of-a-server": client("of-a-server", purpose="serverAuth"),
            "of-a-stranger": client("of-a-stranger", stranger),
            "of-the-servers": client("of-the-servers", self.anchor),
            "self-signed": self.self_signed("self-signed", "client"),
        }


class OtherClients:
    """Other people's clients, with and without a certificate, at our server of one backend."""

    def __init__(self, tap, backend, programs, pki, children):
        self.tap = tap
        self.backend = backend
        self.pki = pki
        self.servers = {how: OurServer(
            programs / f"echo-server-{backend}",
            ["--clients", how, pki.clients_root.certificate] if how != "none" else [],
            pki.server, pki.folder / f"clients-{backend}-{how}.log", children)
            for how in ("none", "optional", "required")}

    def ask(self, how, client, version, shown):
        answer = CLIENTS[client](self.servers[how].port, Question(
            version, self.pki.anchor.certificate, HOST, HOST, shown))
        seen = self.servers[how].seen()
        what = f"{client} to OneTLS/{self.backend}, {how}, {version}"
        return answer, seen, what, f"{answer.words}\n{seen.words}"

    def accepts(self, how, client, version, shown, peer):
        answer, seen, what, words = self.ask(how, client, version, shown)
        self.tap.equal(f"{what}: takes {peer or 'nobody'}",
                       (answer.page, answer.alert, seen.verdict, seen.peer),
                       (True, 0, "accepted", peer), words)

    def refuses(self, how, client, version, name, alert):
        shown = self.pki.bad[name] if name else None
        answer, seen, what, words = self.ask(how, client, version, shown)
        self.tap.equal(f"{what}: refuses {name or 'nobody'} with alert {alert}",
                       (answer.page, answer.alert, seen.verdict, seen.peer),
                       (False, alert, "untrusted", ""), words)

    def without_certificate(self, version):
        """The alert for it; Mbed TLS sends a reserved one under TLS 1.3 (README)."""
        if version == "TLSv1.2":
            return HANDSHAKE_FAILURE
        return NO_CERTIFICATE if self.backend == "mbedtls" else CERTIFICATE_REQUIRED

    def run(self):
        for version in VERSIONS:
            for client in CLIENTS:
                self.accepts("none", client, version, None, "")
                self.accepts("none", client, version, self.pki.good["client-ec"], "")
                self.accepts("none", client, version, self.pki.bad["of-a-stranger"], "")
                self.accepts("optional", client, version, None, "")
                self.refuses("required", client, version, None, self.without_certificate(version))
                for how in ("optional", "required"):
                    for name, shown in self.pki.good.items():
                        self.accepts(how, client, version, shown, f"CN={name}")
                    for name, alert in ALERTS.items():
                        self.refuses(how, client, version, name, alert)


class OurClient:
    """Our client of one backend at other people's servers."""

    def __init__(self, tap, backend, programs, pki, servers):
        self.tap = tap
        self.backend = backend
        self.program = programs / f"get-{backend}"
        self.pki = pki
        self.servers = servers

    def ask(self, server, version, what, shown, wanted):
        seen = get(self.program, server.port, HOST, self.pki.anchor.certificate, version, shown)
        self.tap.equal(f"OneTLS/{self.backend} to {server.name}, {version}, shows {what}",
                       server.view(seen), wanted, seen.words)

    def run(self):
        for server in self.servers:
            for version in VERSIONS:
                for name, shown in self.pki.good.items():
                    self.ask(server, version, name, shown, ("accepted", name))
                for name, shown in (self.pki.bad | {"nothing": None}).items():
                    if name not in server.overlooks:
                        self.ask(server, version, name, shown,
                                 server.refusal(name, version))


def run(tap, backends, programs, folder, children):
    pki = ClientsPki(folder)
    servers = [server(pki, children) for server in (OpensslServer, GnutlsServer, Nginx)]
    for backend in backends:
        OtherClients(tap, backend, programs, pki, children).run()
        OurClient(tap, backend, programs, pki, servers).run()
