// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <onetls/application_defaults.hpp>
#include <onetls/detail/gathered_pem.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>

namespace onetls {
namespace detail {

inline result<loaded_source> gather_trust(const trust& from) noexcept {
    if (from.sources().size() == 1) return from.sources()[0].load();
    gathered_pem gathered;
    for (const auto& each : from.sources()) {
        const auto read = each.load();
        if (!read) return std::unexpected(read.error());
        if (auto added = gathered.add(read->bytes()); !added) return std::unexpected(added.error());
    }
    return std::move(gathered).take();
}

/// What the application trusts by default; the authorities of the system where it does not say.
inline trust default_trust() noexcept {
    const auto* const defaults = application.get();
    return defaults != nullptr && defaults->trust ? *defaults->trust : trust::system();
}

inline result<loaded_source> read_standard_trust(std::string_view) noexcept {
    return gather_trust(default_trust());
}

inline bool standard_trust_is(std::span<const std::byte> text) noexcept {
    const auto trusted = default_trust();
    if (trusted.sources().size() == 1) return trusted.sources()[0].holds(text);
    const auto read = gather_trust(trusted);
    return read && std::ranges::equal(read->bytes(), text);
}

template <class Unit>
trust standard_trust() noexcept {
    return trust::only(source::of_process(read_standard_trust, standard_trust_is));
}

}  // namespace detail
}  // namespace onetls
