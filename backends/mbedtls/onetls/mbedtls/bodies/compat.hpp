// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <onetls/mbedtls/compat.hpp>

// Decided by the platform and not by MBEDTLS_FS_IO: every backend of a program has to agree.
#if defined(__unix__) || defined(__APPLE__)
#include <onetls/system_trust.hpp>
#else
#include <string_view>

#include <onetls/error.hpp>
#include <onetls/source.hpp>
#include <onetls/trust.hpp>

/// Without a system nobody is trusted by default: a context that is not told whom to trust fails to
/// be created with not_found.
template <class Unit>
onetls::trust onetls::detail::system_trust() noexcept {
    constexpr source::reader nobody = [](std::string_view) -> result<loaded_source> {
        return std::unexpected(error{errc::bad_input, cause::not_found, field::trust});
    };
    return trust::only(source{std::string_view{}, nobody});
}
#endif
