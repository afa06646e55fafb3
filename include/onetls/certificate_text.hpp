// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/der_string.hpp>
#include <onetls/general_name.hpp>
#include <onetls/oids.hpp>
#include <onetls/text.hpp>

namespace onetls {
namespace detail {

/// Writes what a certificate says, a line for each thing.
template <TextSink Sink>
class certificate_writer {
public:
    constexpr certificate_writer(const certificate_view& certificate, Sink& sink) noexcept
        : certificate_(certificate), sink_(sink) {}

    constexpr void write() {
        write_fields();
        write_constraints();
        write_names();
        write_policies();
        write_key_identifiers();
        write_access_points();
        write_other_extensions();
        write_oddities();
    }

private:
    constexpr void write_fields() {
        append_number(begin("Version"), certificate_.version());
        append_hex(begin("Serial number"), certificate_.serial(), ":");
        line("Signature algorithm", certificate_.signature_algorithm());
        line("Issuer", certificate_.issuer());
        line("Subject", certificate_.subject());
        line("Not before", certificate_.not_before());
        line("Not after", certificate_.not_after());
        line("Public key", certificate_.public_key());
    }

    constexpr void write_constraints() {
        if (const auto found = certificate_.basic_constraints()) {
            begin("Basic constraints", oids::basic_constraints)
                .append(found->ca ? "CA" : "not a CA");
            if (found->path_length)
                append_number(sink_.append(", path length "), *found->path_length);
        }
        if (const auto usages = certificate_.key_usage()) {
            begin("Key usage", oids::key_usage);
            usages->for_each([this](key_usage usage) { item().append(name_of(usage)); });
        }
        if (!certificate_.extended_key_usages().empty())
            begin("Extended key usage", oids::extended_key_usage);
        for (const oid& usage : certificate_.extended_key_usages()) describe_by_name(usage, item());
        if (!certificate_.tls_features().empty()) begin("TLS features", oids::tls_feature);
        for (const tls_feature& feature : certificate_.tls_features())
            append_number(item(), feature.code);
    }

    constexpr void write_names() {
        if (!certificate_.subject_alternative_names().empty())
            begin("Subject alternative names", oids::subject_alternative_name);
        for (const general_name& name : certificate_.subject_alternative_names())
            describe(name, item());
        const auto constraints = certificate_.name_constraints();
        if (!constraints) return;
        if (!constraints->permitted.empty()) begin("Permitted names", oids::name_constraints);
        for (const general_subtree& tree : constraints->permitted) describe(tree.base, item());
        if (!constraints->excluded.empty()) begin("Excluded names", oids::name_constraints);
        for (const general_subtree& tree : constraints->excluded) describe(tree.base, item());
    }

    constexpr void write_policies() {
        if (!certificate_.certificate_policies().empty())
            begin("Policies", oids::certificate_policies);
        for (const certificate_policy& policy : certificate_.certificate_policies())
            describe_by_name(policy.identifier, item());
        if (!certificate_.policy_mappings().empty())
            begin("Policy mappings", oids::policy_mappings);
        for (const policy_mapping& mapping : certificate_.policy_mappings()) {
            describe_by_name(mapping.issuer_domain, item());
            describe_by_name(mapping.subject_domain, sink_.append(" = "));
        }
        if (const auto found = certificate_.policy_constraints()) {
            begin("Policy constraints", oids::policy_constraints);
            if (found->require_explicit_policy)
                append_number(item().append("explicit policy after "),
                              *found->require_explicit_policy);
            if (found->inhibit_policy_mapping)
                append_number(item().append("no mapping after "), *found->inhibit_policy_mapping);
        }
        if (const auto found = certificate_.inhibit_any_policy())
            append_number(begin("No any-policy after", oids::inhibit_any_policy),
                          found->skipped_certificates);
    }

    constexpr void write_key_identifiers() {
        if (const auto found = certificate_.subject_key_identifier())
            append_hex(begin("Subject key identifier", oids::subject_key_identifier), found->value,
                       ":");
        const auto found = certificate_.authority_key_identifier();
        if (!found) return;
        begin("Authority key identifier", oids::authority_key_identifier);
        if (found->key) append_hex(item(), *found->key, ":");
        for (const general_name& name : found->issuer) describe(name, item());
        if (found->serial) append_hex(item().append("serial "), *found->serial, ":");
    }

    constexpr void write_access_points() {
        if (!certificate_.authority_information_access().empty())
            begin("Authority information", oids::authority_information_access);
        for (const access_description& access : certificate_.authority_information_access()) {
            describe_by_name(access.method, item());
            describe(access.location, sink_.append(" "));
        }
        if (!certificate_.crl_distribution_points().empty())
            begin("CRL distribution points", oids::crl_distribution_points);
        for (const distribution_point& point : certificate_.crl_distribution_points())
            for (const general_name& name : point.names) describe(name, item());
    }

    constexpr void write_other_extensions() {
        if (certificate_.has_certificate_timestamps())
            begin("Certificate timestamps", oids::signed_certificate_timestamps).append("present");
        for (const extension& each : certificate_.extensions()) {
            if (is_known_extension(each.identifier)) continue;
            describe_by_name(each.identifier, begin("Other extension", each.critical));
        }
    }

    constexpr void write_oddities() {
        odd("malformed extension", certificate_.malformed_extension());
        odd("duplicate extension", certificate_.duplicate_extension());
        odd("unknown critical extension", certificate_.unknown_critical_extension());
        if (!certificate_.signature_algorithms_agree())
            begin("Odd").append("the two signature algorithms differ");
        if (!certificate_.version_fits_contents())
            begin("Odd").append("the version is too low for the contents");
        if (!certificate_.validity_follows_profile())
            begin("Odd").append("a date is not encoded as RFC 5280 has it");
        sink_.append("\n");
    }

    /// Ends the line before, and begins one.
    constexpr Sink& begin(std::string_view label, bool critical = false) {
        if (begun_) sink_.append("\n");
        begun_ = true;
        first_item_ = true;
        return sink_.append(label).append(critical ? " (critical): " : ": ");
    }

    constexpr Sink& begin(std::string_view label, oid identifier) {
        const auto found = certificate_.find(identifier);
        return begin(label, found && found->critical);
    }

    /// Begins the next of several things on the same line.
    constexpr Sink& item() {
        if (!first_item_) sink_.append(", ");
        first_item_ = false;
        return sink_;
    }

    constexpr void line(std::string_view label, const auto& value) {
        describe(value, begin(label));
    }

    constexpr void odd(std::string_view what, const std::optional<oid>& identifier) {
        if (identifier) describe_by_name(*identifier, begin("Odd").append(what).append(" "));
    }

    const certificate_view& certificate_;
    Sink& sink_;
    bool begun_ = false;
    bool first_item_ = true;
};

}  // namespace detail

/// Writes what `certificate` says for people to read: a line for each thing that is there.
///
/// Safe to show: whatever the certificate holds, only printable characters are written.
template <TextSink Sink>
constexpr void describe(const certificate_view& certificate, Sink& sink) {
    detail::certificate_writer{certificate, sink}.write();
}

}  // namespace onetls
