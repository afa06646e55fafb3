"""Has scanners of other people look at servers of both backends, and holds it against the policy.

usage: scan.py HELPERS PROGRAMS [sslscan | testssl] [BACKEND...] [PRESET...] [EC | RSA]

HELPERS and PROGRAMS are the folders of the demo's helpers and of the examples. sslscan has to see
what the example `policy` says is offered, nothing else, and the same of both backends as far as both
have it; testssl.sh has to give its best grade, and to find nothing that testssl.py does not accept.
Each server is scanned with an ECDSA key, and with an RSA key. Where nothing is said of scanners,
backends, presets or keys, it is all of them. Speaks the Test Anything Protocol; what a scanner
cannot see is told as skipped.
"""

import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, sys.argv[1])

from sslscan import Sslscan  # noqa: E402
from tap import Tap  # noqa: E402
from targets import KEYS, PRESETS, Servers  # noqa: E402
from testssl import Testssl  # noqa: E402

SCANNERS = {"sslscan": Sslscan, "testssl": Testssl}
BACKENDS = ("openssl", "mbedtls")
WISHES = sys.argv[3:]


def wished(known):
    return [each for each in known if each in WISHES] or list(known)


def scan_with(name, tap, servers):
    if not shutil.which(name):
        tap.skip(name, f"there is no {name} on this machine")
    elif why := SCANNERS[name].missing():
        tap.skip(name, why)
    else:
        SCANNERS[name](tap, servers, wished(BACKENDS), wished(PRESETS), wished(KEYS)).run()


def main():
    if unknown := set(WISHES) - {*SCANNERS, *BACKENDS, *PRESETS, *KEYS}:
        sys.exit(f"unknown: {' '.join(unknown)}\n{__doc__}")
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="onetls-scan-") as folder:
        servers = Servers(pathlib.Path(sys.argv[2]), pathlib.Path(folder))
        for name in wished(SCANNERS):
            scan_with(name, tap, servers)
    return tap.end()


sys.exit(main())
