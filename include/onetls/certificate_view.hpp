// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <onetls/certificate_fields.hpp>
#include <onetls/der.hpp>
#include <onetls/der_list.hpp>
#include <onetls/error.hpp>
#include <onetls/known_extensions.hpp>
#include <onetls/name_view.hpp>
#include <onetls/public_key_view.hpp>
#include <onetls/signature_algorithm.hpp>
#include <onetls/time.hpp>

namespace onetls {

/// What an X.509 certificate says, read from its DER. Judges nothing: a certificate that can be
/// read may still be one that nobody should accept.
///
/// Reading is lenient towards what certificates in use get wrong, and never silent about it: see
/// `malformed_extension` and what follows it. The accessors of an extension answer the same for an
/// absent one and for a malformed one; whoever judges asks `malformed_extension` first.
///
/// Lifetime: borrows the bytes it was made of, as does all that it returns.
/// Source:   RFC 5280 §4.
class certificate_view {
public:
    /// Reads the certificate that `der` is, in time linear in its size.
    ///
    /// Errors: bad_input with field::certificate; cause malformed, out_of_range for a date that
    ///         does not exist or a version that nobody has defined, too_many beyond 256 extensions.
    [[nodiscard]] static constexpr result<certificate_view> parse(
        std::span<const std::byte> der) noexcept {
        auto first = parse_first(der);
        if (first && first->der().size() != der.size()) first = der::refuse();
        return first;
    }

    /// As `parse`, and leaves alone what follows the certificate: `der().size()` says where.
    [[nodiscard]] static constexpr result<certificate_view> parse_first(
        std::span<const std::byte> bytes) noexcept {
        // Made where it is returned: it is large for the stack of a small device.
        result<certificate_view> made{certificate_view{}};
        if (const auto read = made->fields_.read(der::reader{bytes}); !read)
            made = std::unexpected(read.error());
        return made;
    }

    constexpr der::bytes der() const noexcept { return fields_.der; }

    /// The part that the signature is made over.
    constexpr der::bytes to_be_signed() const noexcept { return fields_.to_be_signed; }
    constexpr der::bytes signature() const noexcept { return fields_.signature; }

    constexpr int version() const noexcept { return fields_.version; }  ///< 1, 2 or 3.

    /// The serial number in two's complement, most significant byte first, at least one byte.
    constexpr der::bytes serial() const noexcept { return fields_.serial; }

    /// The algorithm of `signature`; `hash_of` says over which hash.
    constexpr const algorithm_identifier& signature_algorithm() const noexcept {
        return fields_.signature_algorithm;
    }

    constexpr const name_view& issuer() const noexcept { return fields_.issuer; }
    constexpr const name_view& subject() const noexcept { return fields_.subject; }
    constexpr bool self_issued() const noexcept { return fields_.issuer == fields_.subject; }

    constexpr timestamp not_before() const noexcept { return fields_.not_before; }

    /// The last second at which the certificate is valid.
    constexpr timestamp not_after() const noexcept { return fields_.not_after; }

    constexpr const public_key_view& public_key() const noexcept { return fields_.public_key; }

    constexpr der::list<extension> extensions() const noexcept { return fields_.extensions; }

    /// The first extension named `identifier`: for its criticality, or its value as it is.
    constexpr std::optional<extension> find(oid identifier) const noexcept {
        return fields_.find(identifier);
    }
    constexpr bool has(oid identifier) const noexcept { return find(identifier).has_value(); }

    constexpr std::optional<onetls::basic_constraints> basic_constraints() const noexcept {
        return fields_.value<onetls::basic_constraints>(oids::basic_constraints);
    }
    constexpr bool is_ca() const noexcept {
        const auto found = basic_constraints();
        return found && found->ca;
    }
    constexpr std::optional<std::uint32_t> path_length() const noexcept {
        const auto found = basic_constraints();
        return found ? found->path_length : std::nullopt;
    }

