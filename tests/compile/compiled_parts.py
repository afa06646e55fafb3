"""Checks that files which leave parts out do not compile in the compiled form, which has them all.

usage: compiled_parts.py PROJECT BUILD REFERENCE
"""

import pathlib
import re
import sys
import tempfile

from compiling import Compiler, Memory, Report, each

CLIENT = "#include <onetls/mbedtls/{}.hpp>\n"
LIBRARY = '#include "{}/backends/mbedtls/compiled.cpp"\n'
REFUSED = r"static assertion failed.*the compiled form of the Mbed TLS backend has all parts"

PARTS = """#include <onetls/parts.hpp>
namespace onetls::mbedtls {{
inline constexpr parts chosen_parts{{{}}};
}}
"""


def parts_of(project):
    text = (project / "include/onetls/parts.hpp").read_text()
    return re.findall(r"^    bool (\w+) = true;", text, re.MULTILINE)


def cases(project):
    """Names, sources, forms, the part that is left out, and what has to be said; None: nothing."""
    compiled = project / "backends/mbedtls/compiled"
    library = LIBRARY.format(project)
    for form, folders, text in (("header-only", [], CLIENT.format("backend")),
                                ("compiled", [compiled], CLIENT.format("backend")),
                                ("compiled, streams alone", [compiled], CLIENT.format("stream")),
                                ("the library itself", [compiled], library)):
        yield f"{form}: all parts", text, folders, None, None
        for part in parts_of(project):
            wrong = None if form == "header-only" else REFUSED
            yield f"{form}: without {part}", text, folders, part, wrong


def main(project, build, reference):
    compiler = Compiler(build, reference)
    memory = Memory(compiler, "compiled_parts")
    report = Report()

    def judge(case):
        name, text, folders, part, wrong = case
        chosen = PARTS.format(f".{part} = false" if part else "")
        inputs = [*compiler.command, *map(str, folders), text, chosen, str(wrong)]
        if memory.holds(name, *inputs):
            return True, ""
        with tempfile.TemporaryDirectory() as made:
            header = pathlib.Path(made, "onetls/mbedtls/parts.hpp")
            header.parent.mkdir(parents=True)
            header.write_text(chosen)
            flags = [f"-I{folder}" for folder in [made, *folders]]
            compiles, errors, files = compiler.check(text, *flags)
        passed = compiles if wrong is None else not compiles and re.search(wrong, errors)
        if passed:
            memory.remember(name, [file for file in files if not file.startswith(made)], *inputs)
        return passed, errors

    for (name, *_, wrong), (passed, errors) in each(judge, list(cases(project))):
        report.tell(passed, f"{name} {'is refused' if wrong else 'compiles'}", errors)
    memory.save()
    report.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
