"""Counts the instructions of rows, ours beside the floor's.

usage: instructions.py PROGRAM FOLDER [ROW...]

What valgrind collects lies in FOLDER, for callgrind_annotate.
"""

import pathlib
import sys

import counting


def main(program, folder, *parts):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    names = counting.rows(program, *parts)
    print(f"{'row':30} {'own':>13} {'floor':>13} {'more':>9} {'more, %':>8}")
    for name in names:
        own, floor = (counting.instructions(program, name, who, folder)
                      for who in ("ours", "floor"))
        print(f"{name:30} {own:13.0f} {floor:13.0f} {own - floor:9.0f} "
              f"{100 * (own - floor) / floor:8.2f}", flush=True)
    print(f"bench: instructions of {len(names)} rows")


if __name__ == "__main__":
    main(*sys.argv[1:])
