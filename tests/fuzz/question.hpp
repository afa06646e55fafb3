// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/identity.hpp>
#include <onetls/source.hpp>
#include <onetls/time.hpp>
#include <onetls/verify_settings.hpp>

#include "encoder.hpp"
#include "parts.hpp"
#include "pem_writer.hpp"
#include "promise.hpp"
#include "signer.hpp"
#include "terms.hpp"

namespace fuzz {

using encodings = std::vector<test::encoded>;

inline std::string pem_of(std::string_view label, const encodings& all) {
    std::string made;
    for (const auto& each : all) made += pem_of(label, each);
    return made;
}

/// What an input of `verify` asks of the backends.
///
/// The input is elements of DER, of which the contents count: the terms, as bits of one byte, and
/// the most intermediates, if there is a second; the certificates of the chain; those that are
/// trusted; revocation lists.
class question {
public:
    explicit question(bytes input) {
        parts from{input};
        const auto terms = from.take();
        if (!terms.empty()) terms_ = static_cast<unsigned>(terms[0]);
        if (terms.size() > 1) most_intermediates_ = static_cast<std::uint8_t>(terms[1]);
        chain_ = objects_in(from.take());
        anchors_ = objects_in(from.take());
        const auto lists = objects_in(from.take());
        chain_pem_ = pem_of("CERTIFICATE", chain_);
        anchors_pem_ = pem_of("CERTIFICATE", anchors_);
        lists_pem_ = pem_of("X509 CRL", lists);
    }

    onetls::source chain() const { return chain_pem_; }
    const encodings& sent() const { return chain_; }
    const encodings& anchors() const { return anchors_; }
    bool has_lists() const { return !lists_pem_.empty(); }

    /// The settings for every backend.
    ///
    /// Lifetime: borrows from this object.
    onetls::verify_settings settings() const {
        onetls::verify_settings made{.trust = onetls::trust::only(anchors_pem_),
                                     .time = onetls::timestamp{time_of_judgement}};
        if (has(as_client)) made.purpose = onetls::purpose::client;
        if (has(webpki)) made.policy.profile = onetls::certificate_profile::webpki;
        if (has(for_host)) made.identity = onetls::identity::dns("example.org").value();
        if (has(for_address)) made.identity = onetls::identity::ip("192.0.2.1").value();
        if (has_lists()) made.crls = lists_pem_;
        made.most_intermediates = most_intermediates_;
        return made;
    }

private:
    bool has(term wanted) const { return (terms_ & wanted) != 0; }

    encodings objects_in(bytes contents) const {
        encodings all;
        onetls::der::reader from{contents};
        while (const auto each = from.next())
            all.push_back(has(signed_by_number)
                              ? signed_as_wanted(each->whole)
                              : test::encoded{each->whole.begin(), each->whole.end()});
        return all;
    }

    unsigned terms_ = 0;
    std::optional<std::uint8_t> most_intermediates_;
    encodings chain_;
    encodings anchors_;
    std::string chain_pem_;
    std::string anchors_pem_;
    std::string lists_pem_;
};

}  // namespace fuzz