    /// What the key may be used for; nothing where the certificate does not restrict it.
    constexpr std::optional<key_usages> key_usage() const noexcept {
        return fields_.value<key_usages>(oids::key_usage);
    }

    /// The purposes that the key is restricted to; empty where it is not: ask `has` when in doubt.
    constexpr der::list<oid> extended_key_usages() const noexcept {
        return fields_.values<oid>(oids::extended_key_usage);
    }

    constexpr der::list<general_name> subject_alternative_names() const noexcept {
        return fields_.values<general_name>(oids::subject_alternative_name);
    }
    constexpr std::optional<onetls::name_constraints> name_constraints() const noexcept {
        return fields_.value<onetls::name_constraints>(oids::name_constraints);
    }

    constexpr der::list<certificate_policy> certificate_policies() const noexcept {
        return fields_.values<certificate_policy>(oids::certificate_policies);
    }
    constexpr der::list<policy_mapping> policy_mappings() const noexcept {
        return fields_.values<policy_mapping>(oids::policy_mappings);
    }
    constexpr std::optional<onetls::policy_constraints> policy_constraints() const noexcept {
        return fields_.value<onetls::policy_constraints>(oids::policy_constraints);
    }
    constexpr std::optional<onetls::inhibit_any_policy> inhibit_any_policy() const noexcept {
        return fields_.value<onetls::inhibit_any_policy>(oids::inhibit_any_policy);
    }

    constexpr std::optional<onetls::authority_key_identifier> authority_key_identifier()
        const noexcept {
        return fields_.value<onetls::authority_key_identifier>(oids::authority_key_identifier);
    }
    constexpr std::optional<onetls::subject_key_identifier> subject_key_identifier()
        const noexcept {
        return fields_.value<onetls::subject_key_identifier>(oids::subject_key_identifier);
    }

    /// Where the issuer's certificate and its OCSP responder are: by `method`.
    constexpr der::list<access_description> authority_information_access() const noexcept {
        return fields_.values<access_description>(oids::authority_information_access);
    }
    constexpr der::list<distribution_point> crl_distribution_points() const noexcept {
        return fields_.values<distribution_point>(oids::crl_distribution_points);
    }

    constexpr der::list<tls_feature> tls_features() const noexcept {
        return fields_.values<tls_feature>(oids::tls_feature);
    }
    /// Says whether the server has to send an OCSP response with the certificate.
    constexpr bool must_staple() const noexcept {
        return tls_features().contains({tls_feature::status_request});
    }
    constexpr bool has_certificate_timestamps() const noexcept {
        return has(oids::signed_certificate_timestamps);
    }

    /// An extension whose value can be read, and is wrong. Whoever judges has to refuse it.
    constexpr std::optional<oid> malformed_extension() const noexcept {
        return fields_.malformed_extension;
    }

    /// An extension that is there more than once, which RFC 5280 §4.2 forbids.
    constexpr std::optional<oid> duplicate_extension() const noexcept {
        return fields_.duplicate_extension;
    }

    /// A critical extension that this view cannot read.
    constexpr std::optional<oid> unknown_critical_extension() const noexcept {
        for (const extension& each : fields_.extensions)
            if (each.critical && !is_known_extension(each.identifier)) return each.identifier;
        return std::nullopt;
    }

    /// Says whether the signed and the unsigned name of the signature algorithm are the same, as
    /// RFC 5280 §4.1.1.2 wants it.
    constexpr bool signature_algorithms_agree() const noexcept { return fields_.algorithms_agree; }

    /// Says whether the version is as high as the contents need: extensions are of version 3.
    constexpr bool version_fits_contents() const noexcept { return fields_.version_fits_contents; }

    /// Says whether dates to 2049 are UTCTime and later ones GeneralizedTime, and none is before
    /// 1950 (RFC 5280 §4.1.2.5).
    constexpr bool validity_follows_profile() const noexcept {
        return fields_.validity_follows_profile;
    }

private:
    constexpr certificate_view() noexcept = default;

    detail::certificate_fields fields_;
};

}  // namespace onetls
