// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <utility>

#include <onetls/config.hpp>
#include <onetls/constant_settings.hpp>
#include <onetls/mbedtls/bodies/context.hpp>
#include <onetls/mbedtls/policy.hpp>

namespace onetls::mbedtls::detail {

/// The policy of `Settings`, as Mbed TLS carries it out.
template <const auto& Settings>
struct constant_policy {
    static constexpr auto chosen = mbedtls::effective(Settings.policy);
    static_assert(onetls::detail::accepted<chosen>());

    static constexpr policy effective = *chosen;
    static constexpr bool is_of_web =
        chosen_parts.web_profile && effective.profile == certificate_profile::webpki;
    static constexpr native_policy native{effective,
                                          is_of_web ? &judgement::judge_profile : nullptr};
};

/// The application protocols of `Settings`, in the form that Mbed TLS keeps pointers to.
template <const auto& Settings>
class constant_protocols {
    static constexpr auto characters = [] {
        constexpr auto size = [] {
            std::size_t sum = 0;
            for (const auto name : Settings.alpn) sum += name.size() + 1;
            return sum;
        }();
        std::array<char, size + 1> written{};
        std::size_t end = 0;
        for (const auto name : Settings.alpn) {
            for (const char character : name) written[end++] = character;
            written[end++] = '\0';
        }
        return written;
    }();

    static constexpr auto pointers = [] {
        std::array<const char*, Settings.alpn.size() + 1> made{};
        const char* next = characters.data();
        for (std::size_t index = 0; index != Settings.alpn.size(); ++index) {
            made[index] = next;
            next += Settings.alpn[index].size() + 1;
        }
        return made;
    }();

public:
    static constexpr const char* const* names = Settings.alpn.empty() ? nullptr : pointers.data();
};

/// What is particular to each role.
template <const client_config& Settings, parts Built>
result<shared_context> finish(context_builder<Built>& made) noexcept {
    return finish_client(made, onetls::detail::constant_members<Settings>{});
}
template <const server_config& Settings, parts Built>
result<shared_context> finish(context_builder<Built>& made) noexcept {
    return finish_server(made, onetls::detail::constant_server_members<Settings>{});
}

template <class Context, const auto& Settings, class Form>
result<Context> constant_maker<Context, Settings, Form>::make() noexcept {
    return build(nullptr);
}

template <class Context, const auto& Settings, class Form>
result<Context> constant_maker<Context, Settings, Form>::make_in(
    storage_for<context_data>& place) noexcept {
    if (place.taken()) return std::unexpected(error{.code = errc::misuse, .where = field::storage});
    return build(&place);
}

template <class Context, const auto& Settings, class Form>
result<Context> constant_maker<Context, Settings, Form>::build(
    storage_for<context_data>* place) noexcept {
    using limits = constant_policy<Settings>;
    constexpr bool serves = std::same_as<Context, server_context>;
    if (serves && !compat::has_servers)
        return std::unexpected(error{errc::unsupported, cause::not_in_backend});
    if (auto started = start_crypto(); !started) return std::unexpected(started.error());
    context_builder<onetls::detail::needed<Settings>(chosen_parts)> made{
        serves ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT, place};
    if (auto done = made.start(onetls::detail::constant_members<Settings>{}); !done)
        return std::unexpected(done.error());
    if (auto done = made.limit(limits::native, limits::effective); !done)
        return std::unexpected(done.error());
    made.protocols().names = constant_protocols<Settings>::names;
    auto shared = finish<Settings>(made);
    if (!shared) return std::unexpected(shared.error());
    return Context{std::move(*shared)};
}

}  // namespace onetls::mbedtls::detail
