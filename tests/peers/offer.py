"""What a server offers: as its backend says, and as a scanner has seen it. IANA's names are ours."""

import re
import subprocess
from dataclasses import dataclass, field

VERSIONS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
KEY_WORDS = {"EC": "_ECDSA_", "RSA": "_RSA_"}  # of the names of suites of TLS 1.2
GROUP_OF_KEY = "secp384r1"  # of the keys named EC here


@dataclass
class Offer:
    """Suites are in the order of preference; they and groups are told for each version."""

    versions: set = field(default_factory=set)
    suites: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)


def offer_of(lists, key):
    """What the lists of the example `policy` mean for a server that has just this kind of key."""
    lowest, highest = re.fullmatch(r"(\S+) to (\S+)", lists["versions"]).groups()
    versions = VERSIONS[VERSIONS.index(lowest):VERSIONS.index(highest) + 1]
    suites, groups = lists["cipher suites"].split(), lists["groups"].split()
    offer = Offer(set(versions))
    for version in versions:
        offer.suites[version] = [suite for suite in suites if fits(suite, version, key)]
        offer.groups[version] = set(groups)
    # RFC 8422, 5.1: who offers one group to a server with an ECDSA key can verify that group alone.
    if key == "EC" and "TLSv1.2" in versions:
        offer.groups["TLSv1.2"] &= {GROUP_OF_KEY}
    return offer


def fits(suite, version, key):
    """Whether `suite` is one of `version`, and can be used with such a key."""
    if version == "TLSv1.3":
        return "_WITH_" not in suite
    return KEY_WORDS[key] in suite


def lists_of(told):
    """The lists that the example `policy` has printed, by their titles."""
    return dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)


def suite_names():
    """From code points and OpenSSL's names of suites to IANA's, as openssl(1) knows them."""
    every = subprocess.run(["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
                           text=True, capture_output=True, check=True).stdout
    names = {}
    for high, low, name, own in re.findall(
            r"^\s*0x(..),0x(..) - (\S+)\s+- (\S+)", every, re.MULTILINE):
        names[int(high + low, 16)] = names[own] = name
    return names
