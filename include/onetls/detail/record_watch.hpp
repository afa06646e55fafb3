// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <onetls/alert.hpp>
#include <onetls/detail/copying.hpp>

namespace onetls::detail {

/// Reads along while the peer sends records, and remembers a fatal alert that is in the clear: for
/// libraries that do not tell which alert they received. It explains a failure, it decides nothing.
///
/// Source: RFC 8446 §5.1, §6.
class record_watch {
public:
    /// Takes in the next bytes of the wire, in pieces of any size.
    void see(std::span<const std::byte> bytes) noexcept {
        while (!bytes.empty()) bytes = bytes.subspan(advance(bytes));
    }

    /// The fatal alert that was seen, or `none`.
    alert_description alert() const noexcept { return alert_; }

private:
    static constexpr std::size_t header_size = 5;
    static constexpr std::size_t alert_size = 2;
    static constexpr std::byte alert_type{21};
    static constexpr std::byte fatal{2};

    /// Takes in the rest of the current record, or what there is of it; returns how much that was.
    std::size_t advance(std::span<const std::byte> bytes) noexcept {
        const bool in_front = seen_ < front_.size() && seen_ < record_size();
        const auto part =
            (in_front ? smaller(front_.size(), record_size()) : record_size()) - seen_;
        const auto taken = smaller(part, bytes.size());
        if (in_front) copy(bytes.first(taken), front_.data() + seen_);
        seen_ += taken;
        if (seen_ >= header_size && seen_ == record_size()) end_record();
        return taken;
    }

    /// Size of the record with its header; of the header alone until that is complete.
    std::size_t record_size() const noexcept {
        if (seen_ < header_size) return header_size;
        return header_size + (static_cast<std::size_t>(front_[3]) << 8) +
               static_cast<std::size_t>(front_[4]);
    }

    void end_record() noexcept {
        const bool in_the_clear =
            front_[0] == alert_type && seen_ == header_size + alert_size && front_[5] == fatal;
        if (in_the_clear) alert_ = static_cast<alert_description>(front_[6]);
        seen_ = 0;
    }

    std::array<std::byte, header_size + alert_size> front_{};
    alert_description alert_ = alert_description::none;
    std::size_t seen_ = 0;
};

}  // namespace onetls::detail
