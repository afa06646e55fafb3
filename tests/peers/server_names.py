"""Which certificate a server shows for the name that a client asks for (SNI)."""

from dataclasses import replace

from other_clients import CLIENTS, Question
from our_programs import OurServer, get
from other_servers import GnutlsServer, Nginx, OpensslServer
from pki import Pki

VERSIONS = ("TLSv1.2", "TLSv1.3")
UNRECOGNIZED_NAME = 112
HANDSHAKE_FAILURE = 40
REFUSED = ("peer alert", "unrecognized_name", "")


class NamesPki(Pki):
    """Leaves that their common names tell apart, below a root for each kind of key."""

    def __init__(self, folder):
        super().__init__(folder)
        roots = {key: self.root(f"names-{key}", key) for key in ("EC", "RSA")}
        self.anchors = folder / "names.anchors"
        self.anchors.write_text("".join(each.certificate.read_text() for each in roots.values()))

        def leaf(name, *names, key="EC"):
            return self.leaf(name, roots[key], names, name, key)

        self.default = leaf("default-ec", "DNS:default.example", "IP:127.0.0.1")
        self.one = leaf("one-ec", "DNS:one.example", "DNS:uno.example")
        self.wild = leaf("wild", "DNS:*.wild.example")
        self.others = [
            leaf("default-rsa", "DNS:default.example", "IP:127.0.0.1", key="RSA"),
            leaf("one-rsa", "DNS:one.example", key="RSA"), self.one, self.wild,
            leaf("inner", "DNS:inner.wild.example"), leaf("wide", "DNS:*.example"),
        ]


# Name, who answers, common name; a client that verifies ECDSA only.
KNOWN = (
    ("default.example", "default.example", "default-ec"),
    ("one.example", "one.example", "one-ec"),
    ("uno.example", "uno.example", "one-ec"),
    ("any.wild.example", "any.wild.example", "wild"),
    ("inner.wild.example", "inner.wild.example", "inner"),
    ("ONE.Example", "one.example", "one-ec"),
    ("ANY.WILD.EXAMPLE", "any.wild.example", "wild"),
    (None, "default.example", "default-ec"),
)
# Nobody's names: RFC 6066 §3 knows neither addresses nor a dot at the end.
UNKNOWN = ("elsewhere.test", "three.example", "wild.example", "two.levels.wild.example",
           "xone.example", "one.example.evil.test", "one.example.", "192.0.2.1", "127.0.0.1",
           "2001:db8::1", "default-ec", "one-ec")
# GnuTLS sends no addresses; what curl asks for it verifies, and it cuts the dot.
ONLY_OPENSSL = ("one.example.", "192.0.2.1", "127.0.0.1", "2001:db8::1")


