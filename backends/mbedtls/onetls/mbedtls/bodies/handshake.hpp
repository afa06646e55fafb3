// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

#include <onetls/client_hello.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/detail/key_exchange.hpp>
#include <onetls/detail/meeting.hpp>
#include <onetls/detail/presentation_reader.hpp>
#include <onetls/mbedtls/bodies/context_data.hpp>
#include <onetls/mbedtls/bodies/peer_judge.hpp>
#include <onetls/mbedtls/client_hello.hpp>
#include <onetls/mbedtls/connection.hpp>
#include <onetls/mbedtls/credential.hpp>
#include <onetls/mbedtls/error.hpp>
#include <onetls/mbedtls/verify.hpp>
#include <onetls/server_names.hpp>

namespace onetls::mbedtls {
namespace detail {

/// What Mbed TLS calls for each certificate of a peer's path.
inline int judge_certificate(void* judge, mbedtls_x509_crt* certificate, int depth,
                             std::uint32_t* flags) noexcept {
    static_cast<peer_judge*>(judge)->judge(*certificate, depth, *flags);
    return 0;
}

}  // namespace detail

template <class Unit>
handshake_result basic_connection<Unit>::handshake() noexcept {
    const onetls::detail::sole_use::call alone{use_};
    announcer_.begin();
    auto outcome = shake();
    announcer_.conclude(outcome, *this);
    return outcome;
}

template <class Unit>
result<void> basic_connection<Unit>::receive_client() noexcept {
    if (whole(judge_.context()).client_hello)
        if (auto met = meet_client(); !met) return refuse_client(met.error());
    const auto name = asked_name();
    if (!is_server_name(name))
        return refuse_client(
            {.code = errc::protocol_error, .alert = alert_description::unrecognized_name});
    if (!serves(name))
        return refuse_client(
            {.code = errc::negotiation_failed, .alert = alert_description::unrecognized_name});
    if (!note_server_name(name) || !show_credentials(name))
        return refuse_client({errc::out_of_memory});
    return {};
}

template <class Unit>
result<void> basic_connection<Unit>::meet_client() noexcept {
    const auto offered = read_client_hello(*native_);
    if (!offered)
        return std::unexpected(
            error{.code = errc::protocol_error, .alert = alert_description::decode_error});
    const auto& own = whole(judge_.context());
    const auto met =
        client_.meet(own.client_hello, *offered, own.shown.leaves().size(), own.can_verify);
    if (!met) return met;
    if (const auto asked = client_.answer().client_auth)
        mbedtls_ssl_set_hs_authmode(native_.get(), verify_mode(*asked));
    const auto selected = onetls::detail::select_protocol(client_.answer(), own.protocols.list(),
                                                          offered->application_protocols());
    if (!selected) return std::unexpected(selected.error());
    if (!selected->empty()) compat::select_protocol(*native_, selected->data());
    return {};
}

template <class Unit>
std::string_view basic_connection<Unit>::asked_name() noexcept {
    std::size_t size = 0;
    const auto* const name = mbedtls_ssl_get_hs_sni(native_.get(), &size);
    if (name == nullptr) return {};
    return {reinterpret_cast<const char*>(name), size};
}

template <class Unit>
bool basic_connection<Unit>::serves(std::string_view name) const noexcept {
    return whole(judge_.context()).unknown_name == unknown_name::show_default ||
           client_.answer().credential ||
           onetls::serves(whole(judge_.context()).shown.leaves(), name);
}

template <class Unit>
bool basic_connection<Unit>::show_credentials(std::string_view name) noexcept {
    const auto& own = whole(judge_.context()).shown;
    if (own.leaves().size() < 2) return true;
    if (const auto chosen = client_.answer().credential) return show(own[*chosen], *native_);
    bool shown = true;
    for_each_candidate(own.leaves(), name,
                       [&](std::size_t index) { shown = shown && show(own[index], *native_); });
    return shown;
}

template <class Unit>
bool basic_connection<Unit>::note_server_name(std::string_view name) noexcept {
    if (name.empty()) return true;
    server_name_.reset(new (std::nothrow) char[name.size() + 1]{});
    if (server_name_) std::copy(name.begin(), name.end(), server_name_.get());
    return static_cast<bool>(server_name_);
}

template <class Unit>
result<void> basic_connection<Unit>::become_client() noexcept {
    mbedtls_ssl_set_verify(native_.get(), &detail::judge_certificate, &judge_);
    // Sends the name, and sets the native check whose answer the judge replaces. Without a name
    // Mbed TLS sends none, but it has to be told so. The name has its terminating NUL.
    const auto& peer = *judge_.peer();
    const char* const name = peer.is_dns() ? peer.dns_name().data() : nullptr;
    const int failed = mbedtls_ssl_set_hostname(native_.get(), name);
    if (failed != 0) return std::unexpected(take_error(failed, errc::internal));
    return {};
}

template <class Unit>
result<void> basic_connection<Unit>::become_server() noexcept {
    if (whole(judge_.context()).can_verify)
        mbedtls_ssl_set_verify(native_.get(), &detail::judge_certificate, &judge_);
    return {};
}

template <class Unit>
handshake_result basic_connection<Unit>::shake() noexcept {
    if (const auto refused = progress_.before_handshake()) return failed_handshake(*refused);
    const int returned = repeat([&] { return step_on_gathering(); });
    return returned == 0 ? establish() : fail(returned);
}

template <class Unit>
handshake_result basic_connection<Unit>::establish() noexcept {
    if (!wire_.transport.flush()) return failed_handshake(settle(wire_.transport.failure()));
    if (auto kept = judge_.remember(); !kept) return failed_handshake(settle(kept.error()));
    progress_.establish();
    wire_.transport.end_handshake();
    return {};
}

template <class Unit>
handshake_result basic_connection<Unit>::fail(int returned) noexcept {
    return failed_handshake(settle(alerting(wire_.transport.explained(why(returned)))));
}

template <class Unit>
int basic_connection<Unit>::step_on_gathering() noexcept {
    const bool gathered = wire_.transport.cork(true);
    const int returned = step_on();
    wire_.transport.cork(gathered);
    return returned;
}

template <class Unit>
int basic_connection<Unit>::step_on() noexcept {
    while (mbedtls_ssl_is_handshake_over(native_.get()) == 0) {
        wire_.pushed = false;
        compat::protect_late_alerts(*native_);
        const int returned = mbedtls_ssl_handshake_step(native_.get());
        if (returned != 0) return returned;
        note_message();
        if (is_tls1_3() && !onetls::detail::signs_tls1_3(peer_signature_))
            return MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
        if (judge_.refused() || judge_.out_of_memory()) return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
    }
    // Mbed TLS also goes on with one that it could not even bring before the judge.
    const bool shown = mbedtls_ssl_get_peer_cert(native_.get()) != nullptr;
    const bool needed = judge_.peer() != nullptr || shown;
    return needed && !judge_.accepts() ? MBEDTLS_ERR_X509_CERT_VERIFY_FAILED : 0;
}

template <class Unit>
void basic_connection<Unit>::note_message() noexcept {
    onetls::detail::presentation_reader received{compat::received_message(*native_)};
    const auto message = onetls::detail::handshake_message::read(received);
    if (const auto group = onetls::detail::group_in(message); group != named_group::unknown)
        wire_.group = group;
    if (const auto scheme = onetls::detail::scheme_in(message); scheme != signature_scheme::unknown)
        peer_signature_ = scheme;
}

template <class Unit>
std::unexpected<error> basic_connection<Unit>::refuse_client(error why_not) noexcept {
    progress_.settle(why_not);
    return std::unexpected(why_not);
}

template <class Unit>
std::unexpected<handshake_error> basic_connection<Unit>::failed_handshake(
    error failure) const noexcept {
    return std::unexpected(handshake_error{failure, judge_.report()});
}

}  // namespace onetls::mbedtls
