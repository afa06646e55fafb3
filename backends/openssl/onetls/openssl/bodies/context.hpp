// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <utility>

#include <onetls/application_defaults.hpp>
#include <onetls/config.hpp>
#include <onetls/config_validation.hpp>
#include <onetls/constant_settings.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/openssl/anchors.hpp>
#include <onetls/openssl/bodies/connection.hpp>
#include <onetls/openssl/bodies/context_data.hpp>
#include <onetls/openssl/context.hpp>
#include <onetls/openssl/credential.hpp>
#include <onetls/openssl/policy.hpp>
#include <onetls/storage.hpp>

namespace onetls::openssl {
namespace detail {

/// Writes `names` in the form of the ALPN extension: each with its length in front.
///
/// Source: RFC 7301 §3.1.
inline void encode(const alpn_list& names, alpn_wire& wire) noexcept {
    for (const auto name : names) {
        const char length = static_cast<char>(name.size());
        wire.append({&length, 1}).append(name);
    }
}

/// Sets what no configuration decides, whatever the system's openssl.cnf says.
inline void apply_fixed_settings(SSL_CTX* native) noexcept {
    SSL_CTX_clear_options(native, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |
                                      SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 0);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(native), X509_V_FLAG_PARTIAL_CHAIN);
    // Names are the shared judgement's: OpenSSL would hold the common name against constraints.
    X509_VERIFY_PARAM_set_hostflags(SSL_CTX_get0_param(native),
                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

// OpenSSL calls these within the handshake of a connection.
inline int judge_peer(X509_STORE_CTX* path, void*) noexcept {
    const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
    const auto* native = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(path, index));
    return connection::of(native).judge_peer(path);
}

inline int meet_client(SSL* native, int* alert, void*) noexcept {
    const auto met = connection::of(native).meet_client();
    if (!met) *alert = static_cast<int>(met.error().alert);
    return met ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

inline int judge_server_name(SSL* native, int* alert, void*) noexcept {
    if (connection::of(native).serves(server_name(native))) return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

inline int choose_credentials(SSL* native, void*) noexcept {
    connection::of(native).show_credentials(server_name(native));
    return 1;
}

inline int select_protocol(SSL* native, const unsigned char** name, unsigned char* size,
                           const unsigned char* offered, unsigned int offered_size,
                           void*) noexcept {
    const auto selected =
        connection::of(native).select_protocol(std::as_bytes(std::span{offered, offered_size}));
    if (!selected) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *name = reinterpret_cast<const unsigned char*>(selected->data());
    *size = static_cast<unsigned char>(selected->size());
    return selected->empty() ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

inline void note_message(int sent, int, int kind, const void* bytes, std::size_t size, SSL* native,
                         void*) noexcept {
    if (kind == SSL3_RT_HANDSHAKE && size != 0)
        connection::of(native).note_message(sent == 1, *static_cast<const unsigned char*>(bytes));
}

inline void note_alert(const SSL* native, int what, int alert) noexcept {
    if ((what & SSL_CB_ALERT) != 0)
        connection::of(native).note_alert((what & SSL_CB_READ) != 0, alert);
}

/// A context while it is being made: sole owner, still changeable.
class context_builder {
public:
    context_builder(const SSL_METHOD* method, storage_for<context_data>* place) noexcept
        : data_{context_data::make(place)} {
        ERR_clear_error();
        if (!data_) return;
        data_->native.reset(SSL_CTX_new(method));
    }

    /// Sets what both roles share, of which `settings` are.
    template <class Config>
    result<void> start(const policy& wanted, const Config& settings) noexcept {
        if (!data_ || !data_->native) return std::unexpected(take_error(errc::out_of_memory));
        apply_fixed_settings(native());
        SSL_CTX_set_info_callback(native(), &note_alert);
        SSL_CTX_set_cert_verify_callback(native(), &judge_peer, nullptr);
        encode(settings.alpn, data_->protocols);
        tune(settings.tuning);
        return keep(apply(wanted, native()), data_->effective);
    }

    void tune(const tuning& wanted) noexcept {
        data_->record_size = wanted.record_size;
        if (wanted.release_buffers) SSL_CTX_set_mode(native(), SSL_MODE_RELEASE_BUFFERS);
    }

    /// Has `own` and the observer of the application told what happens.
    result<void> tell(const observer& own) noexcept {
        const auto all = onetls::detail::observers_beside(own);
        if (all.empty()) return {};
        data_->observers.reset(new (std::nothrow) onetls::detail::observer_list{all});
        if (!data_->observers) return std::unexpected(error{errc::out_of_memory});
        SSL_CTX_set_msg_callback(native(), &note_message);
        return {};
    }

    /// Shows `first`, and gives servers `others` to choose from.
    result<void> show(const credential& first, std::span<const credential> others = {}) noexcept {
        if (first.empty()) return {};
        const auto read = data_->shown.read(
            first, others, [this](const credential& each, native_credential& native) {
                return parse(each, data_->effective, native);
            });
        if (!read) return read;
        return openssl::show(data_->shown[0], native());
    }

    /// Has a server choose by the name that a client asks for.
    void choose_by_name(unknown_name wanted) noexcept {
        data_->unknown_name = wanted;
        SSL_CTX_set_tlsext_servername_callback(native(), &judge_server_name);
        SSL_CTX_set_cert_cb(native(), &choose_credentials, nullptr);
    }

    /// Has peers verified as `settings` say, which are of either role. `mode` is SSL_VERIFY_...
    template <class Config>
    result<void> verify_peers(const Config& settings, int mode) noexcept {
        SSL_CTX_set_verify(native(), mode, nullptr);
        if (auto taken = data_->peers.take(settings); !taken) return taken;
        data_->can_verify = true;
        if (auto applied = apply(data_->peers.crls(), native()); !applied) return applied;
        return keep(apply(settings.trust, settings.terms, native()), data_->anchors);
    }

    /// Offers the application protocols.
    result<void> offer_protocols() noexcept {
        const auto wire = data_->protocols.view();
        if (wire.empty()) return {};
        // Returns 0 for success, unlike its kin.
        const int failed =
            SSL_CTX_set_alpn_protos(native(), reinterpret_cast<const unsigned char*>(wire.data()),
                                    static_cast<unsigned int>(wire.size()));
        if (failed == 0) return {};
        return std::unexpected(take_error(errc::out_of_memory));
    }

    /// Selects among the application protocols that clients offer.
    void select_protocols() noexcept {
        if (!data_->protocols.empty() || data_->client_hello)
            SSL_CTX_set_alpn_select_cb(native(), &select_protocol, nullptr);
    }

    /// Has `hook` decide on each client.
    void meet_clients(const client_hello_hook& hook) noexcept {
        data_->client_hello = hook;
        if (hook) SSL_CTX_set_client_hello_cb(native(), &openssl::detail::meet_client, nullptr);
    }

    shared_context finish() noexcept {
        ERR_clear_error();
        return shared_context::adopt(data_.release());
    }

private:
    template <class T>
    static result<void> keep(const result<T>& made, T& place) noexcept {
        if (!made) return std::unexpected(made.error());
        place = *made;
        return {};
    }

    SSL_CTX* native() const noexcept { return data_->native.get(); }

    onetls::detail::owner<context_data, &context_data::destroy> data_;
};

template <class Unit>
result<client_context> context_maker<Unit>::build(const client_config& settings,
                                                  storage_for<context_data>* place) noexcept {
    if (auto checked = validate(settings); !checked) return std::unexpected(checked.error());
    const auto rules = onetls::detail::permitted(settings.policy);
    if (!rules) return std::unexpected(rules.error());
    context_builder made{TLS_client_method(), place};
    if (auto done = made.start(*rules, settings); !done) return std::unexpected(done.error());
    if (auto done = made.tell(settings.observer); !done) return std::unexpected(done.error());
    if (auto done = made.show(settings.credential); !done) return std::unexpected(done.error());
    if (auto done = made.verify_peers(settings, SSL_VERIFY_PEER); !done)
        return std::unexpected(done.error());
    if (auto done = made.offer_protocols(); !done) return std::unexpected(done.error());
    return client_context{made.finish()};
}

template <class Unit>
result<server_context> context_maker<Unit>::build(const server_config& settings,
                                                  storage_for<context_data>* place) noexcept {
    if (auto checked = validate(settings); !checked) return std::unexpected(checked.error());
    const auto rules = onetls::detail::permitted(settings.policy);
    if (!rules) return std::unexpected(rules.error());
    context_builder made{TLS_server_method(), place};
    if (auto done = made.start(*rules, settings); !done) return std::unexpected(done.error());
    if (auto done = made.tell(settings.observer); !done) return std::unexpected(done.error());
    if (auto done = made.show(settings.credential, settings.more_credentials); !done)
        return std::unexpected(done.error());
    made.choose_by_name(settings.unknown_name);
    made.meet_clients(settings.client_hello);
    if (judges_clients(settings))
        if (auto done = made.verify_peers(settings, verify_mode(settings.client_auth)); !done)
            return std::unexpected(done.error());
    made.select_protocols();
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

}  // namespace detail

}  // namespace onetls::openssl
