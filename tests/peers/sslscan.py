"""What sslscan sees of our servers, held against what their backends say."""

import concurrent.futures
import xml.etree.ElementTree as tree
from dataclasses import dataclass

from offer import Offer, suite_names
from pki import HOST
from processes import run
from targets import PRESETS, scan

# Of those that a policy can name. What else it tells of is taken as it is.
KNOWN_GROUPS = {"secp256r1", "secp384r1", "secp521r1", "x25519", "x448"}
# Nobody's default, so that it shows whether servers do what they are told.
OTHER = "compatible; versions=TLSv1.2; groups=secp384r1:x448"
# Mbed TLS has no notion of it since 3.0. It does mark a fall from TLS 1.3 in its ServerHello.
KNOWS_FALLBACK = {"openssl": True, "mbedtls": False}
AT_A_TIME = 4  # it waits much
DOWNGRADED = {"TLSv1.2", "TLSv1.3"}  # who has both can be talked down


class Sslscan:
    def __init__(self, tap, servers, backends, presets, keys):
        self.tap = tap
        self.servers = servers
        self.backends = backends
        self.keys = keys
        self.asks_for_compression = True
        self.policies = [*presets, OTHER] if len(presets) == len(PRESETS) else presets

    @staticmethod
    def missing():
        """Why it cannot be used here; "" where it can."""
        return ""

    def run(self):
        self.control()
        every = [(backend, policy, key) for policy in self.policies for key in self.keys
                 for backend in self.backends]
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            told = dict(zip(every, pool.map(self.look, every)))
        for one, (expected, seen) in told.items():
            self.judge(*one, expected, seen)
        self.compare(told)
        if not self.asks_for_compression:
            self.tap.skip("no compression", "this sslscan cannot ask for any; testssl.sh does")

    def control(self):
        """Whether it sees at all what it must not find in ours."""
        with self.servers.weak() as port:
            seen = scanned(port, self.servers.folder)
        self.tap.tell({"TLSv1.0", "TLSv1.1"} <= seen.offer.versions, "sslscan sees old versions",
                      seen.words)
        weak = {"TLS_RSA_WITH_NULL_SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_AES_128_CBC_SHA"}
        self.tap.tell(weak <= set(seen.offer.suites.get("TLSv1.2", ())), "sslscan sees weak suites",
                      seen.words)
        self.tap.tell("x448" in seen.offer.groups.get("TLSv1.3", ()), "sslscan sees other groups",
                      seen.words)
        self.tap.tell(seen.renegotiates, "sslscan sees renegotiation", seen.words)

    def look(self, one):
        """What is expected, and what is seen."""
        with self.servers.ours(*one) as port:
            return self.servers.offer(*one), scanned(port, self.servers.folder)

    def judge(self, backend, policy, key, expected, seen):
        who = f"{backend}, {policy}, {key}"
        self.check_offer(who, expected, seen)
        self.check_weaknesses(who, expected, seen)
        if DOWNGRADED <= expected.versions:
            self.tap.tell(random_in(seen.dialogue).endswith(b"DOWNGRD\x01"),
                          f"{who}: TLS 1.2 is marked as a downgrade", seen.dialogue)
            self.tap.equal(f"{who}: TLS_FALLBACK_SCSV is {'' if KNOWS_FALLBACK[backend] else 'not '}known",
                           seen.knows_fallback, KNOWS_FALLBACK[backend])

    def check_offer(self, who, expected, seen):
        offer = seen.offer
        self.tap.equal(f"{who}: versions", offer.versions, expected.versions)
        self.tap.equal(f"{who}: suites and groups of these versions alone",
                       {*offer.suites, *offer.groups}, expected.versions)
        for version in sorted(expected.versions):
            suites, groups = offer.suites.get(version, []), offer.groups.get(version, set())
            wanted = self.visible(f"{who}: {version}, suites", expected.suites[version],
                                  seen.known_suites | set(suites))
            if version == "TLSv1.3":  # sslscan asks for them in our order, which shows nothing
                suites, wanted = set(suites), set(wanted)
            self.tap.equal(f"{who}: {version}, suites", suites, wanted)
            wanted = self.visible(f"{who}: {version}, groups", sorted(expected.groups[version]),
                                  KNOWN_GROUPS | groups)
            self.tap.equal(f"{who}: {version}, groups", groups, set(wanted))

    def visible(self, what, expected, known):
        hidden = [each for each in expected if each not in known]
        if hidden:
            self.tap.skip(what, f"{len(hidden)} not visible to sslscan: {' '.join(hidden)}")
        return [each for each in expected if each in known]

    def check_weaknesses(self, who, expected, seen):
        self.tap.tell(not seen.renegotiates, f"{who}: no renegotiation", seen.words)
        if "TLSv1.2" in expected.versions:
            self.tap.tell("warning no_renegotiation" in seen.dialogue,
                          f"{who}: renegotiation is answered with an alert", seen.dialogue)
        self.tap.equal(f"{who}: asked for heartbeats", seen.asked_for_bleeding, expected.versions)
        self.tap.equal(f"{who}: no heartbleed", seen.bleeds, set())
        if seen.compresses is None:
            self.asks_for_compression = False
        else:
            self.tap.tell(not seen.compresses, f"{who}: no compression", seen.words)

    def compare(self, told):
        """What both backends offer has been seen of both."""
        for policy in self.policies if len(self.backends) == 2 else []:
            for key in self.keys:
                one, other = (told[backend, policy, key] for backend in self.backends)
                for kind in ("suites", "groups"):
                    common = flat(kind, one[0]) & flat(kind, other[0])
                    self.tap.equal(f"both backends, {policy}, {key}: the same {kind}",
                                   flat(kind, one[1].offer) & common,
                                   flat(kind, other[1].offer) & common)


