"""Runs the examples, each with each, and checks what they say.

usage: check.py HELPERS PROGRAMS      the folders of the demo's helpers and of the examples
"""

import contextlib
import pathlib
import socket
import ssl
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
PROGRAMS = pathlib.Path(sys.argv[2])

from clients import OurClient  # noqa: E402
from pki import HOST, DemoPki  # noqa: E402
from processes import PATIENCE, run  # noqa: E402
from servers import OurServer  # noqa: E402

BACKENDS = ("openssl", "mbedtls")
failures = []


def check(what, seen, wanted):
    fine = seen == wanted
    print(f"{'ok' if fine else 'not ok'}: {what}: {seen!r}" + ("" if fine else f", not {wanted!r}"))
    if not fine:
        failures.append(what)


def check_both(pki):
    good = pki.good["EC"]
    ended = run([PROGRAMS / "both", pki.anchor.certificate, good.chain, good.key, HOST])
    check("both", (ended.status, ended.out.count("said hello")), (0, 2))
    ended = run([PROGRAMS / "both", pki.anchor.certificate, good.chain, good.key, "other.example"])
    check("both, of another name", (ended.status, "not trusted" in ended.errors), (1, True))


def check_get(client, server):
    for protocol in ("http/1.1", "demo/9"):
        seen = client.ask(server.port, protocol=protocol)
        what = f"get by {client.name} from {server.name}, {protocol}"
        check(what, (seen.verdict, server.seen().verdict),
              ("accepted", "accepted") if protocol == "http/1.1"
              else ("peer alert", "nothing in common"))
    seen = client.ask(server.port, host="other.example")
    check(f"get by {client.name} of another name", sorted(seen.reasons), ["name mismatch"])
    server.seen()


def check_echo(pki, server, politely):
    """Lines come back as they went, to a client of Python's, which may leave without a word."""
    context = ssl.create_default_context(cafile=pki.anchor.certificate)
    lines = [b"hello\n", b"\n", b"x" * 100_000 + b"\n", b"GET is not HTTP here\n"]
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as plain, \
            context.wrap_socket(plain, server_hostname=HOST) as client, \
            client.makefile("rb") as answers:
        for line in lines:
            client.sendall(line)
            check(f"echo by {server.name} of {len(line)} bytes", answers.readline() == line, True)
        if politely:
            client.unwrap()
    check(f"end of the echo by {server.name}", server.seen().verdict,
          "accepted" if politely else "truncated")


def check_usage(backend):
    for program in (f"get-{backend}", f"echo-server-{backend}", f"application-{backend}", "both"):
        for words in ([], ["--nonsense"]):
            ended = run([PROGRAMS / program, *words])
            check(f"{program} {words}", (ended.status, ended.errors.startswith("usage: ")),
                  (2, True))


def check_policy(backend):
    program = PROGRAMS / f"policy-{backend}"
    for words, told in (([], "versions: TLSv1.2 to TLSv1.3"), (["modern"], "TLSv1.3 to TLSv1.3"),
                        (["modern; groups=secp384r1"], "\ngroups: secp384r1\n")):
        ended = run([program, *words])
        check(f"{program.name} {words}", (ended.status, told in ended.out), (0, True))
    for words, told in ((["P-256"], "policy: unknown value"),
                        (["modern; groups=P-256"], "groups: unknown value"),
                        (["cnsa2; groups=MLKEM512:MLKEM768"], "unsupported")):
        ended = run([program, *words])
        check(f"{program.name} {words}", (ended.status, ended.errors.startswith("policy: ")), (1, True))
        del told


