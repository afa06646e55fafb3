// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/general_name.hpp>
#include <onetls/json_writer.hpp>
#include <onetls/oids.hpp>
#include <onetls/text.hpp>

namespace onetls {
namespace detail {

/// Writes what a certificate says as one JSON object. Every key is always there; `null` stands for
/// what the certificate does not say.
template <TextSink Sink>
class certificate_json {
public:
    constexpr certificate_json(const certificate_view& certificate, Sink& sink) noexcept
        : certificate_(certificate), json_(sink) {}

    constexpr void write() {
        json_.begin_object();
        write_fields();
        write_public_key();
        write_constraints();
        write_names();
        write_policies();
        write_key_identifiers();
        write_access_points();
        write_extensions();
        write_oddities();
        json_.end_object();
    }

private:
    constexpr void write_fields() {
        const auto& algorithm = certificate_.signature_algorithm();
        json_.number("version", certificate_.version());
        json_.hex("serial", certificate_.serial());
        described("signature_algorithm", algorithm);
        described("signature_algorithm_oid", algorithm.algorithm);
        json_.string("signature_hash", name_of(hash_of(algorithm)));
        name("issuer", certificate_.issuer());
        name("subject", certificate_.subject());
        described("not_before", certificate_.not_before());
        described("not_after", certificate_.not_after());
    }

    constexpr void write_public_key() {
        const public_key_view& key = certificate_.public_key();
        json_.begin_object("public_key");
        json_.string("algorithm", name_of(key.algorithm));
        described("oid", key.identifier);
        json_.number("bits", static_cast<std::int64_t>(key.bits));
        if (key.curve == elliptic_curve::none)
            json_.null("curve");
        else
            json_.string("curve", name_of(key.curve));
        number("exponent", key.rsa_exponent == 0 ? std::nullopt : std::optional{key.rsa_exponent});
        json_.hex("spki", key.spki);
        json_.end_object();
    }

    constexpr void write_constraints() {
        const auto basic = certificate_.basic_constraints();
        if (basic)
            json_.boolean("ca", basic->ca);
        else
            json_.null("ca");
        number("path_length", certificate_.path_length());
        const auto usages = certificate_.key_usage();
        nullable_array("key_usage", usages.has_value(), [&] {
            usages->for_each([this](key_usage usage) { json_.string({}, name_of(usage)); });
        });
        nullable_array("extended_key_usage", certificate_.has(oids::extended_key_usage), [this] {
            for (const oid& usage : certificate_.extended_key_usages()) described({}, usage);
        });
        array("tls_features", certificate_.tls_features(),
              [this](const tls_feature& feature) { json_.number({}, feature.code); });
        json_.boolean("must_staple", certificate_.must_staple());
    }

    constexpr void write_names() {
        array("subject_alternative_names", certificate_.subject_alternative_names(),
              [this](const general_name& each) { alternative({}, each); });
        const auto found = certificate_.name_constraints();
        if (!found) return json_.null("name_constraints");
        const auto subtree = [this](const general_subtree& each) { alternative({}, each.base); };
        json_.begin_object("name_constraints");
        array("permitted", found->permitted, subtree);
        array("excluded", found->excluded, subtree);
        json_.end_object();
    }

    constexpr void write_policies() {
        array("policies", certificate_.certificate_policies(),
              [this](const certificate_policy& each) { described({}, each.identifier); });
        array("policy_mappings", certificate_.policy_mappings(),
              [this](const policy_mapping& each) {
                  json_.begin_object();
                  described("issuer_domain", each.issuer_domain);
                  described("subject_domain", each.subject_domain);
                  json_.end_object();
              });
        const auto found = certificate_.policy_constraints();
        number("require_explicit_policy", found ? found->require_explicit_policy : std::nullopt);
        number("inhibit_policy_mapping", found ? found->inhibit_policy_mapping : std::nullopt);
        const auto inhibited = certificate_.inhibit_any_policy();
        number("inhibit_any_policy",
               inhibited ? std::optional{inhibited->skipped_certificates} : std::nullopt);
    }

