"""Measures all that the report tells, and writes an object of JSON for each line.

usage: measure.py BUILD [--quick] -- writes BUILD/bench.json
"""

import json
import pathlib
import subprocess
import sys

import compile_times
import counting
import gate

PROJECT = pathlib.Path(__file__).resolve().parents[3]
# Everybody keeps the fewest; ours has to stay as it is among the most.
CONNECTIONS = (1_000, 10_000, 50_000)
QUICK_CONNECTIONS = (20, 100)
OURS = ("openssl/ours", "openssl/ours, releasing", "mbedtls/ours")


def lines_of(*command):
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE,
                          text=True, env=counting.ENVIRONMENT)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compared(program, quick):
    """Every row, everybody in it."""
    return lines_of(program, "--json", *quick)


def connections(program, quick):
    """A process for each number, so that no heap is left over from another."""
    fewest, *others = QUICK_CONNECTIONS if quick else CONNECTIONS
    yield from lines_of(program, f"--connections={fewest}")
    for number in others:
        yield from lines_of(program, f"--connections={number}", *OURS)


def threads(program, quick):
    for number in (1, 2):
        yield from lines_of(program, f"--threads={number}", *quick)


def exact(alone):
    """What the gate counts."""
    for name, figures in gate.measure(alone, True).items():
        yield {"exact": name} | figures


def sizes(build):
    """Of the first program, without its debugging information."""
    for backend in ("openssl", "mbedtls"):
        program = build / f"examples/get-{backend}"
        subprocess.run(["ninja", "-C", build, f"examples/get-{backend}"], check=True,
                       capture_output=True)
        text, data = subprocess.run(["size", program], check=True, capture_output=True,
                                    text=True).stdout.splitlines()[1].split()[:2]
        yield {"program": f"examples/get, {backend}", "text": int(text), "data": int(data)}


def main(folder, *quick):
    build = pathlib.Path(folder)
    program = build / "bench/onetls-bench-peers"
    alone = build / "bench/onetls-bench"
    subprocess.run(["ninja", "-C", build, "bench/onetls-bench"], check=True, capture_output=True)
    steps = [("rows", lambda: compared(program, quick)),
             ("threads", lambda: threads(program, quick)),
             ("exact figures", lambda: exact(alone)),
             ("sizes", lambda: sizes(build)),
             ("compile times", lambda: compile_times.measure(PROJECT, quick)),
             ("connections", lambda: connections(program, quick))]
    with (build / "bench.json").open("w") as file:
        for name, step in steps:
            print(f"bench: measures {name}", flush=True)
            for line in step():
                file.write(json.dumps(line) + "\n")
                file.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
