// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <onetls/detail/base64.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/text.hpp>

namespace onetls::testing {

/// Writes `der` as a block of PEM.
///
/// Source: RFC 7468 §2.
template <TextSink Sink>
void write_pem(Sink& sink, std::string_view label, std::span<const std::byte> der) {
    constexpr std::size_t bytes_of_line = 48;
    sink.append("-----BEGIN ").append(label).append("-----\n");
    for (std::size_t at = 0; at < der.size(); at += bytes_of_line) {
        const auto part = der.subspan(at, std::min(bytes_of_line, der.size() - at));
        std::array<std::byte, onetls::detail::base64_length(bytes_of_line)> line{};
        const auto encoded = std::span{line}.first(onetls::detail::base64_length(part.size()));
        onetls::detail::encode_base64(part, encoded);
        sink.append(onetls::detail::as_characters(encoded)).append("\n");
    }
    sink.append("-----END ").append(label).append("-----\n");
}

}  // namespace onetls::testing
