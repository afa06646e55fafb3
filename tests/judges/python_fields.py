# SPDX-License-Identifier: BSL-1.0
"""The fields of a certificate as `cryptography` reads them, in the form of the judge's JSON."""

import ipaddress

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

KINDS = {
    x509.DNSName: "DNS",
    x509.IPAddress: "IP",
    x509.RFC822Name: "email",
    x509.UniformResourceIdentifier: "URI",
    x509.DirectoryName: "directory",
    x509.RegisteredID: "registered ID",
    x509.OtherName: "other",
}

USAGES = {
    "digital_signature": "digitalSignature",
    "content_commitment": "contentCommitment",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}

SHORT_NAMES = {x509.NameOID.EMAIL_ADDRESS: "emailAddress"}

HASHES = {"sha1": "SHA-1", "sha224": "SHA-224", "sha256": "SHA-256", "sha384": "SHA-384",
          "sha512": "SHA-512", "md5": "MD5"}


class Unreadable(Exception):
    """`cryptography` does not read this field of this certificate."""


def readable(read):
    """Turns what `cryptography` throws into Unreadable."""

    def guarded(certificate):
        try:
            return read(certificate)
        except x509.DuplicateExtension as failure:
            raise Unreadable("an extension is there twice") from failure
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.UnsupportedGeneralNameType,
                x509.InvalidVersion, NotImplementedError) as failure:
            raise Unreadable(" ".join(str(failure).split())[:60]) from failure

    return guarded


