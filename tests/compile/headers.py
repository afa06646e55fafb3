"""Which headers there are. As a program: writes a header that includes them all."""

import pathlib
import sys


def include_roots(project):
    """The folders in which users find headers; the roots that select a backend are not among them."""
    return [project / "include", *sorted(path for path in project.glob("backends/*") if path.is_dir())]


def headers_below(root):
    """The headers of an include root, as one includes them."""
    return sorted(str(path.relative_to(root)) for path in root.glob("onetls/**/*.hpp"))


# These need a selected backend.
def is_selecting(header):
    return header == "onetls/onetls.hpp"


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main(project, output):
    headers = [header for root in include_roots(project) for header in headers_below(root)]
    lines = [f"#include <{header}>\n" for header in headers if not is_selecting(header)]
    write_if_changed(output, "".join(lines))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
