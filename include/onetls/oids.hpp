// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string_view>

#include <onetls/oid.hpp>

namespace onetls {

/// Identifiers that certificates use, by their role.
///
/// Source: RFC 5280 appendix A, RFC 4519, RFC 5480, RFC 8017, RFC 8410, RFC 5639, FIPS 180-4.
namespace oids {

// Attributes of names.
inline constexpr oid common_name = oid_of<"2.5.4.3">;
inline constexpr oid surname = oid_of<"2.5.4.4">;
inline constexpr oid serial_number = oid_of<"2.5.4.5">;
inline constexpr oid country = oid_of<"2.5.4.6">;
inline constexpr oid locality = oid_of<"2.5.4.7">;
inline constexpr oid state_or_province = oid_of<"2.5.4.8">;
inline constexpr oid street = oid_of<"2.5.4.9">;
inline constexpr oid organization = oid_of<"2.5.4.10">;
inline constexpr oid organizational_unit = oid_of<"2.5.4.11">;
inline constexpr oid domain_component = oid_of<"0.9.2342.19200300.100.1.25">;
inline constexpr oid user_id = oid_of<"0.9.2342.19200300.100.1.1">;
inline constexpr oid email_address = oid_of<"1.2.840.113549.1.9.1">;

// Public keys.
inline constexpr oid rsa_encryption = oid_of<"1.2.840.113549.1.1.1">;
inline constexpr oid rsa_pss = oid_of<"1.2.840.113549.1.1.10">;
inline constexpr oid ec_public_key = oid_of<"1.2.840.10045.2.1">;
inline constexpr oid dsa = oid_of<"1.2.840.10040.4.1">;
inline constexpr oid x25519 = oid_of<"1.3.101.110">;
inline constexpr oid x448 = oid_of<"1.3.101.111">;
inline constexpr oid ed25519 = oid_of<"1.3.101.112">;
inline constexpr oid ed448 = oid_of<"1.3.101.113">;

// Extensions.
inline constexpr oid subject_key_identifier = oid_of<"2.5.29.14">;
inline constexpr oid key_usage = oid_of<"2.5.29.15">;
inline constexpr oid crl_number = oid_of<"2.5.29.20">;
inline constexpr oid subject_alternative_name = oid_of<"2.5.29.17">;
inline constexpr oid basic_constraints = oid_of<"2.5.29.19">;
inline constexpr oid name_constraints = oid_of<"2.5.29.30">;
inline constexpr oid crl_distribution_points = oid_of<"2.5.29.31">;
inline constexpr oid certificate_policies = oid_of<"2.5.29.32">;
inline constexpr oid policy_mappings = oid_of<"2.5.29.33">;
inline constexpr oid authority_key_identifier = oid_of<"2.5.29.35">;
inline constexpr oid policy_constraints = oid_of<"2.5.29.36">;
inline constexpr oid extended_key_usage = oid_of<"2.5.29.37">;
inline constexpr oid inhibit_any_policy = oid_of<"2.5.29.54">;
inline constexpr oid authority_information_access = oid_of<"1.3.6.1.5.5.7.1.1">;
inline constexpr oid tls_feature = oid_of<"1.3.6.1.5.5.7.1.24">;
inline constexpr oid signed_certificate_timestamps = oid_of<"1.3.6.1.4.1.11129.2.4.2">;

// Extended key usages, the one of policies that stands for any, and ways of access.
inline constexpr oid any_extended_key_usage = oid_of<"2.5.29.37.0">;
inline constexpr oid server_auth = oid_of<"1.3.6.1.5.5.7.3.1">;
inline constexpr oid client_auth = oid_of<"1.3.6.1.5.5.7.3.2">;
inline constexpr oid code_signing = oid_of<"1.3.6.1.5.5.7.3.3">;
inline constexpr oid email_protection = oid_of<"1.3.6.1.5.5.7.3.4">;
inline constexpr oid time_stamping = oid_of<"1.3.6.1.5.5.7.3.8">;
inline constexpr oid ocsp_signing = oid_of<"1.3.6.1.5.5.7.3.9">;
inline constexpr oid any_policy = oid_of<"2.5.29.32.0">;
inline constexpr oid ocsp = oid_of<"1.3.6.1.5.5.7.48.1">;
inline constexpr oid ca_issuers = oid_of<"1.3.6.1.5.5.7.48.2">;

}  // namespace oids

/// An identifier and the short name that people know it by.
struct named_oid {
    oid identifier;
    std::string_view name;
};

/// Identifiers with a name that are not attributes of names: those have a table of their own.
inline constexpr auto named_oids = std::array{
    named_oid{oids::rsa_encryption, "rsaEncryption"},
    named_oid{oids::rsa_pss, "rsassaPss"},
    named_oid{oids::ec_public_key, "ecPublicKey"},
    named_oid{oids::dsa, "dsa"},
    named_oid{oids::x25519, "X25519"},
    named_oid{oids::x448, "X448"},
    named_oid{oids::ed25519, "Ed25519"},
    named_oid{oids::ed448, "Ed448"},
    named_oid{oids::subject_key_identifier, "subjectKeyIdentifier"},
    named_oid{oids::key_usage, "keyUsage"},
    named_oid{oids::subject_alternative_name, "subjectAltName"},
    named_oid{oids::basic_constraints, "basicConstraints"},
    named_oid{oids::name_constraints, "nameConstraints"},
    named_oid{oids::crl_distribution_points, "cRLDistributionPoints"},
    named_oid{oids::certificate_policies, "certificatePolicies"},
    named_oid{oids::policy_mappings, "policyMappings"},
    named_oid{oids::authority_key_identifier, "authorityKeyIdentifier"},
    named_oid{oids::policy_constraints, "policyConstraints"},
    named_oid{oids::extended_key_usage, "extKeyUsage"},
    named_oid{oids::inhibit_any_policy, "inhibitAnyPolicy"},
    named_oid{oids::authority_information_access, "authorityInfoAccess"},
    named_oid{oids::tls_feature, "tlsFeature"},
    named_oid{oids::signed_certificate_timestamps, "signedCertificateTimestampList"},
    named_oid{oid_of<"2.5.29.9">, "subjectDirectoryAttributes"},
    named_oid{oid_of<"2.5.29.16">, "privateKeyUsagePeriod"},
    named_oid{oid_of<"2.5.29.18">, "issuerAltName"},
    named_oid{oid_of<"2.5.29.46">, "freshestCRL"},
    named_oid{oid_of<"1.3.6.1.5.5.7.1.3">, "qcStatements"},
    named_oid{oid_of<"1.3.6.1.5.5.7.1.11">, "subjectInfoAccess"},
    named_oid{oid_of<"1.3.6.1.5.5.7.1.14">, "proxyCertInfo"},
    named_oid{oid_of<"1.3.6.1.5.5.7.48.1.5">, "ocspNoCheck"},
    named_oid{oid_of<"1.3.6.1.4.1.11129.2.4.3">, "precertificatePoison"},
    named_oid{oid_of<"2.16.840.1.113730.1.1">, "netscapeCertType"},
    named_oid{oid_of<"2.16.840.1.113730.1.13">, "netscapeComment"},
    named_oid{oids::any_extended_key_usage, "anyExtendedKeyUsage"},
    named_oid{oids::server_auth, "serverAuth"},
    named_oid{oids::client_auth, "clientAuth"},
    named_oid{oids::code_signing, "codeSigning"},
    named_oid{oids::email_protection, "emailProtection"},
    named_oid{oids::time_stamping, "timeStamping"},
    named_oid{oids::ocsp_signing, "OCSPSigning"},
    named_oid{oids::any_policy, "anyPolicy"},
    named_oid{oids::ocsp, "OCSP"},
    named_oid{oids::ca_issuers, "caIssuers"},
};

namespace detail {

template <class Table>
constexpr std::string_view name_in(const Table& table, oid identifier) noexcept {
    for (const auto& entry : table)
        if (entry.identifier == identifier) return entry.name;
    return {};
}

}  // namespace detail

/// The short name of `identifier`; empty where none is known.
constexpr std::string_view name_of(oid identifier) noexcept {
    return detail::name_in(named_oids, identifier);
}

/// Writes the short name of `identifier`, or its numbers where it has none.
template <TextSink Sink>
constexpr void describe_by_name(oid identifier, Sink& sink) {
    const std::string_view name = name_of(identifier);
    if (name.empty()) return describe(identifier, sink);
    sink.append(name);
}

}  // namespace onetls
