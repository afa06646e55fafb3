// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <onetls/certificate_view.hpp>
#include <onetls/judgement.hpp>
#include <onetls/mbedtls/backend.hpp>
#include <onetls/openssl/backend.hpp>
#include <onetls/verify_settings.hpp>

#include "names_model.hpp"
#include "promise.hpp"
#include "question.hpp"
#include "texts.hpp"

/// Verifying a chain without a connection, by every backend.
///
/// `question.hpp` says what an input is.

namespace {

using fuzz::bytes;
using fuzz::milestone;
using fuzz::promise;
using fuzz::question;
using onetls::certificate_view;
using onetls::verification;

milestone trusted{"a chain that is trusted"};
milestone trusted_path{"a trusted path of three certificates"};
milestone trusted_alone{"a certificate that is its own anchor"};
milestone cleared{"a chain that revocation lists clear"};
milestone refused{"a chain that is refused"};
milestone unreadable{"a chain that cannot be read"};
milestone difference{"a chain that only one library accepts"};

bool holds(const fuzz::encodings& all, bytes wanted) {
    return std::ranges::any_of(all,
                               [&](const auto& each) { return std::ranges::equal(each, wanted); });
}

/// Promises that a trusted path leads from the peer's certificate to an anchor, link by link.
template <onetls::PathValidator Validator>
void check_path(const onetls::certificate_chain& path, const question& asked) {
    promise(!path.empty() && std::ranges::equal(path[0], asked.sent().at(0)),
            "it begins at the peer");
    promise(holds(asked.anchors(), path[path.size() - 1]), "it ends at an anchor");
    for (std::size_t depth = 0; depth + 1 != path.size(); ++depth) {
        promise(holds(asked.sent(), path[depth]), "all below the anchor was sent");
        const auto issued = certificate_view::parse(path[depth]).value();
        const auto issuer = certificate_view::parse(path[depth + 1]).value();
        promise(issued.issuer() == issuer.subject(), "names are linked as they are written");
        promise(Validator::made_signature(issued, issuer), "signatures are the issuer's");
        promise(issuer.version() == 1 || issuer.is_ca(), "issuers are authorities");
    }
}

/// Promises that all of a trusted path is in order by itself, and that the shared judgement finds
/// nothing against it.
void check_judgement(const onetls::certificate_chain& path,
                     const onetls::verify_settings& settings) {
    std::vector<bytes> listed;
    for (std::size_t depth = 0; depth != path.size(); ++depth) {
        listed.push_back(path[depth]);
        const auto each = certificate_view::parse(path[depth]).value();
        promise(each.not_before() <= *settings.time && *settings.time <= each.not_after(),
                "it is valid");
        promise(!each.malformed_extension() && !each.unknown_critical_extension(),
                "it is understood");
    }
    const auto leaf = certificate_view::parse(listed.front()).value();
    promise(!settings.identity || fuzz::is_for(leaf, *settings.identity), "it is for the host");
    const onetls::expectation expected{
        .peer = settings.identity ? &*settings.identity : nullptr,
        .purpose = settings.purpose,
        .rules = settings.policy,
        .now = *settings.time,
        .most_intermediates = settings.most_intermediates,
    };
    promise(onetls::judge(listed, expected, {}).findings.empty(), "the judgement agrees");
}

/// Promises that who is trusted is so on milder terms, too.
template <onetls::Backend B>
void check_milder(const question& asked) {
    auto milder = asked.settings();
    milder.policy = onetls::policies::recommended;
    milder.identity.reset();
    milder.crls = {};
    milder.most_intermediates.reset();
    promise(B::verify(asked.chain(), milder).value().trusted(), "milder terms refuse nobody");
}

/// Promises that what a library reads of a certificate by itself is that certificate.
template <onetls::Backend B>
void check_reading(bytes der) {
    const auto read = B::certificate::from_der(der);
    promise(!read || std::ranges::equal(read->der(), der), "a certificate keeps its encoding");
    promise(!read || certificate_view::parse(der), "libraries read what all can read");
}

template <onetls::Backend B, onetls::PathValidator Validator>
onetls::result<verification> check(const question& asked) {
    auto settings = asked.settings();
    for (const auto& each : asked.sent()) check_reading<B>(each);
    const auto found = B::verify(asked.chain(), settings);
    if (!found) {
        promise(found.error().code == onetls::errc::bad_input, "what cannot be read is bad input");
        return found;
    }
    promise(fuzz::is_harmless(found->explain()), "an explanation is safe to show");
    promise(found->trusted() == found->findings().empty(), "there is a reason to refuse");
    if (found->trusted()) {
        check_path<Validator>(found->verified_chain(), asked);
        check_judgement(found->verified_chain(), settings);
        check_milder<B>(asked);
    }
    settings.trust = onetls::trust::none();
    const auto without = B::verify(asked.chain(), settings);
    promise(without && !without->trusted(), "without anchors nobody is trusted");
    return found;
}

/// Says whether the libraries are known to differ about `path`, which the one of `B` refuses: it
/// cannot read a certificate; counts a self-issued authority, or ends the path there; takes no
/// anchor of version 1 for an authority.
template <onetls::Backend B>
bool may_refuse(const onetls::certificate_chain& path) {
    for (std::size_t depth = 0; depth != path.size(); ++depth) {
        const bool is_anchor = depth + 1 == path.size();
        const auto view = certificate_view::parse(path[depth]).value();
        if (!B::certificate::from_der(path[depth])) return true;
        if (is_anchor ? view.version() == 1 : view.self_issued()) return true;
    }
    return false;
}

void compare(const verification& openssl, const verification& mbedtls) {
    if (openssl.trusted() == mbedtls.trusted()) return;
    const bool known_difference =
        openssl.trusted() ? may_refuse<onetls::mbedtls::backend>(openssl.verified_chain())
                          : may_refuse<onetls::openssl::backend>(mbedtls.verified_chain());
    promise(known_difference, "every backend trusts the same");
    difference.reach();
}

void note_reached(const question& asked, const onetls::result<verification>& found) {
    if (!found) return unreadable.reach();
    if (!found->trusted()) return refused.reach();
    trusted.reach();
    if (found->verified_chain().size() > 2) trusted_path.reach();
    if (found->verified_chain().size() == 1) trusted_alone.reach();
    if (asked.has_lists()) cleared.reach();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const question asked{std::as_bytes(std::span{data, size})};
    const auto openssl = check<onetls::openssl::backend, onetls::openssl::path_validator>(asked);
    const auto mbedtls = check<onetls::mbedtls::backend, onetls::mbedtls::path_validator>(asked);
    note_reached(asked, openssl);
    promise(openssl.has_value() == mbedtls.has_value(), "every backend reads the same");
    if (!openssl)
        promise(openssl.error() == mbedtls.error(), "every backend tells the same");
    else
        compare(*openssl, *mbedtls);
    return 0;
}
