// SPDX-License-Identifier: BSL-1.0
#include "credentials.hpp"

#include <string>

#include <pki.hpp>

namespace bench {
namespace {

credentials make(test::key_kind kind) {
    auto authority = test::authority("Bench Root");
    authority.key = kind;
    const auto root = test::certified::self_signed(authority);
    const auto server = root.issue({.common_name = "Bench Server",
                                    .names = {std::string{"dns:"} + host},
                                    .key = kind,
                                    .key_number = 1});
    const auto client = root.issue({.common_name = "Bench Client",
                                    .names = {std::string{"dns:client.bench.example"}},
                                    .extended_key_usages = {"clientAuth"},
                                    .key = kind,
                                    .key_number = 2});
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