class OtherClients:
    """Asks our server of one backend by other people's clients."""

    def __init__(self, tap, backend, programs, pki, children):
        self.tap = tap
        self.backend = backend
        self.pki = pki
        also = [word for each in pki.others for word in ("--also", each.chain, each.key)]
        self.lenient, self.strict = (
            OurServer(programs / f"echo-server-{backend}", [*also, *options], pki.default,
                      pki.folder / f"names-{backend}{len(options)}.log", children)
            for options in ([], ["--refuse-unknown-names"]))

    def ask(self, server, client, asked):
        answer = CLIENTS[client](server.port, asked)
        seen = server.seen()
        words = f"{answer.words}\n{seen.words}"
        what = (f"{client} asks OneTLS/{self.backend}{' (strict)' if server is self.strict else ''}"
                f" for {asked.name}, {asked.version} {asked.only}".rstrip())
        return answer, seen, what, words

    def shows(self, server, client, asked, subject):
        answer, seen, what, words = self.ask(server, client, asked)
        self.tap.equal(f"{what}: {subject}",
                       (answer.page, answer.subject, seen.verdict, seen.name.lower()),
                       (True, subject, "accepted", (asked.name or "").lower()), words)

    def refuses(self, server, client, asked, alert):
        answer, seen, what, words = self.ask(server, client, asked)
        self.tap.equal(f"{what}: alert {alert}", (answer.page, answer.alert, seen.verdict),
                       (False, alert, "nothing in common"), words)

    def question(self, version, name, host="default.example", only="EC", **more):
        return Question(version, self.pki.anchors, name, host, only=only, **more)

    def show_known(self, server, version):
        for name, host, subject in KNOWN:
            for client in ("openssl", "gnutls"):
                self.shows(server, client, self.question(version, name, host), subject)
        # curl cannot be told which signatures to verify.
        for name, subject in (("any.wild.example", "wild"), ("INNER.wild.example", "inner"),
                              ("uno.example", "one-ec")):
            self.shows(server, "curl", self.question(version, name), subject)

    def show_default(self, version):
        for name in UNKNOWN:
            clients = ["openssl"] if name in ONLY_OPENSSL else ["openssl", "gnutls"]
            for client in clients:
                self.shows(self.lenient, client, self.question(version, name), "default-ec")
        answer = CLIENTS["curl"](self.lenient.port, self.question(version, "elsewhere.test"))
        seen = self.lenient.seen()
        self.tap.equal(f"curl takes no default of OneTLS/{self.backend} for another, {version}",
                       (answer.page, answer.subject,
                        "no alternative certificate subject name" in answer.words),
                       (False, "default-ec", True), answer.words + seen.words)

    def refuse_unknown(self, version):
        for name in UNKNOWN:
            clients = ["openssl"] if name in ONLY_OPENSSL else list(CLIENTS)
            for client in clients:
                self.refuses(self.strict, client, self.question(version, name), UNRECOGNIZED_NAME)

    def choose_by_key(self, server, version):
        cases = (("one.example", "one.example", "one"), ("default.example",) * 2 + ("default",),
                 (None, "default.example", "default"))
        for name, host, subject in cases:
            for client in ("openssl", "gnutls"):
                for only in ("EC", "RSA"):
                    self.shows(server, client, self.question(version, name, host, only),
                               f"{subject}-{only.lower()}")
        # Nothing of RSA is there for these; another's certificate is no way out.
        for name in ("any.wild.example", "uno.example"):
            for client in ("openssl", "gnutls"):
                self.refuses(server, client, self.question(version, name, only="RSA"),
                             HANDSHAKE_FAILURE)

    def choose_by_suite_and_group(self, server):
        """The kinds of key as TLS 1.2 knows them: by suite, and by the group of an EC key."""
        asked = self.question("TLSv1.2", "one.example", "one.example", only="")
        for kind, signed in (("EC", "ECDSA"), ("RSA", "RSA")):
            suite = f"ECDHE-{signed}-AES128-GCM-SHA256"
            options = {"openssl": ["-cipher", suite], "curl": ["--ciphers", suite]}
            for client in ("openssl", "curl"):
                self.shows(server, client, replace(asked, options=options),
                           f"one-{kind.lower()}")
        self.shows(server, "openssl", replace(asked, options={"openssl": ["-groups", "P-384"]}),
                   "one-rsa")
        by_address = self.question("TLSv1.2", None, "127.0.0.1")
        self.shows(server, "curl", replace(by_address, options={"curl": [
            "--ciphers", "ECDHE-RSA-AES128-GCM-SHA256"]}), "default-rsa")

    def run(self):
        for version in VERSIONS:
            for server in (self.lenient, self.strict):
                self.show_known(server, version)
                self.choose_by_key(server, version)
            self.show_default(version)
            self.refuse_unknown(version)
            cut = CLIENTS["curl"](self.strict.port, self.question(version, "uno.example."))
            seen = self.strict.seen()
            self.tap.equal(f"curl asks OneTLS/{self.backend} without the dot, {version}",
                           (cut.page, cut.subject, seen.name), (True, "one-ec", "uno.example"),
                           cut.words + seen.words)
        for server in (self.lenient, self.strict):
            self.choose_by_suite_and_group(server)


class OurClient:
    """Asks other people's servers by our client of one backend."""

    def __init__(self, tap, backend, programs, pki, servers):
        self.tap = tap
        self.backend = backend
        self.program = programs / f"get-{backend}"
        self.pki = pki
        self.servers = servers

    def ask(self, server, host, version, wanted):
        seen = get(self.program, server.port, host, self.pki.anchors, version)
        self.tap.equal(f"OneTLS/{self.backend} asks {server.name} for {host}, {version}: {wanted}",
                       (seen.verdict, seen.peer or seen.alert or ", ".join(seen.reasons),
                        seen.name), wanted, seen.words)

    def run(self):
        """Every server has a default and one.example. What it refuses it says itself."""
        for server in self.servers:
            for version in VERSIONS:
                for host, subject, name in (("one.example", "one-ec", "one.example"),
                                            ("ONE.Example", "one-ec", "one.example"),
                                            ("default.example", "default-ec", "default.example"),
                                            ("127.0.0.1", "default-ec", "")):
                    wanted = ("accepted", f"CN={subject}", name)
                    self.ask(server, host, version,
                             REFUSED if host in server.refused else wanted)
                self.ask(server, "elsewhere.test", version,
                         REFUSED if server.refused else ("untrusted", "name mismatch", ""))


def other_servers(pki, children):
    return [server(pki, strict, children) for server in (OpensslServer, GnutlsServer, Nginx)
            for strict in (False, True)]


def run(tap, backends, programs, folder, children):
    pki = NamesPki(folder)
    servers = other_servers(pki, children)
    for backend in backends:
        OtherClients(tap, backend, programs, pki, children).run()
        OurClient(tap, backend, programs, pki, servers).run()
