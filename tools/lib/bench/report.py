"""Tells what was measured.

usage: report.py LINES [PAGE PLOT] -- LINES holds the JSON objects that the benchmarks printed

Writes a page with a plot; without PAGE it prints the table of ratios alone.
"""

import pathlib
import sys

import page
import plot
from results import Results


def main(measured, *places):
    results = Results(measured)
    if not places:
        print("\n".join(page.ratios(results)))
        return
    page_place, plot_place = map(pathlib.Path, places)
    page_place.write_text("\n".join(page.lines(results, plot_place.name)) + "\n")
    plot_place.write_text("\n".join(plot.lines(results)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
