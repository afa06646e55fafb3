// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/detail/owner.hpp>
#include <onetls/openssl/compat.hpp>

namespace onetls::openssl {

/// A native object, given back with the function that its type asks for.
template <class T, auto Release>
using handle = onetls::detail::owner<T, Release>;

inline void free_certificates(STACK_OF(X509) * certificates) noexcept {
    sk_X509_pop_free(certificates, X509_free);
}
using certificate_stack = handle<STACK_OF(X509), &free_certificates>;

using bio_handle = handle<BIO, BIO_free_all>;
using bio_method_handle = handle<BIO_METHOD, BIO_meth_free>;
using crl_handle = handle<X509_CRL, X509_CRL_free>;
using context_handle = handle<SSL_CTX, SSL_CTX_free>;
using key_handle = handle<EVP_PKEY, EVP_PKEY_free>;
using store_handle = handle<X509_STORE, X509_STORE_free>;
using ssl_handle = handle<SSL, SSL_free>;
using x509_handle = handle<X509, X509_free>;

}  // namespace onetls::openssl
