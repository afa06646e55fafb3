// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include <onetls/testing/certificate_encoding.hpp>
#include <onetls/testing/certified.hpp>
#include <onetls/testing/signing_key.hpp>
#include <onetls/text.hpp>

namespace onetls::testing {
namespace detail {

constexpr std::unexpected<error> refuse_spec(cause why) noexcept {
    return std::unexpected(error{errc::bad_input, why, field::certificate});
}

inline constexpr std::size_t longest_name = 256;

/// Checks that `spec` can be written down.
constexpr result<void> validate(const certificate_spec& spec) noexcept {
    if (spec.names.overflowed() || spec.usages.overflowed()) return refuse_spec(cause::too_many);
    if (spec.common_name.size() > longest_name) return refuse_spec(cause::too_long);
    if (spec.path_length > 127) return refuse_spec(cause::out_of_range);
    return {};
}

/// Makes the certificate of `key`, signed by `signer`.
template <SigningKey Key>
result<certified> certify(const certificate_spec& spec, const Key& key, const Key& signer,
                          std::string_view issuer_name, std::string_view issuer_chain) noexcept {
    const auto valid = validate(spec);
    if (!valid) return std::unexpected(valid.error());
    const auto point = key.public_point();
    const auto issuer_point = signer.public_point();
    const auto scalar = key.scalar();
    for (const auto& made : {point, issuer_point})
        if (!made) return std::unexpected(made.error());
    if (!scalar) return std::unexpected(scalar.error());
    const auto part = encode_signed_part(spec, {issuer_name, *issuer_point}, *point);
    const auto signature = signer.sign(part.bytes());
    if (!signature) return std::unexpected(signature.error());
    const auto certificate = encode_certificate(part.bytes(), *signature);
    if (part.overflowed() || certificate.overflowed()) return refuse_spec(cause::too_long);
    const certified made{certificate, encode_private_key(*scalar, *point), issuer_chain};
    return made.overflowed() ? refuse_spec(cause::too_long) : result<certified>{made};
}

}  // namespace detail

/// A throw-away authority: makes certificates in memory, for tests. Its keys are on P-256, signed
/// with SHA-256, and never leave the process by themselves.
///
/// What is asked for is made, however wrong it is: expired, or signed by one who must not.
/// Satisfied by no backend alone: `onetls::openssl::testing::authority` and its like name the key.
template <SigningKey Key>
class authority_of {
public:
    /// Makes an authority that vouches for itself.
    ///
    /// Errors: bad_input with field::certificate; out_of_memory, internal.
    [[nodiscard]] static result<authority_of> create(
        const certificate_spec& spec = authority_spec("test authority")) noexcept {
        auto key = Key::generate();
        if (!key) return std::unexpected(key.error());
        const auto own = detail::certify(spec, *key, *key, spec.common_name, {});
        if (!own) return std::unexpected(own.error());
        return authority_of{std::move(*key), *own, spec.common_name, true};
    }

    /// Makes a certificate that vouches for itself.
    ///
    /// Errors: as `create`.
    [[nodiscard]] static result<certified> self_signed(const certificate_spec& spec) noexcept {
        const auto key = Key::generate();
        if (!key) return std::unexpected(key.error());
        return detail::certify(spec, *key, *key, spec.common_name, {});
    }

    /// Makes a certificate with a key of its own, signed by this authority.
    ///
    /// Errors: as `create`.
    [[nodiscard]] result<certified> issue(const certificate_spec& spec) const noexcept {
        const auto key = Key::generate();
        if (!key) return std::unexpected(key.error());
        return issue(spec, *key);
    }

    /// Makes an authority below this one.
    ///
    /// Errors: as `create`.
    [[nodiscard]] result<authority_of> issue_authority(
        const certificate_spec& spec = authority_spec("test intermediate")) const noexcept {
        auto key = Key::generate();
        if (!key) return std::unexpected(key.error());
        const auto own = issue(spec, *key);
        if (!own) return std::unexpected(own.error());
        return authority_of{std::move(*key), *own, spec.common_name, false};
    }

    /// The authority's own certificate and key.
    const certified& own() const noexcept { return own_; }
    der::bytes der() const noexcept { return own_.der(); }
    std::string_view pem() const noexcept { return own_.pem(); }

private:
    authority_of(Key key, const certified& own, std::string_view name, bool is_root) noexcept
        : key_{std::move(key)}, own_{own}, name_{name}, is_root_{is_root} {}

    result<certified> issue(const certificate_spec& spec, const Key& key) const noexcept {
        const auto shown = is_root_ ? std::string_view{} : own_.chain_pem();
        return detail::certify(spec, key, key_, name_, shown);
    }

    Key key_;
    certified own_;
    text<detail::longest_name> name_;
    bool is_root_;
};

}  // namespace onetls::testing
