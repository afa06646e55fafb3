# SPDX-License-Identifier: BSL-1.0
"""Why a field may differ from what `cryptography` says: rules, never single certificates."""

import collections

REPLACEMENT = "\ufffd"
SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"


def is_sorted_otherwise(field, ours, theirs, _):
    if not field.endswith(".attributes"):
        return None
    counted = [collections.Counter((each["oid"], each["value"]) for each in names)
               for names in (ours, theirs)]
    return "Python keeps a step of a name as a set, without order" if counted[0] == counted[1] else None


def is_no_text(field, ours, theirs, _):
    """Every value is the same, or ours ends where its bytes stop being of its type."""
    if not field.endswith(".attributes") or len(ours) != len(theirs):
        return None
    for own, other in zip(ours, theirs):
        cut = own["value"].removesuffix(REPLACEMENT)
        if own != other and (cut == own["value"] or not (other["value"] or "").startswith(cut)):
            return None
    return "Python guesses at bytes that are not of the string's type"


def is_rsa_pss(field, _, theirs, certificate):
    pss = certificate["public_key"]["algorithm"] == "RSA-PSS"
    if pss and field in ("public_key.algorithm", "public_key.spki"):
        return "Python reads a key for RSASSA-PSS as one for all of RSA"
    return None


def is_written_anew(field, ours, theirs, certificate):
    """The key itself is the last thing in both."""
    digits = certificate["public_key"]["bits"] // 4
    if field == "public_key.spki" and digits and ours[-digits:] == theirs[-digits:]:
        return "Python writes the key anew, with the parameters that this one left out"
    return None


def is_unknown_key(field, _, theirs, certificate):
    key = certificate["public_key"]
    if field.startswith("public_key.") and key["algorithm"] == "unknown":
        return f"the library does not look inside keys of the kind {key['oid']}"
    return None


def is_explicit_curve(field, _, __, certificate):
    if field.startswith("public_key.") and certificate["public_key"]["curve"] == "explicit parameters":
        return "newer Pythons take explicit parameters for the curve that they spell; the library refuses them"
    return None


def is_unknown_signature(field, ours, _, certificate):
    if field == "signature_hash" and ours == "unknown":
        return f"the library does not know the signature algorithm {certificate['signature_algorithm_oid']}"
    return None


def is_malformed(field, _, __, certificate):
    wrong = certificate["malformed_extension"]
    if field == "subject_alternative_names" and wrong == SUBJECT_ALTERNATIVE_NAME:
        return "the library calls the extension malformed, and refuses such certificates"
    return None


RULES = (is_sorted_otherwise, is_no_text, is_rsa_pss, is_written_anew, is_unknown_key,
         is_explicit_curve, is_unknown_signature, is_malformed)


def explanation(field, ours, theirs, certificate):
    """The first rule that explains why `field` is `ours` here and `theirs` there; None without."""
    for rule in RULES:
        if reason := rule(field, ours, theirs, certificate):
            return reason
    return None