@dataclass
class Scanned:
    """What sslscan says of a server."""

    offer: Offer
    known_suites: set  # that it has asked for
    renegotiates: bool
    asked_for_bleeding: set  # versions
    bleeds: set  # versions
    knows_fallback: bool
    dialogue: str  # of openssl(1) with TLS 1.2 alone, which asks for renegotiation
    compresses: bool | None  # None: it cannot ask
    words: str


def scanned(port, folder):
    file = folder / f"sslscan-{port}.xml"
    words = scan(["sslscan", "--no-colour", "--show-ciphers", f"--sni-name={HOST}", f"--xml={file}",
                  f"127.0.0.1:{port}"])
    found = tree.parse(file).getroot().find("ssltest")
    names = suite_names()
    renegotiation = found.find("renegotiation")
    heartbeats = found.findall("heartbleed")
    return Scanned(
        offer=offer_in(found, names),
        known_suites={names.get(each.get("cipher")) for each in found.findall("client-cipher")},
        renegotiates=(renegotiation.get("supported"), renegotiation.get("secure")) != ("0", "0"),
        asked_for_bleeding={each.get("sslversion") for each in heartbeats},
        bleeds={each.get("sslversion") for each in heartbeats if each.get("vulnerable") != "0"},
        knows_fallback="Server supports TLS Fallback SCSV" in words,
        dialogue=renegotiating_with(port),
        compresses=compression_in(words),
        words=words)


def offer_in(found, names):
    offer = Offer()
    for each in found.findall("protocol"):
        kind = "TLSv" if each.get("type") == "tls" else "SSLv"
        if each.get("enabled") != "0":
            offer.versions.add(kind + each.get("version"))
    for each in found.findall("cipher"):
        name = names.get(int(each.get("id"), 16), each.get("id"))
        offer.suites.setdefault(each.get("sslversion"), []).append(name)
    for each in found.findall("group"):
        name = each.get("name").split()[0]
        offer.groups.setdefault(each.get("sslversion"), set()).add(name)
    return offer


def compression_in(words):
    if "does not support compression" in words:
        return None
    return "Compression disabled" not in words


def renegotiating_with(port):
    """All messages that are exchanged."""
    ended = run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-msg"],
                typed="R\n")
    return ended.out + ended.errors


def random_in(dialogue):
    """RFC 8446, 4.1.3: by its end a client with TLS 1.3 knows that somebody has taken that away."""
    _, _, told = dialogue.partition(", ServerHello\n")
    message = bytearray()
    for line in told.split("\n"):
        if not line.startswith("    "):
            break
        message += bytes.fromhex(line)
    return bytes(message[6:38])  # behind type, length and version


def flat(kind, offer):
    return {f"{version}/{name}" for version, names in getattr(offer, kind).items() for name in names}
