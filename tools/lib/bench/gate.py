"""Compares what repeats exactly with the committed figures: the regression gate of the benchmarks.

usage: gate.py PROGRAM EXPECTED [--update]

A figure is how much more than the floor we need, so that another version of a native library changes
little. It must be neither higher nor lower than what is committed, within what is said below: who
makes it better commits that too. --update writes the figures of now. Speaks the Test Anything Protocol.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import counting

BACKENDS = ("openssl", "mbedtls")
INSTRUCTIONS_OF = ("handshake-1.3", "handshake-1.2", "record-16k", "record-64", "ping-64",
                   "certificate-parse", "certificate-verify")
COUNTS_OF = ("handshake-1.3", "handshake-1.2", "handshake-1.3-rsa", "handshake-1.2-rsa",
             "handshake-1.3-mutual", "handshake-1.2-mutual", "record-16k", "record-1k", "record-64",
             "ping-64", "pair/handshake-1.3", "pair/bulk-16k", "pair/bulk-1k", "pair/bulk-64",
             "pair/ping-64", "certificate-parse", "certificate-verify")

# Work on elliptic curves takes longer for some numbers than for others, and signatures vary in length.
# All that is random is the same in each run, but for the time that Mbed TLS puts into a ClientHello.
# How long copies of 16 KiB take depends on where the heap puts them.
VARYING = re.compile(r"handshake|certificate-verify")
LARGE = 100
EXACT = {"instructions": 20, "heap": 0, "transport": 0, "bytes": 0}
ROUGH = {"instructions": 0.001, "heap": 1, "transport": 0, "bytes": 10}  # a share of the floor's


def compiler_and_libraries():
    """What instructions depend on; elsewhere only calls and bytes are compared."""
    compiler = subprocess.run(["c++", "-dumpversion"], capture_output=True, text=True).stdout.strip()
    openssl = counting.run("pkg-config", "--modversion", "openssl").strip()
    return {"compiler": compiler, "openssl": ".".join(openssl.split(".")[:2]),
            "machine": os.uname().machine}


def measure_counts(program, row):
    own, floor = (counting.counts(program, row, who) for who in ("ours", "floor"))
    return {what: round(own[what] - floor[what], 4) for what in ("heap", "transport", "bytes")}


def measure_instructions(program, row, folder):
    own, floor = (counting.instructions(program, row, who, folder) for who in ("ours", "floor"))
    return {"instructions": round(own - floor), "of": round(floor)}


def measure(program, with_instructions):
    """For each row how much more than the floor we need; under `of` the floor's instructions."""
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [(f"{backend}/{row}", pool.submit(measure_counts, program, f"{backend}/{row}"))
                   for backend in BACKENDS for row in COUNTS_OF]
        if with_instructions:
            waiting += [(f"{backend}/{row}",
                         pool.submit(measure_instructions, program, f"{backend}/{row}", folder))
                        for backend in BACKENDS for row in INSTRUCTIONS_OF]
        figures = {}
        for name, each in waiting:
            figures.setdefault(name, {}).update(each.result())
    return figures


def allowed(name, now):
    """How far each figure may be off."""
    limits = dict(ROUGH if VARYING.search(name) else EXACT)
    if VARYING.search(name):
        limits["instructions"] *= now.get("of", 0)
    if "16k" in name:
        limits["instructions"] = LARGE
    return {what: most for what, most in limits.items() if what in now}


def offences(name, now, then):
    """What of a row is further off than it may be, better or worse."""
    for what, most in allowed(name, now).items():
        if what not in then or abs(now[what] - then[what]) > most:
            yield (f"{what}: {now[what]:+g} beyond the floor, committed: {then.get(what)}, "
                   f"may differ by {most:g}")


def described(now):
    words = [f"{what} {now[what]:+g}" for what in ("heap", "transport", "bytes")]
    if "of" in now:
        words.append(f"instructions {now['instructions']:+d} "
                     f"({100 * now['instructions'] / now['of']:+.2f} %)")
    return ", ".join(words)


def judge(figures, committed):
    """Tells of each row; the number of those that are off."""
    print(f"1..{len(figures)}")
    off = 0
    for number, (name, now) in enumerate(figures.items(), 1):
        found = list(offences(name, now, committed.get(name, {})))
        off += bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - {name}: {described(now)}")
        for each in found:
            print(f"#   {name}: {each}")
    if off:
        print("# a change on purpose: tools/bench --update, and commit bench/expected.json with it")
    return off


def why_without_instructions(place, committed):
    if not shutil.which("valgrind"):
        return "there is no valgrind"
    if committed and place != committed["measured with"]:
        return f"the figures are of {committed['measured with']}, this is {place}"
    return None


def main(program, expected, *options):
    place = compiler_and_libraries()
    if "--update" in options:
        figures = measure(program, True)
        text = json.dumps({"measured with": place, "beyond the floor": figures}, indent=2)
        pathlib.Path(expected).write_text(text + "\n")
        judge(figures, figures)
        return 0
    committed = json.loads(pathlib.Path(expected).read_text())
    why = why_without_instructions(place, committed)
    if why:
        print(f"# instructions are not compared: {why}")
    return 1 if judge(measure(program, not why), committed["beyond the floor"]) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
