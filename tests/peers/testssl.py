"""What testssl.sh finds in our servers, and how it grades them."""

import concurrent.futures
import json

from offer import suite_names
from pki import HOST
from targets import scan

BEST_GRADE = "A+"
# It waits much, so some can run at a time.
AT_A_TIME = 4
# All but the simulated browsers. Without any of them there is no grade.
CHECKS = ("--protocols", "--std", "--server-preference", "--fs", "--server-defaults", "--headers",
          "--vulnerable")
# What has to be among the findings, and well.
LOOKED_FOR = ("heartbleed", "CCS", "ROBOT", "secure_renego", "secure_client_renego", "CRIME_TLS",
              "POODLE_SSL", "fallback_SCSV", "FREAK", "DROWN", "LOGJAM", "BEAST", "RC4",
              "cert_trust", "cert_chain_of_trust")

# What it finds although all is as it should be, and why.
ACCEPTED = {
    ("WARN", "engine_problem"): "openssl(1) of this machine has no GOST; this is not about the server",
    ("WARN", "NPN"): "it cannot be asked for in TLS 1.3",
    ("HIGH", "cert_revocation"): "the throw-away authority has no lists and no responder",
    ("LOW", "DNS_CAArecord"): "the name of the server is in no DNS",
    ("MEDIUM", "security_headers"): "the page is for no browser; they are up to who writes one",
}
CBC = "the preset has CBC, as its last choice, for peers that have nothing else"
ACCEPTED_OF = {"compatible": {("LOW", "cipherlist_OBSOLETED"): CBC, ("LOW", "LUCKY13"): CBC}}
# The suites are told one by one; which they are is compared elsewhere.
CBC_SUITE = ("LOW", "cipher-tls1_2", "compatible")

GROUP_NAMES = {"prime256v1": "secp256r1", "X25519": "x25519", "X448": "x448"}
VERSION_NAMES = {"SSLv2": "SSLv2", "SSLv3": "SSLv3", "TLSv1.0": "TLS1", "TLSv1.1": "TLS1_1",
                 "TLSv1.2": "TLS1_2", "TLSv1.3": "TLS1_3"}


class Testssl:
    def __init__(self, tap, servers, backends, presets, keys):
        self.tap = tap
        self.servers = servers
        self.each = [(backend, preset, key) for preset in presets for backend in backends
                     for key in keys]

    @staticmethod
    def missing():
        """Why it cannot be used here; "" where it can."""
        grades = "--disable-rating" in scan(["testssl", "--help"])
        return "" if grades else "this testssl.sh is older than 3.2, and gives no grades"

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            for one, graded in zip(self.each, pool.map(self.grade, self.each)):
                self.judge(*one, graded)

    def grade(self, one):
        with self.servers.ours(*one) as port:
            return graded_at(port, self.servers.anchor.certificate, self.servers.folder)

    def judge(self, backend, preset, key, graded):
        who = f"testssl, {backend}, {preset}, {key}"
        self.tap.tell(graded.sentence("overall_grade") == BEST_GRADE,
                      f"{who}: grade {graded.sentence('overall_grade')}",
                      "\n".join(graded.caps) or graded.words)
        well = {name for severity, name, _ in graded.findings if severity == "OK"}
        self.tap.equal(f"{who}: known attacks looked for", set(LOOKED_FOR) & well, set(LOOKED_FOR))
        for severity, name, sentence in graded.findings:
            if severity not in ("OK", "INFO"):
                why = accepted(preset, severity, name, sentence)
                self.tap.tell(why, f"{who}: {severity} {name}: {why or 'not accepted'}", sentence)
        self.check_offer(who, backend, self.servers.offer(backend, preset, key), graded)

    def check_offer(self, who, backend, expected, graded):
        self.tap.equal(f"{who}: versions", graded.versions, expected.versions)
        self.tap.equal(f"{who}: groups", graded.groups, set().union(*expected.groups.values()))
        for version in sorted(expected.versions):
            seen, wanted = graded.suites(version), expected.suites[version]
            if version == "TLSv1.3" and backend == "mbedtls":  # the client decides
                seen, wanted = set(seen), set(wanted)
            self.tap.equal(f"{who}: {version}, suites", seen, wanted)


def accepted(preset, severity, name, sentence):
    """Why the finding is none; None where it is one."""
    if (severity, name.split("_x")[0], preset) == CBC_SUITE and "_CBC_" in sentence:
        return CBC
    return (ACCEPTED | ACCEPTED_OF.get(preset, {})).get((severity, name))


class Graded:
    """What testssl.sh says of a server."""

    def __init__(self, told, words):
        self.findings = [(each["severity"], each["id"].split()[0], each["finding"]) for each in told]
        self.sentences = {name: sentence for _, name, sentence in self.findings}
        self.words = words

    def sentence(self, name):
        return self.sentences.get(name, "none")

    @property
    def caps(self):
        return [told for _, name, told in self.findings if name.startswith("grade_cap_reason")]

    @property
    def versions(self):
        return {version for version, name in VERSION_NAMES.items()
                if self.sentence(name).startswith("offered")}

    @property
    def groups(self):
        """Of all versions together."""
        return {GROUP_NAMES.get(name, name) for name in self.sentence("FS_ECDHE_curves").split()}

    def suites(self, version):
        """In the server's order, or in that of strength where the client decides."""
        names = suite_names()
        begin = f"cipher-{version.lower().replace('v', '').replace('.', '_')}_x"
        codes = [name.removeprefix(begin) for _, name, _ in self.findings if name.startswith(begin)]
        return [names.get(int(code, 16), code) for code in codes]


def graded_at(port, anchor, folder):
    file = folder / f"testssl-{port}.json"
    words = scan(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1",
                  "--add-ca", anchor, "--jsonfile", file, *CHECKS, f"https://{HOST}:{port}"])
    return Graded(json.loads(file.read_text()) if file.exists() else [], words)
