// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>

#include "elements.hpp"
#include "promise.hpp"

namespace fuzz {

/// Promises that what was read of some bytes, whatever it is, lies within them.
class inside {
public:
    explicit inside(bytes whole) : whole_{whole} {}

    void check(bytes part) const { promise(lies_within(part, whole_), "a view lies in the input"); }
    void check(onetls::oid identifier) const { check(identifier.encoded()); }
    void check(const der::element& element) const {
        check(element.whole);
        promise(lies_within(element.contents, element.whole), "an element holds its contents");
    }

    template <class T>
    void check(const der::list<T>& list) const {
        for (const T& each : list) check(each);
    }
    template <class T>
    void check(const std::optional<T>& value) const {
        if (value) check(*value);
    }

    void check(const onetls::algorithm_identifier& named) const {
        check(named.whole);
        check(named.parameters);
        check(named.algorithm);
    }
    void check(const onetls::attribute& described) const {
        check(described.type);
        check(described.value);
    }
    void check(const onetls::rdn& step) const { check(step.attributes); }
    void check(const onetls::name_view& name) const;
    void check(const onetls::general_name& name) const;
    void check(const onetls::general_subtree& tree) const { check(tree.base); }
    void check(const onetls::public_key_view& key) const;

    void check(const onetls::extension& each) const {
        check(each.identifier);
        check(each.value);
    }
    void check(const onetls::name_constraints& limits) const {
        check(limits.permitted);
        check(limits.excluded);
    }
    void check(const onetls::subject_key_identifier& own) const { check(own.value); }
    void check(const onetls::authority_key_identifier& signer) const {
        check(signer.key);
        check(signer.issuer);
        check(signer.serial);
    }
    void check(const onetls::certificate_policy& policy) const { check(policy.identifier); }
    void check(const onetls::policy_mapping& mapping) const {
        check(mapping.issuer_domain);
        check(mapping.subject_domain);
    }
    void check(const onetls::access_description& access) const {
        check(access.method);
        check(access.location);
    }
    void check(const onetls::distribution_point& point) const { check(point.names); }
    void check(const onetls::revoked_certificate& revoked) const {
        check(revoked.serial);
        check(revoked.extensions);
    }

    void check(const onetls::certificate_view& certificate) const;
    void check(const onetls::crl_view& list) const;

private:
    bytes whole_;
};

inline void inside::check(const onetls::name_view& name) const {
    check(name.der());
    check(name.attributes());
    check(name.common_name());
    std::size_t attributes = 0;
    for (const auto& step : name.rdns()) {
        check(step);
        promise(!step.attributes.empty(), "a step of a name says something");
        attributes += step.attributes.count();
    }
    promise(name.attributes().count() == attributes, "a name has the attributes of its steps");
    promise(name.empty() == (attributes == 0), "a name without attributes is empty");
}

inline void inside::check(const onetls::general_name& name) const {
    check(name.value());
    check(name.address());
    check(name.directory());
    check(name.identifier());
    promise(name.characters().size() == name.value().size(), "characters are the bytes of a name");
}

inline void inside::check(const onetls::public_key_view& key) const {
    check(key.identifier);
    check(key.curve_identifier);
    check(key.key);
    check(key.spki);
    promise(lies_within(key.key, key.spki), "a key is a part of what describes it");
}

inline void inside::check(const onetls::certificate_view& certificate) const {
    check(certificate.der());
    check(certificate.to_be_signed());
    check(certificate.signature());
    check(certificate.serial());
    check(certificate.signature_algorithm());
    check(certificate.issuer());
    check(certificate.subject());
    check(certificate.public_key());
    check(certificate.extensions());
    check(certificate.extended_key_usages());
    check(certificate.subject_alternative_names());
    check(certificate.name_constraints());
    check(certificate.certificate_policies());
    check(certificate.policy_mappings());
    check(certificate.authority_key_identifier());
    check(certificate.subject_key_identifier());
    check(certificate.authority_information_access());
    check(certificate.crl_distribution_points());
    check(certificate.malformed_extension());
    check(certificate.duplicate_extension());
    check(certificate.unknown_critical_extension());
}

inline void inside::check(const onetls::crl_view& list) const {
    check(list.der());
    check(list.issuer());
    check(list.revoked());
    check(list.extensions());
    for (const auto& each : list.extensions())
        promise(list.find(each.identifier).has_value(), "an extension is found by its name");
}

}  // namespace fuzz
