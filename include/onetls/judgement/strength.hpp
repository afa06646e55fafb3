// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include <onetls/certificate_view.hpp>
#include <onetls/policy.hpp>
#include <onetls/public_key_view.hpp>
#include <onetls/reason.hpp>
#include <onetls/signature_algorithm.hpp>

namespace onetls::judgement {

/// What of a policy a chain is held against.
struct chain_rules {
    std::uint16_t minimum_rsa_bits;
    std::uint16_t minimum_ec_bits;
    std::uint16_t minimum_hash_bits;
    certificate_profile profile;

    constexpr chain_rules(const policy& whole) noexcept
        : minimum_rsa_bits{whole.minimum_rsa_bits},
          minimum_ec_bits{whole.minimum_ec_bits},
          minimum_hash_bits{whole.minimum_hash_bits},
          profile{whole.profile} {}
};

/// Says whether `key` is of a kind and size that `floor` allows.
constexpr bool is_strong(const public_key_view& key, const chain_rules& floor) noexcept {
    switch (key.algorithm) {
    case key_algorithm::rsa:
    case key_algorithm::rsa_pss: return key.bits >= floor.minimum_rsa_bits;
    case key_algorithm::ec:
        return key.curve != elliptic_curve::explicit_parameters &&
               key.curve != elliptic_curve::unknown && key.bits >= floor.minimum_ec_bits;
    case key_algorithm::ed25519: return floor.minimum_ec_bits <= 256;
    case key_algorithm::ed448: return floor.minimum_ec_bits <= 448;
    default: return false;
    }
}

/// Says whether `hash` is as large as `floor` asks for. One that belongs to its scheme is judged by
/// the key.
constexpr bool is_strong(hash_algorithm hash, const chain_rules& floor) noexcept {
    return hash == hash_algorithm::intrinsic || bits_of(hash) >= floor.minimum_hash_bits;
}

/// Notes a key or a hash of `judged` below the floor. Nobody relies on an anchor's own signature.
constexpr void judge_strength(const certificate_view& judged, const chain_rules& floor,
                              std::uint8_t depth, bool is_anchor, finding_room& findings) noexcept {
    if (!is_strong(judged.public_key(), floor)) note(findings, {reason::weak_key, depth});
    if (!is_anchor && !is_strong(hash_of(judged.signature_algorithm()), floor))
        note(findings, {reason::weak_hash, depth});
}

}  // namespace onetls::judgement
