"""What repeats exactly: instructions (with valgrind), heap calls, transport calls and bytes."""

import json
import os
import pathlib
import subprocess

# How often the work is done under valgrind, by the beginning of a row's last part.
TIMES = {"handshake": 3, "record": 100, "ping": 100, "certificate-parse": 30,
         "certificate-verify": 3, "context": 1}
OTHERWISE = 60

# Memory that is perturbed costs instructions; `meson test` asks for it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}


def run(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True,
                          text=True, env=ENVIRONMENT).stdout


def times_of(row):
    last = row.rsplit("/", 1)[-1]
    return next((times for start, times in TIMES.items() if last.startswith(start)), OTHERWISE)


def instructions(program, row, who, folder):
    """Instructions for the work of `row` done once by `who`; what valgrind collects stays in `folder`."""
    file = pathlib.Path(folder, f"{row.replace('/', '-')}.{who}.out")
    times = int(run("valgrind", "--tool=callgrind", "--toggle-collect=bench::measured*",
                    f"--callgrind-out-file={file}", program, f"--once={who}",
                    f"--times={times_of(row)}", row))
    total = next(line.split()[1] for line in file.read_text().splitlines()
                 if line.startswith(("summary:", "totals:")))
    return int(total) / times


def counts(program, row, who):
    """Heap calls, transport calls and bytes for the work of `row` done once by `who`."""
    lines = [json.loads(line) for line in run(program, f"--counts={who}", row).splitlines()]
    return next(line for line in lines if line["row"] == row)


def rows(program, *parts):
    return run(program, "--list", *parts).split()
