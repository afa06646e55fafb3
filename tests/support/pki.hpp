// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A throw-away public key infrastructure, made while the tests run and never written to disk.
///
/// What is asked for is made, however wrong it is. Each function throws std::runtime_error where
/// it cannot.

namespace test {

using bytes = std::vector<std::byte>;

enum class key_kind { p256, p384, rsa1024, rsa2048, ed25519 };

/// A private key. Copies share it.
class private_key {
public:
    /// A new key; but there are only as many RSA keys as numbers, since they are slow to make.
    static private_key make(key_kind kind, int number = 0);

    std::string pem() const;                                       ///< PKCS #8
    std::string encrypted_pem(std::string_view passphrase) const;  ///< PKCS #8, AES-256
    std::string traditional_pem() const;                           ///< SEC 1, PKCS #1
    /// SEC 1 or PKCS #1, encrypted as OpenSSL used to: `Proc-Type: 4,ENCRYPTED`, AES-256.
    std::string encrypted_traditional_pem(std::string_view passphrase) const;
    bytes der() const;                                       ///< PKCS #8
    bytes encrypted_der(std::string_view passphrase) const;  ///< PKCS #8, AES-256
    bytes traditional_der() const;                           ///< SEC 1, PKCS #1

    struct native;
    const native& get() const { return *native_; }

private:
    explicit private_key(std::shared_ptr<native> made) : native_{std::move(made)} {}

    std::shared_ptr<native> native_;
};

/// An extension as it is to stand in the certificate.
struct raw_extension {
    std::string oid;  ///< Dotted, or OpenSSL's short name.
    bool critical = false;
    bytes der = {};  ///< The content of its OCTET STRING.
};

using texts = std::vector<std::string>;

// Functions, since g++ 12 cannot take a list as the default of a member within a template.
texts server_auth();        ///< {"serverAuth"}
texts digital_signature();  ///< {"digitalSignature"}

/// What a certificate is to say. The default is a good certificate of a server with no name.
struct certificate_spec {
    std::string common_name = "leaf";

    /// SubjectAltNames: "dns:example.org", "ip:192.0.2.1", "email:a@b.c", "uri:https://b.c". Empty:
    /// no such extension.
    texts names = {};

    std::chrono::seconds begins = std::chrono::hours{-1};  ///< From now.
    std::chrono::seconds ends = std::chrono::hours{24};    ///< From now.

    /// OpenSSL's short names, as "serverAuth". Empty: no such extension.
    texts extended_key_usages = server_auth();

    /// OpenSSL's short names, as "digitalSignature". Empty: no such extension.
    texts key_usages = digital_signature();

    bool is_authority = false;
    bool has_basic_constraints = true;
    std::optional<int> path_length = {};

    int version = 3;              ///< Below 3: no extensions at all.
    std::string hash = "SHA256";  ///< Of the signature; not used by Ed25519.
    key_kind key = key_kind::p256;
    int key_number = 0;  ///< Which RSA key.

    std::vector<raw_extension> extensions = {};  ///< Further ones, at the end.
};

/// The spec of an authority: it may sign certificates and revocation lists.
certificate_spec authority(std::string common_name);

/// A certificate with its private key.
class certified {
public:
    /// Makes a certificate that vouches for itself.
    static certified self_signed(const certificate_spec& spec);

    /// Makes a certificate and signs it with this one's key, whether this one may or not.
    certified issue(const certificate_spec& spec) const;

    std::string pem() const;
    bytes der() const;
    const private_key& key() const { return key_; }

private:
    certified(bytes der, private_key key) : der_{std::move(der)}, key_{std::move(key)} {}

    bytes der_;
    private_key key_;
};

/// DER as a block of PEM.
std::string to_pem(std::string_view label, const bytes& der);
std::string to_pem(const bytes& certificate);

/// The chain that most tests use, made once: root, intermediate and a server's certificate for
/// example.org, *.wild.example.org, 192.0.2.1 and 2001:db8::1.
struct standard_pki {
    certified root;
    certified intermediate;
    certified server;
    std::string root_pem;
    std::string chain_pem;  ///< The server's, then the intermediate's.
    std::string key_pem;
};
const standard_pki& standard();

/// As above, of RSA keys.
const standard_pki& standard_rsa();

}  // namespace test
