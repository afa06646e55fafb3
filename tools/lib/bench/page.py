"""The page about performance, in Markdown."""

import os
import pathlib
import platform
import subprocess

import claims

HEAD = """# Performance

Written by `tools/bench --report`; do not edit. A ratio is speed beside the floor: the same work done by hand with
native calls, in the same process, in turns and with the same settings. 1 is equal, more is faster. **Ratios and counts are
the result; absolute figures hold for this run only.** A ratio with ~ swings (its middle half is wider than 5 %): it
claims nothing."""

LINKS = """`openssl/…` and `mbedtls/…` run in memory, `pair` over a local socket pair, `tcp` over loopback TCP. Other libraries are
compared with OpenSSL's floor, with its suite and its group. A record goes from client to server; a ping goes there and back. Over sockets
`ours` is over `tcp`, which reads ahead; `corked` gathers the writes of a burst; `unbuffered` is over `unbuffered_tcp`, as the floor is.
Bulk rows write a burst (3 messages of 16 KiB, 32 of 1 KiB, 64 of 64 bytes) before they read it. A handshake includes making and
destroying both ends. Everything is made anew seven times, elsewhere in the heap: Mbed TLS's 16 KiB vary by several per cent with
the place. `context-anchors` reads all of the system's authorities, as the first context with `trust::system` does;
`context-system` makes a further one, which shares them."""

PROMISES = """`by hand` is what the floor itself reaches, where somebody else is the measure: a claim beyond it cannot be kept by
anybody who calls OpenSSL. `tcp/bulk-64` without the cork is one `send` for each record, which over loopback includes the
receiver's half of TCP; reading ahead saves two of three system calls, the cheaper ones. In `context-anchors` OpenSSL's own way parses all
authorities; ours reads them all, and has OpenSSL parse one when a path first needs it."""

EXACT = """How much more than the floor we need; these repeat. `tools/test bench` holds them against `bench/expected.json`. Instructions
of a handshake and of `certificate-verify` include what the floor does not do: judging the chain by the rules of every backend,
and the report. `certificate-parse` includes checking the whole encoding."""

IDLE = """Bytes of the heap at one end, client and server averaged, without the transport. `releasing` gives its
buffers back between records (SSL_MODE_RELEASE_BUFFERS), as Asio always does. Time is for making and shaking hands, both ends."""

THREADS = """Processor time of a handshake while so many threads shake hands with the same contexts: it grows where they are in
each other's way, or where they share a core with others."""


def said(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")),
                platform.machine())


def conditions():
    versions = ", ".join(f"{name} {said('pkg-config', '--modversion', package)}" for name, package in
                         (("OpenSSL", "openssl"), ("GnuTLS", "gnutls"), ("Botan", "botan-2")))
    return (f"This run: {processor()}, {platform.system()} {platform.release()}; {said('c++', '--version')}, release build; "
            f"{versions}, Boost {said('dpkg-query', '-W', '-f', '${Version}', 'libboost-dev')}, Mbed TLS as in subprojects/. "
            f"Load {os.getloadavg()[1]:.0f} on {os.cpu_count()} processors: the less, the less swings.")


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"


def ratio(cell):
    return f"{cell['ratio']:.2f}{' ~' if cell['swings'] else ''}" if cell else ""


def ratios(results):
    others = [who for who in results.contestants() if who != "floor"]
    return table(["row", *others], ([name, *(ratio(results.cell(name, who)) for who in others)]
                                    for name in results.row_names()))


def verdicts(results):
    return table(["claim", "wanted", "measured", "kept", "by hand"], claims.all_verdicts(results))


def exact(results):
    def cells(name, line):
        more = ([f"{line['instructions']:+d}", f"{100 * line['instructions'] / line['of']:+.2f} %"]
                if "of" in line else ["", ""])
        return [name, *more, *(f"{line[what]:+g}" for what in ("heap", "transport", "bytes"))]
    return table(["row", "instructions", "share", "heap calls", "transport calls", "bytes"],
                 (cells(*item) for item in results.exact.items()))


def absolute(results):
    return table(["row", "who", "us", "middle half of ratios", "heap calls", "transport calls"],
                 ([line["row"], line["who"], f"{line['us']:.3g}", f"{line['low']:.2f} to {line['high']:.2f}",
                   f"{line['heap']:g}", f"{line['transport']:g}"] for line in results.rows))


def idle(results):
    return table(["backend", "who", "connections", "bytes", "us"],
                 ([line["backend"], line["who"], f"{line['connections']:,}", f"{line['bytes']:,.0f}",
                   f"{line['us']:.0f}"] for line in results.connections))


def threads(results):
    return table(["backend", "who", "threads", "us", "middle half"],
                 ([line["backend"], line["who"], line["threads"], f"{line['us']:.0f}",
                   f"{line['low']:.0f} to {line['high']:.0f}"] for line in results.threads))


def compiling(results):
    return table(["unit", "lines after preprocessing", "processor seconds, -O2"],
                 ([line["unit"], f"{line['lines']:,}", f"{line['seconds']:.2f}"] for line in results.units))


def programs(results):
    return table(["program", "code and constants, bytes", "data, bytes"],
                 ([line["program"], f"{line['text']:,}", f"{line['data']:,}"] for line in results.programs))


def section(title, *parts):
    yield from ["", f"## {title}"]
    for part in parts:
        yield ""
        yield from ([part] if isinstance(part, str) else part)


def lines(results, plot):
    yield from [HEAD, "", conditions()]
    for line in results.skipped:
        yield f"\nNot measured: {line['skipped']}, since {line['why']}."
    yield from section("Speed beside the floor", f"![ratios]({plot})", ratios(results), LINKS)
    yield from section("What is promised", verdicts(results), PROMISES)
    yield from section("Exact figures", EXACT, exact(results))
    yield from section("Many idle connections", IDLE, idle(results))
    yield from section("Threads", THREADS, threads(results))
    yield from section("Compile time", compiling(results))
    yield from section("Size", programs(results))
    yield from section("Absolute figures of this run", absolute(results))
