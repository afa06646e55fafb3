"""Credentials that are exchanged while clients come and go, at SIGHUP."""

import os
import shutil
import threading
from dataclasses import dataclass, field

from other_clients import CLIENTS, Question
from our_programs import OurServer
from pki import HOST, Certified, Pki

VERSIONS = ("TLSv1.2", "TLSv1.3")
SWAPS = 20
UNKNOWN_CA = 48


class ReloadPki(Pki):
    def __init__(self, folder):
        super().__init__(folder)
        self.anchor = self.root("root")
        self.leaves = [self.leaf(name, self.anchor, common_name=name) for name in ("even", "odd")]
        self.inner = [self.leaf(f"inner-{name}", self.anchor, ["DNS:inner.example"],
                                f"inner-{name}") for name in ("even", "odd")]
        self.roots = [self.root(f"clients-{name}") for name in ("even", "odd")]
        self.clients = [self.leaf(f"client-{name}", root, [], f"client-{name}",
                                  purpose="clientAuth")
                        for name, root in zip(("even", "odd"), self.roots)]


class Place:
    """The files that a server reads, and that change under it."""

    def __init__(self, folder, name):
        self.shown = Certified(*(folder / f"{name}.{kind}" for kind in ("crt", "chain", "key")))

    def put(self, certified):
        replace(self.shown.chain, certified.chain)
        replace(self.shown.key, certified.key)


def replace(place, source):
    """Puts a copy of `source` there at once, as those who renew certificates do."""
    fresh = place.with_suffix(".fresh")
    shutil.copy(source, fresh)
    os.replace(fresh, place)


@dataclass
class Crowd:
    """Clients that connect without a pause until they are told to stop."""

    server: OurServer
    anchors: object
    failed: list = field(default_factory=list)
    subjects: list = field(default_factory=list)
    stopped: bool = False

    def come(self, client, version):
        while not self.stopped:
            answer = CLIENTS[client](self.server.port, Question(version, self.anchors, HOST, HOST))
            self.subjects.append(answer.subject)
            if not answer.page or answer.subject not in ("even", "odd"):
                self.failed.append(f"{client} {version}:\n{answer.words}")

    def __enter__(self):
        self.threads = [threading.Thread(target=self.come, args=(client, version))
                        for client, version in (("curl", "TLSv1.2"), ("curl", "TLSv1.3"),
                                                ("openssl", "TLSv1.2"), ("openssl", "TLSv1.3"))]
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        for each in self.threads:
            each.join()


class Reloading:
    def __init__(self, tap, backend, programs, pki, children):
        self.tap = tap
        self.backend = backend
        self.pki = pki
        self.place = Place(pki.folder, f"shown-{backend}")
        self.inner = Place(pki.folder, f"inner-{backend}")
        self.clients = pki.folder / f"clients-{backend}.crt"
        self.put(0)
        self.server = OurServer(
            programs / f"echo-server-{backend}",
            ["--also", self.inner.shown.chain, self.inner.shown.key,
             "--clients", "optional", self.clients],
            self.place.shown, pki.folder / f"reload-{backend}.log", children)

    def put(self, turn):
        self.place.put(self.pki.leaves[turn % 2])
        self.inner.put(self.pki.inner[turn % 2])
        replace(self.clients, self.pki.roots[turn % 2].certificate)

    def ask(self, version="TLSv1.3", host=HOST, shown=None, client="openssl"):
        return CLIENTS[client](self.server.port, Question(
            version, self.pki.anchor.certificate, host, host, shown))

    def equal(self, what, seen, wanted, words=""):
        self.tap.equal(f"OneTLS/{self.backend}: {what}", seen, wanted,
                       f"{words}\n{self.server.child.said()[-1000:]}")

    def everything_changes(self):
        """Default, further credentials and the authorities of clients are all read anew."""
        for turn in (0, 1, 0):
            self.put(turn)
            self.equal(f"is told of files {turn}", self.server.reload(), "reloaded")
            name, other = (("even", "odd"), ("odd", "even"))[turn]
            for version in VERSIONS:
                for host, subject in ((HOST, name), ("inner.example", f"inner-{name}")):
                    for client in CLIENTS:
                        answer = self.ask(version, host, client=client)
                        self.equal(f"{client} {version} sees {subject}",
                                   (answer.page, answer.subject), (True, subject), answer.words)
                for client in CLIENTS:
                    good = self.ask(version, shown=self.pki.clients[turn], client=client)
                    bad = self.ask(version, shown=self.pki.clients[1 - turn], client=client)
                    self.equal(f"{client} {version}: client-{name} is taken", good.page, True,
                               good.words)
                    self.equal(f"{client} {version}: client-{other} is refused",
                               (bad.page, bad.alert), (False, UNKNOWN_CA), bad.words)

    def nothing_changes_untold(self):
        self.put(0)
        self.equal("is told", self.server.reload(), "reloaded")
        self.put(1)
        answer = self.ask()
        self.equal("files alone change nothing", (answer.page, answer.subject), (True, "even"),
                   answer.words)

    def bad_files_are_refused(self):
        """What is wrong is said on standard error; what was there goes on serving."""
        place, inner, pki = self.place.shown, self.inner.shown, self.pki
        strange = pki.leaves[1]
        garbage = pki.folder / "garbage"
        garbage.write_text("-----BEGIN NOTHING-----\n")
        cases = {
            "a key of another certificate": (place.key, strange.key, "private_key"),
            "a chain of another key": (place.chain, strange.chain, "private_key"),
            "a key that is none": (place.key, garbage, "private_key"),
            "a chain that is none": (place.chain, garbage, "certificate_chain"),
            "a further key of another": (inner.key, strange.key, "private_key"),
            "authorities that are none": (self.clients, garbage, "trust"),
            "no key": (place.key, None, "private_key"),
            "no chain": (place.chain, None, "certificate_chain"),
        }
        for what, (path, bad, where) in cases.items():
            self.put(0)
            self.equal(f"before {what}", self.server.reload(), "reloaded")
            replace(path, bad) if bad else path.unlink()
            told = self.server.reload()
            self.equal(f"refuses {what}",
                       told.startswith(f"not reloaded: bad input: {where}: "), True, told)
            for version in VERSIONS:
                for client in CLIENTS:
                    answer = self.ask(version, client=client)
                    self.equal(f"{client} {version} is served after {what}",
                               (answer.page, answer.subject), (True, "even"), answer.words)

    def under_load(self):
        with Crowd(self.server, self.pki.anchor.certificate) as crowd:
            for turn in range(SWAPS):
                self.put(turn)
                told = self.server.reload()
                answer = self.ask(VERSIONS[turn % 2])
                name = ("even", "odd")[turn % 2]
                self.equal(f"swap {turn + 1} under load", (told, answer.page, answer.subject),
                           ("reloaded", True, name), answer.words)
        self.equal("none of the crowd failed", len(crowd.failed), 0, "\n".join(crowd.failed[:1]))
        self.equal("the crowd was there all the time, and saw both",
                   (len(crowd.subjects) >= SWAPS, set(crowd.subjects)), (True, {"even", "odd"}))
        print(f"# {len(crowd.subjects)} connections of the crowd, {SWAPS} swaps")

    def run(self):
        self.nothing_changes_untold()
        self.everything_changes()
        self.bad_files_are_refused()
        self.under_load()


def run(tap, backends, programs, folder, children):
    pki = ReloadPki(folder)
    for backend in backends:
        Reloading(tap, backend, programs, pki, children).run()
