"""Checks that a program in the compiled form has the bodies of a backend from the library.

usage: compiled.py BACKEND LIBRARY OBJECT...
"""

import re
import subprocess
import sys

from compiling import Report

# What this program needs: it is in the library, and in no file of the program. OWN stands for the
# namespace of the backend.
ASKED = [
    r"onetls::detail::explain<void>\(", r"OWN::basic_connection<void>::handshake\(",
    r"OWN::basic_connection<void>::close\(", r"OWN::detail::context_maker<void>::make\(",
    r"OWN::detail::offline<void>::verify\(",
]
# What others need.
BODIES = ASKED + [
    r"onetls::detail::standard_trust<void>\(", r"onetls::detail::system_trust<void>\(",
    r"OWN::detail::destroy_context<void>\(", r"OWN::detail::certificate_reader<void>::from_pem\(",
]
# What a file of the program has to have itself: called for each record.
INLINE = ["OWN::basic_connection<void>::read_some\\(", "OWN::basic_connection<void>::write_some\\(",
          r"OWN::detail::pull<", r"OWN::detail::push<"]
# What nothing but the bodies uses.
INNER = (r"onetls::judgement::\w|onetls::judge\(|onetls::detail::verify_|OWN::detail::context_builder"
         r"|OWN::peer_judge::judge|OWN::path_validator|OWN::path::take")


def names(file, *options):
    """The names of the symbols that are defined, or of those that are not."""
    told = subprocess.run(["nm", "--demangle", *options, file], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return "\n".join(re.findall(r"^[0-9a-f ]{16} [TWuUV] (.*)", told, re.MULTILINE))


def main(backend, library, *objects):
    report = Report()

    def find(pattern, where):
        return re.search(pattern.replace("OWN", f"onetls::{backend}"), where)

    linked = names(library, "--defined-only")
    own = "\n".join(names(each, "--defined-only") for each in objects)
    needed = "\n".join(names(each, "--undefined-only") for each in objects)
    for body in BODIES:
        label = body.replace("\\", "").replace("OWN", backend)
        report.tell(find(body, linked), f"the library holds {label}")
        report.tell(not find(body, own), f"no file of the program holds {label}")
        if body in ASKED:
            report.tell(find(body, needed), f"the program asks for {label}")
    for each in INLINE:
        label = each.replace("\\", "").replace("OWN", backend)
        report.tell(find(each, own), f"what is called for each record is in the program: {label}")
    inner = find(f"({INNER}).*", own)
    report.tell(not inner, f"{backend}: nothing that only bodies use is in the program",
                inner and inner[0])
    report.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