def check_application(pki, backend, server):
    """What an application decides holds for code that asks for less."""
    def events(anchor, host):
        ended = run([PROGRAMS / f"application-{backend}", "--connect", f"127.0.0.1:{server.port}",
                     anchor, host])
        server.seen()
        return ended.status, [line.removeprefix("event: ") for line in ended.out.splitlines()]
    check(f"application-{backend} with {server.name}", events(pki.anchor.certificate, HOST),
          (0, [f"handshake started, {HOST}", f"handshake done, {HOST}, TLSv1.3",
               f"alert sent, {HOST}, close_notify", f"ended, {HOST}"]))
    other = "other.example"
    check(f"application-{backend} of another name", events(pki.anchor.certificate, other),
          (1, [f"handshake started, {other}", f"alert sent, {other}, bad_certificate",
               f"handshake failed, {other}, the peer is not trusted",
               f"ended, {other}, the peer is not trusted"]))
    ended = run([PROGRAMS / f"application-{backend}", pki.good["EC"].key, HOST])
    check(f"application-{backend} that trusts nobody",
          (ended.status, ended.errors.split(" [")[0].strip()),
          (1, "application: bad input: trust: yields no usable anchor"))


def check_bad_input(pki, backend):
    get = PROGRAMS / f"get-{backend}"
    anchor = ["--trust", pki.anchor.certificate]
    for words, told in (
            ([*anchor, "https://.example.org/"], "bad input: host: starts with a dot"),
            ([*anchor, "https://127.0.0.1:0/"], "bad input: port: out of range"),
            ([*anchor, "https://127.0.0.1:99999/"], "bad input: port: out of range"),
            ([*anchor, "--alpn", "a,,b", "https://127.0.0.1:1/"], "bad input: alpn: empty"),
            (["--trust", "/nowhere", "https://127.0.0.1:1/"], "bad input: trust: not found")):
        ended = run([get, *words])
        check(f"get-{backend} {words[-1]}", (ended.status, ended.errors.strip().split(" [")[0]),
              (1, f"get: {told}"))
    good = pki.good
    ended = run([PROGRAMS / f"echo-server-{backend}", good["EC"].chain, good["RSA"].key])
    check(f"echo-server-{backend} with a strange key",
          (ended.status, ended.errors.strip().split(" [")[0]),
          (1, "echo-server: bad input: private_key: does not belong to the certificate"))


def check_servers_words(pki, backend):
    """What a server cannot be asked for ends it before it listens."""
    good, other = pki.good["EC"], pki.good["RSA"]
    for words, told in (
            (["--clients", "perhaps", pki.anchor.certificate], "bad input: unknown value"),
            (["--clients", "required", "/nowhere"], "bad input: trust: not found"),
            (["--clients", "optional", other.key], "bad input: trust: yields no usable anchor"),
            (["--also", other.chain, "/nowhere"], "bad input: private_key: not found"),
            (["--also", other.chain, good.key],
             "bad input: private_key: does not belong to the certificate")):
        ended = run([PROGRAMS / f"echo-server-{backend}", *words, good.chain, good.key])
        check(f"echo-server-{backend} {words[0]} {words[1]}",
              (ended.status, ended.errors.strip().split(" [")[0]), (1, f"echo-server: {told}"))
    ended = run([PROGRAMS / f"get-{backend}", "--trust", pki.anchor.certificate, "--credential",
                 good.chain, other.key, "https://127.0.0.1:1/"])
    check(f"get-{backend} with a strange key", (ended.status, ended.errors.strip().split(" [")[0]),
          (1, "get: bad input: private_key: does not belong to the certificate"))


def main():
    with tempfile.TemporaryDirectory(prefix="onetls-examples-") as folder, \
            contextlib.ExitStack() as children:
        folder = pathlib.Path(folder)
        pki = DemoPki(folder)
        check_both(pki)
        clients = [OurClient(backend, pki.anchor.certificate, PROGRAMS) for backend in BACKENDS]
        for backend in BACKENDS:
            server = OurServer(backend, pki.good["EC"], PROGRAMS, folder, children)
            server.wait()
            for client, its_backend in zip(clients, BACKENDS):
                check_get(client, server)
                check_application(pki, its_backend, server)
            check_echo(pki, server, politely=True)
            check_echo(pki, server, politely=False)
            check_usage(backend)
            check_policy(backend)
            check_bad_input(pki, backend)
            check_servers_words(pki, backend)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