    constexpr void write_key_identifiers() {
        const auto subject = certificate_.subject_key_identifier();
        hex("subject_key_identifier", subject ? std::optional{subject->value} : std::nullopt);
        const auto authority = certificate_.authority_key_identifier();
        hex("authority_key_identifier", authority ? authority->key : std::nullopt);
        array("authority_issuer", authority ? authority->issuer : der::list<general_name>{},
              [this](const general_name& each) { alternative({}, each); });
        hex("authority_serial", authority ? authority->serial : std::nullopt);
    }

    constexpr void write_access_points() {
        locations("ocsp", oids::ocsp);
        locations("ca_issuers", oids::ca_issuers);
        json_.begin_array("crl_distribution_points");
        for (const distribution_point& point : certificate_.crl_distribution_points())
            for (const general_name& each : point.names) alternative({}, each);
        json_.end_array();
        json_.boolean("certificate_timestamps", certificate_.has_certificate_timestamps());
    }

    constexpr void write_extensions() {
        array("extensions", certificate_.extensions(), [this](const extension& each) {
            json_.begin_object();
            described("oid", each.identifier);
            json_.boolean("critical", each.critical);
            json_.hex("value", each.value);
            json_.end_object();
        });
    }

    constexpr void write_oddities() {
        identifier("malformed_extension", certificate_.malformed_extension());
        identifier("duplicate_extension", certificate_.duplicate_extension());
        identifier("unknown_critical_extension", certificate_.unknown_critical_extension());
        json_.boolean("signature_algorithms_agree", certificate_.signature_algorithms_agree());
        json_.boolean("version_fits_contents", certificate_.version_fits_contents());
        json_.boolean("validity_follows_profile", certificate_.validity_follows_profile());
    }

    constexpr void described(std::string_view key, const auto& value) {
        json_.text(key, [&](auto& inside) { describe(value, inside); });
    }

    constexpr void number(std::string_view key, const auto& value) {
        if (!value) return json_.null(key);
        json_.number(key, static_cast<std::int64_t>(*value));
    }

    constexpr void hex(std::string_view key, const std::optional<der::bytes>& value) {
        if (!value) return json_.null(key);
        json_.hex(key, *value);
    }

    constexpr void identifier(std::string_view key, const std::optional<oid>& value) {
        if (!value) return json_.null(key);
        described(key, *value);
    }

    template <class List, class Write>
    constexpr void array(std::string_view key, const List& list, Write write) {
        json_.begin_array(key);
        for (const auto& each : list) write(each);
        json_.end_array();
    }

    template <class Write>
    constexpr void nullable_array(std::string_view key, bool present, Write write) {
        if (!present) return json_.null(key);
        json_.begin_array(key);
        write();
        json_.end_array();
    }

    constexpr void name(std::string_view key, const name_view& value) {
        json_.begin_object(key);
        described("text", value);
        array("attributes", value.attributes(), [this](const attribute& each) {
            json_.begin_object();
            described("oid", each.type);
            json_.characters("value", each.value.tag, each.value.contents);
            json_.end_object();
        });
        json_.end_object();
    }

    constexpr void alternative(std::string_view key, const general_name& value) {
        json_.begin_object(key);
        json_.string("kind", name_of(value.what()));
        json_.text("value", [&](auto& inside) { describe_value(value, inside); });
        json_.end_object();
    }

    constexpr void locations(std::string_view key, oid method) {
        json_.begin_array(key);
        for (const access_description& each : certificate_.authority_information_access())
            if (each.method == method) alternative({}, each.location);
        json_.end_array();
    }

    const certificate_view& certificate_;
    json_writer<Sink> json_;
};

}  // namespace detail

/// Writes what `certificate` says as one JSON object on one line: all fields, all extensions.
///
/// Bytes are hexadecimal, times ISO 8601, identifiers dotted numbers, names as RFC 4514 has them.
/// The text is valid UTF-8 whatever the certificate holds.
template <TextSink Sink>
constexpr void describe_json(const certificate_view& certificate, Sink& sink) {
    detail::certificate_json{certificate, sink}.write();
}

}  // namespace onetls
