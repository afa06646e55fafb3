#!/usr/bin/env python3
"""Checks who includes whom, that `#if` stands only where it may, and that every file is built.

usage: tools/check_layers.py [--self-test]

Prints each offence as `file:line: what is wrong` and fails if there is one. With --self-test it
checks itself instead, on small trees that each hold one offence.
"""

import pathlib
import re
import sys
import tempfile

BACKENDS = {"openssl": ("openssl/",), "mbedtls": ("mbedtls/", "psa/")}

# Faces: sockets, and keys that are kept in a folder. Only they see an operating system.
FACES = re.compile(r"((unbuffered_)?tcp\w*|asio|file_pin_store|detail/(tcp_\w+|deadline|pin_folder))\.hpp")

# Where the anchors of a system are read from: they see its folders, and backends see them.
PLACES = re.compile(r"(folder|system_trust)\.hpp")

# They cost compile time, code size or a locale; only a face may need them.
HEAVY = {"chrono", "functional", "iostream", "locale", "system_error"}

# What tests of programs need: programs do not ship it, so nothing else of the library includes it.
TESTING = re.compile(r"onetls/(\w+/)?testing(/\w+)?\.hpp")

# Only there does anything depend on the library that is there, and on what the program asks for.
CHOOSING = ("/compat.hpp", "/bodies/form.hpp")

DIRECTIVE = re.compile(r"^\s*#\s*(\w+)\s*(.*)")
TARGET = re.compile(r'([<"])([^>"]+)[>"]')


def owner_of_native(target):
    """The backend whose native header `target` is, or None."""
    return next((name for name, prefixes in BACKENDS.items() if target.startswith(prefixes)), None)


def owner_of_header(target):
    """The backend whose header `target` is, or None."""
    return next((name for name in BACKENDS if target.startswith(f"onetls/{name}/")), None)


def is_standard(target):
    return re.fullmatch(r"[a-z_0-9]+", target) is not None


def is_face(target):
    return target.startswith("onetls/") and FACES.fullmatch(target.removeprefix("onetls/")) is not None


def is_place(target):
    return target.startswith("onetls/") and PLACES.fullmatch(target.removeprefix("onetls/")) is not None


def is_testing(target):
    return TESTING.fullmatch(target) is not None


def judge_library(path, target):
    """A header of include/onetls: the standard library and itself."""
    inner = path.removeprefix("include/")
    if is_testing(target) and not is_testing(inner):
        return "only what is for tests includes what is for tests"
    if owner_of_header(target):
        return "the library includes a backend"
    if owner_of_native(target):
        return "the library includes a native header"
    if target == "onetls/backend.hpp":
        return None if inner == "onetls/onetls.hpp" else "only onetls.hpp includes the selected backend"
    if is_face(inner):
        return None
    if is_face(target):
        return "only a face includes a face"
    if target in HEAVY:
        return f"<{target}> is for faces only"
    if is_place(inner):
        return None
    if is_place(target):
        return "only backends include the places of anchors"
    if not target.startswith("onetls/") and not is_standard(target):
        return "only a face includes a header of the operating system"
    return None


def judge_backend(own, inner, target):
    """A header of a backend: the library, its own files and its own native headers."""
    if is_testing(target) and not is_testing(inner):
        return "only what is for tests includes what is for tests"
    if owner_of_header(target) not in (None, own):
        return "a backend includes another"
    if owner_of_native(target) not in (None, own):
        return "a backend includes the native header of another"
    if target == "onetls/backend.hpp":
        return "a backend includes the selected one"
    if is_face(target):
        return "a backend includes a face"
    if not target.startswith("onetls/") and not owner_of_native(target) and not is_standard(target):
        return "a backend includes a header of the operating system"
    return None


def judge_user(target):
    """What a user may include."""
    if owner_of_native(target):
        return "an example includes a native header"
    if target.startswith("onetls/detail/"):
        return "an example includes a detail"
    return None


def judge_without_native(target):
    return "a native header, where any backend is meant" if owner_of_native(target) else None


def judge_unit(target):
    """A unit test: of include/onetls, so it needs no backend."""
    if owner_of_header(target) or target in ("onetls/backend.hpp", "onetls/onetls.hpp"):
        return "a unit test includes a backend"
    return judge_without_native(target)


