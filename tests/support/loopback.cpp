// SPDX-License-Identifier: BSL-1.0
#include "loopback.hpp"

namespace test {

onetls::credential credential_of(std::string_view chain, std::string_view key) {
    return {.certificate_chain = chain, .private_key = key};
}

settings standard_settings() {
    const auto& pki = standard();
    return {
        .client = {.trust = onetls::trust::only(pki.root_pem)},
        .server = {.credential = credential_of(pki.chain_pem, pki.key_pem)},
    };
}

settings standard_settings(onetls::protocol_version version) {
    auto made = standard_settings();
    made.client.policy = only(version);
    made.server.policy = only(version);
    return made;
}

bool may_go_on(const onetls::handshake_result& so_far) {
    return !so_far && onetls::is_retry(so_far.error());
}

bytes pattern(std::size_t size) {
    bytes made(size);
    std::uint32_t state = 1;
    for (auto& each : made) {
        state = state * 1664525U + 1013904223U;
        each = static_cast<std::byte>(state >> 24);
    }
    return made;
}

}  // namespace test
