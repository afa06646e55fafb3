// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/application_defaults.hpp>
#include <onetls/config.hpp>
#include <onetls/config_validation.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/mbedtls/anchors.hpp>
#include <onetls/mbedtls/bodies/connection.hpp>
#include <onetls/mbedtls/bodies/context_data.hpp>
#include <onetls/mbedtls/context.hpp>
#include <onetls/mbedtls/credential.hpp>
#include <onetls/mbedtls/policy.hpp>
#include <onetls/storage.hpp>

namespace onetls::mbedtls {
namespace detail {

/// Writes `names` as a list of C strings.
///
/// Errors: out_of_memory.
inline result<void> encode(const alpn_list& names, native_protocols& native) noexcept {
    if (names.empty()) return {};
    std::size_t size = names.size();
    for (const auto name : names) size += name.size();
    const auto pointers = names.size() + 1;
    native.names.reset(new (std::nothrow)
                           const char* [pointers + size / sizeof(const char*) + 1] {});
    if (!native.names) return std::unexpected(error{errc::out_of_memory});
    auto* end = reinterpret_cast<char*>(native.names.get() + pointers);
    for (const auto name : names) {
        native.names[native.size++] = end;
        end = std::copy(name.begin(), name.end(), end);
        *end++ = '\0';
    }
    return {};
}

/// Sets what no setting decides.
inline void apply_fixed_settings(mbedtls_ssl_config& native) noexcept {
    mbedtls_ssl_conf_rng(&native, &compat::random, nullptr);
    compat::disable_resumption(native);
    compat::disable_renegotiation(native);
}

// Mbed TLS calls this within the handshake of a server's connection.
inline int meet_client(mbedtls_ssl_context* native) noexcept {
    return connection::of(native).receive_client() ? 0 : MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE;
}

/// A context while it is being made: sole owner, still changeable.
class context_builder {
public:
    context_builder(int role, storage_for<context_data>* place) noexcept
        : data_{context_data::make(place)}, role_{role} {}

