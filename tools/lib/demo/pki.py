"""A throw-away certificate authority and the certificates of the demo, made with openssl(1)."""

import datetime
import pathlib
import subprocess
from dataclasses import dataclass

HOST = "demo.example"

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
[req]
distinguished_name = any
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
"""

AUTHORITY = """
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

LEAF = """
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = {purpose}
authorityKeyIdentifier = keyid
"""

KEY_OPTIONS = {
    "EC": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "RSA": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "EC384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "RSA3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
}
LIFETIME = 90  # days


@dataclass(frozen=True)
class Certified:
    """A certificate, what a server sends (it and its issuers but for the root), and its key."""

    certificate: pathlib.Path
    chain: pathlib.Path
    key: pathlib.Path


class Pki:
    """Makes certificates in `folder`."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.configuration = folder / "openssl.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder))
        (folder / "index").write_text("")

    def root(self, name: str, key="EC") -> Certified:
        return self._self_signed(name, ["-extensions", "root"], key)

    def self_signed(self, name: str, host: str) -> Certified:
        made = self._self_signed(name, ["-addext", f"subjectAltName=DNS:{host}"])
        made.chain.write_text(made.certificate.read_text())
        return made

    def authority(self, name: str, issuer: Certified, bounds="") -> Certified:
        """One for all names, or only for those within `bounds`, as openssl writes them."""
        limits = f"nameConstraints = critical, {bounds}\n" if bounds else ""
        return self._issue(name, issuer, AUTHORITY + limits, common_name=name)

    def leaf(self, name: str, issuer: Certified, names=(f"DNS:{HOST}",), common_name=HOST,
             key="EC", begins=-1, ends=LIFETIME, purpose="serverAuth") -> Certified:
        """A server's certificate, or a client's, valid from and to so many days from now."""
        alternative_names = f"subjectAltName = {', '.join(names)}\n" if names else ""
        extensions = LEAF.format(purpose=purpose) + alternative_names
        return self._issue(name, issuer, extensions, common_name, key, begins, ends)

    def _issue(self, name, issuer, extensions, common_name, key="EC", begins=-1, ends=LIFETIME):
        made = self._files(name)
        self._make_key(made, key)
        request = self.folder / f"{name}.csr"
        extension_file = self.folder / f"{name}.ext"
        extension_file.write_text(extensions)
        self._openssl("req", "-new", "-key", made.key, "-subj", f"/CN={common_name}",
                      "-out", request)
        self._openssl("ca", "-batch", "-notext", "-in", request, "-out", made.certificate,
                      "-cert", issuer.certificate, "-keyfile", issuer.key,
                      "-extfile", extension_file,
                      "-startdate", days_from_now(begins), "-enddate", days_from_now(ends))
        above = issuer.chain.read_text() if issuer.chain.exists() else ""
        made.chain.write_text(made.certificate.read_text() + above)
        return made

    def _self_signed(self, name, options, key="EC"):
        made = self._files(name)
        self._make_key(made, key)
        self._openssl("req", "-x509", "-new", "-key", made.key, "-subj", f"/CN={name}",
                      "-days", str(LIFETIME), "-out", made.certificate, *options)
        return made

    def _make_key(self, made, key):
        self._openssl("genpkey", *KEY_OPTIONS[key], "-out", made.key)

    def _files(self, name):
        return Certified(*(self.folder / f"{name}.{kind}" for kind in ("crt", "chain", "key")))

    def _openssl(self, command, *words):
        configured = ["-config", self.configuration] if command in ("req", "ca") else []
        done = subprocess.run(["openssl", command, *configured, *words], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {command} failed: {done.stderr.strip()}")


def days_from_now(days: int) -> str:
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return then.strftime("%Y%m%d%H%M%SZ")


class DemoPki(Pki):
    """All that the demo needs."""

    def __init__(self, folder: pathlib.Path):
        super().__init__(folder)
        self.anchor = self.root("demo-root")
        stranger = self.root("stranger-root")
        issuer = self.authority("demo-issuer", self.anchor)
        self.good = {key: self.leaf(key.lower(), issuer, key=key) for key in ("EC", "RSA")}
        self.for_address = self.leaf("address", issuer, names=["IP:127.0.0.1"])
        self.wrong = {
            "wrong name": self.leaf("wrong-name", issuer, names=["DNS:other.example"]),
            "name only in the CN": self.leaf("common-name", issuer, names=[]),
            "expired": self.leaf("expired", issuer, begins=-60, ends=-3),
            "not yet valid": self.leaf("not-yet-valid", issuer, begins=3, ends=60),
            "unknown CA": self.leaf("unknown-ca", stranger),
            "self-signed": self.self_signed("self-signed", HOST),
            "wildcard *.com": self.leaf("wildcard", issuer, names=["DNS:*.com"]),
        }
