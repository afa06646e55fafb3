// SPDX-License-Identifier: BSL-1.0
#include "credentials.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <pki.hpp>

namespace bench {
namespace {

/// Valid from 2025 to 2049, to the second: what is made is the same in each run that draws the same
/// random numbers, so that its verification can be counted exactly.
test::certificate_spec lasting(test::certificate_spec spec, test::key_kind kind, int number) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    spec.begins = std::chrono::sys_days{std::chrono::January / 1 / 2025} - now;
    spec.ends = std::chrono::sys_days{std::chrono::January / 1 / 2049} - now;
    spec.key = kind;
    spec.key_number = number;
    return spec;
}

credentials make(test::key_kind kind) {
    const auto root = test::certified::self_signed(lasting(test::authority("Bench Root"), kind, 0));
    const auto server = root.issue(
        lasting({.common_name = "Bench Server", .names = {std::string{"dns:"} + host}}, kind, 1));
    const auto client = root.issue(lasting({.common_name = "Bench Client",
                                            .names = {"dns:client.bench.example"},
                                            .extended_key_usages = {"clientAuth"}},
                                           kind, 2));
    const auto der = server.der();
    return {root.pem(),         server.pem(),
            server.key().pem(), client.pem(),
            client.key().pem(), {reinterpret_cast<const char*>(der.data()), der.size()}};
}

}  // namespace

const credentials& material::of(key_kind kind) const {
    auto& made = kind == key_kind::ec ? ec_ : rsa_;
    if (!made) made = make(kind == key_kind::ec ? test::key_kind::p256 : test::key_kind::rsa2048);
    return *made;
}

}  // namespace bench