def find(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def signed_hex(number):
    """Two's complement, as DER writes an INTEGER."""
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return number.to_bytes(size, "big", signed=True).hex()


def time_text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def attributes(name):
    return [{"oid": each.oid.dotted_string, "value": text_of(each.value)}
            for rdn in name.rdns for each in rdn]


def text_of(value):
    return value if isinstance(value, str) else None


def address_text(value):
    if isinstance(value, (ipaddress.IPv4Network, ipaddress.IPv6Network)):
        return f"{value.network_address}/{value.netmask}"
    return str(value)


def escaped(text):
    """Bytes beyond ASCII as \\xx."""
    return "".join(chr(octet) if octet < 0x80 else f"\\{octet:02x}" for octet in text.encode())


def element(tag, contents):
    """One element of DER, of less than 64 KiB."""
    size = len(contents)
    length = [size] if size < 0x80 else [0x81, size] if size < 0x100 else [0x82, size >> 8, size & 255]
    return bytes([tag, *length]) + contents


def base_128(number):
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.insert(0, number & 0x7F | 0x80)
    return bytes(digits)


def encoded(identifier):
    first, second, *rest = (int(each) for each in identifier.dotted_string.split("."))
    return element(6, b"".join(base_128(each) for each in [first * 40 + second, *rest]))


def other_name(name):
    """The type and, behind it, all that the name holds, as hexadecimal."""
    whole = encoded(name.type_id) + element(0xA0, name.value)
    return f"{name.type_id.dotted_string}#{whole.hex()}"


def general_name(name):
    kind = KINDS[type(name)]
    if kind == "IP":
        return {"kind": kind, "value": address_text(name.value)}
    if kind == "directory":
        return {"kind": kind, "value": name.value.rfc4514_string(SHORT_NAMES)}
    if kind == "registered ID":
        return {"kind": kind, "value": name.value.dotted_string}
    if kind == "other":
        return {"kind": kind, "value": other_name(name)}
    return {"kind": kind, "value": escaped(name.value)}


def general_names(names):
    return [general_name(each) for each in names or []]


def key_usage(certificate):
    found = find(certificate, x509.KeyUsage)
    if found is None:
        return None
    dependent = ("encipher_only", "decipher_only")
    return [name for attribute, name in USAGES.items()
            if (attribute not in dependent or found.key_agreement) and getattr(found, attribute)]


def extended_key_usage(certificate):
    found = find(certificate, x509.ExtendedKeyUsage)
    return None if found is None else [each.dotted_string for each in found]


def name_constraints(certificate):
    found = find(certificate, x509.NameConstraints)
    if found is None:
        return None
    return {"permitted": general_names(found.permitted_subtrees),
            "excluded": general_names(found.excluded_subtrees)}


def policies(certificate):
    found = find(certificate, x509.CertificatePolicies)
    return [each.policy_identifier.dotted_string for each in found or []]


def of_extension(kind, read, absent=None):
    """The field that `read` takes from the extension `kind`; `absent` without one."""

    def field(certificate):
        found = find(certificate, kind)
        return absent if found is None else read(found)

    return field


def hex_or_none(value):
    return None if value is None else value.hex()


def locations(method):
    return lambda found: [general_name(each.access_location) for each in found
                          if each.access_method.dotted_string == method]


def distribution_points(found):
    return [general_name(name) for point in found for name in point.full_name or []]


def key_algorithm(certificate):
    key = certificate.public_key()
    names = {rsa.RSAPublicKey: "RSA", ec.EllipticCurvePublicKey: "EC", dsa.DSAPublicKey: "DSA",
             ed25519.Ed25519PublicKey: "Ed25519", ed448.Ed448PublicKey: "Ed448"}
    return next((name for kind, name in names.items() if isinstance(key, kind)), "unknown")


def key_bits(certificate):
    key = certificate.public_key()
    fixed = {ed25519.Ed25519PublicKey: 256, ed448.Ed448PublicKey: 456}
    size = next((bits for kind, bits in fixed.items() if isinstance(key, kind)), None)
    return getattr(key, "key_size", size)


def curve(certificate):
    key = certificate.public_key()
    return key.curve.name if hasattr(key, "curve") else None


def exponent(certificate):
    key = certificate.public_key()
    return key.public_numbers().e if isinstance(key, rsa.RSAPublicKey) else None


def spki(certificate):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return certificate.public_key().public_bytes(serialization.Encoding.DER, form).hex()


def signature_hash(certificate):
    found = certificate.signature_hash_algorithm
    return "intrinsic" if found is None else HASHES.get(found.name, found.name)


def extensions(certificate):
    return [{"oid": each.oid.dotted_string, "critical": each.critical}
            for each in certificate.extensions]


FIELDS = {field: readable(read) for field, read in {
    "version": lambda certificate: certificate.version.value + 1,
    "serial": lambda certificate: signed_hex(certificate.serial_number),
    "signature_algorithm_oid": lambda certificate: certificate.signature_algorithm_oid.dotted_string,
    "signature_hash": signature_hash,
    "issuer.attributes": lambda certificate: attributes(certificate.issuer),
    "subject.attributes": lambda certificate: attributes(certificate.subject),
    "not_before": lambda certificate: time_text(certificate.not_valid_before),
    "not_after": lambda certificate: time_text(certificate.not_valid_after),
    "public_key.algorithm": key_algorithm,
    "public_key.bits": key_bits,
    "public_key.curve": curve,
    "public_key.exponent": exponent,
    "public_key.spki": spki,
    "ca": of_extension(x509.BasicConstraints, lambda found: found.ca),
    "path_length": of_extension(x509.BasicConstraints, lambda found: found.path_length),
    "key_usage": key_usage,
    "extended_key_usage": extended_key_usage,
    "tls_features": of_extension(x509.TLSFeature,
                                 lambda found: [each.value for each in found], []),
    "subject_alternative_names": of_extension(x509.SubjectAlternativeName, general_names, []),
    "name_constraints": name_constraints,
    "policies": policies,
    "require_explicit_policy": of_extension(x509.PolicyConstraints,
                                            lambda found: found.require_explicit_policy),
    "inhibit_policy_mapping": of_extension(x509.PolicyConstraints,
                                           lambda found: found.inhibit_policy_mapping),
    "inhibit_any_policy": of_extension(x509.InhibitAnyPolicy, lambda found: found.skip_certs),
    "subject_key_identifier": of_extension(x509.SubjectKeyIdentifier,
                                           lambda found: found.digest.hex()),
    "authority_key_identifier": of_extension(x509.AuthorityKeyIdentifier,
                                             lambda found: hex_or_none(found.key_identifier)),
    "authority_issuer": of_extension(x509.AuthorityKeyIdentifier,
                                     lambda found: general_names(found.authority_cert_issuer), []),
    "authority_serial": of_extension(
        x509.AuthorityKeyIdentifier,
        lambda found: None if found.authority_cert_serial_number is None
        else signed_hex(found.authority_cert_serial_number)),
    "ocsp": of_extension(x509.AuthorityInformationAccess, locations("1.3.6.1.5.5.7.48.1"), []),
    "ca_issuers": of_extension(x509.AuthorityInformationAccess,
                               locations("1.3.6.1.5.5.7.48.2"), []),
    "crl_distribution_points": of_extension(x509.CRLDistributionPoints, distribution_points, []),
    "certificate_timestamps": lambda certificate:
        find(certificate, x509.PrecertificateSignedCertificateTimestamps) is not None,
    "extensions": extensions,
}.items()}
