"""Compiling as the build does, without writing an object; and telling what came of it."""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile


class Compiler:
    """The compiler and the flags with which the build compiles the file that ends in `reference`."""

    def __init__(self, build, reference):
        entries = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
        entry = next(entry for entry in entries if entry["file"].endswith(reference))
        self.folder = entry["directory"]
        self.command = self._without_output(shlex.split(entry["command"]), entry["file"])

    def check(self, text, *flags, name="check.cpp"):
        """Compiles `text`; returns what the compiler did and the files that it read."""
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / name
            source.write_text(text)
            depends = pathlib.Path(folder) / "depends"
            done = subprocess.run(
                [*self.command, *flags, "-MMD", "-MT", "x", "-MF", depends, source],
                cwd=self.folder, env={**os.environ, "LC_ALL": "C"},
                stderr=subprocess.PIPE, text=True)
            words = depends.read_text().replace("\\\n", " ").split() if depends.exists() else []
            files = [word for word in words[1:] if not word.startswith(folder)]
            return done.returncode == 0, done.stderr, files

    @staticmethod
    def _without_output(words, source):
        kept = []
        words = iter(words)
        for word in words:
            if word in ("-o", "-MF", "-MQ", "-MT"):
                next(words)
            elif word not in ("-c", "-MD", source) and not word.startswith(
                    ("-fsanitize", "-fdiagnostics", "-fcolor", "-Winvalid-pch", "-O", "-g")):
                kept.append(word)
        return [*kept, "-fsyntax-only", "-fdiagnostics-color=never"]


class Memory:
    """What compiled before and has not been touched since need not be compiled again."""

    def __init__(self, compiler, name):
        self.compiler = compiler
        self.path = pathlib.Path(compiler.folder) / "tests" / "compile" / f"{name}.json"
        try:
            self.known = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.known = {}

    def holds(self, key, *inputs):
        known = self.known.get(key)
        return known is not None and known == [list(inputs), self._stamps(known[1])]

    def remember(self, key, files, *inputs):
        self.known[key] = [list(inputs), self._stamps(files)]

    def save(self):
        self.path.write_text(json.dumps(self.known))

    def _stamps(self, files):
        return {name: self._stamp(pathlib.Path(self.compiler.folder) / name) for name in files}

    @staticmethod
    def _stamp(path):
        return [path.stat().st_mtime_ns, path.stat().st_size] if path.exists() else None


def each(work, items):
    """Calls `work` for the items, some at a time, and yields the answers in the order of the items."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(items, pool.map(work, items))


class Report:
    """Tells results in the Test Anything Protocol."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def tell(self, passed, name, why=""):
        self.count += 1
        self.failed += not passed
        print("ok" if passed else "not ok", self.count, "-", name, flush=True)
        if not passed:
            print(re.sub("^", "# ", why.rstrip()[:4000], flags=re.MULTILINE), flush=True)

    def end(self):
        print(f"1..{self.count}", flush=True)
        raise SystemExit(1 if self.failed or not self.count else 0)