def judge_include(path, target):
    """What is wrong with `path` including `target`, or None."""
    first, *rest = pathlib.PurePath(path).parts
    if first == "include":
        return judge_library(path, target)
    if first == "backends":
        return judge_backend(rest[0], "/".join(rest[1:]), target)
    if first == "examples":
        return judge_user(target)
    if first == "bench":
        return None if rest[0] in ("floor", "peers") else judge_without_native(target)
    if first == "tests" and rest[0] in BACKENDS:
        return judge_backend_test(rest[0], target)
    if first == "tests" and rest[0] == "unit":
        return judge_unit(target)
    if first == "tests" and rest[0] == "contract":
        return judge_without_native(target)
    if first == "tests" and rest[0] == "support" and path.endswith(".hpp"):
        return judge_without_native(target)
    return None


def judge_backend_test(own, target):
    other = owner_of_header(target) or owner_of_native(target)
    return "a test of one backend includes another" if other not in (None, own) else None


def judge_directive(path, name, rest):
    """What is wrong with a directive that is no #include, or None."""
    if name == "pragma":
        return None if rest == "once" else "a pragma"
    if name == "define" or name == "undef":
        return "a macro"
    if path.startswith("backends/") and path.endswith(CHOOSING):
        return None
    return f"#{name} outside compat.hpp"


def offences_in(path, text):
    """Line numbers and offences."""
    without_strings = re.sub(r'R"(\w*)\(.*?\)\1"', lambda raw: "\n" * raw[0].count("\n"), text,
                             flags=re.DOTALL)
    for number, line in enumerate(without_strings.splitlines(), 1):
        directive = DIRECTIVE.match(line)
        if not directive:
            continue
        name, rest = directive[1], directive[2].split("//")[0].strip()
        if name == "include":
            target = TARGET.match(rest)
            wrong = judge_include(path, target[2]) if target else "a computed #include"
        else:
            wrong = judge_directive(path, name, rest)
        if wrong:
            yield number, f"{wrong}: {line.strip()}"
    if path.endswith(".hpp") and "#pragma once" not in text:
        yield 1, "a header without #pragma once"


def sources(root):
    for folder in ("include", "backends", "examples", "bench", "tests"):
        for pattern in ("*.hpp", "*.cpp"):
            yield from sorted((root / folder).rglob(pattern))


def is_sibling(path):
    """Files that the backends have under the same name: all but what one library alone needs."""
    return path.suffix == ".hpp"


def missing_siblings(root):
    """Headers that one backend has and another has not."""
    names = {name: {path.name for path in (root / "backends" / name / "onetls" / name).glob("*.hpp")
                    if is_sibling(path)}
             for name in BACKENDS}
    for name, own in names.items():
        for missing in sorted(set().union(*names.values()) - own):
            yield f"backends/{name}/onetls/{name}/{missing}:1: the other backend has this file"


def unbuilt(root):
    """Source files that the nearest meson.build does not name, so that nobody compiles them."""
    for path in sources(root):
        if path.suffix != ".cpp" or "refused" in path.parts:
            continue
        folder = next((folder for folder in path.parents if (folder / "meson.build").exists()), None)
        text = (folder / "meson.build").read_text() if folder else ""
        if not re.search(rf"\b{re.escape(path.stem)}\b", text):
            yield f"{path.relative_to(root).as_posix()}:1: no meson.build names this file"


def check(root):
    """All offences below `root`, as lines to print."""
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        for number, wrong in offences_in(name, path.read_text()):
            yield f"{name}:{number}: {wrong}"
    yield from missing_siblings(root)
    yield from unbuilt(root)


