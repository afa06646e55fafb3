// SPDX-License-Identifier: BSL-1.0
#include "revocation_list.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace test {
namespace {

template <auto Release>
struct released_by {
    template <class T>
    void operator()(T* object) const {
        Release(object);
    }
};
template <class T, auto Release>
using handle = std::unique_ptr<T, released_by<Release>>;

using list_handle = handle<X509_CRL, X509_CRL_free>;
using certificate_handle = handle<X509, X509_free>;
using key_handle = handle<EVP_PKEY, EVP_PKEY_free>;
using time_handle = handle<ASN1_TIME, ASN1_TIME_free>;
using number_handle = handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using extension_handle = handle<X509_EXTENSION, X509_EXTENSION_free>;
using octets_handle = handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using object_handle = handle<ASN1_OBJECT, ASN1_OBJECT_free>;

void demand(bool fine, const char* what) {
    ERR_clear_error();
    if (!fine) throw std::runtime_error{std::string{"revocation list: "} + what};
}

const unsigned char* data_of(const bytes& from) {
    return reinterpret_cast<const unsigned char*>(from.data());
}

certificate_handle native(const certified& from) {
    const auto der = from.der();
    const auto* at = data_of(der);
    certificate_handle parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    demand(parsed != nullptr, "cannot read a certificate");
    return parsed;
}

key_handle key_of(const certified& from) {
    const auto der = from.key().der();
    const auto* at = data_of(der);
    key_handle parsed{d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()))};
    demand(parsed != nullptr, "cannot read a key");
    return parsed;
}

time_handle time_at(std::chrono::seconds from_now) {
    time_handle made{X509_gmtime_adj(nullptr, static_cast<long>(from_now.count()))};
    demand(made != nullptr, "cannot make a time");
    return made;
}

void add_number(X509_CRL* list) {
    const number_handle number{ASN1_INTEGER_new()};
    ASN1_INTEGER_set(number.get(), 1);
    demand(X509_CRL_add1_ext_i2d(list, NID_crl_number, number.get(), 0, 0) == 1, "number");
}

void add_key_identifier(X509_CRL* list, X509* issuer) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
    const extension_handle extension{
        X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid")};
    demand(extension && X509_CRL_add_ext(list, extension.get(), -1) == 1, "key identifier");
}

void add(X509_CRL* list, const raw_extension& wanted) {
    const object_handle name{OBJ_txt2obj(wanted.oid.c_str(), 0)};
    const octets_handle value{ASN1_OCTET_STRING_new()};
    ASN1_OCTET_STRING_set(value.get(), data_of(wanted.der), static_cast<int>(wanted.der.size()));
    const extension_handle extension{
        X509_EXTENSION_create_by_OBJ(nullptr, name.get(), wanted.critical ? 1 : 0, value.get())};
    demand(extension && X509_CRL_add_ext(list, extension.get(), -1) == 1, "extension");
}

void revoke(X509_CRL* list, const certified& withdrawn) {
    const auto certificate = native(withdrawn);
    X509_REVOKED* const entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.get()));
    const auto when = time_at(std::chrono::minutes{-30});
    X509_REVOKED_set_revocationDate(entry, when.get());
    demand(X509_CRL_add0_revoked(list, entry) == 1, "entry");
}

bytes encoded(X509_CRL* list) {
    const int size = i2d_X509_CRL(list, nullptr);
    demand(size > 0, "cannot encode");
    bytes der(static_cast<std::size_t>(size));
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509_CRL(list, &at);
    return der;
}

}  // namespace

bytes revocation_list(const certified& issuer, const certified& signer,
                      const revocation_spec& spec) {
    const auto authority = native(issuer);
    const list_handle list{X509_CRL_new()};
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority.get()));
    X509_CRL_set1_lastUpdate(list.get(), time_at(spec.begins).get());
    X509_CRL_set1_nextUpdate(list.get(), time_at(spec.ends).get());
    for (const auto& each : spec.revoked) revoke(list.get(), each);
    if (spec.has_number) add_number(list.get());
    add_key_identifier(list.get(), authority.get());
    for (const auto& each : spec.extensions) add(list.get(), each);
    X509_CRL_sort(list.get());
    demand(X509_CRL_sign(list.get(), key_of(signer).get(), EVP_sha256()) > 0, "cannot sign");
    return encoded(list.get());
}

std::string revocation_list(const certified& issuer, const revocation_spec& spec) {
    return to_pem("X509 CRL", revocation_list(issuer, issuer, spec));
}

}  // namespace test
