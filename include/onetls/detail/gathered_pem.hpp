// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/detail/base64.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/error.hpp>
#include <onetls/pem.hpp>
#include <onetls/source.hpp>

namespace onetls::detail {

/// Certificates from several places as one PEM text.
class gathered_pem {
public:
    /// Adds the contents of a file: PEM as it stands, anything else as one certificate in DER.
    ///
    /// Errors: out_of_memory; bad_input with too_long.
    result<void> add(std::span<const std::byte> file) noexcept {
        if (file.empty()) return {};
        if (looks_like_pem(file)) return append({as_characters(file), "\n"});
        const auto digits = owned_bytes::allocate(base64_length(file.size()));
        if (!digits) return std::unexpected(error{errc::out_of_memory});
        encode_base64(file, digits.span());
        return append({"-----BEGIN CERTIFICATE-----\n", as_characters(digits.span()),
                       "\n-----END CERTIFICATE-----\n"});
    }

    loaded_source take() && noexcept { return {std::move(bytes_), used_}; }

private:
    static constexpr std::size_t largest = std::size_t{64} << 20;

    result<void> append(std::initializer_list<std::string_view> pieces) noexcept {
        for (const auto piece : pieces) {
            if (piece.size() > largest - used_)
                return std::unexpected(error{errc::bad_input, cause::too_long});
            if (!make_room(used_ + piece.size()))
                return std::unexpected(error{errc::out_of_memory});
            std::ranges::copy(as_bytes(piece), bytes_.span().subspan(used_).begin());
            used_ += piece.size();
        }
        return {};
    }

    bool make_room(std::size_t size) noexcept {
        if (size <= bytes_.span().size()) return true;
        auto larger = owned_bytes::allocate(std::max(2 * size, std::size_t{16} << 10));
        if (!larger) return false;
        std::ranges::copy(bytes_.span().first(used_), larger.span().begin());
        bytes_ = std::move(larger);
        return true;
    }

    owned_bytes bytes_;
    std::size_t used_ = 0;
};

}  // namespace onetls::detail
