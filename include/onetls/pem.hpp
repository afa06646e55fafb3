// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <onetls/detail/base64.hpp>
#include <onetls/error.hpp>

namespace onetls {

/// What is wrong with a block of PEM.
enum class pem_defect : std::uint8_t {
    none,
    no_label,        ///< The BEGIN line has no end.
    unterminated,    ///< No END line before the next BEGIN or the end of the text.
    label_mismatch,  ///< BEGIN and END differ.
    not_base64,      ///< A character outside of the alphabet, wrong padding, or nothing at all.
};

constexpr std::string_view name_of(pem_defect defect) noexcept {
    switch (defect) {
    case pem_defect::none: break;
    case pem_defect::no_label: return "has a BEGIN line without an end";
    case pem_defect::unterminated: return "has no END line";
    case pem_defect::label_mismatch: return "has an END line with another label";
    case pem_defect::not_base64: return "is not base64";
    }
    return "";
}

/// One block of PEM, as it stands in the text: DER in base64 between lines that say what it is.
///
/// Lifetime: borrows from the text.
/// Source:   RFC 7468 §2; RFC 1421 §4.6 for headers.
struct pem_block {
    std::string_view label;        ///< Such as "CERTIFICATE".
    std::string_view headers;      ///< Lines like `Proc-Type: 4,ENCRYPTED`; mostly empty.
    std::string_view base64;       ///< With its line breaks.
    std::size_t offset = 0;        ///< Where the block begins in the text.
    std::size_t decoded_size = 0;  ///< Of what it decodes to; 0 for a defective block.
    pem_defect defect = pem_defect::none;

    constexpr bool well_formed() const noexcept { return defect == pem_defect::none; }

    /// Says whether it is a certificate and no more. OpenSSL's "TRUSTED CERTIFICATE" adds what it
    /// is trusted for, and is none.
    constexpr bool is_certificate() const noexcept {
        return label == "CERTIFICATE" || label == "X509 CERTIFICATE";
    }
    constexpr bool is_private_key() const noexcept { return label.ends_with("PRIVATE KEY"); }

    /// Says whether a passphrase is needed to make sense of it.
    constexpr bool is_encrypted() const noexcept {
        return label == "ENCRYPTED PRIVATE KEY" || headers.find("ENCRYPTED") != headers.npos;
    }

    /// Decodes into the front of `storage`, and returns that part of it.
    ///
    /// Errors: bad_input with field::certificate; cause malformed for a defective block, too_long
    ///         when `storage` is smaller than `decoded_size`.
    [[nodiscard]] constexpr result<std::span<std::byte>> decode(
        std::span<std::byte> storage) const noexcept {
        if (decoded_size == 0 || decoded_size > storage.size()) {
            const auto why = decoded_size == 0 ? cause::malformed : cause::too_long;
            return std::unexpected(error{errc::bad_input, why, field::certificate});
        }
        detail::decode_base64(base64, storage.first(decoded_size));
        return storage.first(decoded_size);
    }
};

/// Walks over the blocks of a text, defective ones included, so that a bundle yields what is good
/// in it, and what had to be skipped and why. Text between blocks is passed over.
///
/// Lenient about what editors and `cat` do: any line ends, indentation, spaces after a line, no
/// line end between END and the next BEGIN, none at the end of the text. One walk is linear.
class pem_reader {
public:
    constexpr explicit pem_reader(std::string_view text) noexcept : text_(text) {}

    /// The next block; none when there is no further BEGIN line.
    constexpr std::optional<pem_block> next() noexcept {
        pem_block found;
        found.offset = text_.find(begin_mark, at_);
        if (found.offset == text_.npos) return std::nullopt;
        at_ = found.offset + begin_mark.size();
        found.defect = read(found);
        return found;
    }

private:
    static constexpr std::string_view begin_mark = "-----BEGIN ";
    static constexpr std::string_view end_mark = "-----END ";
    static constexpr std::string_view dashes = "-----";

    constexpr pem_defect read(pem_block& found) noexcept {
        const auto begun = take_label();
        if (!begun) return pem_defect::no_label;
        found.label = *begun;
        take_body(found);
        if (!is_at(at_, end_mark)) return pem_defect::unterminated;
        at_ += end_mark.size();
        if (take_label() != found.label) return pem_defect::label_mismatch;
        found.decoded_size = detail::base64_size(found.base64).value_or(0);
        return found.decoded_size != 0 ? pem_defect::none : pem_defect::not_base64;
    }

    // What stands before five dashes on the same line.
    constexpr std::optional<std::string_view> take_label() noexcept {
        const auto end = text_.find(dashes, at_);
        if (end == text_.npos) return std::nullopt;
        const auto label = part(at_, end);
        if (label.find_first_of("\r\n") != label.npos) return std::nullopt;
        at_ = end + dashes.size();
        return label;
    }

    // Everything up to the next mark. A header is a line with a colon.
    constexpr void take_body(pem_block& found) noexcept {
        const auto end = find_mark();
        found.base64 = part(at_, end);
        at_ = end;
        const auto colon = found.base64.rfind(':');
        if (colon == text_.npos) return;
        const auto line_end = found.base64.find_first_of("\r\n", colon);
        found.headers = {found.base64.data(), std::min(line_end, found.base64.size())};
        found.base64.remove_prefix(found.headers.size());
    }

    // Where the next END or BEGIN is, or the end of the text.
    constexpr std::size_t find_mark() const noexcept {
        for (auto at = text_.find(dashes, at_); at != text_.npos; at = text_.find(dashes, at + 1))
            if (is_at(at, end_mark) || is_at(at, begin_mark)) return at;
        return text_.size();
    }

    constexpr std::string_view part(std::size_t from, std::size_t to) const noexcept {
        return {text_.data() + from, to - from};
    }

    constexpr bool is_at(std::size_t place, std::string_view mark) const noexcept {
        return part(place, text_.size()).starts_with(mark);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Says whether `bytes` look like one object in DER.
///
/// Text may begin with the same byte, as the digit 0; but the length that follows in an object as
/// long as a certificate is no ASCII.
constexpr bool looks_like_der(std::span<const std::byte> bytes) noexcept {
    return bytes.size() > 1 && bytes[0] == std::byte{0x30} && bytes[1] >= std::byte{0x80};
}

/// Says whether `bytes` look like text with PEM in it: whether there is a BEGIN.
constexpr bool looks_like_pem(std::span<const std::byte> bytes) noexcept {
    if (looks_like_der(bytes)) return false;
    constexpr std::string_view mark = "-----BEGIN ";
    constexpr std::size_t dashes = 5;
    std::size_t matched = 0;
    for (const std::byte each : bytes) {
        const char character = static_cast<char>(each);
        if (character == mark[matched])
            ++matched;
        else if (matched != dashes || character != '-')  // more dashes than five change nothing
            matched = character == '-' ? 1 : 0;
        if (matched == mark.size()) return true;
    }
    return false;
}

}  // namespace onetls
