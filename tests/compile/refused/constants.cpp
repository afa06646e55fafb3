// SPDX-License-Identifier: BSL-1.0
// Settings that are a constant are checked by the compiler, which says what is wrong with them.
#include <onetls/BACKEND/backend.hpp>
#include <onetls/constant_settings.hpp>

namespace tls = onetls::BACKEND;

namespace {

constexpr onetls::source somebody{"a certificate"};
constexpr onetls::timestamp (*nowhen)() noexcept = nullptr;

constexpr onetls::client_config good{.trust = onetls::trust::only(somebody)};
constexpr onetls::client_config nobody{.trust = onetls::trust::none()};
constexpr onetls::client_config nameless{.trust = onetls::trust::only(somebody), .alpn = {""}};
constexpr onetls::client_config timeless{.trust = onetls::trust::only(somebody), .clock = nowhen};
constexpr onetls::client_config empty{.trust = onetls::trust::only(somebody),
                                      .policy = onetls::policies::recommended.with_groups({})};
constexpr onetls::client_config weak{
    .trust = onetls::trust::only(somebody),
    .policy = onetls::policies::recommended.with_minimum_key_bits(1024, 256)};
constexpr onetls::server_config bare{};
constexpr onetls::server_config keyless{.credential = {.certificate_chain = somebody}};
constexpr onetls::server_config shown{
    .credential = {.certificate_chain = somebody, .private_key = somebody}};

}  // namespace

void clients() {
    // refused: a client that trusts nobody
    (void)tls::client_context::create<nobody>();  // wrong: constant_settings<.*trust.*no_anchor
    (void)tls::client_context::create<good>();  // right

    // refused: an application protocol without a name
    (void)tls::client_context::create<nameless>();  // wrong: constant_settings<.*alpn.*empty
    (void)tls::client_context::create<good>();  // right

    // refused: a client without a clock
    (void)tls::client_context::create<timeless>();  // wrong: constant_settings<.*clock.*missing
    (void)tls::client_context::create<good>();  // right

    // refused: a policy without groups
    (void)tls::client_context::create<empty>();  // wrong: constant_settings<.*groups.*empty
    (void)tls::client_context::create<good>();  // right

    // refused: a policy with short keys
    (void)tls::client_context::create<weak>();  // wrong: constant_settings<.*floors.*too_weak
    (void)tls::client_context::create<good>();  // right

    // refused: settings of a server for a client
    (void)tls::client_context::create<shown>();  // wrong: no matching function|not valid
    (void)tls::server_context::create<shown>();  // right
}

void servers() {
    // refused: a server that shows nothing
    (void)tls::server_context::create<bare>();  // wrong: constant_settings<.*certificate_chain.*missing
    (void)tls::server_context::create<shown>();  // right

    // refused: a server without a key
    (void)tls::server_context::create<keyless>();  // wrong: constant_settings<.*private_key.*missing
    (void)tls::server_context::create<shown>();  // right
}

void settings() {
    onetls::client_config changeable = good;
    // refused: settings that are no constant
    (void)tls::client_context::create<changeable>();  // wrong: not a constant|no matching function|not valid
    (void)tls::client_context::create(changeable);  // right
}
