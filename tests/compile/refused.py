"""Checks that what must not compile does not, for the reason that it should.

A file in refused/ holds cases. A case is a comment `// refused: NAME`, then a line that ends in
`// wrong: PATTERN` and a line that ends in `// right`. Without the wrong lines the file has to
compile. Without the right lines the compiler has to report an error for each wrong line, and say
what its pattern (a regular expression) matches. BACKEND stands for each of the backends in turn.
"""

import pathlib
import re
import sys

from compiling import Compiler, Memory, Report, each

BACKENDS = ("openssl", "mbedtls")
CASE = re.compile(r"// refused: (.*)")
WRONG = re.compile(r"// wrong: (.*)$", re.MULTILINE)
RIGHT = re.compile(r"// right$")
NEARBY = 30


def without(pattern, text):
    """`text` with the lines that match emptied, so that the others keep their numbers."""
    return "\n".join("" if pattern.search(line) else line for line in text.split("\n"))


def wrong_lines(text):
    """The cases: their names, the number of the wrong line, the pattern."""
    name = None
    for number, line in enumerate(text.split("\n"), 1):
        if found := CASE.search(line):
            name = found[1]
        elif found := WRONG.search(line):
            yield name, number, found[1]


def is_refused(errors, file, number, pattern):
    """Says whether an error points at the line, and `pattern` matches near it."""
    lines = errors.split("\n")
    here = re.compile(rf"{re.escape(file)}:{number}[:,]")
    for index, line in enumerate(lines):
        if not here.search(line):
            continue
        told = "\n".join(lines[max(0, index - NEARBY):index + NEARBY])
        if "error" in told and re.search(pattern, told):
            return True
    return False


def expand(folder):
    """Names and texts, one for each backend where the file is about any."""
    for path in sorted(folder.glob("*.cpp")):
        text = path.read_text()
        for backend in BACKENDS if "BACKEND" in text else ("",):
            yield path.stem, backend, text.replace("BACKEND", backend)


def judge(compiler, memory, job):
    """Answers (passed, name, why) for the control and for each case of a file."""
    stem, backend, text = job
    label = f"{stem}, {backend}" if backend else stem
    file = f"{stem}.cpp"
    names = [f"{label}: {name} is refused" for name, *_ in wrong_lines(text)]
    inputs = [*compiler.command, text]
    if memory.holds(label, *inputs):
        return [(True, name, "") for name in [f"{label}: corrected, it compiles", *names]]

    compiles, complaints, files = compiler.check(without(WRONG, text), name=file)
    # Compilers quote the line: the pattern must not be found in itself.
    _, errors, _ = compiler.check(WRONG.sub("", without(RIGHT, text)), name=file)
    answers = [(compiles, f"{label}: corrected, it compiles", complaints)]
    for name, (_, number, pattern) in zip(names, wrong_lines(text)):
        passed = is_refused(errors, file, number, pattern)
        answers.append((passed, name, f"no such error at line {number}: {pattern}\n{errors}"))
    if all(passed for passed, *_ in answers):
        memory.remember(label, files, *inputs)
    return answers


def main(folder, build, reference):
    compiler = Compiler(build, reference)
    memory = Memory(compiler, "refused")
    report = Report()
    jobs = list(expand(folder))
    for _, answers in each(lambda job: judge(compiler, memory, job), jobs):
        for answer in answers:
            report.tell(*answer)
    memory.save()
    report.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