    /// Sets what both roles share, of which `settings` are.
    template <class Config>
    result<void> start(const policy& wanted, const Config& settings) noexcept {
        if (!data_) return std::unexpected(error{errc::out_of_memory});
        const int failed = mbedtls_ssl_config_defaults(
            &native(), role_, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
        if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
        apply_fixed_settings(native());
        if (auto encoded = encode(settings.alpn, data_->protocols); !encoded) return encoded;
        if (auto tuned = tune(settings.tuning); !tuned) return tuned;
        return apply(wanted, native(), data_->limits);
    }

    /// Errors: unsupported: Mbed TLS keeps its buffers as long as a connection lives.
    result<void> tune(const tuning& wanted) noexcept {
        data_->record_size = wanted.record_size;
        if (!wanted.release_buffers) return {};
        return std::unexpected(error{.code = errc::unsupported, .where = field::tuning});
    }

    /// Has `own` and the observer of the application told what happens.
    ///
    /// Errors: unsupported with field::observer, where the program is built without observers.
    result<void> tell(const observer& own) noexcept {
        data_->observers = onetls::detail::observers_beside(own);
        if (data_->observers.empty()) return {};
        if (!chosen_parts.observers) return left_out(field::observer);
        compat::announce_tickets(native());
        return {};
    }

    /// Shows `first`, and gives servers `others` to choose from.
    result<void> show(const credential& first, std::span<const credential> others = {}) noexcept {
        if (first.empty()) return {};
        if constexpr (!chosen_parts.credentials) return left_out(field::certificate_chain);
        const auto rules = data_->limits.whole();
        const auto read = data_->shown.read(first, others,
                                            [&](const credential& each, native_credential& native) {
                                                return parse(each, rules, native);
                                            });
        if (!read) return read;
        return mbedtls::show(data_->shown[0], native());
    }

    /// Has a server choose by the name that a client asks for.
    void choose_by_name(unknown_name wanted) noexcept {
        data_->unknown_name = wanted;
        compat::meet_clients(native(), &mbedtls::detail::meet_client);
    }

    /// Has peers verified as `settings` say, which are of either role. `mode` is
    /// MBEDTLS_SSL_VERIFY_...
    template <class Config>
    result<void> verify_peers(const Config& settings, int mode) noexcept {
        if (!chosen_parts.web_profile && data_->limits.rules.profile == certificate_profile::webpki)
            return left_out(field::profile);
        mbedtls_ssl_conf_authmode(&native(), mode);
        auto& peers = data_->peers;
        if (auto taken = peers.take<compat::has_revocation_lists, chosen_parts>(settings); !taken)
            return taken;
        data_->can_verify = true;
        if (auto parsed = parse(data_->peers.crls(), *data_->crls); !parsed) return parsed;
        return keep(apply(settings.trust, settings.terms, native(), data_->trusted, *data_->crls),
                    data_->anchors);
    }

    /// Has `hook` decide on each client.
    void meet_clients(const client_hello_hook& hook) noexcept { data_->client_hello = hook; }

    /// Has no client told which authorities are trusted, as on every backend.
    void keep_trust_secret() noexcept { compat::keep_trust_secret(native()); }

    /// Offers the application protocols, or selects among those that clients offer, where no hook
    /// does.
    result<void> negotiate_protocols() noexcept {
        if (data_->protocols.list().empty() || data_->client_hello) return {};
        const int failed = mbedtls_ssl_conf_alpn_protocols(&native(), data_->protocols.names.get());
        if (failed == 0) return {};
        return refuse(field::alpn, cause::too_long, failed);
    }

    shared_context finish() noexcept { return shared_context::adopt(data_.release()); }

private:
    static std::unexpected<error> left_out(field where) noexcept {
        return std::unexpected(error{errc::unsupported, cause::not_in_backend, where});
    }

    template <class T>
    static result<void> keep(const result<T>& made, T& place) noexcept {
        if (!made) return std::unexpected(made.error());
        place = *made;
        return {};
    }

    mbedtls_ssl_config& native() noexcept { return *data_->native; }

    onetls::detail::owner<context_data, &context_data::destroy> data_;
    int role_;
};

template <class Unit>
result<client_context> context_maker<Unit>::build(const client_config& settings,
                                                  storage_for<context_data>* place) noexcept {
    if (auto started = start_crypto(); !started) return std::unexpected(started.error());
    return fill(settings, place);
}

template <class Unit>
result<client_context> context_maker<Unit>::fill(const client_config& settings,
                                                 storage_for<context_data>* place) noexcept {
    if (auto checked = validate(settings); !checked) return std::unexpected(checked.error());
    const auto rules = onetls::detail::permitted(settings.policy);
    if (!rules) return std::unexpected(rules.error());
    context_builder made{MBEDTLS_SSL_IS_CLIENT, place};
    if (auto done = made.start(*rules, settings); !done) return std::unexpected(done.error());
    if (auto done = made.tell(settings.observer); !done) return std::unexpected(done.error());
    if (auto done = made.show(settings.credential); !done) return std::unexpected(done.error());
    if (auto done = made.verify_peers(settings, MBEDTLS_SSL_VERIFY_REQUIRED); !done)
        return std::unexpected(done.error());
    if (auto done = made.negotiate_protocols(); !done) return std::unexpected(done.error());
    return client_context{made.finish()};
}

template <class Unit>
result<server_context> context_maker<Unit>::build(const server_config& settings,
                                                  storage_for<context_data>* place) noexcept {
    if (!compat::has_servers)
        return std::unexpected(error{errc::unsupported, cause::not_in_backend});
    if (auto started = start_crypto(); !started) return std::unexpected(started.error());
    return fill(settings, place);
}

template <class Unit>
result<server_context> context_maker<Unit>::fill(const server_config& settings,
                                                 storage_for<context_data>* place) noexcept {
    if (auto checked = validate(settings); !checked) return std::unexpected(checked.error());
    const auto rules = onetls::detail::permitted(settings.policy);
    if (!rules) return std::unexpected(rules.error());
    context_builder made{MBEDTLS_SSL_IS_SERVER, place};
    if (auto done = made.start(*rules, settings); !done) return std::unexpected(done.error());
    if (auto done = made.tell(settings.observer); !done) return std::unexpected(done.error());
    if (auto done = made.show(settings.credential, settings.more_credentials); !done)
        return std::unexpected(done.error());
    made.choose_by_name(settings.unknown_name);
    made.meet_clients(settings.client_hello);
    made.keep_trust_secret();
    if (judges_clients(settings))
        if (auto done = made.verify_peers(settings, verify_mode(settings.client_auth)); !done)
            return std::unexpected(done.error());
    if (auto done = made.negotiate_protocols(); !done) return std::unexpected(done.error());
    return server_context{made.finish()};
}

template <class Unit>
result<client_context> context_maker<Unit>::make(const client_config& settings) noexcept {
    return build(settings, nullptr);
}

template <class Unit>
result<client_context> context_maker<Unit>::make_in(storage_for<context_data>& place,
                                                    const client_config& settings) noexcept {
    if (place.taken()) return std::unexpected(error{.code = errc::misuse, .where = field::storage});
    return build(settings, &place);
}

template <class Unit>
result<server_context> context_maker<Unit>::make(const server_config& settings) noexcept {
    return build(settings, nullptr);
}

template <class Unit>
result<server_context> context_maker<Unit>::make_in(storage_for<context_data>& place,
                                                    const server_config& settings) noexcept {
    if (place.taken()) return std::unexpected(error{.code = errc::misuse, .where = field::storage});
    return build(settings, &place);
}

template <class Unit>
policy context_maker<Unit>::effective(const context_base& made) noexcept {
    return static_cast<const context_data&>(made).limits.whole();
}

}  // namespace detail

}  // namespace onetls::mbedtls
