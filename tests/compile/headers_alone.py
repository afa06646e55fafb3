"""Checks that each header compiles when it is the first that is included, and when included twice."""

import pathlib
import sys

from compiling import Compiler, Memory, Report, each
from headers import headers_below, include_roots, is_selecting

WITHOUT = ["-fno-exceptions", "-fno-rtti"]


def cases(project):
    """Names, headers and flags."""
    defaults = sorted(project.glob("backends/*/default"))
    for root in include_roots(project):
        for header in headers_below(root):
            if not is_selecting(header):
                yield f"{header} compiles alone", [header], []
                continue
            for default in defaults:
                yield (f"{header} compiles alone, with {default.parent.name} selected",
                       [header, *headers_below(default)], [f"-I{default}"])
    everything = [header for root in include_roots(project) for header in headers_below(root)
                  if not is_selecting(header)]
    yield "all headers compile without exceptions and run-time types", everything, WITHOUT


def main(project, build, reference):
    compiler = Compiler(build, reference)
    memory = Memory(compiler, "headers_alone")
    report = Report()

    def compile_case(case):
        name, headers, flags = case
        text = "".join(f"#include <{header}>\n" for header in headers) * 2
        inputs = [*compiler.command, *flags, text]
        if memory.holds(name, *inputs):
            return True, ""
        passed, errors, files = compiler.check(text, *flags)
        if passed:
            memory.remember(name, files, *inputs)
        return passed, errors

    for (name, *_), (passed, errors) in each(compile_case, list(cases(project))):
        report.tell(passed, name, errors)
    memory.save()
    report.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
