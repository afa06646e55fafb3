// SPDX-License-Identifier: BSL-1.0
#include "pki.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
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

using bio_handle = handle<BIO, BIO_free_all>;
using x509_handle = handle<X509, X509_free>;
using extension_handle = handle<X509_EXTENSION, X509_EXTENSION_free>;
using octets_handle = handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using object_handle = handle<ASN1_OBJECT, ASN1_OBJECT_free>;

/// Throws where `fine` says so, and leaves nothing in the error queue of the code under test.
void demand(bool fine, const char* what) {
    ERR_clear_error();
    if (!fine) throw std::runtime_error{std::string{"pki: "} + what};
}

/// What `write` writes into a BIO.
template <class Write>
std::string written(Write write) {
    const bio_handle memory{BIO_new(BIO_s_mem())};
    demand(write(memory.get()) == 1, "cannot encode");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

bytes as_bytes(std::string_view characters) {
    bytes made(characters.size());
    std::ranges::transform(characters, made.begin(),
                           [](char each) { return static_cast<std::byte>(each); });
    return made;
}

const unsigned char* data_of(const bytes& from) {
    return reinterpret_cast<const unsigned char*>(from.data());
}

}  // namespace

struct private_key::native {
    handle<EVP_PKEY, EVP_PKEY_free> key;

    EVP_PKEY* get() const { return key.get(); }
};

namespace {

EVP_PKEY* generate(key_kind kind) {
    switch (kind) {
    case key_kind::p256: return EVP_EC_gen("P-256");
    case key_kind::p384: return EVP_EC_gen("P-384");
    case key_kind::rsa1024: return EVP_RSA_gen(1024);
    case key_kind::rsa2048: return EVP_RSA_gen(2048);
    case key_kind::ed25519: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    }
    return nullptr;
}

bool is_slow(key_kind kind) {
    return kind == key_kind::rsa1024 || kind == key_kind::rsa2048;
}

}  // namespace

private_key private_key::make(key_kind kind, int number) {
    static std::mutex guard;
    static std::map<std::pair<key_kind, int>, std::shared_ptr<native>> known;
    const std::lock_guard locked{guard};
    auto& slot = known[{kind, number}];
    if (slot && is_slow(kind)) return private_key{slot};
    slot = std::make_shared<native>();
    slot->key.reset(generate(kind));
    demand(slot->key != nullptr, "cannot generate a key");
    return private_key{slot};
}

std::string private_key::pem() const {
    return written([&](BIO* into) {
        return PEM_write_bio_PKCS8PrivateKey(into, native_->get(), nullptr, nullptr, 0, nullptr,
                                             nullptr);
    });
}

std::string private_key::encrypted_pem(std::string_view passphrase) const {
    return written([&](BIO* into) {
        return PEM_write_bio_PKCS8PrivateKey(into, native_->get(), EVP_aes_256_cbc(),
                                             passphrase.data(), static_cast<int>(passphrase.size()),
                                             nullptr, nullptr);
    });
}

std::string private_key::traditional_pem() const {
    return written([&](BIO* into) {
        return PEM_write_bio_PrivateKey_traditional(into, native_->get(), nullptr, nullptr, 0,
                                                    nullptr, nullptr);
    });
}

std::string private_key::encrypted_traditional_pem(std::string_view passphrase) const {
    return written([&](BIO* into) {
        return PEM_write_bio_PrivateKey_traditional(
            into, native_->get(), EVP_aes_256_cbc(),
            reinterpret_cast<const unsigned char*>(passphrase.data()),
            static_cast<int>(passphrase.size()), nullptr, nullptr);
    });
}

bytes private_key::der() const {
    return as_bytes(
        written([&](BIO* into) { return i2d_PKCS8PrivateKeyInfo_bio(into, native_->get()); }));
}

