// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pki.hpp"
#include "seeds.hpp"
#include "terms.hpp"

/// Inputs of `verify` as they are to be written.
namespace seeds {

/// A certificate whose keys are numbers: its own, and that of whoever signs it.
class numbered {
public:
    static numbered self_signed(const test::certificate_spec& spec);
    numbered issue(const test::certificate_spec& spec) const;

    /// The same certificate, signed by the key of `other`.
    numbered signed_by(const numbered& other) const { return {certificate_, key_, other.key_}; }

    /// The certificate as `verify` is to sign it.
    test::bytes unsigned_der() const;

    const test::certified& certificate() const { return certificate_; }
    unsigned key() const { return key_; }

private:
    numbered(test::certified certificate, unsigned key, unsigned signer)
        : certificate_{std::move(certificate)}, key_{key}, signer_{signer} {}

    test::certified certificate_;
    unsigned key_;
    unsigned signer_;
};

/// `der`, a certificate or a list, with the number of a key in the place of its signature.
test::bytes without_signature(const test::bytes& der, unsigned signer);

struct question {
    std::string name;
    std::vector<numbered> chain;
    std::vector<numbered> anchors;
    unsigned terms = fuzz::signed_by_number | fuzz::for_host;
    std::vector<test::bytes> lists = {};
    std::vector<unsigned> most_intermediates = {};  ///< One number, or none.
};

seed seed_of(const question& asked);

}  // namespace seeds
