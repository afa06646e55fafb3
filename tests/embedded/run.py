"""Builds the firmware and runs it in an emulator, with OpenSSL at the other end of its serial line.

usage: run.py FOLDER EXAMPLES    where to build, and where the examples for this machine are

Speaks the Test Anything Protocol.
"""

import concurrent.futures
import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

import building
from building import BOARDS, Certified
from emulator import PROTOCOL, Board, Client, Server, Silent
from processes import ENVIRONMENT

sys.path.insert(0, str(building.PROJECT / "tests" / "compile"))

from compiling import Report  # noqa: E402

LINE = "hello from a small device"
NEEDED = ["arm-none-eabi-g++", "qemu-system-arm", "openssl"]
FAR_FUTURE = "clock=4000000000"
LONG_AGO = "clock=1000000000"

# Arguments of the image, what its status says, and what it has to say besides.
REFUSED_SERVERS = [
    ("a server of another authority", ["trust=1"], "untrusted_peer", "refused: unknown issuer"),
    ("a server of another name", ["name=1"], "untrusted_peer", "refused: name mismatch"),
    ("a server whose certificate has expired by the device's clock", [FAR_FUTURE],
     "untrusted_peer", "refused: expired"),
    ("a server whose certificate is not yet valid by the device's clock", [LONG_AGO],
     "untrusted_peer", "refused: not yet valid"),
    ("every server, where nobody is trusted", ["trust=2"], "bad_input", "trust: not found"),
    ("a connection that ends within the handshake", ["cut=200"], "truncated", ""),
    ("a connection that is lost within the handshake", ["lost=200"], "transport_failed",
     "native -14"),
    ("a transport that tells of more than it has sent", ["sent=100000"], "transport_failed", ""),
    ("to begin without randomness", ["entropy=0"], "internal", "native -148"),
]