bytes private_key::encrypted_der(std::string_view passphrase) const {
    return as_bytes(written([&](BIO* into) {
        return i2d_PKCS8PrivateKey_bio(into, native_->get(), EVP_aes_256_cbc(), passphrase.data(),
                                       static_cast<int>(passphrase.size()), nullptr, nullptr);
    }));
}

bytes private_key::traditional_der() const {
    return as_bytes(written([&](BIO* into) { return i2d_PrivateKey_bio(into, native_->get()); }));
}

namespace {

std::string joined(const texts& parts) {
    std::string all;
    for (const auto& each : parts) all += (all.empty() ? "" : ",") + each;
    return all;
}

/// "dns:a" in OpenSSL's words: "DNS:a".
std::string native_name(const std::string& name) {
    const auto colon = name.find(':');
    demand(colon != name.npos, "a name without its kind");
    auto kind = name.substr(0, colon);
    if (kind == "dns") kind = "DNS";
    if (kind == "ip") kind = "IP";
    if (kind == "uri") kind = "URI";
    return kind + name.substr(colon);
}

void add(X509* made, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, made, nullptr, nullptr, 0);
    const extension_handle extension{X509V3_EXT_nconf_nid(nullptr, &context, kind, value.c_str())};
    demand(extension != nullptr && X509_add_ext(made, extension.get(), -1) == 1, value.c_str());
}

void add(X509* made, const raw_extension& wanted) {
    const object_handle name{OBJ_txt2obj(wanted.oid.c_str(), 0)};
    demand(name != nullptr, "not an object identifier");
    const octets_handle value{ASN1_OCTET_STRING_new()};
    ASN1_OCTET_STRING_set(value.get(), data_of(wanted.der), static_cast<int>(wanted.der.size()));
    const extension_handle extension{
        X509_EXTENSION_create_by_OBJ(nullptr, name.get(), wanted.critical ? 1 : 0, value.get())};
    demand(X509_add_ext(made, extension.get(), -1) == 1, "cannot add an extension");
}

std::string basic_constraints(const certificate_spec& spec) {
    std::string value = spec.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE";
    if (spec.path_length) value += ",pathlen:" + std::to_string(*spec.path_length);
    return value;
}

void add_extensions(X509* made, X509* issuer, const certificate_spec& spec) {
    if (spec.has_basic_constraints)
        add(made, issuer, NID_basic_constraints, basic_constraints(spec));
    if (!spec.key_usages.empty())
        add(made, issuer, NID_key_usage, "critical," + joined(spec.key_usages));
    if (!spec.extended_key_usages.empty())
        add(made, issuer, NID_ext_key_usage, joined(spec.extended_key_usages));
    texts names;
    std::ranges::transform(spec.names, std::back_inserter(names), native_name);
    if (!names.empty()) add(made, issuer, NID_subject_alt_name, joined(names));
    add(made, issuer, NID_subject_key_identifier, "hash");
    // Without an identifier of the issuer's it would come out empty, which Mbed TLS cannot read.
    if (X509_get0_subject_key_id(issuer) != nullptr && issuer != made)
        add(made, issuer, NID_authority_key_identifier, "keyid");
    for (const auto& each : spec.extensions) add(made, each);
}

void set_serial(X509* made) {
    std::array<unsigned char, 8> random{};
    demand(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1, "no random bytes");
    std::uint64_t serial = 0;
    for (const auto each : random) serial = serial << 8 | each;
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made), serial >> 1 | 1);
}

void set_subject(X509* made, const std::string& common_name) {
    X509_NAME* const subject = X509_get_subject_name(made);
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
    demand(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, text,
                                      static_cast<int>(common_name.size()), -1, 0) == 1,
           "cannot set the subject");
}

void sign(X509* made, EVP_PKEY* key, const std::string& hash) {
    const bool hashes_itself = EVP_PKEY_is_a(key, "ED25519") == 1;
    const EVP_MD* const digest = hashes_itself ? nullptr : EVP_get_digestbyname(hash.c_str());
    demand(hashes_itself || digest != nullptr, "unknown hash");
    demand(X509_sign(made, key, digest) > 0, "cannot sign");
}

