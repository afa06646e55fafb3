// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "../harness/check.hpp"
#include "../material/system_bundle.hpp"
#include "../rows/calling.hpp"
#include "openssl_settings.hpp"

namespace bench::floor::openssl {

inline void parse(const credentials& shown) {
    const auto* at = reinterpret_cast<const unsigned char*>(shown.chain_der.data());
    const certificate made{d2i_X509(nullptr, &at, static_cast<long>(shown.chain_der.size()))};
    require(made != nullptr, "d2i_X509");
}

inline void verify(const credentials& shown) {
    using store = std::unique_ptr<X509_STORE, released_by<X509_STORE_free>>;
    using store_context = std::unique_ptr<X509_STORE_CTX, released_by<X509_STORE_CTX_free>>;
    const auto peer = parse_certificate(shown.chain);
    const store anchors{X509_STORE_new()};
    X509_STORE_add_cert(anchors.get(), parse_certificate(shown.anchor).get());
    const store_context path{X509_STORE_CTX_new()};
    X509_STORE_CTX_init(path.get(), anchors.get(), peer.get(), nullptr);
    X509_STORE_CTX_set_default(path.get(), "ssl_server");
    X509_VERIFY_PARAM* const checks = X509_STORE_CTX_get0_param(path.get());
    X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_hostflags(checks, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set_auth_level(checks, 2);
    X509_VERIFY_PARAM_set1_host(checks, host, 0);
    require(X509_verify_cert(path.get()) == 1, "X509_verify_cert");
}

/// All anchors are parsed: what SSL_CTX_load_verify_file does, and
/// SSL_CTX_set_default_verify_paths.
inline void make_system_context(const credentials&) {
    const auto made = make_context(TLS_client_method(), tls1_3);
    require(SSL_CTX_load_verify_file(made.get(), system_bundle) == 1, "loading the anchors");
}

inline constexpr certificate_functions certificates{&parse, &verify, &make_system_context,
                                                    &make_system_context};

}  // namespace bench::floor::openssl