class Tests:
    """The tests on one core."""

    def __init__(self, core, board, certificates, report, folder):
        self.core = core
        self.board = board
        self.certificates = certificates
        self.report = report
        self.folder = folder

    def tell(self, what, ended, code, *words):
        """The image ended as it should, said `words`, and gave back all of its memory."""
        fine = ended.code == code and all(word in ended.said for word in words)
        kept = ended.peak("leaked") == 0
        self.report.tell(fine and kept, f"{self.core}: {what}",
                         f"ended: {ended.code}, wanted: {code} {words}\n{ended.said}")

    def run_all(self):
        for image in ("allocations", "least", "self_handshake", "verify",
                      "first_use"):
            self.tell(f"{image} keeps its promises", self.board.run(image), "good")
        for version in ("1.3", "1.2"):
            self.meet_servers(version)
            self.meet_servers_with_least(version)
            self.meet_clients(version)
        self.meet_servers_that_are_none()
        self.shrink_the_arena()

    def client(self, certified, version, *arguments, image="client"):
        with contextlib.ExitStack() as children:
            server = Server(certified, version, self.folder, children)
            return self.board.run(image, *arguments, port=server.port)

    def meet_servers(self, version):
        for name, certified in (("a root", self.certificates.server),
                                ("an intermediate", self.certificates.below)):
            self.tell(f"a client talks TLS {version} with a server below {name}",
                      self.client(certified, version), "good", PROTOCOL, LINE[::-1])
        self.tell(f"a client trusts whole certificates, TLS {version}",
                  self.client(self.certificates.server, version, "trust=3"), "good")
        self.tell(f"a client of TLS {version} trusts an authority within its constraints",
                  self.client(alone(self.certificates.bound), version, "trust=4"), "good")
        self.tell(f"a client of TLS {version} trusts no authority beyond its constraints",
                  self.client(alone(self.certificates.trespassing), version, "trust=4"),
                  "untrusted_peer", "refused: name constraint violated")
        self.tell(f"a client of TLS {version} whose clock is a floor accepts what begins later",
                  self.client(self.certificates.server, version, LONG_AGO, "floor=1"), "good")
        self.tell(f"a client of TLS {version} whose clock is a floor refuses what has expired",
                  self.client(self.certificates.server, version, FAR_FUTURE, "floor=1"),
                  "untrusted_peer", "refused: expired")
        self.tell(f"a client of TLS {version} refuses a server whose certificate has expired",
                  self.client(self.certificates.expired, version), "untrusted_peer",
                  "refused: expired")
        for what, arguments, code, words in REFUSED_SERVERS:
            self.tell(f"a client of TLS {version} refuses {what}",
                      self.client(self.certificates.server, version, *arguments), code, words)

    def meet_servers_with_least(self, version):
        """A client without any part that can be left out."""
        for name, certified in (("a root", self.certificates.server),
                                ("an intermediate", self.certificates.below)):
            self.tell(f"a least client talks TLS {version} with a server below {name}",
                      self.client(certified, version, image="least_client"), "good", LINE[::-1])
        self.tell(f"a least client of TLS {version} refuses what has expired",
                  self.client(self.certificates.expired, version, image="least_client"),
                  "untrusted_peer", "refused: expired")
        self.tell(f"a least client of TLS {version} refuses to judge by constraints",
                  self.client(alone(self.certificates.bound), version, "trust=4",
                              image="least_client"),
                  "untrusted_peer", "refused: unknown critical extension")
        for what, arguments, code, words in REFUSED_SERVERS:
            ended = self.client(self.certificates.server, version, *arguments, image="least_client")
            self.tell(f"a least client of TLS {version} refuses {what}", ended, code, words)

    def meet_clients(self, version):
        with contextlib.ExitStack() as children:
            peer = Client(version, self.certificates.authority.certificate, self.folder, children,
                          "-alpn", PROTOCOL)
            ended = self.board.run("server", port=peer.joint.near)
            echoed = peer.answer == b"hello from openssl\n"
        self.tell(f"a server talks TLS {version} with a client", ended,
                  "good" if echoed else f"good, but its answer was {peer.answer}", PROTOCOL)
        refused = [
            ("without a certificate where one is asked for", ["clients=1"], [], "untrusted_peer"),
            ("with no protocol in common", [], ["-alpn", "other/1"], "negotiation_failed"),
            ("that does not trust it", [], ["-CAfile", self.certificates.stranger.certificate],
             "peer_alert"),
        ]
        for what, arguments, options, code in refused:
            with contextlib.ExitStack() as children:
                peer = Client(version, self.certificates.authority.certificate, self.folder,
                              children, "-alpn", PROTOCOL, *options)
                ended = self.board.run("server", *arguments, port=peer.joint.near)
            self.tell(f"a server of TLS {version} fails with a client {what}", ended, code)
        with contextlib.ExitStack() as children:
            shown = self.certificates.server
            peer = Client(version, self.certificates.authority.certificate, self.folder, children,
                          "-alpn", PROTOCOL, "-cert", shown.certificate, "-key", shown.key)
            ended = self.board.run("server", "clients=1", port=peer.joint.near)
        self.tell(f"a server of TLS {version} refuses a client with a certificate for servers",
                  ended, "untrusted_peer", "refused: wrong purpose")

    def meet_servers_that_are_none(self):
        for what, answer in (("garbage", b"HTTP/1.0 400 Bad Request\r\n\r\n"),
                             ("an alert", bytes([21, 3, 3, 0, 2, 2, 40])),
                             ("a record that is too long", bytes([22, 3, 3, 255, 255]) + bytes(99))):
            with contextlib.ExitStack() as children:
                ended = self.board.run("client", port=Silent(answer, children).port)
            code = "peer_alert" if what == "an alert" else "protocol_error"
            self.tell(f"a client that is answered with {what} ends with {code}", ended, code)

    def shrink_the_arena(self):
        """With too little memory an image fails for that reason, and keeps nothing. Where PSA ran out
        of it, Mbed TLS passes it on as its generic error, -1, which may be the peer's fault too."""
        for version in ("1.3", "1.2"):
            full = self.client(self.certificates.server, version)
            peak = full.peak("heap_peak") or 0
            for part in range(1, 8):
                size = peak * part // 8
                ended = self.client(self.certificates.server, version, f"arena={size}")
                generic = ended.code == "protocol_error" and "[native -1]" in ended.said
                self.tell(f"TLS {version} in an arena of {size} bytes runs out of memory", ended,
                          ended.code if generic else "out_of_memory")


