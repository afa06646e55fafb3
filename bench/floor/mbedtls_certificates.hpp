// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "../harness/check.hpp"
#include "../material/system_bundle.hpp"
#include "../rows/calling.hpp"
#include "mbedtls_settings.hpp"

namespace bench::floor::mbedtls {

/// Certificates that are freed at the end.
struct certificate_list {
    certificate_list() { mbedtls_x509_crt_init(&native); }
    certificate_list(const certificate_list&) = delete;
    certificate_list& operator=(const certificate_list&) = delete;
    ~certificate_list() { mbedtls_x509_crt_free(&native); }

    mbedtls_x509_crt native;
};

inline void parse(const credentials& shown) {
    certificate_list made;
    require(mbedtls_x509_crt_parse_der(
                &made.native, reinterpret_cast<const unsigned char*>(shown.chain_der.data()),
                shown.chain_der.size()) == 0,
            "mbedtls_x509_crt_parse_der");
}

inline void verify(const credentials& shown) {
    certificate_list peer;
    certificate_list anchors;
    parse_certificates(peer.native, shown.chain);
    parse_certificates(anchors.native, shown.anchor);
    std::uint32_t flags = 0;
    require(mbedtls_x509_crt_verify_with_profile(&peer.native, &anchors.native, nullptr, &profile,
                                                 host, &flags, nullptr, nullptr) == 0,
            "mbedtls_x509_crt_verify_with_profile");
}

/// Some entries of the bundle may be beyond Mbed TLS; OneTLS skips them too.
inline void make_system_context(const credentials&) {
    settings made{MBEDTLS_SSL_IS_CLIENT, tls1_3};
    certificate_list anchors;
    require(mbedtls_x509_crt_parse_file(&anchors.native, system_bundle) >= 0,
            "loading the anchors");
    mbedtls_ssl_conf_ca_chain(&made.config, &anchors.native, nullptr);
}

inline constexpr certificate_functions certificates{&parse, &verify, &make_system_context,
                                                    &make_system_context};

}  // namespace bench::floor::mbedtls