bytes encoded(X509* made) {
    return as_bytes(written([&](BIO* into) { return i2d_X509_bio(into, made); }));
}

/// Makes the certificate of `own` as `spec` says, issued by `issuer` with `signer`; by itself where
/// there is no issuer.
bytes make(const certificate_spec& spec, EVP_PKEY* own, X509* issuer, EVP_PKEY* signer) {
    const x509_handle made{X509_new()};
    X509_set_version(made.get(), spec.version - 1);
    set_serial(made.get());
    set_subject(made.get(), spec.common_name);
    X509* const authority = issuer == nullptr ? made.get() : issuer;
    X509_set_issuer_name(made.get(), X509_get_subject_name(authority));
    X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(spec.begins.count()));
    X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(spec.ends.count()));
    demand(X509_set_pubkey(made.get(), own) == 1, "cannot set the key");
    if (spec.version >= 3) add_extensions(made.get(), authority, spec);
    sign(made.get(), signer, spec.hash);
    return encoded(made.get());
}

x509_handle decoded(const bytes& der) {
    const auto* at = data_of(der);
    x509_handle parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    demand(parsed != nullptr, "cannot read back a certificate");
    return parsed;
}

}  // namespace

texts server_auth() {
    return {"serverAuth"};
}
texts digital_signature() {
    return {"digitalSignature"};
}

certificate_spec authority(std::string common_name) {
    return {
        .common_name = std::move(common_name),
        .extended_key_usages = {},
        .key_usages = {"keyCertSign", "cRLSign"},
        .is_authority = true,
    };
}

certified certified::self_signed(const certificate_spec& spec) {
    auto key = private_key::make(spec.key, spec.key_number);
    auto der = make(spec, key.get().get(), nullptr, key.get().get());
    return {std::move(der), std::move(key)};
}

certified certified::issue(const certificate_spec& spec) const {
    auto key = private_key::make(spec.key, spec.key_number);
    const auto issuer = decoded(der_);
    auto der = make(spec, key.get().get(), issuer.get(), key_.get().get());
    return {std::move(der), std::move(key)};
}

std::string certified::pem() const {
    return to_pem(der_);
}

bytes certified::der() const {
    return der_;
}

std::string to_pem(std::string_view label, const bytes& der) {
    const std::string terminated{label};
    return written([&](BIO* into) {
        return PEM_write_bio(into, terminated.c_str(), "", data_of(der),
                             static_cast<long>(der.size())) > 0
                   ? 1
                   : 0;
    });
}

std::string to_pem(const bytes& certificate) {
    return to_pem("CERTIFICATE", certificate);
}

namespace {

standard_pki make_standard(key_kind kind) {
    auto root_spec = authority("OneTLS test root");
    auto intermediate_spec = authority("OneTLS test intermediate");
    root_spec.key = intermediate_spec.key = kind;
    root_spec.key_number = 1;
    intermediate_spec.key_number = 2;
    auto root = certified::self_signed(root_spec);
    auto intermediate = root.issue(intermediate_spec);
    auto server = intermediate.issue({
        .common_name = "OneTLS test server",
        .names = {"dns:example.org", "dns:*.wild.example.org", "ip:192.0.2.1", "ip:2001:db8::1"},
        .key = kind,
    });
    auto root_pem = root.pem();
    auto chain_pem = server.pem() + intermediate.pem();
    auto key_pem = server.key().pem();
    return {std::move(root),     std::move(intermediate), std::move(server),
            std::move(root_pem), std::move(chain_pem),    std::move(key_pem)};
}

}  // namespace

const standard_pki& standard() {
    static const auto made = make_standard(key_kind::p256);
    return made;
}

const standard_pki& standard_rsa() {
    static const auto made = make_standard(key_kind::rsa2048);
    return made;
}

}  // namespace test
