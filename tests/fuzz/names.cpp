// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/certificate_view.hpp>
#include <onetls/general_name.hpp>
#include <onetls/identity.hpp>
#include <onetls/name_view.hpp>
#include <onetls/names.hpp>

#include "constraints.hpp"
#include "encoder.hpp"
#include "names_model.hpp"
#include "parts.hpp"
#include "promise.hpp"

/// Everything that compares names: identities, RFC 9525, general names, name constraints,
/// directory names.
///
/// An input is elements of DER, of which the contents count: a host, a name that is shown, general
/// names, name constraints, and three directory names.

namespace {

using fuzz::milestone;
using fuzz::promise;
using onetls::identity;
using onetls::name_match;
using onetls::name_view;

milestone dns_name{"a DNS name"};
milestone address{"an address"};
milestone full_match{"a name that matches"};
milestone wide_wildcard{"a wildcard that is too wide"};
milestone certified{"a certificate for the host"};

void check_dns(const identity& read) {
    const auto name = read.dns_name();
    promise(!name.empty() && name.size() <= 253 && read.address().empty(), "a name has a size");
    promise(fuzz::lower(name) == name, "a name is in lower case");
    promise(onetls::detail::is_host_name(name), "a name is one of a host");
    promise(!identity::ip(name), "a name is no address");
    promise(identity::dns(std::string{name} + ".") == read, "one dot at the end is dropped");
    dns_name.reach();
}

void check_address(const identity& read) {
    std::string written;
    onetls::detail::append_address(written, read.address());
    promise(identity::parse(written) == read, "an address is written so that it is read back");
    promise(read.dns_name().empty() && !identity::dns(written), "an address is no name");
    address.reach();
}

void check_identity(std::string_view host) {
    const auto read = identity::parse(host);
    const auto expected = fuzz::address_of(std::string{host});
    promise((read && read->is_ip()) == expected.has_value(), "the system reads the same addresses");
    promise(read || read.error().where == onetls::field::host, "an error is one of the host");
    if (!read) return;
    promise(identity::parse(read->characters()) == *read, "what is read is read again");
    promise(identity::parse(fuzz::lower(host)) == *read, "case does not matter");
    if (expected)
        promise(std::ranges::equal(read->address(), *expected), "the address is the same");
    if (read->is_dns()) check_dns(*read);
    if (read->is_ip()) check_address(*read);
}

void check_match(std::string_view shown, const identity& host) {
    if (!host.is_dns()) return;
    const auto found = onetls::match_dns_name(shown, host.dns_name());
    promise(found == fuzz::match_of(shown, host.dns_name()), "names match by their labels");
    promise(found == onetls::match_dns_name(fuzz::lower(shown), host.dns_name()),
            "case does not matter");
    if (found == name_match::full) full_match.reach();
    if (found == name_match::too_wide) wide_wildcard.reach();
}

/// A certificate with `names`, the value of its subjectAltNames, for `subject`.
test::encoded certificate_of(const test::encoded& names, const test::encoded& subject) {
    return test::encode({.subject = subject, .extensions = {test::extension(17, names)}});
}

void check_certificate(const test::encoded& der, const identity& host) {
    const auto read = onetls::certificate_view::parse(der);
    if (!read || read->malformed_extension()) return;
    onetls::finding_list findings;
    onetls::judge_identity(*read, host, findings);
    promise(findings.empty() == fuzz::is_for(*read, host),
            "a certificate is for the names that it has");
    promise(findings.size() <= 1, "there is one reason");
    if (findings.empty()) certified.reach();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::parts input{std::as_bytes(std::span{data, size})};
    const auto host = input.characters();
    const auto shown = input.characters();
    const auto names = input.sequence();
    const auto limits = input.sequence();
    const std::array directories{input.sequence(), input.sequence(), input.sequence()};
    check_identity(host);
    check_identity(shown);
    const auto leaf = certificate_of(names, directories[0]);
    if (const auto peer = identity::parse(host)) {
        check_match(shown, *peer);
        check_certificate(leaf, *peer);
    }
    fuzz::check_constraints(leaf, limits);
    std::vector<name_view> read;
    for (const auto& each : directories) {
        onetls::der::reader from{each};
        if (const auto name = name_view::decode(from)) read.push_back(*name);
    }
    fuzz::check_directories(read);
    return 0;
}
