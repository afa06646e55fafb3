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
    native.own.reset(new (std::nothrow) const char* [pointers + size / sizeof(const char*) + 1] {});
    if (!native.own) return std::unexpected(error{errc::out_of_memory});
    native.names = native.own.get();
    auto* end = reinterpret_cast<char*>(native.own.get() + pointers);
    auto* pointer = native.own.get();
    for (const auto name : names) {
        *pointer++ = end;
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

/// A context while it is being made: sole owner, still changeable. Built of the parts that its
/// settings may need.
template <parts Built>
class context_builder {
public:
    context_builder(int role, storage_for<context_data>* place) noexcept
        : data_{context_data::make(place)}, role_{role} {}

    /// Sets what both roles share.
    ///
    /// Errors: unsupported with field::tuning: Mbed TLS keeps its buffers as long as a connection
    /// lives. Those of observers; out_of_memory.
    template <class Config>
    result<void> start(const Config& settings) noexcept {
        if (!data_) return std::unexpected(error{errc::out_of_memory});
        const int failed = mbedtls_ssl_config_defaults(
            &native(), role_, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
        if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
        apply_fixed_settings(native());
        data_->record_size = settings.tuning.record_size;
        if (settings.tuning.release_buffers)
            return std::unexpected(error{.code = errc::unsupported, .where = field::tuning});
        return tell(settings.observer);
    }

    /// Has `wanted` be in force, within the limit of the application.
    result<void> limit(const policy& wanted) noexcept {
        const auto rules = onetls::detail::permitted(wanted);
        if (!rules) return std::unexpected(rules.error());
        const auto left = mbedtls::effective(*rules);
        if (!left) return std::unexpected(left.error());
        return keep(*left, &judgement::judge_profile);
    }

    /// Has constants be in force: `native`, or what the application leaves of `effective`, which is
    /// the same.
    result<void> limit(const native_policy& native, const policy& effective) noexcept {
        if (const auto* const limit = onetls::detail::application_limit())
            return keep_limited(effective, *limit);
        put_in_force(native);
        return {};
    }

    /// Where the application protocols go.
    native_protocols& protocols() noexcept { return data_->protocols; }

    /// Shows the credential of `settings`, and gives servers `others` to choose from.
    template <class Config>
    result<void> show(const Config& settings, std::span<const credential> others = {}) noexcept {
        if (settings.credential.empty()) return {};
        if constexpr (!Built.credentials) {
            return left_out(field::certificate_chain);
        } else {
            const auto read = data_->shown.read(
                settings.credential, others, [&](const credential& each, native_credential& into) {
                    return parse<Built>(each, data_->limits->rules, into);
                });
            if (!read) return read;
            return mbedtls::show(data_->shown[0], native());
        }
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
        if (data_->limits->rules.profile == certificate_profile::webpki &&
            data_->limits->profile_judge == nullptr)
            return left_out(field::profile);
        mbedtls_ssl_conf_authmode(&native(), mode);
        auto& peers = data_->peers;
        if (auto taken = peers.take<compat::has_revocation_lists, Built>(settings); !taken)
            return taken;
        data_->can_verify = true;
        if (auto parsed = parse(data_->peers.crls(), *data_->crls); !parsed) return parsed;
        const bool stand_alone = Built.terms && settings.terms.stand_alone();
        const auto loaded = apply<Built>(settings.trust.sources(), stand_alone, native(),
                                         data_->trusted, *data_->crls);
        if (!loaded) return std::unexpected(loaded.error());
        data_->anchors = *loaded;
        return {};
    }

    /// Has `hook` decide on each client.
    void meet_clients(const client_hello_hook& hook) noexcept { data_->client_hello = hook; }

    /// Has no client told which authorities are trusted, as on every backend.
    void keep_trust_secret() noexcept { compat::keep_trust_secret(native()); }

    /// Offers the application protocols, or selects among those that clients offer, where no hook
    /// does.
    result<void> negotiate_protocols() noexcept {
        if (data_->protocols.names == nullptr || data_->client_hello) return {};
        // Of a type without `const`, although nothing is changed.
        auto* const names = const_cast<const char**>(data_->protocols.names);
        const int failed = mbedtls_ssl_conf_alpn_protocols(&native(), names);
        if (failed == 0) return {};
        return refuse(field::alpn, cause::too_long, failed);
    }

    shared_context finish() noexcept { return shared_context::adopt(data_.release()); }

private:
    static std::unexpected<error> left_out(field where) noexcept {
        return std::unexpected(error{errc::unsupported, cause::not_in_backend, where});
    }

    /// Has `own` and the observer of the application told what happens.
    ///
    /// Errors: unsupported with field::observer, where the program is built without observers.
    result<void> tell(const observer& own) noexcept {
        const auto all = onetls::detail::observers_beside(own);
        if (all.empty()) return {};
        if (!Built.observers) return left_out(field::observer);
        data_->observers.reset(new (std::nothrow) onetls::detail::observer_list{all});
        if (!data_->observers) return std::unexpected(error{errc::out_of_memory});
        compat::announce_tickets(native());
        return {};
    }

    /// Keeps what `limit` leaves of `effective`, and has it be in force.
    [[gnu::noinline, gnu::cold]] result<void> keep_limited(const policy& effective,
                                                           const policy& limit) noexcept {
        const auto& limiter = *onetls::detail::limiter.load();
        const auto left = limiter.limit(effective, limit);
        if (!left) return std::unexpected(left.error());
        if (auto checked = check_rest(*left); !checked) return checked;
        return keep(*left, limiter.profile);
    }

    /// Keeps `effective`, and has it be in force. Its profile is judged by `judge`.
    result<void> keep(const policy& effective, judgement::profile_judge judge) noexcept {
        if constexpr (!Built.web_profile) judge = nullptr;
        data_->own_limits.reset(new (std::nothrow) native_policy{effective, judge});
        if (!data_->own_limits) return std::unexpected(error{errc::out_of_memory});
        put_in_force(*data_->own_limits);
        return {};
    }

    void put_in_force(const native_policy& limits) noexcept {
        data_->limits = &limits;
        apply(limits, native());
    }

    mbedtls_ssl_config& native() noexcept { return *data_->native; }

    onetls::detail::owner<context_data, &context_data::destroy> data_;
    int role_;
};

/// Does what is left to do for a client, and returns what its contexts share.
template <parts Built, class Config>
result<shared_context> finish_client(context_builder<Built>& made,
                                     const Config& settings) noexcept {
    if (auto done = made.show(settings); !done) return std::unexpected(done.error());
    if (auto done = made.verify_peers(settings, MBEDTLS_SSL_VERIFY_REQUIRED); !done)
        return std::unexpected(done.error());
    if (auto done = made.negotiate_protocols(); !done) return std::unexpected(done.error());
    return made.finish();
}

/// As above, for a server.
template <parts Built, class Config>
result<shared_context> finish_server(context_builder<Built>& made,
                                     const Config& settings) noexcept {
    if (auto done = made.show(settings, settings.more_credentials); !done)
        return std::unexpected(done.error());
    made.choose_by_name(settings.unknown_name);
    made.meet_clients(settings.client_hello);
    made.keep_trust_secret();
    if (judges_clients(settings))
        if (auto done = made.verify_peers(settings, verify_mode(settings.client_auth)); !done)
            return std::unexpected(done.error());
    if (auto done = made.negotiate_protocols(); !done) return std::unexpected(done.error());
    return made.finish();
}

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
    context_builder<chosen_parts> made{MBEDTLS_SSL_IS_CLIENT, place};
    if (auto done = made.start(settings); !done) return std::unexpected(done.error());
    if (auto done = made.limit(settings.policy); !done) return std::unexpected(done.error());
    if (auto done = encode(settings.alpn, made.protocols()); !done)
        return std::unexpected(done.error());
    auto done = finish_client(made, settings);
    if (!done) return std::unexpected(done.error());
    return client_context{std::move(*done)};
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
    context_builder<chosen_parts> made{MBEDTLS_SSL_IS_SERVER, place};
    if (auto done = made.start(settings); !done) return std::unexpected(done.error());
    if (auto done = made.limit(settings.policy); !done) return std::unexpected(done.error());
    if (auto done = encode(settings.alpn, made.protocols()); !done)
        return std::unexpected(done.error());
    auto done = finish_server(made, settings);
    if (!done) return std::unexpected(done.error());
    return server_context{std::move(*done)};
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
    return static_cast<const context_data&>(made).limits->whole();
}

}  // namespace detail

}  // namespace onetls::mbedtls
