// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/der.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/error.hpp>
#include <onetls/pem.hpp>

namespace onetls::detail {

/// Calls `take(der)` for each object in `bytes`: one in DER, any number in PEM, where `is_wanted`
/// picks the blocks. A defective PEM block is passed on as an empty span, so that the caller
/// decides whether it matters.
///
/// `take` returns result<void>; its error ends the walk and is returned.
///
/// Errors: those of `take`; out_of_memory.
template <class Wanted, class Take>
result<void> for_each_object(std::span<const std::byte> bytes, Wanted is_wanted,
                             Take take) noexcept {
    if (!looks_like_pem(bytes)) return bytes.empty() ? result<void>{} : take(bytes);
    pem_reader blocks{as_characters(bytes)};
    while (const auto block = blocks.next()) {
        if (block->well_formed() && !is_wanted(*block)) continue;
        const auto storage = owned_bytes::allocate(block->decoded_size + 1);
        if (!storage) return std::unexpected(error{errc::out_of_memory});
        const auto der = block->decode(storage.span());
        const auto taken =
            take(der ? std::span<const std::byte>{*der} : std::span<const std::byte>{});
        if (!taken) return taken;
    }
    return {};
}

/// As above, for what is DER, in programs without PEM.
///
/// Errors: those of `take`; unsupported for anything else.
template <class Take>
result<void> for_der_object(std::span<const std::byte> bytes, Take take) noexcept {
    if (bytes.empty()) return {};
    if (static_cast<der::tag>(bytes.front()) != der::tag::sequence)
        return std::unexpected(error{errc::unsupported, cause::not_in_backend});
    return take(bytes);
}

/// As above, for certificates.
template <bool HasPem = true, class Take>
result<void> for_each_certificate(std::span<const std::byte> bytes, Take take) noexcept {
    if constexpr (!HasPem)
        return for_der_object(bytes, take);
    else
        return for_each_object(
            bytes, [](const pem_block& block) { return block.is_certificate(); }, take);
}

/// As above, for certificate revocation lists.
template <class Take>
result<void> for_each_crl(std::span<const std::byte> bytes, Take take) noexcept {
    return for_each_object(
        bytes, [](const pem_block& block) { return block.label == "X509 CRL"; }, take);
}

/// The first certificate in `text`, which is PEM, by way of C::from_der.
///
/// Errors: bad_input with field::certificate: no_certificate, malformed; out_of_memory.
template <class C>
result<C> first_certificate(std::string_view text) noexcept {
    constexpr auto refused = [](cause why) {
        return std::unexpected(error{errc::bad_input, why, field::certificate});
    };
    pem_reader blocks{text};
    while (const auto block = blocks.next()) {
        if (!block->well_formed()) return refused(cause::malformed);
        if (!block->is_certificate()) continue;
        const auto storage = owned_bytes::allocate(block->decoded_size);
        if (!storage) return std::unexpected(error{errc::out_of_memory});
        const auto der = block->decode(storage.span());
        if (!der) return std::unexpected(der.error());
        return C::from_der(*der);
    }
    return refused(cause::no_certificate);
}

}  // namespace onetls::detail