# One offence each: the file, a line of it, a piece of what has to be said; None: nothing is wrong.
SELF_TESTS = [
    ("include/onetls/error.hpp", "#include <expected>", None),
    ("include/onetls/error.hpp", "#include <onetls/text.hpp>", None),
    ("include/onetls/onetls.hpp", "#include <onetls/backend.hpp>", None),
    ("include/onetls/tcp.hpp", "#include <sys/socket.h>", None),
    ("include/onetls/tcp.hpp", "#include <chrono>", None),
    ("include/onetls/detail/tcp_socket.hpp", "#include <fcntl.h>", None),
    ("include/onetls/error.hpp", "// #include <openssl/ssl.h>", None),
    ("include/onetls/error.hpp", "#include <openssl/ssl.h>", "native header"),
    ("include/onetls/error.hpp", '#include "openssl/ssl.h"', "native header"),
    ("include/onetls/error.hpp", "  #  include <mbedtls/ssl.h>", "native header"),
    ("include/onetls/error.hpp", "#include <psa/crypto.h>", "native header"),
    ("include/onetls/tcp.hpp", "#include <openssl/ssl.h>", "native header"),
    ("include/onetls/detail/bytes.hpp", "#include <openssl/ssl.h>", "native header"),
    ("include/onetls/error.hpp", "#include <onetls/openssl/stream.hpp>", "a backend"),
    ("include/onetls/error.hpp", "#include <onetls/backend.hpp>", "selected backend"),
    ("include/onetls/error.hpp", "#include <sys/socket.h>", "operating system"),
    ("include/onetls/error.hpp", "#include <unistd.h>", "operating system"),
    ("include/onetls/error.hpp", "#include <iostream>", "faces only"),
    ("include/onetls/error.hpp", "#include <locale>", "faces only"),
    ("include/onetls/error.hpp", "#include <functional>", "faces only"),
    ("include/onetls/error.hpp", "#include <system_error>", "faces only"),
    ("include/onetls/error.hpp", "#include <chrono>", "faces only"),
    ("include/onetls/error.hpp", "#include <onetls/tcp.hpp>", "only a face"),
    ("include/onetls/error.hpp", "#include <onetls/folder.hpp>", "only backends"),
    ("include/onetls/error.hpp", "#include <dirent.h>", "only a face"),
    ("include/onetls/folder.hpp", "#include <functional>", "faces only"),
    ("include/onetls/testing.hpp", "#include <onetls/testing/faults.hpp>", None),
    ("include/onetls/testing/faults.hpp", "#include <onetls/testing/authority.hpp>", None),
    ("include/onetls/testing/faults.hpp", "#include <onetls/error.hpp>", None),
    ("include/onetls/testing/faults.hpp", "#include <random>", None),
    ("include/onetls/error.hpp", "#include <onetls/testing.hpp>", "for tests"),
    ("include/onetls/error.hpp", "#include <onetls/testing/faults.hpp>", "for tests"),
    ("include/onetls/onetls.hpp", "#include <onetls/testing.hpp>", "for tests"),
    ("include/onetls/testing/faults.hpp", "#include <openssl/ssl.h>", "native header"),
    ("include/onetls/testing/faults.hpp", "#include <onetls/openssl/testing.hpp>", "a backend"),
    ("include/onetls/testing/faults.hpp", "#include <onetls/tcp.hpp>", "only a face"),
    ("include/onetls/testing/faults.hpp", "#include <unistd.h>", "operating system"),
    ("include/onetls/error.hpp", "#include HEADER", "computed"),
    ("include/onetls/error.hpp", "#if defined(X)", "#if outside"),
    ("include/onetls/error.hpp", "#ifdef X", "#ifdef outside"),
    ("include/onetls/error.hpp", "#ifndef ERROR_HPP", "#ifndef outside"),
    ("include/onetls/compat.hpp", "#if defined(X)", "#if outside"),
    ("include/onetls/error.hpp", "#define X 1", "macro"),
    ("include/onetls/error.hpp", "#pragma GCC diagnostic push", "pragma"),
    ("backends/openssl/onetls/openssl/error.hpp", "#include <openssl/ssl.h>", None),
    ("backends/openssl/onetls/openssl/error.hpp", "#include <onetls/openssl/handle.hpp>", None),
    ("backends/openssl/onetls/openssl/compat.hpp", "#if OPENSSL_VERSION_MAJOR < 3", None),
    ("backends/openssl/onetls/openssl/compat.hpp", '#error "too old"', None),
    ("backends/openssl/onetls/openssl/bodies/form.hpp", "#if !__has_include(<x>)", None),
    ("backends/openssl/onetls/openssl/bodies/context.hpp", "#if !__has_include(<x>)", "#if outside"),
    ("include/onetls/bodies/form.hpp", "#if !__has_include(<x>)", "#if outside"),
    ("backends/mbedtls/onetls/mbedtls/compat.hpp", "#include <psa/crypto.h>", None),
    ("backends/openssl/onetls/openssl/error.hpp", "#if OPENSSL_VERSION_MAJOR < 3", "#if outside"),
    ("backends/openssl/onetls/openssl/compat.hpp", "#define X 1", "macro"),
    ("backends/openssl/onetls/openssl/error.hpp", "#include <mbedtls/ssl.h>", "of another"),
    ("backends/openssl/onetls/openssl/error.hpp", "#include <psa/crypto.h>", "of another"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <onetls/openssl/error.hpp>", "another"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <onetls/backend.hpp>", "selected"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <onetls/tcp.hpp>", "a face"),
    ("backends/mbedtls/onetls/mbedtls/testing.hpp", "#include <onetls/testing/faults.hpp>", None),
    ("backends/mbedtls/onetls/mbedtls/testing.hpp", "#include <psa/crypto.h>", None),
    ("backends/mbedtls/onetls/mbedtls/testing.hpp", "#include <openssl/ssl.h>", "of another"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <onetls/mbedtls/testing.hpp>", "for tests"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <onetls/testing/faults.hpp>", "for tests"),
    ("backends/mbedtls/onetls/mbedtls/error.hpp", "#include <sys/socket.h>", "operating system"),
    ("examples/get.cpp", "#include <onetls/tcp.hpp>", None),
    ("examples/get.cpp", "#include <iostream>", None),
    ("examples/get.cpp", "#include <onetls/detail/bytes.hpp>", "a detail"),
    ("examples/get.cpp", "#include <openssl/ssl.h>", "native header"),
    ("examples/get.cpp", "#ifdef USE_OPENSSL", "#ifdef outside"),
    ("bench/floor/openssl.hpp", "#include <openssl/ssl.h>", None),
    ("bench/main.cpp", "#include <openssl/ssl.h>", "native header"),
    ("tests/contract/stream.cpp", '#include "backends.hpp"', None),
    ("tests/contract/stream.cpp", "#include <mbedtls/ssl.h>", "native header"),
    ("tests/support/pki.cpp", "#include <openssl/x509.h>", None),
    ("tests/support/pki.hpp", "#include <openssl/x509.h>", "native header"),
    ("tests/openssl/error.cpp", "#include <openssl/err.h>", None),
    ("tests/openssl/error.cpp", "#include <mbedtls/error.h>", "another"),
    ("tests/mbedtls/error.cpp", "#include <onetls/openssl/error.hpp>", "another"),
    ("tests/unit/error.cpp", "#include <onetls/detail/bytes.hpp>", None),
    ("tests/unit/error.cpp", "#include <onetls/openssl/error.hpp>", "a backend"),
    ("tests/unit/error.cpp", "#include <openssl/err.h>", "native header"),
    ("tests/unit/error.cpp", "#if 1", "#if outside"),
]


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def found_in_tree(files):
    """The offences of a tree that holds `files`, names and texts."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            write(root, name, text)
        return list(check(root))


BUILDS = {f"{folder}/meson.build": "get error main pki pem session stream"
          for folder in ("examples", "bench", "tests")}


def header(name, line):
    return ("#pragma once\n" if name.endswith(".hpp") else "") + line + "\n"


def self_test_cases():
    """Names, and whether they passed."""
    for name, line, expected in SELF_TESTS:
        sibling = name.replace("openssl", "*").replace("mbedtls", "openssl").replace("*", "mbedtls")
        files = {sibling: header(name, ""), name: header(name, line), **BUILDS}
        found = found_in_tree(files)
        place = f"{name}:{2 if name.endswith('.hpp') else 1}: "
        if expected is None:
            yield f"{name} may say {line}", not found
        else:
            told = len(found) == 1 and found[0].startswith(place) and expected in found[0]
            yield f"{name} may not say {line}", told
    alone = {"backends/openssl/onetls/openssl/session.hpp": "#pragma once\n"}
    told = found_in_tree(alone)
    yield "a file that only one backend has is found", len(told) == 1 and "mbedtls/session" in told[0]
    told = found_in_tree({"include/onetls/error.hpp": "\n"})
    yield "a header without #pragma once is found", len(told) == 1 and "once" in told[0]
    told = found_in_tree({"tests/unit/new.cpp": "", **BUILDS})
    yield "a file that no build names is found", len(told) == 1 and "new.cpp:1: no" in told[0]
    told = found_in_tree({"tests/unit/pem.cpp": 'auto text = R"(\n#if 1\n)";\n#if 2\n', **BUILDS})
    yield "a directive within a string is none", len(told) == 1 and "pem.cpp:4:" in told[0]


def self_test():
    cases = list(self_test_cases())
    for number, (name, passed) in enumerate(cases, 1):
        print("ok" if passed else "not ok", number, "-", name.replace("#", r"\#"))
    print(f"1..{len(cases)}")
    return all(passed for _, passed in cases)


def main(arguments):
    if arguments == ["--self-test"]:
        return 0 if self_test() else 1
    if arguments:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parent.parent
    offences = list(check(root))
    for offence in offences:
        print(offence)
    print(f"layers: {len(list(sources(root)))} files, {len(offences)} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
