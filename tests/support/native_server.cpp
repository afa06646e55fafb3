// SPDX-License-Identifier: BSL-1.0
#include "native_server.hpp"

#include <array>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace test {
namespace {

struct free_context {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct free_ssl {
    void operator()(SSL* native) const { SSL_free(native); }
};
struct free_bio {
    void operator()(BIO* memory) const { BIO_free_all(memory); }
};
struct free_certificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct free_key {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using context_handle = std::unique_ptr<SSL_CTX, free_context>;
using bio_handle = std::unique_ptr<BIO, free_bio>;

void demand(bool fine, const char* what) {
    ERR_clear_error();
    if (!fine) throw std::runtime_error{std::string{"native server: "} + what};
}

bio_handle memory_of(const std::string& text) {
    return bio_handle{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

void show(SSL_CTX* context, const native_server_spec& spec) {
    const auto chain = memory_of(spec.chain_pem);
    bool first = true;
    while (true) {
        const std::unique_ptr<X509, free_certificate> each{
            PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)};
        if (!each) break;
        const auto added = first ? SSL_CTX_use_certificate(context, each.get())
                                 : SSL_CTX_add1_chain_cert(context, each.get());
        demand(added == 1, "cannot use a certificate");
        first = false;
    }
    const auto written = memory_of(spec.key_pem);
    const std::unique_ptr<EVP_PKEY, free_key> key{
        PEM_read_bio_PrivateKey(written.get(), nullptr, nullptr, nullptr)};
    demand(SSL_CTX_use_PrivateKey(context, key.get()) == 1, "cannot use the key");
}

context_handle make_context(const native_server_spec& spec) {
    context_handle made{SSL_CTX_new(TLS_server_method())};
    SSL_CTX_set_security_level(made.get(), 0);
    SSL_CTX_set_min_proto_version(made.get(), spec.minimum_version);
    SSL_CTX_set_max_proto_version(made.get(), spec.maximum_version);
    demand(SSL_CTX_set_cipher_list(made.get(), spec.suites.c_str()) == 1, "suites");
    if (!spec.suites_1_3.empty())
        demand(SSL_CTX_set_ciphersuites(made.get(), spec.suites_1_3.c_str()) == 1, "suites");
    if (!spec.groups.empty())
        demand(SSL_CTX_set1_groups_list(made.get(), spec.groups.c_str()) == 1, "groups");
    constexpr std::string_view own_name = "native";
    SSL_CTX_set_session_id_context(made.get(),
                                   reinterpret_cast<const unsigned char*>(own_name.data()),
                                   static_cast<unsigned>(own_name.size()));
    SSL_CTX_set_num_tickets(made.get(), static_cast<std::size_t>(spec.tickets));
    if (spec.asks_for_certificate)
        SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           [](int, X509_STORE_CTX*) { return 1; });
    // No roots, and no chain built from them: what is shown is exactly what was given.
    SSL_CTX_set_mode(made.get(), SSL_MODE_NO_AUTO_CHAIN);
    show(made.get(), spec);
    return made;
}

}  // namespace

struct native_server::state {
    state(const native_server_spec& spec, onetls::memory_pipe end)
        : context{make_context(spec)}, native{SSL_new(context.get())}, pipe{std::move(end)} {
        SSL_set_bio(native.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        BIO_set_mem_eof_return(SSL_get_rbio(native.get()), -1);
        SSL_set_accept_state(native.get());
        SSL_set_app_data(native.get(), this);
        SSL_set_info_callback(native.get(), &note_alert);
    }

    static void note_alert(const SSL* native, int what, int value) {
        auto& self = *static_cast<state*>(SSL_get_app_data(native));
        if (what != SSL_CB_READ_ALERT || value >> 8 != SSL3_AL_FATAL) return;
        self.alert = static_cast<onetls::alert_description>(value & 0xFF);
    }

    void pump_in() {
        std::array<std::byte, 4096> room{};
        while (const auto got = pipe.read_some(room))
            BIO_write(SSL_get_rbio(native.get()), room.data(), static_cast<int>(*got));
    }

    void pump_out() {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(SSL_get_wbio(native.get()), &data);
        auto rest = std::as_bytes(std::span{data, static_cast<std::size_t>(size)});
        while (!rest.empty()) {
            const auto put = pipe.write_some(rest);
            if (!put) break;
            rest = rest.subspan(*put);
        }
        (void)BIO_reset(SSL_get_wbio(native.get()));
    }

    /// Makes a native call with bytes brought before and taken away after it.
    template <class Call>
    int with_bytes(Call call) {
        pump_in();
        ERR_clear_error();
        const int returned = call();
        const int why = SSL_get_error(native.get(), returned);
        if (returned <= 0 && (why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL)) failed = true;
        ERR_clear_error();
        pump_out();
        return returned;
    }

    context_handle context;
    std::unique_ptr<SSL, free_ssl> native;
    onetls::memory_pipe pipe;
    bytes received;
    onetls::alert_description alert = onetls::alert_description::none;
    bool failed = false;
};

native_server::native_server(const native_server_spec& spec, onetls::memory_pipe pipe)
    : state_{std::make_unique<state>(spec, std::move(pipe))} {}
native_server::~native_server() = default;
native_server::native_server(native_server&&) noexcept = default;

bool native_server::handshake() {
    if (state_->failed) return false;
    return state_->with_bytes([&] { return SSL_do_handshake(state_->native.get()); }) == 1;
}

bool native_server::failed() const {
    return state_->failed;
}

onetls::alert_description native_server::alert() const {
    return state_->alert;
}

bool native_server::knows_client() const {
    return SSL_get0_peer_certificate(state_->native.get()) != nullptr;
}

const bytes& native_server::received() {
    std::array<std::byte, 4096> room{};
    while (!state_->failed) {
        const int got = state_->with_bytes([&] {
            return SSL_read(state_->native.get(), room.data(), static_cast<int>(room.size()));
        });
        if (got <= 0) break;
        state_->received.insert(state_->received.end(), room.begin(), room.begin() + got);
    }
    return state_->received;
}

void native_server::write(const bytes& sent) {
    demand(state_->with_bytes([&] {
        return SSL_write(state_->native.get(), sent.data(), static_cast<int>(sent.size()));
    }) == static_cast<int>(sent.size()),
           "cannot write");
}

void native_server::close() {
    state_->with_bytes([&] { return SSL_shutdown(state_->native.get()); });
}

void native_server::send_tickets(int count) {
    for (int sent = 0; sent != count; ++sent) SSL_new_session_ticket(state_->native.get());
    state_->with_bytes([&] { return SSL_do_handshake(state_->native.get()); });
}

void native_server::update_key(bool ask_peer_too) {
    SSL_key_update(state_->native.get(),
                   ask_peer_too ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
    state_->with_bytes([&] { return SSL_do_handshake(state_->native.get()); });
}

void native_server::renegotiate() {
    SSL_renegotiate(state_->native.get());
    state_->with_bytes([&] { return SSL_do_handshake(state_->native.get()); });
}

void native_server::cut() {
    state_->pipe.close();
}

}  // namespace test
