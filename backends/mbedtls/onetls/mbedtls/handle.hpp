// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/compat.hpp>

namespace onetls::mbedtls {

/// A native object in place: initialised when made, freed with its owner. It cannot move, since
/// other native objects keep pointers to it.
template <class T, auto Initialise, auto Release>
class object {
public:
    object() noexcept { Initialise(&native_); }
    ~object() { Release(&native_); }
    object(const object&) = delete;
    object& operator=(const object&) = delete;

    T* get() noexcept { return &native_; }
    const T* get() const noexcept { return &native_; }
    T* operator->() noexcept { return &native_; }
    const T* operator->() const noexcept { return &native_; }
    T& operator*() noexcept { return native_; }
    const T& operator*() const noexcept { return native_; }

private:
    [[no_unique_address]] T native_;
};

using config_object = object<mbedtls_ssl_config, mbedtls_ssl_config_init, mbedtls_ssl_config_free>;
using crl_object = object<compat::revocation_lists, compat::initialise_lists, compat::free_lists>;
using key_object = object<mbedtls_pk_context, mbedtls_pk_init, mbedtls_pk_free>;
using ssl_object = object<mbedtls_ssl_context, mbedtls_ssl_init, mbedtls_ssl_free>;
using x509_object = object<mbedtls_x509_crt, mbedtls_x509_crt_init, mbedtls_x509_crt_free>;

}  // namespace onetls::mbedtls
