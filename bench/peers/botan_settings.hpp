// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <botan/auto_rng.h>
#include <botan/certstor.h>
#include <botan/credentials_manager.h>
#include <botan/data_src.h>
#include <botan/pkcs8.h>
#include <botan/tls_policy.h>
#include <botan/tls_session_manager.h>

#include "../material/credentials.hpp"

namespace bench::peers::botan {

inline Botan::X509_Certificate parse_certificate(const std::string& pem) {
    Botan::DataSource_Memory source{pem};
    return Botan::X509_Certificate{source};
}

/// What a server shows and a client trusts.
class shown_and_trusted final : public Botan::Credentials_Manager {
public:
    void trust(const std::string& anchor) { anchors_.add_certificate(parse_certificate(anchor)); }
    void show(const std::string& chain, const std::string& key) {
        Botan::DataSource_Memory source{key};
        chain_.push_back(parse_certificate(chain));
        key_ = Botan::PKCS8::load_key(source);
    }

    std::vector<Botan::Certificate_Store*> trusted_certificate_authorities(
        const std::string&, const std::string&) override {
        return {&anchors_};
    }
    std::vector<Botan::X509_Certificate> cert_chain(const std::vector<std::string>& kinds,
                                                    const std::string&,
                                                    const std::string&) override {
        if (!key_ || std::ranges::count(kinds, key_->algo_name()) == 0) return {};
        return chain_;
    }
    Botan::Private_Key* private_key_for(const Botan::X509_Certificate&, const std::string&,
                                        const std::string&) override {
        return key_.get();
    }

private:
    Botan::Certificate_Store_In_Memory anchors_;
    std::vector<Botan::X509_Certificate> chain_;
    std::unique_ptr<Botan::Private_Key> key_;
};

/// The suite and the group of the floor.
class rules final : public Botan::TLS::Policy {
public:
    std::vector<std::string> allowed_ciphers() const override { return {"AES-128/GCM"}; }
    std::vector<std::string> allowed_key_exchange_methods() const override { return {"ECDH"}; }
    std::vector<Botan::TLS::Group_Params> key_exchange_groups() const override {
        return {Botan::TLS::Group_Params::X25519, Botan::TLS::Group_Params::SECP256R1};
    }
    bool require_cert_revocation_info() const override { return false; }
};

/// What connections share. Botan wants to change all of it.
struct settings {
    explicit settings(const credentials& shown) {
        client.trust(shown.anchor);
        server.show(shown.chain, shown.key);
    }

    mutable Botan::AutoSeeded_RNG random;
    mutable Botan::TLS::Session_Manager_Noop sessions;
    mutable shown_and_trusted client;
    mutable shown_and_trusted server;
    botan::rules rules;
};

}  // namespace bench::peers::botan
