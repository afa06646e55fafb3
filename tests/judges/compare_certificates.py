#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Compares what the backends read from a file of certificates, with each other and with Python.

    compare_certificates.py PROGRAM FILE

PROGRAM is the judge `certificates`, FILE its file. Needs `cryptography` (Debian: python3-cryptography).
Ends with 1 if a field differs without a rule that explains it, if a backend that reads a certificate
reads it otherwise than another, or if the library refuses what all native libraries read.
"""

import collections
import json
import lzma
import struct
import subprocess
import sys
import warnings

from cryptography import x509

sys.dont_write_bytecode = True  # Nothing is left behind in the sources.
from explained import explanation  # noqa: E402
from python_fields import FIELDS, Unreadable  # noqa: E402


def read_answers(program, file):
    """The answers of PROGRAM: {index: {backend: answer}}."""
    answers = collections.defaultdict(dict)
    run = subprocess.run([program, file, "--json"], check=True, capture_output=True, text=True)
    for line in run.stdout.splitlines():
        answer = json.loads(line)
        answers[answer["index"]][answer["backend"]] = answer
    return answers


def read_certificates(file):
    with open(file, "rb") as opened:
        packed = opened.read()
    left = lzma.decompress(packed) if packed.startswith(b"\xfd7zXZ") else packed
    while left:
        (size,) = struct.unpack(">I", left[:4])
        yield left[4:4 + size]
        left = left[4 + size:]


class Findings:
    """What was found, counted; the rest in words."""

    def __init__(self):
        self.counts = collections.Counter()
        self.reasons = collections.Counter()
        self.wrong = []

    def count(self, what):
        self.counts[what] += 1

    def explain(self, field, reason):
        self.reasons[f"{field}: {reason}"] += 1

    def report(self, words):
        self.wrong.append(words)

    def write(self):
        for words in self.wrong:
            print(words)
        for reason, number in sorted(self.reasons.items()):
            print(f"explained {number:5} {reason}")
        counted = " ".join(f"{what}={number}" for what, number in sorted(self.counts.items()))
        print(f"compare_certificates: {counted} unexplained={len(self.wrong)}")


def compare_backends(index, answers, findings):
    """All backends that read a certificate say the same; none refuses what all natives read."""
    read = {name: answer["certificate"] for name, answer in answers.items()
            if "certificate" in answer}
    for name in answers:
        findings.count(f"{name}_{'read' if name in read else 'refused'}")
    values = list(read.values())
    if any(value != values[0] for value in values):
        findings.report(f"{index}: the backends do not read the same")
    natively = [answer.get("natively_read", True) for answer in answers.values()]
    if all(natively) and not values:
        findings.report(f"{index}: refused, though every native library reads it")
    return values[0] if values else None


def compare_with_python(index, ours, der, findings):
    try:
        theirs = x509.load_der_x509_certificate(der)
    except ValueError:
        findings.count("python_refused")
        return
    findings.count("compared_with_python")
    for field, read in FIELDS.items():
        try:
            value = read(theirs)
        except Unreadable as refusal:
            findings.explain("not read by Python", refusal)
            continue
        own = ours_of(ours, field)
        if value == own:
            continue
        reason = explanation(field, own, value, ours)
        if reason:
            findings.explain(field, reason)
        else:
            findings.report(f"{index}: {field}: {own!r}, Python {value!r}")


def ours_of(certificate, field):
    """A field by its path, as "public_key.bits", in the form of python_fields."""
    for step in field.split("."):
        certificate = certificate[step] if certificate is not None else None
    if field == "extensions":
        return [{"oid": each["oid"], "critical": each["critical"]} for each in certificate]
    return certificate


def main(program, file):
    warnings.simplefilter("ignore")
    answers = read_answers(program, file)
    findings = Findings()
    for index, der in enumerate(read_certificates(file)):
        findings.count("certificates")
        ours = compare_backends(index, answers[index], findings)
        if ours is not None:
            compare_with_python(index, ours, der, findings)
    findings.write()
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
