// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/certificate_view.hpp>
#include <onetls/crl_view.hpp>
#include <onetls/judgement.hpp>

#include "elements.hpp"
#include "promise.hpp"
#include "texts.hpp"
#include "views.hpp"

/// Everything that reads DER: elements and their values, certificates, revocation lists; what is
/// written of them; what is judged of one certificate by itself.

namespace {

using fuzz::bytes;
using fuzz::milestone;
using fuzz::promise;
using onetls::certificate_view;
using onetls::crl_view;
using onetls::reason;

milestone certificate{"a certificate"};
milestone malformed_extension{"a malformed extension"};
milestone duplicate_extension{"an extension that is there twice"};
milestone unknown_extension{"an unknown critical extension"};
milestone revocation_list{"a revocation list"};
milestone revoked_certificate{"a revoked certificate"};

/// Promises that reading `input` depends on its bytes alone, and on all of them.
void check_extent(const certificate_view& read, bytes input) {
    promise(read.der().data() == input.data() && read.der().size() == input.size(),
            "a certificate is all of the input");
    test::encoded longer{input.begin(), input.end()};
    longer.push_back(std::byte{0});
    promise(!certificate_view::parse(longer), "nothing follows a certificate");
    const auto first = certificate_view::parse_first(longer);
    promise(first && first->der().size() == input.size(), "what follows may be left alone");
    promise(fuzz::json_of(*first) == fuzz::json_of(read), "what is read depends on bytes alone");
    promise(!certificate_view::parse_first(input.first(input.size() - 1)),
            "a certificate is complete");
}

void check_extensions(const certificate_view& read) {
    std::size_t count = 0;
    for (const auto& each : read.extensions()) {
        const auto found = read.find(each.identifier);
        promise(found && found->identifier == each.identifier, "an extension is found by its name");
        ++count;
    }
    promise(count <= 256, "there are no more than 256 extensions");
    for (const auto& each : {read.malformed_extension(), read.duplicate_extension()})
        promise(!each || read.has(*each), "an odd extension is there");
}

/// The findings against `read` by itself, as the only certificate and its own anchor.
onetls::finding_list findings_of(const certificate_view& read,
                                 onetls::certificate_profile profile) {
    auto policy = onetls::policies::recommended;
    policy.profile = profile;
    const std::array path{read.der()};
    return onetls::judge(path, {.rules = policy, .now = read.not_before()}, {}).findings;
}

void check_judgement(const certificate_view& read) {
    const auto plain = findings_of(read, onetls::certificate_profile::rfc5280);
    const auto strict = findings_of(read, onetls::certificate_profile::webpki);
    promise(strict.size() >= plain.size(), "the stricter profile finds no less");
    const bool odd = read.malformed_extension() || read.duplicate_extension();
    promise(!odd || has(plain, reason::malformed), "an odd extension is refused");
    promise(!read.unknown_critical_extension() || has(plain, reason::unknown_critical_extension),
            "a critical extension that nobody knows is refused");
    promise(!has(plain, reason::not_yet_valid), "validity begins with its first second");
}

void check_certificate(bytes input) {
    const auto read = certificate_view::parse(input);
    if (!read) return;
    certificate.reach();
    fuzz::inside{input}.check(*read);
    check_extent(*read, input);
    check_extensions(*read);
    fuzz::check_text(*read);
    fuzz::check_json(*read);
    check_judgement(*read);
    if (read->malformed_extension()) malformed_extension.reach();
    if (read->duplicate_extension()) duplicate_extension.reach();
    if (read->unknown_critical_extension()) unknown_extension.reach();
}

void check_list(bytes input) {
    const auto read = crl_view::parse(input);
    if (!read) return;
    revocation_list.reach();
    fuzz::inside{input}.check(*read);
    promise(read->der().size() == input.size(), "a list is all of the input");
    promise(!crl_view::parse(input.first(input.size() - 1)), "a list is complete");
    for (const auto& each : read->revoked()) {
        promise(onetls::judgement::revokes(*read, each.serial), "what is listed is revoked");
        revoked_certificate.reach();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span{data, size});
    fuzz::check_elements(input);
    check_certificate(input);
    check_list(input);
    return 0;
}
