"""Checks that a program in the compiled form has its bodies from the library.

usage: compiled.py LIBRARY OBJECT...
"""

import re
import subprocess
import sys

from compiling import Report

# What every program of the kind needs: it is in the library, and in no file of the program.
BODIES = [
    r"explain<void>\(", r"standard_trust<void>\(", r"destroy_context<void>\(",
    r"basic_connection<void>::handshake\(", r"basic_connection<void>::close\(",
    r"context_maker<void>::make\(", r"certificate_reader<void>::from_pem\(",
]
# What a file of the program has to have itself: called for each record.
INLINE = r"basic_connection<void>::read_some\("
# What nothing but the bodies uses.
INNER = r"onetls::(judgement::|judge\(|openssl::detail::context_builder|detail::verify_)"


def names(file, *options):
    """The names of the symbols that are defined, or of those that are not."""
    told = subprocess.run(["nm", "--demangle", *options, file], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return "\n".join(re.findall(r"^[0-9a-f ]{16} [TWuUV] (.*)", told, re.MULTILINE))


def main(library, *objects):
    report = Report()
    linked = names(library, "--defined-only")
    own = "\n".join(names(each, "--defined-only") for each in objects)
    needed = "\n".join(names(each, "--undefined-only") for each in objects)
    for body in BODIES:
        label = body.replace("\\", "")
        report.tell(re.search(body, linked), f"the library holds {label}")
        report.tell(not re.search(body, own), f"no file of the program holds {label}")
    for body in BODIES[:1] + BODIES[3:6]:
        report.tell(re.search(body, needed), "the program asks for " + body.replace("\\", ""))
    report.tell(re.search(INLINE, own), "what is called for each record is in the program itself")
    inner = re.search(INNER + ".*", own)
    report.tell(not inner, "nothing that only bodies use is in the program", inner and inner[0])
    report.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
