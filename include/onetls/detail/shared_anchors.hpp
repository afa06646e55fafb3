// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <new>
#include <span>
#include <utility>

#include <onetls/detail/last_parsed.hpp>
#include <onetls/detail/shared.hpp>
#include <onetls/error.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>

namespace onetls::detail {

/// Anchors that contexts share, as a native library holds them, and the text that they were parsed
/// from.
template <class Native>
struct shared_anchors : counted {
    explicit shared_anchors(loaded_source text) noexcept : read{std::move(text)} {}

    std::span<const std::byte> text() const noexcept { return read.bytes(); }

    static void destroy(const shared_anchors* anchors) noexcept { delete anchors; }

    loaded_source read;
    mutable Native native;  ///< Native libraries ask for one that can be changed.
    anchor_count count;
};

/// Those that were parsed last, for the whole process.
template <class Native>
inline constinit last_parsed<shared_anchors<Native>> anchors_parsed_last;

/// The anchors that `where` holds now: those that were parsed last, or else what
/// `parse(shared_anchors&)` fills.
///
/// Errors: those of reading, with field::trust, and of `parse`; out_of_memory.
template <class Native, class Parse>
result<shared<const shared_anchors<Native>>> load_shared(const source& where,
                                                         Parse parse) noexcept {
    auto& last = anchors_parsed_last<Native>;
    const auto is_current = [&](std::span<const std::byte> text) { return where.holds(text); };
    if (auto known = last.find(is_current)) return known;
    auto read = where.load();
    if (!read) return std::unexpected(at(field::trust, read.error()));
    auto* const made = new (std::nothrow) shared_anchors<Native>{std::move(*read)};
    if (made == nullptr) return std::unexpected(error{errc::out_of_memory});
    const auto parsed = shared<const shared_anchors<Native>>::adopt(made);
    if (auto done = parse(*made); !done) return std::unexpected(done.error());
    last.keep(parsed);
    return parsed;
}

/// Calls `add(loaded)` with what each source of `wanted` holds.
///
/// Errors: those of reading, with field::trust, and of `add`.
template <class Add>
result<void> for_each_loaded(std::span<const source> wanted, Add add) noexcept {
    for (const auto& each : wanted) {
        const auto loaded = each.load();
        if (!loaded) return std::unexpected(at(field::trust, loaded.error()));
        if (auto added = add(*loaded); !added) return added;
    }
    return {};
}

}  // namespace onetls::detail
