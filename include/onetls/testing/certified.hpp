// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <onetls/config.hpp>
#include <onetls/testing/certificate_encoding.hpp>
#include <onetls/testing/pem_writer.hpp>
#include <onetls/text.hpp>

namespace onetls::testing {

/// A throw-away certificate with its private key, PEM and DER, and what has to be shown with it.
///
/// Lifetime: views live as long as this object, at its place.
class certified {
public:
    certified(const certificate_writer& certificate, const key_writer& key,
              std::string_view chain_of_issuer) noexcept
        : der_{certificate}, key_der_{key} {
        write_pem(chain_, "CERTIFICATE", der_.bytes());
        own_size_ = chain_.view().size();
        chain_.append(chain_of_issuer);
        write_pem(key_, "PRIVATE KEY", key_der_.bytes());
    }

    der::bytes der() const noexcept { return der_.bytes(); }
    std::string_view pem() const noexcept { return chain_.view().substr(0, own_size_); }

    /// The certificate, then those of its issuers up to the one that vouches for itself, which is
    /// left out unless it is this one.
    std::string_view chain_pem() const noexcept { return chain_.view(); }

    der::bytes key_der() const noexcept { return key_der_.bytes(); }   ///< PKCS #8
    std::string_view key_pem() const noexcept { return key_.view(); }  ///< PKCS #8

    /// What a server or client shows.
    onetls::credential credential() const& noexcept {
        return {.certificate_chain = chain_pem(), .private_key = key_pem()};
    }
    onetls::credential credential() const&& = delete;

    /// Says whether the chain became longer than what fits: more than three or four certificates.
    bool overflowed() const noexcept { return chain_.truncated(); }

private:
    certificate_writer der_;
    key_writer key_der_;
    text<8192> chain_;
    text<320> key_;
    std::size_t own_size_ = 0;
};

}  // namespace onetls::testing
