// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <utility>

#include <onetls/certificate_view.hpp>
#include <onetls/config.hpp>
#include <onetls/detail/owner.hpp>
#include <onetls/error.hpp>
#include <onetls/view_pool.hpp>

namespace onetls::detail {

/// The credentials of a context in their native form, and what the leaf of each says. Native
/// libraries keep pointers to them, so they never move.
template <class Native>
class shown_credentials {
public:
    /// Reads `first` and then `others` by `parse(credential, native)`; `Native::der` is the leaf.
    ///
    /// Errors: those of `parse`; out_of_memory; bad_input with field::certificate_chain: malformed.
    template <class Parse>
    result<void> read(const credential& first, std::span<const credential> others,
                      Parse parse) noexcept {
        held_.reset(new (std::nothrow) content);
        if (!held_) return std::unexpected(error{errc::out_of_memory});
        auto& natives = held_->natives;
        natives.reset(new (std::nothrow) Native[others.size() + 1]);
        if (!natives) return std::unexpected(error{errc::out_of_memory});
        if (auto parsed = parse(first, natives[held_->size++]); !parsed) return parsed;
        for (const auto& each : others)
            if (auto parsed = parse(each, natives[held_->size++]); !parsed) return parsed;
        return read_leaves();
    }

    bool empty() const noexcept { return !held_; }
    const Native& operator[](std::size_t index) const noexcept { return held_->natives[index]; }
    std::span<const certificate_view> leaves() const noexcept {
        return held_ ? held_->leaves.views() : std::span<const certificate_view>{};
    }

private:
    struct content {
        owned_array<Native> natives;
        std::size_t size = 0;
        certificate_pool leaves;
    };

    result<void> read_leaves() noexcept {
        auto leaves = certificate_pool::borrow([this](auto take) {
            for (std::size_t index = 0; index != held_->size; ++index)
                take(held_->natives[index].der());
        });
        if (!leaves) return std::unexpected(leaves.error());
        if (leaves->skipped() != 0)
            return std::unexpected(
                error{errc::bad_input, cause::malformed, field::certificate_chain});
        held_->leaves = std::move(*leaves);
        return {};
    }

    owned<content> held_;  ///< Where there are any.
};

}  // namespace onetls::detail
