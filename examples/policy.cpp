// SPDX-License-Identifier: BSL-1.0

// Says what a policy comes to on this backend: what is offered, in order, and why the rest is not.

#include <iostream>
#include <string>
#include <string_view>

#include <onetls/onetls.hpp>
#include <onetls/policy_explanation.hpp>
#include <onetls/policy_text.hpp>

namespace {

constexpr std::string_view usage =
    "usage: policy [POLICY]\n"
    "POLICY is recommended, modern, compatible, cnsa2, or settings with names of IANA:\n"
    "  'modern; groups=x25519:secp256r1; minimum_rsa_bits=3072'\n";

onetls::result<std::string> explanation_of(std::string_view written) {
    const auto wanted = onetls::parse_policy(written);
    if (!wanted) return std::unexpected(wanted.error());
    const auto told = onetls::explain(*wanted, onetls::backend{});
    if (!told) return std::unexpected(told.error());
    std::string text;
    describe(*told, text);
    return text;
}

}  // namespace

int main(int count, char** words) {
    const std::string_view written = count > 1 ? words[1] : "recommended";
    if (count > 2 || written.starts_with("-")) return std::cerr << usage, 2;
    const auto told = explanation_of(written);
    if (told) return std::cout << *told, 0;
    std::cerr << "policy: " << told.error() << '\n';
    return 1;
}
