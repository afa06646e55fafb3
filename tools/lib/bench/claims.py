"""The numbers that the design promises, beside those that were measured."""

import collections

BACKENDS = ("openssl", "mbedtls")

# By hand: what the floor itself reaches, where somebody else is the measure.
Verdict = collections.namedtuple("Verdict", "claim wanted measured kept by_hand", defaults=("",))

# A handshake makes two connections and one report.
HEAP_CALLS_OF_HANDSHAKE = 2 * 2 + 1
JUDGEMENT = 3.0


def at_most(claim, limit, value, unit=""):
    if value is None:
        return Verdict(claim, f"at most {limit:.3g}{unit}", "not measured", "")
    return Verdict(claim, f"at most {limit:.3g}{unit}", f"{value:.3g}{unit}",
                   "yes" if value <= limit else "no")


def at_least(claim, limit, value, swings):
    """A ratio of times that swings keeps or breaks nothing for certain."""
    if value is None:
        return Verdict(claim, f"at least {limit:g}", "not measured", "")
    kept = "yes" if value >= limit else "no"
    return Verdict(claim, f"at least {limit:g}", f"{value:.3f}", kept + (", but swings" if swings else ""))


def more_instructions(results, row):
    figures = results.exact.get(row, {})
    return 100 * figures["instructions"] / figures["of"] if "of" in figures else None


def instructions(results):
    for backend in BACKENDS:
        for row, limit in (("handshake-1.3", 0.3 + JUDGEMENT), ("handshake-1.2", 0.3 + JUDGEMENT),
                           ("record-16k", 0.3), ("record-64", 1), ("ping-64", 1)):
            name = f"{backend}/{row}"
            yield at_most(f"instructions more than the floor, {name}", limit,
                          more_instructions(results, name), " %")


def most(results, backend, what, kinds):
    """The worst of all rows of some kinds."""
    found = [line[what] for name, line in results.exact.items()
             if name.startswith(backend) and any(kind in name for kind in kinds)]
    return max(found, default=None)


def calls(results):
    data = ("record", "bulk", "ping")
    for backend in BACKENDS:
        yield at_most(f"heap calls more than the floor, {backend}, any record or ping", 0,
                      most(results, backend, "heap", data))
        yield at_most(f"heap calls more than the floor, {backend}, any handshake",
                      HEAP_CALLS_OF_HANDSHAKE, most(results, backend, "heap", ("handshake",)))
        yield at_most(f"transport calls more than the floor, {backend}, any row", 0,
                      most(results, backend, "transport", ("handshake", *data)))


def speed(results, row, who, limit, beside=None):
    """The speed of one beside the floor, or beside another."""
    cells = [results.cell(row, name) for name in ((who, beside) if beside else (who,))]
    claim = f"{row}: {who} beside {beside or 'the floor'}"
    if None in cells:
        return at_least(claim, limit, None, False)
    measure = cells[1]["ratio"] if beside else 1
    made = at_least(claim, limit, cells[0]["ratio"] / measure, any(cell["swings"] for cell in cells))
    return made._replace(by_hand=f"{1 / measure:.3f}") if beside else made


def speeds(results):
    for backend in BACKENDS:
        for row in ("record-16k", "record-1k", "record-64", "ping-64"):
            yield speed(results, f"{backend}/{row}", "ours", 0.98)
        for link in ("pair", "tcp"):
            for row, who, limit in (("bulk-64", "ours", 1.25), ("bulk-64", "ours, corked", 1.8),
                                    ("ping-64", "ours", 1.05), ("bulk-16k", "ours", 0.98)):
                yield speed(results, f"{backend}/{link}/{row}", who, limit)
        # Reading the anchors; and sharing them, for under 5 % of what reading them by hand costs.
        for row, limit in (("context-anchors", 1), ("context-system", 20)):
            yield speed(results, f"{backend}/{row}", "ours", limit)
    for row, limit in (("record-16k", 1.3), ("ping-64", 1.6)):
        yield speed(results, f"openssl/{row}", "ours", limit, "Asio")
    for link in ("pair", "tcp"):
        for row, limit in (("bulk-16k", 1.2), ("ping-64", 1.2), ("bulk-64", 1.25)):
            yield speed(results, f"openssl/{link}/{row}", "ours", limit, "Asio")


def memory(results):
    asio = results.idle("openssl", "Asio")
    for who, by_hand, limit in (("ours, releasing", "floor, releasing", 1 / 3), ("ours", "floor", 1 / 2)):
        own, floor = (results.idle("openssl", each) for each in (who, by_hand))
        claim = f"idle memory: {who} beside Asio's stream"
        if not (own and floor and asio):
            yield at_most(claim, limit, None)
            continue
        yield at_most(claim, limit, own["bytes"] / asio["bytes"])._replace(
            by_hand=f"{floor['bytes'] / asio['bytes']:.3g}")
    for backend in BACKENDS:
        few, many = (results.idle(backend, "ours", number) for number in (1_000, 50_000))
        growth = 100 * abs(many["bytes"] / few["bytes"] - 1) if few and many else None
        yield at_most(f"{backend}: bytes a connection, 50,000 beside 1,000", 2, growth, " %")


def compiling(results):
    seconds = {line["unit"]: line["seconds"] for line in results.units}
    for unit, limit in (("onetls/concepts.hpp", 0.35), ("a client: onetls/openssl/backend.hpp (compiled form)", 0.6),
                        ("a client: onetls/mbedtls/backend.hpp (compiled form)", 0.6),
                        ("a client: onetls/openssl/backend.hpp", 0.6), ("a client: onetls/mbedtls/backend.hpp", 0.6)):
        yield at_most(f"compile time, {unit}", limit, seconds.get(unit), " s")


def all_verdicts(results):
    for judged in (instructions, calls, speeds, memory, compiling):
        yield from judged(results)
