"""Names, client certificates and reloading, with other people's programs at the other end.

usage: servers.py HELPERS PROGRAMS GROUP [BACKEND...]     the folders of the demo's helpers and of the
                                                          examples; names, clients or reload

Speaks the Test Anything Protocol.
"""

import contextlib
import importlib
import pathlib
import sys
import tempfile

sys.path.insert(0, sys.argv[1])

from tap import Tap  # noqa: E402

GROUPS = {"names": "server_names", "clients": "client_certificates", "reload": "reloading"}


def main():
    programs = pathlib.Path(sys.argv[2])
    group = importlib.import_module(GROUPS[sys.argv[3]])
    backends = sys.argv[4:] or ["openssl", "mbedtls"]
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="onetls-servers-") as folder, \
            contextlib.ExitStack() as children:
        group.run(tap, backends, programs, pathlib.Path(folder), children)
    return tap.end()


sys.exit(main())
