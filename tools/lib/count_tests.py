"""Counts test cases over all test programs of a run, and shows those that failed or were skipped.

usage: count_tests.py TESTLOG.JSON    (as `meson test` writes it)

A program of Catch2 counts as many as it has test cases, one that speaks the Test Anything Protocol
as many as it tells of, any other counts as one. What ends without telling has failed. The last line
is `N passed, N failed` or `N passed, N failed, N skipped`. Fails where a test did, or none ran.
"""

import collections
import json
import pathlib
import re
import shlex
import sys

ALL_PASSED = re.compile(r"^All tests passed \(.* in (\d+) test cases?\)", re.MULTILINE)
TABLE = re.compile(r"^test cases: +(\d+)(.*)", re.MULTILINE)
RULE = re.compile(r"-{79}")
TAP_LINE = re.compile(r"^(not )?ok\b *\d*(?: - )?(.*)", re.MULTILINE)
TAP_SKIP = re.compile(r"(.*?)\s*# skip\S*\s*(.*)", re.IGNORECASE)
LONGEST = 200  # lines of one failure

Outcome = collections.namedtuple("Outcome", "passed failed skipped")


def count_catch(output):
    """The outcome of a program of Catch2; None where it did not come to an end."""
    if told := ALL_PASSED.search(output):
        return Outcome(int(told[1]), 0, [])
    table = TABLE.search(output)
    if not table:
        return None
    columns = {name.strip(): int(number)
               for number, name in re.findall(r"(\d+) ([a-z ]+)", table[2])}
    failed = columns.get("failed", 0)
    skipped = columns.get("skipped", 0)
    reasons = list(skips_of_catch(output))[:skipped]
    reasons += ["without a reason"] * (skipped - len(reasons))
    return Outcome(int(table[1]) - failed - skipped, failed, reasons)


def skips_of_catch(output):
    """Test cases and why they were skipped."""
    lines = output.split("\n")
    name = "a test case"
    for index, line in enumerate(lines):
        if RULE.fullmatch(line) and index + 2 < len(lines) and not line_is_place(lines[index + 1]):
            name = lines[index + 1].strip() or name
        if line.endswith(" SKIPPED:"):
            told = [word.strip() for word in lines[index + 1:index + 3] if word.startswith("  ")]
            yield f"{name}: {' '.join(told) or 'no reason given'}"


def line_is_place(line):
    return re.search(r"\.cpp:\d+$", line) is not None


def count_tap(output):
    """The outcome of a program that speaks TAP; None where it does not."""
    if not re.search(r"^1\.\.\d+", output, re.MULTILINE):
        return None
    passed, failed, skipped = 0, 0, []
    for refused, name in TAP_LINE.findall(output):
        skip = TAP_SKIP.fullmatch(name)
        if skip:
            skipped.append(f"{skip[1]}: {skip[2] or 'no reason given'}")
        elif refused:
            failed += 1
        else:
            passed += 1
    return Outcome(passed, failed, skipped)


def count(run):
    """The outcome of one program, with one failure more where it ended badly for another reason."""
    output = run.get("stdout", "")
    well = run["result"] in ("OK", "EXPECTEDFAIL")
    if run["result"] == "SKIP" and not TABLE.search(output):
        return Outcome(0, 0, [last_line(output) or "no reason given"])
    known = count_catch(output) or count_tap(output)
    if known is None:
        return Outcome(1, 0, []) if well else Outcome(0, 1, [])
    all_skipped = known.skipped and not known.passed  # Catch2 ends with 4 then
    if well or known.failed or all_skipped:
        return known
    return known._replace(failed=1)


def last_line(output):
    return output.strip().rsplit("\n", 1)[-1]


def without_passes(output):
    """What a program says about failures."""
    lines = [line for line in output.split("\n") if not re.match(r"ok\b|Randomness seeded", line)]
    text = "\n".join(lines).strip("\n").split("\n")
    if len(text) <= LONGEST:
        return text
    return [*text[:LONGEST // 2], "[...]", *text[-LONGEST // 2:]]


def show_failure(run):
    print(f"\n==== failed: {run['name']} ({run['result']}, status {run.get('returncode', '?')})")
    for stream in ("stdout", "stderr"):
        if run.get(stream, "").strip():
            print("\n".join(without_passes(run[stream])))
    print("again:", shlex.join(run.get("command", [])))


def main(log):
    path = pathlib.Path(log)
    runs = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    passed, failed, skipped = 0, 0, []
    for run in runs:
        outcome = count(run)
        passed += outcome.passed
        failed += outcome.failed
        skipped += [f"{run['name']}: {why}" for why in outcome.skipped]
        if outcome.failed:
            show_failure(run)
    for why in skipped:
        print("skipped:", why)
    print(f"{passed} passed, {failed} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
