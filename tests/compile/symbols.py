"""Checks what the linker sees of a program made of two files that both include every header."""

import collections
import re
import subprocess
import sys

from compiling import Report

# A name within our namespace, or what the compiler makes for one.
OURS = re.compile(r"_Z[GTVZ]*N[KVRO]*6onetls")
STRONG = set("TDBRSGC")
THROWING = re.compile(r"(__cxa_throw|__cxa_allocate_exception)\b")
PRINTING = re.compile(r"(v?[fd]?printf|f?puts|f?putc|putchar|fwrite|perror|std::(cout|cerr|clog))\b")


Symbol = collections.namedtuple("Symbol", "kind mangled name")


def lines_of_nm(file, *options):
    """Kinds and names."""
    told = subprocess.run(["nm", "--no-sort", *options, file], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return re.findall(r"^[0-9a-f ]{16} (\w) (.*)", told, re.MULTILINE)


def symbols(file, *options):
    pairs = zip(lines_of_nm(file, *options), lines_of_nm(file, "--demangle", *options))
    return [Symbol(kind, mangled, name) for (kind, mangled), (_, name) in pairs]


def writable(unit):
    """What of the library lies in memory that can be written to. Relocated tables are sealed."""
    told = subprocess.run(["objdump", "--syms", "--demangle", unit], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return re.findall(r"^[0-9a-f]{16} .{7} \.data(?!\.rel\.ro)\S*\t\S+\s+(onetls::.*)", told,
                      re.MULTILINE)


def main(program, unit):
    report = Report()
    ours = [each for each in symbols(program, "--defined-only") if OURS.match(each.mangled)]
    for backend in ("openssl", "mbedtls"):
        there = any(f"onetls::{backend}::" in each.name for each in ours)
        report.tell(there, f"the program holds the {backend} backend")

    strong = [each.name for each in ours if each.kind in STRONG]
    report.tell(not strong, "no header defines what only one file may define", "\n".join(strong))

    counts = collections.Counter(each.mangled for each in ours)
    twice = sorted({each.name for each in ours if counts[each.mangled] > 1})
    report.tell(not twice, "nothing of the library is in the program twice", "\n".join(twice))

    needed = {each.name.split("@")[0] for each in symbols(unit, "--undefined-only")}
    throwing = [name for name in needed if THROWING.match(name)]
    report.tell(not throwing, "the library does not throw", "\n".join(throwing))
    printing = [name for name in needed if PRINTING.match(name)]
    report.tell(not printing, "the library prints nothing", "\n".join(printing))
    tables = sorted(writable(unit))
    report.tell(not tables, "no table of the library can be written to", "\n".join(tables))
    report.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
