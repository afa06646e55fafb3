"""Building firmware: the certificates in it, the configuration of Mbed TLS, and the images.

usage: building.py FOLDER HEADER...    makes certificates in FOLDER, and copies their headers
"""

import pathlib
import shutil
import subprocess
import sys
import time
from types import SimpleNamespace

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tools" / "lib" / "demo"))

from pki import Certified, Pki  # noqa: E402

BOARDS = {"cortex-m4": "mps2-an386", "cortex-m33": "mps2-an505"}
HOST = "server.test"


FRESH = 20 * 24 * 3600  # seconds; what is made is valid for 30 days
NAMES = ["authority", "stranger", "server", "issuer", "below", "limited", "bound", "trespassing",
         "expired", "impostor"]
EMBED = PROJECT / "tools" / "embed-certificates"
EMBEDDED = {"authority": "authority.crt", "server": "server.crt", "server_key": "server.key",
            "impostor": "impostor.crt", "impostor_key": "impostor.key", "stranger": "stranger.crt",
            "limited": "limited.crt"}


def certificates_in(folder):
    """What firmware and its peers show and trust, and headers with it, all in `folder`. Made once,
    since firmware that holds others has to be compiled again."""
    header = folder / "anchors.hpp"
    complete = all((folder / f"{name}.crt").exists() for name in NAMES)
    if not header.exists() or not complete or time.time() - header.stat().st_mtime > FRESH:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make_certificates(Pki(folder))
        embedded = [f"{name}={folder / file}" for name, file in EMBEDDED.items()]
        (folder / "certificates.hpp").write_text(run(EMBED, "certificates", *embedded))
        header.write_text(run(EMBED, "--bare", "anchors", embedded[0], embedded[5]))
    return SimpleNamespace(folder=folder, **{
        name: Certified(*(folder / f"{name}.{kind}" for kind in ("crt", "chain", "key")))
        for name in NAMES})


def make_certificates(pki):
    names = [f"DNS:{HOST}"]
    authority = pki.root("authority")
    pki.leaf("server", authority, names)
    pki.leaf("below", pki.authority("issuer", authority), names)
    limited = pki.authority("limited", authority, "permitted;DNS:test")
    pki.leaf("bound", limited, names)
    pki.leaf("trespassing", limited, ["DNS:server.example"])
    pki.leaf("expired", authority, names, begins=-60, ends=-3)
    pki.leaf("impostor", pki.root("stranger"), names)


def run(*words):
    """What a program that succeeds has to say."""
    done = subprocess.run([str(word) for word in words], text=True, capture_output=True,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def set_up(folder, told, words):
    """Sets `folder` up once, and anew when it would be set up in another way."""
    stamp = folder / "setup.txt"
    if (folder / "build.ninja").exists() and stamp.exists() and stamp.read_text() == told:
        return
    shutil.rmtree(folder, ignore_errors=True)
    run(*words)
    stamp.write_text(told)


def build(folder, core, certificates, switches, *options):
    """Builds the images for `core` in `folder`, and returns where they are."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    configuration = folder.parent / f"{folder.name}.h"
    lines = [f"#define {each}\n" for each in switches]
    write_if_changed(configuration,
                     "".join(lines) + f'#include "{HERE / "configuration" / "mbedtls.h"}"\n')
    setup = ["meson", "setup", folder, PROJECT, "--cross-file", HERE / "cross" / f"{core}.ini",
             "-Dbackends=mbedtls", f"-Dfirmware={certificates.folder}",
             f"-Dmbedtls:config_file={configuration}", *options]
    set_up(folder, " ".join(map(str, setup)), setup)
    run("ninja", "-C", folder)
    return folder / "tests" / "embedded" / "firmware"


if __name__ == "__main__":
    certificates_in(pathlib.Path(sys.argv[1]))
    for copy in map(pathlib.Path, sys.argv[2:]):
        write_if_changed(copy, (pathlib.Path(sys.argv[1]) / copy.name).read_text())
