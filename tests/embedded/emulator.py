"""The emulated board, its serial line, and the peers at the other end of it."""

import contextlib
import pathlib
import re
import socket
import subprocess
import threading
from dataclasses import dataclass

from building import BOARDS, PROJECT
from processes import ENVIRONMENT, Child

PATIENCE = 90  # seconds: an emulator on a busy machine
PROTOCOL = "echo/1"
FIRST_FAILURE = 16


def codes():
    """What each status of an image means, in the order of `errc`."""
    text = (PROJECT / "include" / "onetls" / "error.hpp").read_text()
    listed = re.search(r"enum class errc .*?\{(.*?)\};", text, re.DOTALL)[1]
    names = re.findall(r"^\s*(\w+),", listed, re.MULTILINE)
    known = {FIRST_FAILURE + index: name for index, name in enumerate(names)}
    return known | {0: "good", 90: "leaked", 98: "aborted", 99: "faulted"}


CODES = codes()


@dataclass(frozen=True)
class Ended:
    """How an image ended: the code of its status, its words, and the peaks that it tells."""

    code: str
    said: str

    def peak(self, name):
        found = re.search(rf"^{name}=(\d+)$", self.said, re.MULTILINE)
        return int(found[1]) if found else None


class Board:
    """Runs images on one core. `arguments` are words of the image's command line."""

    def __init__(self, core, folder):
        self.machine = BOARDS[core]
        self.folder = folder

    def run(self, image, *arguments, port=None, options=()):
        target = "".join(f",arg={word}" for word in ("image", *arguments))
        line = f"tcp:127.0.0.1:{port}" if port else "null"
        words = ["qemu-system-arm", "-machine", self.machine, "-display", "none", "-monitor", "none",
                 "-semihosting-config", f"enable=on,target=native{target}", "-serial", "null",
                 "-serial", line, *options, "-kernel", str(self.folder / f"{image}.elf")]
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                                  env=ENVIRONMENT, timeout=PATIENCE)
        except subprocess.TimeoutExpired as late:
            return Ended(f"no end within {PATIENCE} s", (late.stdout or b"").decode(errors="replace"))
        said = (done.stdout + done.stderr).decode(errors="replace")
        return Ended(CODES.get(done.returncode, f"status {done.returncode}"), said)


class Server:
    """`openssl s_server` that sends lines back reversed."""

    def __init__(self, certified, version, folder, children, *options):
        self.child = Child(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certified.certificate,
             "-cert_chain", certified.chain, "-key", certified.key, "-alpn", PROTOCOL, "-rev",
             flag(version), *options], pathlib.Path(folder) / f"s_server{id(self)}.log",
            {"OPENSSL_CONF": "/dev/null"})
        children.callback(self.child.end)
        self.port = int(self.child.wait_for_words(r"^ACCEPT .*:(\d+)$")[1])


class Silent:
    """A server that answers with `bytes_` and says nothing more."""

    def __init__(self, bytes_, children):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        children.callback(self.listener.close)
        threading.Thread(target=self._answer, args=[bytes_], daemon=True).start()

    def _answer(self, bytes_):
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            with client:
                client.recv(1)
                client.sendall(bytes_)
                while client.recv(4096):
                    pass


class Client:
    """`openssl s_client` that reaches the board through a joint, and types a line."""

    def __init__(self, version, authority, folder, children, *options, line="hello from openssl\n"):
        self.joint = Joint(children)
        self.process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.joint.far}", "-CAfile", authority,
             "-verify_return_error", "-servername", "server.test", "-verify_hostname", "server.test",
             "-quiet", "-no_ign_eof", flag(version), *(str(each) for each in options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=ENVIRONMENT | {"OPENSSL_CONF": "/dev/null"})
        children.callback(self._end)
        self.answer = b""
        threading.Thread(target=self._talk, args=[line.encode()], daemon=True).start()

    def _talk(self, line):
        with contextlib.suppress(OSError):
            self.process.stdin.write(line)
            self.process.stdin.flush()
            self.answer = self.process.stdout.readline()
            self.process.stdin.close()  # has it close the connection in order

    def _end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Joint:
    """Two ports whose connections are one: emulator and peer both call, and neither waits."""

    def __init__(self, children):
        self.ends = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.near, self.far = (end.getsockname()[1] for end in self.ends)
        for end in self.ends:
            children.callback(end.close)
        threading.Thread(target=self._join, daemon=True).start()

    def _join(self):
        with contextlib.suppress(OSError):
            left, right = (end.accept()[0] for end in self.ends)
            threading.Thread(target=self._carry, args=[left, right], daemon=True).start()
            self._carry(right, left)

    @staticmethod
    def _carry(source, sink):
        with contextlib.suppress(OSError):
            while carried := source.recv(4096):
                sink.sendall(carried)
            sink.shutdown(socket.SHUT_WR)


def flag(version):
    return f"-tls{version.replace('.', '_')}"