def alone(certified):
    """One that is shown without its issuers."""
    return Certified(certified.certificate, certified.certificate, certified.key)


def desktop(examples, certificates, report, folder):
    """The same source file as the firmware's client, on this machine."""
    for backend in ("openssl", "mbedtls"):
        for name, status in (("server.test", 0), ("other.test", 1)):
            with contextlib.ExitStack() as children:
                server = Server(certificates.server, "1.3", folder, children)
                told = {"SERVER": f"127.0.0.1:{server.port}", "NAME": name,
                        "TRUST": str(certificates.authority.certificate)}
                done = subprocess.run([examples / f"embedded-client-{backend}"], text=True,
                                      env=ENVIRONMENT | told, capture_output=True, timeout=60)
            fine = done.returncode == status and (status != 0 or LINE[::-1] in done.stdout)
            report.tell(fine, f"the client's source file on a desktop, {backend}, {name}",
                        done.stdout + done.stderr)


def embed(*words):
    """The status of tools/embed-certificates, and what it has to say."""
    done = subprocess.run([building.EMBED, *(str(word) for word in words)], text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout + done.stderr


def embedding(certificates, report, folder):
    """The tool refuses what would not be the constant that it is taken for."""
    folder = pathlib.Path(folder)
    whole = certificates.server.certificate
    der = pathlib.Path(building.run("openssl", "x509", "-in", whole, "-outform", "DER", "-out",
                                    folder / "whole.der") or folder / "whole.der")
    (folder / "cut.der").write_bytes(der.read_bytes()[:-1])
    (folder / "more.der").write_bytes(der.read_bytes() + b"\0")
    (folder / "empty").write_bytes(b"")
    building.run("openssl", "pkey", "-in", certificates.server.key, "-aes128", "-passout",
                 "pass:secret", "-out", folder / "encrypted.key")
    report.tell(embed("a", f"b={whole}") == embed("a", f"b={der}"), "PEM and DER embed alike")
    for what, words in (
            ("a certificate that was cut short", ["a", f"b={folder / 'cut.der'}"]),
            ("a certificate with something behind it", ["a", f"b={folder / 'more.der'}"]),
            ("an empty file", ["a", f"b={folder / 'empty'}"]),
            ("a file that is not there", ["a", f"b={folder / 'missing'}"]),
            ("an encrypted key", ["a", f"b={folder / 'encrypted.key'}"]),
            ("a key as an anchor", ["--bare", "a", f"b={certificates.server.key}"]),
            ("a name that C++ does not take", ["a", f"b c={whole}"]),
            ("nothing to embed", ["a"])):
        status, said = embed(*words)
        report.tell(status == 1 and "inline constexpr" not in said, f"{what} is not embedded", said)


class Notes:
    """What is to be told later, in order."""

    def __init__(self):
        self.noted = []

    def tell(self, *words):
        self.noted.append(words)


def run_boards(images, certificates, report):
    """Runs the tests on all cores at once, and tells of them one core after the other."""
    def run(core):
        notes = Notes()
        with tempfile.TemporaryDirectory() as folder:
            Tests(core, Board(core, images[core]), certificates, notes, folder).run_all()
        return notes.noted

    with concurrent.futures.ThreadPoolExecutor(len(images)) as pool:
        for noted in pool.map(run, images):
            for words in noted:
                report.tell(*words)


def main(root, examples):
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        print(f"1..0 # SKIP there is no {', '.join(missing)}: tools/setup --for=test")
        return
    report = Report()
    certificates = building.certificates_in(root / "made")
    with tempfile.TemporaryDirectory() as folder:
        desktop(examples, certificates, report, folder)
        embedding(certificates, report, folder)
        images = {core: building.build(root / core, core, certificates,
                                       ["FIRMWARE_SERVER", "MBEDTLS_MEMORY_DEBUG"])
                  for core in BOARDS}
        run_boards(images, certificates, report)
    report.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
